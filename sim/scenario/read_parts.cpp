#include <array>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "sim/lambda/program/program.hpp"
#include "sim/scenario/reading.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario::reading {

namespace {

void read_table(const Place& place, Scenario& scenario) {
  if (!place.json().is_object()) {
    place.expected("a table: the input of CreateTable, an object");
    return;
  }
  scenario.tables.push_back({"CreateTable", place.json(), place.origin()});
}

void read_data(const Place& place, Scenario& scenario) {
  for (const auto& [table, items] : place.members()) {
    for (const Place& item : items.elements()) {
      if (item.closed_item()) {
        scenario.data.push_back({table, item.json(), item.origin()});
      }
    }
  }
}

/// A path, as the file that names it means it.
std::filesystem::path path_beside(const Place& place, const std::string& path) {
  const auto folder = std::filesystem::path(place.source()->path()).parent_path();
  return (folder / path).lexically_normal();
}

void read_process(const Fields& fields, lambda::process::ProcessFunction& out) {
  fields.string("runtime", out.runtime);
  fields.string("handler", out.handler);
  fields.text("inline_code", out.inline_code);
  if (const auto code = fields.find("code")) {
    out.code = path_beside(*code, code->string().value_or(""));
    if (!std::filesystem::exists(out.code)) {
      code->problem(fmt::format("there is no {}", out.code.string()));
    }
  } else if (out.inline_code.empty()) {
    fields.place().problem("a function that is a process needs \"code\", a folder or a file");
  }
  if (const auto layers = fields.find("layers")) {
    for (const Place& layer : layers->elements()) {
      out.layers.push_back(path_beside(layer, layer.string().value_or("")));
    }
  }
  if (const auto environment = fields.find("environment")) {
    for (const auto& [variable, value] : environment->members()) {
      out.environment[variable] = value.string().value_or("");
    }
  }
  if (const auto memory = fields.find("memory")) {
    out.memory_mb = static_cast<std::uint32_t>(memory->integer(128, 10'240).value_or(128));
  }
  if (const auto interpreter = fields.find("interpreter")) {
    out.interpreter = interpreter->json().is_string()
                          ? std::vector{interpreter->json().get<std::string>()}
                          : interpreter->strings().value_or(std::vector<std::string>());
  }
}

/// What the machine must have for a process to run.
void add_need(const Fields& fields, const lambda::process::ProcessFunction& process,
              std::vector<std::string>& needs) {
  const auto kind = lambda::process::kind_of_runtime(process.runtime);
  if (!kind) {
    fields.find("runtime")->expected("\"python3.N\", \"nodejsN.x\" or \"provided.al2023\"");
  } else if (process.interpreter.empty() && *kind != lambda::process::Kind::provided) {
    needs.emplace_back(*kind == lambda::process::Kind::python ? "python3" : "node");
  } else {
    needs.emplace_back("sh");
  }
}

std::shared_ptr<const lambda::Handler> read_program(const Place& place) {
  auto handler = lambda::program::handler_of(place.json());
  if (handler) {
    return std::move(*handler);
  }
  for (lambda::program::Problem& problem : handler.error()) {
    place.problem_below(problem.pointer, std::move(problem.message), problem.at_name);
  }
  return nullptr;
}

/// What runs a function, as the members say that it has.
struct FunctionKind {
  std::string_view what;
  std::vector<std::string_view> members;
  std::vector<std::string_view> required;
};
FunctionKind kind_of_function(const Ordered& json) {
  if (json.is_object() && json.contains("native")) {
    return {"a built-in function", {"native"}, {}};
  }
  if (json.is_object() && json.contains("program")) {
    return {"a function that is a program", {"program"}, {}};
  }
  return {"a function",
          {"native", "program", "runtime", "handler", "code", "inline_code", "layers",
           "environment", "memory", "interpreter"},
          {"runtime", "handler"}};
}

}  // namespace

FunctionDefinition read_function(const std::string& name, const Place& place,
                                 std::vector<std::string>& needs,
                                 const std::vector<std::string_view>& also) {
  FunctionKind kind = kind_of_function(place.json());
  const bool is_process = !kind.required.empty();
  std::vector<std::string_view> known = std::move(kind.members);
  known.insert(known.end(), {"timeout", "role", "vpc", "reserved_concurrency", "description"});
  known.insert(known.end(), also.begin(), also.end());
  const Fields fields(place, kind.what, known, kind.required);
  FunctionDefinition function;
  function.name = function.process.name = name;
  fields.string("native", function.native);
  if (const auto program = fields.find("program")) {
    function.program = read_program(*program);
  }
  if (is_process && fields.find("runtime") && fields.find("handler")) {
    read_process(fields, function.process);
    add_need(fields, function.process, needs);
  }
  fields.read("timeout", &Place::duration, function.timeout);
  fields.string("role", function.role);
  fields.read("vpc", &Place::object, function.vpc);
  if (const auto reserved = fields.find("reserved_concurrency")) {
    if (const auto count = reserved->integer(0, 1'000'000)) {
      function.reserved_concurrency = static_cast<std::uint32_t>(*count);
    }
  }
  fields.text("description", function.description);
  function.origin = place.origin();
  return function;
}

namespace {

void add_function(const std::string& name, const Place& place, Scenario& scenario) {
  auto function = read_function(name, place, scenario.needs);
  if (!scenario.functions.emplace(name, std::move(function)).second) {
    place.problem(fmt::format("a fragment has a function \"{}\" already", name), true);
  }
}

void read_role(const std::string& name, const Place& place, Scenario& scenario) {
  const auto role = iam::role_from_json(name, Json(place.json()));
  if (!role) {
    place.problem_below(role.error().pointer, role.error().message);
  } else if (!scenario.roles.emplace(name, place.json()).second) {
    place.problem(fmt::format("a fragment has a role \"{}\" already", name), true);
  }
}

/// Adds to what fragments have of it; what it refers to may be theirs.
void read_network(const Place& place, Scenario& scenario) {
  Json whole = scenario.network;
  for (const auto& [kind, parts] : place.members()) {
    Json& known = whole.emplace(kind, Json::object()).first.value();
    for (const auto& [name, part] : parts.members()) {
      if (!known.emplace(name, part.json()).second) {
        part.problem("a fragment has this in its network already", true);
      }
    }
  }
  if (const auto network = lambda::network_from_json(whole); !network) {
    place.problem_below(network.error().pointer, network.error().message);
  } else {
    scenario.network = std::move(whole);
  }
}

Parameter read_parameter(const Place& place) {
  if (place.json().is_string()) {
    return {place.json().get<std::string>(), std::nullopt};
  }
  const Fields fields(place, "a parameter", {"description", "default"});
  Parameter parameter;
  fields.text("description", parameter.description);
  if (const auto fallback = fields.find("default")) {
    parameter.fallback = fallback->json();
  }
  return parameter;
}

Column read_column(const Place& place) {
  if (place.json().is_string()) {
    return {.attribute = place.json().get<std::string>()};
  }
  const Fields fields(place, "a column", {"attribute", "after", "before"}, {"attribute"});
  Column column;
  fields.string("attribute", column.attribute);
  fields.string("after", column.after);
  fields.string("before", column.before);
  return column;
}

void read_pattern(const std::string& name, const Place& place, Scenario& scenario) {
  const Fields fields(place, "a pattern",
                      {"description", "parameters", "sql", "columns", "requests"}, {"requests"});
  Pattern pattern;
  pattern.origin = place.origin();
  fields.text("description", pattern.description);
  fields.text("sql", pattern.sql);
  if (const auto parameters = fields.find("parameters")) {
    for (const auto& [parameter, value] : parameters->members()) {
      pattern.parameters[parameter] = read_parameter(value);
    }
  }
  if (const auto columns = fields.find("columns")) {
    for (const auto& [column, value] : columns->members()) {
      pattern.columns[column] = read_column(value);
    }
  }
  if (const auto requests = fields.find("requests")) {
    for (const Place& element : requests->elements()) {
      if (auto request = read_request(element, false)) {
        pattern.requests.push_back(std::move(*request));
      }
    }
    if (requests->json().is_array() && requests->json().empty()) {
      requests->problem("expected at least one request");
    }
  }
  if (!scenario.patterns.emplace(name, std::move(pattern)).second) {
    place.problem(fmt::format("a fragment has a pattern \"{}\" already", name), true);
  }
}

/// The name that World::add_mapping gives a mapping that has none.
std::string default_mapping_name(const Json& body) {
  std::string stream = text_in(body, "EventSourceArn");
  if (const auto table = stream.find(":table/"); table != std::string::npos) {
    stream = stream.substr(table + 7);
    stream = stream.substr(0, stream.find('/'));
  }
  return text_in(body, "FunctionName") + "<-" + stream;
}

}  // namespace

std::optional<RequestTemplate> read_request(const Place& place, bool raw) {
  const Ordered& json = place.json();
  if (!json.is_object()) {
    place.expected("a request: an object with one member, like {\"PutItem\": {...}}");
    return std::nullopt;
  }
  if (json.size() != 1) {
    place.problem(
        fmt::format("a request has one member, like {{\"PutItem\": {{...}}}}; this one has "
                    "{}",
                    json.empty() ? std::string("none") : std::to_string(json.size())));
    return std::nullopt;
  }
  const std::string operation = json.begin().key();
  const Place body = place.member(operation);
  if (!raw && !service::operation_named(operation)) {
    body.problem(wire::unknown_operation(operation), true);
    return std::nullopt;
  }
  return RequestTemplate{operation, body.json(), body.origin()};
}

MappingTemplate read_mapping(const Place& place) {
  MappingTemplate mapping;
  mapping.origin = place.origin();
  if (auto body = place.object()) {
    mapping.body = std::move(*body);
    const Fields fields = Fields::unchecked(place);
    fields.string("name", mapping.name);
    mapping.body.erase("name");
    const auto parsed = lambda::mapping_from_json(mapping.body);
    if (!parsed) {
      place.problem_below(parsed.error().pointer, parsed.error().message);
    } else if (mapping.name.empty()) {
      mapping.name = default_mapping_name(mapping.body);
    }
  }
  return mapping;
}

std::optional<NamedChoice> read_choice(const Place& place) {
  const std::size_t problems = place.problems().size();
  const Fields fields(
      place, "a choice",
      {"question", "actor", "subject", "attempt", "call", "detail", "take", "once", "why"},
      {"question", "take"});
  NamedChoice named;
  named.origin = place.origin();
  if (const auto question = fields.find("question")) {
    const auto word = question->word({"next", "batch-size", "call", "invocation-end",
                                      "index-version", "item-version", "expiry"});
    named.answer.question = word ? choice::question_named(*word).value() : choice::Question::call;
  }
  fields.read("actor", &Place::string, named.answer.actor);
  fields.read("subject", &Place::string, named.answer.subject);
  fields.read("detail", &Place::string, named.answer.detail);
  fields.string("take", named.answer.take);
  fields.read("once", &Place::boolean, named.answer.once);
  fields.text("why", named.why);
  const auto read_count = [&fields](std::string_view name, std::optional<std::uint32_t>& out) {
    if (const auto member = fields.find(name)) {
      if (const auto value = member->integer(0, 1'000'000)) {
        out = static_cast<std::uint32_t>(*value);
      }
    }
  };
  read_count("attempt", named.answer.attempt);
  read_count("call", named.answer.call);
  return place.problems().size() == problems ? std::optional(std::move(named)) : std::nullopt;
}

namespace {

/// {"TABLE": {"PARTITION KEY": 0, ...}}
void read_placement(const Place& place, service::Parameters& account) {
  for (const auto& [table, keys] : place.members()) {
    for (const auto& [key, number] : keys.members()) {
      if (const auto partition = number.integer(0, account.partitions - 1)) {
        account.placement[table][key] = static_cast<std::uint32_t>(*partition);
      }
    }
  }
}

}  // namespace

void read_world(const Place& place, world::World::Settings& settings) {
  const Fields fields(place, "the world",
                      {"start",
                       "region",
                       "account_id",
                       "index_lag",
                       "read_staleness",
                       "ttl_delay",
                       "table_transition",
                       "partitions",
                       "placement",
                       "stream_retention",
                       "iterator_life",
                       "token_life",
                       "page_bytes",
                       "poll_interval",
                       "retry_backoff",
                       "retry_backoff_max",
                       "call_duration",
                       "mapping_transition",
                       "payload_bytes_max",
                       "window_state_bytes_max",
                       "validation"});
  auto& account = settings.account;
  fields.read("start", &Place::instant, settings.start);
  fields.string("region", account.region);
  fields.string("account_id", account.account_id);
  if (const auto id = fields.find("account_id");
      id && (account.account_id.size() != 12 ||
             account.account_id.find_first_not_of("0123456789") != std::string::npos)) {
    id->expected("an account id: 12 digits");
  }
  if (const auto validation = fields.find("validation")) {
    const auto word = validation->word({"classic", "2026"});
    account.validation =
        word == "2026" ? service::Validation::since_2026 : service::Validation::classic;
  }
  const auto read_duration = [&fields](std::string_view name, choice::Duration& out) {
    fields.read(name, &Place::duration, out);
  };
  read_duration("index_lag", account.index_lag);
  read_duration("read_staleness", account.read_staleness);
  read_duration("ttl_delay", account.ttl_delay);
  read_duration("table_transition", account.table_transition);
  read_duration("stream_retention", account.stream_retention);
  read_duration("iterator_life", account.iterator_life);
  read_duration("token_life", account.token_life);
  read_duration("poll_interval", settings.polling.poll_interval);
  read_duration("retry_backoff", settings.polling.retry_backoff);
  read_duration("retry_backoff_max", settings.polling.retry_backoff_max);
  read_duration("call_duration", settings.polling.call_duration);
  read_duration("mapping_transition", settings.polling.mapping_transition);
  const auto read_count = [&fields](std::string_view name, std::int64_t most, auto& out) {
    if (const auto member = fields.find(name)) {
      if (const auto value = member->integer(1, most)) {
        out = static_cast<std::remove_reference_t<decltype(out)>>(*value);
      }
    }
  };
  read_count("partitions", 1024, account.partitions);
  if (const auto placement = fields.find("placement")) {
    read_placement(*placement, account);
  }
  read_count("page_bytes", std::int64_t{1} << 40U, account.page_bytes);
  read_count("payload_bytes_max", std::int64_t{1} << 40U, settings.polling.payload_bytes_max);
  read_count("window_state_bytes_max", std::int64_t{1} << 40U,
             settings.polling.window_state_bytes_max);
}

namespace {

lambda::process::Stub read_stub(const Place& place) {
  const Fields fields(place, "a stub",
                      {"service", "operation", "url", "status", "answer", "error", "description"});
  lambda::process::Stub stub;
  fields.string("service", stub.service);
  fields.string("operation", stub.operation);
  fields.string("url", stub.url);
  if (stub.service.empty() && stub.url.empty()) {
    place.problem("a stub needs \"service\" (\"sns\") or \"url\" (\"https://example.com/*\")");
  }
  if (const auto answer = fields.find("answer")) {
    stub.answer = answer->json();
  }
  if (const auto error = fields.find("error")) {
    const Fields error_fields(*error, "an error", {"code", "message"}, {"code"});
    error_fields.string("code", stub.error_code);
    error_fields.string("message", stub.error_message);
    stub.status = 400;
  }
  if (const auto status = fields.find("status")) {
    stub.status = static_cast<unsigned>(status->integer(200, 599).value_or(200));
  }
  return stub;
}

}  // namespace

void read_parts(const Fields& fields, Scenario& scenario) {
  if (const auto tables = fields.find("tables")) {
    for (const Place& table : tables->elements()) {
      read_table(table, scenario);
    }
  }
  if (const auto data = fields.find("data")) {
    read_data(*data, scenario);
  }
  if (const auto tables = fields.find("time_to_live")) {
    for (const auto& [table, attribute] : tables->members()) {
      scenario.time_to_live[table] = attribute.string().value_or("");
    }
  }
  if (const auto roles = fields.find("roles")) {
    for (const auto& [name, role] : roles->members()) {
      read_role(name, role, scenario);
    }
  }
  if (const auto network = fields.find("network")) {
    read_network(*network, scenario);
  }
  if (const auto functions = fields.find("functions")) {
    for (const auto& [name, function] : functions->members()) {
      add_function(name, function, scenario);
    }
  }
  if (const auto stubs = fields.find("stubs")) {
    for (const Place& stub : stubs->elements()) {
      scenario.stubs.push_back(read_stub(stub));
    }
  }
  if (const auto mappings = fields.find("mappings")) {
    for (const Place& mapping : mappings->elements()) {
      scenario.mappings.push_back(read_mapping(mapping));
    }
  }
  if (const auto patterns = fields.find("patterns")) {
    for (const auto& [name, pattern] : patterns->members()) {
      read_pattern(name, pattern, scenario);
    }
  }
  std::string sql;
  fields.text("sql_schema", sql);
  if (!sql.empty()) {
    scenario.sql_schema_origin = fields.find("sql_schema")->origin();
    scenario.sql_schema += (scenario.sql_schema.empty() ? "" : "\n") + sql;
  }
  if (const auto data = fields.find("sql_data")) {
    std::string before = scenario.sql_data ? scenario.sql_data->value + "\n" : "";
    scenario.sql_data = {before + data->text().value_or(""), data->origin()};
  }
  read_properties(fields, scenario);
}

}  // namespace ddbsim::scenario::reading
