#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/value/item.hpp"

// The expression languages. Work with them in three steps:
//   1. compile   text -> tree; everything that can be said without names and values (syntax,
//   reserved words,
//                redundant parentheses, operand counts). Cached by text: `Cache`.
//   2. bind      tree + this request's `#names` and `:values` -> Bound*; undefined placeholders,
//   operand types of
//                literals, overlapping paths, key conditions against a schema. `used` placeholders
//                are collected in `Placeholders`, so that the operation can refuse unused ones
//                after all its expressions are bound.
//   3. evaluate  against an item: pure, no allocation where none is needed.
// Every error is the service's ValidationException; `Error::message` is its text, whole.
namespace ddbsim::expression {

struct Error {
  std::string message;
};
template <class T>
using Result = std::expected<T, Error>;

/// Which parameter an expression came in; decides the language and how messages begin ("Invalid
/// FilterExpression: ...").
/// A PartiQL statement is no parameter; its messages begin with what is wrong.
enum class Kind : std::uint8_t { condition, filter, key_condition, projection, update, statement };
/// "ConditionExpression", "FilterExpression", "KeyConditionExpression", "ProjectionExpression",
/// "UpdateExpression".
[[nodiscard]] std::string_view parameter_name(Kind kind) noexcept;

struct Tree;  ///< parsed form, placeholders unresolved; shared and immutable

/// Trees by kind and text. Bounded; a world has its own.
class Cache {
 public:
  Cache();
  ~Cache();
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;

  [[nodiscard]] Result<std::shared_ptr<const Tree>> compile(Kind kind, std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Parses without a cache.
[[nodiscard]] Result<std::shared_ptr<const Tree>> compile(Kind kind, std::string_view text);

using Names = std::vector<std::pair<std::string, std::string>>;  ///< "#n" -> attribute name, as the
                                                                 ///< request has them

/// The placeholders of one request, shared by all of its expressions.
class Placeholders {
 public:
  /// `names` may be null and `values` no item when the request has none; both must outlive this
  /// object.
  Placeholders(const Names* names, const value::Item& values);

  /// Errors in the maps themselves: empty map, key without # or :, bad characters, too long, empty
  /// value set, ... `has_expressions` false: the service refuses the maps when no expression is
  /// there.
  [[nodiscard]] std::optional<Error> check(bool has_expressions) const;
  /// After all expressions are bound: "Value provided in ExpressionAttributeValues unused in
  /// expressions: keys: {:x}".
  [[nodiscard]] std::optional<Error> check_all_used() const;

  /// Resolve, and mark as used. Absent when undefined.
  [[nodiscard]] const std::string* name(std::string_view placeholder);
  [[nodiscard]] value::ValueView value(std::string_view placeholder);
  /// The same value's place among `values()`, or `values().count()` when it is undefined.
  [[nodiscard]] std::size_t value_index(std::string_view placeholder);
  /// All values, to be kept by what is bound to them.
  [[nodiscard]] const value::Item& values() const noexcept { return *values_; }

  /// Which placeholders have been used so far: one mark for each name, then for each value.
  using Used = boost::container::small_vector<bool, 32>;
  [[nodiscard]] const Used& used() const noexcept { return used_; }
  /// Marks those as well; as long as `used()`.
  void use(const Used& also);
  /// Null when the request has none.
  [[nodiscard]] const Names* names() const noexcept { return names_; }

 private:
  const Names* names_;
  const value::Item* values_;
  std::size_t name_count_;
  Used used_;
};

/// A document path with its names resolved: top-level name, then names and list indexes.
struct PathStep {
  std::string name;  ///< attribute name when `index` is kNoIndex
  std::size_t index = kNoIndex;
  static constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);
};
using Path = boost::container::small_vector<PathStep, 1>;
/// "a.b[1]" as the service writes paths in messages.
[[nodiscard]] std::string text_of(const Path& path);
/// The value there, or an absent view.
[[nodiscard]] value::ValueView resolve(const Path& path, const value::Item& item);

/// A bound condition or filter.
class Condition {
 public:
  [[nodiscard]] bool holds(
      const value::Item& item) const;  ///< no item = an item without attributes
  /// Top-level attribute names that it reads: for filters that may not name key attributes, and for
  /// IAM.
  [[nodiscard]] const std::vector<std::string>& attributes() const noexcept { return attributes_; }

  struct Node;
  /// For whoever takes the condition apart, see bound.hpp; null in a default-constructed one.
  [[nodiscard]] const std::shared_ptr<const Node>& root() const noexcept { return root_; }

 private:
  friend Condition make_condition(value::Item values, Node root);
  friend class StatementBinder;
  std::shared_ptr<const Node> root_;
  std::vector<std::string> attributes_;
};
[[nodiscard]] Result<Condition> bind_condition(Kind kind, const std::shared_ptr<const Tree>& tree,
                                               Placeholders& placeholders);

/// A bound projection: which parts of an item to return.
class Projection {
 public:
  /// The listed paths that exist in `item`, in one item; list elements are moved together, as the
  /// service does.
  [[nodiscard]] value::Item apply(const value::Item& item, value::Layouts* layouts = nullptr) const;
  [[nodiscard]] const std::vector<Path>& paths() const noexcept { return paths_; }

