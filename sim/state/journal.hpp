#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "sim/value/hash.hpp"

// Everything of the simulated account that can change, changes through a journal: items,
// definitions, checkpoints, tokens, iterators, the clock. The journal can go back to any mark, and
// carries a running hash of the state, so that a search can undo a step and recognise a state in
// O(1).
namespace ddbsim::state {

/// 128 bits: two independent lanes, each the XOR over all slots of mix(slot, content).
struct Hash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend auto operator<=>(const Hash&, const Hash&) = default;
};

/// A part that changes through a journal. It keeps its own old values, newest last; the journal
/// keeps the order. One that goes while it has old values tells the journal (`gone`): whatever
/// owned it may be state itself, a table taken away or never put there.
class Undoable {
 public:
  Undoable() = default;
  Undoable(const Undoable&) = delete;
  Undoable& operator=(const Undoable&) = delete;

 protected:
  virtual ~Undoable() = default;

 private:
  friend class Journal;
  /// Takes the newest saved change back, hash included.
  virtual void undo_newest() = 0;
  /// Drops the saved changes: nobody can go back behind this point any more.
  virtual void forget() noexcept = 0;
};

/// Order of changes, marks, and the running hash. Records nothing while no mark is set: a server
/// that never goes back pays for the hash only.
class Journal {
 public:
  using Mark = std::size_t;

  /// From here on changes are recorded. Marks nest.
  [[nodiscard]] Mark mark();
  /// Back to the mark, which stays set.
  void undo_to(Mark mark);
  /// Gives the mark up; with the last one, all recorded changes are forgotten. Newest first.
  void release(Mark mark);
  [[nodiscard]] bool recording() const noexcept { return marks_ != 0; }
  [[nodiscard]] const Hash& hash() const noexcept { return hash_; }

  /// For parts. `changed` after a part has saved an old value (only while recording).
  void changed(Undoable& part) { order_.push_back(&part); }
  /// For destructors of parts that still have old values: there is nothing left to undo in them.
  void gone(const Undoable& part) noexcept;
  /// Content of a slot goes in or out of the hash (XOR: the same call does both). Content 0 is
  /// "nothing there".
  void toggle(std::uint64_t slot, std::uint64_t content) noexcept {
    if (content != 0) {
      hash_.low ^= value::mix(slot, content);
      hash_.high ^= value::mix(content ^ 0xA5A5A5A5A5A5A5A5ULL, slot);
    }
  }

 private:
  std::vector<Undoable*> order_;  ///< null: a part that is gone
  std::size_t marks_ = 0;
  Hash hash_;
};

/// Sets a mark and goes back to it at the end of the scope unless `keep` was called: a transaction
/// that may fail half way, or a look ahead.
class Attempt {
 public:
  explicit Attempt(Journal& journal) : journal_(journal), mark_(journal.mark()) {}
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;
  ~Attempt() {
    if (!kept_) {
      journal_.undo_to(mark_);
    }
    journal_.release(mark_);
  }
  void keep() noexcept { kept_ = true; }

 private:
  Journal& journal_;
  Journal::Mark mark_;
  bool kept_ = false;
};

/// One value. `HashOf(value)` is its content hash; 0 keeps it out of the state hash (statistics).
template <class T, class HashOf>
class Cell final : public Undoable {
 public:
  Cell(Journal& journal, std::uint64_t slot, T value)
      : journal_(journal), slot_(slot), value_(std::move(value)) {
    journal_.toggle(slot_, HashOf{}(value_));
  }
  ~Cell() override {
    if (!old_.empty()) {
      journal_.gone(*this);
    }
  }
  [[nodiscard]] const T& get() const noexcept { return value_; }
  void set(T value) {
    journal_.toggle(slot_, HashOf{}(value_));
    if (journal_.recording()) {
      old_.push_back(std::move(value_));
      journal_.changed(*this);
    }
    value_ = std::move(value);
    journal_.toggle(slot_, HashOf{}(value_));
  }

 private:
  void undo_newest() override {
    journal_.toggle(slot_, HashOf{}(value_));
    value_ = std::move(old_.back());
    old_.pop_back();
    journal_.toggle(slot_, HashOf{}(value_));
  }
  void forget() noexcept override { old_.clear(); }

  Journal& journal_;
  std::uint64_t slot_;
  T value_;
  std::vector<T> old_;
};

