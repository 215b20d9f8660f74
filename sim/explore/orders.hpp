#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// What cuts a search into parts that need not know of each other: the order in which clients make
// their first moves, which no schedule ever changes afterwards.
namespace ddbsim::explore {

/// One part of a search: `number` (1..) of `of`.
struct Shard {
  std::uint32_t number = 1;
  std::uint32_t of = 1;
  friend bool operator==(const Shard&, const Shard&) = default;
};

inline constexpr std::uint32_t kMostShards = 1000;

/// The orders of the first moves of clients, and which of them are one shard's. There are at least
/// `kOrdersAShard` for each shard where clients have turns enough; each belongs to exactly one
/// shard, and those of a shard stand side by side, so that they begin alike.
class Orders {
 public:
  static constexpr std::size_t kOrdersAShard = 4;

  /// How far an order has come: a beginning that is not decided yet, or one of these two.
  using Place = std::uint32_t;
  static constexpr Place kMine = 0;    ///< whatever follows is this shard's
  static constexpr Place kOthers = 1;  ///< nothing that follows is

  /// `turns`: how many moves each client has at most.
  Orders(const std::vector<std::size_t>& turns, Shard shard);

  [[nodiscard]] Place start() const noexcept { return places_.front(); }
  /// After a move of a client; it has turns left.
  [[nodiscard]] Place after(Place at, std::size_t client) const {
    return at <= kOthers ? at : next_[at - kFirst][client];
  }

 private:
  static constexpr Place kFirst = 2;
  /// The beginning of an order.
  struct Node {
    std::vector<std::size_t> left;      ///< turns of each client
    std::vector<std::size_t> children;  ///< by client; 0: it has no turn left
  };
  void grow(std::size_t wanted);
  void decide(Shard shard);

  std::vector<Node> nodes_;
  std::size_t leaves_ = 0;  ///< the last so many nodes, in order
  std::vector<Place> places_;
  std::vector<std::vector<Place>> next_;  ///< by place that is not decided, and client
};

}  // namespace ddbsim::explore
