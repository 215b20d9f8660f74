#include "sim/table/key_space.hpp"

#include <stdexcept>

#include "sim/table/hash_order.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::table {

struct KeySpace::Structure {
  Structure(const KeySchema& key, const KeySchema& tie_break) : reader(key, tie_break) {}

  static constexpr std::size_t kNone = ~std::size_t{0};

  [[nodiscard]] bool occupied(std::size_t at, std::uint64_t hash) const {
    return order.slot(at).hash == hash && !order.slot(at).collection.empty();
  }
  /// Partition bytes of the collection in a slot.
  [[nodiscard]] std::string_view partition_at(std::size_t at, std::string& scratch) const {
    return reader.partition(*Borrowed(order.slot(at).collection.first()), scratch);
  }
  /// The first slot that does not stand before a partition in scan order.
  [[nodiscard]] std::size_t seek(std::uint64_t hash, std::string_view partition) const {
    std::string scratch;
    std::size_t at = order.seek(hash);
    while (occupied(at, hash) && partition_at(at, scratch) < partition) {
      ++at;
    }
    return at;
  }
  /// The slot of a partition, or kNone.
  [[nodiscard]] std::size_t find(std::string_view partition) const {
    const std::uint64_t hash = partition_hash(partition);
    const std::size_t at = seek(hash, partition);
    std::string scratch;
    return occupied(at, hash) && partition_at(at, scratch) == partition ? at : kNone;
  }

  /// The first entry behind that of `key` in scan order: slot, and place in its collection.
  [[nodiscard]] std::pair<std::size_t, Collection::Position> place_after(
      const value::Item& key) const {
    std::string scratch;
    const std::string partition(reader.partition(key, scratch));
    const std::uint64_t hash = partition_hash(partition);
    const std::size_t at = seek(hash, partition);
    if (!occupied(at, hash) || partition_at(at, scratch) != partition) {
      return {at, {}};
    }
    const KeyReader::SortBound after{reader.sort(key, scratch), false, Bound::Side::after};
    return {at, order.slot(at).collection.seek(after, reader)};
  }

  KeyReader reader;
  HashOrder order;
};

namespace {

/// First hash of a segment: the least h with floor(h * total / 2^64) == segment.
std::uint64_t segment_begin(std::uint32_t segment, std::uint32_t total) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>(((static_cast<Wide>(segment) << 64U) + total - 1) / total);
}

int sign_of(int order) { return order < 0 ? -1 : order > 0 ? 1 : 0; }

/// How many slots ahead of a scan collections are fetched.
constexpr std::size_t kScanAhead = 4;

}  // namespace

KeySpace::KeySpace(state::Journal& journal, std::uint64_t slot, KeySchema key, KeySchema tie_break,
                   bool hashed)
    : journal_(journal),
      slot_(slot),
      key_(std::move(key)),
      tie_break_(std::move(tie_break)),
      hashed_(hashed),
      structure_(std::make_unique<Structure>(key_, tie_break_)) {}

KeySpace::~KeySpace() {
  if (!old_.empty()) {
    journal_.gone(*this);
  }
}

std::uint64_t KeySpace::partition_hash(std::string_view partition) noexcept {
  return value::hash_bytes(partition);
}

std::string KeySpace::partition_bytes(const value::Item& item) const {
  std::string scratch;
  return std::string(structure_->reader.partition(item, scratch));
}

std::string KeySpace::partition_bytes(std::span<const std::string_view> values) {
  if (values.size() == 1) {
    return std::string(values.front());
  }
  std::string joined;
  for (const std::string_view value : values) {
    KeyReader::append_partition_value(value, joined);
  }
  return joined;
}

std::vector<std::string_view> KeySpace::sort_tuple(const value::Item& item) const {
  return structure_->reader.sort_tuple(item);
}

// ---- Reading ------------------------------------------------------------------------------------

value::Item KeySpace::get(const value::Item& key) const {
  std::string a;
  std::string b;
  const KeyReader& reader = structure_->reader;
  return get(reader.partition(key, a), reader.sort(key, b));
}

