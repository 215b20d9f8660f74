#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/choice/choices.hpp"
#include "sim/choice/clock.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/lambda/process/process_host.hpp"
#include "sim/scenario/source.hpp"
#include "sim/world/world.hpp"

// What a scenario file says, as data; scenarios/scenario.schema.json describes each member. Made by
// `reader.hpp`, which checks all that can be checked without playing; played by `player.hpp`.
namespace ddbsim::scenario {

/// A request in the service's JSON, with ${parameters} in it until it is sent.
struct RequestTemplate {
  std::string operation;
  Ordered body;
  Origin origin;  ///< of the body
};

/// A value that an expectation demands, and where it is written (for `update.hpp`).
template <class T>
struct Expected {
  T value;
  Origin origin;
};
template <class T>
using Wanted = std::optional<Expected<T>>;

struct ErrorExpectation {
  std::string type;
  std::optional<std::string> message;
  std::optional<std::string> message_contains;
  std::optional<Json> item;
  std::optional<std::vector<std::string>> reasons;
};
struct OrderBy {
  std::string attribute;
  bool descending = false;
};

/// What must come back from a request or a pattern. Of a pattern with several requests: the last
/// response, and the units of all of them.
struct Expectation {
  Wanted<Json> response;  ///< exact
  Wanted<Json> contains;  ///< subset
  Wanted<std::vector<std::string>> lacks;
  Wanted<ErrorExpectation> error;
  Wanted<std::int64_t> count;
  Wanted<Json> items;  ///< array of items
  Wanted<OrderBy> order_by;
  Wanted<double> capacity;
  Wanted<double> capacity_at_most;
  bool any_order = false;
  std::vector<std::string> attributes;  ///< of `items`; empty: all
  Origin origin;
};

/// What a list of things must be: the same words for items, records, invocations and messages.
struct ListExpectation {
  Wanted<std::int64_t> count;
  /// "items" (any order, exact), "records", "list", "messages" (in order, subsets).
  Wanted<Json> all;
  Wanted<Json> contains;                ///< for each: some element is a superset
  Wanted<Json> lacks;                   ///< for each: no element is a superset
  std::vector<std::string> attributes;  ///< of "items"; empty: all
};

/// What must hold at a moment.
struct StateExpectation {
  std::map<std::string, ListExpectation> tables;
  std::map<std::string, ListExpectation> streams;  ///< by table
  std::optional<ListExpectation> invocations;
  std::map<std::string, ListExpectation> destinations;
  std::map<std::string, Expected<std::int64_t>> backlog;
  /// Of mappings by name: members of what they did (`to_json` in judge_state.cpp has them).
  std::map<std::string, Expected<Json>> mappings;
  std::optional<choice::Duration> within;  ///< at rest only
  Origin origin;
};

struct Parameter {
  std::string description;
  std::optional<Ordered> fallback;  ///< "default"
};
/// A column of a pattern's SQL: the attribute that holds it, without a prefix.
struct Column {
  std::string attribute;
  std::string after;
};
struct Pattern {
  std::string description;
  std::map<std::string, Parameter> parameters;
  std::string sql;
  std::map<std::string, Column> columns;
  std::vector<RequestTemplate> requests;
  Origin origin;
};

/// One of `native`, `program` and `process` runs it.
struct FunctionDefinition {
  std::string name;
  std::string native;  ///< of the registry; empty: none
  std::shared_ptr<const lambda::Handler> program;
  lambda::process::ProcessFunction process;
  std::optional<choice::Duration> timeout;
  std::string role;         ///< of `roles`; empty: it may do everything
  std::optional<Json> vpc;  ///< as `lambda::vpc_from_json` takes it
  std::optional<std::uint32_t> reserved_concurrency;
  std::string description;
  Origin origin;

