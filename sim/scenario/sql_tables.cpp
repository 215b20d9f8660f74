#include "sim/scenario/sql_tables.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/attributes.hpp"
#include "sim/scenario/sql_rows.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/value/ensure.hpp"

namespace ddbsim::scenario {

namespace {

std::string in_quotes(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  return out + '"';
}

/// Without those that SQL takes for one of the others.
std::vector<std::string> distinct(const std::set<std::string>& names) {
  std::set<std::string> seen;
  std::vector<std::string> out;
  for (const std::string& name : names) {
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (!name.empty() && seen.insert(lower).second) {
      out.push_back(name);
    }
  }
  return out;
}

/// A number in the type of SQL that holds it exactly.
void bind_number(sqlite::Statement& statement, int position, const value::Number& number) {
  std::int64_t integer = 0;
  if (number.to_int64(integer)) {
    statement.bind(position, integer);
    return;
  }
  const std::string text = number.text();
  const double real = std::strtod(text.c_str(), nullptr);
  const auto back = value::Number::parse(fmt::format("{}", real));
  if (back && *back == number) {
    statement.bind(position, real);
  } else {
    statement.bind_text(position, text);
  }
}

void bind(sqlite::Statement& statement, int position, const value::ValueView& value) {
  if (!value || value.is(value::Type::NULL_)) {
    statement.bind(position, sqlite::Value());
    return;
  }
  switch (value.type()) {
    case value::Type::S:
      statement.bind_text(position, value.bytes());
      break;
    case value::Type::N:
      bind_number(statement, position, value.number());
      break;
    case value::Type::B:
      statement.bind_blob(position, value.bytes());
      break;
    case value::Type::BOOL:
      statement.bind(position, std::int64_t{value.boolean()});
      break;
    default: {
      std::string json;
      value::append_json(value, json);
      statement.bind_text(position, json);
    }
  }
}

}  // namespace

SqlTables::SqlTables(const Scenario& scenario, Problems& problems) {
  auto attributes = attributes_of_tables(scenario);
  for (const Property& property : scenario.properties) {
    if (const auto* sql = std::get_if<NoSqlRows>(&property.predicate)) {
      for (const auto& [table, declared] : sql->attributes) {
        attributes[table].insert(declared.begin(), declared.end());
      }
    }
  }
  for (const auto& [table, names] : attributes) {
    make_table(table, distinct(names));
  }
  for (const Property& property : scenario.properties) {
    if (const auto* sql = std::get_if<NoSqlRows>(&property.predicate)) {
      prepare(*sql, problems);
    }
  }
}

void SqlTables::make_table(const std::string& name, std::vector<std::string> attributes) {
  if (attributes.empty()) {
    return;
  }
  std::vector<std::string> columns;
  std::ranges::transform(attributes, std::back_inserter(columns), in_quotes);
  const std::string table = in_quotes(name);
  const auto made =
      database_.run(fmt::format("CREATE TABLE {} ({})", table, fmt::join(columns, ", ")));
  if (!made) {
    return;  // two tables that SQL takes for one
  }
  auto statements = database_.prepare(
      fmt::format("DELETE FROM {}; INSERT INTO {} VALUES ({})", table, table,
                  fmt::join(std::vector<std::string>(columns.size(), "?"), ", ")));
  value::ensure(statements && statements->size() == 2, "the table was just made");
  tables_.push_back({name, std::move(attributes), std::move(*statements)});
}

void SqlTables::prepare(const NoSqlRows& property, Problems& problems) {
  const auto add = [&](std::string message) {
    problems.push_back(property.origin.problem("", std::move(message)));
  };
  auto statements = database_.prepare(property.sql);
  if (!statements) {
    std::string message = "SQL: " + statements.error().message;
    if (message.contains("no such column")) {
      message +=
          "; columns are the attributes that this scenario names, and those that the property "
          "declares: {\"query\": ..., \"attributes\": {TABLE: [...]}}";
    }
    add(std::move(message));
  } else if (statements->size() != 1 || !statements->front().reads_only()) {
    add("expected one SELECT, which must return no rows");
  } else if (!statements->front().parameters().empty()) {
    add("this SELECT has parameters, and nothing gives them values");
  } else {
    queries_.emplace(property.sql, std::move(statements->front()));
  }
}

void SqlTables::load(service::Account& account) {
  for (Table& table : tables_) {
    value::ensure(table.statements[0].run().has_value(), "a table can be emptied");
    const auto* found = account.find_table(table.name);
    if (found == nullptr) {
      continue;
    }
    found->scan(nullptr, {}, {}, [&table](const value::Item& item) {
      int position = 0;
      for (const std::string& attribute : table.attributes) {
        bind(table.statements[1], ++position, item.find(attribute));
      }
      value::ensure(table.statements[1].run().has_value(), "an item is a row");
      return true;
    });
  }
}

SqlRows SqlTables::rows(const NoSqlRows& property, service::Account& account) {
  load(account);
  return collect(queries_.at(property.sql));
}

}  // namespace ddbsim::scenario
