// The explorer: the worlds of the first prototype (shards, records of each; the handler reads an
// item and writes it, for each record; a crash after the write, or the write refused), and what a
// visited state takes.
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "sim/explore/search.hpp"
#include "sim/scenario/reader.hpp"

namespace ddbsim::bench {
namespace {

using Outcome = std::variant<lambda::Done, lambda::Failed>;

/// Counts each record in one of two items.
Outcome count(service::Client& client, const lambda::Event& event,
              const lambda::InvocationContext& /*context*/) {
  for (const service::StreamRecord& record : event.records) {
    const std::string pk(record.dynamodb->keys.find("pk").bytes());
    const std::string key = pk.back() % 2 == 0 ? "even" : "odd";
    const auto read = client.call(service::GetItemRequest{
        .table_name = "totals", .key = {{"pk", key}}, .consistent_read = true});
    if (!read) {
      return lambda::Failed{"Error", "no answer"};
    }
    const std::size_t seen = read->item ? read->item.find("seen").bytes().size() : 0;
    const auto written = client.call(service::PutItemRequest{
        .table_name = "totals", .item = {{"pk", key}, {"seen", std::string(seen + 1, '|')}}});
    if (!written) {
      return lambda::Failed{"Error", "no answer"};
    }
  }
  return lambda::Done{};
}

std::string world_of(std::int64_t shards, std::int64_t records, std::int64_t faults) {
  std::string data;
  std::string placement;
  for (std::int64_t shard = 0; shard < shards; ++shard) {
    for (std::int64_t record = 0; record < records; ++record) {
      const std::string pk = fmt::format("r{}{}", shard, record);
      data += fmt::format("{}{{\"pk\": {{\"S\": \"{}\"}}}}", data.empty() ? "" : ", ", pk);
      placement += fmt::format("{}\"{}\": {}", placement.empty() ? "" : ", ", pk, shard);
    }
  }
  const auto table = [](const char* name, const char* stream) {
    return fmt::format(
        R"({{"TableName": "{}", "BillingMode": "PAY_PER_REQUEST"{},
             "AttributeDefinitions": [{{"AttributeName": "pk", "AttributeType": "S"}}],
             "KeySchema": [{{"AttributeName": "pk", "KeyType": "HASH"}}]}})",
        name, stream);
  };
  return fmt::format(
      R"({{"kind": "exploration", "name": "bench", "world": {{"partitions": {},
           "placement": {{"work": {{{}}}}}}}, "tables": [{}, {}], "data": {{"work": [{}]}},
           "functions": {{"f": {{"native": "bench/count"}}}},
           "mappings": [{{"name": "t", "FunctionName": "f", "EventSourceArn": "work",
             "StartingPosition": "TRIM_HORIZON", "BatchSize": {}}}],
           "clients": {{}}, "properties": {{"drains": {{"at_rest": "drains"}}}},
           "bounds": {{"faults": {}, "fault_kinds": {{"crash-after": {}, "refused": {}}}}}}})",
      shards, placement, table("work", R"(, "StreamSpecification": {"StreamEnabled": true,
             "StreamViewType": "NEW_IMAGE"})"),
      table("totals", ""), data, records, faults, faults, faults);
}

void Explore(benchmark::State& state) {
  scenario::Registry registry;
  registry.handlers["bench/count"] = {"", std::make_shared<lambda::NativeHandler>(count)};
  const auto reading = scenario::read_text_as(
      "bench.json", world_of(state.range(0), state.range(1), state.range(2)), registry);
  if (!reading.good()) {
    state.SkipWithError(scenario::text_of(reading.problems.front()).c_str());
    return;
  }
  const auto& file = *reading.explorations.front();
  const auto allowed =
      explore::Allowed::everything(file, static_cast<std::uint32_t>(state.range(2)));
  explore::Found found;
  for (auto _ : state) {
    found = explore::search_all(
        [&] { return std::make_unique<explore::Machine>(file, registry, allowed); },
        {.jobs = static_cast<std::size_t>(state.range(3))});
  }
  state.counters["states"] = static_cast<double>(found.states);
  state.counters["transitions"] = static_cast<double>(found.transitions);
  state.counters["handler_runs"] = static_cast<double>(found.handler_runs);
  state.counters["transitions/s"] = benchmark::Counter(
      static_cast<double>(found.transitions) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}

void VisitedState(benchmark::State& state) {
  const auto count = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) {
    explore::Visited visited;
    for (std::uint64_t number = 0; number < count; ++number) {
      visited.add({value::mix(number, 1), value::mix(number, 2)});
    }
    state.counters["bytes_a_state"] =
        static_cast<double>(visited.memory()) / static_cast<double>(count);
  }
  state.SetItemsProcessed(state.range(0) * state.iterations());
}

}  // namespace
}  // namespace ddbsim::bench

BENCHMARK(ddbsim::bench::Explore)
    ->ArgNames({"shards", "records", "faults", "jobs"})
    ->Args({2, 2, 0, 1})
    ->Args({2, 2, 1, 1})
    ->Args({2, 3, 1, 1})
    ->Args({2, 3, 2, 1})
    ->Args({3, 3, 1, 1})
    ->Args({3, 3, 1, 2})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(ddbsim::bench::VisitedState)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
