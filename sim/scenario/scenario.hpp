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
#include "sim/scenario/expectation.hpp"
#include "sim/scenario/property.hpp"
#include "sim/scenario/source.hpp"
#include "sim/world/world.hpp"

// What a scenario file says, as data; scenarios/scenario.schema.json describes each member. Made by
// `reader.hpp`, which checks all that can be checked without playing; played by `player.hpp`.
namespace ddbsim::scenario {

struct Parameter {
  std::string description;
  std::optional<Ordered> fallback;  ///< "default"
};
/// A column of a pattern's SQL: the attribute that holds it, or a part of it.
struct Column {
  std::string attribute;
  std::string after = {};   ///< without this prefix
  std::string before = {};  ///< up to the first of these
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
  bool still = false;  ///< what is due meanwhile stays undone: turns do it
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
  std::uint32_t faults = 1;  ///< in all
  /// How many of each kind; none named: as many of any as in all, else none of the others.
  std::map<std::string, std::uint32_t, std::less<>> fault_kinds;
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
  Origin sql_schema_origin;  ///< of its last part
  /// SQL that fills the tables of `sql_schema` before the first step; absent: the SQL of patterns
  /// is checked and not run.
  std::optional<Expected<std::string>> sql_data;
  std::vector<Property> properties;
  std::vector<NamedChoice> choices;
  std::vector<Step> steps;
  std::optional<StateExpectation> at_rest;
  std::map<std::string, std::vector<Step>> clients;  ///< of an exploration, instead of steps
  Bounds bounds;
  std::vector<std::string> needs;  ///< "python3", "node", "python3:boto3": given, or of functions
  bool holds = false;              ///< verdict of an exploration: nothing breaks
  std::string breaks;              ///< name of the expectation that must fail; empty: all must hold

  /// Is something said of the time when nothing is left to happen?
  [[nodiscard]] bool ends_at_rest() const noexcept { return at_rest || !properties.empty(); }
  [[nodiscard]] const std::string& path() const noexcept { return source->path(); }
};

}  // namespace ddbsim::scenario
