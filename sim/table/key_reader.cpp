#include "sim/table/key_reader.hpp"

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

}  // namespace

std::string_view AttributeReader::bytes(const value::Item& item) const {
  const value::Layout& layout = item.layout();
  std::uint32_t& hint = hints_[layout.hash() % kHints];
  if (hint >= layout.count() || layout.name(hint) != name_) {
    hint = static_cast<std::uint32_t>(layout.find(name_));
  }
  return item.value(hint).bytes();
}

KeyReader::KeyReader(const KeySchema& key, const KeySchema& tie_break) {
  for (const KeyAttribute& attribute : key.hash) {
    partition_.emplace_back(attribute.name);
  }
  for (const auto* attributes : {&key.range, &tie_break.hash, &tie_break.range}) {
    for (const KeyAttribute& attribute : *attributes) {
      sort_.emplace_back(attribute.name);
    }
  }
}

std::string_view KeyReader::partition(const value::Item& item, std::string& scratch) const {
  if (partition_.size() == 1) {
    return partition_.front().bytes(item);
  }
  scratch.clear();
  for (const AttributeReader& attribute : partition_) {
    const std::string_view bytes = attribute.bytes(item);
    append_length(bytes.size(), scratch);
    scratch += bytes;
  }
  return scratch;
}

std::string_view KeyReader::sort(const value::Item& item, std::string& scratch) const {
  if (sort_.size() <= 1) {
    return sort_.empty() ? std::string_view{} : sort_.front().bytes(item);
  }
  scratch.clear();
  for (std::size_t i = 0; i + 1 < sort_.size(); ++i) {
    append_escaped(sort_[i].bytes(item), scratch);
    append_terminator(scratch);
  }
  scratch += sort_.back().bytes(item);
  return scratch;
}

std::vector<std::string_view> KeyReader::sort_tuple(const value::Item& item) const {
  std::vector<std::string_view> tuple;
  tuple.reserve(sort_.size());
  for (const AttributeReader& attribute : sort_) {
    tuple.push_back(attribute.bytes(item));
  }
  return tuple;
}

KeyReader::SortBound KeyReader::bound(const Bound& bound) const {
  SortBound out;
  out.side = bound.side;
  out.open = bound.tuple.size() < sort_.size() || bound.last_is_prefix;
  for (std::size_t i = 0; i < bound.tuple.size(); ++i) {
    if (i + 1 == sort_.size()) {
      out.bytes += bound.tuple[i];
      break;
    }
    append_escaped(bound.tuple[i], out.bytes);
    if (i + 1 < bound.tuple.size() || !bound.last_is_prefix) {
      append_terminator(out.bytes);
    }
  }
  return out;
}

}  // namespace ddbsim::table
