#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/service/account.hpp"

// Names and ARNs of tables, and what else an ARN names: the one place that knows their form.
namespace ddbsim::service {

/// "arn:aws:dynamodb:REGION:ACCOUNT:table/NAME", and below a table "/index/NAME",
/// "/stream/LABEL", "/backup/ID", ...
struct Arn {
  std::string_view region;
  std::string_view account;
  std::string_view table;
  std::string_view kind;  ///< "index", "stream", "backup", ...; empty: the table itself
  std::string_view id;    ///< what follows the kind
};
/// Nothing when the text is no ARN of a table or of what belongs to one. The views are of `text`.
[[nodiscard]] std::optional<Arn> parse_arn(std::string_view text) noexcept;

/// "Invalid TableArn: Invalid ResourceArn provided as input ...".
[[nodiscard]] ServiceError invalid_arn(std::string_view arn);
/// "User: ... is not authorized to perform: dynamodb:PutItem on resource: ...". Resources of other
/// accounts need a policy that lets this one in; no other account is simulated, so none does.
[[nodiscard]] ServiceError not_authorized(const Account& account, std::string_view action,
                                          std::string_view arn);

/// "PutItem" of PutItemRequest: the action that most operations are to IAM.
template <class Request>
[[nodiscard]] std::string_view action_name() {
  return operation_name(RequestRef(std::in_place_type<const Request*>, nullptr).index());
}

/// The name of the table that a request's TableName means: itself, or what its ARN says. Refused:
/// what begins as an ARN and is none of a table (ValidationException), ARNs of other accounts
/// (AccessDeniedException) and other regions (ResourceNotFoundException: no oracle takes ARNs, and
/// an endpoint knows its own region only). `action` as IAM has it, without "dynamodb:".
[[nodiscard]] Result<std::string_view> table_name_of(const Account& account,
                                                     std::string_view name_or_arn,
                                                     std::string_view action);

/// The same of a member that may be absent; then empty.
[[nodiscard]] inline Result<std::string_view> named_table_or_none(const Account& account,
                                                                  const Text& name_or_arn,
                                                                  std::string_view action) {
  return name_or_arn ? table_name_of(account, std::string_view(*name_or_arn), action)
                     : Result<std::string_view>(std::string_view());
}

/// The table of a data operation, by name or ARN. Otherwise ResourceNotFoundException "Requested
/// resource not found".
[[nodiscard]] Result<table::Table*> locate_table(const Account& account,
                                                 std::string_view name_or_arn,
                                                 std::string_view action);

/// The same for the control plane, which says which table it did not find.
[[nodiscard]] Result<table::Table*> find_named_table(const Account& account,
                                                     std::string_view name_or_arn,
                                                     std::string_view action);

/// The same for backups, exports and global tables, which have an error of their own for it:
/// TableNotFoundException "Table not found: NAME".
[[nodiscard]] Result<table::Table*> find_source_table(const Account& account,
                                                      std::string_view name_or_arn,
                                                      std::string_view action);

/// The ARN of something new that belongs to a table: "arn:...:table/messages/backup/
/// 01489602797149-73d8d5bc", the time and what tells those of one millisecond apart, which
/// `attempt` (0, 1, ...) decides.
[[nodiscard]] std::string new_arn(const Account& account, const std::string& table,
                                  std::string_view kind, std::uint64_t attempt);

}  // namespace ddbsim::service
