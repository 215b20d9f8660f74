#pragma once

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

/// A regular expression of the only form that occurs, one or more of some characters: "[a-z_.-]+".
struct Pattern {
  std::string_view text;                  ///< as the service prints it
  std::array<bool, 256> characters = {};  ///< that it names

  explicit consteval Pattern(std::string_view given) : text(given) {
    const std::string_view set = given.substr(1, given.rfind(']') - 1);
    for (std::size_t i = 0; i < set.size(); ++i) {
      const bool is_range = i + 2 < set.size() && set[i + 1] == '-';
      const char last = is_range ? set[i + 2] : set[i];
      for (char c = set[i]; c <= last; ++c) {
        characters[static_cast<unsigned char>(c)] = true;
      }
      i += is_range ? 2 : 0;
    }
  }
  [[nodiscard]] constexpr bool matches(std::string_view value) const noexcept {
    for (const char c : value) {
      if (!characters[static_cast<unsigned char>(c)]) {
        return false;
      }
    }
    return !value.empty();
  }
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
