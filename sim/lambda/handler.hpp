#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/service/client.hpp"

// Functions behind one interface that suspends between calls, whatever they are: native C++,
// declarative JSON, a process. A handler has no state of its own between calls: it is a function
// from (event, answers so far) to what it does next, so that a run can stop, go back and try
// another answer at any call.
namespace ddbsim::lambda {

/// What a stream trigger hands to a function.
struct Event {
  std::vector<service::StreamRecord> records;
  std::string event_source_arn;  ///< of the stream
};

/// What a function may know of its invocation.
struct InvocationContext {
  std::string function_name;
  std::string request_id;     ///< a UUID from coordinates
  choice::Instant started{};  ///< virtual time when the invocation began
  choice::Instant deadline{};
};

/// The function returned. With ReportBatchItemFailures its failed records, by sequence number.
struct Done {
  std::vector<std::string> batch_item_failures;
  friend bool operator==(const Done&, const Done&) = default;
};
/// The function threw, or the process died.
struct Failed {
  std::string error_type;  ///< "Runtime.ExitError", "ConditionalCheckFailedException", ...
  std::string message;
  friend bool operator==(const Failed&, const Failed&) = default;
};
/// The function waits for answers: to one request, or (a JavaScript handler with Promise.all) to
/// several at once.
struct Waiting {
  struct Call {
    std::uint32_t number;  ///< 1.. within the invocation
    service::Request request;
  };
  std::vector<Call> calls;
};
using Step = std::variant<Waiting, Done, Failed>;

/// The answer to one call. `request` is kept: a function that asks otherwise on the same answers is
/// not deterministic.
struct Answer {
  std::uint32_t call;
  service::Request request;
  service::Result<service::Response> response;
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
