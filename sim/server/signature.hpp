#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/server/authorization.hpp"

// AWS Signature Version 4: is a request signed by who it says it is? Steps and texts as AWS
// documents them ("Authenticating requests (AWS Signature Version 4)").
namespace ddbsim::server {

/// Access keys and their secrets.
using Credentials = std::map<std::string, std::string, std::less<>>;

/// {"AKID": "secret", ...}, where an object may stand for the secret (users.hpp), or the
/// credentials file of the AWS tools (ini: aws_access_key_id, aws_secret_access_key). Throws
/// std::runtime_error that says what is wrong with it.
[[nodiscard]] Credentials read_credentials(const std::string& text, const std::string& path);

/// Nothing when the signature is right. `now` is the server's clock: dates may differ by 15
/// minutes. The comparison takes the same time wherever signatures differ.
[[nodiscard]] std::optional<FrontError> check_signature(const wire::HttpRequest& request,
                                                        const Authorization& authorization,
                                                        const Credentials& credentials,
                                                        std::chrono::sys_seconds now);

/// The canonical request that is signed; for tests and for people.
[[nodiscard]] std::string canonical_request(const wire::HttpRequest& request,
                                            const Authorization& authorization);

/// Lower-case hex of SHA-256.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
[[nodiscard]] std::string sha256_base64(std::string_view bytes);

}  // namespace ddbsim::server
