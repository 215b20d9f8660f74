#include <array>
#include <vector>

#include <fmt/format.h>

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
      if (item.item()) {
        scenario.data.push_back({table, item.json(), item.origin()});
      }
    }
  }
}

void read_function(const std::string& name, const Place& place, Scenario& scenario) {
  const Fields fields(place, "a function",
                      {"native", "timeout", "reserved_concurrency", "description"}, {"native"});
  FunctionDefinition function;
  fields.string("native", function.native);
  fields.read("timeout", &Place::duration, function.timeout);
  if (const auto reserved = fields.find("reserved_concurrency")) {
    if (const auto count = reserved->integer(0, 1'000'000)) {
      function.reserved_concurrency = static_cast<std::uint32_t>(*count);
    }
  }
  fields.text("description", function.description);
  function.origin = place.origin();
  if (!scenario.functions.emplace(name, std::move(function)).second) {
    place.problem(fmt::format("a fragment has a function \"{}\" already", name), true);
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
    return {place.json().get<std::string>(), ""};
  }
  const Fields fields(place, "a column", {"attribute", "after"}, {"attribute"});
  Column column;
  fields.string("attribute", column.attribute);
  fields.string("after", column.after);
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
  std::string stream = body.value("EventSourceArn", "");
  if (const auto table = stream.find(":table/"); table != std::string::npos) {
    stream = stream.substr(table + 7);
    stream = stream.substr(0, stream.find('/'));
  }
  return body.value("FunctionName", "") + "<-" + stream;
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
  read_count("page_bytes", std::int64_t{1} << 40U, account.page_bytes);
  read_count("payload_bytes_max", std::int64_t{1} << 40U, settings.polling.payload_bytes_max);
  read_count("window_state_bytes_max", std::int64_t{1} << 40U,
             settings.polling.window_state_bytes_max);
}

void read_parts(const Fields& fields, Scenario& scenario) {
  if (const auto tables = fields.find("tables")) {
    for (const Place& table : tables->elements()) {
      read_table(table, scenario);
    }
  }
  if (const auto data = fields.find("data")) {
    read_data(*data, scenario);
  }
  if (const auto functions = fields.find("functions")) {
    for (const auto& [name, function] : functions->members()) {
      read_function(name, function, scenario);
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
    scenario.sql_schema += (scenario.sql_schema.empty() ? "" : "\n") + sql;
  }
}

}  // namespace ddbsim::scenario::reading
