#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/choice/clock.hpp"
#include "sim/service/client.hpp"

// Functions behind one interface that suspends between calls, whatever they are: native C++,
// declarative JSON, a process. A handler has no state of its own between calls: it is a function
// from (event, answers so far) to what it does next, so that a run can stop, go back and try
// another answer at any call.
namespace ddbsim::lambda {

/// Of a mapping with TumblingWindowInSeconds: which window an invocation belongs to.
struct Window {
  choice::Instant begin{};
  choice::Instant end{};
  nlohmann::json state = nlohmann::json::object();  ///< what the invocation before it returned
  std::string shard_id;
  bool is_final = false;
  bool is_terminated_early = false;
};

/// What a function is called with: a batch of a stream trigger, or any JSON (a direct invocation).
struct Event {
  std::vector<service::StreamRecord> records;
  std::string event_source_arn;  ///< of the stream
  std::optional<Window> window;
  std::optional<nlohmann::json> payload;  ///< of a direct invocation, instead of all above
};

/// What a function may know of its invocation.
struct InvocationContext {
  std::string function_name;
  std::string function_arn;
  std::string request_id;     ///< a UUID from coordinates
  choice::Instant started{};  ///< virtual time when the invocation began
  choice::Instant deadline{};
};

/// What an SDK gives a transaction that writes as its ClientRequestToken, so that its own retries
/// change nothing: a UUID, another for each request of an invocation (1..).
[[nodiscard]] std::string sdk_token(const InvocationContext& context, std::uint32_t request);

/// The function returned. With ReportBatchItemFailures its failed records, by sequence number.
struct Done {
  std::vector<std::string> batch_item_failures;
  nlohmann::json state;     ///< for the next invocation of a tumbling window; null: none
  nlohmann::json response;  ///< all that it returned
  friend bool operator==(const Done&, const Done&) = default;
};
/// The function threw, or the process died.
struct Failed {
  std::string error_type;  ///< "Runtime.ExitError", "ConditionalCheckFailedException", ...
  std::string message;
  nlohmann::json payload =
      {};  ///< all that it reported, with both of the above; null: nothing else
  friend bool operator==(const Failed& a, const Failed& b) {
    return a.error_type == b.error_type && a.message == b.message;
  }
};
/// The function waits for answers: to one request, or (a JavaScript handler with Promise.all) to
/// several at once; or for time to pass (it sleeps), whichever comes first. A function in real time
/// may go on by itself meanwhile: it is asked again after `kAskAgain`, with the same answers.
struct Waiting {
  struct Call {
    std::uint32_t number;  ///< 1.. within the invocation
    service::Request request;
  };
  std::vector<Call> calls;
  std::optional<choice::Instant> wake = {};
  bool in_real_time = false;
};
inline constexpr choice::Duration kAskAgain{2};
using Step = std::variant<Waiting, Done, Failed>;

/// The answer to one call, or (`call` is 0) that the time for which the function waited has come.
/// `request` is kept: a function that asks otherwise on the same answers is not deterministic.
struct Answer {
  std::uint32_t call;
  service::Request request;
  service::Result<service::Response> response;
  choice::Instant at{};  ///< virtual time when it came
};

/// A call of a function to something that is not simulated: another AWS service, any host.
struct ForeignCall {
  std::string service;    ///< "sns", "sqs", ...; "http" for a host that is none of AWS
  std::string operation;  ///< "Publish"; for "http" the method
  std::string url;
  nlohmann::json input;  ///< parsed where it is JSON or a form; else the text
  bool stubbed = false;  ///< answered by a stub; else refused
};

/// What an invocation did besides its answer.
struct Activity {
  bool cold_start = false;
  bool real_time =
      false;        ///< a custom runtime: it had the machine's clock, and may do else next time
  std::string log;  ///< what it printed, bounded
  std::vector<ForeignCall> foreign_calls;
};

class Handler {
 public:
  Handler() = default;
  Handler(const Handler&) = delete;
  Handler& operator=(const Handler&) = delete;
  virtual ~Handler() = default;

  /// What the function does after these answers, in the order in which they came. Throws
  /// NotDeterministic.
  [[nodiscard]] virtual Step next(const Event& event, const InvocationContext& context,
                                  std::span<const Answer> answers) const = 0;

  /// The invocation ended without the function's doing: it timed out, or its container was killed.
  virtual void abandon(const InvocationContext& /*context*/) const {}
  /// What the invocation did; asked once, when it has ended.
  [[nodiscard]] virtual Activity take_activity(const InvocationContext& /*context*/) const {
    return {};
  }
};

/// A re-run of a handler asked something else than before.
class NotDeterministic : public std::runtime_error {
 public:
  NotDeterministic(std::uint32_t call, const service::Request& recorded,
                   const service::Request& now);
};

/// Plain blocking C++ against a `Client`. `next` runs it again from the start, feeds the recorded
/// answers, and stops it at its first call without one (by an exception that is no std::exception:
/// a function may catch errors, not everything). It must use nothing but its arguments.
using NativeFunction = std::function<std::variant<Done, Failed>(service::Client&, const Event&,
                                                                const InvocationContext&)>;

class NativeHandler final : public Handler {
 public:
  explicit NativeHandler(NativeFunction function) : function_(std::move(function)) {}
  Step next(const Event& event, const InvocationContext& context,
            std::span<const Answer> answers) const override;

 private:
  NativeFunction function_;
};

}  // namespace ddbsim::lambda
