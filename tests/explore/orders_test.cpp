#include "sim/explore/orders.hpp"

#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

namespace ddbsim::explore {
namespace {

/// Every order of all moves, and where it ends for a shard.
void each_order(const std::vector<std::size_t>& turns,
                const std::function<void(const std::vector<std::size_t>&)>& visit) {
  std::vector<std::size_t> left = turns;
  std::vector<std::size_t> order;
  const std::function<void()> go = [&] {
    bool is_over = true;
    for (std::size_t client = 0; client < left.size(); ++client) {
      if (left[client] > 0) {
        is_over = false;
        --left[client];
        order.push_back(client);
        go();
        order.pop_back();
        ++left[client];
      }
    }
    if (is_over) {
      visit(order);
    }
  };
  go();
}

bool is_mine(const Orders& orders, const std::vector<std::size_t>& order) {
  Orders::Place at = orders.start();
  for (const std::size_t client : order) {
    at = orders.after(at, client);
  }
  return at == Orders::kMine;
}

TEST(Orders, BelongToOneShardEach) {
  for (const auto& turns : std::vector<std::vector<std::size_t>>{
           {1}, {3}, {2, 0, 1}, {2, 2, 2}, {1, 1, 1, 1}, {4, 3}}) {
    for (const std::uint32_t of : {1U, 2U, 3U, 5U, 8U}) {
      std::vector<Orders> shards;
      for (std::uint32_t number = 1; number <= of; ++number) {
        shards.emplace_back(turns, Shard{number, of});
      }
      each_order(turns, [&](const std::vector<std::size_t>& order) {
        const auto owners = std::ranges::count_if(
            shards, [&](const Orders& orders) { return is_mine(orders, order); });
        EXPECT_EQ(owners, 1) << turns.size() << " clients, " << of << " shards";
      });
    }
  }
}

TEST(Orders, AreSharedOutEvenly) {
  const std::vector<std::size_t> turns = {2, 2, 2};
  for (const std::uint32_t of : {2U, 3U, 4U}) {
    std::size_t all = 0;
    std::vector<std::size_t> mine(of);
    each_order(turns, [&](const std::vector<std::size_t>& order) {
      ++all;
      for (std::uint32_t number = 1; number <= of; ++number) {
        mine[number - 1] += is_mine(Orders(turns, {number, of}), order) ? 1U : 0U;
      }
    });
    for (const std::size_t count : mine) {
      EXPECT_NEAR(static_cast<double>(count) * of / static_cast<double>(all), 1.0, 0.5);
    }
  }
}

TEST(Orders, AreDecidedFromTheStartWhereThereIsNothingToShareOut) {
  EXPECT_EQ(Orders({2, 2}, {1, 1}).start(), Orders::kMine) << "one shard";
  EXPECT_EQ(Orders({5}, {1, 3}).start(), Orders::kMine) << "one client";
  EXPECT_EQ(Orders({5}, {2, 3}).start(), Orders::kOthers);
  EXPECT_EQ(Orders({}, {1, 2}).start(), Orders::kMine) << "no client";
  EXPECT_EQ(Orders({}, {2, 2}).start(), Orders::kOthers);
}

}  // namespace
}  // namespace ddbsim::explore
