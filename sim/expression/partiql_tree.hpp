#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::expression::partiql {

/// Where something stands in the statement; messages show it as line, column and length.
struct Place {
  std::size_t begin = 0;
  std::string_view token = {};
};

/// One step of a path as written.
struct Step {
  enum class Kind : std::uint8_t {
    name,      ///< .a, ."a", ['a'], [a]
    index,     ///< [0]
    negative,  ///< [-1]
    any,       ///< [*]
    members,   ///< .*
    computed,  ///< [1 + 1], [?]
  };
  Kind kind = Kind::name;
  std::string text;  ///< the name, or the digits of an index
  Place place = {};
};

/// Anything that has a value.
struct Term {
  enum class Kind : std::uint8_t {
    missing,
    null,
    boolean,    ///< text: "TRUE", "FALSE"
    number,     ///< text: with its sign, when it has one
    text,       ///< text
    parameter,  ///< index
    path,       ///< steps
    list,       ///< operands; [..] and (.., ..)
    bag,        ///< operands
    structure,  ///< operands: key, value, key, value
    call,       ///< text: the function as written; operands
    operation,  ///< text: the operator, as messages show it; operands
    is,         ///< text: the type; one operand
    select,     ///< a statement in parentheses
    ion,        ///< `anything`
  };
  Kind kind = Kind::missing;
  std::string text = {};
  Place place = {};
  std::size_t index = 0;
  bool negated = false;  ///< NOT IN, NOT BETWEEN, NOT LIKE, IS NOT
  bool parenthesised = false;
  bool sequence = false;  ///< list: (.., ..)
  std::size_t depth = 1;  ///< of the tree below, itself included
  std::vector<Step> steps = {};
  std::vector<Term> operands = {};
};

/// A table or index as written.
struct From {
  Term source;
  bool alias = false;
};

struct Assignment {
  bool remove = false;  ///< REMOVE target; else SET target = value
  Term target;
  Term value = {};
};

struct Returned {
  bool all = false;  ///< ALL; else MODIFIED
  bool old = false;  ///< OLD; else NEW
  bool star = true;  ///< *; else something of the item
};

struct Order {
  Term key;
  bool descending = false;
};

/// A statement as written: what the grammar knows, whether it is supported or not. Holds views into
/// its text.
struct RawStatement {
  enum class Kind : std::uint8_t {
    select,
    insert,  ///< INSERT INTO table VALUE term
    insert_values,
    update,
    remove,
    term,  ///< `where`: a term that stands alone, or EXISTS(SELECT ...): see `subject`
    exists,
    create_table,
    drop_table,
    exec,
  };
  struct Clause {
    std::string_view name;  ///< LIMIT, HAVING: with its place; GROUP BY
    std::optional<Place> place = {};
  };

  Kind kind = Kind::term;
  std::string_view text = {};  ///< the statement; places point into it
  bool distinct = false;
  bool value_form = false;        ///< SELECT VALUE
  bool star = false;              ///< SELECT *
  bool hierarchy = false;         ///< SELECT a.*
  bool projection_alias = false;  ///< SELECT a AS b
  std::vector<Term> projection = {};
  std::vector<From> from = {};     ///< one, unless the statement joins; of a write its table
  std::optional<Term> where = {};  ///< of an insert: its value
  std::vector<Assignment> assignments = {};
  std::vector<Order> order = {};
  std::vector<Clause> unsupported = {};  ///< clauses that the grammar knows and the service refuses
  std::optional<std::vector<Returned>> returning = {};
  std::size_t parameters = 0;  ///< how many `?` there are
};

}  // namespace ddbsim::expression::partiql
