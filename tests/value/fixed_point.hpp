#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

// Numbers as everybody learnt them at school: one digit after the other, with a point in the
// middle. Independent of the simulator's own arithmetic, and slow.
namespace ddbsim::value::testing {

class FixedPoint {
 public:
  static constexpr int kIntegerDigits = 200;
  static constexpr int kFractionDigits = 250;
  static constexpr int kDigits = kIntegerDigits + kFractionDigits;

  /// From plain or scientific notation, well-formed.
  explicit FixedPoint(std::string_view text) {
    negative_ = text.starts_with('-');
    text.remove_prefix(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
    int exponent = 0;
    if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
      exponent = std::stoi(std::string(text.substr(e + 1)));
      text = text.substr(0, e);
    }
    const auto point = text.find('.');
    int place =
        exponent - 1 + static_cast<int>(point == std::string_view::npos ? text.size() : point);
    for (const char c : text) {
      if (c != '.') {
        digit(place--) = c - '0';
      }
    }
    negative_ = negative_ && !is_zero();
  }

  /// The digit that stands for 10^place.
  [[nodiscard]] int& digit(int place) {
    return digits_.at(static_cast<std::size_t>(kIntegerDigits - 1 - place));
  }
  [[nodiscard]] int digit(int place) const {
    return digits_.at(static_cast<std::size_t>(kIntegerDigits - 1 - place));
  }
  [[nodiscard]] bool is_zero() const { return digits_ == std::array<int, kDigits>{}; }
  /// Place of the first digit that is not 0; not is_zero().
  [[nodiscard]] int highest() const {
    int place = kIntegerDigits - 1;
    while (digit(place) == 0) {
      --place;
    }
    return place;
  }
  [[nodiscard]] int lowest() const {
    int place = -kFractionDigits;
    while (digit(place) == 0) {
      ++place;
    }
    return place;
  }

  [[nodiscard]] int compare(const FixedPoint& other) const {
    if (negative_ != other.negative_) {
      return negative_ ? -1 : 1;
    }
    const int magnitude = digits_ < other.digits_ ? -1 : digits_ == other.digits_ ? 0 : 1;
    return negative_ ? -magnitude : magnitude;
  }

  [[nodiscard]] FixedPoint negated() const {
    FixedPoint out = *this;
    out.negative_ = !negative_ && !is_zero();
    return out;
  }

  [[nodiscard]] FixedPoint plus(const FixedPoint& other) const {
    if (negative_ == other.negative_) {
      return combine(other, 1);
    }
    // The larger magnitude less the smaller, with the sign of the larger.
    return digits_ < other.digits_ ? other.combine(*this, -1) : combine(other, -1);
  }

  /// Half up at so many significant digits.
  [[nodiscard]] FixedPoint rounded(int significant) const {
    if (is_zero()) {
      return *this;
    }
    const int last = highest() - significant + 1;
    FixedPoint out = *this;
    const bool up = last > -kFractionDigits && digit(last - 1) >= 5;
    for (int place = last - 1; place >= -kFractionDigits; --place) {
      out.digit(place) = 0;
    }
    for (int place = last; up; ++place) {
      out.digit(place) = (out.digit(place) + 1) % 10;
      if (out.digit(place) != 0) {
        break;
      }
    }
    return out;
  }

  /// Plain notation, no zeros that say nothing.
  [[nodiscard]] std::string text() const {
    if (is_zero()) {
      return "0";
    }
    std::string out = negative_ ? "-" : "";
    for (int place = std::max(highest(), 0); place >= std::min(lowest(), 0); --place) {
      out += place == -1 ? "." : "";
      out += static_cast<char>('0' + digit(place));
    }
    return out;
  }

  /// Bytes that the service counts: one, one for each two digits on either side of the point, and
  /// one for the sign; zeros at both ends don't count.
  [[nodiscard]] std::size_t size_bytes() const {
    if (is_zero()) {
      return 1;
    }
    const int integer = highest() >= 0 ? highest() - std::max(lowest(), 0) + 1 : 0;
    const int fraction = lowest() < 0 ? std::min(highest(), -1) - lowest() + 1 : 0;
    const int bytes = 1 + (integer + 1) / 2 + (fraction + 1) / 2 + (negative_ ? 1 : 0);
    return static_cast<std::size_t>(bytes);
  }

 private:
  [[nodiscard]] FixedPoint combine(const FixedPoint& other, int sign) const {
    FixedPoint out = *this;
    int carry = 0;
    for (int place = -kFractionDigits; place < kIntegerDigits; ++place) {
      const int sum = digit(place) + sign * other.digit(place) + carry + 10;
      out.digit(place) = sum % 10;
      carry = sum / 10 - 1;
    }
    out.negative_ = negative_ && !out.is_zero();
    return out;
  }

  std::array<int, kDigits> digits_{};  ///< most significant first
  bool negative_ = false;
};

}  // namespace ddbsim::value::testing
