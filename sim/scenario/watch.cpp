#include "sim/scenario/watch.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/value/dynamo_json.hpp"
#include "sim/value/ensure.hpp"

namespace ddbsim::scenario {

namespace {

/// Those that only a whole run can tell.
Finding judge_run(const Property& property, const world::World& world, bool at_rest) {
  Finding finding;
  if (std::holds_alternative<Drains>(property.predicate)) {
    finding.holds = at_rest;
    finding.message = at_rest ? "" : "records are left that are not delivered";
  } else if (std::holds_alternative<Livelock>(property.predicate)) {
    finding.holds = !at_rest;
    finding.message = at_rest ? "" : "the world did not come to rest";
  } else if (std::holds_alternative<Unprocessed>(property.predicate)) {
    const auto mappings = world.mappings();
    const auto gave_up = std::ranges::find_if(
        mappings, [](const auto& mapping) { return mapping.statistics.discarded != 0; });
    finding.holds = gave_up != mappings.end();
    if (finding.holds) {
      finding.message =
          fmt::format("mapping {} gave up {} record{}", gave_up->name,
                      gave_up->statistics.discarded, gave_up->statistics.discarded == 1 ? "" : "s");
    }
  } else {
    finding.mine = false;  // retry_transparent needs other runs
  }
  return finding;
}

}  // namespace

Watch::Watch(const Scenario& scenario, world::World& world) : scenario_(scenario), world_(world) {
  auto oracle = SqlOracle::make(scenario);
  value::ensure(oracle.has_value(), "SQL is checked when the file is read");
  sql_ = std::move(*oracle);
  for (const Property& property : scenario.properties) {
    if (std::holds_alternative<OneLiveRow>(property.predicate)) {
      owed_[property.name] = {};
    }
  }
  read_changes(true);
}

// ---- what is done -------------------------------------------------------------------------------

void Watch::committed(const Step& step, const SqlCall& call, std::vector<Judgement>& out) {
  if (!sql_ || !sql_->specifies() || !writes_sql(scenario_.patterns.at(call.pattern))) {
    return;
  }
  const bool refused_before = sql_->refused() != nullptr;
  done_.push_back(call);
  sql_->play(done_);
  Judgement judgement;
  judgement.name = step.name;
  judgement.what = "sql";
  judgement.origin = step.origin;
  if (sql_->refused() != nullptr && !refused_before) {
    judgement.held = false;
    judgement.message = *sql_->refused() + "; the requests were not";
  }
  out.push_back(std::move(judgement));
}

void Watch::observe(const std::string& table, const value::Item& before, const value::Item& after,
                    bool by_client) {
  for (const Property& property : scenario_.properties) {
    const auto* rule = std::get_if<OneLiveRow>(&property.predicate);
    if (rule != nullptr && rule->rows.table == table) {
      owed_[property.name].observe(*rule, before, after, by_client);
    }
  }
}

void Watch::read_changes(const std::string& name, table::Table& table, bool by_client) {
  Reader& reader = readers_[name];
  if (reader.table != &table) {
    reader = {&table, table.log().add_reader()};
    table.scan(nullptr, {}, {}, [&](const value::Item& item) {
      observe(name, {}, item, by_client);
      return true;
    });
    return;
  }
  table::ChangeLog& log = table.log();
  for (auto at = log.mark(reader.id); at < log.end(); ++at) {
    const table::Change& change = log.at(at);
    observe(name, change.before, change.after, by_client && change.cause == table::Cause::client);
  }
  log.advance(reader.id, log.end());
}

void Watch::read_changes(bool by_client) {
  if (owed_.empty()) {
    return;
  }
  const auto& tables = world_.account().tables();
  std::erase_if(readers_, [&tables](const auto& entry) { return !tables.contains(entry.first); });
  for (const auto& [name, table] : tables) {
    read_changes(name, *table, by_client);
  }
}

// ---- what is judged -----------------------------------------------------------------------------

void Watch::compare(const Step& step, const SqlCall& call, const Json& response,
                    std::vector<Judgement>& out) {
  const Pattern& pattern = scenario_.patterns.at(call.pattern);
  if (!sql_ || !sql_->specifies() || pattern.sql.empty() || writes_sql(pattern)) {
    return;
  }
  std::vector<value::Item> items;
  for (const Json& item : items_of(response)) {
    items.push_back(value::item_from_json(item).value());
  }
  SqlComparison comparison = sql_->compare(call, items);
  const bool differs = step.expect && step.expect->sql_differs;
  Judgement judgement;
  judgement.name = step.name;
  judgement.what = "sql";
  judgement.origin = differs ? *step.expect->sql_differs : step.origin;
  judgement.held = comparison.same != differs;
  judgement.message =
      differs ? "expected other rows than SQL answers, but they are the same" : comparison.message;
  judgement.expected = std::move(comparison.expected);
  judgement.actual = std::move(comparison.actual);
  out.push_back(std::move(judgement));
}

Judgement Watch::judgement_of(const Property& property) {
  Judgement judgement;
  judgement.name = property.name;
  judgement.what = fmt::format("property \"{}\"", property.name);
  judgement.origin = property.origin;
  return judgement;
}

Finding Watch::find(const Property& property, bool at_rest) {
  const auto owed = owed_.find(property.name);
  const Finding finding = evaluate(property, {.account = world_.account(),
                                              .owed = owed == owed_.end() ? nullptr : &owed->second,
                                              .sql = sql_.get(),
                                              .done = done_});
  return finding.mine ? finding : judge_run(property, world_, at_rest);
}

void Watch::judge(const Property& property, bool at_rest, std::vector<Judgement>& out) {
  Finding finding = find(property, at_rest);
  if (property.when == Property::When::sometimes && finding.holds) {
    reached_.insert(property.name);
  }
  if (breaks(property, finding) && broken_.insert(property.name).second) {
    Judgement judgement = judgement_of(property);
    judgement.held = false;
    judgement.message = std::move(finding.message);
    judgement.expected = std::move(finding.expected);
    judgement.actual = std::move(finding.actual);
    if (judgement.actual.is_null() && !finding.rows.empty()) {
      judgement.expected = Json::array();
      judgement.actual = std::move(finding.rows);
    }
    out.push_back(std::move(judgement));
  }
}

void Watch::after_step(bool by_client, std::vector<Judgement>& out) {
  read_changes(by_client);
  for (const Property& property : scenario_.properties) {
    const bool needs_the_end = std::holds_alternative<Livelock>(property.predicate);
    if (property.when != Property::When::at_rest && !needs_the_end) {
      judge(property, true, out);
    }
  }
}

void Watch::at_end(bool at_rest, std::vector<Judgement>& out) {
  read_changes(false);
  for (const Property& property : scenario_.properties) {
    if (std::holds_alternative<RetryTransparent>(property.predicate)) {
      continue;  // of many runs
    }
    judge(property, at_rest, out);
    if (property.when == Property::When::sometimes) {
      Judgement judgement = judgement_of(property);
      judgement.held = reached_.contains(property.name);
      judgement.message = "this never came true: the scenario proves nothing";
      out.push_back(std::move(judgement));
    } else if (!broken_.contains(property.name)) {
      out.push_back(judgement_of(property));
    }
  }
}

}  // namespace ddbsim::scenario
