#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/lambda/process/child.hpp"
#include "sim/lambda/process/gateway.hpp"
#include "sim/lambda/process/process_host.hpp"

namespace ddbsim::lambda::process {

class Certificates;

/// The first and the last of a text that may be endless.
class BoundedLog {
 public:
  void add(std::string_view text);
  /// With a line that says how much was left out.
  [[nodiscard]] std::string take();

 private:
  void shorten_tail();

  static constexpr std::size_t kHeadBytes = std::size_t{64} << 10U;
  static constexpr std::size_t kTailBytes = std::size_t{64} << 10U;
  std::string head_;
  std::string tail_;
  std::uint64_t left_out_ = 0;
};

/// What a container is given for one invocation.
struct Task {
  std::string request_id;
  std::string function_arn;
  std::string event;  ///< JSON
  choice::Instant started{};
  choice::Instant deadline{};
};

/// How far a container came.
enum class Progress : std::uint8_t {
  waiting,  ///< for answers or for time; everything in it is asleep
  over,     ///< the invocation has ended
  working,  ///< patience has ended
  stuck,    ///< the guard has ended
};

/// One process of a function, with its runtime API.
class Container {
 public:
  struct Call {
    std::uint32_t number;
    service::Request request;
    std::shared_ptr<Exchange> exchange;
  };
  /// What several containers have in common. Outlives them.
  struct Shared {
    boost::asio::io_context& io;
    Certificates& certificates;
    const ProcessSettings& settings;
    std::function<void(std::string_view text)> log;
  };
  using Launch = std::function<Command(std::uint16_t port)>;

  /// `clock` is the file that holds the virtual time of the process; empty: it has the machine's.
  Container(Shared shared, const Launch& launch, std::filesystem::path clock, choice::Instant now);
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;
  ~Container();

  void begin(Task task);
  /// Lets the process go on as far as it can.
  [[nodiscard]] Progress run();

  [[nodiscard]] const std::vector<Call>& calls() const noexcept { return calls_; }
  /// When the first of its sleeps ends, rounded up.
  [[nodiscard]] std::optional<choice::Instant> wake() const;
  /// False: there is no such call.
  [[nodiscard]] bool answer(std::uint32_t call, const service::Result<service::Response>& response,
                            choice::Instant at);
  void time_passed(choice::Instant at);

  /// What the invocation came to; after Progress::over.
  [[nodiscard]] const Step& outcome() const { return *outcome_; }
  [[nodiscard]] Activity take_activity();
  /// It may take another invocation.
  [[nodiscard]] bool is_alive() const noexcept { return !exited_ && !init_error_; }

 private:
  struct Streams;

  void on_request(std::shared_ptr<Exchange> exchange);
  [[nodiscard]] bool on_runtime(const std::shared_ptr<Exchange>& exchange);
  void on_result(const std::shared_ptr<Exchange>& exchange, std::string_view request_id,
                 std::string_view what);
  void on_init_error(const std::shared_ptr<Exchange>& exchange);
  void on_extension(const std::shared_ptr<Exchange>& exchange);
  void on_outbound(std::shared_ptr<Exchange> exchange);
  void hand_out();
  void read_output();
  void wait_for_end();
  void on_exit(int status);
  void set_time(choice::Instant at);
  [[nodiscard]] bool is_quiet();
  [[nodiscard]] bool is_over() const;

  Shared shared_;
  std::filesystem::path clock_;
  Gateway gateway_;
  std::optional<Child> child_;
  std::unique_ptr<Streams> streams_;
  BoundedLog log_;
  std::vector<Call> calls_;
  std::map<std::uint64_t, Sleep> sleeps_;
  std::vector<ForeignCall> foreign_;
  std::shared_ptr<Exchange> next_;               ///< the process asks for its next invocation
  std::vector<std::shared_ptr<Exchange>> held_;  ///< never answered: extensions that wait
  std::optional<Task> task_;
  bool handed_out_ = false;
  std::optional<Step> outcome_;
  std::optional<Failed> init_error_;
  std::uint32_t numbers_ = 0;
  bool exited_ = false;
  bool cold_ = true;
};

}  // namespace ddbsim::lambda::process
