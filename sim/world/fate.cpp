#include "sim/world/fate.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "sim/value/ensure.hpp"

namespace ddbsim::world {
namespace {

using service::Request;
using Labels = std::span<const std::string_view>;

constexpr std::array<std::string_view, 10> kNames = {
    "ok",          "refused",  "throttled",   "answer-lost", "applied-twice",
    "crash-after", "conflict", "unprocessed", "short-page",  "late"};

constexpr std::array<std::string_view, 4> kRead = {"ok", "refused", "throttled", "crash-after"};
constexpr std::array<std::string_view, 5> kPagedRead = {"ok", "refused", "throttled", "crash-after",
                                                        "short-page"};
constexpr std::array<std::string_view, 5> kBatchRead = {"ok", "refused", "throttled", "crash-after",
                                                        "unprocessed"};
constexpr std::array<std::string_view, 5> kTransactRead = {"ok", "refused", "throttled",
                                                           "crash-after", "conflict"};
constexpr std::array<std::string_view, 7> kOther = {
    "ok", "refused", "throttled", "answer-lost", "applied-twice", "crash-after", "late"};
constexpr std::array<std::string_view, 8> kWrite = {"ok",          "refused",       "throttled",
                                                    "answer-lost", "applied-twice", "crash-after",
                                                    "conflict",    "late"};
constexpr std::array<std::string_view, 8> kBatchWrite = {
    "ok",          "refused",     "throttled", "answer-lost", "applied-twice",
    "crash-after", "unprocessed", "late"};

template <class... Ts>
bool is_one_of(const Request& request) noexcept {
  return (std::holds_alternative<Ts>(request) || ...);
}

service::Result<service::Response> cancelled(std::size_t actions) {
  service::ServiceError error{.type = service::ErrorType::transaction_canceled, .message = {}};
  error.cancellation_reasons.resize(actions);
  std::string codes;
  for (std::size_t action = 0; action < actions; ++action) {
    auto& reason = error.cancellation_reasons[action];
    if (action == 0) {
      reason = {.code = "TransactionConflict",
                .message = "Transaction is ongoing for the item",
                .item = {}};
    }
    codes += (action == 0 ? "" : ", ") + reason.code;
  }
  error.message = fmt::format(
      "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes);
  return std::unexpected(std::move(error));
}

service::Result<service::Response> in_conflict(const Request& request) {
  if (const auto* write = std::get_if<service::TransactWriteItemsRequest>(&request)) {
    return cancelled(write->transact_items ? write->transact_items->size() : 0);
  }
  if (const auto* read = std::get_if<service::TransactGetItemsRequest>(&request)) {
    return cancelled(read->transact_items ? read->transact_items->size() : 0);
  }
  return service::fail(service::ErrorType::transaction_conflict,
                       "Transaction is ongoing for the item");
}

service::Result<service::Response> throttled() {
  return service::fail(
      service::ErrorType::provisioned_throughput_exceeded,
      "The level of configured provisioned throughput for the table was exceeded. Consider "
      "increasing your provisioning level with the UpdateTable API.");
}

std::vector<service::WriteRequest>& parts_of(std::vector<service::WriteRequest>& table) {
  return table;
}
std::vector<value::Item>& parts_of(service::KeysAndAttributes& table) {
  return table.keys ? *table.keys : table.keys.emplace();
}

/// The last part of a batch comes back; a batch of one part is refused, as the service does when it
/// can process nothing. What is no batch is for the service to refuse.
template <class Batch, class Unprocessed>
service::Result<service::Response> without_last(Batch request, Unprocessed unprocessed, Send send) {
  if (!request.request_items || request.request_items->empty() ||
      parts_of(request.request_items->rbegin()->second).empty()) {
    return send(&request);
  }
  auto& tables = *request.request_items;
  const auto last = std::prev(tables.end());
  auto left = *last;
  parts_of(left.second) = {parts_of(last->second).back()};
  parts_of(last->second).pop_back();
  if (parts_of(last->second).empty()) {
    tables.erase(last);
  }
  if (tables.empty()) {
    return throttled();
  }
  auto response = send(&request);
  if (response) {
    (std::get<typename Batch::Response>(*response).*unprocessed)
        .emplace()
        .emplace(left.first, std::move(left.second));
  }
  return response;
}

service::Result<service::Response> with_part(const Request& request, Send send) {
  if (const auto* write = std::get_if<service::BatchWriteItemRequest>(&request)) {
    return without_last(*write, &service::BatchWriteItemResponse::unprocessed_items, send);
  }
  return without_last(std::get<service::BatchGetItemRequest>(request),
                      &service::BatchGetItemResponse::unprocessed_keys, send);
}

service::Result<service::Response> with_one_item(Request request, Send send) {
  if (auto* query = std::get_if<service::QueryRequest>(&request)) {
    query->limit = 1;
  } else {
    std::get<service::ScanRequest>(request).limit = 1;
  }
  return send(service::reference_to(request));
}

}  // namespace

bool is_read(const Request& request) noexcept {
  return is_one_of<service::GetItemRequest, service::BatchGetItemRequest,
                   service::TransactGetItemsRequest, service::QueryRequest, service::ScanRequest>(
      request);
}

Labels fates_of(const Request& request) {
  if (is_one_of<service::QueryRequest, service::ScanRequest>(request)) {
    return kPagedRead;
  }
  if (is_one_of<service::BatchGetItemRequest>(request)) {
    return kBatchRead;
  }
  if (is_one_of<service::TransactGetItemsRequest>(request)) {
    return kTransactRead;
  }
  if (is_read(request)) {
    return kRead;
  }
  if (is_one_of<service::BatchWriteItemRequest>(request)) {
    return kBatchWrite;
  }
  return is_one_of<service::PutItemRequest, service::UpdateItemRequest, service::DeleteItemRequest,
                   service::TransactWriteItemsRequest>(request)
             ? Labels(kWrite)
             : Labels(kOther);
}

std::string_view name_of(Fate fate) noexcept { return kNames[static_cast<std::size_t>(fate)]; }

Fate fate_named(std::string_view label) {
  const auto at = std::ranges::find(kNames, label);
  value::ensure(at != kNames.end(), "a fate is one of its labels");
  return static_cast<Fate>(at - kNames.begin());
}

service::Result<service::Response> answer_with(Fate fate, const Request& request, Send send) {
  const auto once = [&] { return send(service::reference_to(request)); };
  switch (fate) {
    case Fate::refused:
      return service::fail(service::ErrorType::internal_server_error, "Internal server error");
    case Fate::throttled:
      return throttled();
    case Fate::conflict:
      return in_conflict(request);
    case Fate::unprocessed:
      return with_part(request, send);
    case Fate::short_page:
      return with_one_item(request, send);
    case Fate::answer_lost:
      static_cast<void>(once());
      return service::fail(service::ErrorType::internal_server_error, "Internal server error");
    case Fate::applied_twice:
      static_cast<void>(once());
      return once();
    case Fate::ok:
    case Fate::crash_after:
    case Fate::late:
      break;
  }
  return once();
}

}  // namespace ddbsim::world
