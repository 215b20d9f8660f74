#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/http.hpp"

// Who sends a request: what its signature says, in a header or in the query string. Texts and order
// of checks as dynalite and Dynoxide, which agree on all of them.
namespace ddbsim::server {

/// An error that the service reports before it looks at the operation.
struct FrontError {
  std::string type;     ///< "MissingAuthenticationTokenException", without a prefix
  std::string message;  ///< empty: none is sent
};

/// The parts of a signature (AWS Signature Version 4). Views into the request.
struct Authorization {
  std::string_view algorithm;
  std::string credential;  ///< AKID/20261122/us-east-1/dynamodb/aws4_request
  std::string signature;
  std::string signed_headers;  ///< "host;x-amz-date"
  std::string date;            ///< X-Amz-Date or Date
  bool in_query = false;

  /// Part `index` of the credential, split at '/'; empty when there is none.
  [[nodiscard]] std::string_view scope(std::size_t index) const noexcept;
  [[nodiscard]] std::string_view access_key() const noexcept { return scope(0); }
  [[nodiscard]] std::string_view region() const noexcept { return scope(2); }
};

/// Only that the parts are there; whether the signature is right is not looked at.
[[nodiscard]] std::expected<Authorization, FrontError> authorization_of(
    const wire::HttpRequest& request);

struct QueryParameter {
  std::string name;  ///< as sent, still percent-encoded
  std::string value;
};
/// What stands after the "?" of a target.
[[nodiscard]] std::vector<QueryParameter> query_of(std::string_view target);
/// "%2F" becomes "/"; what is no escape stays.
[[nodiscard]] std::string percent_decoded(std::string_view text);
/// The path of a target, in origin or absolute form, without its query.
[[nodiscard]] std::string_view path_of(std::string_view target) noexcept;

}  // namespace ddbsim::server