value::Item KeySpace::get(std::string_view partition, std::string_view sort) const {
  const Structure& all = *structure_;
  if (!all.reader.has_sort()) {
    sort = {};
  }
  const std::uint64_t hash = partition_hash(partition);
  std::string scratch;
  for (std::size_t at = all.order.seek(hash); all.occupied(at, hash); ++at) {
    const Collection& collection = all.order.slot(at).collection;
    collection.prefetch();
    const void* raw = collection.find(sort, all.reader);
    if (raw == nullptr) {
      continue;
    }
    prefetch_item(raw);
    const Borrowed item(raw);
    if (all.reader.sort(*item, scratch) == sort &&
        all.reader.partition(*item, scratch) == partition) {
      return *item;
    }
  }
  return {};
}

void KeySpace::query(std::string_view partition, const Range& range, bool forward,
                     const Visit& visit) const {
  const std::size_t at = structure_->find(partition);
  if (at == Structure::kNone) {
    return;
  }
  const Collection& collection = structure_->order.slot(at).collection;
  const KeyReader& reader = structure_->reader;
  std::string scratch;
  const auto place = [&](const Bound& bound) {
    if (bound.tuple.empty()) {
      return bound.side == Bound::Side::before ? Collection::begin() : collection.end();
    }
    return collection.seek(reader.bound(bound, scratch), reader);
  };
  collection.visit(place(range.from), place(range.to), forward, visit);
}

void KeySpace::scan(const ScanPart& part, const Visit& visit) const {
  const HashOrder& order = structure_->order;
  std::size_t at = order.seek(segment_begin(part.segment, part.total));
  Collection::Position from;
  if (part.start_after != nullptr) {
    const auto [slot, position] = structure_->place_after(*part.start_after);
    if (slot >= at) {
      at = slot;
      from = position;
    }
  }
  for (; at < order.size(); ++at, from = {}) {
    const HashOrder::Slot& slot = order.slot(at);
    if (slot.collection.empty()) {
      continue;
    }
    if (scale(slot.hash, part.total) != part.segment) {
      return;
    }
    order.prefetch(at + kScanAhead);
    if (!slot.collection.visit(from, slot.collection.end(), true, visit)) {
      return;
    }
  }
}

bool KeySpace::in_segment(const value::Item& key, std::uint32_t segment,
                          std::uint32_t total) const {
  return scale(partition_hash(partition_bytes(key)), total) == segment;
}

std::uint64_t KeySpace::collection_bytes(std::string_view partition) const {
  const std::size_t at = structure_->find(partition);
  return at == Structure::kNone ? 0 : structure_->order.slot(at).collection.bytes();
}

int KeySpace::compare(const value::Item& a, const value::Item& b) const {
  std::string scratch_a;
  std::string scratch_b;
  const KeyReader& reader = structure_->reader;
  return sign_of(reader.sort(a, scratch_a).compare(reader.sort(b, scratch_b)));
}

int KeySpace::compare_in_scan(const value::Item& a, const value::Item& b) const {
  std::string scratch_a;
  std::string scratch_b;
  const std::string_view partition_a = structure_->reader.partition(a, scratch_a);
  const std::string_view partition_b = structure_->reader.partition(b, scratch_b);
  if (partition_a == partition_b) {
    return compare(a, b);
  }
  const std::uint64_t hash_a = partition_hash(partition_a);
  const std::uint64_t hash_b = partition_hash(partition_b);
  return hash_a != hash_b ? (hash_a < hash_b ? -1 : 1) : sign_of(partition_a.compare(partition_b));
}

bool KeySpace::covers(std::string_view partition, const Range& range,
                      const value::Item& item) const {
  std::string scratch;
  const KeyReader& reader = structure_->reader;
  if (reader.partition(item, scratch) != partition) {
    return false;
  }
  const std::string_view sort = reader.sort(item, scratch);
  std::string bytes;
  return !reader.bound(range.from, bytes).is_after(sort) &&
         reader.bound(range.to, bytes).is_after(sort);
}

bool KeySpace::covers(const ScanPart& part, const value::Item& item) const {
  return in_segment(item, part.segment, part.total) &&
         (part.start_after == nullptr || compare_in_scan(*part.start_after, item) < 0);
}

// ---- Changes ------------------------------------------------------------------------------------

void KeySpace::toggle(const value::Item& item) {
  if (!hashed_) {
    return;
  }
  std::string scratch;
  const std::uint64_t partition = partition_hash(structure_->reader.partition(item, scratch));
  const std::uint64_t key = value::hash_bytes(structure_->reader.sort(item, scratch), partition);
  journal_.toggle(value::mix(slot_, key), item.hash());
}

