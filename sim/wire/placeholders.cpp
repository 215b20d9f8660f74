#include "sim/wire/placeholders.hpp"

#include <array>

#include <fmt/format.h>

#include "sim/wire/suggest.hpp"

namespace ddbsim::wire {

std::expected<std::vector<Piece>, std::string> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  std::string plain;
  const auto end_plain = [&] {
    if (!plain.empty()) {
      pieces.push_back({std::move(plain)});
      plain.clear();
    }
  };
  while (true) {
    const std::size_t dollar = text.find("${");
    if (dollar == std::string_view::npos) {
      plain += text;
      end_plain();
      return pieces;
    }
    if (dollar > 0 && text[dollar - 1] == '$') {
      plain.append(text.substr(0, dollar - 1)).append("${");
      text.remove_prefix(dollar + 2);
      continue;
    }
    const std::size_t close = text.find('}', dollar);
    if (close == std::string_view::npos) {
      return std::unexpected("expected } after ${ (a plain ${ is written $${)");
    }
    plain += text.substr(0, dollar);
    end_plain();
    pieces.push_back({std::string(text.substr(dollar + 2, close - dollar - 2)), true});
    text.remove_prefix(close + 1);
  }
}

std::string unknown_placeholder(std::string_view name, std::span<const std::string_view> known) {
  return fmt::format("nothing is named ${{{}}} here{}", name, did_you_mean(name, known));
}

bool is_placeholder(const nlohmann::ordered_json& json, const std::string& pointer) {
  const nlohmann::ordered_json::json_pointer at(pointer);
  if (!json.contains(at) || !json.at(at).is_string()) {
    return false;
  }
  const auto& text = json.at(at).get_ref<const std::string&>();
  return text.starts_with("${") && text.find('}') == text.size() - 1;
}

std::optional<DecodeError> open_request_error(const std::string& operation,
                                              nlohmann::ordered_json body) {
  using Ordered = nlohmann::ordered_json;
  static const std::array<Ordered, 5> kStandIns = {Ordered(0), Ordered::object(), Ordered::array(),
                                                   Ordered(false), Ordered("stand-in")};
  std::size_t stand_in = 0;
  std::string open;
  while (true) {
    const auto request = decode(operation, nlohmann::json(body), Mode::strict);
    if (request) {
      return std::nullopt;
    }
    const DecodeError& error = request.error();
    const bool again = error.pointer == open && !open.empty();
    if (!again && !is_placeholder(body, error.pointer)) {
      return error;
    }
    stand_in = again ? stand_in + 1 : 0;
    open = error.pointer;
    if (stand_in == kStandIns.size()) {
      return error;
    }
    body.at(Ordered::json_pointer(open)) = kStandIns[stand_in];
  }
}

}  // namespace ddbsim::wire
