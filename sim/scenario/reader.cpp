#include "sim/scenario/reader.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/deployed.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/player.hpp"
#include "sim/scenario/reading.hpp"

namespace ddbsim::scenario {

namespace {

using SourcePtr = std::shared_ptr<const Source>;

/// Reads files, each only once however often it is included.
class Reader {
 public:
  Reader(const Registry& registry, FragmentMaker first)
      : registry_(registry), first_(std::move(first)) {}

  void add_text(const std::string& path, std::string text, Problems& problems) {
    auto source = Source::parse(path, std::move(text));
    if (!source) {
      problems.push_back(std::move(source.error()));
      return;
    }
    sources_[path] = std::move(*source);
  }

  void read(const std::string& path) {
    const SourcePtr source = load(path, reading_.problems);
    if (!source) {
      return;
    }
    const Place place(source, "", source->json(), reading_.problems);
    const std::size_t before = reading_.problems.size();
    const auto kind = kind_of_file(place);
    if (!kind) {
      return;
    }
    if (*kind == "scenario") {
      read_scenario(place);
    } else {
      if (*kind == "fragment") {
        Scenario alone;
        read_fragment(place, alone);
      } else if (*kind == "exploration") {
        read_exploration(place);
      }
      reading_.others.push_back({path, *kind, name_of(source->json()), ""});
    }
    forget_repeated(before);
  }

  Reading take() { return std::move(reading_); }

 private:
  SourcePtr load(const std::string& path, Problems& problems) {
    if (const auto known = sources_.find(path); known != sources_.end()) {
      return known->second;
    }
    auto text = read_text(path);
    if (!text) {
      problems.push_back({path, {}, "", std::move(text.error()), "", 1});
      return nullptr;
    }
    add_text(path, std::move(*text), problems);
    return sources_[path];
  }

  static std::string name_of(const Ordered& json) {
    return json.contains("name") && json["name"].is_string() ? json["name"].get<std::string>() : "";
  }

  static std::optional<std::string> kind_of_file(const Place& place) {
    if (!place.json().is_object()) {
      place.expected("a scenario file: an object");
      return std::nullopt;
    }
    if (!place.json().contains("kind")) {
      place.problem(
          "expected the member \"kind\", which says what this file is: \"scenario\", "
          "\"fragment\", \"exploration\", \"design\" or \"lesson\"");
      return std::nullopt;
    }
    return place.member("kind").word({"scenario", "fragment", "exploration", "design", "lesson"});
  }

  void read_exploration(const Place& place) {
    const Fields fields(
        place, "an exploration",
        {"$schema",    "kind",    "name",         "description", "include",    "needs",
         "world",      "tables",  "time_to_live", "data",        "roles",      "network",
         "functions",  "stubs",   "mappings",     "patterns",    "sql_schema", "sql_data",
         "properties", "clients", "bounds",       "verdict"},
        {"name", "clients"});
    const std::size_t before = reading_.problems.size();
    auto exploration = read_stage(fields);
    reading::read_exploration(fields, *exploration);
    check_whole(*exploration, before);
    if (!missing_for(*exploration)) {
      reading_.explorations.push_back(std::move(exploration));
    }
  }

  /// What a scenario and an exploration have in common.
  std::shared_ptr<Scenario> read_stage(const Fields& fields) {
    auto scenario = std::make_shared<Scenario>();
    scenario->source = fields.place().source();
    fields.string("name", scenario->name);
    fields.text("description", scenario->description);
    fields.read("needs", &Place::strings, scenario->needs);
    if (const auto world = fields.find("world")) {
      reading::read_world(*world, scenario->settings);
    }
    include(fields, *scenario);
    reading::read_parts(fields, *scenario);
    put_on_template(*scenario);
    return scenario;
  }

  void check_whole(const Scenario& scenario, std::size_t before) {
    if (reading_.problems.size() == before) {
      reading::check(scenario, registry_, reading_.problems);
    }
    if (reading_.problems.size() == before) {
      rehearse(scenario, registry_, reading_.problems);
    }
  }

  void read_scenario(const Place& place) {
    const std::size_t before = reading_.problems.size();
    const Fields fields(
        place, "a scenario",
        {"$schema",    "kind",    "name",         "description", "include",    "needs",
         "world",      "tables",  "time_to_live", "data",        "roles",      "network",
         "functions",  "stubs",   "mappings",     "patterns",    "sql_schema", "sql_data",
         "properties", "choices", "steps",        "at_rest",     "verdict"},
        {"name", "steps"});
    auto scenario = read_stage(fields);
    read_play(fields, *scenario);
    check_whole(*scenario, before);
    if (const auto missing = missing_for(*scenario)) {
      reading_.others.push_back({scenario->path(), "scenario", scenario->name, *missing});
      return;
    }
    reading_.scenarios.push_back(std::move(scenario));
  }

  /// Why a scenario can't be played here.
  [[nodiscard]] std::optional<std::string> missing_for(const Scenario& scenario) const {
    if (scenario.needs.empty()) {
      return std::nullopt;
    }
    if (!registry_.processes) {
      return fmt::format("needs {}: --processes plays it", scenario.needs.front());
    }
    for (const std::string& need : scenario.needs) {
      if (const auto missing =
              registry_.processes->interpreters->missing(need, registry_.processes->node_modules)) {
        return "needs " + *missing;
      }
    }
    for (const auto& [name, function] : scenario.functions) {
      if (function.is_process()) {
        if (const auto found = registry_.processes->interpreters->find(function.process); !found) {
          return fmt::format("{}: {}", name, found.error());
        }
      }
    }
    return std::nullopt;
  }

