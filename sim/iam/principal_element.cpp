#include "sim/iam/principal_element.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/iam/reading.hpp"

namespace ddbsim::iam {

namespace {

using Json = nlohmann::json;

bool is_account(std::string_view text) {
  return text.size() == 12 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The account of "arn:aws:iam::123456789012:root".
std::string_view root_account_of(std::string_view arn) {
  constexpr std::string_view kBefore = ":iam::";
  constexpr std::string_view kAfter = ":root";
  const std::size_t begin = arn.find(kBefore);
  if (begin == std::string_view::npos || !arn.ends_with(kAfter)) {
    return {};
  }
  arn.remove_prefix(begin + kBefore.size());
  return arn.substr(0, arn.size() - kAfter.size());
}

}  // namespace

std::expected<std::string, PolicyError> PrincipalElement::aws_principal(const Json& json) {
  auto text = json.is_string() ? json.get<std::string>() : std::string();
  if (text != "*" && !is_account(text) && !text.starts_with("arn:")) {
    return std::unexpected(
        PolicyError{"", fmt::format("Invalid principal in policy: \"AWS\":{}",
                                    json.dump(-1, ' ', false, Json::error_handler_t::replace))});
  }
  return text;
}

std::expected<PrincipalElement, PolicyError> PrincipalElement::parse(const Json& json) {
  PrincipalElement out;
  if (json == "*") {
    out.aws_ = {"*"};
    return out;
  }
  if (!json.is_object() || json.empty()) {
    return std::unexpected(PolicyError{"", "expected \"*\" or an object like {\"AWS\": ...}"});
  }
  for (const auto& [kind, named] : json.items()) {
    const std::string pointer = below("", kind);
    if (kind != "AWS" && kind != "Service" && kind != "Federated" && kind != "CanonicalUser") {
      return std::unexpected(PolicyError{pointer, "unknown kind of principal"});
    }
    auto read = kind == "AWS" ? read_each<std::string>(named, pointer, aws_principal)
                              : read_each<std::string>(named, pointer, read_text);
    if (!read) {
      return std::unexpected(std::move(read.error()));
    }
    if (kind == "AWS") {
      out.aws_ = std::move(*read);
    }
  }
  return out;
}

Named PrincipalElement::names(const Caller& caller) const {
  Named out = Named::no;
  for (const std::string& named : aws_) {
    Named one = Named::no;
    if (named == caller.arn) {
      one = Named::caller;
    } else if (named == "*") {
      one = caller.is_session() ? Named::role : Named::caller;
    } else if (named == caller.principal_arn) {
      one = Named::role;
    } else if (named == caller.account || root_account_of(named) == caller.account) {
      one = Named::account;
    }
    out = std::max(out, one);
  }
  return out;
}

}  // namespace ddbsim::iam
