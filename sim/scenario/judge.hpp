#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/result.hpp"

namespace ddbsim::scenario {

/// What came back from a request or a pattern.
struct Answer {
  std::optional<Json> response;                ///< absent: refused
  std::optional<service::ServiceError> error;  ///< absent: not refused
  std::optional<double> units;
};

/// Judges each word of an expectation; without one, that the answer is no error. `values` fill the
/// ${placeholders} of what is expected.
[[nodiscard]] std::vector<Judgement> judge(const Step& step, const Answer& answer,
                                           const Values& values);

/// The items of a response, whatever the operation: Items, Item, Attributes, Responses.
[[nodiscard]] Json items_of(const Json& response);

/// Judges tables, streams, invocations, destinations and backlog of a world. `name` is what the
/// judgements' names begin with.
[[nodiscard]] std::vector<Judgement> judge_state(const StateExpectation& expected,
                                                 world::World& world, const std::string& name);

/// The tables alone; `origin` is of the object whose member "tables" they are.
[[nodiscard]] std::vector<Judgement> judge_tables(
    const std::map<std::string, ListExpectation>& expected, service::Account& account,
    const std::string& name, const Origin& origin);

/// A list beside what is expected of it. `keys`: attributes that say which item is which.
struct ListSubject {
  std::string name;
  std::string thing;  ///< "item", "record", ...
  Json actual;
  bool in_order = true;  ///< compare `all` in order, as subsets; else any order, exact
  std::vector<std::string> keys = {};
};
[[nodiscard]] std::vector<Judgement> judge_list(const ListExpectation& expected,
                                                const ListSubject& subject);

/// How two lists are compared.
enum class ListOrder : bool { given, any };
enum class Extent : bool { whole, subset };

/// Fills in a judgement about two lists, or two responses: held, expected, actual, first
/// difference, what --update writes. `keys` bring the two lists of any order in one.
void compare_all(Judgement& judgement, Json expected, Json actual, ListOrder order, Extent extent,
                 const std::vector<std::string>& keys = {});
/// Items as the service returns them, cut to some attributes (all when there are none).
[[nodiscard]] Json canonical_items(const Json& items, const std::vector<std::string>& attributes);

}  // namespace ddbsim::scenario
