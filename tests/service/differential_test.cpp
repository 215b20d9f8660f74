// The engine against a stupid one: random operations over random tables, every answer and the final
// state compared, everything undone and done again.
//
// DDBSIM_DIFFERENTIAL_OPERATIONS and DDBSIM_DIFFERENTIAL_SEED choose how many, and where to begin.
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "sim/service/account.hpp"
#include "sim/service/legacy.hpp"
#include "tests/support/operation_generator.hpp"
#include "tests/support/reference_engine.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
#define DDBSIM_SLOW_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define DDBSIM_SLOW_BUILD 1
#endif
#endif

namespace ddbsim::service {
namespace {

using ddbsim::testing::reference::Answer;
using ddbsim::testing::reference::answer_of;
using ddbsim::testing::reference::Attributes;
using ddbsim::testing::reference::Engine;
using ddbsim::testing::reference::Operation;
using ddbsim::testing::reference::OperationGenerator;
using ddbsim::testing::reference::text_of;

#ifdef DDBSIM_SLOW_BUILD
constexpr std::size_t kOperations = 40'000;
#else
constexpr std::size_t kOperations = 1'000'000;
#endif
constexpr std::size_t kOperationsOfALife = 4'000;
constexpr std::size_t kOperationsBetweenChecks = 250;

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before threads start
  return text == nullptr ? otherwise : std::stoull(text);
}

/// Both engines with the same tables.
class Pair {
 public:
  explicit Pair(const OperationGenerator& generator)
      : account_({.page_bytes = generator.page_bytes()}), reference_(generator.page_bytes()) {
    start_ = account_.journal().mark();
    empty_ = account_.journal().hash();
    create(generator);
    for (const table::TableDefinition& definition : generator.tables()) {
      reference_.create(definition);
    }
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() { account_.journal().release(start_); }

  void create(const OperationGenerator& generator) {
    for (const table::TableDefinition& definition : generator.tables()) {
      account_.add_table(definition);
    }
  }

  /// The reference's answer; `difference` says what the engine answers otherwise.
  Answer play(const Operation& operation, std::string& difference) {
    Answer answer;
    try {
      answer = answer_of(execute(account_, reference_to(operation.request), {}));
    } catch (const std::exception& error) {
      answer.error = error.what();
    }
    Answer expected = reference_.execute(operation);
    if (answer != expected) {
      difference = "expected " + text_of(expected) + "\ngot      " + text_of(answer);
    }
    return expected;
  }
  void play_in_account(const Operation& operation) {
    std::ignore = execute(account_, reference_to(operation.request), {});
  }

  /// What is wrong with the state: tables, indexes, streams; empty when all is well.
  [[nodiscard]] std::string check() const {
    try {
      account_.verify();
    } catch (const std::exception& error) {
      return error.what();
    }
    for (const auto& [name, table] : reference_.tables()) {
      if (items_of(name) != items_of(table.items)) {
        return "items of " + name + " differ";
      }
      if (table.definition.stream && changes_of(name) != table.changes) {
        return "the stream of " + name + " differs";
      }
    }
    return {};
  }

  Account& account() { return account_; }
  [[nodiscard]] state::Hash empty() const { return empty_; }
  [[nodiscard]] state::Hash hash() { return account_.journal().hash(); }
  void undo() { account_.journal().undo_to(start_); }

 private:
  [[nodiscard]] std::set<std::string> items_of(const std::string& name) const {
    std::set<std::string> items;
    account_.find_table(name)->items().scan({}, [&](const value::Item& item) {
      items.insert(text_of(item.to_map()));
      return true;
    });
    return items;
  }
  [[nodiscard]] static std::set<std::string> items_of(
      const ddbsim::testing::reference::Items& table) {
    std::set<std::string> items;
    for (const auto& [key, item] : table) {
      items.insert(text_of(item));
    }
    return items;
  }
  [[nodiscard]] std::vector<ddbsim::testing::reference::Change> changes_of(
      const std::string& name) const {
    std::vector<ddbsim::testing::reference::Change> changes;
    const table::Shard& shard = *account_.stream_of(name)->shards()[0];
    for (std::uint64_t at = shard.begin(); at < shard.end(); ++at) {
      const table::Change& change = shard.at(at);
      changes.push_back({.before = change.before ? change.before.to_map() : Attributes{},
                         .after = change.after ? change.after.to_map() : Attributes{}});
    }
    return changes;
  }

  Account account_;
  Engine reference_;
  state::Journal::Mark start_{};
  state::Hash empty_;
};

/// How often each operation ended in each way.
using Outcomes = std::map<std::string, std::size_t>;

void count(Outcomes& outcomes, const Operation& operation, const Answer& answer) {
  const std::string name(operation_name(operation.request.index()));
  ++outcomes[name + " " + (answer.error.empty() ? "ok" : answer.error)];
  if (!answer.last_key.empty()) {
    ++outcomes[name + " page"];
  }
  if (std::visit([](const auto& request) { return uses_legacy(request); }, operation.request)) {
    ++outcomes[name + " legacy " + (answer.error.empty() ? "ok" : answer.error)];
  }
  for (const std::string& reason : answer.reasons) {
    ++outcomes[name + " " + reason];
  }
}

/// The first thing that goes wrong when these are played; empty: nothing.
std::string first_difference(const OperationGenerator& generator,
                             const std::vector<Operation>& operations) {
  Pair pair(generator);
  std::string difference;
  for (const Operation& operation : operations) {
    pair.play(operation, difference);
    if (!difference.empty()) {
      return text_of(operation) + "\n" + difference;
    }
  }
  return pair.check();
}

/// Fewer operations that still go wrong: halves, quarters, ... are left out while that helps.
std::vector<Operation> shrink(const OperationGenerator& generator,
                              std::vector<Operation> operations) {
  for (std::size_t part = operations.size() / 2; part > 0; part /= 2) {
    for (std::size_t begin = 0; begin + part <= operations.size();) {
      std::vector<Operation> fewer = operations;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(begin),
                  fewer.begin() + static_cast<std::ptrdiff_t>(begin + part));
      if (first_difference(generator, fewer).empty()) {
        begin += part;
      } else {
        operations = std::move(fewer);
      }
    }
  }
  return operations;
}

/// Long strings of padding tell nothing.
std::string without_padding(std::string text) {
  const std::string padding(20, 'p');
  for (std::size_t at = text.find(padding); at != std::string::npos; at = text.find(padding, at)) {
    const std::size_t end = std::min(text.find_first_not_of('p', at), text.size());
    text.replace(at, end - at, "p*" + std::to_string(end - at));
  }
  return text;
}

std::string report(std::uint64_t seed, const OperationGenerator& generator,
                   const std::vector<Operation>& operations) {
  const std::vector<Operation> fewer = shrink(generator, operations);
  std::string text = "seed " + std::to_string(seed) + ", after " +
                     std::to_string(operations.size()) + " operations; these are enough:\n";
  for (const Operation& operation : fewer) {
    text += "  " + text_of(operation) + "\n";
  }
  return without_padding(text + first_difference(generator, fewer));
}

/// Undoing leads to the empty state, doing all again to the same one.
std::string check_undo(Pair& pair, const OperationGenerator& generator,
                       const std::vector<Operation>& operations) {
  const state::Hash full = pair.hash();
  pair.undo();
  if (pair.hash() != pair.empty() || !pair.account().tables().empty()) {
    return "undone, the account is not empty";
  }
  pair.create(generator);
  for (const Operation& operation : operations) {
    pair.play_in_account(operation);
  }
  if (pair.hash() != full) {
    return "done again, the state has another hash";
  }
  const std::string wrong = pair.check();
  pair.undo();
  return !wrong.empty() || pair.hash() == pair.empty() ? wrong : "undone again, it is not empty";
}

/// One life of random tables; what went wrong, or nothing.
std::string live(std::uint64_t seed, std::size_t length, Outcomes& outcomes) {
  OperationGenerator generator(seed);
  Pair pair(generator);
  std::vector<Operation> operations;
  while (operations.size() < length) {
    operations.push_back(generator.next());
    std::string difference;
    const Answer answer = pair.play(operations.back(), difference);
    if (difference.empty() && operations.size() % kOperationsBetweenChecks == 0) {
      difference = pair.check();
    }
    if (!difference.empty()) {
      return report(seed, generator, operations);
    }
    generator.learn(operations.back(), answer);
    count(outcomes, operations.back(), answer);
  }
  const std::string wrong = check_undo(pair, generator, operations);
  return wrong.empty() ? wrong : "seed " + std::to_string(seed) + ": " + wrong;
}

/// Lives on all cores: worlds share nothing. Stops at the first that goes wrong.
class Lives {
 public:
  Lives(std::uint64_t first_seed, std::size_t count) : seed_(first_seed), left_(count) {}

