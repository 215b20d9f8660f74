#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/lambda/handler.hpp"

namespace ddbsim::lambda::process {

/// What something that is not simulated answers. `service` and `operation`, or `url`, say to whom
/// it belongs; "*" and "?" stand for any text and any character.
struct Stub {
  std::string service;     ///< "sns"; empty: any
  std::string operation;   ///< "Publish"; for plain HTTP the method; empty: any
  std::string url;         ///< "https://hooks.example.com/*"; empty: any
  unsigned status = 200;   ///< of HTTP; an error's default is 400
  nlohmann::json answer;   ///< members of the response; a string goes out as it is
  std::string error_code;  ///< not empty: the service refuses
  std::string error_message;
};

/// The first that fits.
[[nodiscard]] const Stub* find_stub(const std::vector<Stub>& stubs, const ForeignCall& call);

}  // namespace ddbsim::lambda::process
