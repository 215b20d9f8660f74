#include "sim/value/value_view.hpp"

#include <algorithm>
#include <cstring>

#include "sim/value/packing.hpp"

namespace ddbsim::value {
namespace {

using packing::end_of;
using packing::put_word;
using packing::type_of;
using packing::word_at;

void set_word(std::string& out, std::size_t at, std::uint32_t word) {
  std::memcpy(out.data() + at, &word, sizeof word);
}

std::size_t reserve_table(std::string& out, std::size_t count, std::size_t words) {
  put_word(out, static_cast<std::uint32_t>(count));
  const std::size_t table = out.size();
  out.resize(table + count * words * sizeof(std::uint32_t));
  return table;
}

struct Packer {
  std::string& out;

  void operator()(const std::string& text) const { out += text; }
  void operator()(const Number& number) const { out += number.bytes(); }
  void operator()(const Binary& binary) const { out += binary.bytes; }
  void operator()(bool value) const { out += static_cast<char>(value); }
  void operator()(const Null& /*null*/) const {}

  void operator()(const Map& map) const {
    std::size_t table = reserve_table(out, map.size(), 2);
    const std::size_t base = out.size();
    for (const auto& [name, value] : map) {
      out += name;
      set_word(out, table, static_cast<std::uint32_t>(out.size() - base));
      pack(value, out);
      set_word(out, table + 4, packing::entry(out.size() - base, value.type()));
      table += 8;
    }
  }

  void operator()(const List& list) const {
    std::size_t table = reserve_table(out, list.size(), 1);
    const std::size_t base = out.size();
    for (const AttributeValue& value : list) {
      pack(value, out);
      set_word(out, table, packing::entry(out.size() - base, value.type()));
      table += 4;
    }
  }

