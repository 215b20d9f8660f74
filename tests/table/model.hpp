#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "sim/table/key_space.hpp"

// The stupid model of a key space: a sorted map of everything, looked through from end to end.
namespace ddbsim::table::testing {

using Tuple = std::vector<std::string>;

class ModelKeySpace {
 public:
  ModelKeySpace(KeySchema key, KeySchema tie_break) : key_(std::move(key)) {
    for (const auto* attributes : {&key_.range, &tie_break.hash, &tie_break.range}) {
      sort_.insert(sort_.end(), attributes->begin(), attributes->end());
    }
  }

  void replace(const value::Item& before, const value::Item& after) {
    if (before) {
      entries_.erase(place(before));
    }
    if (after) {
      entries_.emplace(place(after), after);
    }
  }

  [[nodiscard]] value::Item get(const value::Item& key) const {
    const auto at = entries_.find(place(key));
    return at == entries_.end() ? value::Item() : at->second;
  }

  [[nodiscard]] std::vector<value::Item> query(std::string_view partition, const Range& range,
                                               bool forward) const {
    std::vector<value::Item> out;
    for (const auto& [place, item] : entries_) {
      if (place.partition == partition && !is_before(place.sort, range.from) &&
          is_before(place.sort, range.to)) {
        out.push_back(item);
      }
    }
    if (!forward) {
      std::ranges::reverse(out);
    }
    return out;
  }

  [[nodiscard]] std::vector<value::Item> scan(std::uint32_t segment, std::uint32_t total,
                                              const value::Item* start_after) const {
    std::vector<value::Item> out;
    for (const auto& [at, item] : entries_) {
      // 64-bit hashes are compared with fractions of 2^64 by long double's 64 bits of mantissa.
      const auto part = static_cast<long double>(at.hash) / 0x1p64L * total;
      const bool inside = static_cast<std::uint32_t>(part) == segment;
      if (inside && (start_after == nullptr || place(*start_after) < at)) {
        out.push_back(item);
      }
    }
    return out;
  }

  [[nodiscard]] std::size_t count() const { return entries_.size(); }
  [[nodiscard]] std::uint64_t size_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [place, item] : entries_) {
      sum += item.size_bytes();
    }
    return sum;
  }
  [[nodiscard]] std::string partition(const value::Item& item) const {
    if (key_.hash.size() == 1) {
      return std::string(item.find(key_.hash.front().name).bytes());
    }
    std::string out;
    for (const KeyAttribute& attribute : key_.hash) {
      const std::string_view bytes = item.find(attribute.name).bytes();
      for (int shift = 0; shift < 32; shift += 8) {
        out += static_cast<char>(bytes.size() >> shift);
      }
      out += bytes;
    }
    return out;
  }
  [[nodiscard]] Tuple sort_tuple(const value::Item& item) const {
    Tuple tuple;
    for (const KeyAttribute& attribute : sort_) {
      tuple.emplace_back(item.find(attribute.name).bytes());
    }
    return tuple;
  }
  [[nodiscard]] std::vector<value::Item> all() const { return scan(0, 1, nullptr); }

 private:
  struct Place {
    std::uint64_t hash;
    std::string partition;
    Tuple sort;
    friend auto operator<=>(const Place&, const Place&) = default;
  };

  [[nodiscard]] Place place(const value::Item& item) const {
    std::string bytes = partition(item);
    const std::uint64_t hash = KeySpace::partition_hash(bytes);
    return {hash, std::move(bytes), sort_tuple(item)};
  }

  static bool is_before(const Tuple& entry, const Bound& bound) {
    for (std::size_t i = 0; i < bound.tuple.size(); ++i) {
      const bool prefix = bound.last_is_prefix && i + 1 == bound.tuple.size();
      const std::string part = prefix ? entry[i].substr(0, bound.tuple[i].size()) : entry[i];
      if (part != bound.tuple[i]) {
        return part < bound.tuple[i];
      }
    }
    return bound.side == Bound::Side::after;
  }

  KeySchema key_;
  std::vector<KeyAttribute> sort_;
  std::map<Place, value::Item> entries_;
};

inline std::vector<value::Item> query(const KeySpace& space, std::string_view partition,
                                      const Range& range, bool forward) {
  std::vector<value::Item> out;
  space.query(partition, range, forward, [&](const value::Item& item) {
    out.push_back(item);
    return true;
  });
  return out;
}

inline std::vector<value::Item> scan(const KeySpace& space, const KeySpace::ScanPart& part) {
  std::vector<value::Item> out;
  space.scan(part, [&](const value::Item& item) {
    out.push_back(item);
    return true;
  });
  return out;
}

}  // namespace ddbsim::table::testing
