#include "sim/server/authorization.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ddbsim::server {

namespace {

constexpr std::string_view kIncomplete = "IncompleteSignatureException";

FrontError missing_token() {
  return {"MissingAuthenticationTokenException", "Request is missing Authentication Token"};
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_separator(char c) noexcept { return c == ' ' || c == ','; }

/// Calls `visit(name, value)` for each part of "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b,
/// Signature=c"; parts end at a comma or blank.
template <class Visit>
void for_each_part(std::string_view header, Visit visit) {
  for (std::size_t at = std::min(header.find(' '), header.size()); at < header.size();) {
    if (is_separator(header[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < header.size() && !is_separator(header[at])) {
      ++at;
    }
    const std::string_view part = header.substr(begin, at - begin);
    if (const std::size_t equals = part.find('='); equals != std::string_view::npos) {
      visit(part.substr(0, equals), part.substr(equals + 1));
    }
  }
}

std::expected<Authorization, FrontError> from_header(const wire::HttpRequest& request,
                                                     std::string_view header) {
  Authorization found{.algorithm = header.substr(0, header.find(' ')),
                      .date = std::string(request.header("x-amz-date"))};
  if (found.date.empty()) {
    found.date = request.header("date");
  }
  std::string wrong;
  const std::array<std::pair<std::string_view, std::string*>, 3> needed{
      {{"Credential", &found.credential},
       {"Signature", &found.signature},
       {"SignedHeaders", &found.signed_headers}}};
  for_each_part(header, [&](std::string_view name, std::string_view value) {
    const auto* const part =
        std::ranges::find(needed, name, [](const auto& entry) { return entry.first; });
    if (part != needed.end() && part->second->empty()) {
      *part->second = value;
    }
  });
  for (const auto& [name, value] : needed) {
    if (value->empty()) {
      wrong += fmt::format("Authorization header requires '{}' parameter. ", name);
    }
  }
  if (found.date.empty()) {
    wrong +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!wrong.empty()) {
    return std::unexpected(
        FrontError{std::string(kIncomplete), fmt::format("{}Authorization={}", wrong, header)});
  }
  return found;
}

std::expected<Authorization, FrontError> from_query(const std::vector<QueryParameter>& query) {
  Authorization found{.algorithm = "AWS4-HMAC-SHA256", .in_query = true};
  const std::array<std::pair<std::string_view, std::string*>, 5> needed{
      {{"X-Amz-Algorithm", nullptr},
       {"X-Amz-Credential", &found.credential},
       {"X-Amz-Signature", &found.signature},
       {"X-Amz-SignedHeaders", &found.signed_headers},
       {"X-Amz-Date", &found.date}}};
  std::string wrong;
  for (const auto& [name, out] : needed) {
    const auto at = std::ranges::find(query, name, &QueryParameter::name);
    if (at == query.end() || at->value.empty()) {
      wrong += fmt::format("AWS query-string parameters must include '{}'. ", name);
    } else if (out != nullptr) {
      *out = percent_decoded(at->value);
    }
  }
  if (!wrong.empty()) {
    return std::unexpected(
        FrontError{std::string(kIncomplete), wrong + "Re-examine the query-string parameters."});
  }
  return found;
}

}  // namespace

std::string_view Authorization::scope(std::size_t index) const noexcept {
  std::string_view rest = credential;
  for (; index > 0; --index) {
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) {
      return {};
    }
    rest.remove_prefix(slash + 1);
  }
  return rest.substr(0, rest.find('/'));
}

std::expected<Authorization, FrontError> authorization_of(const wire::HttpRequest& request) {
  const std::string_view header = request.header("authorization");
  const std::vector<QueryParameter> query = request.target.find('?') == std::string_view::npos
                                                ? std::vector<QueryParameter>()
                                                : query_of(request.target);
  const bool in_query =
      std::ranges::find(query, "X-Amz-Algorithm", &QueryParameter::name) != query.end();
  if (in_query && !header.empty()) {
    return std::unexpected(FrontError{"InvalidSignatureException",
                                      "Found both 'X-Amz-Algorithm' as a query-string param and "
                                      "'Authorization' as HTTP header."});
  }
  if (in_query) {
    return from_query(query);
  }
  if (!header.starts_with("AWS4-")) {
    return std::unexpected(missing_token());
  }
  return from_header(request, header);
}

std::vector<QueryParameter> query_of(std::string_view target) {
  std::vector<QueryParameter> out;
  const std::size_t mark = target.find('?');
  std::string_view rest =
      mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (!part.empty()) {
      const std::size_t equals = std::min(part.find('='), part.size());
      out.push_back({std::string(part.substr(0, equals)),
                     std::string(part.substr(std::min(equals + 1, part.size())))});
    }
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() && text[i] == '%' ? hex_digit(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : hex_digit(text[i + 2]);
    if (low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

std::string_view path_of(std::string_view target) noexcept {
  if (!target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) {
      return target.substr(0, target.find('?'));
    }
    const std::size_t slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target.substr(0, target.find('?'));
}

}  // namespace ddbsim::server
