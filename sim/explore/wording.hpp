#pragma once

#include <string>

#include "sim/explore/catalogue.hpp"
#include "sim/explore/story.hpp"

// Requests and answers in a few words, for stories.
namespace ddbsim::explore {

/// Fills in operation, target and what.
void describe_request(const service::Request& request, const std::vector<std::string>& keys,
                      StoryLine& line);
/// "ok", "2 items", "no item", "ConditionalCheckFailedException".
[[nodiscard]] std::string text_of(const service::Result<service::Response>& response);

}  // namespace ddbsim::explore
