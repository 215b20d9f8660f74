#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/state/journal.hpp"
#include "sim/table/change_log.hpp"
#include "sim/table/definition.hpp"

// Streams belong to the account, not to the table: they outlive its deletion and their own
// disabling for 24 h.
namespace ddbsim::table {

struct ShardRecordHash {
  std::uint64_t operator()(std::uint64_t position, const Change& change) const noexcept {
    return value::mix(position + 1, ChangeHash{}(position, change));
  }
};

/// The part of the hash space that a shard owns, both ends included.
struct HashRange {
  std::uint64_t first = 0;
  std::uint64_t last = ~std::uint64_t{0};
};

/// One shard: the changes of one part of the key space, in order. A record's position in its shard
/// is its identity: sequence number and event id are derived from it, so that unrelated shards do
/// not influence each other. Open until its partition splits; then its children go on.
class Shard {
 public:
  struct Definition {
    std::uint32_t number = 0;             ///< its place in the stream
    std::string id;                       ///< at least 28 characters
    HashRange range;                      ///< of its partition
    std::optional<std::uint32_t> parent;  ///< number of the shard that was split
  };
  Shard(state::Journal& journal, std::uint64_t slot, Definition definition)
      : definition_(std::move(definition)),
        closed_at_(journal, slot, std::nullopt),
        records_(journal, slot) {}

  [[nodiscard]] std::uint32_t number() const noexcept { return definition_.number; }
  [[nodiscard]] const std::string& id() const noexcept { return definition_.id; }
  [[nodiscard]] const HashRange& range() const noexcept { return definition_.range; }
  [[nodiscard]] std::optional<std::uint32_t> parent() const noexcept { return definition_.parent; }
  /// When its partition was split; absent while it takes records.
  [[nodiscard]] std::optional<choice::Instant> closed_at() const noexcept {
    return closed_at_.get();
  }
  void close(choice::Instant at) { closed_at_.set(at); }
  [[nodiscard]] std::uint64_t begin() const noexcept {
    return records_.begin();
  }  ///< oldest kept (24 h)
  [[nodiscard]] std::uint64_t end() const noexcept { return records_.end(); }
  [[nodiscard]] const Change& at(std::uint64_t position) const { return records_.at(position); }
  void append(Change change) { records_.append(std::move(change)); }
  void trim_before(choice::Instant instant);

  /// Decimal digits, at least 21, ascending with position: shard number, then position.
  [[nodiscard]] std::string sequence_number(std::uint64_t position) const;
  /// The position that a sequence number stands for; absent when it is none of this shard's.
  [[nodiscard]] std::optional<std::uint64_t> position_of(std::string_view sequence_number) const;
  /// 32 hexadecimal digits, a hash of shard id and position.
  [[nodiscard]] std::string event_id(std::uint64_t position) const;

 private:
  Definition definition_;
  state::Cell<std::optional<choice::Instant>, state::NotHashed> closed_at_;
  state::Log<Change, ShardRecordHash> records_;
};

using Shards = std::vector<std::shared_ptr<Shard>>;
/// Which shard was split from which; those that a stream begins with count for nothing.
struct LineageHash {
  std::uint64_t operator()(const Shards& shards) const noexcept;
};

/// The stream of a table's changes from the moment when it was turned on until it is turned off.
class Stream {
 public:
  enum class Status : std::uint8_t { enabled, disabled };
  struct Definition {
    std::uint64_t id = 0;  ///< distinguishes streams (also later ones of one table) in the state
                           ///< hash; no time in it
    std::string arn;
    std::string label;  ///< the creation time, "2026-01-01T00:00:00.000"
    std::string table_name;
    KeySchema key;
    StreamView view = StreamView::new_image;
    choice::Instant created{};
    std::uint32_t shards = 1;
  };

  Stream(state::Journal& journal, Definition definition);

  [[nodiscard]] const Definition& definition() const noexcept { return definition_; }
  [[nodiscard]] Status status() const noexcept {
    return disabled_at_.get() ? Status::disabled : Status::enabled;
  }
  [[nodiscard]] std::optional<choice::Instant> disabled_at() const noexcept {
    return disabled_at_.get();
  }
  void disable(choice::Instant at) { disabled_at_.set(at); }

  /// By number: those that the stream began with, then children in the order of the splits. Closed
  /// ones stay.
  [[nodiscard]] const Shards& shards() const noexcept { return shards_.get(); }
  /// Null when there is none of that id.
  [[nodiscard]] Shard* shard(std::string_view id) const noexcept;
  /// Appends a record to the shard that owns this partition hash. Changes that change nothing are
  /// the caller's to leave out.
  void append(std::uint64_t partition_hash, Change change);
  /// The partition of an open shard splits: the shard is closed, and two children own the halves of
  /// its part of the hash space. False when there is no such shard, it is closed, or its part is a
  /// single hash.
  [[nodiscard]] bool split(std::uint32_t number, choice::Instant at);
  /// Drops what is older than the retention.
  void trim_before(choice::Instant instant);
  /// Places of shards and the order of their records. Throws std::logic_error.
  void verify() const;

 private:
  [[nodiscard]] std::shared_ptr<Shard> make_shard(std::uint32_t number, HashRange range,
                                                  std::optional<std::uint32_t> parent,
                                                  choice::Instant at);

  state::Journal& journal_;
  Definition definition_;
  state::Cell<Shards, LineageHash> shards_;
  state::Cell<std::optional<choice::Instant>, state::NotHashed> disabled_at_;
};

/// "INSERT", "MODIFY" or "REMOVE".
[[nodiscard]] std::string_view event_name(const Change& change) noexcept;

}  // namespace ddbsim::table
