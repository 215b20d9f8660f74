#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/service/account.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::service {

using value::Item;
using value::number;

/// DynamoDB JSON of an item, members sorted by name; "none" for no item.
inline std::string text_of(const Item& item) {
  std::string text;
  if (!item) {
    return "none";
  }
  value::append_json(item, text);
  return text;
}

/// The values of one attribute, separated by blanks: what a query found, at a glance.
inline std::string list_of(const std::optional<std::vector<Item>>& items,
                           std::string_view attribute) {
  if (!items) {
    return "no items member";
  }
  std::string text;
  for (const Item& item : *items) {
    const value::ValueView found = item.find(attribute);
    fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? "" : " ",
                   found.is(value::Type::S) ? std::string(found.bytes())
                   : found                  ? found.number().text()
                                            : "-");
  }
  return text;
}

/// "4 = table 1, gsi_all 2, lsi_all 1": the total and its parts; "4" without parts, "none" when not
/// reported.
inline std::string text_of(const std::optional<ConsumedCapacity>& consumed) {
  if (!consumed) {
    return "none";
  }
  std::string text = fmt::format("{}", consumed->capacity_units.value());
  if (consumed->table) {
    fmt::format_to(std::back_inserter(text), " = table {}",
                   consumed->table->capacity_units.value());
  }
  for (const auto* group :
       {&consumed->global_secondary_indexes, &consumed->local_secondary_indexes}) {
    if (*group) {
      for (const auto& [index, units] : **group) {
        fmt::format_to(std::back_inserter(text), ", {} {}", index, units.capacity_units.value());
      }
    }
  }
  return text;
}

/// The same of several tables, each after its name: "plain 0.5; ranged 2 = table 1, gsi_all 1".
inline std::string text_of(const std::optional<std::vector<ConsumedCapacity>>& consumed) {
  if (!consumed) {
    return "none";
  }
  std::string text;
  for (const ConsumedCapacity& one : *consumed) {
    fmt::format_to(std::back_inserter(text), "{}{} {}", text.empty() ? "" : "; ",
                   one.table_name.value(), text_of(std::optional(one)));
  }
  return text;
}

/// "ValidationException: text", or "ok".
template <class Response>
std::string error_of(const Result<Response>& result) {
  return result ? "ok"
                : fmt::format("{}: {}", name_of(result.error().type), result.error().message);
}
inline std::string validation(std::string_view message) {
  return fmt::format("ValidationException: {}", message);
}
inline std::string parameters(std::string_view message) {
  return validation(fmt::format("One or more parameter values were invalid: {}", message));
}

/// An account with two tables, both with a stream of both images:
///   "ranged"  pk (S), sk (S); global indexes gsi_all (g1 S, g2 N; ALL), gsi_keys (g1; KEYS_ONLY),
///   gsi_inc (g1; INCLUDE x);
///        local indexes lsi_all (l1 S; ALL), lsi_keys (l2 N; KEYS_ONLY)
///   "plain"  pk (S)
/// The same tables were made on the oracles to capture the texts that the tests expect.
class ItemTest : public ::testing::Test {
 protected:
  ItemTest() {
    using table::ProjectionKind;
    using value::Type;
    const table::KeyAttribute pk{"pk", Type::S};
    const auto index = [](std::string name, table::KeySchema key, ProjectionKind kind, bool local) {
      return table::IndexDefinition{.name = std::move(name),
                                    .key = std::move(key),
                                    .projection = {.kind = kind},
                                    .local = local};
    };
    table::TableDefinition ranged{.name = "ranged",
                                  .key = {.hash = {pk}, .range = {{"sk", Type::S}}}};
    ranged.indexes = {
        index("lsi_all", {.hash = {pk}, .range = {{"l1", Type::S}}}, ProjectionKind::all, true),
        index("lsi_keys", {.hash = {pk}, .range = {{"l2", Type::N}}}, ProjectionKind::keys_only,
              true),
        index("gsi_all", {.hash = {{"g1", Type::S}}, .range = {{"g2", Type::N}}},
              ProjectionKind::all, false),
        index("gsi_keys", {.hash = {{"g1", Type::S}}, .range = {}}, ProjectionKind::keys_only,
              false),
        index("gsi_inc", {.hash = {{"g1", Type::S}}, .range = {}}, ProjectionKind::include, false),
    };
    ranged.indexes.back().projection.include = {"x"};
    account.add_table(std::move(ranged));
    account.add_table({.name = "plain", .key = {.hash = {pk}, .range = {}}});
    for (const char* name : {"ranged", "plain"}) {
      account.open_stream(*account.find_table(name), table::StreamView::new_and_old_images);
    }
  }

  template <class Request>
  Result<typename Request::Response> call(const Request& request) {
    auto result = execute(account, request, CallContext{});
    account.verify();
    return result;
  }

  void put(std::string_view table, Item item) {
    EXPECT_EQ(
        error_of(call(PutItemRequest{.table_name = std::string(table), .item = std::move(item)})),
        "ok");
  }
  Item get(std::string_view table, Item key) {
    return call(GetItemRequest{.table_name = std::string(table),
                               .key = std::move(key),
                               .consistent_read = true})
        ->item;
  }
  /// Records of a table's stream so far.
  std::uint64_t records(std::string_view table) {
    return account.stream_of(table)->shards().front()->end();
  }

  /// Four items of partition "p" of table "ranged", all of them in all indexes; g2 ascends with sk,
  /// l2 descends.
  void put_four() {
    for (int i = 0; i < 4; ++i) {
      put("ranged", {{"pk", "p"},
                     {"sk", fmt::format("s{}", i)},
                     {"g1", "g"},
                     {"g2", i},
                     {"l1", fmt::format("l{}", i)},
                     {"l2", 9 - i},
                     {"x", fmt::format("x{}", i)},
                     {"y", "yyyyyyyyyy"}});
    }
  }

  Account account;
};

}  // namespace ddbsim::service
