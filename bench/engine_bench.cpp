// Typed calls by reference, no JSON, beside a bare hash map (the floor) and a naive table of
// std::map and nlohmann::json (what one would write in an afternoon), in the same run.

#include <deque>
#include <malloc.h>
#include <map>
#include <sstream>

#include <benchmark/benchmark.h>
#include <boost/unordered/unordered_flat_map.hpp>
#include <nlohmann/json.hpp>

#include "bench/workload.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/value/ensure.hpp"

namespace ddbsim::bench {
namespace {

using service::Account;

constexpr std::int64_t kSmall = 10'000;
constexpr std::int64_t kLarge = 1'000'000;
constexpr std::size_t kRequests = 100'000;  // made beforehand, so that only the call is timed

/// Accounts are filled once for each size, and kept: filling a million rows takes longer than
/// measuring.
Account& account_of(std::int64_t rows, Extras extras) {
  static std::map<std::pair<std::int64_t, Extras>, std::unique_ptr<Account>> accounts;
  auto& account = accounts[{rows, extras}];
  if (!account) {
    account = filled_account(static_cast<std::uint64_t>(rows), extras);
  }
  return *account;
}

template <class Make>
auto requests(std::int64_t rows, Make make) {
  std::vector<decltype(make(std::uint64_t{}))> made;
  made.reserve(kRequests);
  for (std::uint64_t i = 0; i < kRequests; ++i) {
    made.push_back(make(scattered(i, static_cast<std::uint64_t>(rows))));
  }
  return made;
}

template <class Requests>
void play(benchmark::State& state, Account& account, const Requests& made) {
  std::size_t i = 0;
  for (auto _ : state) {
    auto response = service::execute(account, made[i], {});
    if (!response) {
      state.SkipWithError(response.error().message.c_str());
      return;
    }
    benchmark::DoNotOptimize(response);
    i = i + 1 == made.size() ? 0 : i + 1;
  }
  state.SetItemsProcessed(state.iterations());
}

// ---- the floor ----------------------------------------------------------------------------------

void BareMapLookup(benchmark::State& state) {
  static std::map<std::int64_t, boost::unordered_flat_map<std::string, value::Item>> maps;
  auto& map = maps[state.range(0)];
  const auto key = [](const value::Item& item) {
    return std::string(item.find("pk").bytes()).append(item.find("sk").bytes());
  };
  if (map.empty()) {
    for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(state.range(0)); ++n) {
      value::Item item = row(n);
      map.emplace(key(item), std::move(item));
    }
  }
  const auto keys = requests(state.range(0), [&](std::uint64_t n) { return key(row(n)); });
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(map.find(keys[i])->second.size_bytes());
    i = i + 1 == keys.size() ? 0 : i + 1;
  }
}

// ---- the naive table ----------------------------------------------------------------------------

using Json = nlohmann::json;

/// What one writes first: documents in a tree, copied into the index and the stream.
struct NaiveTable {
  std::map<std::string, Json> items;
  std::map<std::string, Json> index;
  std::deque<Json> stream;
  bool extras = false;

  static std::string key(const Json& item) {
    return item["pk"]["S"].get<std::string>() + "|" + item["sk"]["S"].get<std::string>();
  }
  static std::string index_key(const Json& item) {
    return item["message_group_uuid"]["S"].get<std::string>() + "|" +
           item["sk"]["S"].get<std::string>() + "|" + key(item);
  }
  void put(const Json& item) {
    const std::string at = key(item);
    const auto found = items.find(at);
    if (extras) {
      if (found != items.end()) {
        index.erase(index_key(found->second));
      }
      index[index_key(item)] = item;
      stream.push_back({{"Keys", {{"pk", item["pk"]}, {"sk", item["sk"]}}}, {"NewImage", item}});
    }
    items[at] = item;
  }
};

NaiveTable& naive_of(std::int64_t rows, bool extras) {
  static std::map<std::pair<std::int64_t, bool>, NaiveTable> tables;
  NaiveTable& table = tables[{rows, extras}];
  if (table.items.empty()) {
    table.extras = extras;
    for (std::uint64_t n = 0; n < static_cast<std::uint64_t>(rows); ++n) {
      table.put(value::to_json(row(n)));
    }
    table.stream.clear();
  }
  return table;
}

void NaiveGet(benchmark::State& state) {
  NaiveTable& table = naive_of(state.range(0), false);
  const auto keys = requests(
      state.range(0), [](std::uint64_t n) { return NaiveTable::key(value::to_json(row(n))); });
  std::size_t i = 0;
  for (auto _ : state) {
    Json found = table.items.find(keys[i])->second;
    benchmark::DoNotOptimize(found);
    i = i + 1 == keys.size() ? 0 : i + 1;
  }
}

