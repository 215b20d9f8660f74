#include "sim/value/number.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace ddbsim::value {
namespace {

constexpr unsigned kPositive = 0x8000;
constexpr int kExponentBias = 256;
constexpr int kMaxExponent = 126;   // 0.999 x 10^126 = 9.99E+125
constexpr int kMinExponent = -129;  // 0.1 x 10^-129 = 1E-130

unsigned byte_at(std::string_view bytes, std::size_t at, bool negative) noexcept {
  const unsigned raw = static_cast<unsigned char>(bytes[at]);
  return negative ? 0xFFU - raw : raw;
}

}  // namespace

/// |value| = 0.d1d2.. x 10^exponent; no zeros at either end; no digits at all for zero.
struct Number::Decimal {
  /// Digits of a sum before it is rounded: two numbers at the ends of the range, and a carry.
  static constexpr std::size_t kMost = kMaxExponent - kMinExponent + kMaxDigits + 2;

  std::array<std::uint8_t, kMost> digits;  // the first `count` of them
  std::size_t count = 0;
  std::int64_t exponent = 0;
  bool negative = false;

  // Not initialised: 300 bytes for the ten that most numbers use.
  Decimal() noexcept {}  // NOLINT(modernize-use-equals-default,*-member-init)

  void push(unsigned digit) { digits[count++] = static_cast<std::uint8_t>(digit); }

  void trim() {
    const std::uint8_t* const begin = digits.data();
    while (count != 0 && begin[count - 1] == 0) {
      --count;
    }
    const auto lead = static_cast<std::size_t>(
        std::find_if(begin, begin + count, [](std::uint8_t d) { return d != 0; }) - begin);
    if (lead != 0) {
      std::copy(begin + lead, begin + count, digits.data());
      count -= lead;
      exponent -= static_cast<int>(lead);
    }
    if (count == 0) {
      exponent = 0;
      negative = false;
    }
  }

  /// Place of the last digit.
  [[nodiscard]] int lowest() const { return static_cast<int>(exponent) - static_cast<int>(count); }

  /// Digit that stands at 10^(place), 0 outside of the number.
  [[nodiscard]] int digit(int place) const {
    const std::int64_t index = exponent - 1 - place;
    return index >= 0 && index < static_cast<std::int64_t>(count)
               ? digits[static_cast<std::size_t>(index)]
               : 0;
  }

  /// Half up at 38 digits.
  void round() {
    if (count <= kMaxDigits) {
      return;
    }
    bool carry = digits[kMaxDigits] >= 5;
    count = kMaxDigits;
    for (std::size_t i = count; carry && i-- > 0;) {
      carry = ++digits[i] == 10;
      if (carry) {
        digits[i] = 0;
      }
    }
    if (carry) {  // all of them were nines
      digits[0] = 1;
      count = 1;
      ++exponent;
    }
    trim();
  }
};

namespace {

/// Reads [sign] digits [. digits] [e [sign] digits] into a decimal.
template <class Decimal>
class Scanner {
 public:
  Scanner(std::string_view text, Decimal& out)
      : at_(text.data()), end_(text.data() + text.size()), out_(out) {}

  /// False when the text is no number. Too many digits are counted, not kept.
  bool scan() {
    out_.negative = take('-');
    if (!out_.negative) {
      take('+');
    }
    scan_digits(1);
    if (take('.')) {
      scan_digits(0);
    }
    if (!any_ || ((take('e') || take('E')) && !scan_exponent())) {
      return false;
    }
    if (out_.count == 0) {
      out_.exponent = 0;
      out_.negative = false;
    }
    return at_ == end_;
  }
  [[nodiscard]] bool too_many() const noexcept { return too_many_; }

 private:
  bool take(char c) {
    const bool there = at_ != end_ && *at_ == c;
    at_ += there ? 1 : 0;
    return there;
  }
  [[nodiscard]] bool at_digit() const { return at_ != end_ && *at_ >= '0' && *at_ <= '9'; }

