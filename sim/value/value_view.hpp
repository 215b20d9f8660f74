#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/value/attribute_value.hpp"

namespace ddbsim::value {

/// A packed value, not owned: valid as long as the item (or buffer) that it points into.
///
/// Packed form of a value, by type (the type itself stands beside it, in the table of what contains
/// it):
///   S, B        the bytes
///   N           `Number::bytes`; so S, N and B all order by unsigned bytes as the service does
///   BOOL        one byte, 0 or 1
///   NULL        nothing
///   M           u32 count; count x { u32 end of name, u32 end of value | type << 28 };
///               names and values in turn, sorted by name
///   L           u32 count; count x { u32 end of value | type << 28 }; values
///   SS, NS, BS  u32 count; count x { u32 end }; elements, sorted
/// Ends are offsets from the first byte after the table. Words are in the machine's order: the form
/// never leaves the process.
class ValueView {
 public:
  ValueView() = default;
  ValueView(Type type, std::string_view bytes) noexcept
      : bytes_(bytes), type_(type), present_(true) {}

  /// False for "no such attribute".
  explicit operator bool() const noexcept { return present_; }
  [[nodiscard]] bool is(Type type) const noexcept { return present_ && type_ == type; }
  [[nodiscard]] Type type() const noexcept { return type_; }
  /// The packed bytes; of an S, B or N also its key bytes.
  [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }

  [[nodiscard]] bool boolean() const noexcept { return bytes_[0] != 0; }
  [[nodiscard]] Number number() const noexcept { return Number::from_bytes(bytes_); }

  /// Elements of M, L, SS, NS or BS; 0 for the rest.
  [[nodiscard]] std::size_t count() const noexcept;
  /// Element of an L or a set; index < count().
  [[nodiscard]] ValueView element(std::size_t index) const noexcept;
  /// Name and value of an M's entry; index < count().
  [[nodiscard]] std::string_view member_name(std::size_t index) const noexcept;
  [[nodiscard]] ValueView member_value(std::size_t index) const noexcept;
  /// Value of an M's entry by name; absent view when there is none or this is no M.
  [[nodiscard]] ValueView member(std::string_view name) const noexcept;

  /// Bytes that the value counts for in an item (facts 2.2).
  [[nodiscard]] std::size_t size_bytes() const noexcept;
  /// 1 for a scalar or set, 1 + deepest element for M and L.
  [[nodiscard]] std::size_t depth() const noexcept;
  [[nodiscard]] AttributeValue to_value() const;

  /// Same type and same value (sets as sets, maps as maps).
  friend bool operator==(const ValueView& a, const ValueView& b) noexcept {
    return a.present_ == b.present_ && a.type_ == b.type_ && a.bytes_ == b.bytes_;
  }

 private:
  std::string_view bytes_;
  Type type_ = Type::NULL_;
  bool present_ = false;
};

/// Appends the packed form of `value` (its type is not in it).
void pack(const AttributeValue& value, std::string& out);

/// Owns a packed value.
class PackedValue {
 public:
  PackedValue(const AttributeValue& value) : type_(value.type()) {
    pack(value, bytes_);
  }  // NOLINT(google-explicit-constructor)
  PackedValue(Type type, std::string bytes) : bytes_(std::move(bytes)), type_(type) {}
  [[nodiscard]] ValueView view() const noexcept { return {type_, bytes_}; }

 private:
  std::string bytes_;
  Type type_;
};

/// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF).
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace ddbsim::value
