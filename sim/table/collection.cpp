#include "sim/table/collection.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/table/sorted_run.hpp"

namespace ddbsim::table {
namespace {

/// Leaves below this look for a neighbour to merge with, if both together stay below the second.
constexpr std::size_t kSmallLeaf = 32;
constexpr std::size_t kMergedLeaf = 96;
/// How far ahead a visit fetches items.
constexpr std::size_t kAhead = 6;

value::Item take(const void* raw) noexcept { return value::Item::adopt_raw(raw); }

void require(bool holds, const char* what) {
  if (!holds) {
    throw std::logic_error(std::string("collection: ") + what);
  }
}

/// Visits items [from, to) of a leaf (or the single one).
template <class At>
bool visit_items(std::size_t from, std::size_t to, bool forward, At at,
                 value::FunctionRef<bool(const value::Item&)> visit) {
  const std::size_t count = to - from;
  const auto nth = [&](std::size_t i) { return at(forward ? from + i : to - 1 - i); };
  for (std::size_t i = 0; i < std::min(kAhead, count); ++i) {
    prefetch_item(nth(i));
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (i + kAhead < count) {
      prefetch_item(nth(i + kAhead));
    }
    if (!visit(*Borrowed(nth(i)))) {
      return false;
    }
  }
  return true;
}

}  // namespace

void* Collection::pointer() const noexcept {
  return reinterpret_cast<void*>(word_ & ~kKindMask);  // NOLINT(*-int-to-ptr): as set() made it
}

void Collection::set(Kind kind, const void* pointer) noexcept {
  word_ = reinterpret_cast<std::uintptr_t>(pointer) | static_cast<std::uintptr_t>(kind);
}

std::size_t Collection::leaf_count() const noexcept {
  return kind() == Kind::directory ? directory()->leaves.size() : 1;
}

Leaf* Collection::leaf_at(std::size_t index) const noexcept {
  return kind() == Kind::directory ? directory()->leaves[index] : leaf();
}

std::size_t Collection::count() const noexcept {
  if (empty()) {
    return 0;
  }
  switch (kind()) {
    case Kind::single:
      return 1;
    case Kind::leaf:
      return leaf()->count();
    case Kind::directory:
      break;
  }
  return directory()->count;
}

std::uint64_t Collection::bytes() const noexcept {
  if (empty()) {
    return 0;
  }
  switch (kind()) {
    case Kind::single:
      return (*Borrowed(single())).size_bytes();
    case Kind::leaf:
      return leaf()->bytes();
    case Kind::directory:
      break;
  }
  return directory()->bytes;
}

const void* Collection::first() const noexcept {
  return kind() == Kind::single ? single() : leaf_at(0)->item(0);
}

const void* Collection::find(std::string_view sort, const KeyReader& reader) const {
  switch (kind()) {
    case Kind::single:
      return single();
    case Kind::leaf:
      return leaf()->find(sort, reader);
    case Kind::directory:
      break;
  }
  return directory()->find(sort, reader)->find(sort, reader);
}

Collection::Position Collection::end() const noexcept {
  if (kind() == Kind::single) {
    return {0, 1};
  }
  return {leaf_count() - 1, leaf_at(leaf_count() - 1)->count()};
}

Collection::Position Collection::seek(const KeyReader::SortBound& bound,
                                      const KeyReader& reader) const {
  if (kind() == Kind::single) {
    std::string scratch;
    return {0, bound.is_after(reader.sort(*Borrowed(single()), scratch)) ? 1U : 0U};
  }
  if (kind() == Kind::leaf) {
    return {0, leaf()->seek(bound, reader)};
  }
  const std::size_t leaves = directory()->seek(bound, reader);
  return leaves == 0 ? Position{} : Position{leaves - 1, leaf_at(leaves - 1)->seek(bound, reader)};
}

bool Collection::visit(Position from, Position to, bool forward,
                       value::FunctionRef<bool(const value::Item&)> visit) const {
  if (!(from < to)) {
    return true;
  }
  if (kind() == Kind::single) {
    return visit(*Borrowed(single()));
  }
  const std::size_t leaves = to.leaf - from.leaf + 1;
  for (std::size_t i = 0; i < leaves; ++i) {
    const std::size_t index = forward ? from.leaf + i : to.leaf - i;
    const Leaf* leaf = leaf_at(index);
    const std::size_t low = index == from.leaf ? from.entry : 0;
    const std::size_t high = index == to.leaf ? to.entry : leaf->count();
    const auto item = [leaf](std::size_t entry) { return leaf->item(entry); };
    if (low < high && !visit_items(low, high, forward, item, visit)) {
      return false;
    }
  }
  return true;
}

bool Collection::locate(std::string_view sort, const KeyReader& reader, Position& at) const {
  at = seek({sort, false, Bound::Side::before}, reader);
  Position found = at;
  if (found.leaf + 1 < leaf_count() && found.entry == leaf_at(found.leaf)->count()) {
    found = {found.leaf + 1, 0};
  }
  if (!(found < end())) {
    return false;
  }
  const void* raw = kind() == Kind::single ? single() : leaf_at(found.leaf)->item(found.entry);
  std::string scratch;
  if (reader.sort(*Borrowed(raw), scratch) != sort) {
    return false;  // `at` is where it would belong: at the end of a leaf rather than before the
                   // next
  }
  at = found;
  return true;
}

bool Collection::insert(const value::Item& item, const KeyReader& reader) {
  if (empty()) {
    set(Kind::single, value::Item(item).release_raw());
    return true;
  }
  std::string scratch;
  Position at;
  if (locate(reader.sort(item, scratch), reader, at)) {
    return false;
  }
  const void* raw = value::Item(item).release_raw();
  if (kind() == Kind::single) {
    set(Kind::leaf, Leaf::insert(Leaf::make(2), 0, single(), reader));
  }
  if (kind() == Kind::leaf && leaf()->count() == Leaf::kCapacity) {
    auto whole = std::make_unique<Directory>();
    whole->count = leaf()->count();
    whole->bytes = leaf()->bytes();
    whole->leaves.push_back(leaf());
    whole->rebuild_heads(reader);
    set(Kind::directory, whole.release());
  }
  if (kind() == Kind::leaf) {
    set(Kind::leaf, Leaf::insert(leaf(), at.entry, raw, reader));
  } else {
    insert_at(at, raw, reader);
  }
  return true;
}

void Collection::insert_at(Position at, const void* raw, const KeyReader& reader) {
  Directory& all = *directory();
  all.count += 1;
  all.bytes += (*Borrowed(raw)).size_bytes();
  Leaf*& leaf = all.leaves[at.leaf];
  if (leaf->count() == Leaf::kCapacity) {
    divide(at.leaf, at.entry, raw, reader);
    return;
  }
  leaf = Leaf::insert(leaf, at.entry, raw, reader);
  if (at.entry == 0) {
    all.first_changed(at.leaf, reader);
  }
}

/// Adds an entry to a full leaf. At either end of the collection the entry gets a leaf of its own,
/// so that keys which only grow (times) leave full leaves behind; elsewhere the leaf is halved.
void Collection::divide(std::size_t index, std::size_t entry, const void* raw,
                        const KeyReader& reader) {
  Directory& all = *directory();
  const bool at_end = index + 1 == all.leaves.size() && entry == Leaf::kCapacity;
  const bool at_begin = index == 0 && entry == 0;
  if (at_end || at_begin) {
    all.add_leaf(at_end ? index + 1 : 0, Leaf::insert(Leaf::make(2), 0, raw, reader), reader);
    return;
  }
  const std::size_t half = Leaf::kCapacity / 2;
  Leaf* right = all.leaves[index]->split(half, reader);
  Leaf*& left = all.leaves[index];
  if (entry <= half) {
    left = Leaf::insert(left, entry, raw, reader);
  } else {
    right = Leaf::insert(right, entry - half, raw, reader);
  }
  all.add_leaf(index + 1, right, reader);
}

value::Item Collection::remove(std::string_view sort, const KeyReader& reader) {
  Position at;
  if (empty() || !locate(sort, reader, at)) {
    return {};
  }
  const void* removed = nullptr;
  if (kind() == Kind::single) {
    removed = single();
    word_ = 0;
  } else if (kind() == Kind::leaf) {
    set(Kind::leaf, Leaf::remove(leaf(), at.entry, removed));
    simplify();
  } else {
    removed = remove_from_directory(at, reader);
    simplify();
  }
  return take(removed);
}

const void* Collection::remove_from_directory(Position at, const KeyReader& reader) {
  Directory& all = *directory();
  const void* removed = nullptr;
  Leaf*& leaf = all.leaves[at.leaf];
  leaf = Leaf::remove(leaf, at.entry, removed);
  all.count -= 1;
  all.bytes -= (*Borrowed(removed)).size_bytes();
  if (leaf->count() == 0) {
    Leaf::free(leaf);
    all.remove_leaf(at.leaf);
    return removed;
  }
  if (at.entry == 0) {
    all.first_changed(at.leaf, reader);
  }
  if (leaf->count() < kSmallLeaf) {
    const std::size_t left = at.leaf == 0 ? 0 : at.leaf - 1;
    if (left + 1 < all.leaves.size() &&
        all.leaves[left]->count() + all.leaves[left + 1]->count() <= kMergedLeaf) {
      all.leaves[left] = Leaf::merge(all.leaves[left], all.leaves[left + 1], reader);
      all.remove_leaf(left + 1);
    }
  }
  return removed;
}

void Collection::simplify() {
  if (kind() == Kind::directory && directory()->leaves.size() == 1) {
    const std::unique_ptr<Directory> whole(directory());
    set(Kind::leaf, whole->leaves.front());
  }
  if (kind() == Kind::leaf && leaf()->count() == 1) {
    Leaf* last = leaf();
    set(Kind::single, last->item(0));
    Leaf::free(last);
  }
}

value::Item Collection::exchange(value::Item item, const KeyReader& reader) {
  std::string scratch;
  Position at;
  if (!locate(reader.sort(item, scratch), reader, at)) {
    return {};
  }
  const void* raw = item.release_raw();
  if (kind() == Kind::single) {
    const void* before = single();
    set(Kind::single, raw);
    return take(before);
  }
  if (kind() == Kind::directory) {
    directory()->bytes += (*Borrowed(raw)).size_bytes();
    directory()->bytes -= (*Borrowed(leaf_at(at.leaf)->item(at.entry))).size_bytes();
  }
  return take(leaf_at(at.leaf)->exchange(at.entry, raw));
}

void Collection::clear() noexcept {
  if (empty()) {
    return;
  }
  if (kind() == Kind::single) {
    static_cast<void>(take(single()));
    word_ = 0;
    return;
  }
  for (std::size_t i = 0; i < leaf_count(); ++i) {
    for (std::size_t entry = 0; entry < leaf_at(i)->count(); ++entry) {
      static_cast<void>(take(leaf_at(i)->item(entry)));
    }
    Leaf::free(leaf_at(i));
  }
  if (kind() == Kind::directory) {
    delete directory();
  }
  word_ = 0;
}

void Collection::prefetch() const noexcept {
  if (empty()) {
    return;
  }
  const char* at = static_cast<const char*>(pointer());
  for (std::size_t line = 0; line < 4; ++line) {
    __builtin_prefetch(at + line * kCacheLine);
  }
}

std::size_t Collection::memory_bytes() const noexcept {
  if (empty() || kind() == Kind::single) {
    return 0;
  }
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < leaf_count(); ++i) {
    bytes += leaf_at(i)->memory_bytes();
  }
  if (kind() == Kind::directory) {
    bytes += sizeof(Directory) + directory()->heads.capacity() * sizeof(std::uint64_t) +
             directory()->leaves.capacity() * sizeof(Leaf*);
  }
  return bytes;
}

