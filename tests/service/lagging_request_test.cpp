#include "tests/service/item_fixture.hpp"

// Which requests may lag, and what decides: an eventually consistent read of the table by
// `read_staleness`, a read of a global index by `index_lag`; a consistent one never.
namespace ddbsim::service {
namespace {

/// Always the last option: the oldest version.
class Oldest final : public choice::Choices {
 public:
  std::size_t choose(const choice::Point& /*point*/,
                     std::span<const std::string_view> options) override {
    return options.size() - 1;
  }
};

class LaggingRequest : public ::testing::Test {
 protected:
  static std::unique_ptr<Account> account_with(choice::Duration index_lag,
                                               choice::Duration read_staleness) {
    auto account = std::make_unique<Account>(
        Parameters{.index_lag = index_lag, .read_staleness = read_staleness});
    const table::KeyAttribute pk{"pk", value::Type::S};
    const auto index = [&](std::string name, bool local) {
      return table::IndexDefinition{.name = std::move(name),
                                    .key = {.hash = {pk}, .range = {{"n", value::Type::N}}},
                                    .local = local};
    };
    account->add_table({.name = "table",
                        .key = {.hash = {pk}, .range = {{"sk", value::Type::S}}},
                        .indexes = {index("local", true), index("global", false)}});
    account->advance_to(account->now() + std::chrono::seconds{10});
    for (int n = 1; n <= 2; ++n) {
      const PutItemRequest put{.table_name = "table", .item = {{"pk", "p"}, {"sk", "s"}, {"n", n}}};
      EXPECT_EQ(error_of(execute(*account, put, {})), "ok");
      // The first write leaves a window of 5 s before the second, the second is inside of it.
      account->advance_to(account->now() + std::chrono::seconds{n == 1 ? 6 : 1});
    }
    return account;
  }
  /// What each kind of read shows as `n`: "get consistent-get query local global".
  static std::string seen(Account& account) {
    Oldest oldest;
    const CallContext context{.choices = &oldest};
    const auto get = [&](bool consistent) {
      const GetItemRequest request{
          .table_name = "table", .key = {{"pk", "p"}, {"sk", "s"}}, .consistent_read = consistent};
      return execute(account, request, context)->item.find("n").number().text();
    };
    const auto query = [&](Text index) {
      const QueryRequest request{.table_name = "table",
                                 .index_name = std::move(index),
                                 .key_condition_expression = "pk = :p",
                                 .expression_attribute_values = {{":p", "p"}}};
      return list_of(execute(account, request, context)->items, "n");
    };
    return fmt::format("{} {} {} {} {}", get(false), get(true), query({}), query("local"),
                       query("global"));
  }
};

TEST_F(LaggingRequest, NothingLagsUnlessTheParametersSaySo) {
  const auto account = account_with(choice::Duration{0}, choice::Duration{0});
  EXPECT_EQ(seen(*account), "2 2 2 2 2");
}

TEST_F(LaggingRequest, IndexLagIsOfGlobalIndexesOnly) {
  const auto account = account_with(std::chrono::seconds{5}, choice::Duration{0});
  EXPECT_EQ(seen(*account), "2 2 2 2 1");
  account->advance_to(account->now() + std::chrono::seconds{5});
  EXPECT_EQ(seen(*account), "2 2 2 2 2") << "the window is over";
}

TEST_F(LaggingRequest, ReadStalenessIsOfTheTableAndItsLocalIndexesButNotOfConsistentReads) {
  const auto account = account_with(choice::Duration{0}, std::chrono::seconds{5});
  EXPECT_EQ(seen(*account), "1 2 1 1 2");
}

}  // namespace
}  // namespace ddbsim::service