  static void read_play(const Fields& fields, Scenario& scenario) {
    if (const auto choices = fields.find("choices")) {
      for (const Place& choice : choices->elements()) {
        if (auto named = reading::read_choice(choice)) {
          scenario.choices.push_back(std::move(*named));
        }
      }
    }
    if (const auto steps = fields.find("steps")) {
      scenario.steps = reading::read_steps(*steps);
      for (const Step& step : scenario.steps) {
        if (const auto* create = std::get_if<CreateFunctionStep>(&step.action)) {
          scenario.needs.insert(scenario.needs.end(), create->needs.begin(), create->needs.end());
        }
      }
    }
    if (const auto at_rest = fields.find("at_rest")) {
      scenario.at_rest = reading::read_state(*at_rest, true);
    }
    read_verdict(fields, scenario);
  }

  static void read_verdict(const Fields& fields, Scenario& scenario) {
    if (const auto verdict = fields.find("verdict")) {
      constexpr std::string_view kBreaks = "breaks ";
      constexpr std::string_view kStuck = "stuck ";
      const auto text = verdict->string();
      if (text && text->starts_with(kBreaks) && text->size() > kBreaks.size()) {
        scenario.breaks = text->substr(kBreaks.size());
      } else if (text && text->starts_with(kStuck)) {
        scenario.breaks = *text;  // so is the judgement named
      } else if (text) {
        verdict->expected(
            "\"breaks \" and the name of a step, \"breaks at_rest\", or \"stuck \" and the name "
            "of a function");
      }
    }
  }

  /// The template of the run, if there is one.
  void put_on_template(Scenario& scenario) {
    if (!first_) {
      return;
    }
    if (const SourcePtr source = first_(scenario.settings.account, reading_.problems)) {
      Scenario deployed;
      read_fragment(Place(source, "", source->json(), reading_.problems), deployed);
      put_on_deployed(scenario, std::move(deployed));
    }
  }

  /// Parts of the fragments that an object includes, in their order.
  void include(const Fields& fields, Scenario& scenario) {
    const auto list = fields.find("include");
    if (!list) {
      return;
    }
    for (const Place& element : list->elements()) {
      const auto name = element.string();
      if (!name) {
        continue;
      }
      const auto folder = std::filesystem::path(element.source()->path()).parent_path();
      const std::string path = (folder / *name).lexically_normal().string();
      if (!std::filesystem::exists(path) && !sources_.contains(path)) {
        element.problem(fmt::format("there is no file {}", path));
        continue;
      }
      if (std::ranges::find(including_, path) != including_.end()) {
        element.problem(fmt::format("{} includes itself", path));
        continue;
      }
      if (const SourcePtr source = load(path, element.problems())) {
        const Place fragment(source, "", source->json(), element.problems());
        if (kind_of_file(fragment) == "fragment") {
          including_.push_back(path);
          read_fragment(fragment, scenario);
          including_.pop_back();
        } else {
          element.problem(fmt::format("{} is no fragment (\"kind\": \"fragment\")", path));
        }
      }
    }
  }

  void read_fragment(const Place& place, Scenario& scenario) {
    const Fields fields(place, "a fragment",
                        {"$schema", "kind", "name", "description", "include", "tables",
                         "time_to_live", "data", "roles", "network", "functions", "stubs",
                         "mappings", "patterns", "sql_schema", "sql_data", "properties", "needs"});
    std::string unused;
    fields.string("name", unused);
    fields.text("description", unused);
    if (const auto needs = fields.find("needs")) {
      for (const std::string& need : needs->strings().value_or(std::vector<std::string>())) {
        scenario.needs.push_back(need);
      }
    }
    include(fields, scenario);
    reading::read_parts(fields, scenario);
  }

  /// A fragment's mistakes are told once, not for each scenario that includes it.
  void forget_repeated(std::size_t from) {
    auto& problems = reading_.problems;
    for (std::size_t at = from; at < problems.size();) {
      const Problem& problem = problems[at];
      const auto same = [&problem](const Problem& other) {
        return other.path == problem.path && other.pointer == problem.pointer &&
               other.message == problem.message;
      };
      const auto end = problems.begin() + static_cast<std::ptrdiff_t>(at);
      if (std::any_of(problems.begin(), end, same)) {
        problems.erase(end);
      } else {
        ++at;
      }
    }
  }

  const Registry& registry_;
  FragmentMaker first_;
  std::map<std::string, SourcePtr> sources_;
  std::vector<std::string> including_;
  Reading reading_;
};

}  // namespace

Reading read_files(const std::vector<std::string>& paths, const Registry& registry,
                   FragmentMaker first) {
  Reader reader(registry, std::move(first));
  for (const std::string& path : paths) {
    reader.read(path);
  }
  return reader.take();
}

Reading read_text_as(const std::string& path, std::string text, const Registry& registry,
                     FragmentMaker first) {
  Reader reader(registry, std::move(first));
  Problems problems;
  reader.add_text(path, std::move(text), problems);
  if (!problems.empty()) {
    Reading reading;
    reading.problems = std::move(problems);
    return reading;
  }
  reader.read(path);
  return reader.take();
}

}  // namespace ddbsim::scenario