void Collection::verify(const KeyReader& reader) const {
  if (kind() == Kind::single) {
    return;
  }
  std::string a;
  std::string b;
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < leaf_count(); ++i) {
    const Leaf* leaf = leaf_at(i);
    require(leaf->count() != 0, "empty leaf");
    leaf->verify(reader);
    count += leaf->count();
    bytes += leaf->bytes();
    if (i != 0) {
      const Leaf* before = leaf_at(i - 1);
      require(reader.sort(*Borrowed(before->item(before->count() - 1)), a) <
                  leaf->first_sort(reader, b),
              "leaves out of order");
    }
  }
  if (kind() == Kind::leaf) {
    require(count > 1, "leaf with one entry");
    return;
  }
  const Directory& all = *directory();
  require(all.leaves.size() > 1 && all.heads.size() == all.leaves.size(), "sizes of directory");
  require(all.count == count && all.bytes == bytes, "sums of directory");
  const std::string shared(all.leaves.front()->first_sort(reader, a).substr(0, all.prefix));
  require(shared.size() == all.prefix, "prefix of directory");
  for (std::size_t i = 0; i < all.leaves.size(); ++i) {
    const std::string_view first = all.leaves[i]->first_sort(reader, a);
    require(first.starts_with(shared), "prefix of directory");
    require(all.heads[i] == head_of(first, all.prefix), "head of directory");
  }
}

}  // namespace ddbsim::table
