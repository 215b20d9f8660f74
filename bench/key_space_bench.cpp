#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>

#include "sim/table/key_space.hpp"

// A key space beside the fastest hash map there is, on the same composite keys of 38 bytes.
// Arguments: number of items, items in each collection.
namespace ddbsim::table {
namespace {

using value::Item;

/// One piece of memory, so that both structures are asked with equally cold keys.
struct Key {
  static constexpr std::size_t kPartition = 16;
  std::string bytes;  ///< "MSG#" and 12 digits, then a time of 22 characters
  [[nodiscard]] std::string_view partition() const {
    return std::string_view(bytes).substr(0, kPartition);
  }
  [[nodiscard]] std::string_view sort() const { return std::string_view(bytes).substr(kPartition); }
};

Key key_of_item(std::size_t number, std::size_t per_collection) {
  // Times all over a month; neighbours in time are not neighbours in order of making. 7919 is prime
  // to the seconds of a month, so that they are all different.
  constexpr std::size_t kMonth = 28UL * 86400;
  const std::size_t second = number % per_collection * 7919 % kMonth;
  return {fmt::format("MSG#{:012}2026-03-{:02}T{:02}:{:02}:{:02}.00", number / per_collection,
                      1 + second / 86400, second / 3600 % 24, second / 60 % 60, second % 60)};
}

std::vector<Key> keys_of(std::size_t count, std::size_t per_collection) {
  std::vector<Key> keys;
  keys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    keys.push_back(key_of_item(i, per_collection));
  }
  std::ranges::shuffle(keys, std::mt19937_64(1));
  return keys;
}

Item item_of(const Key& key, value::ItemBuilder& builder) {
  builder.add("pk", value::ValueView(value::Type::S, key.partition()));
  builder.add("sk", value::ValueView(value::Type::S, key.sort()));
  builder.add("message", "this is a message of middle length");
  builder.add("message_uuid", "a1b2c3d4-e5f6-4711-8899-aabbccddeeff");
  builder.add("user_handle", "andrewbrown");
  return builder.finish();
}

struct World {
  World(std::size_t count, std::size_t per_collection)
      : keys(keys_of(count, per_collection)), builder(&layouts) {
    for (const Key& key : keys) {
      items.push_back(item_of(key, builder));
    }
    // Probes in another order than that of making.
    std::ranges::shuffle(keys, std::mt19937_64(2));
  }
  void fill(KeySpace& space) const {
    for (const Item& item : items) {
      space.replace({}, item);
    }
  }
  std::vector<Key> keys;
  value::Layouts layouts;
  value::ItemBuilder builder;
  std::vector<Item> items;
  state::Journal journal;
};

KeySchema schema() { return {{{"pk"}}, {{"sk"}}}; }

/// Made once for each pair of arguments: a million items take seconds.
World& world(const benchmark::State& state) {
  static std::vector<std::pair<std::pair<std::int64_t, std::int64_t>, std::unique_ptr<World>>> made;
  const std::pair arguments{state.range(0), state.range(1)};
  for (const auto& [known, world] : made) {
    if (known == arguments) {
      return *world;
    }
  }
  made.clear();
  made.emplace_back(arguments, std::make_unique<World>(static_cast<std::size_t>(state.range(0)),
                                                       static_cast<std::size_t>(state.range(1))));
  return *made.back().second;
}

void BM_FlatMapGet(benchmark::State& state) {
  World& all = world(state);
  boost::unordered_flat_map<std::string, const void*> map;
  for (std::size_t i = 0; i < all.keys.size(); ++i) {
    map.emplace(all.keys[i].bytes, all.items[i].raw());
  }
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(map.find(all.keys[next].bytes)->second);
    next = next + 1 == all.keys.size() ? 0 : next + 1;
  }
}

/// The same, and a counted reference to the item: what a reader needs.
void BM_FlatMapGetItem(benchmark::State& state) {
  World& all = world(state);
  boost::unordered_flat_map<std::string, const void*> map;
  for (const Item& item : all.items) {
    std::string key(item.find("pk").bytes());
    key += item.find("sk").bytes();
    map.emplace(std::move(key), item.raw());
  }
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(Item::borrow_raw(map.find(all.keys[next].bytes)->second));
    next = next + 1 == all.keys.size() ? 0 : next + 1;
  }
}