void naive_put(benchmark::State& state, bool extras) {
  NaiveTable& table = naive_of(state.range(0), extras);
  const auto items = requests(
      state.range(0), [](std::uint64_t n) { return value::to_json(row(n, "see you there")); });
  std::size_t i = 0;
  for (auto _ : state) {
    table.put(items[i]);
    if (table.stream.size() > kRequests) {
      table.stream.pop_front();
    }
    i = i + 1 == items.size() ? 0 : i + 1;
  }
}
void NaivePut(benchmark::State& state) { naive_put(state, false); }
void NaivePutIndexStream(benchmark::State& state) { naive_put(state, true); }

/// Both or none: looks first, then writes.
void NaiveTransactWriteOf2(benchmark::State& state) {
  NaiveTable& table = naive_of(state.range(0), false);
  const auto items = requests(state.range(0), [](std::uint64_t n) {
    return std::pair(value::to_json(row(n, "moved")), value::to_json(row(n ^ 1U, "moved")));
  });
  std::size_t i = 0;
  for (auto _ : state) {
    const auto& [one, other] = items[i];
    const bool both =
        table.items.contains(NaiveTable::key(one)) && table.items.contains(NaiveTable::key(other));
    value::ensure(both, "both rows are there");
    table.put(one);
    table.put(other);
    i = i + 1 == items.size() ? 0 : i + 1;
  }
}

/// 25 neighbours, copied.
void NaiveQueryOf25(benchmark::State& state) {
  NaiveTable& table = naive_of(state.range(0), false);
  const auto keys = requests(
      state.range(0), [](std::uint64_t n) { return NaiveTable::key(value::to_json(row(n))); });
  std::size_t i = 0;
  for (auto _ : state) {
    std::vector<Json> found;
    for (auto at = table.items.lower_bound(keys[i]); at != table.items.end() && found.size() < 25;
         ++at) {
      found.push_back(at->second);
    }
    benchmark::DoNotOptimize(found);
    i = i + 1 == keys.size() ? 0 : i + 1;
  }
}

/// Knows beforehand what is to be done.
void NaiveUpdate(benchmark::State& state) {
  NaiveTable& table = naive_of(state.range(0), false);
  const auto keys = requests(
      state.range(0), [](std::uint64_t n) { return NaiveTable::key(value::to_json(row(n))); });
  std::size_t i = 0;
  for (auto _ : state) {
    Json changed = table.items.find(keys[i])->second;
    changed["edits"]["N"] =
        std::to_string(std::stoll(changed["edits"]["N"].get<std::string>()) + 1);
    table.put(changed);
    i = i + 1 == keys.size() ? 0 : i + 1;
  }
}

/// The same from a request, with an expression that has to be read: `SET a = b + :c`, split at its
/// blanks, in the way of an afternoon.
void naive_update(NaiveTable& table, const Json& request) {
  Json changed = table.items.find(NaiveTable::key(request["Key"]))->second;
  std::istringstream words(request["UpdateExpression"].get<std::string>());
  std::string verb;
  std::string target;
  std::string assign;
  std::string left;
  std::string plus;
  std::string right;
  words >> verb >> target >> assign >> left >> plus >> right;
  value::ensure(verb == "SET" && assign == "=" && plus == "+", "the expression is understood");
  const auto number = [&](const std::string& operand) {
    const Json& value =
        operand.starts_with(':') ? request["ExpressionAttributeValues"][operand] : changed[operand];
    return std::stoll(value["N"].get<std::string>());
  };
  changed[target] = {{"N", std::to_string(number(left) + number(right))}};
  table.put(changed);
}
void NaiveUpdateRequest(benchmark::State& state) {
  NaiveTable& table = naive_of(state.range(0), false);
  const auto made = requests(state.range(0), [](std::uint64_t n) {
    return Json{{"Key", value::to_json(key_of(row(n)))},
                {"UpdateExpression", "SET edits = edits + :one"},
                {"ExpressionAttributeValues", {{":one", {{"N", "1"}}}}}};
  });
  std::size_t i = 0;
  for (auto _ : state) {
    naive_update(table, made[i]);
    i = i + 1 == made.size() ? 0 : i + 1;
  }
}

// ---- ours ---------------------------------------------------------------------------------------

