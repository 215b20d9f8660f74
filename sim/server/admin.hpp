#pragma once

#include "sim/server/hosted.hpp"
#include "sim/wire/http.hpp"

// Calls that are not DynamoDB's, for tests and people: below /_ddbsim/.
//   GET  /_ddbsim/status                     {"now": "...", "clock": "virtual", "accounts": 1}
//   POST /_ddbsim/reset                      back to how it began
//   POST /_ddbsim/clock {"advance": "36h"}   moves the virtual clock
// Answers are JSON; what is wrong gets 400 and {"error": "..."}.
namespace ddbsim::server {

[[nodiscard]] bool is_admin(const wire::HttpRequest& request) noexcept;
void answer_admin(const wire::HttpRequest& request, Host& host, wire::HttpResponse& response);

}  // namespace ddbsim::server