void BM_KeySpaceGet(benchmark::State& state) {
  World& all = world(state);
  KeySpace space(all.journal, 1, schema(), {}, true);
  all.fill(space);
  std::size_t next = 0;
  for (auto _ : state) {
    const Key& key = all.keys[next];
    benchmark::DoNotOptimize(space.get(key.partition(), key.sort()));
    next = next + 1 == all.keys.size() ? 0 : next + 1;
  }
  state.counters["bytes/entry"] =
      static_cast<double>(space.memory_bytes()) / static_cast<double>(space.count());
}

void BM_KeySpaceMiss(benchmark::State& state) {
  World& all = world(state);
  KeySpace space(all.journal, 1, schema(), {}, true);
  all.fill(space);
  std::size_t next = 0;
  std::string partition;
  for (auto _ : state) {
    partition = all.keys[next].partition();
    partition[0] = 'X';
    benchmark::DoNotOptimize(space.get(partition, all.keys[next].sort()));
    next = next + 1 == all.keys.size() ? 0 : next + 1;
  }
}

void BM_KeySpaceQuery25(benchmark::State& state) {
  World& all = world(state);
  KeySpace space(all.journal, 1, schema(), {}, true);
  all.fill(space);
  std::size_t next = 0;
  for (auto _ : state) {
    const Key& key = all.keys[next];
    const Range range{{{key.sort()}, Bound::Side::before}, {{}, Bound::Side::after}};
    int left = 25;
    std::size_t bytes = 0;
    space.query(key.partition(), range, true, [&](const Item& item) {
      bytes += item.size_bytes();
      return --left > 0;
    });
    benchmark::DoNotOptimize(bytes);
    next = next + 1 == all.keys.size() ? 0 : next + 1;
  }
}

void BM_KeySpaceScan(benchmark::State& state) {
  World& all = world(state);
  KeySpace space(all.journal, 1, schema(), {}, true);
  all.fill(space);
  std::size_t bytes = 0;
  for (auto _ : state) {
    space.scan({}, [&](const Item& item) {
      bytes += item.size_bytes();
      return true;
    });
  }
  benchmark::DoNotOptimize(bytes);
  state.SetItemsProcessed(static_cast<std::int64_t>(space.count()) * state.iterations());
}

/// One insert each; the whole key space again and again.
void BM_KeySpaceInsert(benchmark::State& state) {
  World& all = world(state);
  std::unique_ptr<KeySpace> space;
  std::size_t next = 0;
  for (auto _ : state) {
    if (next == 0) {
      state.PauseTiming();
      space = std::make_unique<KeySpace>(all.journal, 1, schema(), KeySchema{}, true);
      state.ResumeTiming();
    }
    space->replace({}, all.items[next]);
    next = next + 1 == all.items.size() ? 0 : next + 1;
  }
}

void BM_KeySpaceReplace(benchmark::State& state) {
  World& all = world(state);
  KeySpace space(all.journal, 1, schema(), {}, true);
  all.fill(space);
  std::size_t next = 0;
  for (auto _ : state) {
    space.replace(all.items[next], all.items[next]);
    next = next + 7919 < all.items.size() ? next + 7919 : next + 7919 - all.items.size();
  }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  for (const auto& [count, per_collection] :
       {std::pair{10'000, 15}, {1'000'000, 15}, {1'000'000, 1}, {1'000'000, 1'000'000}}) {
    benchmark->Args({count, per_collection});
  }
}

BENCHMARK(BM_FlatMapGet)->Apply(sizes);
BENCHMARK(BM_FlatMapGetItem)->Apply(sizes);
BENCHMARK(BM_KeySpaceGet)->Apply(sizes);
BENCHMARK(BM_KeySpaceMiss)->Apply(sizes);
BENCHMARK(BM_KeySpaceQuery25)->Apply(sizes);
BENCHMARK(BM_KeySpaceInsert)->Apply(sizes);
BENCHMARK(BM_KeySpaceReplace)->Apply(sizes);
BENCHMARK(BM_KeySpaceScan)->Apply(sizes)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ddbsim::table
