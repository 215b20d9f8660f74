#include "sim/explore/catalogue.hpp"

#include <algorithm>

#include "sim/explore/dependencies.hpp"
#include "sim/wire/answer_text.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::explore {
namespace {

Fingerprint print_of(const value::Item& item) {
  const std::uint64_t hash = item ? item.hash() | 1U : 0;
  return Fingerprint{}.then(hash).then(item.count()).then(item.size_bytes());
}

Fingerprint print_of(const table::Change& change) {
  const auto second = std::chrono::floor<std::chrono::seconds>(change.at).time_since_epoch();
  return print_of(change.before)
      .then(print_of(change.after))
      .then(static_cast<std::uint64_t>(change.cause))
      .then(static_cast<std::uint64_t>(second.count()));
}

bool has_lagging_indexes(const table::Table& table) {
  return std::ranges::any_of(table.definition().indexes,
                             [](const table::IndexDefinition& index) { return !index.local; });
}

}  // namespace

Catalogue::Catalogue(service::Account& account) : account_(account) {
  const service::Parameters& parameters = account.parameters();
  for (const auto& [name, table] : account.tables()) {
    const bool lags = parameters.read_staleness.count() > 0 ||
                      (parameters.index_lag.count() > 0 && has_lagging_indexes(*table));
    tables_.push_back({name, table.get(), account.stream_of(name), lags, {}});
  }
}

std::uint32_t Catalogue::table_named(std::string_view name) const noexcept {
  const auto at = std::ranges::find(tables_, name, &TableEntry::name);
  return static_cast<std::uint32_t>(at - tables_.begin());
}

std::uint32_t Catalogue::slot_of(std::uint32_t table, const value::Item& item) {
  const table::KeySchema& schema = tables_[table].table->definition().key;
  const value::Item key = table::key_of(schema, item, &account_.layouts());
  const Fingerprint name = Fingerprint{}.then(tables_[table].name).then(print_of(key));
  const auto next = static_cast<std::uint32_t>(slots_.size());
  const auto [at, is_new] = slot_numbers_.try_emplace(name, next);
  if (is_new) {
    slots_.push_back({table, key, table::key_text(schema, key), name});
    tables_[table].slots.push_back(next);
  }
  return at->second;
}

Id Catalogue::chain_of(std::vector<Chain::Version> versions) {
  if (versions.size() == 1 && !versions.front().item) {
    return 0;
  }
  Fingerprint print;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    print = print.then(print_of(versions[i].item));
    const bool is_oldest = i + 1 == versions.size();
    const auto since = versions[i].since.time_since_epoch().count();
    print = print.then(is_oldest ? 0 : static_cast<std::uint64_t>(since));
  }
  return chains_.intern(print, [&] { return Chain{std::move(versions)}; });
}

const value::Item& Catalogue::item_of(Id chain) const {
  static const value::Item kNone;
  return chain == 0 ? kNone : chains_[chain].versions.front().item;
}

Id Catalogue::change_of(StreamChange change) {
  const Fingerprint print =
      slots_[change.slot].name.then(change.shard).then(print_of(change.change));
  return changes_.intern(print, [&] { return std::move(change); });
}

Id Catalogue::record_of(const Record& record) {
  const Fingerprint print =
      changes_.print(record.change).then(record.generation).then(record.position);
  return records_.intern(print, [&] { return record; });
}

namespace {

std::string token_of(const service::Request& request) {
  if (const auto* write = std::get_if<service::TransactWriteItemsRequest>(&request)) {
    return write->client_request_token.value_or("");
  }
  const auto* statements = std::get_if<service::ExecuteTransactionRequest>(&request);
  return statements == nullptr ? "" : statements->client_request_token.value_or("");
}

}  // namespace

Id Catalogue::request_of(const service::Request& request) {
  const std::string text = wire::canonical_text(service::reference_to(request));
  return requests_.intern(Fingerprint{}.then(text), [&] {
    RequestEntry entry{.request = request, .reads = world::is_read(request)};
    if (!text.contains("\"ClientRequestToken\":\"<uuid>\"")) {
      entry.token = token_of(request);
    }
    for (const std::string_view label : world::fates_of(request)) {
      entry.fates.push_back(world::fate_named(label));
    }
    add_dependencies(entry);
    return entry;
  });
}

void Catalogue::add_dependencies(RequestEntry& entry) {
  for (const Dependency& dependency : dependencies_of(entry.request)) {
    if (dependency.table == kEveryTable) {
      for (std::uint32_t every = 0; every < tables_.size(); ++every) {
        entry.tables.push_back(every);
      }
      continue;
    }
    const std::uint32_t table = table_named(dependency.table);
    if (table == tables_.size()) {
      continue;  // the service refuses it, whatever there is
    }
    if (!dependency.item) {
      entry.tables.push_back(table);
    } else if (has_key(tables_[table].table->definition().key, dependency.item)) {
      entry.slots.push_back(slot_of(table, dependency.item));
    }
  }
  entry.lags = may_lag(entry.request);
}

/// Answers of different operations may read the same: {}.
Id Catalogue::response_of(service::Result<service::Response> response) {
  constexpr std::size_t kRefused = ~std::size_t{0};
  const Fingerprint print =
      Fingerprint{}.then(wire::answer_text(response)).then(response ? response->index() : kRefused);
  return responses_.intern(print, [&] { return ResponseEntry{std::move(response)}; });
}

}  // namespace ddbsim::explore
