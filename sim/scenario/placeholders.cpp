#include "sim/scenario/placeholders.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario {

namespace {

/// Fills one tree; keeps where it is for the error.
template <class Tree>
class Filler {
 public:
  explicit Filler(const Values& values) : values_(values) {}

  /// False after an error.
  bool fill(Tree& json) {
    if (json.is_string()) {
      return fill_string(json);
    }
    if (json.is_object()) {
      for (auto it = json.begin(); it != json.end(); ++it) {
        if (!below(pointer_token(it.key()), *it)) {
          return false;
        }
      }
    } else if (json.is_array()) {
      for (std::size_t index = 0; index < json.size(); ++index) {
        if (!below(std::to_string(index), json[index])) {
          return false;
        }
      }
    }
    return true;
  }

  PlaceholderError error;

 private:
  bool below(const std::string& token, Tree& json) {
    const std::size_t length = error.pointer.size();
    error.pointer += "/" + token;
    if (!fill(json)) {
      return false;
    }
    error.pointer.resize(length);
    return true;
  }

  bool fill_string(Tree& json) {
    const std::string text = json.template get<std::string>();
    std::string out;
    std::size_t at = 0;
    while (true) {
      const std::size_t dollar = text.find("${", at);
      if (dollar == std::string::npos) {
        break;
      }
      if (dollar > at && text[dollar - 1] == '$') {
        out.append(text, at, dollar - 1 - at).append("${");
        at = dollar + 2;
        continue;
      }
      const std::size_t close = text.find('}', dollar);
      if (close == std::string::npos) {
        error.message = "expected } after ${ (a plain ${ is written $${)";
        return false;
      }
      out.append(text, at, dollar - at);
      at = close + 1;
      const Ordered* value = find(text.substr(dollar + 2, close - dollar - 2));
      if (value == nullptr) {
        return false;
      }
      if (dollar == 0 && at == text.size()) {
        json = *value;
        return true;
      }
      if (!append(*value, out)) {
        return false;
      }
    }
    json = out.append(text, at);
    return true;
  }

  const Ordered* find(const std::string& name) {
    if (const auto known = values_.find(name); known != values_.end()) {
      return &known->second;
    }
    std::vector<std::string_view> names;
    for (const auto& [known, value] : values_) {
      names.push_back(known);
    }
    error.name = name;
    error.message =
        fmt::format("nothing is named ${{{}}} here{}", name, wire::did_you_mean(name, names));
    return nullptr;
  }

  bool append(const Ordered& value, std::string& out) {
    if (value.is_structured()) {
      error.message = "an object or a list can't stand inside of a longer string";
      return false;
    }
    out += value.is_string() ? value.get<std::string>() : value.dump();
    return true;
  }

  const Values& values_;
};

template <class Tree>
std::expected<Tree, PlaceholderError> filled(const Tree& json, const Values& values) {
  Tree out = json;
  Filler<Tree> filler(values);
  if (!filler.fill(out)) {
    return std::unexpected(std::move(filler.error));
  }
  return out;
}

template <class Tree>
bool any_placeholder(const Tree& json) {
  if (json.is_string()) {
    return json.template get_ref<const std::string&>().find("${") != std::string::npos;
  }
  return json.is_structured() && std::any_of(json.begin(), json.end(), [](const Tree& child) {
           return any_placeholder(child);
         });
}

}  // namespace

std::expected<Ordered, PlaceholderError> fill(const Ordered& json, const Values& values) {
  return filled(json, values);
}

std::expected<Json, PlaceholderError> fill(const Json& json, const Values& values) {
  return filled(json, values);
}

bool is_placeholder(const Ordered& json, const std::string& pointer) {
  const Ordered::json_pointer at(pointer);
  if (!json.contains(at) || !json.at(at).is_string()) {
    return false;
  }
  const auto& text = json.at(at).get_ref<const std::string&>();
  return text.starts_with("${") && text.find('}') == text.size() - 1;
}

bool has_placeholders(const Ordered& json) { return any_placeholder(json); }

bool has_placeholders(const Json& json) { return any_placeholder(json); }

}  // namespace ddbsim::scenario
