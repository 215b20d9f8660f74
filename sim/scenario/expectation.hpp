#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/scenario/source.hpp"

// What a scenario sends, and what it expects of an answer or of a state.
namespace ddbsim::scenario {

/// A request in the service's JSON, with ${parameters} in it until it is sent.
struct RequestTemplate {
  std::string operation;
  Ordered body;
  Origin origin;  ///< of the body
};

/// A value that an expectation demands, and where it is written (for `update.hpp`).
template <class T>
struct Expected {
  T value;
  Origin origin;
};
template <class T>
using Wanted = std::optional<Expected<T>>;

struct ErrorExpectation {
  std::string type;
  std::optional<std::string> message;
  std::optional<std::string> message_contains;
  std::optional<Json> item;
  std::optional<std::vector<std::string>> reasons;
};
struct OrderBy {
  std::string attribute;
  bool descending = false;
};

/// What must come back from a request or a pattern. Of a pattern with several requests: the last
/// response, and the units of all of them.
struct Expectation {
  Wanted<Json> response;  ///< exact
  Wanted<Json> contains;  ///< subset
  Wanted<std::vector<std::string>> lacks;
  Wanted<ErrorExpectation> error;
  Wanted<std::int64_t> count;
  Wanted<Json> items;  ///< array of items
  Wanted<OrderBy> order_by;
  Wanted<double> capacity;
  Wanted<double> capacity_at_most;
  bool any_order = false;
  std::vector<std::string> attributes;  ///< of `items`; empty: all
  /// "differs": the rows are not those of the pattern's SQL.
  std::optional<Origin> sql_differs;
  Origin origin;
};

/// What a list of things must be: the same words for items, records, invocations and messages.
struct ListExpectation {
  Wanted<std::int64_t> count;
  /// "items" (any order, exact), "records", "list", "messages" (in order, subsets).
  Wanted<Json> all;
  Wanted<Json> contains;                ///< for each: some element is a superset
  Wanted<Json> lacks;                   ///< for each: no element is a superset
  std::vector<std::string> attributes;  ///< of "items"; empty: all
};

/// What must hold at a moment.
struct StateExpectation {
  std::map<std::string, ListExpectation> tables;
  std::map<std::string, ListExpectation> streams;  ///< by table
  std::optional<ListExpectation> invocations;
  std::map<std::string, ListExpectation> destinations;
  std::map<std::string, Expected<std::int64_t>> backlog;
  /// Of mappings by name: members of what they did (`to_json` in judge_state.cpp has them).
  std::map<std::string, Expected<Json>> mappings;
  std::optional<choice::Duration> within;  ///< at rest only
  Origin origin;
};

}  // namespace ddbsim::scenario
