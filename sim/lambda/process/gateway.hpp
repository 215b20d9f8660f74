#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/wire/http.hpp"

namespace boost::asio {
class io_context;
}

// The one door of a function's process: a port on loopback that is its runtime API, its DynamoDB
// endpoint, and the proxy to every other host, plain or TLS.
namespace ddbsim::lambda::process {

class Certificates;

/// A request of the process. It may be answered later, and once.
class Exchange {
 public:
  using Send = std::function<void(const wire::HttpResponse& response)>;

  Exchange(const wire::HttpRequest& request, std::string host, Send send);

  [[nodiscard]] const std::string& method() const noexcept { return method_; }
  /// Path and query, whatever form the target had.
  [[nodiscard]] const std::string& target() const noexcept { return target_; }
  /// Whom the process wanted: "dynamodb.us-east-1.amazonaws.com", with ":8000" where a port was
  /// named that is not the scheme's own.
  [[nodiscard]] const std::string& host() const noexcept { return host_; }
  [[nodiscard]] const std::string& body() const noexcept { return body_; }
  /// Empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;

  /// Nothing happens when the process closed the connection, or the second time.
  void answer(const wire::HttpResponse& response);

 private:
  std::string method_;
  std::string target_;
  std::string host_;
  std::string body_;
  std::vector<std::pair<std::string, std::string>> headers_;
  Send send_;
};

/// One of our bootstraps sleeps: its clock is the simulator's.
struct Sleep {
  std::uint64_t id = 0;    ///< within the process
  std::int64_t until = 0;  ///< microseconds of virtual time since 1970
  std::function<void()> wake;
};

/// What comes from a process.
struct Arrivals {
  std::function<void(std::shared_ptr<Exchange> exchange)> request;
  std::function<void(Sleep sleep)> sleep;         ///< replaces an earlier one of that id
  std::function<void(std::uint64_t id)> wake_up;  ///< a sleep is over for other reasons
};

/// A connection begins with HTTP/1.1 (origin, absolute or CONNECT form), or, from our bootstraps,
/// with one line: "DDBSIM TO host port" (what follows is for that host, TLS or not) or
/// "DDBSIM CONTROL" (then lines "sleep ID UNTIL", "wake-up ID"; "wake ID" comes back).
class Gateway {
 public:
  /// Serves while `io` runs. Throws std::runtime_error when there is no port.
  Gateway(boost::asio::io_context& io, Certificates& certificates, Arrivals arrivals);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  ~Gateway();

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// Counts what came and went: two equal counts with nothing between.
  [[nodiscard]] std::uint64_t events() const noexcept;

 private:
  struct State;
  class Connection;
  std::shared_ptr<State> state_;
};

}  // namespace ddbsim::lambda::process
