#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/service/error.hpp"
#include "sim/service/item_checks.hpp"
#include "sim/value/hash.hpp"

// What TransactGetItems and TransactWriteItems have in common.
namespace ddbsim::service {

inline constexpr std::size_t kMaxTransactionBytes = 4ULL * 1024 * 1024;  ///< documented

/// Dynoxide's text; DynamoDB Local has its own ("Transaction payload size cannot exceed 4MB. ...").
[[nodiscard]] inline ServiceError transaction_too_large() {
  return {.message =
              "Collection size of items exceeded, which can also be caused by the aggregate size "
              "of the items "
              "in the transaction exceeding the 4MB limit"};
}

/// Refusals that are about a value as such come as a ValidationException, also when only the schema
/// tells that the value belongs to a key; so do paths into keys; those that are about the schema
/// cancel the transaction (reason ValidationError).
[[nodiscard]] inline bool refuses_the_request(const ServiceError& error) noexcept {
  return error.message.starts_with("One or more parameter values are not valid.") ||
         error.message.starts_with("Key attributes must be scalars;");
}

/// Why one action failed.
[[nodiscard]] inline CancellationReason as_reason(ServiceError error) {
  // Of an INSERT: DynamoDB Local says ValidationError here; the API model and Dynoxide have a code.
  const bool duplicate = error.type == ErrorType::duplicate_item;
  const bool condition = error.type == ErrorType::conditional_check_failed;
  return {.code = condition   ? "ConditionalCheckFailed"
                  : duplicate ? "DuplicateItem"
                              : "ValidationError",
          .message = std::move(error.message),
          .item = std::move(error.item)};
}

/// The reasons of a transaction, one for each action in order of the request.
class Reasons {
 public:
  explicit Reasons(std::size_t actions) : reasons_(actions) {}

  void fail(std::size_t action, ServiceError error) {
    if (!refusal_ && refuses_the_request(error)) {
      refusal_ = error;
    }
    reasons_[action] = as_reason(std::move(error));
    any_ = true;
  }
  /// The error of the request; nothing when no action failed.
  [[nodiscard]] Refusal error() && {
    if (refusal_ || !any_) {
      return std::move(refusal_);
    }
    std::string codes;
    for (const CancellationReason& reason : reasons_) {
      codes += codes.empty() ? reason.code : ", " + reason.code;
    }
    return ServiceError{.type = ErrorType::transaction_canceled,
                        .message = fmt::format(
                            "Transaction cancelled, please refer cancellation reasons for specific "
                            "reasons [{}]",
                            codes),
                        .cancellation_reasons = std::move(reasons_)};
  }

 private:
  std::vector<CancellationReason> reasons_;
  Refusal refusal_;
  bool any_ = false;
};

/// Refuses a second action on one item. Incomplete keys are left to the check of keys, which comes
/// after this.
class DistinctItems {
 public:
  /// Both outlive this object.
  [[nodiscard]] Refusal add(const table::Table& table, const value::Item& subject) {
    std::uint64_t hash = 0;
    if (!hash_key(table.definition().key, subject, hash)) {
      return {};
    }
    for (const Seen& seen : seen_) {
      if (seen.hash == hash && seen.table == &table &&
          same_key(table.definition().key, *seen.subject, subject)) {
        return ServiceError{
            .message = "Transaction request cannot include multiple operations on one item"};
      }
    }
    seen_.push_back({hash, &table, &subject});
    return {};
  }

 private:
  struct Seen {
    std::uint64_t hash;
    const table::Table* table;
    const value::Item* subject;
  };
  template <class Visit>
  static bool all_of_key(const table::KeySchema& schema, Visit visit) {
    return std::ranges::all_of(schema.hash, visit) && std::ranges::all_of(schema.range, visit);
  }
  /// False when an attribute of the key is missing.
  static bool hash_key(const table::KeySchema& schema, const value::Item& item,
                       std::uint64_t& hash) {
    return all_of_key(schema, [&](const table::KeyAttribute& key) {
      const value::ValueView value = item.find(key.name);
      hash = value::hash_bytes(value.bytes(), hash + 1);
      return static_cast<bool>(value);
    });
  }
  static bool same_key(const table::KeySchema& schema, const value::Item& a, const value::Item& b) {
    return all_of_key(schema, [&](const table::KeyAttribute& key) {
      return a.find(key.name) == b.find(key.name);
    });
  }
  std::vector<Seen> seen_;
};

}  // namespace ddbsim::service
