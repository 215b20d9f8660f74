#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/value/packing.hpp"
#include "sim/value/value_view.hpp"

namespace ddbsim::value {

class Layouts;

/// The sorted attribute names that items have in common. Items of one table mostly share a few of
/// these, so that an item itself carries no names. Counted reference, plain count: one world, one
/// thread.
class Layout {
 public:
  [[nodiscard]] std::size_t count() const noexcept { return ends_.size(); }
  [[nodiscard]] std::string_view name(std::size_t index) const noexcept {
    const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(names_).substr(begin, ends_[index] - begin);
  }
  /// Position of a name, or count() when it is not there.
  [[nodiscard]] std::size_t find(std::string_view name) const noexcept;
  [[nodiscard]] std::size_t names_bytes() const noexcept { return names_.size(); }
  [[nodiscard]] std::uint64_t hash() const noexcept { return hash_; }

 private:
  friend class Item;
  friend class ItemBuilder;
  friend class Layouts;
  friend class LayoutRef;
  std::string names_;
  std::vector<std::uint32_t> ends_;
  std::uint64_t hash_ = 0;
  std::uint32_t references_ = 0;
};

/// An immutable set of named values: an item, a key, or the `:values` of an expression. One block
/// of memory behind a counted reference (plain count: one world, one thread); copying is sharing. A
/// default-constructed one is "no item"; an item without attributes is an item.
class Item {
 public:
  Item() = default;
  Item(std::initializer_list<std::pair<const std::string, AttributeValue>> attributes);
  explicit Item(const Map& attributes, Layouts* layouts = nullptr);
  Item(const Item& other) noexcept : block_(other.block_) { retain(); }
  Item(Item&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Item& operator=(const Item& other) noexcept;
  Item& operator=(Item&& other) noexcept;
  ~Item() { release(); }

  /// False for "no item".
  explicit operator bool() const noexcept { return block_ != nullptr; }

  /// Size that the service counts (facts 2.2): names and values.
  [[nodiscard]] std::size_t size_bytes() const noexcept {
    return block_ == nullptr ? 0 : block_->size;
  }
  /// Hash of names and values; the same for equal items whatever their layout is.
  [[nodiscard]] std::uint64_t hash() const noexcept { return block_ == nullptr ? 0 : block_->hash; }
  [[nodiscard]] std::size_t count() const noexcept {
    return block_ == nullptr ? 0 : block_->layout->count();
  }
  /// Attributes come sorted by name; index < count().
  [[nodiscard]] std::string_view name(std::size_t index) const noexcept {
    return block_->layout->name(index);
  }
  [[nodiscard]] ValueView value(std::size_t index) const noexcept {
    const char* words = block_->words();
    const std::uint32_t begin =
        index == 0 ? 0 : packing::end_of(packing::word_at(words, index - 1));
    const std::uint32_t entry = packing::word_at(words, index);
    const char* values = words + block_->layout->count() * sizeof(std::uint32_t);
    return {packing::type_of(entry), {values + begin, packing::end_of(entry) - begin}};
  }
  /// The named attribute, or an absent view.
  [[nodiscard]] ValueView find(std::string_view name) const noexcept;
  /// Position of a name, or count() when it is not there.
  [[nodiscard]] std::size_t index_of(std::string_view name) const noexcept {
    return block_ == nullptr ? 0 : block_->layout->find(name);
  }
  [[nodiscard]] bool contains(std::string_view name) const noexcept {
    return static_cast<bool>(find(name));
  }
  [[nodiscard]] std::size_t depth() const noexcept;
  [[nodiscard]] Map to_map() const;
  [[nodiscard]] const Layout& layout() const noexcept { return *block_->layout; }
  /// Bytes of memory that the block takes, without what the allocator adds and without the shared
  /// layout.
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

  /// The same attributes with other values for some of them: no name is looked at. `changes` is in
  /// order of `index`, each there once.
  struct Change {
    std::size_t index;
    ValueView value;
  };
  [[nodiscard]] Item with_values(std::span<const Change> changes) const;

  /// Same block: cheap test for "unchanged".
  [[nodiscard]] bool is_same_as(const Item& other) const noexcept { return block_ == other.block_; }
  friend bool operator==(const Item& a, const Item& b) noexcept;

  /// The block's address as an opaque word, and back, for containers that keep 8 bytes an entry.
  /// `release_raw` gives the reference up to the caller; `adopt_raw` takes one over; `borrow_raw`
  /// adds one.
  [[nodiscard]] const void* release_raw() noexcept { return std::exchange(block_, nullptr); }
  [[nodiscard]] const void* raw() const noexcept { return block_; }
  [[nodiscard]] static Item adopt_raw(const void* raw) noexcept;
  [[nodiscard]] static Item borrow_raw(const void* raw) noexcept;

 private:
  friend class ItemBuilder;
  friend class LayoutRef;
  struct Block {
    Layout* layout;
    std::uint64_t hash;
    std::uint32_t references;
    std::uint32_t size;
    // then one word for each attribute (end of value | type << 28), then the values
    [[nodiscard]] const char* words() const noexcept {
      return reinterpret_cast<const char*>(this + 1);
    }
  };

  explicit Item(Block* block) noexcept : block_(block) {}
  void retain() const noexcept {
    if (block_ != nullptr) {
      ++block_->references;
    }
  }
  void release() noexcept {
    if (block_ != nullptr && --block_->references == 0) {
      destroy(block_);
    }
  }
  static void destroy(Block* block) noexcept;
  template <class ValueAt>
  [[nodiscard]] static Block* allocate(Layout* layout, std::size_t bytes, std::size_t size,
                                       ValueAt value_at);
  [[nodiscard]] std::size_t values_bytes() const noexcept;
  /// The same bytes under another layout of the same names.
  [[nodiscard]] Item with_layout(Layout* layout) const;

  Block* block_ = nullptr;
};

/// Keeps the layout of an item alive, so that whoever remembers something about it knows it again
/// by its address.
class LayoutRef {
 public:
  LayoutRef() = default;
  explicit LayoutRef(const Item& item) noexcept : layout_(item.block_->layout) {
    ++layout_->references_;
  }
  LayoutRef(const LayoutRef&) = delete;
  LayoutRef& operator=(const LayoutRef&) = delete;
  LayoutRef(LayoutRef&& other) noexcept : layout_(std::exchange(other.layout_, nullptr)) {}
  LayoutRef& operator=(LayoutRef&& other) noexcept {
    std::swap(layout_, other.layout_);
    return *this;
  }
  ~LayoutRef() {
    if (layout_ != nullptr && --layout_->references_ == 0) {
      delete layout_;
    }
  }
  /// Has the item this layout?
  [[nodiscard]] bool is_of(const Item& item) const noexcept {
    return layout_ == item.block_->layout;
  }
  /// Does anybody else use it?
  [[nodiscard]] static bool is_shared(const Item& item) noexcept {
    return item.block_->layout->references_ > 1;
  }
  [[nodiscard]] static const void* address(const Item& item) noexcept {
    return item.block_->layout;
  }

