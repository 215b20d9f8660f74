#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace ddbsim::value {

/// Why a text or a result is no number of the service.
enum class NumberError : std::uint8_t {
  not_numeric,      ///< no decimal number at all
  too_many_digits,  ///< more than 38 significant digits
  overflow,         ///< magnitude above 9.9999999999999999999999999999999999999E+125
  underflow,        ///< magnitude below 1E-130 and not zero
};

/// The service's message for the error; `text` is what the client sent.
[[nodiscard]] std::string message_of(NumberError error, std::string_view text);

/// An exact decimal of at most 38 significant digits, 1E-130 to 9.99..E+125 in magnitude, or zero;
/// always normalised (no leading or trailing zeros, one zero). Values only: there is no NaN and no
/// negative zero.
///
/// It is held as its key bytes: a self-delimiting form whose unsigned byte order is the numeric
/// order.
///   bytes 0..1  big-endian: 0x8000 for zero, else 0x8000 + exponent + 256, where |value| =
///   0.d1d2.. x 10^exponent then        one byte for each pair of digits: pair + 1 (1..100), the
///   last pair filled with a zero then        0x00
/// and for a negative number the complement of every byte of its magnitude's form.
class Number {
 public:
  static constexpr std::size_t kMaxBytes = 22;  ///< 2 + 19 pairs + terminator
  static constexpr int kMaxDigits = 38;

  Number() noexcept;  ///< zero
  Number(
      std::int64_t value) noexcept;  // NOLINT(google-explicit-constructor): a literal is a number

  /// From the client's text: sign, digits, one point, exponent; surrounding blanks are refused.
  [[nodiscard]] static std::expected<Number, NumberError> parse(std::string_view text);
  /// From bytes that `bytes()` gave.
  [[nodiscard]] static Number from_bytes(std::string_view bytes) noexcept;

  [[nodiscard]] std::string_view bytes() const noexcept { return {bytes_.data(), length_}; }
  /// Plain notation without exponent, as the service returns numbers: "100000", "-0.5", "0".
  [[nodiscard]] std::string text() const;
  /// Appends what `text` returns for the number whose key bytes these are.
  static void append_text(std::string_view bytes, std::string& out);
  /// Bytes that the number counts for in an item (facts 2.2, measured):
  /// 1 + ceil(integer digits / 2) + ceil(fraction digits / 2) + 1 if negative, zeros at both ends
  /// trimmed.
  [[nodiscard]] static std::size_t size_of(std::string_view bytes) noexcept;

  [[nodiscard]] bool negative() const noexcept;
  /// Value as an integer if it is one that fits, for limits and TTL; false otherwise.
  [[nodiscard]] bool to_int64(std::int64_t& out) const noexcept;

  /// Exact when the result has at most 38 digits; a longer one is rounded half up to 38, as the
  /// service does.
  [[nodiscard]] static std::expected<Number, NumberError> add(const Number& a, const Number& b);
  /// The same, but a longer one is refused: too_many_digits.
  [[nodiscard]] static std::expected<Number, NumberError> add_exactly(const Number& a,
                                                                      const Number& b);
  [[nodiscard]] static std::expected<Number, NumberError> subtract(const Number& a,
                                                                   const Number& b);

  friend bool operator==(const Number& a, const Number& b) noexcept {
    return a.bytes() == b.bytes();
  }
  friend std::strong_ordering operator<=>(const Number& a, const Number& b) noexcept {
    return a.bytes() <=> b.bytes();
  }

 private:
  struct Decimal;
  [[nodiscard]] static std::expected<Number, NumberError> pack(const Decimal& decimal);
  [[nodiscard]] static Decimal unpack(std::string_view bytes) noexcept;
  /// With all its digits.
  [[nodiscard]] static Decimal sum_of(const Decimal& x, const Decimal& y) noexcept;

  std::array<char, kMaxBytes> bytes_;
  std::uint8_t length_;
};

}  // namespace ddbsim::value
