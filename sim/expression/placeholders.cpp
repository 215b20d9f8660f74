#include <algorithm>
#include <span>
#include <string>

#include "sim/expression/compiled.hpp"
#include "sim/expression/limits.hpp"

namespace ddbsim::expression {
namespace {

constexpr const char* kNamesMember = "ExpressionAttributeNames";
constexpr const char* kValuesMember = "ExpressionAttributeValues";

bool is_placeholder(std::string_view key, char sign) {
  return key.size() > 1 && key[0] == sign && std::ranges::all_of(key.substr(1), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

std::optional<Error> invalid_key(const char* member, std::string_view what) {
  return Error{std::string(member) + " contains invalid key: " + std::string(what)};
}

/// Texts of the empty and the long key: DynamoDB Local only; dynalite calls an empty key a syntax
/// error.
std::optional<Error> check_key(const char* member, std::string_view key, char sign) {
  if (key.empty()) {
    return invalid_key(member, "The expression attribute map contains an empty key;");
  }
  if (key.size() > kMaxPlaceholderBytes) {
    return invalid_key(
        member, "The expression attribute map contains a key that is too long; size of key: " +
                    std::to_string(key.size()));
  }
  if (!is_placeholder(key, sign)) {
    return invalid_key(member, "Syntax error; key: \"" + std::string(key) + "\"");
  }
  return std::nullopt;
}

std::optional<Error> check_names(const Names& names) {
  if (names.empty()) {
    return Error{std::string(kNamesMember) + " must not be empty"};
  }
  for (const auto& [key, name] : names) {
    if (auto error = check_key(kNamesMember, key, '#')) {
      return error;
    }
    if (name.empty()) {
      return Error{std::string(kNamesMember) +
                   " contains invalid value: Empty attribute name for key " + key};
    }
    if (name.size() > kMaxNameBytes) {
      return Error{std::string(kNamesMember) +
                   " contains invalid value: Attribute name is too large, must be less than 65536 "
                   "bytes for key " +
                   key};
    }
  }
  return std::nullopt;
}

std::optional<Error> check_values(const value::Item& values) {
  if (values.count() == 0) {
    return Error{std::string(kValuesMember) + " must not be empty"};
  }
  for (std::size_t i = 0; i < values.count(); ++i) {
    if (auto error = check_key(kValuesMember, values.name(i), ':')) {
      return error;
    }
  }
  return std::nullopt;
}

/// "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}".
template <class NameAt>
std::optional<Error> check_used(const char* member, std::span<const bool> used, NameAt name_at) {
  std::string keys;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) {
      keys += (keys.empty() ? "" : ", ") + std::string(name_at(i));
    }
  }
  if (keys.empty()) {
    return std::nullopt;
  }
  return Error{"Value provided in " + std::string(member) + " unused in expressions: keys: {" +
               keys + "}"};
}

}  // namespace

Placeholders::Placeholders(const Names* names, const value::Item& values)
    : names_(names),
      values_(&values),
      name_count_(names == nullptr ? 0 : names->size()),
      used_(name_count_ + values.count(), false) {}

std::optional<Error> Placeholders::check(bool has_expressions) const {
  if (!has_expressions) {
    if (names_ != nullptr) {
      return Error{std::string(kNamesMember) + " can only be specified when using expressions"};
    }
    if (*values_) {
      return Error{std::string(kValuesMember) + " can only be specified when using expressions"};
    }
    return std::nullopt;
  }
  if (names_ != nullptr) {
    if (auto error = check_names(*names_)) {
      return error;
    }
  }
  return *values_ ? check_values(*values_) : std::nullopt;
}

std::optional<Error> Placeholders::check_all_used() const {
  const std::span<const bool> used(used_.data(), used_.size());
  if (auto error = check_used(kNamesMember, used.first(name_count_),
                              [&](std::size_t i) { return (*names_)[i].first; })) {
    return error;
  }
  return check_used(kValuesMember, used.subspan(name_count_),
                    [&](std::size_t i) { return values_->name(i); });
}

const std::string* Placeholders::name(std::string_view placeholder) {
  for (std::size_t i = 0; i < name_count_; ++i) {
    if ((*names_)[i].first == placeholder) {
      used_[i] = true;
      return &(*names_)[i].second;
    }
  }
  return nullptr;
}

std::size_t Placeholders::value_index(std::string_view placeholder) {
  const std::size_t index = values_->index_of(placeholder);
  if (index != values_->count()) {
    used_[name_count_ + index] = true;
  }
  return index;
}

value::ValueView Placeholders::value(std::string_view placeholder) {
  const std::size_t index = value_index(placeholder);
  return index == values_->count() ? value::ValueView{} : values_->value(index);
}

void Placeholders::use(const Used& also) {
  for (std::size_t i = 0; i < used_.size(); ++i) {
    used_[i] = used_[i] || also[i];
  }
}

}  // namespace ddbsim::expression
