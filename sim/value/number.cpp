#include "sim/value/number.hpp"

#include <algorithm>
#include <vector>

namespace ddbsim::value {
namespace {

constexpr unsigned kPositive = 0x8000;
constexpr int kExponentBias = 256;
constexpr int kMaxExponent = 126;   // 0.999 x 10^126 = 9.99E+125
constexpr int kMinExponent = -129;  // 0.1 x 10^-129 = 1E-130

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

unsigned byte_at(std::string_view bytes, std::size_t at, bool negative) noexcept {
  const unsigned raw = static_cast<unsigned char>(bytes[at]);
  return negative ? 0xFFU - raw : raw;
}

/// Exponents beyond this are already out of range whatever the digits say.
constexpr int kExponentClamp = 100000;

struct Scanner {
  std::string_view text;
  std::size_t at = 0;

  [[nodiscard]] bool done() const { return at == text.size(); }
  [[nodiscard]] bool digit() const { return !done() && is_digit(text[at]); }
  bool take(char a, char b) {
    if (done() || (text[at] != a && text[at] != b)) {
      return false;
    }
    ++at;
    return true;
  }
};

}  // namespace

/// |value| = 0.d1d2.. x 10^exponent; no zeros at either end; no digits at all for zero.
struct Number::Decimal {
  std::vector<std::uint8_t> digits;
  int exponent = 0;
  bool negative = false;

  void trim() {
    while (!digits.empty() && digits.back() == 0) {
      digits.pop_back();
    }
    const auto lead = std::ranges::find_if(digits, [](std::uint8_t d) { return d != 0; });
    exponent -= static_cast<int>(lead - digits.begin());
    digits.erase(digits.begin(), lead);
    if (digits.empty()) {
      exponent = 0;
      negative = false;
    }
  }

  [[nodiscard]] int lowest() const { return exponent - static_cast<int>(digits.size()); }

  /// Digit that stands at 10^(place), 0 outside of the number.
  [[nodiscard]] int digit(int place) const {
    const int index = exponent - 1 - place;
    return index >= 0 && index < static_cast<int>(digits.size()) ? digits[static_cast<std::size_t>(index)] : 0;
  }

