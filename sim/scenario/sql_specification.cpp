#include "sim/scenario/sql_specification.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/sql_rows.hpp"
#include "sim/scenario/sql_text.hpp"
#include "sim/value/ensure.hpp"
#include "sim/wire/codec.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario {

namespace {

void add(Problems& problems, const Origin& origin, std::string_view below, std::string message) {
  problems.push_back(origin.problem(below, std::move(message)));
}

/// Each :name of a statement is a parameter of the pattern.
void check_parameters(const sqlite::Statement& statement, const Pattern& pattern,
                      Problems& problems) {
  std::vector<std::string_view> known;
  for (const auto& [name, parameter] : pattern.parameters) {
    known.push_back(name);
  }
  for (const std::string& name : statement.parameters()) {
    if (name.empty()) {
      add(problems, pattern.origin, "/sql", "a parameter has a name here, like :user; this is a ?");
    } else if (!pattern.parameters.contains(name)) {
      add(problems, pattern.origin, "/sql",
          fmt::format("there is no parameter \"{}\" for :{}{}", name, name,
                      wire::did_you_mean(name, known)));
    }
  }
}

/// "columns" says of each column of the SELECT, and of no other, where its value is.
void check_columns(const std::vector<std::string>& columns, const Pattern& pattern, bool compared,
                   Problems& problems) {
  if (pattern.columns.empty()) {
    if (compared) {
      add(problems, pattern.origin, "",
          fmt::format(
              "to compare rows, a pattern with a SELECT needs \"columns\": the attribute of "
              "each of {}",
              fmt::join(columns, ", ")));
    }
    return;
  }
  const std::set<std::string> selected(columns.begin(), columns.end());
  for (const std::string& column : selected) {
    if (!pattern.columns.contains(column)) {
      add(problems, pattern.origin, "/columns",
          fmt::format("the SELECT has a column {}, \"columns\" has none", column));
    }
  }
  for (const auto& [column, attribute] : pattern.columns) {
    if (!selected.contains(column)) {
      add(problems, pattern.origin, "/columns/" + pointer_token(column),
          fmt::format("the SELECT has no column {}, it has {}", column, fmt::join(columns, ", ")));
    }
  }
}

bool is_one_query(const std::vector<sqlite::Statement>& statements) {
  return statements.size() == 1 && statements[0].reads_only();
}

/// A value of SQL as a parameter of a request.
Ordered as_parameter(const sqlite::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return *text;
  }
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return *integer;
  }
  const auto* real = std::get_if<double>(&value);
  return real == nullptr ? Ordered() : Ordered(*real);
}

void bind(sqlite::Statement& statement, const SqlCall& call) {
  int position = 0;
  for (const std::string& name : statement.parameters()) {
    const auto given = call.parameters.find(name);
    statement.bind(++position, given == call.parameters.end() ? SqlValue() : given->second);
  }
}

}  // namespace

// ---- what is wrong with it ----------------------------------------------------------------------

SqlSpecification::SqlSpecification(const Scenario& scenario, Problems& problems)
    : scenario_(scenario) {
  const std::size_t before = problems.size();
  make_tables(problems);
  if (problems.size() != before) {
    return;  // the rest would only say that tables are missing
  }
  for (const auto& [name, pattern] : scenario.patterns) {
    if (!pattern.sql.empty()) {
      prepare_pattern(name, pattern, problems);
    }
  }
  for (const Property& property : scenario.properties) {
    if (const auto* agree = std::get_if<PatternsAgree>(&property.predicate)) {
      for (const PatternsAgree::Use& use : agree->uses) {
        prepare_use(use, problems);
      }
    }
  }
}

void SqlSpecification::make_tables(Problems& problems) {
  if (const auto made = database_.run(scenario_.sql_schema); !made) {
    add(problems, scenario_.sql_schema_origin, "", "SQL: " + made.error().message);
  } else if (scenario_.sql_data) {
    if (const auto filled = database_.run(scenario_.sql_data->value); !filled) {
      add(problems, scenario_.sql_data->origin, "", "SQL: " + filled.error().message);
    }
  }
}

void SqlSpecification::prepare_pattern(const std::string& name, const Pattern& pattern,
                                       Problems& problems) {
  auto statements = database_.prepare(pattern.sql);
  if (!statements) {
    add(problems, pattern.origin, "/sql", "SQL: " + statements.error().message);
    return;
  }
  for (const sqlite::Statement& statement : *statements) {
    check_parameters(statement, pattern, problems);
  }
  Prepared prepared{std::move(*statements), {}, {}};
  if (!is_query(pattern.sql)) {
    if (!pattern.columns.empty()) {
      add(problems, pattern.origin, "/columns", "SQL that writes answers no columns");
    }
  } else if (!is_one_query(prepared.statements)) {
    add(problems, pattern.origin, "/sql",
        "a pattern that reads has one SELECT, which writes nothing");
  } else {
    prepared.columns = prepared.statements[0].columns();
    check_columns(prepared.columns, pattern, scenario_.sql_data.has_value(), problems);
    if (auto order = ordered_by(pattern.sql, prepared.columns)) {
      prepared.ordered_by = std::move(*order);
    } else {
      add(problems, pattern.origin, "/sql", std::move(order.error()));
    }
  }
  patterns_.emplace(name, std::move(prepared));
}