  [[nodiscard]] bool is_process() const noexcept { return native.empty() && !program; }
};

/// The input of CreateEventSourceMapping; EventSourceArn may still be a table's name.
struct MappingTemplate {
  std::string name;  ///< given, or "FUNCTION<-TABLE"
  Json body;
  Origin origin;
};

// ---- steps --------------------------------------------------------------------------------------

struct RequestStep {
  RequestTemplate request;
  bool raw = false;
};
struct PatternStep {
  std::string pattern;
  std::map<std::string, Ordered> with;
};
struct NativePatternStep {
  std::string pattern;
  Ordered with;
};
struct AdvanceStep {
  choice::Duration by{};
};
struct AdvanceToStep {
  choice::Instant to{};
};
struct SettleStep {
  choice::Duration within{};
  bool at_rest = true;  ///< false: it must not come to rest
};
struct MapStep {
  MappingTemplate mapping;
  std::optional<std::string> error_contains;
};
struct CreateFunctionStep {
  FunctionDefinition function;
  std::vector<std::string> needs;
  std::optional<std::string> error_contains;
};
struct UnmapStep {
  std::string mapping;
};
/// UpdateEventSourceMapping: `changes` are its input.
struct RemapStep {
  std::string mapping;
  Json changes;
  std::optional<std::string> error_contains;
};
/// The partition of an open shard splits.
struct SplitStep {
  std::string table;
  std::uint32_t shard = 0;
};
/// What `changes` names of the network becomes as it says (a JSON Merge Patch, RFC 7386).
struct NetworkStep {
  Json changes;
};
/// The same for a role, which may be a new one.
struct RoleStep {
  std::string role;
  Json changes;
};
struct CheckStep {
  StateExpectation state;
};
/// One turn of a schedule, named so that what happens before it elsewhere does not matter.
struct TurnStep {
  world::Turn::Kind kind = world::Turn::Kind::deliver;
  std::string actor;          ///< mapping; of `expire` "time-to-live"
  std::string record;         ///< first record of the batch, as choices name it; table and key
  std::uint32_t attempt = 1;  ///< 1.. delivery of the batch
  std::uint32_t call = 0;     ///< of `answer`
  std::uint32_t records = 0;  ///< of `deliver`: how many come; 0: as many as there are
  std::string take;           ///< label of the call's fate; empty: "ok"
  std::string end;            ///< label of the invocation's end, if this ends it; empty: "seen"
  std::map<std::string, std::string, std::less<>> sees;  ///< detail of an older version -> label
};
using Action = std::variant<RequestStep, PatternStep, NativePatternStep, AdvanceStep, AdvanceToStep,
                            SettleStep, NetworkStep, RoleStep, CreateFunctionStep, MapStep,
                            RemapStep, UnmapStep, SplitStep, CheckStep, TurnStep>;
/// "request", "pattern", ...: the member that makes a step what it is.
[[nodiscard]] std::string_view kind_of(const Action& action) noexcept;

struct Step {
  std::string name;  ///< unique in its scenario; given, or made from what the step does
  std::string why;
  std::string client;
  Action action;
  std::map<std::string, std::string> save;  ///< name -> JSON pointer into the response
  std::string thing;  ///< of explorations: it is there only when the search allows that
  std::optional<Expectation> expect;
  Origin origin;
};

struct Data {
  std::string table;
  Ordered item;
  Origin origin;
};

/// The named answer, and where it is written.
struct NamedChoice {
  choice::NamedAnswer answer;
  std::string why;
  Origin origin;
};

/// How far a search goes (kind "exploration").
struct Bounds {
  std::uint32_t faults = 1;                                       ///< in all
  std::map<std::string, std::uint32_t, std::less<>> fault_kinds;  ///< absent: as many as in all
  std::uint32_t batch_size = 0;      ///< largest batch that a poll takes; 0: the mapping's
  std::uint32_t stale_versions = 1;  ///< how many changes of an item a lagging read may look back
  std::uint32_t generations = 4;     ///< of records that records made; more is a handler that feeds
                                     ///< itself
  std::uint32_t things = 2;          ///< largest set of things whose failures are told
};

struct Scenario {
  std::shared_ptr<const Source> source;
  bool is_exploration = false;
  std::string name;
  std::string description;
  world::World::Settings settings;
  std::vector<RequestTemplate> tables;
  std::vector<Data> data;
  std::map<std::string, std::string> time_to_live;  ///< attribute by table
  /// As written, and checked; steps change parts of them.
  std::map<std::string, Json> roles;
  Json network = Json::object();
  std::map<std::string, FunctionDefinition> functions;
  std::vector<lambda::process::Stub> stubs;
  std::vector<MappingTemplate> mappings;
  std::map<std::string, Pattern> patterns;
  std::string sql_schema;
  std::vector<NamedChoice> choices;
  std::vector<Step> steps;
  std::optional<StateExpectation> at_rest;
  std::map<std::string, std::vector<Step>> clients;  ///< of an exploration, instead of steps
  Bounds bounds;
  std::vector<std::string> needs;  ///< "python3", "node", "python3:boto3": given, or of functions
  bool holds = false;              ///< verdict of an exploration: nothing breaks
  std::string breaks;              ///< name of the expectation that must fail; empty: all must hold

  [[nodiscard]] const std::string& path() const noexcept { return source->path(); }
};

}  // namespace ddbsim::scenario
