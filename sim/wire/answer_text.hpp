#pragma once

#include <string>

#include "sim/service/client.hpp"

namespace ddbsim::wire {

/// The JSON of a response or of an error: what makes an answer another answer.
[[nodiscard]] std::string answer_text(const service::Result<service::Response>& answer);

}  // namespace ddbsim::wire
