#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/reading.hpp"
#include "sim/scenario/sql_oracle.hpp"
#include "sim/wire/placeholders.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario::reading {

namespace {

std::vector<std::string_view> error_types() {
  std::vector<std::string_view> names;
  for (int type = 0; type <= static_cast<int>(service::ErrorType::unknown_operation); ++type) {
    names.push_back(service::name_of(static_cast<service::ErrorType>(type)));
  }
  return names;
}

class Checker {
 public:
  Checker(const Scenario& scenario, const Registry& registry, Problems& problems)
      : scenario_(scenario),
        registry_(registry),
        problems_(problems),
        roles_(scenario.roles),
        network_(scenario.network) {}

  void run() {
    for (const RequestTemplate& table : scenario_.tables) {
      check_request(table, {});
      note_table(table.body);
    }
    check_data();
    for (const auto& [name, function] : scenario_.functions) {
      check_function(function);
    }
    for (const auto& [name, pattern] : scenario_.patterns) {
      check_pattern(pattern);
    }
    for (const MappingTemplate& mapping : scenario_.mappings) {
      check_mapping(mapping);
    }
    for (const Step& step : scenario_.steps) {
      if (const auto* request = std::get_if<RequestStep>(&step.action);
          request != nullptr && request->request.operation == "CreateTable") {
        note_table(request->request.body);
      }
    }
    check_steps(scenario_.steps);
    for (const auto& [client, steps] : scenario_.clients) {
      check_steps(steps);
    }
    if (scenario_.at_rest) {
      check_state(*scenario_.at_rest);
    }
    for (const Property& property : scenario_.properties) {
      if (const auto* equal = std::get_if<EqualAnswers>(&property.predicate)) {
        for (const RequestTemplate& request : equal->requests) {
          check_request(request, {});
        }
      }
    }
    check_properties(scenario_, tables(), problems_);
    check_sql(scenario_, problems_);
    check_things();
    check_verdict();
  }

 private:
  void check_steps(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      std::visit([this, &step](const auto& action) { check_step(step, action); }, step.action);
      if (step.expect) {
        check_expectation(*step.expect);
        check_differs(step);
      }
      for (const auto& [name, pointer] : step.save) {
        saved_[name] = "${" + name + "}";
      }
    }
  }

  void note_table(const Ordered& body) {
    if (body.is_object() && body.contains("TableName") && body["TableName"].is_string()) {
      tables_.insert(body["TableName"].get<std::string>());
    }
  }
  /// Each table that has data, once.
  void check_data() {
    std::set<std::string> seen;
    for (const Data& data : scenario_.data) {
      if (seen.insert(data.table).second) {
        const std::size_t item = data.origin.pointer.rfind('/');
        must_exist({data.origin.source, data.origin.pointer.substr(0, item)}, "", "table",
                   data.table, tables(), problems_, true);
      }
    }
  }

  [[nodiscard]] std::vector<std::string_view> tables() const {
    return {tables_.begin(), tables_.end()};
  }
  void add(const Origin& origin, std::string_view below, std::string message,
           bool at_name = false) {
    problems_.push_back(origin.problem(below, std::move(message), at_name));
  }

  // Requests and patterns.

  void check_request(const RequestTemplate& request, const Values& values) {
    const auto body = fill(request.body, values);
    if (!body) {
      add(request.origin, body.error().pointer, body.error().message);
    } else if (const auto error = wire::open_request_error(request.operation, *body)) {
      add(request.origin, error->pointer, error->message, error->message.starts_with("unknown"));
    }
  }

  void check_pattern(const Pattern& pattern) {
    Values open;
    for (const auto& [name, parameter] : pattern.parameters) {
      open[name] = parameter.fallback ? *parameter.fallback : Ordered("${" + name + "}");
    }
    for (const RequestTemplate& request : pattern.requests) {
      check_request(request, open);
    }
  }

  void check_function(const FunctionDefinition& function) {
    if (!function.native.empty()) {
      must_exist(function.origin, "/native", "built-in handler", function.native,
                 names_of(registry_.handlers), problems_);
    }
    if (!function.role.empty()) {
      must_exist(function.origin, "/role", "role", function.role, names_of(roles_), problems_);
    }
    if (function.vpc) {
      if (const auto vpc = lambda::vpc_from_json(
              *function.vpc, lambda::network_from_json(network_).value_or(lambda::Network{}));
          !vpc) {
        add(function.origin, "/vpc" + vpc.error().pointer, vpc.error().message);
      }
    }
    functions_.insert_or_assign(function.name, &function);
  }

