#include "sim/scenario/evaluate.hpp"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/compare.hpp"
#include "sim/scenario/judge.hpp"
#include "sim/scenario/sql_rows.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/value/ensure.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::scenario {

namespace {

/// Each item of the selection, newest versions.
template <class Visit>
void each_row(service::Account& account, const Selection& selection, Visit visit) {
  if (const auto* table = account.find_table(selection.table)) {
    table->scan(nullptr, {}, {}, [&](const value::Item& item) {
      if (selection.has(item)) {
        visit(item);
      }
      return true;
    });
  }
}

std::string text_of(const Selection& selection) {
  return selection.text.empty() ? selection.table
                                : fmt::format("{} where {}", selection.table, selection.text);
}

std::string counted(std::int64_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

Finding broken(std::string message, Json expected = {}, Json actual = {},
               std::vector<Json> rows = {}) {
  return {.mine = true,
          .holds = false,
          .message = std::move(message),
          .expected = std::move(expected),
          .actual = std::move(actual),
          .rows = std::move(rows)};
}

std::vector<Json> as_json(const std::vector<value::Item>& items) {
  std::vector<Json> out;
  std::ranges::transform(items, std::back_inserter(out),
                         [](const value::Item& item) { return value::to_json(item); });
  return out;
}

// ---- items --------------------------------------------------------------------------------------

using ByText = std::map<std::string, std::vector<value::Item>>;

/// What is wrong with the rows of one identity, if anything.
Finding judge_identities(const OneLiveRow& rule, const std::vector<std::string>& owed,
                         const ByText& rows) {
  Finding finding;
  for (const std::string& identity : owed) {
    const auto found = rows.find(identity);
    const std::size_t count = found == rows.end() ? 0 : found->second.size();
    if (count == 1) {
      continue;
    }
    if (finding.holds) {
      finding = broken(
          count == 0
              ? fmt::format("no row is left of {} in {}", identity, text_of(rule.rows))
              : fmt::format("{} rows are there of {} in {}", count, identity, text_of(rule.rows)),
          Json::object(), Json::object());
    }
    finding.expected[identity] = "1 row";
    finding.actual[identity] = counted(static_cast<std::int64_t>(count), "row");
    if (count > 1) {
      std::ranges::move(as_json(found->second), std::back_inserter(finding.rows));
    }
  }
  return finding;
}

Finding judge(const OneLiveRow& rule, const Subject& subject) {
  value::ensure(subject.owed != nullptr, "who asks for one live row knows what is owed");
  const auto& owed = subject.owed->identities();
  std::vector<std::string> there;
  each_row(subject.account, rule.rows, [&](const value::Item& item) {
    if (auto identity = identity_of(rule, item)) {
      there.push_back(std::move(*identity));
    }
  });
  std::ranges::sort(there);
  if (there == owed) {
    return {};
  }
  ByText rows;
  each_row(subject.account, rule.rows, [&](const value::Item& item) {
    if (auto identity = identity_of(rule, item)) {
      rows[*identity].push_back(item);
    }
  });
  return judge_identities(rule, owed, rows);
}

std::string limits_of(const CountOf& rule) {
  if (rule.at_least == rule.at_most) {
    return counted(*rule.at_least, "item");
  }
  if (!rule.at_most) {
    return "at least " + counted(*rule.at_least, "item");
  }
  return rule.at_least ? fmt::format("from {} to {} items", *rule.at_least, *rule.at_most)
                       : "at most " + counted(*rule.at_most, "item");
}

Finding judge(const CountOf& rule, const Subject& subject) {
  std::int64_t count = 0;
  each_row(subject.account, rule.rows, [&count](const value::Item&) { ++count; });
  if (count >= rule.at_least.value_or(0) &&
      count <= rule.at_most.value_or(std::numeric_limits<std::int64_t>::max())) {
    return {};
  }
  Finding finding =
      broken(fmt::format("expected {} in {}, found {}", limits_of(rule), text_of(rule.rows), count),
             limits_of(rule), counted(count, "item"));
  each_row(subject.account, rule.rows,
           [&finding](const value::Item& item) { finding.rows.push_back(value::to_json(item)); });
  return finding;
}

Finding judge(const UniqueRows& rule, const Subject& subject) {
  ByText rows;
  each_row(subject.account, rule.rows, [&](const value::Item& item) {
    if (auto text = text_of_values(rule.attributes, item)) {
      rows[std::move(*text)].push_back(item);
    }
  });
  Finding finding;
  for (const auto& [text, twins] : rows) {
    if (twins.size() == 1) {
      continue;
    }
    if (finding.holds) {
      finding =
          broken(fmt::format("{} items of {} have {}", twins.size(), text_of(rule.rows), text),
                 Json::object(), Json::object());
    }
    finding.expected[text] = "1 item";
    finding.actual[text] = counted(static_cast<std::int64_t>(twins.size()), "item");
    std::ranges::move(as_json(twins), std::back_inserter(finding.rows));
  }
  return finding;
}

Finding judge(const AllRows& rule, const Subject& subject) {
  std::vector<value::Item> others;
  each_row(subject.account, rule.rows, [&](const value::Item& item) {
    if (!rule.hold.holds(item)) {
      others.push_back(item);
    }
  });
  if (others.empty()) {
    return {};
  }
  Json shown = Json::array();
  for (const value::Item& item : others) {
    shown.push_back(only(value::to_json(item), rule.hold.attributes()));
  }
  return broken(fmt::format("{} of {} where not {}",
                            counted(static_cast<std::int64_t>(others.size()), "item"),
                            text_of(rule.rows), rule.text),
                rule.text, std::move(shown), as_json(others));
}

Finding judge(const References& rule, const Subject& subject) {
  // The names differ on the two sides: values alone are compared.
  const auto values = [](const std::vector<std::string>& attributes, const value::Item& item) {
    std::optional<std::string> text(std::in_place);
    for (const std::string& attribute : attributes) {
      const auto value = item.find(attribute);
      if (!value) {
        return std::optional<std::string>();
      }
      value::append_json(value, *text);
    }
    return text;
  };
  std::vector<std::string> there;
  each_row(subject.account, rule.to, [&](const value::Item& item) {
    if (auto text = values(rule.to_attributes, item)) {
      there.push_back(std::move(*text));
    }
  });
  std::ranges::sort(there);
  std::vector<value::Item> dangling;
  each_row(subject.account, rule.from, [&](const value::Item& item) {
    const auto text = values(rule.attributes, item);
    if (text && !std::ranges::binary_search(there, *text)) {
      dangling.push_back(item);
    }
  });
  if (dangling.empty()) {
    return {};
  }
  return broken(
      fmt::format("{} of {} without their item in {}: {}",
                  counted(static_cast<std::int64_t>(dangling.size()), "item"), text_of(rule.from),
                  text_of(rule.to), text_of_values(rule.attributes, dangling[0]).value_or("")),
      {}, {}, as_json(dangling));
}

// ---- requests -----------------------------------------------------------------------------------

/// What a request answers, as items that can be compared; an error's text where it is refused.
std::expected<Json, std::string> answer_of(const EqualAnswers& rule, std::size_t index,
                                           service::Account& account) {
  const auto request = wire::decode_text(rule.requests[index].operation, rule.texts[index]);
  value::ensure(request.has_value(), "requests are checked when the file is read");
  const auto response = service::execute(account, service::reference_to(*request), {});
  if (!response) {
    return std::unexpected(fmt::format("{} is refused: {}: {}", rule.requests[index].operation,
                                       service::name_of(response.error().type),
                                       response.error().message));
  }
  std::vector<Json> items;
  for (const value::Item& item : items_of(*response)) {
    items.push_back(only(value::to_json(item), rule.attributes));
  }
  std::ranges::sort(items);
  return Json(std::move(items));
}

Finding judge(const EqualAnswers& rule, const Subject& subject) {
  const auto first = answer_of(rule, 0, subject.account);
  if (!first) {
    return broken(first.error());
  }
  for (std::size_t index = 1; index < rule.requests.size(); ++index) {
    const auto other = answer_of(rule, index, subject.account);
    if (!other) {
      return broken(other.error());
    }
    if (const auto mismatch = compare_exact(*first, *other)) {
      return broken(fmt::format("request {} answers other items than the first: {}: {}", index + 1,
                                mismatch->pointer, mismatch->message),
                    *first, *other);
    }
  }
  return {};
}

Finding judge(const TablesState& rule, const Subject& subject) {
  for (const Judgement& judgement :
       judge_tables(rule.tables, subject.account, "state", rule.origin)) {
    if (!judgement.held) {
      return broken(fmt::format("{}: {}", judgement.name, judgement.message), judgement.expected,
                    judgement.actual);
    }
  }
  return {};
}

// ---- SQL ----------------------------------------------------------------------------------------

Finding judge(const NoSqlRows& rule, const Subject& subject) {
  value::ensure(subject.sql != nullptr, "who asks for SQL has an oracle");
  const SqlRows rows = subject.sql->rows_of_tables(rule, subject.account);
  if (rows.error) {
    return broken("the SQL ends in an error: " + *rows.error);
  }
  if (rows.rows.empty()) {
    return {};
  }
  Json found = rows.to_json();
  std::vector<Json> list(found.begin(), found.end());
  return broken(fmt::format("the SQL returns {}, and must return none",
                            counted(static_cast<std::int64_t>(rows.rows.size()), "row")),
                Json::array(), std::move(found), std::move(list));
}

/// "user andrew, year 2026".
std::string text_of(const std::map<std::string, SqlValue>& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    text += fmt::format("{}{} ", text.empty() ? "" : ", ", name);
    std::visit(
        [&text](const auto& held) {
          if constexpr (std::is_same_v<decltype(held), const std::monostate&>) {
            text += "NULL";
          } else {
            text += fmt::format("{}", held);
          }
        },
        value);
  }
  return text;
}

Finding judge(const PatternsAgree& rule, const Subject& subject) {
  value::ensure(subject.sql != nullptr, "who asks for patterns has an oracle");
  subject.sql->play(subject.done);
  if (const std::string* refused = subject.sql->refused()) {
    return broken(*refused + "; the requests were not");
  }
  for (const PatternsAgree::Use& use : rule.uses) {
    for (const SqlUse& call : subject.sql->uses(use)) {
      SqlComparison comparison = subject.sql->compare(call, subject.account);
      if (!comparison.same) {
        return broken(fmt::format("pattern \"{}\" with {}: {}", use.pattern,
                                  text_of(call.call.parameters), comparison.message),
                      std::move(comparison.expected), std::move(comparison.actual));
      }
    }
  }
  return {};
}

// ---- outcomes -----------------------------------------------------------------------------------

OneOf::Outcome outcome_now(const OneOf& rule, service::Account& account) {
  OneOf::Outcome now;
  value::ItemBuilder builder;
  for (const auto& [name, attributes] : rule.tables) {
    auto& items = now[name];
    each_row(
        account, Selection{.table = name, .text = {}, .where = {}}, [&](const value::Item& item) {
          items.push_back(
              attributes.empty() ? item : builder.project(item, [&](std::string_view attribute) {
                return std::ranges::find(attributes, attribute) != attributes.end();
              }));
        });
    std::ranges::sort(items, {}, &value::Item::hash);
  }
  return now;
}

/// Items of `a` that are not in `b`, as often as they are more.
std::size_t lacking(const std::vector<value::Item>& a, const std::vector<value::Item>& b) {
  std::vector<const value::Item*> left;  // no copies: a property belongs to several threads
  std::ranges::transform(b, std::back_inserter(left),
                         [](const value::Item& item) { return &item; });
  return static_cast<std::size_t>(std::ranges::count_if(a, [&left](const value::Item& item) {
    const auto found =
        std::ranges::find_if(left, [&item](const value::Item* other) { return *other == item; });
    if (found == left.end()) {
      return true;
    }
    left.erase(found);
    return false;
  }));
}

std::size_t distance(const OneOf& rule, const OneOf::Outcome& outcome, const OneOf::Outcome& now) {
  std::size_t distance = 0;
  for (const auto& [table, attributes] : rule.tables) {
    static const std::vector<value::Item> kNone;
    const auto found = outcome.find(table);
    const auto& wanted = found == outcome.end() ? kNone : found->second;
    if (wanted != now.at(table)) {
      distance += lacking(wanted, now.at(table)) + lacking(now.at(table), wanted);
    }
  }
  return distance;
}

Json as_json(const OneOf::Outcome& outcome) {
  Json json = Json::object();
  for (const auto& [table, items] : outcome) {
    std::vector<Json> list = as_json(items);
    std::ranges::sort(list);
    json[table] = std::move(list);
  }
  return json;
}

Finding judge(const OneOf& rule, const Subject& subject) {
  const OneOf::Outcome now = outcome_now(rule, subject.account);
  const OneOf::Outcome* nearest = nullptr;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (const OneOf::Outcome& outcome : rule.outcomes) {
    const std::size_t apart = distance(rule, outcome, now);
    if (apart == 0) {
      return {};
    }
    if (apart < least) {
      least = apart;
      nearest = &outcome;
    }
  }
  return broken(
      fmt::format("this is none of the {} good outcomes; the nearest differs in {}",
                  rule.outcomes.size(), counted(static_cast<std::int64_t>(least), "item")),
      nearest == nullptr ? Json() : as_json(*nearest), as_json(now));
}

// ---- not of one state ---------------------------------------------------------------------------

template <class Other>
  requires std::is_same_v<Other, RetryTransparent> || std::is_same_v<Other, Drains> ||
           std::is_same_v<Other, Livelock> || std::is_same_v<Other, Unprocessed>
Finding judge(const Other& /*rule*/, const Subject& /*subject*/) {
  Finding finding;
  finding.mine = false;
  return finding;
}

}  // namespace

