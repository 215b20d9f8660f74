#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.hpp"
#include "sim/choice/clock.hpp"
#include "sim/iam/principal.hpp"
#include "sim/lambda/event_source_mapping.hpp"
#include "sim/lambda/function_settings.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/service/account.hpp"
#include "sim/world/trace.hpp"

// The whole simulated account put together: DynamoDB, functions, event source mappings, what is in
// flight, and time. A run, a replay and a search differ only in the `Choices` that they pass in.
namespace ddbsim::world {

class Poller;

/// A message at a failure destination: what Lambda sends there.
struct DestinationMessage {
  std::string destination;  ///< ARN
  choice::Instant at{};
  nlohmann::json body;
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
  [[nodiscard]] bool has_function(std::string_view name) const noexcept;
  [[nodiscard]] std::string function_arn(std::string_view name) const;
  /// The error is a plain sentence: no such function, no such stream, name taken.
  [[nodiscard]] std::expected<void, std::string> add_mapping(lambda::MappingDefinition definition);
  void remove_mapping(std::string_view name);

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
  /// Records that a mapping still has to deliver (not yet done, discarded or filtered).
  [[nodiscard]] std::uint64_t backlog(std::string_view mapping) const;

 private:
  friend class Poller;
  enum class Waits : std::uint8_t { for_everything, for_functions };  ///< functions: not for TTL
  [[nodiscard]] choice::Agenda agenda(Waits waits) const;
  bool step_among(const choice::Agenda& agenda);
  void expire();
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
  };
  /// Which way a call goes from a function's container (0..).
  [[nodiscard]] lambda::Way way_of(const Function& function, std::size_t container,
                                   const service::Request& request) const;
  /// A call of a function that came through by that way.
  [[nodiscard]] service::Result<service::Response> call(const Function& function,
                                                        const lambda::Way& way,
                                                        service::RequestRef request,
                                                        const service::CallContext& context);
  std::map<std::string, Function, std::less<>> functions_;
  lambda::Network network_;
  std::map<std::string, std::unique_ptr<Poller>, std::less<>> pollers_;
  std::vector<InvocationReport> invocations_;  ///< statistics: not part of the state
  std::vector<DestinationMessage> messages_;
  std::map<std::uint64_t, std::uint64_t> commit_lines_;  ///< first commit of a trace line -> line
};

}  // namespace ddbsim::world
