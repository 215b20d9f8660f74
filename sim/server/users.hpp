#pragma once

#include <map>
#include <memory>
#include <string>

#include "sim/iam/role.hpp"

namespace ddbsim::server {

/// A user behind an access key.
struct User {
  std::string name;  ///< of "arn:aws:iam::ACCOUNT:user/NAME"; the access key when none is given
  std::shared_ptr<const iam::Grants> grants;  ///< never null
};
/// By access key: those that policies bind.
using Users = std::map<std::string, User, std::less<>>;

/// Of a file of credentials in JSON, where a key's secret may be an object:
///   {"AKID": {"secret": "...", "user": "andrew", "policies": {"NAME": {...}},
///             "managed_policies": ["AmazonDynamoDBReadOnlyAccess"], "permissions_boundary":
///             {...}}}
/// Whoever has none of the last three may do everything. Throws std::runtime_error that says what
/// is wrong with the file, and where.
[[nodiscard]] Users read_users(const std::string& text, const std::string& path);

}  // namespace ddbsim::server