  void check_mapping(const MappingTemplate& mapping) {
    must_exist(mapping.origin, "/FunctionName", "function", text_in(mapping.body, "FunctionName"),
               names_of(functions_), problems_);
    const std::string stream = text_in(mapping.body, "EventSourceArn");
    if (!stream.starts_with("arn:")) {
      must_exist(mapping.origin, "/EventSourceArn", "table", stream, tables(), problems_);
    }
    mappings_.insert(mapping.name);
  }

  // Steps.

  void check_step(const Step& step, const RequestStep& action) {
    if (step.expect) {
      check_response(action.request.operation, *step.expect, problems_);
    }
    if (!action.raw) {
      check_request(action.request, saved_);
    } else if (const auto body = fill(action.request.body, saved_); !body) {
      add(action.request.origin, body.error().pointer, body.error().message);
    }
  }

  void check_step(const Step& step, const PatternStep& action) {
    const auto pattern = scenario_.patterns.find(action.pattern);
    if (pattern == scenario_.patterns.end()) {
      must_exist(step.origin, "/pattern", "pattern", action.pattern, names_of(scenario_.patterns),
                 problems_);
      return;
    }
    if (step.expect && !pattern->second.requests.empty()) {
      check_response(pattern->second.requests.back().operation, *step.expect, problems_);
    }
    const auto& parameters = pattern->second.parameters;
    for (const auto& [name, value] : action.with) {
      must_exist(step.origin, "/with/" + pointer_token(name), "parameter", name,
                 names_of(parameters), problems_, true);
    }
    Values values;
    for (const auto& [name, parameter] : parameters) {
      const auto given = action.with.find(name);
      if (given == action.with.end() && !parameter.fallback) {
        add(step.origin, action.with.empty() ? "" : "/with",
            fmt::format("pattern \"{}\" needs the parameter \"{}\"{}", action.pattern, name,
                        parameter.description.empty() ? "" : ": " + parameter.description));
        return;
      }
      values[name] = given == action.with.end() ? *parameter.fallback : given->second;
      if (const auto filled = fill(values[name], saved_); filled) {
        values[name] = *filled;
      } else {
        add(step.origin, "/with/" + pointer_token(name) + filled.error().pointer,
            filled.error().message);
        return;
      }
    }
    check_use(step, pattern->second, values);
  }

  /// The pattern's own mistakes are found without values: what is wrong only now, a value brought.
  void check_use(const Step& step, const Pattern& pattern, const Values& values) {
    for (const RequestTemplate& request : pattern.requests) {
      const auto body = fill(request.body, values);
      const auto error = body ? wire::open_request_error(request.operation, *body) : std::nullopt;
      if (!body || (error && wire::is_placeholder(request.body, error->pointer))) {
        const std::string& pointer = body ? error->pointer : body.error().pointer;
        const auto text = request.body.at(Ordered::json_pointer(pointer)).get<std::string>();
        const std::string name = body ? text.substr(2, text.size() - 3) : std::string();
        add(step.origin, name.empty() ? "/with" : "/with/" + pointer_token(name),
            fmt::format("{} (for {} in {})", body ? error->message : body.error().message, text,
                        request.operation));
      }
    }
  }

  void check_step(const Step& step, const NativePatternStep& action) {
    const auto pattern = registry_.patterns.find(action.pattern);
    if (pattern == registry_.patterns.end()) {
      must_exist(step.origin, "/native_pattern", "built-in pattern", action.pattern,
                 names_of(registry_.patterns), problems_);
      return;
    }
    const auto& parameters = pattern->second.parameters;
    for (const auto& [name, value] : action.with.items()) {
      must_exist(step.origin, "/with/" + pointer_token(name), "parameter", name,
                 names_of(parameters), problems_, true);
    }
    for (const auto& [name, description] : parameters) {
      if (!action.with.contains(name)) {
        add(step.origin, action.with.empty() ? "" : "/with",
            fmt::format("pattern \"{}\" needs the parameter \"{}\": {}", action.pattern, name,
                        description));
      }
    }
    if (const auto filled = fill(action.with, saved_); !filled) {
      add(step.origin, "/with" + filled.error().pointer, filled.error().message);
    }
  }

