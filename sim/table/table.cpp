#include "sim/table/table.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/table/lagging_read.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::table {
namespace {

enum class Part : std::uint8_t { definition, items, indexes, log, versions, index };

std::uint64_t slot_of(std::uint64_t table, Part part) {
  return value::mix(table, static_cast<std::uint64_t>(part) + 1);
}

std::vector<std::shared_ptr<Index>> make_indexes(state::Journal& journal, std::uint64_t table,
                                                 const TableDefinition& definition) {
  std::vector<std::shared_ptr<Index>> indexes;
  indexes.reserve(definition.indexes.size());
  for (const IndexDefinition& index : definition.indexes) {
    indexes.push_back(
        std::make_shared<Index>(journal, slot_of(table, Part::index), index, definition.key));
  }
  return indexes;
}

}  // namespace

Table::Table(state::Journal& journal, value::Layouts& layouts, std::uint64_t id,
             TableDefinition definition)
    : journal_(journal),
      id_(id),
      definition_(journal, slot_of(id, Part::definition), std::move(definition)),
      items_(journal, slot_of(id, Part::items), definition_.get().key, {}, true),
      indexes_(journal, slot_of(id, Part::indexes), make_indexes(journal, id, definition_.get())),
      log_(journal, slot_of(id, Part::log)),
      versions_(journal, slot_of(id, Part::versions), {}),
      builder_(&layouts) {}

void Table::set_definition(TableDefinition definition) {
  for (const std::shared_ptr<Index>& index : indexes_.get()) {
    if (const IndexDefinition* changed = definition.index(index->definition().name)) {
      index->set_definition(*changed);
    }
  }
  definition_.set(std::move(definition));
}

const Index* Table::index(std::string_view name) const noexcept {
  for (const std::shared_ptr<Index>& index : indexes_.get()) {
    if (index->definition().name == name) {
      return index.get();
    }
  }
  return nullptr;
}

void Table::add_index(IndexDefinition definition) {
  auto index = std::make_shared<Index>(journal_, slot_of(id_, Part::index), definition,
                                       definition_.get().key);
  index->fill(items_, builder_);
  std::vector<std::shared_ptr<Index>> indexes = indexes_.get();
  indexes.push_back(std::move(index));
  indexes_.set(std::move(indexes));
  TableDefinition table = definition_.get();
  table.indexes.push_back(std::move(definition));
  definition_.set(std::move(table));
}

void Table::remove_index(std::string_view name) {
  std::vector<std::shared_ptr<Index>> indexes = indexes_.get();
  const auto at = std::ranges::find_if(
      indexes, [&](const auto& index) { return index->definition().name == name; });
  if (at == indexes.end()) {
    return;
  }
  TableDefinition table = definition_.get();
  std::erase_if(table.indexes, [&](const IndexDefinition& index) { return index.name == name; });
  indexes.erase(at);
  indexes_.set(std::move(indexes));
  definition_.set(std::move(table));
}

void Table::commit(Change change) {
  if (!change.before && !change.after) {
    return;
  }
  items_.replace(change.before, change.after);
  for (const std::shared_ptr<Index>& index : indexes_.get()) {
    const bool all = index->definition().projection.kind == ProjectionKind::all;
    if (all || !index->same_entry(change.before, change.after)) {
      index->entries().replace(index->holds(change.before) ? change.before : value::Item(),
                               index->entry_of(change.after, builder_));
    }
  }
  const choice::Instant at = change.at;
  log_.append(std::move(change));
  if (versions_.get().reader) {
    forget_versions_before(at - versions_.get().window + choice::Duration{1});
  }
}

// ---- Reads --------------------------------------------------------------------------------------

ChangeLog::Position Table::first_visible(const ReadView& view) const {
  const Versions& versions = versions_.get();
  ChangeLog::Position at = log_.end();
  if (view.choices == nullptr || !versions.reader) {
    return at;
  }
  const choice::Instant oldest = view.now - std::min(view.window, versions.window);
  while (at > log_.mark(*versions.reader) && log_.at(at - 1).at > oldest) {
    --at;
  }
  return at;
}

value::Item Table::get(const value::Item& key, const ReadView& view) const {
  const ChangeLog::Position from = first_visible(view);
  if (from == log_.end()) {
    return items_.get(key);
  }
  const LaggingRead read(*this, nullptr, view, from, [&](const value::Item& item) {
    return items_.compare_in_scan(item, key) == 0;
  });
  return read.is_current() ? items_.get(key) : read.only();
}

void Table::query(const Index* index, std::string_view partition, const Range& range, bool forward,
                  const ReadView& view, const KeySpace::Visit& visit) const {
  const KeySpace& space = index == nullptr ? items_ : index->entries();
  const ChangeLog::Position from = first_visible(view);
  if (from == log_.end()) {
    space.query(partition, range, forward, visit);
    return;
  }
  LaggingRead read(*this, index, view, from,
                   [&](const value::Item& item) { return space.covers(partition, range, item); });
  read.correct(
      [&](const value::Item& a, const value::Item& b) {
        return forward ? space.compare(a, b) : space.compare(b, a);
      },
      [&](const KeySpace::Visit& corrected) { space.query(partition, range, forward, corrected); },
      visit);
}

void Table::scan(const Index* index, const KeySpace::ScanPart& part, const ReadView& view,
                 const KeySpace::Visit& visit) const {
  const KeySpace& space = index == nullptr ? items_ : index->entries();
  const ChangeLog::Position from = first_visible(view);
  if (from == log_.end()) {
    space.scan(part, visit);
    return;
  }
  LaggingRead read(*this, index, view, from,
                   [&](const value::Item& item) { return space.covers(part, item); });
  read.correct(
      [&](const value::Item& a, const value::Item& b) { return space.compare_in_scan(a, b); },
      [&](const KeySpace::Visit& corrected) { space.scan(part, corrected); }, visit);
}

// ---- Versions -----------------------------------------------------------------------------------

void Table::keep_versions_for(choice::Duration window) {
  Versions versions = versions_.get();
  versions.window = window;
  if (window.count() > 0 && !versions.reader) {
    versions.reader = log_.add_reader();
  } else if (window.count() <= 0 && versions.reader) {
    log_.remove_reader(*versions.reader);
    versions.reader.reset();
  }
  versions_.set(versions);
}

void Table::forget_versions_before(choice::Instant instant) {
  const std::optional<ChangeLog::ReaderId> reader = versions_.get().reader;
  if (!reader) {
    return;
  }
  ChangeLog::Position at = log_.mark(*reader);
  while (at < log_.end() && log_.at(at).at < instant) {
    ++at;
  }
  log_.advance(*reader, at);
}

void Table::verify() const {
  items_.verify();
  for (const std::shared_ptr<Index>& index : indexes_.get()) {
    const KeySpace& entries = index->entries();
    entries.verify();
    std::size_t expected = 0;
    items_.scan({}, [&](const value::Item& item) {
      const value::Item entry = index->entry_of(item, builder_);
      expected += entry ? 1U : 0U;
      if (entry && !(entries.get(entry) == entry)) {
        throw std::logic_error("index " + index->definition().name +
                               " lacks an entry: " + key_text(definition_.get().key, item));
      }
      return true;
    });
    if (expected != entries.count()) {
      throw std::logic_error("index " + index->definition().name + " has entries of no item");
    }
  }
}

}  // namespace ddbsim::table
