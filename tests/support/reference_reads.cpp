#include <algorithm>

#include "sim/value/hash.hpp"
#include "tests/support/reference_parts.hpp"

// Query and Scan of the reference engine: all items are looked at, filtered and sorted, every time.
namespace ddbsim::testing::reference {
namespace {

using namespace service;

std::string packed(const AttributeValue& value) {
  if (const auto* number = value.get_if<value::Number>()) {
    return std::string(number->bytes());
  }
  const auto* text = value.get_if<std::string>();
  return text != nullptr ? *text : value.get_if<value::Binary>()->bytes;
}

/// The published order of a Scan: by hash of the partition key. Several hash attributes are
/// hashed together, each after its length.
std::string partition_of(const KeySchema& key, const Attributes& item) {
  if (key.hash.size() == 1) {
    return packed(item.at(key.hash[0].name));
  }
  std::string bytes;
  for (const KeyAttribute& attribute : key.hash) {
    const std::string part = packed(item.at(attribute.name));
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>((part.size() >> shift) & 0xFFU);
    }
    bytes += part;
  }
  return bytes;
}

/// A place in the order of what is read.
struct Place {
  std::uint64_t hash = 0;
  std::string partition;
  Key sort;

  bool operator<(const Place& other) const {
    if (hash != other.hash || partition != other.partition) {
      return hash != other.hash ? hash < other.hash : partition < other.partition;
    }
    return KeyLess{}(sort, other.sort);
  }
};

/// A table or an index, as something to read.
struct Source {
  const Table& table;
  const IndexDefinition* index;

  [[nodiscard]] const KeySchema& key() const {
    return index == nullptr ? table.definition.key : index->key;
  }
  [[nodiscard]] Attributes entry(const Attributes& item) const {
    return index == nullptr ? item : entry_of(table.definition, *index, item);
  }
  [[nodiscard]] Place place(const Attributes& item) const {
    std::vector<KeyAttribute> sort = key().range;
    if (index != nullptr) {
      const auto tie = attributes_of(table.definition.key);
      sort.insert(sort.end(), tie.begin(), tie.end());
    }
    const std::string partition = partition_of(key(), item);
    return {.hash = value::hash_bytes(partition),
            .partition = partition,
            .sort = *values_of(sort, item)};
  }
  [[nodiscard]] bool shows(const Path& path) const {
    if (index == nullptr || index->projection.kind == table::ProjectionKind::all) {
      return true;
    }
    const auto& name = std::get<std::string>(path[0]);
    return key_names(table.definition, index).contains(name) ||
           (index->projection.kind == table::ProjectionKind::include &&
            std::ranges::count(index->projection.include, name) != 0);
  }
};

bool in_range(const KeyRange& range, const KeySchema& key, const Attributes& item) {
  const auto value = [&](const KeyAttribute& attribute) -> const AttributeValue& {
    return item.at(attribute.name);
  };
  for (std::size_t i = 0; i < key.hash.size(); ++i) {
    if (value(key.hash[i]) != range.hash[i]) {
      return false;
    }
  }
  for (std::size_t i = 0; i < range.range_equal.size(); ++i) {
    if (value(key.range[i]) != range.range_equal[i]) {
      return false;
    }
  }
  if (range.kind == KeyRange::Kind::none) {
    return true;
  }
  const AttributeValue& last = value(key.range[range.range_equal.size()]);
  if (range.kind == KeyRange::Kind::begins_with) {
    return packed(last).starts_with(packed(range.operands[0]));
  }
  const int order = compare(last, range.operands[0]);
  switch (range.kind) {
    case KeyRange::Kind::less:
      return order < 0;
    case KeyRange::Kind::less_equal:
      return order <= 0;
    case KeyRange::Kind::greater:
      return order > 0;
    case KeyRange::Kind::greater_equal:
      return order >= 0;
    default:
      return order >= 0 && compare(last, range.operands[1]) <= 0;
  }
}

using Ordered = std::vector<std::pair<Place, const Attributes*>>;

/// All items that the source has and `wanted` takes, in order.
template <class Wanted>
Ordered collect(const Source& source, Wanted wanted) {
  Ordered found;
  const auto attributes = attributes_of(source.key());
  for (const auto& [key, item] : source.table.items) {
    if (source.index != nullptr && !values_of(attributes, item)) {
      continue;
    }
    if (wanted(item)) {
      found.emplace_back(source.place(item), &item);
    }
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) { return a.first < b.first; });
  return found;
}