  void check_step(const Step& /*step*/, const AdvanceStep& /*action*/) {}
  void check_step(const Step& /*step*/, const AdvanceToStep& /*action*/) {}
  void check_step(const Step& /*step*/, const SettleStep& /*action*/) {}
  void check_step(const Step& step, const NetworkStep& action) {
    Json changed = network_;
    changed.merge_patch(action.changes);
    const auto network = lambda::network_from_json(changed);
    if (!network) {
      add(step.origin, "/network" + network.error().pointer, network.error().message);
      return;
    }
    network_ = std::move(changed);
    for (const auto& [name, function] : functions_) {
      if (function->vpc && !lambda::vpc_from_json(*function->vpc, *network)) {
        add(step.origin, "/network",
            fmt::format("function \"{}\" stands in what this takes away", name));
      }
    }
  }
  void check_step(const Step& step, const RoleStep& action) {
    Json role = roles_.contains(action.role) ? roles_[action.role] : Json::object();
    role.merge_patch(action.changes);
    if (const auto read = iam::role_from_json(action.role, role); !read) {
      add(step.origin, "/role" + read.error().pointer, read.error().message);
    } else {
      roles_[action.role] = std::move(role);
    }
  }
  void check_step(const Step& /*step*/, const CreateFunctionStep& action) {
    check_function(action.function);
  }
  void check_step(const Step& /*step*/, const MapStep& action) {
    if (!action.error_contains) {
      check_mapping(action.mapping);
    }
  }
  void check_step(const Step& step, const UnmapStep& action) {
    must_exist(step.origin, "/unmap", "mapping", action.mapping, mappings(), problems_);
  }
  void check_step(const Step& step, const RemapStep& action) {
    must_exist(step.origin, "/remap/name", "mapping", action.mapping, mappings(), problems_);
    if (action.changes.contains("FunctionName") && !action.error_contains) {
      must_exist(step.origin, "/remap/FunctionName", "function",
                 text_in(action.changes, "FunctionName"), names_of(functions_), problems_);
    }
  }
  void check_step(const Step& step, const SplitStep& action) {
    must_exist(step.origin, "/split/table", "table", action.table, tables(), problems_);
    if (scenario_.is_exploration) {
      check_split(step, action);
    }
  }
  /// In a search the numbers of children don't depend on the order in which shards split, and the
  /// shards are those of the beginning.
  void check_split(const Step& step, const SplitStep& action) {
    if (tables_.contains(action.table) && !begins_with_stream(action.table)) {
      problems_.push_back(step.origin.problem(
          "/split/table",
          fmt::format("{} has no stream, whose shards these would be: give the table a "
                      "\"StreamSpecification\", or leave this step out",
                      action.table)));
    }
    const std::uint32_t shards = scenario_.settings.account.partitions;
    if (action.shard >= shards) {
      problems_.push_back(step.origin.problem(
          "/split/shard", fmt::format("streams of this world have {} shard{}, numbered from 0; of "
                                      "those one may split in a search",
                                      shards, shards == 1 ? "" : "s")));
    }
    if (!split_.insert(action.table).second) {
      problems_.push_back(step.origin.problem(
          "/split/table", fmt::format("a shard of {} splits elsewhere already: once for each table "
                                      "is as far as a search goes",
                                      action.table)));
    }
  }
  [[nodiscard]] bool begins_with_stream(const std::string& table) const {
    const Ordered::json_pointer enabled("/StreamSpecification/StreamEnabled");
    return std::ranges::any_of(scenario_.tables, [&](const RequestTemplate& known) {
      return text_in(known.body, "TableName") == table && known.body.contains(enabled) &&
             known.body.at(enabled) == true;
    });
  }
  void check_step(const Step& /*step*/, const CheckStep& action) { check_state(action.state); }
  void check_step(const Step& step, const TurnStep& action) {
    if (action.kind != world::Turn::Kind::expire) {
      must_exist(step.origin, fmt::format("/turn/{}", world::name_of(action.kind)), "mapping",
                 action.actor, mappings(), problems_);
    }
  }

  // Expectations.