void KeySpace::add(const value::Item& item) {
  Structure& all = *structure_;
  std::string a;
  std::string b;
  const std::string_view partition = all.reader.partition(item, a);
  const std::uint64_t hash = partition_hash(partition);
  std::size_t at = all.seek(hash, partition);
  if (!all.occupied(at, hash) || all.partition_at(at, b) != partition) {
    at = all.order.insert(at, hash);
  }
  if (!all.order.slot(at).collection.insert(item, all.reader)) {
    throw std::logic_error("key space: an entry to add is there already");
  }
  ++count_;
  size_bytes_ += item.size_bytes();
  toggle(item);
}

value::Item KeySpace::take_out(const value::Item& key) {
  Structure& all = *structure_;
  std::string scratch;
  const std::size_t at = all.find(all.reader.partition(key, scratch));
  value::Item removed;
  if (at != Structure::kNone) {
    removed = all.order.slot(at).collection.remove(all.reader.sort(key, scratch), all.reader);
    if (all.order.slot(at).collection.empty()) {
      all.order.erase(at);
    }
  }
  if (!removed) {
    throw std::logic_error("key space: an entry to remove is not there");
  }
  --count_;
  size_bytes_ -= removed.size_bytes();
  toggle(removed);
  return removed;
}

value::Item KeySpace::apply(const value::Item& before, const value::Item& after) {
  Structure& all = *structure_;
  std::string a;
  std::string b;
  const bool in_place = before && after &&
                        all.reader.partition(before, a) == all.reader.partition(after, b) &&
                        all.reader.sort(before, a) == all.reader.sort(after, b);
  if (!in_place) {
    value::Item removed = before ? take_out(before) : value::Item();
    if (after) {
      add(after);
    }
    return removed;
  }
  const std::size_t at = all.find(all.reader.partition(after, a));
  value::Item replaced;
  if (at != Structure::kNone) {
    replaced = all.order.slot(at).collection.exchange(after, all.reader);
  }
  if (!replaced) {
    throw std::logic_error("key space: an entry to replace is not there");
  }
  size_bytes_ += after.size_bytes();
  size_bytes_ -= replaced.size_bytes();
  toggle(replaced);
  toggle(after);
  return replaced;
}

void KeySpace::replace(const value::Item& before, const value::Item& after) {
  value::Item removed = apply(before, after);
  if (journal_.recording()) {
    old_.emplace_back(std::move(removed), after);
    journal_.changed(*this);
  }
}

void KeySpace::undo_newest() {
  const auto [before, after] = std::move(old_.back());
  old_.pop_back();
  apply(after, before);
}

// ---- Inspection ---------------------------------------------------------------------------------

std::size_t KeySpace::memory_bytes() const noexcept {
  const HashOrder& order = structure_->order;
  std::size_t bytes = sizeof(Structure) + order.memory_bytes();
  for (std::size_t at = 0; at < order.size(); ++at) {
    bytes += order.slot(at).collection.memory_bytes();
  }
  return bytes;
}

void KeySpace::verify() const {
  const Structure& all = *structure_;
  all.order.verify();
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  std::string before;
  for (std::size_t at = 0; at < all.order.size(); ++at) {
    const HashOrder::Slot& slot = all.order.slot(at);
    if (slot.collection.empty()) {
      continue;
    }
    slot.collection.verify(all.reader);
    count += slot.collection.count();
    bytes += slot.collection.bytes();
    std::string scratch;
    const std::string partition(all.partition_at(at, scratch));
    if (partition_hash(partition) != slot.hash) {
      throw std::logic_error("key space: a collection with a wrong hash");
    }
    if (at != 0 && all.occupied(at - 1, slot.hash) && !(before < partition)) {
      throw std::logic_error("key space: collections of one hash out of order");
    }
    before = partition;
    slot.collection.visit(Collection::begin(), slot.collection.end(), true,
                          [&](const value::Item& item) {
                            if (all.reader.partition(item, scratch) != partition) {
                              throw std::logic_error("key space: an item in a wrong collection");
                            }
                            return true;
                          });
  }
  if (count != count_ || bytes != size_bytes_) {
    throw std::logic_error("key space: wrong count or sum of sizes");
  }
}

}  // namespace ddbsim::table
