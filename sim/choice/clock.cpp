#include "sim/choice/clock.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace ddbsim::choice {
namespace {

namespace chrono = std::chrono;

bool read_fixed(std::string_view text, std::size_t at, std::size_t digits, int& out) {
  if (at + digits > text.size()) {
    return false;
  }
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + digits, out);
  return error == std::errc{} && end == begin + digits && out >= 0;
}

/// ".25Z" or "Z" from `at` on, in milliseconds; digits beyond the third are cut.
std::optional<int> read_fraction(std::string_view text, std::size_t at) {
  int millis = 0;
  if (at < text.size() && text[at] == '.') {
    int scale = 100;
    std::size_t digits = 0;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
      millis += (text[at] - '0') * scale;
      scale /= 10;
    }
    if (digits == 0) {
      return std::nullopt;
    }
  }
  if (at + 1 != text.size() || text[at] != 'Z') {
    return std::nullopt;
  }
  return millis;
}

struct Unit {
  std::string_view name;
  Duration length;
};
constexpr std::array<Unit, 5> kUnits = {{{"ms", Duration{1}},
                                         {"d", chrono::hours{24}},
                                         {"h", chrono::hours{1}},
                                         {"m", chrono::minutes{1}},
                                         {"s", chrono::seconds{1}}}};

}  // namespace

std::string text_of(Instant instant) {
  const auto day = chrono::floor<chrono::days>(instant);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss time{instant - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::optional<Instant> parse_instant(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  const bool digits = read_fixed(text, 0, 4, year) && read_fixed(text, 5, 2, month) &&
                      read_fixed(text, 8, 2, day) && read_fixed(text, 11, 2, hour) &&
                      read_fixed(text, 14, 2, minute) && read_fixed(text, 17, 2, second);
  if (!digits || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  const auto millis = read_fraction(text, 19);
  const chrono::year_month_day date{chrono::year{year}, chrono::month{static_cast<unsigned>(month)},
                                    chrono::day{static_cast<unsigned>(day)}};
  if (!millis || !date.ok()) {
    return std::nullopt;
  }
  return chrono::sys_days{date} + chrono::hours{hour} + chrono::minutes{minute} +
         chrono::seconds{second} + Duration{*millis};
}

std::optional<Duration> parse_duration(std::string_view text) {
  Duration total{0};
  if (text.empty()) {
    return std::nullopt;
  }
  while (!text.empty()) {
    std::int64_t amount = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (error != std::errc{} || amount < 0 || amount > 1'000'000'000) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto unit =
        std::ranges::find_if(kUnits, [&](const Unit& u) { return text.starts_with(u.name); });
    if (unit == kUnits.end()) {
      return std::nullopt;
    }
    text.remove_prefix(unit->name.size());
    total += unit->length * amount;
  }
  return total;
}

std::string text_of(Duration duration) {
  if (duration.count() == 0) {
    return "0s";
  }
  std::string out;
  for (const std::string_view name : {"d", "h", "m", "s", "ms"}) {
    const Duration unit = std::ranges::find(kUnits, name, &Unit::name)->length;
    if (const auto amount = duration / unit; amount != 0) {
      out += fmt::format("{}{}", amount, name);
      duration -= unit * amount;
    }
  }
  return out;
}

std::optional<Instant> Agenda::earliest() const noexcept {
  const auto first = std::ranges::min_element(due_, {}, &Due::at);
  return first == due_.end() ? std::nullopt : std::optional(first->at);
}

std::optional<Agenda::Due> Agenda::pick(Choices& choices) const {
  const auto instant = earliest();
  if (!instant) {
    return std::nullopt;
  }
  std::vector<Due> now;
  std::ranges::copy_if(due_, std::back_inserter(now),
                       [&](const Due& due) { return due.at == *instant; });
  std::ranges::sort(now, {}, &Due::actor);
  std::vector<std::string_view> actors;
  actors.reserve(now.size());
  for (const Due& due : now) {
    actors.push_back(due.actor);
  }
  const std::string when = text_of(*instant);
  return now[ask(choices, {.question = Question::next, .actor = "world", .detail = when}, actors)];
}

}  // namespace ddbsim::choice