void GetItem(benchmark::State& state) {
  play(state, account_of(state.range(0), Extras::none),
       requests(state.range(0), [](std::uint64_t n) {
         return service::GetItemRequest{.table_name = "cruddur-messages", .key = key_of(row(n))};
       }));
}

auto puts(std::int64_t rows) {
  return requests(rows, [](std::uint64_t n) {
    return service::PutItemRequest{.table_name = "cruddur-messages",
                                   .item = row(n, "see you there")};
  });
}
void PutItem(benchmark::State& state) {
  play(state, account_of(state.range(0), Extras::none), puts(state.range(0)));
}
void PutItemIndexStream(benchmark::State& state) {
  play(state, account_of(state.range(0), Extras::index_and_stream), puts(state.range(0)));
}

void UpdateItem(benchmark::State& state) {
  play(state, account_of(state.range(0), Extras::none),
       requests(state.range(0), [](std::uint64_t n) {
         return service::UpdateItemRequest{.table_name = "cruddur-messages",
                                           .key = key_of(row(n)),
                                           .update_expression = "SET edits = edits + :one",
                                           .expression_attribute_values = {{":one", 1}}};
       }));
}

void QueryOf25(benchmark::State& state) {
  // One conversation in a thousand has 25 messages more.
  Account& account = account_of(state.range(0), Extras::none);
  const auto busy = [](std::uint64_t n) { return row(n / kRowsPerPartition * kRowsPerPartition); };
  static std::map<std::int64_t, bool> prepared;
  const std::uint64_t partitions = 1000;
  const std::uint64_t stride = static_cast<std::uint64_t>(state.range(0)) / partitions;
  if (!std::exchange(prepared[state.range(0)], true)) {
    for (std::uint64_t i = 0; i < partitions * 25; ++i) {
      value::Map item = busy(i / 25 * stride).to_map();
      item["sk"] = fmt::format("2027-01-01T00:00:{:02}.000Z", i % 25);
      value::ensure(execute(account,
                            service::PutItemRequest{.table_name = "cruddur-messages",
                                                    .item = value::Item(item)},
                            {})
                        .has_value(),
                    "a row is put");
    }
  }
  play(state, account, requests(state.range(0), [&](std::uint64_t n) {
         return service::QueryRequest{
             .table_name = "cruddur-messages",
             .key_condition_expression = "pk = :pk AND begins_with(sk, :year)",
             .expression_attribute_values = {
                 {":pk", std::string(busy(n % partitions * stride).find("pk").bytes())},
                 {":year", "2027"}}};
       }));
}

void TransactWriteOf2(benchmark::State& state) {
  play(state, account_of(state.range(0), Extras::none),
       requests(state.range(0), [](std::uint64_t n) {
         const auto put = [](std::uint64_t m) {
           return service::TransactWriteItem{
               .put =
                   service::TransactPut{.table_name = "cruddur-messages", .item = row(m, "moved")}};
         };
         return service::TransactWriteItemsRequest{.transact_items = {{put(n), put(n ^ 1U)}}};
       }));
}

/// Bytes of the allocator in use for each item, and how much of it is not payload.
void MemoryPerItem(benchmark::State& state) {
  const auto rows = static_cast<std::uint64_t>(state.range(0));
  std::uint64_t payload = 0;
  std::size_t used = 0;
  for (auto _ : state) {
    const std::size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
    const auto account = filled_account(rows, Extras::index_and_stream);
    used = mallinfo2().uordblks + mallinfo2().hblkhd - before;
    payload = account->find_table("cruddur-messages")->items().size_bytes();
  }
  state.counters["bytes/item"] = static_cast<double>(used) / static_cast<double>(rows);
  state.counters["payload/item"] = static_cast<double>(payload) / static_cast<double>(rows);
  state.counters["overhead/item"] = static_cast<double>(used - payload) / static_cast<double>(rows);
}

}  // namespace
}  // namespace ddbsim::bench

namespace bench = ddbsim::bench;
BENCHMARK(bench::MemoryPerItem)->Arg(bench::kLarge)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(bench::BareMapLookup)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::GetItem)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::NaiveGet)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::PutItem)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::NaivePut)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::PutItemIndexStream)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::NaivePutIndexStream)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::UpdateItem)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::NaiveUpdate)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::NaiveUpdateRequest)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::QueryOf25)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::NaiveQueryOf25)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::TransactWriteOf2)->Arg(bench::kSmall)->Arg(bench::kLarge);
BENCHMARK(bench::NaiveTransactWriteOf2)->Arg(bench::kSmall)->Arg(bench::kLarge);
