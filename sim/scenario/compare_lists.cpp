#include <algorithm>
#include <utility>

#include "sim/scenario/compare.hpp"
#include "sim/scenario/judge.hpp"

namespace ddbsim::scenario {

namespace {

/// Sorts by what says which item is which, then by all.
void sort_items(Json& items, const std::vector<std::string>& keys) {
  std::vector<std::pair<std::string, Json>> sorted;
  for (Json& item : items) {
    std::string key = only(item, keys).dump() + item.dump();
    sorted.emplace_back(std::move(key), std::move(item));
  }
  std::ranges::sort(sorted, {}, &std::pair<std::string, Json>::first);
  items = Json::array();
  for (auto& [key, item] : sorted) {
    items.push_back(std::move(item));
  }
}

/// What --update writes for a list in any order: what is there still, in the file's order, then
/// what is new.
Json keep_order(const Json& expected, Json actual) {
  Json out = Json::array();
  for (const Json& item : expected) {
    if (const auto found = std::ranges::find(actual, item); found != actual.end()) {
      out.push_back(item);
      actual.erase(found);
    }
  }
  for (Json& item : actual) {
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace

Json canonical_items(const Json& items, const std::vector<std::string>& attributes) {
  Json out = Json::array();
  for (const Json& item : items) {
    out.push_back(only(canonical_item(item), attributes));
  }
  return out;
}

void compare_all(Judgement& judgement, Json expected, Json actual, ListOrder order, Extent extent,
                 const std::vector<std::string>& keys) {
  const bool any_order = order == ListOrder::any;
  const bool subset = extent == Extent::subset;
  judgement.update = any_order ? keep_order(expected, actual) : actual;
  if (any_order) {
    sort_items(expected, keys);
    sort_items(actual, keys);
  }
  const auto mismatch = subset ? compare_subset(expected, actual) : compare_exact(expected, actual);
  if (subset) {
    actual = cut_to(expected, actual);
    judgement.update = actual;
  }
  judgement.held = !mismatch;
  if (mismatch) {
    judgement.pointer = mismatch->pointer;
    judgement.message = mismatch->message;
  }
  judgement.expected = std::move(expected);
  judgement.actual = std::move(actual);
}

}  // namespace ddbsim::scenario