void SqlSpecification::prepare_use(const PatternsAgree::Use& use, Problems& problems) {
  const auto pattern = scenario_.patterns.find(use.pattern);
  if (pattern == scenario_.patterns.end()) {
    return;  // told by `check`
  }
  if (!is_query(pattern->second.sql)) {
    add(problems, use.origin, "/pattern",
        fmt::format("pattern \"{}\" has no SELECT that it could agree with", use.pattern));
  }
  std::set<std::string> given;
  for (const auto& [name, value] : use.with) {
    given.insert(name);
  }
  if (!use.for_each.empty()) {
    auto statements = database_.prepare(use.for_each);
    if (!statements || !is_one_query(*statements)) {
      add(problems, use.origin, "/for",
          statements ? "expected one SELECT" : "SQL: " + statements.error().message);
      return;
    }
    for (const std::string& column : statements->front().columns()) {
      if (!pattern->second.parameters.contains(column)) {
        add(problems, use.origin, "/for",
            fmt::format("pattern \"{}\" has no parameter \"{}\"", use.pattern, column));
      }
      given.insert(column);
    }
    for_each_.emplace(use.for_each, std::move(statements->front()));
  }
  for (const auto& [name, parameter] : pattern->second.parameters) {
    if (!parameter.fallback && !given.contains(name)) {
      add(problems, use.origin, "",
          fmt::format(
              "pattern \"{}\" needs the parameter \"{}\", from \"with\" or from a column of "
              "\"for\"",
              use.pattern, name));
    }
  }
}

// ---- what was done ------------------------------------------------------------------------------

void SqlSpecification::play(std::span<const SqlCall> done) {
  now_ = &root_;
  for (const SqlCall& call : done) {
    auto& next = now_->next[call];
    if (!next) {
      next =
          std::make_unique<State>(State{.before = now_, .length = now_->length + 1, .last = call});
      bring_to(*now_);
      apply(*next);
    }
    now_ = next.get();
  }
}

const std::string* SqlSpecification::refused() { return now_->refused ? &*now_->refused : nullptr; }

void SqlSpecification::bring_to(State& state) {
  std::vector<State*> ahead;
  State* common = &state;
  const auto go_back = [this] {
    database_.take_back();
    stands_ = stands_->before;
  };
  while (stands_->length > common->length) {
    go_back();
  }
  while (common->length > stands_->length) {
    ahead.push_back(common);
    common = common->before;
  }
  while (common != stands_) {
    ahead.push_back(common);
    common = common->before;
    go_back();
  }
  while (!ahead.empty()) {
    apply(*ahead.back());
    ahead.pop_back();
  }
}

void SqlSpecification::apply(State& state) {
  database_.begin();
  stands_ = &state;
  state.refused = state.before->refused;
  if (const auto written = write(state.last); !written) {
    // All or nothing: back to before, and no further.
    database_.take_back();
    database_.begin();
    if (!state.refused) {
      state.refused = fmt::format("the SQL of pattern \"{}\" is refused: {}", state.last.pattern,
                                  written.error().message);
    }
  }
}

sqlite::Result<void> SqlSpecification::write(const SqlCall& call) {
  for (sqlite::Statement& statement : patterns_.at(call.pattern).statements) {
    bind(statement, call);
    if (auto done = statement.run(); !done) {
      return done;
    }
  }
  return {};
}

// ---- what is answered ---------------------------------------------------------------------------

const SqlRows& SqlSpecification::rows(const SqlCall& call) {
  if (const auto known = now_->rows.find(call); known != now_->rows.end()) {
    return known->second;
  }
  bring_to(*now_);
  Prepared& prepared = patterns_.at(call.pattern);
  bind(prepared.statements.at(0), call);
  SqlRows rows = collect(prepared.statements.at(0));
  rows.ordered_by = prepared.ordered_by;
  return now_->rows.emplace(call, std::move(rows)).first->second;
}

const std::vector<SqlUse>& SqlSpecification::uses(const PatternsAgree::Use& use) {
  if (const auto known = now_->uses.find(use.text); known != now_->uses.end()) {
    return known->second;
  }
  Values fixed;
  for (const auto& [name, parameter] : pattern(use.pattern).parameters) {
    if (parameter.fallback) {
      fixed[name] = *parameter.fallback;
    }
  }
  for (const auto& [name, value] : use.with) {
    fixed[name] = value;
  }
  std::vector<SqlUse> uses;
  if (use.for_each.empty()) {
    uses.push_back({sql_call(use.pattern, fixed), fixed});
    return now_->uses.emplace(use.text, std::move(uses)).first->second;
  }
  bring_to(*now_);
  sqlite::Statement& each = for_each_.at(use.for_each);
  const std::vector<std::string> columns = each.columns();
  while (each.step().value_or(false)) {
    Values values = fixed;
    for (std::size_t column = 0; column < columns.size(); ++column) {
      values[columns[column]] = as_parameter(each.value(static_cast<int>(column)));
    }
    uses.push_back({sql_call(use.pattern, values), std::move(values)});
  }
  return now_->uses.emplace(use.text, std::move(uses)).first->second;
}

const std::vector<service::Request>* SqlSpecification::requests(const SqlUse& use) {
  const auto known = requests_.find(use.call);
  if (known != requests_.end()) {
    return known->second ? &*known->second : nullptr;
  }
  std::optional<std::vector<service::Request>> requests(std::in_place);
  for (const RequestTemplate& request : pattern(use.call.pattern).requests) {
    const auto body = fill(request.body, use.parameters);
    auto decoded = body ? wire::decode(request.operation, Json(*body), wire::Mode::strict)
                        : std::unexpected(wire::DecodeError{});
    if (!decoded) {
      requests.reset();
      break;
    }
    requests->push_back(std::move(*decoded));
  }
  const auto& kept = requests_.emplace(use.call, std::move(requests)).first->second;
  return kept ? &*kept : nullptr;
}

}  // namespace ddbsim::scenario
