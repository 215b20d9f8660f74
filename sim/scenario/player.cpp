#include "sim/scenario/player.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/stage.hpp"
#include "sim/scenario/turn_taker.hpp"
#include "sim/scenario/watch.hpp"
#include "sim/value/ensure.hpp"
#include "sim/value/glob.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::scenario {

namespace {

constexpr std::string_view kActor = "scenario";
constexpr choice::Duration kDefaultRest = std::chrono::hours{1};

/// Writes down what passes through.
class Recorder final : public choice::Choices {
 public:
  Recorder(choice::Choices& answers, const std::vector<NamedChoice>& named)
      : answers_(answers), named_(named) {}

  std::size_t choose(const choice::Point& point,
                     std::span<const std::string_view> options) override {
    const std::size_t taken = answers_.choose(point, options);
    Asked asked{.at = world == nullptr ? choice::Instant{} : world->now(),
                .point = choice::text_of(point),
                .options = {options.begin(), options.end()},
                .taken = taken};
    asked.named = std::ranges::any_of(named_, [&](const NamedChoice& choice) {
      return choice::matches(choice.answer, point) && choice.answer.take == options[taken];
    });
    asked_.push_back(std::move(asked));
    return taken;
  }

  [[nodiscard]] std::vector<Asked> take() { return std::move(asked_); }
  const world::World* world = nullptr;  ///< tells the time, once there is one

 private:
  choice::Choices& answers_;
  const std::vector<NamedChoice>& named_;
  std::vector<Asked> asked_;
};

std::vector<choice::NamedAnswer> answers_of(const Scenario& scenario) {
  std::vector<choice::NamedAnswer> answers;
  answers.reserve(scenario.choices.size());
  for (const NamedChoice& named : scenario.choices) {
    answers.push_back(named.answer);
  }
  return answers;
}

/// Whoever answers the questions of one playing, the outermost first: records, names, seed.
class Answers {
 public:
  Answers(const Scenario& scenario, const PlayOptions& options)
      : seeded_(options.seed),
        scripted_(answers_of(scenario),
                  options.seed == 0 ? static_cast<choice::Choices&>(first_) : seeded_),
        turns_(scripted_),
        recorder_(turns_, scenario.choices),
        records_(options.record_choices) {}

  [[nodiscard]] choice::Choices& choices() {
    return records_ ? static_cast<choice::Choices&>(recorder_) : turns_;
  }
  [[nodiscard]] TurnAnswers& turns() { return turns_; }
  void tell_time(const world::World& world) { recorder_.world = &world; }
  [[nodiscard]] std::vector<std::size_t> unused() const { return scripted_.unused(); }
  [[nodiscard]] std::vector<Asked> asked() { return recorder_.take(); }

 private:
  choice::FirstOption first_;
  choice::SeededOrder seeded_;
  choice::Scripted scripted_;
  TurnAnswers turns_;
  Recorder recorder_;
  bool records_;
};

class Player {
 public:
  Player(const std::shared_ptr<const Scenario>& scenario, const Registry& registry,
         const PlayOptions& options, world::Trace& trace)
      : scenario_(*scenario),
        registry_(registry),
        options_(options),
        trace_(trace),
        answers_(scenario_, options),
        processes_(processes_of(scenario_, registry)),
        world_(scenario_.settings, answers_.choices(), trace),
        roles_(scenario_.roles),
        network_(scenario_.network) {
    answers_.tell_time(world_);
    result_.scenario = scenario;
  }