 private:
  friend Projection make_projection(std::vector<Path> paths);
  friend class StatementBinder;
  std::vector<Path> paths_;
  /// Of a PartiQL statement: what `paths_` are called in the result, where each has an attribute of
  /// its own. Else empty.
  std::vector<std::string> names_;
};
[[nodiscard]] Result<Projection> bind_projection(const std::shared_ptr<const Tree>& tree,
                                                 Placeholders& placeholders);

/// The keys that a key condition is written against.
struct KeyAttribute {
  std::string name;
  value::Type type;  ///< S, N or B
};
struct KeyNames {
  std::vector<KeyAttribute> hash;   ///< one; up to four in a global index
  std::vector<KeyAttribute> range;  ///< none or one; up to four in a global index
};

/// A bound key condition: a partition and, in it, a range of sort keys.
struct KeyCondition {
  enum class Operator : std::uint8_t {
    none,
    equal,
    less,
    less_equal,
    greater,
    greater_equal,
    between,
    begins_with
  };
  std::vector<value::PackedValue> hash;  ///< one value for each hash attribute, in schema order
  std::vector<value::PackedValue>
      range_equal;  ///< equalities on the first range attributes (multi-attribute keys)
  Operator last = Operator::none;  ///< condition on range attribute number range_equal.size()
  std::vector<value::PackedValue> last_operands;  ///< 0, 1 or (between) 2
  // A single-attribute sort key with `=` is { range_equal = {value}, last = none }.
};
/// The same before it has met a schema: conditions on single attributes, in the order of the text.
/// Views into the request's values, or into `owned`.
struct KeyParts {
  struct Part {
    std::string name = {};
    KeyCondition::Operator op = KeyCondition::Operator::none;  ///< none: nothing that an index does
    std::vector<value::ValueView> values = {};
  };
  std::vector<Part> parts;
  value::Item owned = {};
};
/// What can be said without the schema: the service says it before it looks for the table.
[[nodiscard]] Result<KeyParts> bind_key_parts(const std::shared_ptr<const Tree>& tree,
                                              Placeholders& placeholders);
[[nodiscard]] Result<KeyCondition> match_key(const KeyParts& parts, const KeyNames& keys);
/// Both in one.
[[nodiscard]] Result<KeyCondition> bind_key_condition(const std::shared_ptr<const Tree>& tree,
                                                      Placeholders& placeholders,
                                                      const KeyNames& keys);

/// A bound update.
class Update {
 public:
  /// Applies all clauses to `item` (as it was before: every operand reads the old item) and returns
  /// it as it is then. `item` holds at least the key attributes when the service would create it.
  /// Errors: operand types, missing attributes, invalid document path, set arithmetic on wrong
  /// types, overflow of numbers.
  [[nodiscard]] Result<value::Item> apply(const value::Item& item,
                                          value::Layouts* layouts = nullptr) const;
  /// Top-level names that are written, each once: keys must not be among them.
  [[nodiscard]] const std::vector<std::string>& written() const noexcept;
  /// Paths that are written or removed, for UPDATED_OLD / UPDATED_NEW.
  [[nodiscard]] std::vector<Path> touched() const;
  /// Writing actions (SET, ADD) and clearing ones (REMOVE, DELETE), for the measured size rule of
  /// UpdateItem.
  [[nodiscard]] std::size_t writing_actions() const noexcept;
  [[nodiscard]] std::size_t clearing_actions() const noexcept;

  struct Plan;

 private:
  friend Update make_update(std::shared_ptr<const Plan> plan, value::Item values);
  friend bool leads_into(const Update& update, std::string_view attribute);
  std::shared_ptr<const Plan> plan_;
  value::Item values_;  ///< that the plan's literals are places in, or views into
};
[[nodiscard]] Result<Update> bind_update(const std::shared_ptr<const Tree>& tree,
                                         Placeholders& placeholders);

/// Is there a path to a part of this attribute, "attribute.a" or "attribute[0]"? Of an update, in
/// what it writes or in what it reads. Key attributes have no parts.
[[nodiscard]] bool leads_into(const Condition& condition, std::string_view attribute);
[[nodiscard]] bool leads_into(const Projection& projection, std::string_view attribute);
[[nodiscard]] bool leads_into(const Update& update, std::string_view attribute);

/// What is said of it: "Key attributes must be scalars; ...: Key: pk". `kind`: "Key", "IndexKey".
[[nodiscard]] std::string not_a_scalar(std::string_view kind, std::string_view attribute);

/// Parts of `item` at `paths`, as UPDATED_OLD and UPDATED_NEW return them.
[[nodiscard]] value::Item select_paths(const value::Item& item, const std::vector<Path>& paths,
                                       value::Layouts* layouts = nullptr);

}  // namespace ddbsim::expression
