#include "sim/explore/judge.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/value/ensure.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Property;

/// An item cut to some attributes; all when there are none.
value::Item cut(const value::Item& item, const std::vector<std::string>& attributes) {
  if (attributes.empty()) {
    return item;
  }
  value::ItemBuilder builder;
  for (const std::string& name : attributes) {
    if (const value::ValueView view = item.find(name)) {
      builder.add(name, view);
    }
  }
  return builder.finish();
}

}  // namespace

std::vector<Property> properties_of(const scenario::Scenario& exploration) {
  if (!exploration.properties.empty()) {
    return exploration.properties;
  }
  scenario::RetryTransparent transparent;
  for (const auto& table : exploration.tables) {
    transparent.tables[table.body.at("TableName").get<std::string>()] = {};
  }
  const scenario::Origin origin{exploration.source, ""};
  return {{.name = "retry-transparent",
           .when = Property::When::at_rest,
           .predicate = transparent,
           .origin = origin},
          {.name = "drains",
           .when = Property::When::at_rest,
           .predicate = scenario::Drains{},
           .origin = origin}};
}

void Baseline::add(const Baseline& other) {
  of.resize(std::max(of.size(), other.of.size()));
  for (std::size_t number = 0; number < other.of.size(); ++number) {
    of[number].insert(other.of[number].begin(), other.of[number].end());
  }
}

Judge::Judge(Machine& machine, const Baseline* baseline)
    : machine_(machine), properties_(properties_of(machine.scenario())), baseline_(baseline) {
  made_.of.resize(properties_.size());
  value::ensure(properties_.size() <= 64, "a file has at most 64 properties");
  auto sql = scenario::SqlOracle::make(machine.scenario());
  value::ensure(sql.has_value(), "SQL is checked when the file is read");
  sql_ = std::move(*sql);
}

Judge::Set Judge::broken_by(const State& state, bool at_rest) {
  const Verdict& verdict = verdict_of(state);
  reached_ |= verdict.reached;
  Set broken = verdict.always | broken_ways(state, at_rest);
  if (at_rest) {
    broken |= verdict.at_rest;
  }
  return broken;
}

/// What the tables alone do not tell.
Judge::Set Judge::broken_ways(const State& state, bool at_rest) {
  Set broken = 0;
  for (std::size_t number = 0; number < properties_.size(); ++number) {
    const auto& predicate = properties_[number].predicate;
    const Set bit = Set{1} << number;
    if (const auto* rule = std::get_if<scenario::RetryTransparent>(&predicate)) {
      if (at_rest && baseline_ != nullptr && baseline_->is_complete &&
          !baseline_->of[number].contains(outcome_of(*rule, state, false).print)) {
        broken |= bit;
      }
    } else if (std::holds_alternative<scenario::Unprocessed>(predicate)) {
      broken |= Machine::gave_up(state) ? bit : 0;
    } else if (std::holds_alternative<scenario::Drains>(predicate) ||
               std::holds_alternative<scenario::Livelock>(predicate)) {
      broken |= Machine::feeds_itself(state) ? bit : 0;
    }
  }
  return broken;
}

const Judge::Verdict& Judge::verdict_of(const State& state) {
  const auto [at, is_new] = verdicts_.try_emplace(machine_.judged_print(state));
  if (!is_new) {
    return at->second;
  }
  Verdict& verdict = at->second;
  machine_.engine().with_items(
      machine_.items(state), machine_.now(state), [&](service::Account& account) {
        for (std::size_t number = 0; number < properties_.size(); ++number) {
          const Property& property = properties_[number];
          const scenario::Finding finding =
              scenario::evaluate(property, {.account = account,
                                            .owed = machine_.owed(state, number),
                                            .sql = sql_.get(),
                                            .done = machine_.sql_calls(state)});
          if (!finding.mine) {
            continue;
          }
          const Set bit = Set{1} << number;
          if (property.when == Property::When::sometimes) {
            verdict.reached |= finding.holds ? bit : 0;
          } else if (scenario::breaks(property, finding)) {
            (property.when == Property::When::at_rest ? verdict.at_rest : verdict.always) |= bit;
          }
        }
        return 0;
      });
  return verdict;
}

Judge::Outcome Judge::outcome_of(const scenario::RetryTransparent& rule, const State& state,
                                 bool with_items) {
  Outcome outcome;
  const auto items = machine_.items(state);
  for (std::uint32_t slot = 0; slot < items.size(); ++slot) {
    const value::Item& item = machine_.catalogue().item_of(items[slot]);
    const std::string& table =
        machine_.catalogue().tables()[machine_.catalogue().slots()[slot].table].name;
    const auto compared = rule.tables.find(table);
    if (!item || (compared == rule.tables.end() && !rule.tables.empty())) {
      continue;
    }
    const value::Item part = compared == rule.tables.end() ? item : cut(item, compared->second);
    // Equal parts of several items count as often as they are there: a sum, not XOR.
    const Fingerprint print = Fingerprint{}.then(table).then(part.hash()).then(part.count());
    outcome.print.low += print.low;
    outcome.print.high += print.high;
    if (with_items) {
      outcome.items[table].push_back(part);
    }
  }
  return outcome;
}

void Judge::note_rest(const State& state) {
  const bool is_new_outcome = outcomes_.insert(outcome_of({}, state, false).print).second;
  if (!is_new_outcome || baseline_ != nullptr) {
    return;
  }
  for (std::size_t number = 0; number < properties_.size(); ++number) {
    if (const auto* rule =
            std::get_if<scenario::RetryTransparent>(&properties_[number].predicate)) {
      const Fingerprint print = outcome_of(*rule, state, false).print;
      const auto [at, is_new] = made_.of[number].try_emplace(print);
      if (is_new) {
        at->second = outcome_of(*rule, state, true).items;
      }
    }
  }
}

std::optional<std::size_t> property_of_rest(const std::vector<scenario::Property>& properties) {
  const auto at = std::ranges::find_if(properties, [](const scenario::Property& property) {
    return std::holds_alternative<scenario::Drains>(property.predicate) ||
           std::holds_alternative<scenario::Livelock>(property.predicate);
  });
  return at == properties.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(at - properties.begin()));
}

bool asks_for_baseline(const std::vector<scenario::Property>& properties) {
  return std::ranges::any_of(properties, [](const scenario::Property& property) {
    return std::holds_alternative<scenario::RetryTransparent>(property.predicate);
  });
}

}  // namespace ddbsim::explore