 private:
  Layout* layout_ = nullptr;
};

/// The layouts that a world shares between its items. Bounded: maps keyed by identifiers would
/// flood it, so beyond `kMaxLayouts` further layouts are not shared. Every layout outlives the
/// table while an item uses it.
class Layouts {
 public:
  static constexpr std::size_t kMaxLayouts = 4096;

  Layouts() = default;
  Layouts(const Layouts&) = delete;
  Layouts& operator=(const Layouts&) = delete;
  ~Layouts();

  [[nodiscard]] std::size_t count() const noexcept { return shared_.size(); }

 private:
  friend class ItemBuilder;
  Layout* obtain(std::uint64_t hash, const std::vector<std::string_view>& names);
  boost::unordered_flat_map<std::uint64_t, Layout*> shared_;
};

/// Builds one item after the other; keeps its buffers. Attributes may come in any order; a name
/// given twice keeps its last value.
class ItemBuilder {
 public:
  explicit ItemBuilder(Layouts* layouts = nullptr) : layouts_(layouts) {}

  void add(std::string_view name, ValueView value);
  void add(std::string_view name, const AttributeValue& value);
  /// Forgets what was added.
  void clear() noexcept {
    used_ = 0;
    values_.clear();
  }
  /// The item; the builder is empty afterwards.
  [[nodiscard]] Item finish();

  /// The attributes of `item` with those names only; missing ones are left out. `keep(name)`
  /// decides.
  template <class Keep>
  [[nodiscard]] Item project(const Item& item, Keep keep) {
    for (std::size_t i = 0; i < item.count(); ++i) {
      if (keep(item.name(i))) {
        add(item.name(i), item.value(i));
      }
    }
    return finish();
  }

  /// The same attributes in the layouts of this builder's world: what a table stores. The item
  /// itself when it shares one of them already.
  [[nodiscard]] Item adopt(const Item& item);

 private:
  struct Entry {
    std::string name;
    std::uint32_t begin;
    std::uint32_t end;
    Type type;
  };
  Entry& next_entry(std::string_view name);
  void sort_entries();

  Layouts* layouts_;
  std::vector<Entry> entries_;
  std::size_t used_ = 0;
  std::string values_;
  std::vector<std::string_view> names_;
};

}  // namespace ddbsim::value
