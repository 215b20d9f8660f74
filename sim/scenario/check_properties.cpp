#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/attributes.hpp"
#include "sim/scenario/reading.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario::reading {

namespace {

using Names = std::vector<std::string_view>;

/// The names that properties use: of tables, attributes and patterns.
class PropertyChecker {
 public:
  PropertyChecker(const Scenario& scenario, Names tables, Problems& problems)
      : scenario_(scenario),
        tables_(std::move(tables)),
        attributes_(attributes_of_tables(scenario)),
        problems_(problems) {}

  void run(const Property& property) {
    property_ = &property;
    std::visit([this](const auto& rule) { check(rule); }, property.predicate);
  }

 private:
  void table(const std::string& name) {
    must_exist(property_->origin, below(""), "table", name, tables_, problems_);
  }
  [[nodiscard]] std::string below(std::string_view member) const {
    return fmt::format("/{}/{}{}", name_of(property_->when), name_of(property_->predicate), member);
  }

  /// An attribute that nobody names, but that looks like one that somebody does. A function may
  /// write others, which no file names.
  void attribute(const std::string& of, std::string_view name) {
    const auto known = attributes_.find(of);
    if (known == attributes_.end() || known->second.contains(std::string(name))) {
      return;
    }
    const Names names(known->second.begin(), known->second.end());
    if (const std::string hint = wire::did_you_mean(name, names); !hint.empty()) {
      problems_.push_back(property_->origin.problem(
          below(""), fmt::format("no item of {} has an attribute \"{}\"{}", of, name, hint)));
    }
  }
  void attributes(const std::string& of, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      attribute(of, name);
    }
  }
  void selection(const Selection& rows) {
    table(rows.table);
    attributes(rows.table, rows.where.attributes());
  }
  void by_table(const std::map<std::string, std::vector<std::string>>& tables) {
    for (const auto& [name, names] : tables) {
      table(name);
      attributes(name, names);
    }
  }

  void check(const OneLiveRow& rule) {
    selection(rule.rows);
    attributes(rule.rows.table, rule.identity);
  }
  void check(const CountOf& rule) { selection(rule.rows); }
  void check(const UniqueRows& rule) {
    selection(rule.rows);
    attributes(rule.rows.table, rule.attributes);
  }
  void check(const AllRows& rule) {
    selection(rule.rows);
    attributes(rule.rows.table, rule.hold.attributes());
  }
  void check(const References& rule) {
    selection(rule.from);
    attributes(rule.from.table, rule.attributes);
    selection(rule.to);
    attributes(rule.to.table, rule.to_attributes);
  }
  void check(const EqualAnswers& /*rule*/) {}  // requests: `check`
  void check(const TablesState& rule) {
    for (const auto& [name, list] : rule.tables) {
      table(name);
    }
  }
  void check(const NoSqlRows& rule) {  // the SQL: `check_sql`
    for (const auto& [name, declared] : rule.attributes) {
      table(name);
    }
  }
  void check(const PatternsAgree& rule) {
    for (const PatternsAgree::Use& use : rule.uses) {
      const auto pattern = scenario_.patterns.find(use.pattern);
      if (pattern == scenario_.patterns.end()) {
        must_exist(use.origin, "/pattern", "pattern", use.pattern, names_of(scenario_.patterns),
                   problems_);
        continue;
      }
      for (const auto& [name, value] : use.with) {
        must_exist(use.origin, "/with/" + pointer_token(name), "parameter", name,
                   names_of(pattern->second.parameters), problems_, true);
      }
    }
  }
  void check(const OneOf& rule) { by_table(rule.tables); }
  void check(const RetryTransparent& rule) { by_table(rule.tables); }
  void check(const Drains& /*rule*/) {}
  void check(const Livelock& /*rule*/) {}
  void check(const Unprocessed& /*rule*/) {}

  const Scenario& scenario_;
  Names tables_;
  std::map<std::string, std::set<std::string>> attributes_;
  Problems& problems_;
  const Property* property_ = nullptr;
};

}  // namespace

void check_properties(const Scenario& scenario, const Names& tables, Problems& problems) {
  if (scenario.properties.empty()) {
    return;
  }
  PropertyChecker checker(scenario, tables, problems);
  for (const Property& property : scenario.properties) {
    const auto same = std::ranges::find(scenario.steps, property.name, &Step::name);
    if (same != scenario.steps.end() || property.name == "at_rest") {
      problems.push_back(property.origin.problem(
          "", fmt::format("a step is called \"{}\" already", property.name), true));
    }
    checker.run(property);
  }
}

}  // namespace ddbsim::scenario::reading
