#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/choice/choices.hpp"
#include "sim/choice/clock.hpp"
#include "sim/iam/principal.hpp"
#include "sim/lambda/event_source_mapping.hpp"
#include "sim/lambda/function_settings.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/service/account.hpp"
#include "sim/value/function_ref.hpp"
#include "sim/world/trace.hpp"
#include "sim/world/turn.hpp"

// The whole simulated account put together: DynamoDB, functions, event source mappings, what is in
// flight, and time. A run, a replay and a search differ only in the `Choices` that they pass in.
namespace ddbsim::world {

class Poller;
struct Direct;

/// A message at a failure destination: what Lambda sends there.
struct DestinationMessage {
  std::string destination;  ///< ARN
  choice::Instant at{};
  nlohmann::json body;
  std::string key;  ///< of an object in a bucket; else empty
};

/// What a mapping did so far: statistics, not part of the state.
struct MappingStatistics {
  std::uint64_t delivered = 0;    ///< records that are done: a function took them
  std::uint64_t filtered = 0;     ///< records that no filter let through
  std::uint64_t discarded = 0;    ///< records that were given up
  std::uint64_t invocations = 0;  ///< that have ended
  std::uint64_t failures = 0;     ///< of those, the ones that failed
  std::uint64_t throttled = 0;    ///< times that the function had no room
};

/// A mapping as GetEventSourceMapping shows it.
struct MappingReport {
  std::string name;  ///< ours
  std::string uuid;
  lambda::MappingDefinition definition;
  std::string state;  ///< "Creating", "Enabled", "Enabling", "Updating", "Disabled"
  std::string state_transition_reason;  ///< "User action"
  std::string last_processing_result;   ///< "No records processed", "OK", "PROBLEM: ..."
  choice::Instant last_modified{};
  MappingStatistics statistics;
  std::uint64_t backlog = 0;  ///< records that it still has to deliver
};

/// What became of an invocation, for expectations and reports.
struct InvocationReport {
  std::string mapping;
  std::string function;
  std::string subject;        ///< first record's name
  std::uint32_t attempt = 0;  ///< 1..
  std::size_t records = 0;
  std::uint32_t calls = 0;
  choice::Instant started{};
  choice::Instant ended{};
  bool succeeded = false;  ///< as Lambda saw it
  std::string error;  ///< "Type: message" when it failed; "crash", "answer lost" for injected ones
  lambda::Activity activity;
  std::string hung;  ///< the call that got no answer, and where its way ended; empty: none did
};

class World {
 public:
  struct Settings {
    service::Parameters account = {};
    lambda::PollParameters polling = {};
    choice::Instant start = choice::kDefaultStart;
  };
  /// `choices` and `trace` outlive the world.
  World(Settings settings, choice::Choices& choices, Trace& trace);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  [[nodiscard]] service::Account& account() noexcept { return account_; }
  [[nodiscard]] const service::Account& account() const noexcept { return account_; }
  [[nodiscard]] choice::Instant now() const noexcept { return account_.now(); }
  [[nodiscard]] choice::Choices& choices() noexcept { return choices_; }
  [[nodiscard]] Trace& trace() noexcept { return trace_; }

  /// One request of a client, now. `step` names it (choices, trace); `attempt`/`call` as in
  /// choice::Point.
  [[nodiscard]] service::Result<service::Response> send(std::string_view client,
                                                        std::string_view step,
                                                        service::RequestRef request,
                                                        std::uint64_t cause = 0);

  /// A function of that name; replaces an earlier one. The error is Lambda's.
  std::expected<void, lambda::ApiError> add_function(std::string name,
                                                     std::shared_ptr<const lambda::Handler> handler,
                                                     lambda::FunctionSettings settings = {});
  /// What functions in a VPC find there.
  void set_network(lambda::Network network) { network_ = std::move(network); }
  [[nodiscard]] const lambda::Network& network() const noexcept { return network_; }
  /// Functions in the role of that name act in this one from now on. (IAM takes seconds.)
  void change_role(const iam::Role& role);
  /// Mappings to it stay, and their deliveries fail (assumed). Invocations that are under way go
  /// on.
  void remove_function(std::string_view name);
  [[nodiscard]] bool has_function(std::string_view name) const noexcept;
  [[nodiscard]] std::string function_arn(std::string_view name) const;
  /// The error is a plain sentence: no such function, no such stream, name taken.
  [[nodiscard]] std::expected<void, std::string> add_mapping(lambda::MappingDefinition definition);
  void remove_mapping(std::string_view name);
  /// UpdateEventSourceMapping: members that `changes` names replace those of before; enabling and
  /// disabling are changes as well. Between marks only.
  [[nodiscard]] std::expected<void, std::string> update_mapping(std::string_view name,
                                                                const nlohmann::json& changes);
  [[nodiscard]] std::vector<MappingReport> mappings() const;  ///< by name
  [[nodiscard]] std::optional<MappingReport> mapping(std::string_view name) const;

  /// At most so many invocations of a function at a time; 0: none at all. Absent: no limit.
  void reserve_concurrency(std::string function, std::optional<std::uint32_t> invocations);

  /// The partition of a shard splits: the open shard with this number (DescribeStream lists shards
  /// by number) closes, two children go on. The error is a plain sentence.
  [[nodiscard]] std::expected<void, std::string> split_shard(std::string_view table,
                                                             std::uint32_t number);