  ScenarioResult run() {
    trace_.write(world_.now(), kActor, "scenario", 0,
                 {{"name", scenario_.name}, {"path", scenario_.path()}});
    const auto problem = set_up(scenario_, registry_, world_, processes_.get());
    if (problem) {  // all but the processes was rehearsed when the file was read
      throw std::runtime_error(text_of(*problem));
    }
    for (const MappingTemplate& mapping : scenario_.mappings) {
      mappings_.push_back(mapping.name);
    }
    watch_.emplace(scenario_, world_);
    try {
      play_all();
    } catch (const lambda::process::Stuck& stuck) {
      fail("stuck " + stuck.function(), "stuck " + stuck.function(), origin_of_now(), stuck.what());
      end();
    }
    finish();
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool wanted(std::string_view name) const {
    return options_.only.empty() || value::glob_matches(options_.only, name);
  }

  /// How many steps are played.
  [[nodiscard]] std::size_t last_step() const {
    std::size_t last = scenario_.steps.size();
    if (!scenario_.ends_at_rest() || !wanted("at_rest")) {
      while (last > 0 && !wanted(scenario_.steps[last - 1].name)) {
        --last;
      }
    }
    return last;
  }

  void play_all() {
    for (std::size_t index = 0; index < last_step(); ++index) {
      play(scenario_.steps[index]);
    }
    if (scenario_.ends_at_rest() && wanted("at_rest")) {
      play_at_rest();
    }
  }

  void play(const Step& step) {
    begin(step.name, std::string(kind_of(step.action)), step.why);
    std::visit([this, &step](const auto& action) { act(step, action); }, step.action);
    const bool by_client = std::holds_alternative<RequestStep>(step.action) ||
                           std::holds_alternative<PatternStep>(step.action) ||
                           std::holds_alternative<NativePatternStep>(step.action);
    watch_->after_step(by_client, now().judgements);
    end();
  }

  void begin(const std::string& name, std::string kind, const std::string& why) {
    StepResult& step = result_.steps.emplace_back();
    step.name = name;
    step.kind = std::move(kind);
    step.why = why;
    step.begun = world_.now();
    invocations_before_ = world_.invocations().size();
    line_ = trace_.write(world_.now(), kActor, "step", 0, {{"step", name}, {"does", step.kind}});
  }

  void end() {
    StepResult& step = result_.steps.back();
    step.ended = world_.now();
    const auto& all = world_.invocations();
    step.invocations.assign(all.begin() + static_cast<std::ptrdiff_t>(invocations_before_),
                            all.end());
    if (!wanted(step.name)) {
      step.judgements.clear();
    }
    for (const Judgement& judgement : step.judgements) {
      world::TraceLine line{
          {"name", judgement.name}, {"what", judgement.what}, {"held", judgement.held}};
      if (!judgement.held) {
        line["message"] = judgement.message;
        line["expected"] = judgement.expected;
        line["actual"] = judgement.actual;
      }
      trace_.write(world_.now(), kActor, "expectation", line_, line);
    }
    for (const Exchange& exchange : step.exchanges) {
      ++result_.requests;
      result_.units += exchange.units.value_or(0);
    }
  }

  [[nodiscard]] Origin origin_of_now() const {
    const std::size_t index = result_.steps.size() - 1;
    return index < scenario_.steps.size() ? scenario_.steps[index].origin : origin_of_end();
  }
  [[nodiscard]] Origin origin_of_end() const {
    return scenario_.at_rest ? scenario_.at_rest->origin : scenario_.properties.front().origin;
  }
  StepResult& now() { return result_.steps.back(); }

  // Requests.

  void act(const Step& step, const RequestStep& action) {
    MeasuringClient client(world_, step.client, step.name, line_);
    finish_exchange(step, client, send(client, action.request, saved_, action.raw));
  }

  void act(const Step& step, const PatternStep& action) {
    now().subject = action.pattern;
    const Pattern& pattern = scenario_.patterns.at(action.pattern);
    Values values;
    for (const auto& [name, parameter] : pattern.parameters) {
      const auto given = action.with.find(name);
      values[name] = filled(given == action.with.end() ? *parameter.fallback : given->second);
    }
    MeasuringClient client(world_, step.client, step.name, line_);
    Answer answer;
    for (const RequestTemplate& request : pattern.requests) {
      answer = send(client, request, values, false);
      if (answer.error) {
        break;
      }
    }
    const std::optional<Json> response = answer.response;
    finish_exchange(step, client, std::move(answer));
    if (response) {
      const SqlCall call = sql_call(action.pattern, values);
      watch_->committed(step, call, now().judgements);
      watch_->compare(step, call, *response, now().judgements);
    }
  }

  void act(const Step& step, const NativePatternStep& action) {
    now().subject = action.pattern;
    MeasuringClient client(world_, step.client, step.name, line_);
    auto response = registry_.patterns.at(action.pattern).run(client, Json(filled(action.with)));
    Answer answer;
    if (response) {
      answer.response = std::move(*response);
    } else {
      answer.error = std::move(response.error());
    }
    finish_exchange(step, client, std::move(answer));
  }

  /// `json` with the values that earlier steps saved; the reader checked their names.
  [[nodiscard]] static Ordered filled(const Ordered& json, const Values& values) {
    auto out = fill(json, values);
    return out ? Ordered(std::move(*out)) : json;
  }
  [[nodiscard]] Ordered filled(const Ordered& json) const { return filled(json, saved_); }

  Answer send(MeasuringClient& client, const RequestTemplate& request, const Values& values,
              bool raw) {
    Ordered body = filled(request.body, values);
    auto decoded =
        wire::decode(request.operation, Json(body), raw ? wire::Mode::service : wire::Mode::strict,
                     &world_.account().layouts());
    Answer answer;
    if (!decoded) {
      // Not raw: only a saved value can be what the reader did not expect.
      client.note_refused(request.operation, std::move(body), decoded.error().error);
      answer.error = std::move(decoded.error().error);
      return answer;
    }
    auto response = client.send_as(std::move(*decoded), std::move(body));
    if (response) {
      answer.response = wire::to_json(*response);
    } else {
      answer.error = std::move(response.error());
    }
    return answer;
  }

  void finish_exchange(const Step& step, MeasuringClient& client, Answer answer) {
    answer.units = client.units();
    StepResult& result = now();
    result.exchanges = client.take_exchanges();
    result.units = answer.units;
    result.judgements = judge(step, answer, saved_);
    for (const auto& [name, pointer] : step.save) {
      const Json::json_pointer at(pointer);
      const bool found = answer.response && answer.response->contains(at);
      saved_[name] = found ? Ordered(answer.response->at(at)) : Ordered();
      if (!found) {
        fail(step.name, "save", step.origin, fmt::format("there is no {} to save", pointer));
      }
    }
  }

  void fail(const std::string& name, std::string what, const Origin& origin, std::string message) {
    Judgement judgement;
    judgement.name = name;
    judgement.what = std::move(what);
    judgement.held = false;
    judgement.origin = origin;
    judgement.message = std::move(message);
    now().judgements.push_back(std::move(judgement));
  }

  // Time.

  void act(const Step& /*step*/, const AdvanceStep& action) {
    now().subject = choice::text_of(action.by);
    if (action.still) {
      world_.account().advance_to(world_.now() + action.by);
    } else {
      world_.advance(action.by);
    }
  }

  void act(const Step& step, const AdvanceToStep& action) {
    now().subject = choice::text_of(action.to);
    if (action.to < world_.now()) {
      fail(step.name, "advance_to", step.origin,
           fmt::format("time does not go back: it is {} already", choice::text_of(world_.now())));
    } else {
      world_.run_until(action.to);
    }
  }

  void act(const Step& step, const SettleStep& action) {
    now().subject = choice::text_of(action.within);
    judge_rest(step.name, step.origin, world_.settle(action.within), action.at_rest, action.within);
  }

  void judge_rest(const std::string& name, const Origin& origin, bool at_rest, bool expected,
                  choice::Duration within) {
    if (at_rest == expected) {
      Judgement judgement;
      judgement.name = name;
      judgement.what = "at_rest";
      judgement.origin = origin;
      now().judgements.push_back(std::move(judgement));
      return;
    }
    const std::string limit = choice::text_of(within);
    if (at_rest) {
      fail(name, "at_rest", origin, fmt::format("expected no rest within {}, but there is", limit));
      return;
    }
    std::string open;
    for (const std::string& mapping : mappings_) {
      if (const auto records = world_.backlog(mapping); records != 0) {
        open += fmt::format("; {} still has {} records to deliver", mapping, records);
      }
    }
    fail(name, "at_rest", origin, fmt::format("not at rest after {}{}", limit, open));
  }

  // Surroundings, functions, mappings.

  void act(const Step& /*step*/, const NetworkStep& action) {
    network_.merge_patch(action.changes);
    world_.set_network(lambda::network_from_json(network_).value());
  }

  void act(const Step& /*step*/, const RoleStep& action) {
    now().subject = action.role;
    Json& role = roles_[action.role];
    role.merge_patch(action.changes);
    world_.change_role(iam::role_from_json(action.role, role).value());
  }

  void act(const Step& step, const CreateFunctionStep& action) {
    now().subject = action.function.name;
    judge_refusal(step, "create_function",
                  add_function(action.function, roles_, registry_, world_, processes_.get()),
                  action.error_contains);
  }

  void act(const Step& step, const MapStep& action) {
    now().subject = action.mapping.name;
    const auto added = world_.add_mapping(mapping_of(action.mapping));
    if (added) {
      mappings_.push_back(action.mapping.name);
    }
    judge_refusal(step, "map", added, action.error_contains);
  }

  void act(const Step& step, const RemapStep& action) {
    now().subject = action.mapping;
    judge_refusal(step, "remap", world_.update_mapping(action.mapping, action.changes),
                  action.error_contains);
  }

  void act(const Step& step, const SplitStep& action) {
    now().subject = action.table;
    judge_refusal(step, "split", world_.split_shard(action.table, action.shard), std::nullopt);
  }

  void judge_refusal(const Step& step, const char* what,
                     const std::expected<void, std::string>& outcome,
                     const std::optional<std::string>& expected) {
    if (!expected && !outcome) {
      fail(step.name, what, step.origin, fmt::format("refused: {}", outcome.error()));
    } else if (expected && outcome) {
      fail(step.name, "error_contains", step.origin, "expected to be refused, but it was not");
    } else if (expected && !outcome.error().contains(*expected)) {
      fail(step.name, "error_contains", step.origin, fmt::format("refused: {}", outcome.error()));
    }
  }

  void act(const Step& /*step*/, const UnmapStep& action) {
    now().subject = action.mapping;
    world_.remove_mapping(action.mapping);
    std::erase(mappings_, action.mapping);
  }

  void act(const Step& step, const CheckStep& action) {
    now().judgements = judge_state(action.state, world_, step.name);
  }

  void act(const Step& step, const TurnStep& action) {
    now().subject = action.record;
    for (const std::string& what : take_turn(world_, answers_.turns(), action)) {
      result_.unused_turns.push_back(fmt::format("{}: {}", step.name, what));
    }
  }

  /// Does a property say itself that the world comes to rest, or that it does not?
  [[nodiscard]] bool speaks_of_rest() const {
    return std::ranges::any_of(scenario_.properties, [](const Property& property) {
      return std::holds_alternative<Drains>(property.predicate) ||
             std::holds_alternative<Livelock>(property.predicate);
    });
  }

  void play_at_rest() {
    begin("at_rest", "at_rest", "");
    const auto& expected = scenario_.at_rest;
    const choice::Duration within =
        expected ? expected->within.value_or(kDefaultRest) : kDefaultRest;
    const bool at_rest = world_.settle(within);
    if (expected || !speaks_of_rest()) {
      judge_rest("at_rest/settled", origin_of_end(), at_rest, true, within);
    }
    if (expected) {
      std::ranges::move(judge_state(*expected, world_, "at_rest"),
                        std::back_inserter(now().judgements));
    }
    watch_->at_end(at_rest, now().judgements);
    end();
  }

  void finish() {
    result_.asked = answers_.asked();
    // A scenario that was cut short may not have come to its faults.
    if (options_.only.empty()) {
      result_.unused_choices = answers_.unused();
    }
    result_.unused_choices_count = options_.strict_choices;
    result_.ended = world_.now();
  }

  const Scenario& scenario_;
  const Registry& registry_;
  const PlayOptions& options_;
  world::Trace& trace_;
  Answers answers_;
  std::unique_ptr<lambda::process::ProcessHost> processes_;  ///< outlives the world's functions
  world::World world_;
  std::optional<Watch> watch_;  ///< once the world is set up
  std::vector<std::string> mappings_;
  std::map<std::string, Json> roles_;
  Json network_;
  Values saved_;
  ScenarioResult result_;
  std::uint64_t line_ = 0;
  std::size_t invocations_before_ = 0;
};

}  // namespace

ScenarioResult play(const std::shared_ptr<const Scenario>& scenario, const Registry& registry,
                    const PlayOptions& options, world::Trace& trace) {
  return Player(scenario, registry, options, trace).run();
}

void rehearse(const Scenario& scenario, const Registry& registry, Problems& problems) {
  choice::FirstOption first;
  world::Trace silent;
  world::World world(scenario.settings, first, silent);
  if (auto problem = set_up(scenario, registry, world, nullptr)) {
    problems.push_back(std::move(*problem));
  }
}

}  // namespace ddbsim::scenario
