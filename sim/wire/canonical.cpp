#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "sim/service/client.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::wire {

namespace {

using Json = nlohmann::json;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// One structure with expressions: replaces the placeholders in them.
class Placeholders {
 public:
  explicit Placeholders(Json& structure) : structure_(structure) {}

  void resolve() {
    for (auto& [name, member] : structure_.items()) {
      if (name.ends_with("Expression") && member.is_string()) {
        member = resolved(member.get_ref<const std::string&>());
      }
    }
    for (const char* const map : {kNames, kValues}) {
      drop_used(map);
    }
  }

 private:
  static constexpr const char* kNames = "ExpressionAttributeNames";
  static constexpr const char* kValues = "ExpressionAttributeValues";

  std::string resolved(std::string_view expression) {
    std::string out;
    for (std::size_t i = 0; i < expression.size();) {
      const char c = expression[i];
      if (is_blank(c)) {
        while (i < expression.size() && is_blank(expression[i])) {
          ++i;
        }
        out += out.empty() || i == expression.size() ? "" : " ";
      } else if (c == '#' || c == ':') {
        std::size_t end = i + 1;
        while (end < expression.size() && is_word(expression[end])) {
          ++end;
        }
        out += meaning(std::string(expression.substr(i, end - i)));
        i = end;
      } else {
        out += c;
        ++i;
      }
    }
    return out;
  }

  /// What a placeholder stands for; itself when nothing defines it.
  std::string meaning(const std::string& placeholder) {
    const char* const map = placeholder[0] == '#' ? kNames : kValues;
    const auto defined = structure_.find(map);
    if (defined == structure_.end() || !defined->contains(placeholder)) {
      return placeholder;
    }
    used_.insert(placeholder);
    const Json& stands_for = (*defined)[placeholder];
    if (stands_for.is_string() &&
        std::ranges::all_of(stands_for.get_ref<const std::string&>(), is_word)) {
      return stands_for.get<std::string>();
    }
    return stands_for.dump();
  }

  void drop_used(const char* map) {
    const auto defined = structure_.find(map);
    if (defined == structure_.end()) {
      return;
    }
    for (const std::string& placeholder : used_) {
      defined->erase(placeholder);
    }
    if (defined->empty()) {
      structure_.erase(map);
    }
  }

  Json& structure_;
  std::set<std::string> used_;
};

/// Every structure inside of the request, itself included. An attribute value is never taken for
/// one: its members are objects, where expressions are strings.
void resolve_all(Json& json) {
  if (json.is_object()) {
    Placeholders(json).resolve();
  }
  if (json.is_structured()) {
    for (Json& element : json) {
      resolve_all(element);
    }
  }
}

/// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, kForm, [](char c, char form) {
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return form == '-' ? c == '-' : digit;
  });
}

}  // namespace

std::string canonical_text(service::RequestRef request) {
  Json json = to_json(request);
  resolve_all(json);
  const auto token = json.find("ClientRequestToken");
  if (token != json.end() && is_uuid(token->get_ref<const std::string&>())) {
    *token = "<uuid>";
  }
  return std::string(service::operation_name(request.index())) + " " + json.dump();
}

}  // namespace ddbsim::wire
