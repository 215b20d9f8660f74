#include "sim/scenario/sql_oracle.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/sql_rows.hpp"
#include "sim/scenario/sql_specification.hpp"
#include "sim/scenario/sql_tables.hpp"
#include "sim/scenario/sql_text.hpp"
#include "sim/service/account.hpp"

namespace ddbsim::scenario {

namespace {

template <class Wanted>
bool has_property(const Scenario& scenario) {
  return std::ranges::any_of(scenario.properties, [](const Property& property) {
    return std::holds_alternative<Wanted>(property.predicate);
  });
}

SqlValue sql_value(const Ordered& json) {
  if (json.is_string()) {
    return json.get<std::string>();
  }
  if (json.is_boolean()) {
    return std::int64_t{json.get<bool>()};
  }
  if (json.is_number_integer()) {
    return json.get<std::int64_t>();
  }
  if (json.is_number()) {
    return json.get<double>();
  }
  if (json.is_null()) {
    return std::monostate{};
  }
  if (json.is_object() && json.size() == 1) {
    const std::string& type = json.begin().key();
    const Ordered& held = json.begin().value();
    if ((type == "S" || type == "N") && held.is_string()) {
      return held.get<std::string>();
    }
    if (type == "BOOL" || type == "NULL") {
      return type == "NULL" ? SqlValue() : sql_value(held);
    }
  }
  return json.dump();
}

}  // namespace

SqlCall sql_call(const std::string& pattern, const Values& parameters) {
  SqlCall call{pattern, {}};
  for (const auto& [name, value] : parameters) {
    call.parameters[name] = sql_value(value);
  }
  return call;
}

bool writes_sql(const Pattern& pattern) { return !pattern.sql.empty() && !is_query(pattern.sql); }

// ---- the oracle ---------------------------------------------------------------------------------

SqlOracle::SqlOracle() = default;
SqlOracle::~SqlOracle() = default;

std::expected<std::unique_ptr<SqlOracle>, Problem> SqlOracle::make(const Scenario& scenario) {
  Problems problems;
  std::unique_ptr<SqlOracle> oracle(new SqlOracle);
  if (scenario.sql_data && !scenario.sql_schema.empty()) {
    oracle->specification_ = std::make_unique<SqlSpecification>(scenario, problems);
  }
  if (has_property<NoSqlRows>(scenario)) {
    oracle->tables_ = std::make_unique<SqlTables>(scenario, problems);
  }
  if (!problems.empty()) {
    return std::unexpected(std::move(problems.front()));
  }
  return oracle->specification_ || oracle->tables_ ? std::move(oracle) : nullptr;
}

bool SqlOracle::specifies() const noexcept { return specification_ != nullptr; }
void SqlOracle::play(std::span<const SqlCall> done) {
  if (specification_) {
    specification_->play(done);
  }
}
const std::string* SqlOracle::refused() const noexcept {
  return specification_ ? specification_->refused() : nullptr;
}
const SqlRows& SqlOracle::rows(const SqlCall& call) { return specification_->rows(call); }
const std::vector<SqlUse>& SqlOracle::uses(const PatternsAgree::Use& use) {
  return specification_->uses(use);
}

SqlComparison SqlOracle::compare(const SqlCall& call, std::span<const value::Item> items) {
  const SqlRows& expected = rows(call);
  return compare_rows(expected,
                      rows_of(specification_->pattern(call.pattern), expected.columns, items));
}

SqlComparison SqlOracle::compare(const SqlUse& use, service::Account& account) {
  const auto* requests = specification_->requests(use);
  if (requests == nullptr) {
    return {.same = false,
            .message = fmt::format("no request of pattern \"{}\" can be made of these parameters",
                                   use.call.pattern)};
  }
  std::vector<value::Item> items;
  for (const service::Request& request : *requests) {
    const auto response = service::execute(account, service::reference_to(request), {});
    if (!response) {
      return {.same = false,
              .message =
                  fmt::format("pattern \"{}\" is refused: {}: {}", use.call.pattern,
                              service::name_of(response.error().type), response.error().message)};
    }
    items = items_of(*response);
  }
  return compare(use.call, items);
}

SqlRows SqlOracle::rows_of_tables(const NoSqlRows& property, service::Account& account) {
  return tables_->rows(property, account);
}

// ---- when a file is read ------------------------------------------------------------------------

namespace reading {

void check_sql(const Scenario& scenario, Problems& problems) {
  if (!scenario.sql_schema.empty()) {
    const SqlSpecification specification(scenario, problems);
  } else if (scenario.sql_data) {
    problems.push_back(scenario.sql_data->origin.problem(
        "", "there are no tables to fill: \"sql_schema\" is missing", true));
  }
  if (has_property<NoSqlRows>(scenario)) {
    const SqlTables tables(scenario, problems);
  }
  for (const Property& property : scenario.properties) {
    if (std::holds_alternative<PatternsAgree>(property.predicate) &&
        (!scenario.sql_data || scenario.sql_schema.empty())) {
      problems.push_back(property.origin.problem(
          "", "patterns agree with SQL only where \"sql_schema\" and \"sql_data\" are given"));
    }
  }
}

}  // namespace reading

}  // namespace ddbsim::scenario
