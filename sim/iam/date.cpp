#include "sim/iam/date.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace ddbsim::iam {

namespace {

/// Reads a text from the front; remembers whether all was as it should.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] bool done() const noexcept { return text_.empty(); }
  bool take(char c) {
    const bool there = text_.starts_with(c);
    text_.remove_prefix(there ? 1 : 0);
    return there;
  }
  void expect(char c) { good_ = take(c) && good_; }
  /// A number of so many digits.
  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      good_ = good_ && !text_.empty() && text_.front() >= '0' && text_.front() <= '9';
      value = good_ ? value * 10 + (text_.front() - '0') : 0;
      text_.remove_prefix(text_.empty() ? 0 : 1);
    }
    return value;
  }
  /// Any number of digits after a point, as thousandths.
  int thousandths() {
    int value = 0;
    int unit = 100;
    bool any = false;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      value += unit * (text_.front() - '0');
      unit /= 10;
      any = true;
      text_.remove_prefix(1);
    }
    good_ = good_ && any;
    return value;
  }

 private:
  std::string_view text_;
  bool good_ = true;
};

/// "Z", "+02:00": minutes ahead of UTC.
int zone(Reader& reader) {
  if (reader.take('Z')) {
    return 0;
  }
  const bool west = reader.take('-');
  if (!west) {
    reader.expect('+');
  }
  const int hours = reader.digits(2);
  reader.expect(':');
  const int minutes = hours * 60 + reader.digits(2);
  return west ? -minutes : minutes;
}

/// "18:00", "18:00:30.250", and the zone. Milliseconds.
std::optional<std::int64_t> time_of_day(Reader& reader) {
  const int hours = reader.digits(2);
  reader.expect(':');
  const int minutes = reader.digits(2);
  int seconds = 0;
  int thousandths = 0;
  if (reader.take(':')) {
    seconds = reader.digits(2);
    thousandths = reader.take('.') ? reader.thousandths() : 0;
  }
  const std::int64_t ahead = zone(reader);
  if (!reader.good() || hours > 23 || minutes > 59 || seconds > 60) {
    return std::nullopt;
  }
  return (((hours * 60 + minutes - ahead) * 60) + seconds) * 1000 + thousandths;
}

std::optional<std::int64_t> parse_iso(std::string_view text) {
  Reader reader(text);
  const int year = reader.digits(4);
  int month = 1;
  int day = 1;
  std::int64_t within = 0;
  if (reader.take('-')) {
    month = reader.digits(2);
    if (reader.take('-')) {
      day = reader.digits(2);
      if (reader.take('T')) {
        const auto time = time_of_day(reader);
        if (!time) {
          return std::nullopt;
        }
        within = *time;
      }
    }
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!reader.good() || !reader.done() || !date.ok()) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(std::chrono::sys_days(date).time_since_epoch()).count() + within;
}

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) {
  constexpr std::int64_t kMost = std::int64_t{1} << 52U;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool number = error == std::errc() && end == text.data() + text.size();
  if (number && text.size() != 4) {
    return seconds > -kMost && seconds < kMost ? std::optional(seconds * 1000) : std::nullopt;
  }
  return parse_iso(text);
}

}  // namespace ddbsim::iam
