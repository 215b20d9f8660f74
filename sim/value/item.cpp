#include "sim/value/item.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "sim/value/hash.hpp"
#include "sim/value/packing.hpp"

namespace ddbsim::value {
namespace {

std::uint64_t hash_names(const std::vector<std::string_view>& names) noexcept {
  std::uint64_t hash = names.size();
  for (const std::string_view name : names) {
    hash = hash_bytes(name, hash);
  }
  return hash;
}

}  // namespace

std::size_t Layout::find(std::string_view name) const noexcept {
  constexpr std::size_t kScanned = 16;  // up to here lengths tell more, faster
  if (count() <= kScanned) {
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < count(); ++i) {
      const std::uint32_t end = ends_[i];
      if (end - begin == name.size() &&
          std::memcmp(names_.data() + begin, name.data(), name.size()) == 0) {
        return i;
      }
      begin = end;
    }
    return count();
  }
  std::size_t low = 0;
  std::size_t high = count();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const int order = this->name(middle).compare(name);
    if (order == 0) {
      return middle;
    }
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return count();
}

Layouts::~Layouts() {
  for (const auto& [hash, layout] : shared_) {
    if (--layout->references_ == 0) {
      delete layout;
    }
  }
}

Layout* Layouts::obtain(std::uint64_t hash, const std::vector<std::string_view>& names) {
  const auto found = shared_.find(hash);
  if (found == shared_.end()) {
    return nullptr;
  }
  Layout* layout = found->second;
  if (layout->count() != names.size()) {
    return nullptr;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (layout->name(i) != names[i]) {
      return nullptr;
    }
  }
  return layout;
}

Item::Item(std::initializer_list<std::pair<const std::string, AttributeValue>> attributes) {
  ItemBuilder builder;
  for (const auto& [name, value] : attributes) {
    builder.add(name, value);
  }
  *this = builder.finish();
}

Item::Item(const Map& attributes, Layouts* layouts) {
  ItemBuilder builder(layouts);
  for (const auto& [name, value] : attributes) {
    builder.add(name, value);
  }
  *this = builder.finish();
}

// NOLINTNEXTLINE(bugprone-unhandled-self-assignment): retains before it releases
Item& Item::operator=(const Item& other) noexcept {
  other.retain();
  release();
  block_ = other.block_;
  return *this;
}

Item& Item::operator=(Item&& other) noexcept {
  if (this != &other) {
    release();
    block_ = std::exchange(other.block_, nullptr);
  }
  return *this;
}

Item Item::adopt_raw(const void* raw) noexcept {
  return Item(static_cast<Block*>(
      const_cast<void*>(raw)));  // NOLINT(*-const-cast): blocks are made mutable
}

Item Item::borrow_raw(const void* raw) noexcept {
  Item item = adopt_raw(raw);
  item.retain();
  return item;
}

void Item::destroy(Block* block) noexcept {
  if (--block->layout->references_ == 0) {
    delete block->layout;
  }
  ::operator delete(block);
}

ValueView Item::find(std::string_view name) const noexcept {
  if (block_ == nullptr) {
    return {};
  }
  const std::size_t index = block_->layout->find(name);
  return index == block_->layout->count() ? ValueView{} : value(index);
}

std::size_t Item::depth() const noexcept {
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < count(); ++i) {
    deepest = std::max(deepest, value(i).depth());
  }
  return deepest;
}

Map Item::to_map() const {
  Map map;
  for (std::size_t i = 0; i < count(); ++i) {
    map.emplace_hint(map.end(), std::string(name(i)), value(i).to_value());
  }
  return map;
}

std::size_t Item::memory_bytes() const noexcept {
  if (block_ == nullptr) {
    return 0;
  }
  std::size_t bytes = sizeof(Block) + count() * sizeof(std::uint32_t);
  for (std::size_t i = 0; i < count(); ++i) {
    bytes += value(i).bytes().size();
  }
  return bytes;
}

bool operator==(const Item& a, const Item& b) noexcept {
  if (a.block_ == b.block_) {
    return true;
  }
  if (a.block_ == nullptr || b.block_ == nullptr || a.hash() != b.hash() ||
      a.count() != b.count()) {
    return false;
  }
  for (std::size_t i = 0; i < a.count(); ++i) {
    if (a.name(i) != b.name(i) || a.value(i) != b.value(i)) {
      return false;
    }
  }
  return true;
}

ItemBuilder::Entry& ItemBuilder::next_entry(std::string_view name) {
  if (used_ == entries_.size()) {
    entries_.emplace_back();
  }
  Entry& entry = entries_[used_++];
  entry.name.assign(name);
  entry.begin = static_cast<std::uint32_t>(values_.size());
  return entry;
}

void ItemBuilder::add(std::string_view name, ValueView value) {
  Entry& entry = next_entry(name);
  values_ += value.bytes();
  entry.end = static_cast<std::uint32_t>(values_.size());
  entry.type = value.type();
}

void ItemBuilder::add(std::string_view name, const AttributeValue& value) {
  Entry& entry = next_entry(name);
  pack(value, values_);
  entry.end = static_cast<std::uint32_t>(values_.size());
  entry.type = value.type();
}

