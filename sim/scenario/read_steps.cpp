#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/reading.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario {

namespace {

/// In the order of `Action`.
constexpr std::array<std::string_view, 15> kKinds = {
    "request", "pattern", "native_pattern", "advance",         "advance_to",
    "settle",  "network", "role",           "create_function", "map",
    "remap",   "unmap",   "split",          "check",           "turn"};

}  // namespace

std::string_view kind_of(const Action& action) noexcept { return kKinds[action.index()]; }

namespace reading {

namespace {

/// What a step that is no step most likely wants to be: nothing is judged by a kind that it isn't.
void explain_no_kind(const Place& place) {
  const std::string kinds =
      fmt::format("a step has one of {}", fmt::join(kKinds.begin(), kKinds.end(), ", "));
  for (const auto& [name, value] : place.members()) {
    const std::string hint = wire::did_you_mean(name, kKinds);
    if (!hint.empty()) {
      value.problem(fmt::format("unknown member \"{}\"{} ({})", name, hint, kinds), true);
      return;
    }
  }
  place.problem(fmt::format("this step does nothing: {}", kinds));
}

std::optional<std::string_view> kind_at(const Place& place) {
  if (!place.json().is_object()) {
    place.expected("a step: an object");
    return std::nullopt;
  }
  std::vector<std::string_view> found;
  for (const std::string_view kind : kKinds) {
    if (place.json().contains(std::string(kind))) {
      found.push_back(kind);
    }
  }
  if (found.empty()) {
    explain_no_kind(place);
    return std::nullopt;
  }
  if (found.size() > 1) {
    place.problem(fmt::format("a step does one thing, and this one has both \"{}\" and \"{}\"",
                              found[0], found[1]));
    return std::nullopt;
  }
  return found.front();
}

void read_save(const Fields& fields, Step& step) {
  const auto save = fields.find("save");
  if (!save) {
    return;
  }
  for (const auto& [name, pointer] : save->members()) {
    if (auto text = pointer.string()) {
      if (text->empty() || text->front() != '/') {
        pointer.expected("a JSON pointer into the response, like \"/LastEvaluatedKey\"");
      }
      step.save[name] = std::move(*text);
    }
  }
}

/// What request, pattern and native_pattern have in common.
void read_exchange(const Fields& fields, Step& step) {
  step.client = "client";
  fields.string("client", step.client);
  read_save(fields, step);
  if (const auto expect = fields.find("expect")) {
    step.expect = read_expectation(*expect);
  }
}

void read_request_step(const Place& place, Step& step) {
  const Fields fields(place, "a request step",
                      {"name", "why", "client", "request", "raw", "save", "expect", "thing"});
  RequestStep action;
  fields.read("raw", &Place::boolean, action.raw);
  if (auto request = read_request(*fields.find("request"), action.raw)) {
    action.request = std::move(*request);
  }
  step.action = std::move(action);
  read_exchange(fields, step);
}

void read_pattern_step(const Place& place, Step& step) {
  const Fields fields(place, "a pattern step",
                      {"name", "why", "client", "pattern", "with", "save", "expect", "thing"});
  PatternStep action;
  fields.string("pattern", action.pattern);
  if (const auto with = fields.find("with")) {
    for (const auto& [name, value] : with->members()) {
      action.with[name] = value.json();
    }
  }
  step.action = std::move(action);
  read_exchange(fields, step);
}

void read_native_pattern_step(const Place& place, Step& step) {
  const Fields fields(place, "a native_pattern step",
                      {"name", "why", "client", "native_pattern", "with", "save", "expect"});
  NativePatternStep action;
  fields.string("native_pattern", action.pattern);
  action.with = Ordered::object();
  if (const auto with = fields.find("with"); with && !with->members().empty()) {
    action.with = with->json();
  }
  step.action = std::move(action);
  read_exchange(fields, step);
}

void read_advance_step(const Place& place, Step& step) {
  const Fields fields(place, "an advance step", {"name", "why", "advance", "still", "thing"});
  AdvanceStep action;
  fields.read("still", &Place::boolean, action.still);
  fields.read("advance", &Place::duration, action.by);
  step.action = action;
}

void read_advance_to_step(const Place& place, Step& step) {
  const Fields fields(place, "an advance_to step", {"name", "why", "advance_to"});
  AdvanceToStep action;
  fields.read("advance_to", &Place::instant, action.to);
  step.action = action;
}

void read_settle_step(const Place& place, Step& step) {
  const Fields fields(place, "a settle step", {"name", "why", "settle", "expect"});
  SettleStep action;
  fields.read("settle", &Place::duration, action.within);
  if (const auto expect = fields.find("expect")) {
    const Fields wanted(*expect, "what is expected of a settle step", {"at_rest"}, {"at_rest"});
    wanted.read("at_rest", &Place::boolean, action.at_rest);
  }
  step.action = action;
}

/// {"error_contains": "..."}: the step must be refused.
std::optional<std::string> read_refusal(const Fields& fields, std::string_view what) {
  std::optional<std::string> error;
  if (const auto expect = fields.find("expect")) {
    const Fields wanted(*expect, what, {"error_contains"}, {"error_contains"});
    wanted.read("error_contains", &Place::string, error);
  }
  return error;
}

/// Whether the changes make sense shows once all that was there before is known.
void read_network_step(const Place& place, Step& step) {
  const Fields fields(place, "a network step", {"name", "why", "network"});
  step.action = NetworkStep{fields.find("network")->object().value_or(Json::object())};
}

void read_role_step(const Place& place, Step& step) {
  const Fields fields(place, "a role step", {"name", "why", "role"});
  RoleStep action;
  const Place role = *fields.find("role");
  if (auto changes = role.object()) {
    Fields::unchecked(role).string("name", action.role);
    if (action.role.empty()) {
      role.problem("expected the \"name\" of the role that changes");
    }
    changes->erase("name");
    action.changes = std::move(*changes);
  }
  step.action = std::move(action);
}

void read_create_function_step(const Place& place, Step& step) {
  const Fields fields(place, "a create_function step",
                      {"name", "why", "create_function", "expect"});
  const Place function = *fields.find("create_function");
  CreateFunctionStep action;
  std::string name;
  Fields::unchecked(function).string("name", name);
  if (name.empty()) {
    function.problem("a function that is created needs a \"name\"");
  }
  action.function = read_function(name, function, action.needs, {"name"});
  action.error_contains = read_refusal(fields, "what is expected of a create_function step");
  step.action = std::move(action);
}

void read_map_step(const Place& place, Step& step) {
  const Fields fields(place, "a map step", {"name", "why", "map", "expect"});
  MapStep action;
  action.mapping = read_mapping(*fields.find("map"));
  action.error_contains = read_refusal(fields, "what is expected of a map step");
  step.action = std::move(action);
}

void read_remap_step(const Place& place, Step& step) {
  const Fields fields(place, "a remap step", {"name", "why", "remap", "expect"});
  RemapStep action;
  action.error_contains = read_refusal(fields, "what is expected of a remap step");
  const Place remap = *fields.find("remap");
  if (auto changes = remap.object()) {
    const Fields members = Fields::unchecked(remap);
    members.string("name", action.mapping);
    if (action.mapping.empty()) {
      remap.problem("expected the \"name\" of the mapping that changes");
    }
    changes->erase("name");
    // Options that exclude those of before show only when it is played.
    const lambda::MappingDefinition any{
        .name = {}, .function_name = "any", .event_source_arn = "any"};
    if (const auto updated = lambda::updated_mapping(any, *changes); !updated) {
      remap.problem_below(updated.error().pointer, updated.error().message);
    }
    action.changes = std::move(*changes);
  }
  step.action = std::move(action);
}

void read_split_step(const Place& place, Step& step) {
  const Fields fields(place, "a split step", {"name", "why", "split", "thing"});
  SplitStep action;
  const Fields members(*fields.find("split"), "a split", {"table", "shard"}, {"table"});
  members.string("table", action.table);
  if (const auto shard = members.find("shard")) {
    action.shard = static_cast<std::uint32_t>(shard->integer(0, 1'000'000).value_or(0));
  }
  step.action = std::move(action);
}

void read_unmap_step(const Place& place, Step& step) {
  const Fields fields(place, "an unmap step", {"name", "why", "unmap"});
  UnmapStep action;
  fields.string("unmap", action.mapping);
  step.action = std::move(action);
}

/// The member that names the actor says what kind of turn it is.
void read_turn_kind(const Fields& members, TurnStep& action) {
  std::size_t kinds = 0;
  for (const auto kind :
       {world::Turn::Kind::deliver, world::Turn::Kind::answer, world::Turn::Kind::wake,
        world::Turn::Kind::time_out, world::Turn::Kind::expire, world::Turn::Kind::land}) {
    if (const auto actor = members.find(world::name_of(kind))) {
      action.kind = kind;
      action.actor =
          (kind == world::Turn::Kind::expire ? actor->word({"time-to-live"}) : actor->string())
              .value_or("");
      ++kinds;
    }
  }
  if (kinds != 1) {
    members.place().problem(
        R"(a turn is one of "deliver", "answer", "wake", "time-out", "land" with the name of a mapping, or )"
        R"("expire" with "time-to-live")");
  } else if (action.kind == world::Turn::Kind::answer && !members.find("call")) {
    members.place().problem(R"("answer" needs the "call" that is answered: 1, 2, ...)");
  } else if (action.kind == world::Turn::Kind::land && !members.find("call")) {
    members.place().problem(R"("land" needs the "call" that comes in late: 1, 2, ...)");
  }
}

/// {"deliver": MAPPING, "record": ..., ...}
void read_turn_step(const Place& place, Step& step) {
  const Fields fields(place, "a turn step", {"name", "why", "turn"});
  const Place turn = *fields.find("turn");
  const Fields members(turn, "a turn",
                       {"deliver", "answer", "wake", "time-out", "expire", "land", "record",
                        "attempt", "call", "records", "take", "end", "sees"},
                       {"record"});
  if (!turn.json().is_object()) {
    return;
  }
  TurnStep action;
  read_turn_kind(members, action);
  members.string("record", action.record);
  members.string("take", action.take);
  members.string("end", action.end);
  const auto read_number = [&members](std::string_view name, auto& out) {
    if (const auto member = members.find(name)) {
      out = static_cast<std::uint32_t>(member->integer(1, 1'000'000'000).value_or(1));
    }
  };
  read_number("attempt", action.attempt);
  read_number("call", action.call);
  read_number("records", action.records);
  if (const auto sees = members.find("sees")) {
    for (const auto& [detail, label] : sees->members()) {
      action.sees[detail] = label.string().value_or("");
    }
  }
  step.action = std::move(action);
}

void read_check_step(const Place& place, Step& step) {
  const Fields fields(place, "a check step", {"name", "why", "check"});
  step.action = CheckStep{read_state(*fields.find("check"), false)};
}

using ReadStep = void (*)(const Place&, Step&);
constexpr std::array<ReadStep, kKinds.size()> kReaders = {
    read_request_step, read_pattern_step,    read_native_pattern_step,
    read_advance_step, read_advance_to_step, read_settle_step,
    read_network_step, read_role_step,       read_create_function_step,
    read_map_step,     read_remap_step,      read_unmap_step,
    read_split_step,   read_check_step,      read_turn_step};

std::string table_of(const Ordered& body) {
  for (const char* name : {"TableName", "StreamArn"}) {
    if (body.is_object() && body.contains(name) && body[name].is_string()) {
      return " " + body[name].get<std::string>();
    }
  }
  return "";
}

struct DefaultName {
  std::string operator()(const RequestStep& step) const {
    return step.request.operation + table_of(step.request.body);
  }
  std::string operator()(const PatternStep& step) const { return "pattern " + step.pattern; }
  std::string operator()(const NativePatternStep& step) const { return step.pattern; }
  std::string operator()(const AdvanceStep& step) const {
    return "advance " + choice::text_of(step.by);
  }
  std::string operator()(const AdvanceToStep& step) const {
    return "advance to " + choice::text_of(step.to);
  }
  std::string operator()(const SettleStep& step) const {
    return "settle " + choice::text_of(step.within);
  }
  std::string operator()(const NetworkStep& /*step*/) const { return "network"; }
  std::string operator()(const RoleStep& step) const { return "role " + step.role; }
  std::string operator()(const CreateFunctionStep& step) const {
    return "create function " + step.function.name;
  }
  std::string operator()(const MapStep& step) const { return "map " + step.mapping.name; }
  std::string operator()(const RemapStep& step) const { return "remap " + step.mapping; }
  std::string operator()(const SplitStep& step) const {
    return fmt::format("split {} {}", step.table, step.shard);
  }
  std::string operator()(const UnmapStep& step) const { return "unmap " + step.mapping; }
  std::string operator()(const CheckStep& /*step*/) const { return "check"; }
  std::string operator()(const TurnStep& step) const {
    std::string name = fmt::format("{} {} {}", world::name_of(step.kind), step.actor, step.record);
    if (step.attempt > 1) {
      name += fmt::format(" attempt {}", step.attempt);
    }
    return step.call == 0 ? name : fmt::format("{} call {}", name, step.call);
  }
};

std::optional<Step> read_step(const Place& place) {
  const auto kind = kind_at(place);
  if (!kind) {
    return std::nullopt;
  }
  Step step;
  step.origin = place.origin();
  const auto index = static_cast<std::size_t>(std::ranges::find(kKinds, *kind) - kKinds.begin());
  const std::size_t problems = place.problems().size();
  kReaders[index](place, step);
  const Fields fields = Fields::unchecked(place);
  fields.string("name", step.name);
  fields.text("why", step.why);
  fields.string("thing", step.thing);
  if (step.name.empty() && place.problems().size() == problems) {
    step.name = std::visit(DefaultName{}, step.action);
  }
  return step;
}

}  // namespace

std::vector<Step> read_client_steps(const std::string& client, const Place& place) {
  std::vector<Step> steps = read_steps(place);
  for (Step& step : steps) {
    const bool fits = std::holds_alternative<RequestStep>(step.action) ||
                      std::holds_alternative<PatternStep>(step.action) ||
                      std::holds_alternative<AdvanceStep>(step.action) ||
                      std::holds_alternative<SplitStep>(step.action);
    if (!fits || !step.save.empty() || step.expect) {
      place.problems().push_back(step.origin.problem(
          "",
          "a client of an exploration has steps \"request\", \"pattern\", \"advance\" and "
          "\"split\", which neither save nor expect anything: what must hold stands in "
          "\"properties\""));
    } else if (step.origin.source->json()
                   .at(Ordered::json_pointer(step.origin.pointer))
                   .contains("client")) {
      place.problems().push_back(step.origin.problem(
          "/client", fmt::format("these are the steps of \"{}\": leave this out", client), true));
    }
    step.client = client;
  }
  return steps;
}

std::vector<Step> read_steps(const Place& place) {
  std::vector<Step> steps;
  std::set<std::string> names;
  const auto places = place.elements();
  for (const Place& element : places) {
    auto step = read_step(element);
    if (!step) {
      continue;
    }
    if (!names.insert(step->name).second) {
      if (element.json().contains("name")) {
        element.member("name").problem(fmt::format(
            "another step is named {} too: names are for --only and for choices, so each stands "
            "for one step",
            Ordered(step->name).dump()));
      }
      const std::string name = step->name;
      for (int count = 2; !names.insert(step->name).second; ++count) {
        step->name = fmt::format("{} ({})", name, count);
      }
    }
    steps.push_back(std::move(*step));
  }
  if (place.json().is_array() && places.empty()) {
    place.problem("expected at least one step");
  }
  return steps;
}

}  // namespace reading
}  // namespace ddbsim::scenario
