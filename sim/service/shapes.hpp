#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/service/model.hpp"

// The table of shapes: for each structure of the API model its members, and for each member what
// the service demands of it. One description yields the "N validation errors detected" texts
// (here), the JSON codec with its type errors and unknown members (`sim/wire`), and the canonical
// text of a request.
namespace ddbsim::service {

/// A set of characters, from what stands between the brackets of a regular expression: "a-z_.-".
class CharacterSet {
 public:
  explicit consteval CharacterSet(std::string_view set) {
    for (std::size_t i = 0; i < set.size(); ++i) {
      const bool is_range = i + 2 < set.size() && set[i + 1] == '-';
      const char last = is_range ? set[i + 2] : set[i];
      for (char c = set[i]; c <= last; ++c) {
        has_[static_cast<unsigned char>(c)] = true;
      }
      i += is_range ? 2 : 0;
    }
  }
  [[nodiscard]] constexpr bool has(char c) const noexcept {
    return has_[static_cast<unsigned char>(c)];
  }
  [[nodiscard]] constexpr bool has_all(std::string_view text) const noexcept {
    return std::ranges::all_of(text, [this](char c) { return has(c); });
  }

 private:
  std::array<bool, 256> has_ = {};
};

/// A regular expression as the service prints it, and what it asks for: one or more of some
/// characters ("[a-z_.-]+", of which it is made), or a rule of its own, as texts of a request may
/// be long and std::regex recurses for each character.
class Pattern {
 public:
  using Rule = bool (*)(std::string_view value);
  explicit consteval Pattern(std::string_view text)
      : text_(text), characters_(text.substr(1, text.rfind(']') - 1)) {}
  consteval Pattern(std::string_view text, Rule rule) : text_(text), characters_(""), rule_(rule) {}

  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
  [[nodiscard]] constexpr bool matches(std::string_view value) const noexcept {
    return rule_ == nullptr ? !value.empty() && characters_.has_all(value) : rule_(value);
  }

 private:
  std::string_view text_;
  CharacterSet characters_;
  Rule rule_ = nullptr;
};

/// What the service demands of a member, beyond its type. Which of `min` and `max` counts what
/// follows from the type: characters of a text, elements of a list or map, value of an integer.
struct Constraint {
  bool required = false;
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  const Pattern* pattern = nullptr;  ///< null: any text will do
  std::span<const std::string_view> values =
      {};               ///< enumeration, in the order in which the service prints it
  bool narrow = false;  ///< an integer of 32 bits: "cannot be converted to Integer", else "Long"
  bool or_arn = false;  ///< a name for which an ARN of up to 1024 characters may stand
};

/// A member: its wire name ("TableName"; messages print "tableName"), where it is, what is
/// demanded.
template <class Structure, class Type>
struct Member {
  std::string_view name;
  Type Structure::* at;
  Constraint constraint = {};
  /// Constraint of each element (list of texts) or key (map).
  Constraint element = {};
  /// Constraint of each value (map of lists).
  Constraint value = {};
};

/// How the service checks a request's table name.
enum class TableName : std::uint8_t {
  member,     ///< as any member
  parameter,  ///< "The parameter 'TableName' is required but was not present in the request"
  control,    ///< so, and its length has a text of its own too: most of the control plane
};

/// Specialised for every structure of `model.hpp` in shapes_*.hpp:
///   name      "KeySchemaElement", as the service calls it where it prints one
///   members   std::tuple{Member...}, in the order in which the service reports errors (captured
///   where an oracle
///             knows it; it follows from a hash and AWS promises nothing), responses in the order
///             of the API model
/// and for requests on a table `table_name`, a `TableName`; absent: `TableName::member`.
template <class T>
struct Shape;

template <class T>
concept Structured = requires { Shape<T>::members; };

/// "2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member
/// must not be null; ..." or nothing. The first check of every operation.
template <class Request>
[[nodiscard]] std::optional<ServiceError> check_shape(const Request& request);

}  // namespace ddbsim::service