  template <class T>
  void operator()(const SetOf<T>& set) const {
    std::size_t table = reserve_table(out, set.elements.size(), 1);
    const std::size_t base = out.size();
    for (const T& element : set.elements) {
      (*this)(element);
      set_word(out, table, static_cast<std::uint32_t>(out.size() - base));
      table += 4;
    }
  }
};

Type element_type(Type set) noexcept {
  switch (set) {
    case Type::SS:
      return Type::S;
    case Type::NS:
      return Type::N;
    default:
      return Type::B;
  }
}

bool is_container(Type type) noexcept { return type >= Type::M; }

}  // namespace

void pack(const AttributeValue& value, std::string& out) {
  std::visit(Packer{out}, value.variant());
}

std::size_t ValueView::count() const noexcept {
  return present_ && is_container(type_) ? word_at(bytes_, 0) : 0;
}

ValueView ValueView::element(std::size_t index) const noexcept {
  const std::size_t base = 4 + count() * 4;
  const std::uint32_t begin = index == 0 ? 0 : word_at(bytes_, index * 4);
  const std::uint32_t end = word_at(bytes_, 4 + index * 4);
  if (type_ == Type::L) {
    return {type_of(end), bytes_.substr(base + end_of(begin), end_of(end) - end_of(begin))};
  }
  return {element_type(type_), bytes_.substr(base + begin, end - begin)};
}

std::string_view ValueView::member_name(std::size_t index) const noexcept {
  const std::size_t base = 4 + count() * 8;
  const std::uint32_t begin = index == 0 ? 0 : end_of(word_at(bytes_, index * 8));
  return bytes_.substr(base + begin, word_at(bytes_, 4 + index * 8) - begin);
}

ValueView ValueView::member_value(std::size_t index) const noexcept {
  const std::size_t base = 4 + count() * 8;
  const std::uint32_t begin = word_at(bytes_, 4 + index * 8);
  const std::uint32_t entry = word_at(bytes_, 8 + index * 8);
  return {type_of(entry), bytes_.substr(base + begin, end_of(entry) - begin)};
}

ValueView ValueView::member(std::string_view name) const noexcept {
  if (!is(Type::M)) {
    return {};
  }
  std::size_t low = 0;
  std::size_t high = count();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const int order = member_name(middle).compare(name);
    if (order == 0) {
      return member_value(middle);
    }
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return {};
}

std::size_t ValueView::size_bytes() const noexcept {
  switch (type_) {
    case Type::N:
      return Number::size_of(bytes_);
    case Type::BOOL:
    case Type::NULL_:
      return 1;
    case Type::S:
    case Type::B:
      return bytes_.size();
    default:
      break;
  }
  const bool map = type_ == Type::M;
  const bool set = !map && type_ != Type::L;
  std::size_t size = set ? 0 : 3 + count();
  for (std::size_t i = 0; i < count(); ++i) {
    size += map ? member_name(i).size() + member_value(i).size_bytes() : element(i).size_bytes();
  }
  return size;
}

std::size_t ValueView::depth() const noexcept {
  std::size_t deepest = 0;
  if (type_ == Type::M || type_ == Type::L) {
    for (std::size_t i = 0; i < count(); ++i) {
      deepest = std::max(deepest, (type_ == Type::M ? member_value(i) : element(i)).depth());
    }
  }
  return deepest + 1;
}

namespace {

template <class T, class Make>
SetOf<T> unpack_set(const ValueView& view, Make make) {
  SetOf<T> set;
  set.elements.reserve(view.count());
  for (std::size_t i = 0; i < view.count(); ++i) {
    set.elements.push_back(make(view.element(i).bytes()));
  }
  return set;
}

}  // namespace

AttributeValue ValueView::to_value() const {
  switch (type_) {
    case Type::S:
      return std::string(bytes_);
    case Type::N:
      return number();
    case Type::B:
      return Binary{std::string(bytes_)};
    case Type::BOOL:
      return boolean();
    case Type::NULL_:
      return Null{};
    case Type::SS:
      return unpack_set<std::string>(*this, [](std::string_view b) { return std::string(b); });
    case Type::NS:
      return unpack_set<Number>(*this, [](std::string_view b) { return Number::from_bytes(b); });
    case Type::BS:
      return unpack_set<Binary>(*this, [](std::string_view b) { return Binary{std::string(b)}; });
    case Type::L: {
      List list;
      list.reserve(count());
      for (std::size_t i = 0; i < count(); ++i) {
        list.push_back(element(i).to_value());
      }
      return list;
    }
    case Type::M:
      break;
  }
  Map map;
  for (std::size_t i = 0; i < count(); ++i) {
    map.emplace_hint(map.end(), std::string(member_name(i)), member_value(i).to_value());
  }
  return map;
}

namespace {

/// What may follow a leading byte (Unicode 15, table 3-7): how many bytes, and the range of the
/// first of them; the others are 80..BF. No length: no leading byte.
struct Lead {
  std::size_t length = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
};
Lead lead_of(unsigned byte) noexcept {
  if (byte < 0x80) {
    return {.length = 1};
  }
  if (byte < 0xC2 || byte > 0xF4) {
    return {};
  }
  if (byte < 0xE0) {
    return {.length = 2};
  }
  if (byte < 0xF0) {
    return {.length = 3, .low = byte == 0xE0 ? 0xA0U : 0x80U, .high = byte == 0xED ? 0x9FU : 0xBFU};
  }
  return {.length = 4, .low = byte == 0xF0 ? 0x90U : 0x80U, .high = byte == 0xF4 ? 0x8FU : 0xBFU};
}

/// Length of the well-formed sequence at `at`, 0 if there is none.
std::size_t sequence_length(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const Lead lead = lead_of(byte(0));
  if (lead.length <= 1) {
    return lead.length;
  }
  if (text.size() - at < lead.length || byte(1) < lead.low || byte(1) > lead.high) {
    return 0;
  }
  for (std::size_t i = 2; i < lead.length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  return lead.length;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) {
      return false;
    }
    at += length;
  }
  return true;
}

}  // namespace ddbsim::value