  void check_expectation(const Expectation& expectation) {
    if (expectation.error) {
      must_exist(expectation.error->origin, "/type", "error type", expectation.error->value.type,
                 error_types(), problems_);
    }
    for (const Wanted<Json>* wanted :
         {&expectation.response, &expectation.contains, &expectation.items}) {
      if (*wanted) {
        if (const auto filled = fill((*wanted)->value, saved_); !filled) {
          add((*wanted)->origin, filled.error().pointer, filled.error().message);
        }
      }
    }
  }

  /// "differs" needs two answers.
  void check_differs(const Step& step) {
    if (!step.expect->sql_differs) {
      return;
    }
    const auto* use = std::get_if<PatternStep>(&step.action);
    const auto pattern =
        use == nullptr ? scenario_.patterns.end() : scenario_.patterns.find(use->pattern);
    if (!scenario_.sql_data || pattern == scenario_.patterns.end() || pattern->second.sql.empty() ||
        writes_sql(pattern->second)) {
      add(*step.expect->sql_differs, "",
          "there is nothing to differ from: this needs a pattern with a SELECT, and \"sql_data\"");
    }
  }

  [[nodiscard]] std::vector<std::string_view> mappings() const {
    return {mappings_.begin(), mappings_.end()};
  }

  void check_state(const StateExpectation& state) {
    const auto check_names = [&](const auto& map, const char* member, std::string_view what,
                                 const std::vector<std::string_view>& known) {
      for (const auto& [name, value] : map) {
        must_exist(state.origin, fmt::format("/{}/{}", member, pointer_token(name)), what, name,
                   known, problems_, true);
      }
    };
    check_names(state.tables, "tables", "table", tables());
    check_names(state.streams, "streams", "table", tables());
    check_names(state.backlog, "backlog", "mapping", mappings());
    check_names(state.mappings, "mappings", "mapping", mappings());
  }

  /// A run does everything that its steps say.
  void check_things() {
    for (const Step& step : scenario_.steps) {
      if (!scenario_.is_exploration && !step.thing.empty()) {
        problems_.push_back(step.origin.problem(
            "/thing",
            "\"thing\" is for steps of an exploration's clients, which a search may leave "
            "out; a scenario's steps all happen"));
      }
    }
  }

  void check_verdict() {
    const std::string& breaks = scenario_.breaks;
    if (breaks.empty()) {
      return;
    }
    constexpr std::string_view kStuck = "stuck ";
    if (!scenario_.is_exploration && breaks.starts_with(kStuck)) {
      must_exist({scenario_.source, ""}, "/verdict", "function", breaks.substr(kStuck.size()),
                 names_of(functions_), problems_);
      return;
    }
    std::vector<std::string_view> known;
    known.reserve(scenario_.steps.size() + 1);
    for (const Step& step : scenario_.steps) {
      known.push_back(step.name);
    }
    for (const Property& property : scenario_.properties) {
      known.push_back(property.name);
    }
    if (scenario_.at_rest) {
      known.emplace_back("at_rest");
      if (breaks.starts_with("at_rest/")) {
        return;
      }
    }
    must_exist({scenario_.source, ""}, "/verdict",
               scenario_.is_exploration ? "property" : "step, property or expectation", breaks,
               known, problems_);
  }

  const Scenario& scenario_;
  const Registry& registry_;
  Problems& problems_;
  std::map<std::string, Json> roles_;
  Json network_;
  std::map<std::string, const FunctionDefinition*> functions_;
  std::set<std::string> tables_;
  std::set<std::string> mappings_;
  Values saved_;
  std::set<std::string, std::less<>> split_;  ///< tables of explorations
};

}  // namespace

void must_exist(const Origin& origin, std::string_view below, std::string_view what,
                std::string_view name, const std::vector<std::string_view>& known,
                Problems& problems, bool at_name) {
  if (std::ranges::find(known, name) != known.end()) {
    return;
  }
  std::string hint = wire::did_you_mean(name, known);
  if (hint.empty() && known.empty()) {
    hint = ", nor any other";
  }
  problems.push_back(
      origin.problem(below, fmt::format("there is no {} \"{}\"{}", what, name, hint), at_name));
}

void check(const Scenario& scenario, const Registry& registry, Problems& problems) {
  Checker(scenario, registry, problems).run();
}

}  // namespace ddbsim::scenario::reading
