#include "sim/server/signature.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::server {

namespace {

using std::chrono::sys_seconds;
using namespace std::chrono_literals;

constexpr std::string_view kInvalid = "InvalidSignatureException";
constexpr std::string_view kService = "dynamodb";
constexpr auto kSkew = 15min;

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT(*-reinterpret-cast)
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
       digest.data(), &length);
  return {digest.begin(), digest.end()};
}

/// RFC 3986: unreserved characters stay.
std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", byte);
    }
  }
  return out;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Runs of blanks are one blank.
std::string trimmed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) {
      out += c;
    }
  }
  while (out.ends_with(' ')) {
    out.pop_back();
  }
  return out;
}

std::string canonical_query(std::string_view target) {
  std::vector<std::pair<std::string, std::string>> sorted;
  for (const QueryParameter& parameter : query_of(target)) {
    if (parameter.name != "X-Amz-Signature") {
      sorted.emplace_back(percent_encoded(percent_decoded(parameter.name)),
                          percent_encoded(percent_decoded(parameter.value)));
    }
  }
  std::ranges::sort(sorted);
  std::string out;
  for (const auto& [name, value] : sorted) {
    out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(at));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    out.push_back(part);
  }
  return out;
}

std::string compact(sys_seconds instant) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(
                                              std::chrono::system_clock::time_point(instant))));
}

/// "20261122T180000Z".
std::optional<sys_seconds> parse_compact(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) {
      value = c >= '0' && c <= '9' && value >= 0 ? value * 10 + (c - '0') : -1;
    }
    return value;
  };
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') {
    return std::nullopt;
  }
  const std::chrono::year_month_day day{std::chrono::year{number(0, 4)},
                                        std::chrono::month{static_cast<unsigned>(number(4, 2))},
                                        std::chrono::day{static_cast<unsigned>(number(6, 2))}};
  const int hours = number(9, 2);
  const int minutes = number(11, 2);
  const int seconds = number(13, 2);
  if (!day.ok() || hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 ||
      seconds > 60) {
    return std::nullopt;
  }
  return std::chrono::sys_days(day) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds);
}

FrontError invalid(std::string message) { return {std::string(kInvalid), std::move(message)}; }

/// Scope and date, before anything is computed.
std::optional<FrontError> check_scope(const Authorization& authorization, sys_seconds now) {
  const auto date = parse_compact(authorization.date);
  if (!date) {
    return FrontError{"IncompleteSignatureException",
                      fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                                  "http://en.wikipedia.org/wiki/ISO_8601",
                                  authorization.date)};
  }
  if (authorization.scope(1) != authorization.date.substr(0, 8)) {
    return invalid(
        fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 "
                    "version of date from HTTP: '{}' != '{}', from '{}'.",
                    authorization.scope(1), authorization.date.substr(0, 8), authorization.date));
  }
  if (authorization.scope(3) != kService) {
    return invalid(fmt::format("Credential should be scoped to correct service: '{}'. ", kService));
  }
  if (authorization.scope(4) != "aws4_request") {
    return invalid("Credential should be scoped with a valid terminator: 'aws4_request', not '" +
                   std::string(authorization.scope(4)) + "'. ");
  }
  if (*date < now - kSkew) {
    return invalid(fmt::format("Signature expired: {} is now earlier than {} ({} - 15 min.)",
                               authorization.date, compact(now - kSkew), compact(now)));
  }
  if (*date > now + kSkew) {
    return invalid(
        fmt::format("Signature not yet current: {} is still later than {} ({} + 15 min.)",
                    authorization.date, compact(now + kSkew), compact(now)));
  }
  return std::nullopt;
}