  /// Half up at 38 digits.
  void round() {
    if (digits.size() <= kMaxDigits) {
      return;
    }
    bool carry = digits[kMaxDigits] >= 5;
    digits.resize(kMaxDigits);
    for (std::size_t i = digits.size(); carry && i-- > 0;) {
      carry = ++digits[i] == 10;
      if (carry) {
        digits[i] = 0;
      }
    }
    if (carry) {
      digits.insert(digits.begin(), 1);
      ++exponent;
    }
    trim();
  }
};

namespace {

/// Scans [sign] digits [. digits] [e [sign] digits]; what it appends are all digits, zeros included.
bool scan_exponent(Scanner& in, int& exponent) {
  const bool minus = in.take('-', '-');
  if (!minus) {
    in.take('+', '+');
  }
  if (!in.digit()) {
    return false;
  }
  int power = 0;
  for (; in.digit(); ++in.at) {
    power = std::min(power * 10 + (in.text[in.at] - '0'), kExponentClamp);
  }
  exponent += minus ? -power : power;
  return true;
}

}  // namespace

std::string message_of(NumberError error, std::string_view text) {
  switch (error) {
    case NumberError::not_numeric:
      return text.empty() ? "The parameter cannot be converted to a numeric value"
                          : "The parameter cannot be converted to a numeric value: " + std::string(text);
    case NumberError::too_many_digits:
      return "Attempting to store more than 38 significant digits in a Number";
    case NumberError::overflow:
      return "Number overflow. Attempting to store a number with magnitude larger than supported range";
    case NumberError::underflow:
      return "Number underflow. Attempting to store a number with magnitude smaller than supported range";
  }
  return {};
}

Number::Number() noexcept : bytes_{static_cast<char>(0x80), 0, 0}, length_(3) {}

Number::Number(std::int64_t value) noexcept {
  Decimal decimal;
  decimal.negative = value < 0;
  std::uint64_t left = decimal.negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  for (; left != 0; left /= 10) {
    decimal.digits.insert(decimal.digits.begin(), static_cast<std::uint8_t>(left % 10));
  }
  decimal.exponent = static_cast<int>(decimal.digits.size());
  decimal.trim();
  *this = *pack(decimal);
}

std::expected<Number, NumberError> Number::parse(std::string_view text) {
  Scanner in{text};
  Decimal decimal;
  decimal.negative = in.take('-', '-');
  if (!decimal.negative) {
    in.take('+', '+');
  }
  std::size_t digits = 0;
  for (; in.digit(); ++in.at, ++digits) {
    decimal.digits.push_back(static_cast<std::uint8_t>(text[in.at] - '0'));
  }
  decimal.exponent = static_cast<int>(std::min<std::size_t>(digits, kExponentClamp));
  if (in.take('.', '.')) {
    for (; in.digit(); ++in.at, ++digits) {
      decimal.digits.push_back(static_cast<std::uint8_t>(text[in.at] - '0'));
    }
  }
  if (digits == 0 || (in.take('e', 'E') && !scan_exponent(in, decimal.exponent)) || !in.done()) {
    return std::unexpected(NumberError::not_numeric);
  }
  decimal.trim();
  if (decimal.digits.size() > kMaxDigits) {
    return std::unexpected(NumberError::too_many_digits);
  }
  return pack(decimal);
}

std::expected<Number, NumberError> Number::pack(const Decimal& decimal) {
  Number number;
  if (decimal.digits.empty()) {
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
  const auto put = [&](unsigned byte) { number.bytes_[at++] = static_cast<char>((byte ^ flip) & 0xFFU); };
  put(head >> 8U);
  put(head & 0xFFU);
  for (std::size_t i = 0; i < decimal.digits.size(); i += 2) {
    const unsigned low = i + 1 < decimal.digits.size() ? decimal.digits[i + 1] : 0U;
    put(decimal.digits[i] * 10U + low + 1U);
  }
  put(0);
  number.length_ = static_cast<std::uint8_t>(at);
  return number;
}

Number::Decimal Number::unpack(std::string_view bytes) noexcept {
  Decimal decimal;
  decimal.negative = static_cast<unsigned char>(bytes[0]) < 0x80;
  const unsigned head = (byte_at(bytes, 0, decimal.negative) << 8U) | byte_at(bytes, 1, decimal.negative);
  if (head == kPositive) {
    return decimal;
  }
  decimal.exponent = static_cast<int>(head - kPositive) - kExponentBias;
  decimal.digits.reserve((bytes.size() - 3) * 2);
  for (std::size_t i = 2; i + 1 < bytes.size(); ++i) {
    const unsigned pair = byte_at(bytes, i, decimal.negative) - 1U;
    decimal.digits.push_back(static_cast<std::uint8_t>(pair / 10));
    decimal.digits.push_back(static_cast<std::uint8_t>(pair % 10));
  }
  decimal.trim();
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
  if (decimal.negative) {
    out += '-';
  }
  const int integer_digits = std::max(decimal.exponent, 0);
  if (integer_digits == 0) {
    out += '0';
  }
  for (int place = integer_digits - 1; place >= 0; --place) {
    out += static_cast<char>('0' + decimal.digit(place));
  }
  if (decimal.lowest() < 0 && !decimal.digits.empty()) {
    out += '.';
    for (int place = -1; place >= decimal.lowest(); --place) {
      out += static_cast<char>('0' + decimal.digit(place));
    }
  }
}

std::size_t Number::size_of(std::string_view bytes) noexcept {
  const Decimal decimal = unpack(bytes);
  const int count = static_cast<int>(decimal.digits.size());
  const int integer = std::clamp(decimal.exponent, 0, count);
  const int fraction = count - integer;
  return 1U + static_cast<std::size_t>((integer + 1) / 2 + (fraction + 1) / 2) + (decimal.negative ? 1U : 0U);
}

bool Number::negative() const noexcept { return static_cast<unsigned char>(bytes_[0]) < 0x80; }

bool Number::to_int64(std::int64_t& out) const noexcept {
  const Decimal decimal = unpack(bytes());
  if (decimal.lowest() < 0 && !decimal.digits.empty()) {
    return false;
  }
  if (decimal.exponent > 18) {
    return false;
  }
  std::int64_t total = 0;
  for (int place = decimal.exponent - 1; place >= 0; --place) {
    total = total * 10 + decimal.digit(place);
  }
  out = decimal.negative ? -total : total;
  return true;
}

std::expected<Number, NumberError> Number::add(const Number& a, const Number& b) {
  const Decimal x = unpack(a.bytes());
  const Decimal y = unpack(b.bytes());
  if (x.digits.empty()) {
    return b;
  }
  if (y.digits.empty()) {
    return a;
  }
  const int top = std::max(x.exponent, y.exponent) + 1;
  const int bottom = std::min(x.lowest(), y.lowest());
  const int sign_x = x.negative ? -1 : 1;
  const int sign_y = y.negative ? -1 : 1;
  std::vector<int> sum;  // least significant first, digits not yet carried
  sum.reserve(static_cast<std::size_t>(top - bottom));
  for (int place = bottom; place < top; ++place) {
    sum.push_back(sign_x * x.digit(place) + sign_y * y.digit(place));
  }
  const auto lead = std::ranges::find_if(sum.rbegin(), sum.rend(), [](int d) { return d != 0; });
  Decimal result;
  result.negative = lead != sum.rend() && *lead < 0;
  int carry = 0;
  for (int& digit : sum) {
    const int value = (result.negative ? -digit : digit) + carry + 10;
    digit = value % 10;
    carry = value / 10 - 1;
  }
  result.exponent = top;
  for (auto digit = sum.rbegin(); digit != sum.rend(); ++digit) {
    result.digits.push_back(static_cast<std::uint8_t>(*digit));
  }
  result.trim();
  result.round();
  return pack(result);
}

std::expected<Number, NumberError> Number::subtract(const Number& a, const Number& b) {
  Decimal negated = unpack(b.bytes());
  negated.negative = !negated.negative && !negated.digits.empty();
  return add(a, *pack(negated));
}

}  // namespace ddbsim::value
