#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "sim/service/control_state.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/service/java_text.hpp"
#include "sim/service/reflection.hpp"
#include "sim/value/hash.hpp"

// What exports and imports have in common.
namespace ddbsim::service {

/// "arn:...:table/messages/export/01693685827463-2d8752fd".
[[nodiscard]] std::string new_transfer_arn(const Account& account, const std::string& table,
                                           std::string_view kind);
/// Refuses where the account has no object store. Our words: the service always has S3.
[[nodiscard]] Refusal check_store(const Account& account);

/// A hash of all that a request says.
template <class Request>
[[nodiscard]] std::uint64_t content_of(const Request& request) {
  return value::hash_bytes(java_text(
      request_type(RequestRef(std::in_place_type<const Request*>, &request).index()), &request));
}
/// Is it the same request again? A client token is good for 8 hours (documented).
template <class Description>
[[nodiscard]] bool is_same_token(const Account& account, const Text& token,
                                 const Transfer<Description>& known) {
  constexpr std::chrono::hours kLife{8};
  return token && token == known.token && account.now() < known.started + kLife;
}

/// Tokens of lists: hexadecimal, in groups of 16 digits, 112 at least, as the API model demands of
/// ListImports.
[[nodiscard]] std::string list_token(const std::string& arn);
[[nodiscard]] Result<std::string> place_of_token(const std::string& token);

/// One page in order of ARN, at most 25; returns the token of the next one, when there is more.
template <class Transfers, class Show>
[[nodiscard]] Result<Text> list_transfers(const Transfers& all, const Text& table_arn,
                                          const Text& token, const Integer& limit, Show show) {
  constexpr std::int64_t kOfAPage = 25;
  auto next = all.begin();
  if (token) {
    const auto after = place_of_token(*token);
    if (!after) {
      return std::unexpected(after.error());
    }
    next = all.upper_bound(*after);
  }
  std::int64_t shown = 0;
  std::string last;
  for (; next != all.end(); ++next) {
    if (table_arn && *next->second.description->table_arn != *table_arn) {
      continue;
    }
    if (shown == limit.value_or(kOfAPage)) {
      return Text(list_token(last));
    }
    show(*next->second.description);
    last = next->first;
    ++shown;
  }
  return Text();
}

}  // namespace ddbsim::service
