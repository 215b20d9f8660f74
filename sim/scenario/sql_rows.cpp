#include "sim/scenario/sql_rows.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>

#include <fmt/format.h>

#include "sim/scenario/compare.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::scenario {

namespace {

using Row = SqlRows::Row;

/// The text in which a value is compared with SQL's.
std::optional<std::string> text_of(const value::ValueView& value) {
  if (!value || value.is(value::Type::NULL_)) {
    return std::nullopt;
  }
  switch (value.type()) {
    case value::Type::S:
      return std::string(value.bytes());
    case value::Type::N:
      return value.number().text();
    case value::Type::B:
      return value::to_base64(value.bytes());
    case value::Type::BOOL:
      return value.boolean() ? "1" : "0";
    default: {
      std::string json;
      value::append_json(value, json);
      return json;
    }
  }
}

std::optional<std::string> part_of(std::optional<std::string> text, const Column& column) {
  if (text && text->starts_with(column.after)) {
    text->erase(0, column.after.size());
  }
  if (text && !column.before.empty()) {
    text->erase(std::min(text->find(column.before), text->size()));
  }
  return text;
}

Row key_of(const Row& row, const std::vector<std::size_t>& columns) {
  Row key;
  for (const std::size_t column : columns) {
    key.push_back(row[column]);
  }
  return key;
}

/// Rows that stand together and are equal in these columns, sorted: their order means nothing.
std::vector<Row> arranged(std::vector<Row> rows, const std::vector<std::size_t>& ordered_by) {
  for (auto begin = rows.begin(); begin != rows.end();) {
    const Row key = key_of(*begin, ordered_by);
    const auto end = std::find_if(begin, rows.end(),
                                  [&](const Row& row) { return key_of(row, ordered_by) != key; });
    std::sort(begin, end);
    begin = end;
  }
  return rows;
}

Json row_to_json(const std::vector<std::string>& columns, const Row& row) {
  Json json = Json::object();
  for (std::size_t column = 0; column < columns.size(); ++column) {
    json[columns[column]] = row[column] ? Json(*row[column]) : Json();
  }
  return json;
}

std::string counted(std::size_t count) {
  return fmt::format("{} row{}", count, count == 1 ? "" : "s");
}

/// The sentence about two lists of rows that differ.
std::string difference(const SqlRows& expected, const SqlRows& actual) {
  const auto shown = [&](const Row& row) { return brief(row_to_json(expected.columns, row)); };
  const auto without = [](const std::vector<Row>& rows, const std::vector<Row>& others) {
    return std::ranges::find_if(rows, [&](const Row& row) {
      return std::ranges::count(rows, row) > std::ranges::count(others, row);
    });
  };
  std::string text;
  if (expected.rows.size() != actual.rows.size()) {
    text = fmt::format("SQL answers {}, the requests {}: ", counted(expected.rows.size()),
                       counted(actual.rows.size()));
  }
  if (const auto lost = without(expected.rows, actual.rows); lost != expected.rows.end()) {
    return text + "the requests lack " + shown(*lost);
  }
  if (const auto extra = without(actual.rows, expected.rows); extra != actual.rows.end()) {
    return text + "SQL has no " + shown(*extra);
  }
  const auto [in_sql, in_answer] = std::ranges::mismatch(expected.rows, actual.rows);
  return fmt::format("the same rows in another order: row {} is {}, by the SQL {}",
                     in_sql - expected.rows.begin() + 1, shown(*in_answer), shown(*in_sql));
}

}  // namespace

SqlRows collect(sqlite::Statement& query) {
  SqlRows rows{.columns = query.columns(), .rows = {}, .ordered_by = {}, .error = {}};
  while (true) {
    const auto more = query.step();
    if (!more) {
      rows.error = more.error().message;
    }
    if (!more.value_or(false)) {
      return rows;
    }
    Row& row = rows.rows.emplace_back();
    for (std::size_t column = 0; column < rows.columns.size(); ++column) {
      row.push_back(query.text(static_cast<int>(column)));
    }
  }
}

Json SqlRows::to_json() const {
  Json json = Json::array();
  for (const Row& row : rows) {
    json.push_back(row_to_json(columns, row));
  }
  return json;
}

SqlRows rows_of(const Pattern& pattern, const std::vector<std::string>& columns,
                std::span<const value::Item> items) {
  SqlRows out{.columns = columns, .rows = {}, .ordered_by = {}, .error = {}};
  for (const value::Item& item : items) {
    Row& row = out.rows.emplace_back();
    for (const std::string& name : columns) {
      const Column& column = pattern.columns.at(name);
      row.push_back(part_of(text_of(item.find(column.attribute)), column));
    }
  }
  return out;
}

SqlComparison compare_rows(const SqlRows& expected, const SqlRows& actual) {
  SqlComparison comparison;
  if (expected.error) {
    comparison.same = false;
    comparison.message = "the SQL of the pattern ends in an error: " + *expected.error;
    return comparison;
  }
  if (expected.rows == actual.rows) {  // without a copy, nearly always
    return comparison;
  }
  SqlRows left = expected;
  SqlRows right = actual;
  left.rows = arranged(std::move(left.rows), expected.ordered_by);
  right.rows = arranged(std::move(right.rows), expected.ordered_by);
  if (left.rows != right.rows) {
    comparison.same = false;
    comparison.message = difference(left, right);
    comparison.expected = left.to_json();
    comparison.actual = right.to_json();
  }
  return comparison;
}

namespace {

template <class Response>
std::vector<value::Item> items_in(const Response& response) {
  std::vector<value::Item> items;
  if constexpr (std::is_same_v<Response, service::BatchGetItemResponse>) {
    if (response.responses) {
      for (const auto& [table, found] : *response.responses) {
        items.insert(items.end(), found.begin(), found.end());
      }
    }
  } else if constexpr (std::is_same_v<Response, service::TransactGetItemsResponse>) {
    if (response.responses) {
      std::ranges::transform(*response.responses, std::back_inserter(items),
                             &service::ItemResponse::item);
    }
    std::erase_if(items, [](const value::Item& item) { return !item; });
  } else if constexpr (std::is_same_v<Response, service::GetItemResponse>) {
    if (response.item) {
      items.push_back(response.item);
    }
  } else if constexpr (requires { value::Item(response.items->front()); }) {
    items = response.items.value_or(std::move(items));
  }
  return items;
}

}  // namespace

std::vector<value::Item> items_of(const service::Response& response) {
  return std::visit([](const auto& typed) { return items_in(typed); }, response);
}

}  // namespace ddbsim::scenario
