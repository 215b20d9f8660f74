#pragma once

#include "sim/server/hosted.hpp"
#include "sim/wire/http.hpp"

// Calls that are not DynamoDB's, for tests and people: below /_ddbsim/.
//   GET  /_ddbsim/status                     {"now": "...", "clock": "virtual", "accounts": 1}
//   POST /_ddbsim/reset                      back to how it began
//   GET  /_ddbsim/contributor-insights?table=NAME[&index=NAME]
//        the keys that Contributor Insights counted most, by rule (with --isolate, of the account
//        that &access_key=KEY&region=REGION name):
//        {"table": "messages", "rules": {"PKC": [{"key": "MSG#1", "value": 12.5}], ...}}
//   POST /_ddbsim/clock {"advance": "36h"}   moves the virtual clock
// Answers are JSON; what is wrong gets 400 and {"error": "..."}.
namespace ddbsim::server {

[[nodiscard]] bool is_admin(const wire::HttpRequest& request) noexcept;
void answer_admin(const wire::HttpRequest& request, Host& host, wire::HttpResponse& response);

}  // namespace ddbsim::server
