#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <stdexcept>

#include "sim/table/collection.hpp"
#include "sim/table/sorted_run.hpp"

namespace ddbsim::table {
namespace {

constexpr std::array<std::uint16_t, 21> kCapacities = {2,  3,  4,  6,  8,  10, 12, 14, 16,  20, 24,
                                                       28, 32, 40, 48, 56, 64, 80, 96, 112, 128};

/// The least step that holds `count` entries.
std::size_t capacity_for(std::size_t count) {
  return *std::ranges::lower_bound(kCapacities, static_cast<std::uint16_t>(count));
}

template <class T>
void move_entries(T* to, const T* from, std::size_t count) noexcept {
  std::memmove(static_cast<void*>(to), static_cast<const void*>(from), count * sizeof(T));
}

std::uint64_t size_of(const void* raw) noexcept { return (*Borrowed(raw)).size_bytes(); }

}  // namespace

Leaf* Leaf::make(std::size_t capacity) {
  void* memory = ::operator new(sizeof(Leaf) + capacity * (sizeof(std::uint64_t) + sizeof(void*)));
  auto* leaf = new (memory) Leaf;
  leaf->capacity_ = static_cast<std::uint16_t>(capacity);
  return leaf;
}

void Leaf::free(Leaf* leaf) noexcept { ::operator delete(leaf); }

std::uint64_t* Leaf::heads() const noexcept {
  // NOLINTNEXTLINE: both arrays stand behind the leaf in its allocation, and the leaf is mutable
  return reinterpret_cast<std::uint64_t*>(const_cast<Leaf*>(this + 1));
}

const void** Leaf::items() const noexcept {
  return reinterpret_cast<const void**>(heads() + capacity_);  // NOLINT: see heads()
}

const void* Leaf::find(std::string_view sort, const KeyReader& reader) const {
  const std::uint64_t head = head_of(sort, std::min<std::size_t>(prefix_, sort.size()));
  const std::size_t low = lower_head(heads(), count_, head);
  if (low == count_ || heads()[low] != head) {
    return nullptr;
  }
  const std::size_t high = end_of_run(heads(), low, count_, head);
  if (high == low + 1) {
    return items()[low];
  }
  std::string scratch;
  const std::size_t at = partition_point(
      low, high, [&](std::size_t i) { return reader.sort(*Borrowed(items()[i]), scratch) < sort; });
  return at == high ? nullptr : items()[at];
}

std::size_t Leaf::seek(const KeyReader::SortBound& bound, const KeyReader& reader) const {
  std::string scratch;
  return seek_in_run(heads(), count_, prefix_, bound,
                     [&](std::size_t i) { return reader.sort(*Borrowed(items()[i]), scratch); });
}

Leaf* Leaf::resize(Leaf* leaf, std::size_t capacity) {
  Leaf* moved = make(capacity);
  moved->count_ = leaf->count_;
  moved->prefix_ = leaf->prefix_;
  moved->bytes_ = leaf->bytes_;
  move_entries(moved->heads(), leaf->heads(), leaf->count_);
  move_entries(moved->items(), leaf->items(), leaf->count_);
  free(leaf);
  return moved;
}

Leaf* Leaf::insert(Leaf* leaf, std::size_t at, const void* raw, const KeyReader& reader) {
  if (leaf->count_ == leaf->capacity_) {
    leaf = resize(leaf, capacity_for(leaf->count_ + 1U));
  }
  const std::size_t behind = leaf->count_ - at;
  move_entries(leaf->heads() + at + 1, leaf->heads() + at, behind);
  move_entries(leaf->items() + at + 1, leaf->items() + at, behind);
  leaf->items()[at] = raw;
  leaf->bytes_ += size_of(raw);
  ++leaf->count_;
  std::string a;
  std::string b;
  const std::string_view sort = reader.sort(*Borrowed(raw), a);
  // Only a new first or last entry can leave the prefix that the others share.
  const std::size_t other = at == 0 ? leaf->count_ - 1U : 0;
  if (leaf->count_ <= 2 ||
      common_prefix(sort, reader.sort(*Borrowed(leaf->items()[other]), b)) < leaf->prefix_) {
    leaf->rebuild_heads(reader);
  } else {
    leaf->heads()[at] = head_of(sort, leaf->prefix_);
  }
  return leaf;
}

Leaf* Leaf::remove(Leaf* leaf, std::size_t at, const void*& removed) {
  removed = leaf->items()[at];
  leaf->bytes_ -= size_of(removed);
  --leaf->count_;
  const std::size_t behind = leaf->count_ - at;
  move_entries(leaf->heads() + at, leaf->heads() + at + 1, behind);
  move_entries(leaf->items() + at, leaf->items() + at + 1, behind);
  if (leaf->count_ >= 2 && leaf->count_ * 2U < leaf->capacity_) {
    return resize(leaf, capacity_for(leaf->count_ + leaf->count_ / 4U));
  }
  return leaf;
}

const void* Leaf::exchange(std::size_t at, const void* raw) noexcept {
  bytes_ += size_of(raw);
  bytes_ -= size_of(items()[at]);
  return std::exchange(items()[at], raw);
}

Leaf* Leaf::split(std::size_t at, const KeyReader& reader) {
  Leaf* right = make(capacity_for(count_ - at + 1));
  right->count_ = static_cast<std::uint16_t>(count_ - at);
  move_entries(right->items(), items() + at, count_ - at);
  for (std::size_t i = at; i < count_; ++i) {
    right->bytes_ += size_of(items()[i]);
  }
  count_ = static_cast<std::uint16_t>(at);
  bytes_ -= right->bytes_;
  rebuild_heads(reader);
  right->rebuild_heads(reader);
  return right;
}

Leaf* Leaf::merge(Leaf* left, Leaf* right, const KeyReader& reader) {
  const std::size_t count = static_cast<std::size_t>(left->count_) + right->count_;
  if (count > left->capacity_) {
    left = resize(left, capacity_for(count));
  }
  move_entries(left->items() + left->count_, right->items(), right->count_);
  left->count_ = static_cast<std::uint16_t>(count);
  left->bytes_ += right->bytes_;
  free(right);
  left->rebuild_heads(reader);
  return left;
}

void Leaf::rebuild_heads(const KeyReader& reader) {
  std::string a;
  std::string b;
  prefix_ = static_cast<std::uint32_t>(common_prefix(
      reader.sort(*Borrowed(items()[0]), a), reader.sort(*Borrowed(items()[count_ - 1U]), b)));
  for (std::size_t i = 0; i < count_; ++i) {
    heads()[i] = head_of(reader.sort(*Borrowed(items()[i]), a), prefix_);
  }
}

void Leaf::verify(const KeyReader& reader) const {
  const auto require = [](bool holds, const char* what) {
    if (!holds) {
      throw std::logic_error(std::string("leaf: ") + what);
    }
  };
  std::string scratch;
  std::string before;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const std::string sort(reader.sort(*Borrowed(items()[i]), scratch));
    require(i == 0 || before < sort, "entries out of order");
    require(i == 0 || heads()[i - 1] <= heads()[i], "heads out of order");
    require(i == 0 || common_prefix(before, sort) >= prefix_, "prefix is not shared");
    require(heads()[i] == head_of(sort, prefix_), "wrong head");
    bytes += size_of(items()[i]);
    before = sort;
  }
  require(bytes == bytes_, "wrong sum of sizes");
  require(count_ <= capacity_ && capacity_ <= kCapacity, "wrong capacity");
}

}  // namespace ddbsim::table
