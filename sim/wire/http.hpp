#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

// A request and a response of HTTP/1.x as a handler sees them.
namespace ddbsim::wire {

struct HttpHeader {
  std::string_view name;
  std::string_view value;  ///< without blanks around it
};

/// Views into the connection's memory: valid while the handler runs.
struct HttpRequest {
  std::string_view method;
  std::string_view target;  ///< as sent: "/", "/?a=b", "http://host/" (absolute form)
  bool http_1_0 = false;
  std::span<const HttpHeader> headers;  ///< in the order sent
  std::string_view body;                ///< chunks put together, content coding as sent

  /// The first header of that name, in any case; empty when there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
  [[nodiscard]] bool has_header(std::string_view name) const noexcept;
};

struct HttpResponse;
/// Takes an answer that was not there at once; on the listener's thread, at most once. Nothing
/// happens when the connection has gone.
using SendLater = std::function<void(const HttpResponse& response)>;

/// Filled by the handler. Content-Length, Connection and Date come from the listener.
struct HttpResponse {
  unsigned status = 200;
  std::string headers;  ///< lines "Name: value\r\n"
  std::string body;     ///< not sent in answer to HEAD, but its length is
  bool close = false;   ///< the connection ends with this answer
  bool tunnel = false;  ///< CONNECT is granted: its answer has no body and no length, and the
                        ///< requests that follow are as if the connection were the client's own
  /// Set: the answer comes later, and all above says nothing. Called once, after the handler.
  std::function<void(SendLater send)> later = {};

  void add_header(std::string_view name, std::string_view value);
  void clear();
};

/// "Not Found" for 404; "Unknown" for what has no name here.
[[nodiscard]] std::string_view reason_phrase(unsigned status) noexcept;

/// Equal but for the case of ASCII letters.
[[nodiscard]] bool same_name(std::string_view a, std::string_view b) noexcept;

}  // namespace ddbsim::wire
