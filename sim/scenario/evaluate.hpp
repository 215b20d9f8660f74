#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/scenario/owed.hpp"
#include "sim/scenario/property.hpp"
#include "sim/scenario/sql_oracle.hpp"
#include "sim/service/account.hpp"

namespace ddbsim::scenario {

/// The state that is judged.
struct Subject {
  service::Account& account;  ///< only read
  /// Of the property that is judged, when it is a OneLiveRow: must be there then.
  const Owed* owed = nullptr;
  /// Must be there for NoSqlRows and PatternsAgree; of this account's thread.
  SqlOracle* sql = nullptr;
  /// The writing patterns of clients that are committed, in order.
  std::span<const SqlCall> done = {};
};

struct Finding {
  /// False: this property is judged by who sees the whole (RetryTransparent, Drains, Livelock,
  /// Unprocessed); nothing else is filled.
  bool mine = true;
  /// The predicate, whatever `when` makes of it.
  bool holds = true;
  // Filled when the finding breaks its property, else empty.
  std::string message;  ///< one sentence, without the property's name
  Json expected = {};   ///< as in a Judgement: the two read side by side
  Json actual = {};
  std::vector<Json> rows;  ///< DynamoDB JSON of the items, or SQL rows, that break it
};

/// Judges the state as it is, asking no question and changing nothing. Thousands of times a second:
/// nothing is parsed here, and no JSON is made while all is well.
[[nodiscard]] Finding evaluate(const Property& property, Subject subject);

/// at_rest, always: it does not hold; never: it does. A `sometimes` is not broken by one state.
[[nodiscard]] bool breaks(const Property& property, const Finding& finding) noexcept;

}  // namespace ddbsim::scenario
