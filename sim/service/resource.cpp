#include "sim/service/resource.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/service/transitions.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::service {

namespace {

/// Takes what stands before the next separator off the front; all of it when there is none.
std::string_view take(std::string_view& text, char separator) noexcept {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

/// Of this account and region, or why not.
std::optional<ServiceError> check_owner(const Account& account, const Arn& arn,
                                        std::string_view text, std::string_view action) {
  if (arn.account != account.parameters().account_id) {
    return not_authorized(account, action, text);
  }
  if (arn.region != account.parameters().region) {
    return ServiceError{ErrorType::resource_not_found, "Requested resource not found"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Arn> parse_arn(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 4> kPartitions = {"aws", "aws-cn", "aws-us-gov",
                                                           "aws-iso"};
  if (take(text, ':') != "arn") {
    return std::nullopt;
  }
  const std::string_view partition = take(text, ':');
  const bool known =
      std::find(kPartitions.begin(), kPartitions.end(), partition) != kPartitions.end();
  if (!known || take(text, ':') != "dynamodb") {
    return std::nullopt;
  }
  Arn arn{.region = take(text, ':'), .account = take(text, ':')};
  if (arn.region.empty() || arn.account.empty() || take(text, '/') != "table") {
    return std::nullopt;
  }
  arn.table = take(text, '/');
  const bool more = !text.empty();
  arn.kind = take(text, '/');
  arn.id = text;
  if (arn.table.empty() || (more && arn.id.empty())) {
    return std::nullopt;
  }
  return arn;
}

ServiceError invalid_arn(std::string_view arn) {
  return {.message =
              fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", arn)};
}

ServiceError not_authorized(const Account& account, std::string_view action, std::string_view arn) {
  return {.type = ErrorType::access_denied,
          .message = fmt::format("User: arn:aws:iam::{}:root is not authorized to perform: "
                                 "dynamodb:{} on resource: {} because no resource-based policy "
                                 "allows the dynamodb:{} action",
                                 account.parameters().account_id, action, arn, action)};
}

Result<std::string_view> table_name_of(const Account& account, std::string_view name_or_arn,
                                       std::string_view action) {
  if (!name_or_arn.starts_with("arn:")) {
    return name_or_arn;
  }
  const std::optional<Arn> arn = parse_arn(name_or_arn);
  if (!arn || !arn->kind.empty()) {
    return std::unexpected(invalid_arn(name_or_arn));
  }
  if (auto error = check_owner(account, *arn, name_or_arn, action)) {
    return std::unexpected(std::move(*error));
  }
  return arn->table;
}

Result<table::Table*> locate_table(const Account& account, std::string_view name_or_arn,
                                   std::string_view action) {
  const auto name = table_name_of(account, name_or_arn, action);
  if (!name) {
    return std::unexpected(name.error());
  }
  table::Table* const table = account.find_table(*name);
  if (table != nullptr && is_reachable(account, *name)) {
    return table;
  }
  return fail(ErrorType::resource_not_found, "Requested resource not found");
}

Result<table::Table*> find_named_table(const Account& account, std::string_view name_or_arn,
                                       std::string_view action) {
  const auto name = table_name_of(account, name_or_arn, action);
  if (!name) {
    return std::unexpected(name.error());
  }
  if (table::Table* const table = account.find_table(*name)) {
    return table;
  }
  return fail(ErrorType::resource_not_found,
              fmt::format("Requested resource not found: Table: {} not found", *name));
}

Result<table::Table*> find_source_table(const Account& account, std::string_view name_or_arn,
                                        std::string_view action) {
  const auto name = table_name_of(account, name_or_arn, action);
  if (!name) {
    return std::unexpected(name.error());
  }
  if (table::Table* const table = account.find_table(*name)) {
    return table;
  }
  return fail(ErrorType::table_not_found, fmt::format("Table not found: {}", *name));
}

std::string new_arn(const Account& account, const std::string& table, std::string_view kind,
                    std::uint64_t attempt) {
  const std::int64_t now = account.now().time_since_epoch().count();
  const std::uint64_t hash =
      value::hash_bytes(table, value::mix(static_cast<std::uint64_t>(now), attempt));
  return fmt::format("{}/{}/{:014}-{:08x}", account.table_arn(table), kind, now,
                     hash & 0xFFFF'FFFFU);
}

}  // namespace ddbsim::service