  /// `integer` is 1 before the point and 0 behind it. Zeros in front of all other digits only move
  /// the point, and others wait until a digit behind them shows that they are not the last.
  void scan_digits(int integer) {
    for (; at_digit(); ++at_) {
      any_ = true;
      const auto digit = static_cast<unsigned>(*at_ - '0');
      if (out_.count == 0 && digit == 0) {
        out_.exponent -= 1 - integer;
        continue;
      }
      out_.exponent += integer;
      if (digit == 0) {
        ++zeros_;
      } else {
        keep(digit);
      }
    }
  }
  void keep(unsigned digit) {
    if (out_.count + zeros_ >= Number::kMaxDigits) {
      too_many_ = true;
      return;
    }
    for (; zeros_ != 0; --zeros_) {
      out_.push(0);
    }
    out_.push(digit);
  }
  bool scan_exponent() {
    constexpr std::int64_t kFarOut = 1'000'000'000'000;  // whatever the digits say
    const bool minus = take('-');
    if (!minus) {
      take('+');
    }
    if (!at_digit()) {
      return false;
    }
    std::int64_t power = 0;
    for (; at_digit(); ++at_) {
      power = std::min(power * 10 + (*at_ - '0'), kFarOut);
    }
    out_.exponent += minus ? -power : power;
    return true;
  }

  const char* at_;
  const char* end_;
  Decimal& out_;
  std::size_t zeros_ = 0;
  bool any_ = false;
  bool too_many_ = false;
};

}  // namespace

std::string message_of(NumberError error, std::string_view text) {
  switch (error) {
    case NumberError::not_numeric:
      return text.empty()
                 ? "The parameter cannot be converted to a numeric value"
                 : "The parameter cannot be converted to a numeric value: " + std::string(text);
    case NumberError::too_many_digits:
      return "Attempting to store more than 38 significant digits in a Number";
    case NumberError::overflow:
      return "Number overflow. Attempting to store a number with magnitude larger than supported "
             "range";
    case NumberError::underflow:
      return "Number underflow. Attempting to store a number with magnitude smaller than supported "
             "range";
  }
  return {};
}

Number::Number() noexcept : bytes_{static_cast<char>(0x80), 0, 0}, length_(3) {}

Number::Number(std::int64_t value) noexcept {
  Decimal decimal;
  decimal.negative = value < 0;
  std::uint64_t left =
      decimal.negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  for (; left != 0; left /= 10) {
    decimal.push(static_cast<unsigned>(left % 10));
  }
  std::reverse(decimal.digits.data(), decimal.digits.data() + decimal.count);
  decimal.exponent = static_cast<std::int64_t>(decimal.count);
  decimal.trim();
  *this = *pack(decimal);
}

std::expected<Number, NumberError> Number::parse(std::string_view text) {
  Decimal decimal;
  Scanner scanner(text, decimal);
  if (!scanner.scan()) {
    return std::unexpected(NumberError::not_numeric);
  }
  if (scanner.too_many()) {
    return std::unexpected(NumberError::too_many_digits);
  }
  return pack(decimal);
}

std::expected<Number, NumberError> Number::pack(const Decimal& decimal) {
  Number number;
  if (decimal.count == 0) {
    return number;
  }
  if (decimal.exponent > kMaxExponent) {
    return std::unexpected(NumberError::overflow);
  }
  if (decimal.exponent < kMinExponent) {
    return std::unexpected(NumberError::underflow);
  }
  const unsigned flip = decimal.negative ? 0xFFU : 0U;
  const unsigned head = kPositive + static_cast<unsigned>(decimal.exponent + kExponentBias);
  std::size_t at = 0;
  const auto put = [&](unsigned byte) {
    number.bytes_[at++] = static_cast<char>((byte ^ flip) & 0xFFU);
  };
  put(head >> 8U);
  put(head & 0xFFU);
  for (std::size_t i = 0; i < decimal.count; i += 2) {
    const unsigned low = i + 1 < decimal.count ? decimal.digits[i + 1] : 0U;
    put(decimal.digits[i] * 10U + low + 1U);
  }
  put(0);
  number.length_ = static_cast<std::uint8_t>(at);
  return number;
}

Number::Decimal Number::unpack(std::string_view bytes) noexcept {
  Decimal decimal;
  decimal.negative = static_cast<unsigned char>(bytes[0]) < 0x80;
  const unsigned head =
      (byte_at(bytes, 0, decimal.negative) << 8U) | byte_at(bytes, 1, decimal.negative);
  if (head == kPositive) {
    return decimal;
  }
  decimal.exponent = static_cast<int>(head - kPositive) - kExponentBias;
  for (std::size_t i = 2; i + 1 < bytes.size(); ++i) {
    const unsigned pair = byte_at(bytes, i, decimal.negative) - 1U;
    decimal.push(pair / 10);
    decimal.push(pair % 10);
  }
  if (decimal.digits[decimal.count - 1] == 0) {
    --decimal.count;
  }
  return decimal;
}

Number Number::from_bytes(std::string_view bytes) noexcept {
  Number number;
  std::ranges::copy(bytes, number.bytes_.begin());
  number.length_ = static_cast<std::uint8_t>(bytes.size());
  return number;
}