  /// When something happens next by itself (a poll that finds records, an answer to a handler, a
  /// retry, a TTL deletion); absent at rest.
  [[nodiscard]] std::optional<choice::Instant> next_due() const;
  /// Lets the one thing happen that is due first, moving time there. False at rest.
  bool step();
  /// Everything that is due up to and including `instant`; then time stands there.
  void run_until(choice::Instant instant);
  void advance(choice::Duration duration) { run_until(now() + duration); }
  /// Runs until at rest. False when `limit` of virtual time passed before that (a handler that
  /// feeds itself, a poison record without a retry limit). TTL deletions are not waited for: only
  /// what is in streams and functions.
  [[nodiscard]] bool settle(choice::Duration limit);

  [[nodiscard]] const std::vector<InvocationReport>& invocations() const noexcept {
    return invocations_;
  }
  [[nodiscard]] const std::vector<DestinationMessage>& destination_messages() const noexcept {
    return messages_;
  }
  /// What became of a direct invocation.
  struct Invoked {
    std::variant<lambda::Done, lambda::Failed> outcome;
    lambda::Activity activity;
    std::string request_id;
  };
  using OnInvoked = std::function<void(Invoked invoked)>;
  /// Begins an invocation for a caller (Invoke); it goes on as time does, and `ended` hears what
  /// came of it, once: never when the world ends before. Gives its request's id. The error is
  /// Lambda's: no such function, no room for one more invocation. Between marks only.
  [[nodiscard]] std::expected<std::string, lambda::ApiError> begin_invocation(
      const std::string& name, nlohmann::json payload, OnInvoked ended);
  /// How many invocations are under way, whoever asked for them.
  [[nodiscard]] std::size_t running_invocations() const;
  /// What nobody will ask for any more (a server that runs for long).
  void forget_reports() noexcept { invocations_.clear(); }

  /// A request of a function, in its role and by its way; `container` (0..) as for `way_of`.
  /// Nothing is traced.
  [[nodiscard]] service::Result<service::Response> call_as(std::string_view function,
                                                           std::size_t container,
                                                           service::RequestRef request,
                                                           const service::CallContext& context);
  /// Why a request of that operation (by index) gets no answer; empty: it gets one.
  [[nodiscard]] std::string why_unreachable(std::string_view function, std::size_t container,
                                            std::size_t operation) const;
  [[nodiscard]] const std::shared_ptr<const lambda::Handler>& handler_of(
      std::string_view function) const;

  /// What could happen next, in the order of mappings, lanes and kinds; then what TTL may delete.
  /// Clients are the caller's. No mapping has a tumbling window.
  [[nodiscard]] std::vector<Turn> turns();
  /// Lets one of them happen; further questions are asked.
  void take(const Turn& turn);

  /// Records that a mapping still has to deliver (not yet done, discarded or filtered).
  [[nodiscard]] std::uint64_t backlog(std::string_view mapping) const;

 private:
  friend class Poller;
  friend struct Direct;
  enum class Waits : std::uint8_t { for_everything, for_functions };  ///< functions: not for TTL
  [[nodiscard]] choice::Agenda agenda(Waits waits) const;
  bool step_among(const choice::Agenda& agenda);
  /// Writes what `deletion` deletes into the trace.
  void expire(value::FunctionRef<void()> deletion);
  [[nodiscard]] bool has_room(std::string_view function) const;
  /// Remembers which trace line caused the commits since `before`.
  void note_commits(std::uint64_t before, std::uint64_t line);
  [[nodiscard]] std::uint64_t line_of_commit(std::uint64_t commit) const;

  Settings settings_;
  choice::Choices& choices_;
  Trace& trace_;
  service::Account account_;
  struct Function {
    std::shared_ptr<const lambda::Handler> handler;
    lambda::FunctionSettings settings;
    std::optional<iam::Principal> principal;  ///< absent: it has no role, and may do everything
    bool is_deleted = false;                  ///< but mappings still name it
  };
  [[nodiscard]] std::expected<std::shared_ptr<table::Stream>, std::string> source_of(
      const lambda::MappingDefinition& definition) const;
  /// Which way a request of an operation (by index) goes from a function's container (0..).
  [[nodiscard]] lambda::Way way_of(const Function& function, std::size_t container,
                                   std::size_t operation) const;
  /// A call of a function that came through by that way.
  [[nodiscard]] service::Result<service::Response> call(const Function& function,
                                                        const lambda::Way& way,
                                                        service::RequestRef request,
                                                        const service::CallContext& context);
  void step_direct(std::size_t index);
  /// A request that a function sent before it was killed, and that has not come in yet.
  struct Late {
    std::string mapping;
    std::string place;  ///< its lane
    std::string function;
    std::size_t container = 0;
    std::string subject;
    std::uint32_t attempt = 0;
    std::uint32_t call = 0;
    service::Request request;
    std::uint64_t cause = 0;  ///< trace line of the invocation
    choice::Instant due{};
  };
  void land(std::size_t index);
  /// False: its time is over.
  [[nodiscard]] bool answer_direct(Direct& direct);
  void end_direct(std::size_t index, std::variant<lambda::Done, lambda::Failed> outcome);
  [[nodiscard]] choice::Instant due_of(const lambda::Waiting& waiting,
                                       const lambda::InvocationContext& context) const;
  std::map<std::string, Function, std::less<>> functions_;
  lambda::Network network_;
  std::map<std::string, std::uint32_t, std::less<>> reserved_;  ///< concurrency, by function
  std::map<std::string, std::unique_ptr<Poller>, std::less<>> pollers_;
  std::vector<InvocationReport> invocations_;  ///< statistics: not part of the state
  std::vector<DestinationMessage> messages_;
  std::vector<std::unique_ptr<Direct>> directs_;  ///< under way, oldest first
  std::uint64_t direct_invocations_ = 0;
  std::vector<Late> late_;                               ///< oldest first
  std::map<std::uint64_t, std::uint64_t> commit_lines_;  ///< first commit of a trace line -> line
};

}  // namespace ddbsim::world
