#include "sim/explore/orders.hpp"

#include <algorithm>

namespace ddbsim::explore {

Orders::Orders(const std::vector<std::size_t>& turns, Shard shard) {
  nodes_.push_back({turns, {}});
  leaves_ = 1;
  grow(kOrdersAShard * shard.of);
  decide(shard);
  nodes_.clear();
}

/// One move longer, until there are as many as wanted or all turns are made. Beginnings of one
/// length stand together and in order, so that those that begin alike stay side by side.
void Orders::grow(std::size_t wanted) {
  const auto is_over = [](const Node& node) {
    return std::ranges::all_of(node.left, [](std::size_t left) { return left == 0; });
  };
  while (leaves_ < wanted && !is_over(nodes_.back())) {
    const std::size_t end = nodes_.size();
    for (std::size_t at = end - leaves_; at < end; ++at) {
      for (std::size_t client = 0; client < nodes_[at].left.size(); ++client) {
        nodes_[at].children.push_back(0);
        if (nodes_[at].left[client] > 0) {
          nodes_[at].children[client] = nodes_.size();
          Node child{nodes_[at].left, {}};
          --child.left[client];
          nodes_.push_back(std::move(child));
        }
      }
    }
    leaves_ = nodes_.size() - end;
  }
}

/// From the ends to the beginning: what follows is decided as soon as all of it is one's.
void Orders::decide(Shard shard) {
  places_.assign(nodes_.size(), kOthers);
  const std::size_t first_leaf = nodes_.size() - leaves_;
  for (std::size_t at = nodes_.size(); at-- > 0;) {
    if (at >= first_leaf) {
      const std::size_t owner = (at - first_leaf) * shard.of / leaves_;
      places_[at] = owner + 1 == shard.number ? kMine : kOthers;
      continue;
    }
    std::vector<Place> next(nodes_[at].children.size(), kOthers);
    bool all_mine = true;
    bool all_others = true;
    for (std::size_t client = 0; client < next.size(); ++client) {
      if (const std::size_t child = nodes_[at].children[client]; child != 0) {
        next[client] = places_[child];
        all_mine = all_mine && next[client] == kMine;
        all_others = all_others && next[client] == kOthers;
      }
    }
    if (all_mine || all_others) {
      places_[at] = all_mine ? kMine : kOthers;
    } else {
      places_[at] = kFirst + static_cast<Place>(next_.size());
      next_.push_back(std::move(next));
    }
  }
}

}  // namespace ddbsim::explore
