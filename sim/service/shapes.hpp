#pragma once

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

/// What the service demands of a member, beyond its type. Which of `min` and `max` counts what
/// follows from the type: characters of a text, elements of a list or map, value of an integer.
struct Constraint {
  bool required = false;
  std::optional<std::int64_t> min = {};
  std::optional<std::int64_t> max = {};
  std::string_view pattern = {};  ///< regular expression as the service prints it: "[...]+"
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
