#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/scenario/compare.hpp"
#include "sim/scenario/judge.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::scenario {

namespace {

/// An error as it is shown and compared.
Json to_json(const service::ServiceError& error) {
  Json json{{"type", service::name_of(error.type)}, {"message", error.message}};
  if (error.item) {
    json["item"] = value::to_json(error.item);
  }
  if (!error.cancellation_reasons.empty()) {
    for (const auto& reason : error.cancellation_reasons) {
      json["reasons"].push_back(reason.code);
    }
  }
  return json;
}

/// Members of `expected` that are compared with the actual error, in one JSON.
Json to_json(const ErrorExpectation& expected) {
  Json json{{"type", expected.type}};
  if (expected.message) {
    json["message"] = *expected.message;
  }
  if (expected.message_contains) {
    json["message_contains"] = *expected.message_contains;
  }
  if (expected.item) {
    json["item"] = canonical_item(*expected.item);
  }
  if (expected.reasons) {
    json["reasons"] = *expected.reasons;
  }
  return json;
}

/// Judges the words of one expectation against one answer.
class AnswerJudge {
 public:
  AnswerJudge(const std::string& name, const Answer& answer, const Values& values)
      : name_(name), answer_(answer), values_(values) {}

  std::vector<Judgement> run(const Expectation& expectation) {
    if (expectation.error) {
      judge_error(*expectation.error);
    } else if (!answer_.response) {
      judge_refused(expectation.origin);
    } else {
      judge_response(expectation);
    }
    if (expectation.capacity) {
      judge_capacity(*expectation.capacity, "capacity");
    }
    if (expectation.capacity_at_most) {
      judge_capacity(*expectation.capacity_at_most, "capacity_at_most");
    }
    return std::move(out_);
  }

  /// Nothing is expected but an answer.
  std::vector<Judgement> run_without(const Origin& step) {
    if (!answer_.response) {
      judge_refused(step);
    }
    return std::move(out_);
  }

 private:
  Judgement& add(std::string what, const Origin& origin) {
    Judgement judgement;
    judgement.name = name_;
    judgement.what = std::move(what);
    judgement.origin = origin;
    return out_.emplace_back(std::move(judgement));
  }

  /// `expected` with its ${placeholders} filled; a broken one was found when the file was read.
  [[nodiscard]] Json filled(const Json& expected) const {
    auto json = fill(expected, values_);
    return json ? Json(std::move(*json)) : expected;
  }

  void judge_refused(const Origin& origin) {
    Judgement& judgement = add("response", origin);
    judgement.held = false;
    judgement.expected = "a response";
    judgement.actual = {{"error", to_json(*answer_.error)}};
    judgement.message = fmt::format("refused: {}: {}", service::name_of(answer_.error->type),
                                    answer_.error->message);
  }

  void judge_error(const Expected<ErrorExpectation>& expected) {
    Judgement& judgement = add("error", expected.origin);
    judgement.expected = to_json(expected.value);
    if (!answer_.error) {
      judgement.held = false;
      judgement.actual = "a response";
      judgement.message =
          fmt::format("expected a {}, but the request was not refused", expected.value.type);
      return;
    }
    const Json whole = to_json(*answer_.error);
    Json actual = cut_to(judgement.expected, whole);
    if (expected.value.message_contains) {
      const bool holds =
          answer_.error->message.find(*expected.value.message_contains) != std::string::npos;
      actual["message_contains"] =
          holds ? *expected.value.message_contains : answer_.error->message;
    }
    if (const auto mismatch = compare_exact(judgement.expected, actual)) {
      judgement.held = false;
      judgement.pointer = mismatch->pointer;
      judgement.message = mismatch->message;
      // A wrong type alone says little: show the whole answer.
      if (actual["type"] != judgement.expected["type"]) {
        actual = whole;
      }
    }
    judgement.actual = actual;
    judgement.update = std::move(actual);
  }

  void judge_response(const Expectation& expectation) {
    const Json& response = *answer_.response;
    if (expectation.response) {
      compare_all(add("response", expectation.response->origin),
                  filled(expectation.response->value), response, ListOrder::given, Extent::whole);
    }
    if (expectation.contains) {
      compare_all(add("contains", expectation.contains->origin),
                  filled(expectation.contains->value), response, ListOrder::given, Extent::subset);
    }
    if (expectation.lacks) {
      judge_lacks(*expectation.lacks);
    }
    if (!expectation.count && !expectation.items && !expectation.order_by) {
      return;
    }
    const Json items = items_of(response);
    if (expectation.count) {
      judge_count(*expectation.count, response, items);
    }
    if (expectation.items) {
      compare_all(add("items", expectation.items->origin),
                  canonical_items(filled(expectation.items->value), expectation.attributes),
                  canonical_items(items, expectation.attributes),
                  expectation.any_order ? ListOrder::any : ListOrder::given, Extent::whole);
    }
    if (expectation.order_by) {
      judge_order(*expectation.order_by, items);
    }
  }