/// Sorted by name; of equal names only the last one stays.
void ItemBuilder::sort_entries() {
  const auto begin = entries_.begin();
  const auto end = begin + static_cast<std::ptrdiff_t>(used_);
  std::sort(begin, end, [](const Entry& a, const Entry& b) {
    const int order = a.name.compare(b.name);
    return order != 0 ? order < 0 : a.begin < b.begin;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < used_; ++i) {
    if (i + 1 < used_ && entries_[i].name == entries_[i + 1].name) {  // replaced by the next one
      continue;
    }
    if (kept != i) {
      std::swap(entries_[kept], entries_[i]);
    }
    ++kept;
  }
  used_ = kept;
}

/// One block of values under `layout`, whose reference it takes over: `bytes` of them, which the
/// service counts, with the names, as `size`. `value_at` is asked for each once, in order.
template <class ValueAt>
Item::Block* Item::allocate(Layout* layout, std::size_t bytes, std::size_t size, ValueAt value_at) {
  const std::size_t count = layout->count();
  const std::size_t table = count * sizeof(std::uint32_t);
  void* memory = ::operator new(sizeof(Block) + table + bytes);
  auto* block = new (memory) Block{layout, 0, 1, static_cast<std::uint32_t>(size)};
  char* words = static_cast<char*>(memory) + sizeof(Block);
  char* values = words + table;
  std::size_t end = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const ValueView value = value_at(i);
    std::memcpy(values + end, value.bytes().data(), value.bytes().size());
    end += value.bytes().size();
    const std::uint32_t word = packing::entry(end, value.type());
    std::memcpy(words + i * sizeof word, &word, sizeof word);
  }
  block->hash = hash_bytes({words, table + bytes}, layout->hash());
  return block;
}

Item ItemBuilder::finish() {
  sort_entries();
  names_.clear();
  for (std::size_t i = 0; i < used_; ++i) {
    names_.emplace_back(entries_[i].name);
  }
  const std::uint64_t names_hash = hash_names(names_);
  Layout* layout = layouts_ == nullptr ? nullptr : layouts_->obtain(names_hash, names_);
  if (layout == nullptr) {
    auto made = std::make_unique<Layout>();
    for (const std::string_view name : names_) {
      made->names_ += name;
      made->ends_.push_back(static_cast<std::uint32_t>(made->names_.size()));
    }
    made->hash_ = names_hash;
    layout = made.release();
    if (layouts_ != nullptr && layouts_->count() < Layouts::kMaxLayouts &&
        layouts_->shared_.emplace(names_hash, layout).second) {
      ++layout->references_;
    }
  }
  ++layout->references_;

  const auto value_at = [this](std::size_t i) {
    const Entry& entry = entries_[i];
    return ValueView(entry.type,
                     std::string_view(values_).substr(entry.begin, entry.end - entry.begin));
  };
  std::size_t bytes = 0;
  std::size_t size = layout->names_bytes();
  for (std::size_t i = 0; i < used_; ++i) {
    bytes += value_at(i).bytes().size();
    size += value_at(i).size_bytes();
  }
  Item item(Item::allocate(layout, bytes, size, value_at));
  clear();
  return item;
}

std::size_t Item::values_bytes() const noexcept {
  const std::size_t count = block_->layout->count();
  return count == 0 ? 0 : packing::end_of(packing::word_at(block_->words(), count - 1));
}

Item Item::with_values(std::span<const Change> changes) const {
  std::size_t bytes = values_bytes();
  std::size_t size = size_bytes();
  for (const Change& change : changes) {
    const ValueView old = value(change.index);
    bytes = bytes - old.bytes().size() + change.value.bytes().size();
    size = size - old.size_bytes() + change.value.size_bytes();
  }
  ++block_->layout->references_;
  auto next = changes.begin();
  return Item(allocate(block_->layout, bytes, size, [&](std::size_t i) {
    const bool changed = next != changes.end() && next->index == i;
    return changed ? (next++)->value : value(i);
  }));
}

Item Item::with_layout(Layout* layout) const {
  const std::size_t bytes =
      sizeof(Block) + layout->count() * sizeof(std::uint32_t) + values_bytes();
  auto* block = static_cast<Block*>(::operator new(bytes));
  std::memcpy(block, block_, bytes);
  block->layout = layout;
  block->references = 1;
  ++layout->references_;
  return Item(block);
}

Item ItemBuilder::adopt(const Item& item) {
  if (!item) {
    return item;
  }
  if (layouts_ != nullptr) {
    const Layout& own = item.layout();
    const auto found = layouts_->shared_.find(own.hash());
    if (found != layouts_->shared_.end()) {
      Layout* const shared = found->second;
      if (shared == &own) {
        return item;
      }
      if (shared->names_ == own.names_ && shared->ends_ == own.ends_) {
        return item.with_layout(shared);
      }
    }
  }
  return project(item, [](std::string_view) { return true; });
}

}  // namespace ddbsim::value