/// Host must be signed, and every X-Amz- header that is sent.
std::optional<FrontError> check_signed_headers(const wire::HttpRequest& request,
                                               const Authorization& authorization) {
  const auto names = split(authorization.signed_headers, ';');
  const auto is_signed = [&](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  if (!is_signed("host")) {
    return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const wire::HttpHeader& header : request.headers) {
    const std::string name = lowered(header.name);
    if (name.starts_with("x-amz-") && !is_signed(name) && !authorization.in_query) {
      return invalid(
          fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", header.name));
    }
  }
  return std::nullopt;
}

std::string string_to_sign(const wire::HttpRequest& request, const Authorization& authorization) {
  const std::string_view scope =
      std::string_view(authorization.credential).substr(authorization.access_key().size() + 1);
  return fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", authorization.date, scope,
                     sha256_hex(canonical_request(request, authorization)));
}

std::string expected_signature(const wire::HttpRequest& request, const Authorization& authorization,
                               std::string_view secret) {
  std::string key = "AWS4" + std::string(secret);
  for (std::size_t part = 1; part <= 4; ++part) {
    key = hmac(key, authorization.scope(part));
  }
  return hex(hmac(key, string_to_sign(request, authorization)));
}

bool same_signature(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Credentials from_ini(const std::string& text, const std::string& path) {
  Credentials out;
  std::string key;
  for (const std::string_view line : split(text, '\n')) {
    const std::string plain = trimmed(line);
    const std::size_t equals = plain.find('=');
    if (equals == std::string::npos) {
      continue;
    }
    const std::string name = trimmed(plain.substr(0, equals));
    const std::string value = trimmed(plain.substr(equals + 1));
    if (name == "aws_access_key_id") {
      key = value;
    } else if (name == "aws_secret_access_key" && !key.empty()) {
      out[key] = value;
    }
  }
  if (out.empty()) {
    throw std::runtime_error(fmt::format(
        "{}: no credentials; expected {{\"AKID\": \"secret\"}}, or lines aws_access_key_id = ... "
        "and aws_secret_access_key = ...",
        path));
  }
  return out;
}

}  // namespace

namespace {

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes_of(bytes), bytes.size(), digest.data());
  return {digest.begin(), digest.end()};
}

}  // namespace

std::string sha256_hex(std::string_view bytes) { return hex(sha256(bytes)); }

std::string sha256_base64(std::string_view bytes) { return value::to_base64(sha256(bytes)); }

std::string canonical_request(const wire::HttpRequest& request,
                              const Authorization& authorization) {
  std::string headers;
  for (const std::string_view name : split(authorization.signed_headers, ';')) {
    std::string values;
    for (const wire::HttpHeader& header : request.headers) {
      if (wire::same_name(header.name, name)) {
        values += (values.empty() ? "" : ",") + trimmed(header.value);
      }
    }
    headers += fmt::format("{}:{}\n", name, values);
  }
  const std::string_view path = path_of(request.target);
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, path.empty() ? "/" : path,
                     canonical_query(request.target), headers, authorization.signed_headers,
                     sha256_hex(request.body));
}

std::optional<FrontError> check_signature(const wire::HttpRequest& request,
                                          const Authorization& authorization,
                                          const Credentials& credentials, sys_seconds now) {
  const auto known = credentials.find(authorization.access_key());
  if (known == credentials.end()) {
    return FrontError{"UnrecognizedClientException",
                      "The security token included in the request is invalid."};
  }
  if (auto error = check_scope(authorization, now)) {
    return error;
  }
  if (auto error = check_signed_headers(request, authorization)) {
    return error;
  }
  if (!same_signature(expected_signature(request, authorization, known->second),
                      authorization.signature)) {
    return invalid(
        "The request signature we calculated does not match the signature you provided. Check your "
        "AWS Secret Access Key and signing method. Consult the service documentation for details.");
  }
  return std::nullopt;
}

Credentials read_credentials(const std::string& text, const std::string& path) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) {
    return from_ini(text, path);
  }
  Credentials out;
  for (const auto& [key, secret] : json.items()) {
    const auto& written =
        secret.is_object() && secret.contains("secret") ? secret["secret"] : secret;
    if (!written.is_string()) {
      throw std::runtime_error(fmt::format("{}: the secret of {} is no string", path, key));
    }
    out[key] = written.get<std::string>();
  }
  return out;
}

}  // namespace ddbsim::server