/// An ordered map. `HashOf(key, value)` is an entry's content hash (0: not hashed). Values are
/// replaced whole.
template <class K, class V, class HashOf>
class Map final : public Undoable {
 public:
  using Entries = std::map<K, V, std::less<>>;

  Map(Journal& journal, std::uint64_t slot) : journal_(journal), slot_(slot) {}
  ~Map() override {
    if (!old_.empty()) {
      journal_.gone(*this);
    }
  }
  [[nodiscard]] const Entries& entries() const noexcept { return entries_; }
  template <class Q>
  [[nodiscard]] const V* find(const Q& key) const {
    const auto at = entries_.find(key);
    return at == entries_.end() ? nullptr : &at->second;
  }
  void set(const K& key, V value) {
    save(key);
    put(key, std::move(value));
  }
  /// No effect when the key is not there.
  void erase(const K& key) {
    if (entries_.contains(key)) {
      save(key);
      put(key, std::nullopt);
    }
  }

 private:
  void put(const K& key, std::optional<V> value) {
    const auto at = entries_.find(key);
    if (at != entries_.end()) {
      journal_.toggle(slot_, HashOf{}(at->first, at->second));
      if (!value) {
        entries_.erase(at);
        return;
      }
      at->second = std::move(*value);
      journal_.toggle(slot_, HashOf{}(at->first, at->second));
    } else if (value) {
      const auto added = entries_.emplace(key, std::move(*value)).first;
      journal_.toggle(slot_, HashOf{}(added->first, added->second));
    }
  }
  void save(const K& key) {
    if (journal_.recording()) {
      const auto at = entries_.find(key);
      old_.emplace_back(key, at == entries_.end() ? std::nullopt : std::optional<V>(at->second));
      journal_.changed(*this);
    }
  }
  void undo_newest() override {
    auto [key, value] = std::move(old_.back());
    old_.pop_back();
    put(key, std::move(value));
  }
  void forget() noexcept override { old_.clear(); }

  Journal& journal_;
  std::uint64_t slot_;
  Entries entries_;
  std::vector<std::pair<K, std::optional<V>>> old_;
};

/// Append at the end, trim at the front; positions never change. `HashOf(position, value)` is an
/// entry's content hash (0: not hashed).
template <class T, class HashOf>
class Log final : public Undoable {
 public:
  Log(Journal& journal, std::uint64_t slot) : journal_(journal), slot_(slot) {}
  ~Log() override {
    if (!old_.empty()) {
      journal_.gone(*this);
    }
  }
  [[nodiscard]] std::uint64_t begin() const noexcept { return begin_; }
  [[nodiscard]] std::uint64_t end() const noexcept { return begin_ + entries_.size(); }
  /// begin() <= position < end().
  [[nodiscard]] const T& at(std::uint64_t position) const { return entries_[position - begin_]; }
  void append(T value) {
    journal_.toggle(slot_, HashOf{}(end(), value));
    entries_.push_back(std::move(value));
    note(std::nullopt);
  }
  /// Drops the oldest entry.
  void trim() {
    journal_.toggle(slot_, HashOf{}(begin_, entries_.front()));
    std::optional<T> oldest(std::move(entries_.front()));
    entries_.pop_front();
    ++begin_;
    note(std::move(oldest));
  }

 private:
  void note(std::optional<T> trimmed) {
    if (journal_.recording()) {
      old_.push_back(std::move(trimmed));
      journal_.changed(*this);
    }
  }
  void undo_newest() override {
    std::optional<T> trimmed = std::move(old_.back());
    old_.pop_back();
    if (trimmed) {
      --begin_;
      journal_.toggle(slot_, HashOf{}(begin_, *trimmed));
      entries_.push_front(std::move(*trimmed));
    } else {
      journal_.toggle(slot_, HashOf{}(end() - 1, entries_.back()));
      entries_.pop_back();
    }
  }
  void forget() noexcept override { old_.clear(); }

  Journal& journal_;
  std::uint64_t slot_;
  std::uint64_t begin_ = 0;
  std::deque<T> entries_;
  std::vector<std::optional<T>> old_;  ///< absent: the change was an append
};

/// Keeps a part out of the state hash.
struct NotHashed {
  template <class... T>
  std::uint64_t operator()(const T&... /*value*/) const noexcept {
    return 0;
  }
};

}  // namespace ddbsim::state
