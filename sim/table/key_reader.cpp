#include "sim/table/key_reader.hpp"

#include "sim/value/ensure.hpp"

namespace ddbsim::table {
namespace {

/// Little-endian on every machine: it gets into the partition's hash, hence into scan order.
void append_length(std::size_t length, std::string& out) {
  for (unsigned shift = 0; shift < 32; shift += 8) {
    out += static_cast<char>((length >> shift) & 0xFFU);
  }
}

void append_escaped(std::string_view bytes, std::string& out) {
  for (std::size_t zero = bytes.find('\0'); zero != std::string_view::npos;
       zero = bytes.find('\0')) {
    out += bytes.substr(0, zero + 1);
    out += '\xFF';
    bytes.remove_prefix(zero + 1);
  }
  out += bytes;
}

void append_terminator(std::string& out) { out.append(2, '\0'); }

std::vector<std::string> names_of(const KeySchema& key, const KeySchema& tie_break) {
  std::vector<std::string> names;
  for (const auto* attributes : {&key.hash, &key.range, &tie_break.hash, &tie_break.range}) {
    for (const KeyAttribute& attribute : *attributes) {
      names.push_back(attribute.name);
    }
  }
  return names;
}

}  // namespace

KeyPositions::KeyPositions(std::vector<std::string> names) : names_(std::move(names)) {
  value::ensure(names_.size() <= kMaxAttributes, "a key has no more attributes than an index may");
}

const std::uint32_t* KeyPositions::find(const value::Item& item) const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const std::size_t position = item.layout().find(names_[i]);
    value::ensure(position < item.count(), "an entry has all attributes of its key");
    unknown_[i] = static_cast<std::uint32_t>(position);
  }
  if (!value::LayoutRef::is_shared(item)) {
    return unknown_.data();  // a key made for one request: not worth to be remembered
  }
  Known& known = known_[place_of(item)];
  known.layout = value::LayoutRef(item);
  known.positions = unknown_;
  return known.positions.data();
}

KeyReader::KeyReader(const KeySchema& key, const KeySchema& tie_break)
    : partition_count_(key.hash.size()),
      sort_count_(key.range.size() + tie_break.hash.size() + tie_break.range.size()),
      positions_(names_of(key, tie_break)) {}

void KeyReader::append_partition_value(std::string_view bytes, std::string& out) {
  append_length(bytes.size(), out);
  out += bytes;
}

std::string_view KeyReader::joined_partition(const value::Item& item, std::string& scratch) const {
  const std::uint32_t* positions = positions_.in(item);
  scratch.clear();
  for (std::size_t i = 0; i < partition_count_; ++i) {
    append_partition_value(item.value(positions[i]).bytes(), scratch);
  }
  return scratch;
}

std::string_view KeyReader::joined_sort(const value::Item& item, std::string& scratch) const {
  const std::uint32_t* positions = positions_.in(item) + partition_count_;
  scratch.clear();
  for (std::size_t i = 0; i + 1 < sort_count_; ++i) {
    append_escaped(item.value(positions[i]).bytes(), scratch);
    append_terminator(scratch);
  }
  scratch += item.value(positions[sort_count_ - 1]).bytes();
  return scratch;
}

std::vector<std::string_view> KeyReader::sort_tuple(const value::Item& item) const {
  const std::uint32_t* positions = positions_.in(item) + partition_count_;
  std::vector<std::string_view> tuple;
  tuple.reserve(sort_count_);
  for (std::size_t i = 0; i < sort_count_; ++i) {
    tuple.push_back(item.value(positions[i]).bytes());
  }
  return tuple;
}

KeyReader::SortBound KeyReader::bound(const Bound& bound, std::string& scratch) const {
  const std::size_t given = bound.tuple.size();
  SortBound out{
      .bytes = {}, .open = given < sort_count_ || bound.last_is_prefix, .side = bound.side};
  if (sort_count_ == 1 && given == 1) {
    out.bytes = bound.tuple.front();
    return out;
  }
  scratch.clear();
  for (std::size_t i = 0; i < given; ++i) {
    if (i + 1 == sort_count_) {
      scratch += bound.tuple[i];
      break;
    }
    append_escaped(bound.tuple[i], scratch);
    if (i + 1 < given || !bound.last_is_prefix) {
      append_terminator(scratch);
    }
  }
  out.bytes = scratch;
  return out;
}

}  // namespace ddbsim::table