  void judge_lacks(const Expected<std::vector<std::string>>& lacks) {
    for (std::size_t index = 0; index < lacks.value.size(); ++index) {
      const std::string& member = lacks.value[index];
      Judgement& judgement = add("lacks", lacks.origin);
      judgement.pointer = member.starts_with('/') ? member : "/" + pointer_token(member);
      const Json::json_pointer at(judgement.pointer);
      judgement.held = !answer_.response->contains(at);
      judgement.expected = fmt::format("no {}", member);
      judgement.actual = *answer_.response;
      if (!judgement.held) {
        judgement.message =
            fmt::format("expected no {}, found {}", member, brief(answer_.response->at(at)));
      }
    }
  }

  void judge_count(const Expected<std::int64_t>& count, const Json& response, const Json& items) {
    Judgement& judgement = add("count", count.origin);
    const auto actual = response.contains("Count") ? response["Count"].get<std::int64_t>()
                                                   : static_cast<std::int64_t>(items.size());
    judgement.expected = count.value;
    judgement.actual = actual;
    judgement.update = actual;
    judgement.held = actual == count.value;
    if (!judgement.held) {
      judgement.message = fmt::format("expected {} item{}, found {}", count.value,
                                      count.value == 1 ? "" : "s", actual);
    }
  }

  void judge_order(const Expected<OrderBy>& order, const Json& items) {
    Judgement& judgement = add("order_by", order.origin);
    const std::string& attribute = order.value.attribute;
    const std::string_view direction = order.value.descending ? "descending" : "ascending";
    judgement.expected = Json::array();
    judgement.actual = Json::array();
    std::vector<value::PackedValue> values;
    for (const Json& item : items) {
      const auto value = value::value_from_json(item.value(attribute, Json()));
      judgement.actual.push_back(item.value(attribute, Json()));
      if (!value) {
        judgement.held = false;
        judgement.message = fmt::format("an item has no {} to be ordered by", attribute);
        return;
      }
      values.emplace_back(*value);
    }
    std::vector<std::size_t> sorted(values.size());
    for (std::size_t index = 0; index < sorted.size(); ++index) {
      sorted[index] = index;
    }
    std::ranges::sort(sorted, [&](std::size_t a, std::size_t b) {
      const auto left = values[a].view().bytes();
      const auto right = values[b].view().bytes();
      return left == right ? a < b : order.value.descending ? left > right : left < right;
    });
    for (const std::size_t index : sorted) {
      judgement.expected.push_back(judgement.actual[index]);
    }
    if (const auto mismatch = compare_exact(judgement.expected, judgement.actual)) {
      judgement.held = false;
      judgement.pointer = mismatch->pointer;
      judgement.message = fmt::format("not {} by {}", direction, attribute);
    }
  }

  void judge_capacity(const Expected<double>& expected, std::string what) {
    const bool at_most = what == "capacity_at_most";
    Judgement& judgement = add(std::move(what), expected.origin);
    judgement.expected = expected.value;
    judgement.actual = answer_.units ? Json(*answer_.units) : Json();
    if (!answer_.units) {
      judgement.held = false;
      judgement.message = "nothing was measured: the service tells no units with this answer";
      return;
    }
    judgement.update = *answer_.units;
    constexpr double kTolerance = 1e-9;
    judgement.held = at_most ? *answer_.units <= expected.value + kTolerance
                             : std::abs(*answer_.units - expected.value) <= kTolerance;
    if (!judgement.held) {
      judgement.message = fmt::format("expected {}{} capacity units, consumed {}",
                                      at_most ? "at most " : "", expected.value, *answer_.units);
    }
  }

  const std::string& name_;
  const Answer& answer_;
  const Values& values_;
  std::vector<Judgement> out_;
};

}  // namespace

Json items_of(const Json& response) {
  Json items = Json::array();
  if (response.is_array()) {
    return response;
  }
  if (const auto list = response.find("Items"); list != response.end()) {
    return *list;
  }
  for (const char* name : {"Item", "Attributes"}) {
    if (const auto item = response.find(name); item != response.end()) {
      items.push_back(*item);
    }
  }
  if (const auto responses = response.find("Responses"); responses != response.end()) {
    for (const Json& element : *responses) {
      if (element.is_array()) {  // BatchGetItem: by table
        items.insert(items.end(), element.begin(), element.end());
      } else if (element.contains("Item")) {  // TransactGetItems
        items.push_back(element["Item"]);
      }
    }
  }
  return items;
}

std::vector<Judgement> judge(const Step& step, const Answer& answer, const Values& values) {
  AnswerJudge judge(step.name, answer, values);
  return step.expect ? judge.run(*step.expect) : judge.run_without(step.origin);
}

}  // namespace ddbsim::scenario