namespace {

/// What holds, for who did not want it.
std::string sentence_of(const Predicate& predicate) {
  if (const auto* count = std::get_if<CountOf>(&predicate)) {
    return fmt::format("there is what must never be, {} in {}", limits_of(*count),
                       text_of(count->rows));
  }
  if (const auto* all = std::get_if<AllRows>(&predicate)) {
    return fmt::format("all of {} have what they must never all have, {}", text_of(all->rows),
                       all->text);
  }
  return fmt::format("\"{}\" holds, and must never", name_of(predicate));
}

std::vector<Json> rows_that_are(const Predicate& predicate, service::Account& account) {
  std::vector<Json> rows;
  if (const auto* count = std::get_if<CountOf>(&predicate)) {
    each_row(account, count->rows,
             [&rows](const value::Item& item) { rows.push_back(value::to_json(item)); });
  }
  return rows;
}

}  // namespace

bool breaks(const Property& property, const Finding& finding) noexcept {
  switch (property.when) {
    case Property::When::at_rest:
    case Property::When::always:
      return finding.mine && !finding.holds;
    case Property::When::never:
      return finding.mine && finding.holds;
    case Property::When::sometimes:
      break;
  }
  return false;
}

Finding evaluate(const Property& property, Subject subject) {
  Finding finding =
      std::visit([&](const auto& rule) { return judge(rule, subject); }, property.predicate);
  const bool never = property.when == Property::When::never;
  if (never || !breaks(property, finding)) {
    finding = {.mine = finding.mine, .holds = finding.holds, .message = {}, .rows = {}};
  }
  if (never && breaks(property, finding)) {
    finding.message = sentence_of(property.predicate);
    finding.rows = rows_that_are(property.predicate, subject.account);
  }
  return finding;
}

}  // namespace ddbsim::scenario
