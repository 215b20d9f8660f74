#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/service/client.hpp"
#include "sim/table/definition.hpp"
#include "tests/support/reference_expressions.hpp"

// A plain, stupid, independent engine: maps of trees, indexes made anew for every read by looking
// at all items. The oracle of the differential test. It shares the request and response structures
// and attribute values with the engine under test, and none of its code.
namespace ddbsim::testing::reference {

/// Order of key tuples: component by component.
struct KeyLess {
  bool operator()(const std::vector<AttributeValue>& a, const std::vector<AttributeValue>& b) const;
};
using Key = std::vector<AttributeValue>;
using Items = std::map<Key, Attributes, KeyLess>;

struct Change {
  Attributes before;  ///< empty: none
  Attributes after;   ///< empty: none
  friend bool operator==(const Change&, const Change&) = default;
};

struct Table {
  table::TableDefinition definition;
  Items items;
  std::vector<Change> changes;  ///< what a stream shows
};

/// A key condition: equalities, and at most one range on the attribute that follows them.
struct KeyRange {
  enum class Kind { none, less, less_equal, greater, greater_equal, between, begins_with };
  std::vector<AttributeValue> hash;
  std::vector<AttributeValue> range_equal;
  Kind kind = Kind::none;
  std::vector<AttributeValue> operands;
};

/// What the expressions of one action mean. The request has them as text.
struct Meaning {
  std::optional<Condition> condition;  ///< or filter
  std::optional<std::vector<Action>> update;
  std::optional<std::vector<Path>> projection;
  std::optional<KeyRange> key;
  bool broken = false;  ///< an expression does not even parse
};
struct Operation {
  service::Request request;
  std::vector<Meaning> meanings;  ///< one for each action or table, in the request's order
};

struct Units {
  double table = 0;
  std::map<std::string, double> indexes = {};
  friend bool operator==(const Units&, const Units&) = default;
};

/// What a response says, in a form that can be compared and printed.
struct Answer {
  std::string error = {};  ///< "ValidationException", ...; empty: none
  std::vector<std::string> reasons = {};
  std::vector<std::pair<std::string, Attributes>> items = {};  ///< with what each is
  std::int64_t count = -1;
  std::int64_t scanned = -1;
  Attributes last_key = {};
  std::map<std::string, Units> units = {};    ///< by table, with ReturnConsumedCapacity INDEXES
  std::map<std::string, double> totals = {};  ///< by table, with TOTAL or INDEXES
  friend bool operator==(const Answer&, const Answer&) = default;
};
std::string text_of(const Answer& answer);
std::string text_of(const Attributes& item);
/// The same of the engine under test.
Answer answer_of(const service::Result<service::Response>& response);

class Engine {
 public:
  explicit Engine(std::int64_t page_bytes) : page_bytes_(page_bytes) {}

  void create(table::TableDefinition definition);
  Answer execute(const Operation& operation);
  [[nodiscard]] const std::map<std::string, Table>& tables() const { return tables_; }

 private:
  std::int64_t page_bytes_;
  std::map<std::string, Table> tables_;
  std::map<std::string, std::string> tokens_;  ///< token -> what was done with it
};

}  // namespace ddbsim::testing::reference