  void run() {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
      threads.emplace_back([this] { work(); });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] const Outcomes& outcomes() const { return outcomes_; }

 private:
  void work() {
    Outcomes outcomes;
    for (std::uint64_t seed = 0; take(seed);) {
      std::string wrong = live(seed, kOperationsOfALife, outcomes);
      const std::scoped_lock lock(mutex_);
      if (!wrong.empty() && failure_.empty()) {
        failure_ = std::move(wrong);
      }
    }
    const std::scoped_lock lock(mutex_);
    for (const auto& [outcome, times] : outcomes) {
      outcomes_[outcome] += times;
    }
  }
  bool take(std::uint64_t& seed) {
    const std::scoped_lock lock(mutex_);
    if (left_ == 0 || !failure_.empty()) {
      return false;
    }
    --left_;
    seed = seed_++;
    return true;
  }

  std::mutex mutex_;
  std::uint64_t seed_;
  std::size_t left_;
  std::string failure_;
  Outcomes outcomes_;
};

TEST(Differential, TheEngineAnswersAsTheReferenceDoes) {
  const std::size_t operations = from_environment("DDBSIM_DIFFERENTIAL_OPERATIONS", kOperations);
  const std::size_t lives = (operations + kOperationsOfALife - 1) / kOperationsOfALife;
  Lives all(from_environment("DDBSIM_DIFFERENTIAL_SEED", 1), lives);
  all.run();
  ASSERT_EQ(all.failure(), "");
  // What was never reached was not tested.
  for (const char* outcome : {"PutItem ok",
                              "PutItem ConditionalCheckFailedException",
                              "PutItem ValidationException",
                              "PutItem ResourceNotFoundException",
                              "GetItem ok",
                              "GetItem ValidationException",
                              "UpdateItem ok",
                              "UpdateItem ConditionalCheckFailedException",
                              "UpdateItem ValidationException",
                              "DeleteItem ok",
                              "DeleteItem ConditionalCheckFailedException",
                              "BatchGetItem ok",
                              "BatchGetItem ValidationException",
                              "BatchWriteItem ok",
                              "BatchWriteItem ValidationException",
                              "TransactGetItems ok",
                              "TransactGetItems ValidationException",
                              "TransactWriteItems ok",
                              "TransactWriteItems TransactionCanceledException",
                              "TransactWriteItems IdempotentParameterMismatchException",
                              "TransactWriteItems ConditionalCheckFailed",
                              "TransactWriteItems ValidationError",
                              "TransactWriteItems None",
                              "TransactWriteItems ResourceNotFoundException",
                              "PutItem legacy ok",
                              "PutItem legacy ConditionalCheckFailedException",
                              "UpdateItem legacy ok",
                              "UpdateItem legacy ConditionalCheckFailedException",
                              "UpdateItem legacy ValidationException",
                              "DeleteItem legacy ConditionalCheckFailedException",
                              "GetItem legacy ok",
                              "Query legacy ok",
                              "Scan legacy ok",
                              "Query ok",
                              "Query page",
                              "Scan ok",
                              "Scan page"}) {
    EXPECT_TRUE(all.outcomes().contains(outcome)) << outcome;
  }
  if (HasFailure()) {
    for (const auto& [outcome, times] : all.outcomes()) {
      std::printf("%8zu %s\n", times, outcome.c_str());
    }
  }
}

TEST(Differential, NoticesAWriteBehindItsBack) {
  const OperationGenerator generator(1);
  Pair pair(generator);
  EXPECT_EQ(pair.check(), "");
  table::Table& table = *pair.account().find_table("table-0");
  value::Map item;
  for (const auto* part : {&table.definition().key.hash, &table.definition().key.range}) {
    for (const table::KeyAttribute& attribute : *part) {
      item[attribute.name] = attribute.type == value::Type::N ? value::AttributeValue(1)
                             : attribute.type == value::Type::S
                                 ? value::AttributeValue("x")
                                 : value::AttributeValue(value::Binary{"x"});
    }
  }
  const Write write{.table = &table, .after = value::Item(item)};
  pair.account().commit({&write, 1});
  EXPECT_EQ(pair.check(), "items of table-0 differ");
}

TEST(Differential, ShrinksToTheOperationsThatMatter) {
  // A reference that believes in another item than the one that is put: the pair differs from
  // there.
  OperationGenerator generator(7);
  std::vector<Operation> operations;
  operations.reserve(40);
  for (int i = 0; i < 40; ++i) {
    operations.push_back(generator.next());
  }
  const auto put = std::ranges::find_if(operations, [](const Operation& operation) {
    const auto* request = std::get_if<PutItemRequest>(&operation.request);
    return request != nullptr && !request->condition_expression && !operation.meanings[0].broken;
  });
  ASSERT_NE(put, operations.end());
  put->meanings[0].condition = ddbsim::testing::reference::Condition{
      .kind = ddbsim::testing::reference::Condition::Kind::exists,
      .operands = {{.path = {"q1"}}}};  // which no item has
  const std::vector<Operation> fewer = shrink(generator, operations);
  ASSERT_EQ(fewer.size(), 1U);
  EXPECT_EQ(operation_name(fewer[0].request.index()), "PutItem");
}

}  // namespace
}  // namespace ddbsim::service