/// One page of what was found.
template <class Request>
Answer page(const Source& source, const Ordered& found, const Request& request,
            const Meaning& meaning, std::int64_t page_bytes) {
  Answer answer{.count = 0, .scanned = 0};
  const bool count_only = is(request.select, "COUNT");
  const double each = request.consistent_read.value_or(false) ? 1 : 0.5;
  const bool fetch = meaning.projection && source.index != nullptr && source.index->local &&
                     !std::ranges::all_of(*meaning.projection,
                                          [&](const Path& path) { return source.shows(path); });
  Units units;
  std::size_t bytes = 0;
  for (const auto& [place, item] : found) {
    const Attributes entry = source.entry(*item);
    ++answer.scanned;
    bytes += size_of(entry);
    if (!meaning.condition || holds(*meaning.condition, entry)) {
      ++answer.count;
      if (!count_only) {
        units.table += fetch ? read_units(size_of(*item), each) : 0;
        const Attributes& whole = fetch ? *item : entry;
        answer.items.emplace_back("",
                                  meaning.projection ? project(whole, *meaning.projection) : whole);
      }
    }
    if (answer.scanned == request.limit.value_or(-1) ||
        bytes >= static_cast<std::size_t>(page_bytes)) {
      answer.last_key = only(entry, key_names(source.table.definition, source.index));
      break;
    }
  }
  (source.index == nullptr ? units.table : units.indexes[source.index->name]) +=
      read_units(bytes, each);
  report(answer, request.return_consumed_capacity, {{source.table.definition.name, units}});
  return answer;
}

const IndexDefinition* index(const Table& table, const Text& name) {
  return name ? table.definition.index(*name) : nullptr;
}

}  // namespace

Answer query(const Table& table, const QueryRequest& request, const Meaning& meaning,
             std::int64_t page_bytes) {
  if (enters_key(table, meaning)) {
    return {.error = "ValidationException"};
  }
  const Source source{table, index(table, request.index_name)};
  const KeyRange& range = *meaning.key;
  Ordered found =
      collect(source, [&](const Attributes& item) { return in_range(range, source.key(), item); });
  if (!request.scan_index_forward.value_or(true)) {
    std::ranges::reverse(found);
  }
  if (request.exclusive_start_key) {
    const Place start = source.place(request.exclusive_start_key.to_map());
    const bool forward = request.scan_index_forward.value_or(true);
    std::erase_if(found, [&](const auto& one) {
      return forward ? !(start < one.first) : !(one.first < start);
    });
  }
  return page(source, found, request, meaning, page_bytes);
}

Answer scan(const Table& table, const ScanRequest& request, const Meaning& meaning,
            std::int64_t page_bytes) {
  if (enters_key(table, meaning)) {
    return {.error = "ValidationException"};
  }
  const Source source{table, index(table, request.index_name)};
  Ordered found = collect(source, [](const Attributes&) { return true; });
  if (request.total_segments) {
    __extension__ using Wide = unsigned __int128;
    std::erase_if(found, [&](const auto& one) {
      const auto owner = (Wide{one.first.hash} * static_cast<Wide>(*request.total_segments)) >> 64U;
      return owner != static_cast<Wide>(*request.segment);
    });
  }
  if (request.exclusive_start_key) {
    const Place start = source.place(request.exclusive_start_key.to_map());
    std::erase_if(found, [&](const auto& one) { return !(start < one.first); });
  }
  return page(source, found, request, meaning, page_bytes);
}

}  // namespace ddbsim::testing::reference
