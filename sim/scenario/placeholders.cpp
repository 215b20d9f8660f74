#include "sim/scenario/placeholders.hpp"

#include <algorithm>
#include <string_view>

#include "sim/wire/placeholders.hpp"

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
    const auto pieces = wire::pieces_of(json.template get_ref<const std::string&>());
    if (!pieces) {
      error.message = pieces.error();
      return false;
    }
    std::string out;
    for (const wire::Piece& piece : *pieces) {
      if (!piece.is_name) {
        out += piece.text;
        continue;
      }
      const Ordered* value = find(piece.text);
      if (value == nullptr) {
        return false;
      }
      if (pieces->size() == 1) {
        json = *value;
        return true;
      }
      if (!wire::append_text(*value, out)) {
        error.message = wire::kNoText;
        return false;
      }
    }
    json = std::move(out);
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
    error.message = wire::unknown_placeholder(name, names);
    return nullptr;
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

bool has_placeholders(const Ordered& json) { return any_placeholder(json); }

bool has_placeholders(const Json& json) { return any_placeholder(json); }

}  // namespace ddbsim::scenario
