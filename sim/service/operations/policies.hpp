#pragma once

#include <string>

#include "sim/service/item_checks.hpp"

namespace ddbsim::service {

/// A policy as a document: at most 20 KB, white space counted (documented), and JSON with
/// statements that have an effect and a principal. What IAM would further say of it is not looked
/// at.
[[nodiscard]] Refusal check_policy(const std::string& document);
/// Attaches it to a table or stream; the revision is a new one unless the document is the same.
/// Returns the revision.
std::string set_policy(Account& account, const std::string& arn, const std::string& document);

}  // namespace ddbsim::service