std::string Number::text() const {
  std::string out;
  append_text(bytes(), out);
  return out;
}

void Number::append_text(std::string_view bytes, std::string& out) {
  const Decimal decimal = unpack(bytes);
  // "-0." and the digits, with all zeros between them and the point.
  std::array<char, Decimal::kMost + 3> text;  // NOLINT(*-member-init): filled from the front
  char* at = text.data();
  if (decimal.negative) {
    *at++ = '-';
  }
  const int exponent = static_cast<int>(decimal.exponent);
  if (exponent <= 0) {
    *at++ = '0';
  }
  for (int place = exponent - 1; place >= 0; --place) {
    *at++ = static_cast<char>('0' + decimal.digit(place));
  }
  if (decimal.lowest() < 0) {
    *at++ = '.';
    for (int place = -1; place >= decimal.lowest(); --place) {
      *at++ = static_cast<char>('0' + decimal.digit(place));
    }
  }
  out.append(text.data(), at);
}

std::size_t Number::size_of(std::string_view bytes) noexcept {
  const Decimal decimal = unpack(bytes);
  const auto count = static_cast<std::int64_t>(decimal.count);
  const std::int64_t integer = std::clamp<std::int64_t>(decimal.exponent, 0, count);
  const std::int64_t fraction = count - integer;
  return static_cast<std::size_t>(1 + (integer + 1) / 2 + (fraction + 1) / 2) +
         (decimal.negative ? 1U : 0U);
}

bool Number::negative() const noexcept { return static_cast<unsigned char>(bytes_[0]) < 0x80; }

bool Number::to_int64(std::int64_t& out) const noexcept {
  constexpr int kMostDigits = std::numeric_limits<std::int64_t>::digits10 + 1;
  const Decimal decimal = unpack(bytes());
  if (decimal.lowest() < 0 || decimal.exponent > kMostDigits) {
    return false;
  }
  std::uint64_t total = 0;  // 19 digits fit
  for (int place = static_cast<int>(decimal.exponent) - 1; place >= 0; --place) {
    total = total * 10 + static_cast<unsigned>(decimal.digit(place));
  }
  const std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  if (total > most + (decimal.negative ? 1 : 0)) {
    return false;
  }
  out = static_cast<std::int64_t>(decimal.negative ? 0 - total : total);
  return true;
}

Number::Decimal Number::sum_of(const Decimal& x, const Decimal& y) noexcept {
  if (x.count == 0 || y.count == 0) {
    return x.count == 0 ? y : x;
  }
  const int top = static_cast<int>(std::max(x.exponent, y.exponent)) + 1;
  const int bottom = std::min(x.lowest(), y.lowest());
  const auto places = static_cast<std::size_t>(top - bottom);
  const int sign_x = x.negative ? -1 : 1;
  const int sign_y = y.negative ? -1 : 1;
  std::array<int, Decimal::kMost> sums;  // NOLINT(*-member-init): not carried yet, greatest first
  for (std::size_t i = 0; i < places; ++i) {
    const int place = top - 1 - static_cast<int>(i);
    sums[i] = sign_x * x.digit(place) + sign_y * y.digit(place);
  }
  const auto* const lead =
      std::find_if(sums.data(), sums.data() + places, [](int sum) { return sum != 0; });
  Decimal result;
  result.negative = lead != sums.data() + places && *lead < 0;
  result.exponent = top;
  result.count = places;
  int carry = 0;
  for (std::size_t i = places; i-- > 0;) {
    const int value = (result.negative ? -sums[i] : sums[i]) + carry + 10;
    result.digits[i] = static_cast<std::uint8_t>(value % 10);
    carry = value / 10 - 1;
  }
  result.trim();
  return result;
}

std::expected<Number, NumberError> Number::add(const Number& a, const Number& b) {
  Decimal sum = sum_of(unpack(a.bytes()), unpack(b.bytes()));
  sum.round();
  return pack(sum);
}

std::expected<Number, NumberError> Number::add_exactly(const Number& a, const Number& b) {
  Decimal sum = sum_of(unpack(a.bytes()), unpack(b.bytes()));
  const bool exact = sum.count <= kMaxDigits;
  sum.round();
  auto packed = pack(sum);
  if (packed && !exact) {
    return std::unexpected(NumberError::too_many_digits);
  }
  return packed;
}

std::expected<Number, NumberError> Number::subtract(const Number& a, const Number& b) {
  Decimal negated = unpack(b.bytes());
  negated.negative = !negated.negative && negated.count != 0;
  return add(a, *pack(negated));
}

}  // namespace ddbsim::value
