#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "sim/value/attribute_value.hpp"

// Expressions of the reference engine: small trees that a generator makes beside the text that the
// engine under test gets. Evaluated over attribute values as trees, in the simplest way; nothing
// here is shared with sim/expression.
namespace ddbsim::testing::reference {

using value::AttributeValue;
using Attributes = value::Map;

/// "m.a[1]": a name first, then names and indexes.
using Path = std::vector<std::variant<std::string, std::size_t>>;
/// Null when there is nothing.
const AttributeValue* find(const Attributes& item, const Path& path);

struct Operand {
  enum class Kind { path, literal, size_of_path };
  Kind kind = Kind::path;
  Path path = {};
  AttributeValue literal = {};
};

struct Condition {
  enum class Kind {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    between,
    in,
    exists,
    not_exists,
    type,
    begins_with,
    contains,
    all_of,
    any_of,
    not_true
  };
  Kind kind = Kind::equal;
  std::vector<Operand> operands = {};
  std::vector<Condition> parts = {};  ///< of all_of, any_of (two) and not_true (one)
};
bool holds(const Condition& condition, const Attributes& item);

/// The right side of a SET.
struct Term {
  enum class Kind { path, literal, if_not_exists, list_append, plus, minus };
  Kind kind = Kind::literal;
  Path path = {};  ///< of path and if_not_exists
  AttributeValue literal = {};
  std::vector<Term> parts = {};
};
struct Action {
  enum class Kind { set, remove, add, erase };
  Kind kind = Kind::set;
  Path path = {};
  Term term = {};  ///< of add and erase: a literal
};
/// The item after the update; nothing when the service would refuse it.
std::optional<Attributes> apply(const std::vector<Action>& update, const Attributes& before);

/// All paths of it that lead into a part of an attribute: the names of these attributes.
std::set<std::string> entered(const Condition& condition);
std::set<std::string> entered(const std::vector<Action>& update);
std::set<std::string> entered(const std::vector<Path>& projection);

/// The parts of the item at these paths; elements of lists move together.
Attributes project(const Attributes& item, const std::vector<Path>& paths);

/// Order of two keys of one type (S, N or B): <0, 0, >0.
int compare(const AttributeValue& a, const AttributeValue& b);

/// Bytes that the service counts (facts 2.2).
std::size_t size_of(const AttributeValue& value);
std::size_t size_of(const Attributes& item);

}  // namespace ddbsim::testing::reference
