// The messaging patterns end to end for three key designs, each with its time and, as counters, the
// read and write units that a call consumes.

#include <benchmark/benchmark.h>

#include "bench/workload.hpp"
#include "sim/value/ensure.hpp"

namespace ddbsim::bench {
namespace {

using messaging::Design;
using service::Account;

constexpr std::uint64_t kUsers = 1000;
constexpr std::uint64_t kConversations = 10'000;

std::string user_uuid(std::uint64_t n) {
  return fmt::format("{:08x}-aaaa-4bbb-8ccc-{:012x}", n, n);
}
std::string group_uuid(std::uint64_t n) {
  return fmt::format("{:08x}-77aa-4d7a-9d55-{:012x}", n, n);
}
messaging::User user(std::uint64_t n) {
  return {user_uuid(n), fmt::format("User {}", n), fmt::format("user{}", n)};
}

/// Instant number n of a clock that moves on with each message.
std::string instant(std::uint64_t n) {
  return choice::text_of(choice::kDefaultStart + std::chrono::milliseconds(n));
}

messaging::Message message(std::uint64_t group, std::uint64_t n) {
  return {group_uuid(group), fmt::format("{:08x}-1111-4222-8333-{:012x}", n, n), instant(n),
          "are we still on for lunch tomorrow?", user(group % kUsers)};
}

template <class R>
constexpr bool kReads =
    std::is_same_v<R, service::QueryResponse> || std::is_same_v<R, service::GetItemResponse>;

/// What a response says that its request consumed.
template <class R>
double units_of(const R& response) {
  if constexpr (requires { response.consumed_capacity->begin(); }) {
    double units = 0;
    for (const auto& capacity : *response.consumed_capacity) {
      units += *capacity.capacity_units;
    }
    return units;
  } else {
    return *response.consumed_capacity->capacity_units;
  }
}

/// Passes requests on, asks each for what it consumed, and adds it up.
class MeteringClient final : public service::Client {
 public:
  explicit MeteringClient(Account& account) : inner_(account) {}
  double read_units = 0;
  double write_units = 0;

  service::Result<service::Response> send(service::RequestRef request) override {
    return std::visit(
        [this](const auto* typed) -> service::Result<service::Response> {
          if constexpr (requires { typed->return_consumed_capacity; }) {
            auto metered = *typed;
            metered.return_consumed_capacity = "TOTAL";
            auto response = inner_.call(metered);
            if (!response) {
              return std::unexpected(std::move(response.error()));
            }
            using R = std::remove_reference_t<decltype(*response)>;
            (kReads<R> ? read_units : write_units) += units_of(*response);
            return service::Response(std::in_place_type<R>, std::move(*response));
          } else {
            return inner_.send(service::RequestRef(typed));
          }
        },
        request);
  }

 private:
  service::AccountClient inner_;
};

/// An account with `kConversations` conversations, each with one message.
std::unique_ptr<Account> conversations(Design design) {
  auto account = std::make_unique<Account>();
  service::CreateTableRequest table = messaging::create_table();
  table.stream_specification.reset();
  value::ensure(execute(*account, table, {}).has_value(), "the table is created");
  service::AccountClient client(*account);
  for (std::uint64_t group = 0; group < kConversations; ++group) {
    value::ensure(messaging::start_conversation(client, design, message(group, group),
                                                user((group + 1) % kUsers))
                      .has_value(),
                  "a conversation is started");
  }
  return account;
}

/// Times `call(client, i)`, then asks the same of a metering client.
template <class Call>
void measure(benchmark::State& state, Call call) {
  const auto account = conversations(static_cast<Design>(state.range(0)));
  service::AccountClient client(*account);
  std::uint64_t i = 0;
  for (auto _ : state) {
    call(client, i++);
  }
  constexpr std::uint64_t kMetered = 200;
  MeteringClient meter(*account);
  for (std::uint64_t k = 0; k < kMetered; ++k) {
    call(meter, i++);
  }
  state.counters["RCU/call"] = meter.read_units / static_cast<double>(kMetered);
  state.counters["WCU/call"] = meter.write_units / static_cast<double>(kMetered);
  static constexpr std::array<const char*, 3> kDesigns = {"published", "group id in the sort key",
                                                          "one transaction"};
  state.SetLabel(kDesigns[static_cast<std::size_t>(state.range(0))]);
}

template <class T>
void check(const T& result) {
  value::ensure(result.has_value(), result ? "" : result.error().message);
}

void PatternA(benchmark::State& state) {
  measure(state, [](service::Client& client, std::uint64_t i) {
    check(client.call(
        messaging::show_conversation(group_uuid(scattered(i, kConversations)), "2026")));
  });
}

void PatternB(benchmark::State& state) {
  measure(state, [](service::Client& client, std::uint64_t i) {
    check(client.call(messaging::list_conversations(user_uuid(scattered(i, kUsers)), "2026")));
  });
}

void PatternC(benchmark::State& state) {
  measure(state, [](service::Client& client, std::uint64_t i) {
    check(client.call(
        messaging::create_message(message(scattered(i, kConversations), kConversations + i))));
  });
}

void PatternD(benchmark::State& state) {
  const auto design = static_cast<Design>(state.range(0));
  measure(state, [design](service::Client& client, std::uint64_t i) {
    const std::string group = group_uuid(scattered(i, kConversations));
    const std::string at = instant(kConversations + i);
    check(design == Design::one_transaction
              ? messaging::move_in_one_transaction(client, group, "see you there", at)
              : messaging::move_by_delete_and_put(client, design, group, "see you there", at));
  });
}

}  // namespace
}  // namespace ddbsim::bench

namespace bench = ddbsim::bench;
BENCHMARK(bench::PatternA)->DenseRange(0, 2);
BENCHMARK(bench::PatternB)->DenseRange(0, 2);
BENCHMARK(bench::PatternC)->DenseRange(0, 2);
BENCHMARK(bench::PatternD)->DenseRange(0, 2);
