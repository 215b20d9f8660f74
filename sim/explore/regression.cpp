#include "sim/explore/regression.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Json;
using scenario::Ordered;

Ordered turn_json(const scenario::TurnStep& turn) {
  Ordered json;
  json[std::string(world::name_of(turn.kind))] = turn.actor;
  json["record"] = turn.record;
  if (turn.attempt > 1) {
    json["attempt"] = turn.attempt;
  }
  if (turn.call != 0) {
    json["call"] = turn.call;
  }
  if (turn.records != 0) {
    json["records"] = turn.records;
  }
  if (!turn.take.empty()) {
    json["take"] = turn.take;
  }
  if (!turn.end.empty()) {
    json["end"] = turn.end;
  }
  for (const auto& [detail, label] : turn.sees) {
    json["sees"][detail] = label;
  }
  return {{"turn", std::move(json)}};
}

Ordered step_json(const scenario::Step& step) {
  Ordered json;
  if (const auto* turn = std::get_if<scenario::TurnStep>(&step.action)) {
    return turn_json(*turn);
  }
  json["name"] = step.name;
  if (const auto* advance = std::get_if<scenario::AdvanceStep>(&step.action)) {
    json["advance"] = choice::text_of(advance->by);
    json["still"] = true;
    return json;
  }
  if (const auto* split = std::get_if<scenario::SplitStep>(&step.action)) {
    json["split"] = {{"table", split->table}, {"shard", split->shard}};
    return json;
  }
  json["client"] = step.client;
  if (const auto* request = std::get_if<scenario::RequestStep>(&step.action)) {
    json["request"][request->request.operation] = request->request.body;
  } else if (const auto* pattern = std::get_if<scenario::PatternStep>(&step.action)) {
    json["pattern"] = pattern->pattern;
    for (const auto& [name, value] : pattern->with) {
      json["with"][name] = value;
    }
  }
  json["expect"] = Ordered::object();  // it may be refused
  return json;
}

Ordered choice_json(const scenario::NamedChoice& choice) {
  return {{"question", choice::name_of(choice.answer.question)},
          {"actor", *choice.answer.actor},
          {"subject", *choice.answer.subject},
          {"detail", *choice.answer.detail},
          {"take", choice.answer.take}};
}

Ordered outcomes_json(const scenario::OneOf& rule) {
  Ordered json;
  json["tables"] = Ordered::object();
  for (const auto& [table, attributes] : rule.tables) {
    json["tables"][table] = attributes;
  }
  json["outcomes"] = Ordered::array();
  for (const auto& outcome : rule.outcomes) {
    Ordered tables = Ordered::object();
    for (const auto& [table, items] : outcome) {
      tables[table] = Ordered::array();
      for (const value::Item& item : items) {
        tables[table].push_back(Ordered(value::to_json(item)));
      }
    }
    json["outcomes"].push_back(std::move(tables));
  }
  return json;
}

Ordered property_json(const scenario::Scenario& exploration, const Replayed& replayed,
                      const scenario::Property& property) {
  const std::string when(scenario::name_of(property.when));
  if (replayed.one_of) {
    return {{when, {{"one_of", outcomes_json(*replayed.one_of)}}}};
  }
  const Ordered& file = exploration.source->json();
  if (file.contains("properties") && file["properties"].contains(property.name)) {
    return file["properties"][property.name];
  }
  return {{when, scenario::name_of(property.predicate)}};
}

std::string file_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (fits) {
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && name.back() == '-') {
    name.pop_back();
  }
  return name.empty() ? "story" : name;  // of other letters only
}

struct Steps {
  std::vector<scenario::Step> steps;
  std::vector<scenario::NamedChoice> choices;  ///< which name steps
};

/// A scenario's steps and properties have names of their own each; clients of an exploration may
/// call their steps alike, and like properties.
Steps named_apart(const scenario::Scenario& exploration, const scenario::Property& broken,
                  const Replayed& replayed) {
  std::set<std::string> taken{broken.name};
  for (const scenario::Property& property : exploration.properties) {
    taken.insert(property.name);
  }
  Steps out{replayed.steps, replayed.choices};
  for (scenario::Step& step : out.steps) {
    if (std::holds_alternative<scenario::TurnStep>(step.action)) {
      continue;  // is saved without a name
    }
    const std::string name = step.name;
    for (int count = 2; !taken.insert(step.name).second; ++count) {
      step.name = fmt::format("{} ({})", name, count);
    }
    for (std::size_t index = 0; index < out.choices.size(); ++index) {
      const choice::NamedAnswer& answer = replayed.choices[index].answer;
      if (answer.actor == step.client && answer.subject == name) {
        out.choices[index].answer.subject = step.name;
      }
    }
  }
  return out;
}

void take_out(const Allowed& allowed, Ordered& json) {
  if (!allowed.shards && json.contains("world")) {
    json["world"].erase("partitions");
    json["world"].erase("placement");
  }
  if (!allowed.lanes && json.contains("mappings")) {
    for (Ordered& mapping : json["mappings"]) {
      mapping.erase("ParallelizationFactor");
    }
  }
}

/// The file's own items, which may be fewer than it has.
void put_data(const scenario::Scenario& exploration, Ordered& json) {
  if (!json.contains("data")) {
    return;
  }
  Ordered data = Ordered::object();
  for (const scenario::Data& given : exploration.data) {
    if (given.origin.source == exploration.source) {
      data[given.table].push_back(given.item);
    }
  }
  json["data"] = std::move(data);
}

}  // namespace

Regression regression_of(const scenario::Scenario& exploration, const Allowed& allowed,
                         const Replayed& replayed, const scenario::Property& property) {
  Ordered json = exploration.source->json();
  for (const char* const member : {"clients", "bounds", "verdict", "properties", "steps"}) {
    json.erase(member);
  }
  const Story& story = replayed.story;
  std::string things;
  for (const std::string& thing : story.things) {
    things += (things.empty() ? "" : " and ") + thing;
  }
  json["kind"] = "scenario";
  json["name"] = fmt::format("{}: {}", exploration.name, things.empty() ? "plain" : things);
  json["description"] = {
      fmt::format("Found by ddbsim explore in \"{}\": {}.", exploration.name, story.message),
      fmt::format("What makes it possible: {}. It fails while the property breaks.",
                  things.empty() ? "nothing special" : things)};
  take_out(allowed, json);
  put_data(exploration, json);
  const Steps named = named_apart(exploration, property, replayed);
  for (const auto& choice : named.choices) {
    json["choices"].push_back(choice_json(choice));
  }
  json["steps"] = Ordered::array();
  for (const scenario::Step& step : named.steps) {
    json["steps"].push_back(step_json(step));
  }
  json["properties"][property.name] = property_json(exploration, replayed, property);
  return {file_name(exploration.name + " " + property.name + " " + things), std::move(json)};
}

}  // namespace ddbsim::explore
