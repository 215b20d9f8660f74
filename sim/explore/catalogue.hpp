#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/choice/clock.hpp"
#include "sim/explore/interner.hpp"
#include "sim/service/account.hpp"
#include "sim/table/stream.hpp"
#include "sim/world/fate.hpp"

namespace ddbsim::explore {

using Id = std::uint32_t;  ///< number of something that came up; 0: nothing

/// A place for an item: a key of a table. They are numbered as they come up; what counts for a
/// state's identity is the name.
struct Slot {
  std::uint32_t table = 0;
  value::Item key;
  std::string text;  ///< "GRP#ann|2026-03-01"
  Fingerprint name;
};

/// An item and the versions of it that a lagging read may still show, newest first.
struct Chain {
  struct Version {
    value::Item item;         ///< none: it was not there
    choice::Instant since{};  ///< when it came; of the oldest not known
  };
  std::vector<Version> versions;
};

/// A change that went into a stream.
struct StreamChange {
  std::uint32_t stream = 0;
  std::uint32_t shard = 0;
  std::uint32_t slot = 0;
  table::Change change;
};
/// A record as triggers meet it.
struct Record {
  Id change = 0;
  std::uint32_t generation = 0;  ///< 0: a client made it; else one more than what its maker handled
  std::uint64_t position = 0;    ///< in its shard, when somebody looks at that; else 0
};

struct RequestEntry {
  service::Request request;
  bool reads = false;
  bool lags = false;                  ///< may show older versions
  std::vector<world::Fate> fates;     ///< "ok" first
  std::vector<std::uint32_t> tables;  ///< it depends on every item of these
  std::vector<std::uint32_t> slots;   ///< and on these items
  /// Which makes it happen once: of those that its sender chose, not of those that an SDK makes
  /// anew for each call. Empty: none.
  std::string token;
};
struct ResponseEntry {
  service::Result<service::Response> response;
};

/// A table of the world, and its stream.
struct TableEntry {
  std::string name;
  table::Table* table = nullptr;
  std::shared_ptr<const table::Stream> stream;  ///< null: none
  bool lags = false;                            ///< some read of it may show older versions
  std::vector<std::uint32_t> slots;
};

/// All that ever came up in a search, by number, so that a state is a few words.
class Catalogue {
 public:
  explicit Catalogue(service::Account& account);

  [[nodiscard]] const std::vector<TableEntry>& tables() const noexcept { return tables_; }
  [[nodiscard]] const std::vector<Slot>& slots() const noexcept { return slots_; }
  /// Number of the table; the count of tables when there is none of that name.
  [[nodiscard]] std::uint32_t table_named(std::string_view name) const noexcept;
  /// The slot of an item or a key of a table.
  [[nodiscard]] std::uint32_t slot_of(std::uint32_t table, const value::Item& item);

  /// Chain of these versions; 0 for one that holds nothing.
  [[nodiscard]] Id chain_of(std::vector<Chain::Version> versions);
  [[nodiscard]] const Chain& chain(Id id) const { return chains_[id]; }
  [[nodiscard]] const Fingerprint& chain_print(Id id) const { return chains_.print(id); }
  /// The newest version; no item for chain 0.
  [[nodiscard]] const value::Item& item_of(Id chain) const;

  [[nodiscard]] Id change_of(StreamChange change);
  [[nodiscard]] const StreamChange& change(Id id) const { return changes_[id]; }
  [[nodiscard]] Id record_of(const Record& record);
  [[nodiscard]] const Record& record(Id id) const { return records_[id]; }
  [[nodiscard]] const Fingerprint& record_print(Id id) const { return records_.print(id); }

  /// Equal requests in canonical form are one.
  [[nodiscard]] Id request_of(const service::Request& request);
  [[nodiscard]] const RequestEntry& request(Id id) const { return requests_[id]; }
  [[nodiscard]] const Fingerprint& request_print(Id id) const { return requests_.print(id); }
  [[nodiscard]] Id response_of(service::Result<service::Response> response);
  [[nodiscard]] const ResponseEntry& response(Id id) const { return responses_[id]; }
  [[nodiscard]] const Fingerprint& response_print(Id id) const { return responses_.print(id); }

 private:
  void add_dependencies(RequestEntry& entry);

  service::Account& account_;
  std::vector<TableEntry> tables_;
  std::vector<Slot> slots_;
  boost::unordered_flat_map<Fingerprint, std::uint32_t, FingerprintHash> slot_numbers_;
  Interner<Chain> chains_;
  Interner<StreamChange> changes_;
  Interner<Record> records_;
  Interner<RequestEntry> requests_;
  Interner<ResponseEntry> responses_;
};

}  // namespace ddbsim::explore
