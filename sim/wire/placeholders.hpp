#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/wire/codec.hpp"

// ${name} in the strings of a request that a file has stands for a value that comes later. A string
// that is nothing but ${name} becomes the value, whatever its type; elsewhere its text is put in.
// $${ is a plain ${. What a name may be is for the reader of the file to say.
namespace ddbsim::wire {

/// A stretch of a string: plain text, or the name of a placeholder.
struct Piece {
  std::string text;
  bool is_name = false;
};
/// All of a string, in order; no two plain pieces stand side by side. The error is a sentence.
[[nodiscard]] std::expected<std::vector<Piece>, std::string> pieces_of(std::string_view text);

/// `nothing is named ${recrd} here, did you mean "record"?`
[[nodiscard]] std::string unknown_placeholder(std::string_view name,
                                              std::span<const std::string_view> known);

inline constexpr std::string_view kNoText =
    "an object or a list can't stand inside of a longer string";
/// Appends a value as it stands inside of a longer string. False: it can't (kNoText).
template <class Tree>
[[nodiscard]] bool append_text(const Tree& value, std::string& out) {
  if (value.is_structured()) {
    return false;
  }
  out += value.is_string() ? value.template get<std::string>() : value.dump();
  return true;
}

/// True when a string that is nothing but a placeholder stands at `pointer`: its type is open until
/// it is filled.
[[nodiscard]] bool is_placeholder(const nlohmann::ordered_json& json, const std::string& pointer);

/// Decodes, in Mode::strict, a request whose placeholders may still be open: where one stands
/// alone, any type that the member takes is right.
[[nodiscard]] std::optional<DecodeError> open_request_error(const std::string& operation,
                                                            nlohmann::ordered_json body);

}  // namespace ddbsim::wire
