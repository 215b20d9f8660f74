#include <array>
#include <string_view>

#include "sim/report/run.hpp"
#include "sim/report/search.hpp"
#include "sim/scenario/source.hpp"

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::StoryLine;
using explore::Summary;
using scenario::Ordered;

std::string_view name_of(StoryLine::Kind kind) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "request", "delivery", "call", "wake", "expiry", "split", "advance", "landing"};
  return kNames.at(static_cast<std::size_t>(kind));
}

std::string_view name_of(Summary::End end) {
  static constexpr std::array<std::string_view, 5> kNames = {"exhaustive", "states", "time",
                                                             "memory", "interrupted"};
  return kNames.at(static_cast<std::size_t>(end));
}

void add(Ordered& json, const char* name, const std::string& text) {
  if (!text.empty()) {
    json[name] = text;
  }
}

Ordered to_json(const explore::StoryChange& change) {
  return {{"table", change.table},
          {"key", change.key},
          {"before", change.before},
          {"after", change.after}};
}

Ordered to_json(const StoryLine& line) {
  Ordered json{{"kind", name_of(line.kind)}, {"at", choice::text_of(line.at)}};
  add(json, "actor", line.actor);
  add(json, "place", line.place);
  add(json, "subject", line.subject);
  if (line.attempt != 0) {
    json["attempt"] = line.attempt;
  }
  if (line.call != 0) {
    json["call"] = line.call;
  }
  if (!line.records.empty()) {
    json["records"] = line.records;
  }
  add(json, "operation", line.operation);
  add(json, "target", line.target);
  add(json, "what", line.what);
  add(json, "answer", line.answer);
  if (line.refused) {
    json["refused"] = true;
  }
  add(json, "fault", line.fault);
  if (!line.stale.empty()) {
    json["stale"] = line.stale;
  }
  for (const explore::StoryChange& change : line.changes) {
    json["changes"].push_back(to_json(change));
  }
  add(json, "ended", line.ended);
  return json;
}

Ordered to_json(const Story& story) {
  Ordered json{{"property", story.property}, {"when", story.when},
               {"message", story.message},   {"things", story.things},
               {"faults", story.faults},     {"steps", Ordered::array()},
               {"expected", story.expected}, {"actual", story.actual},
               {"rows", story.rows},         {"differences", Ordered::array()}};
  for (const StoryLine& line : story.lines) {
    json["steps"].push_back(to_json(line));
  }
  for (const explore::StoryDifference& difference : story.differences) {
    json["differences"].push_back({{"table", difference.table},
                                   {"key", difference.key},
                                   {"here", difference.here},
                                   {"good", difference.good}});
  }
  add(json, "replay", story.replay);
  add(json, "saved_to", story.saved_to);
  return json;
}

Ordered to_json(const Summary& summary) {
  Ordered json{{"path", summary.path},
               {"name", summary.name},
               {"good", came_out_well(summary)},
               {"end", name_of(summary.end)},
               {"faults", summary.faults},
               {"states", summary.states},
               {"transitions", summary.transitions},
               {"outcomes", summary.outcomes}};
  if (summary.schedules) {
    json["schedules"] = *summary.schedules;
  }
  if (summary.walks > 0) {
    json["walks"] = {{"count", summary.walks},
                     {"steps", summary.walk_steps},
                     {"seed", summary.seed},
                     {"broke", summary.broken_by_walk}};
  }
  if (summary.replayed) {
    json["replayed"] = true;
  }
  json["handler_runs"] = summary.handler_runs;
  json["seconds"] = summary.seconds;
  if (!summary.verdict.empty()) {
    json["verdict"] = summary.verdict;
    json["verdict_came"] = summary.verdict_came;
  }
  json["unreached"] = summary.unreached;
  json["unjudged"] = summary.unjudged;
  json["notes"] = summary.notes;
  json["stories"] = Ordered::array();
  for (const Story& story : summary.stories) {
    json["stories"].push_back(to_json(story));
  }
  return json;
}

}  // namespace

std::string search_json(std::span<const Summary> searches) {
  Ordered json{{"ddbsim", kVersion},
               {"report", "explore"},
               {"format", kSearchFormat},
               {"searches", Ordered::array()}};
  for (const Summary& summary : searches) {
    json["searches"].push_back(to_json(summary));
  }
  return json.dump(2, ' ', false, Ordered::error_handler_t::replace) + "\n";
}

}  // namespace ddbsim::report
