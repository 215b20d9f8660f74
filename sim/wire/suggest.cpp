#include "sim/wire/suggest.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

#include "sim/service/client.hpp"

namespace ddbsim::wire {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Fewest insertions, deletions, replacements and swaps of neighbours that make `b` of `a`; case
/// does not count.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    last[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = std::exchange(last, std::move(row));
  }
  return last[b.size()];
}

/// The one name that begins with what was given: "Validation" for "ValidationException".
std::string_view only_continuation(std::string_view given,
                                   std::span<const std::string_view> names) {
  constexpr std::size_t kShortest = 3;
  std::string_view found;
  for (const std::string_view name : names) {
    if (given.size() >= kShortest && name.starts_with(given)) {
      if (!found.empty()) {
        return {};
      }
      found = name;
    }
  }
  return found;
}

}  // namespace

std::string_view closest(std::string_view given, std::span<const std::string_view> names) {
  constexpr std::size_t kLongest = 64;  // nobody means a name by a text longer than any name
  std::string_view best;
  // One letter away is near for names of two letters too.
  std::size_t least =
      std::max(std::min(given.size(), kLongest) / 3 + 1, std::min<std::size_t>(given.size(), 2));
  for (const std::string_view name : names) {
    const std::size_t away = given.size() > kLongest ? kLongest : distance(given, name);
    if (away < least) {
      least = away;
      best = name;
    }
  }
  return best.empty() ? only_continuation(given, names) : best;
}

std::string did_you_mean(std::string_view given, std::span<const std::string_view> names) {
  const std::string_view name = closest(given, names);
  return name.empty() ? std::string() : ", did you mean \"" + std::string(name) + "\"?";
}

std::string unknown_operation(std::string_view name) {
  std::vector<std::string_view> names;
  names.reserve(std::variant_size_v<service::Request>);
  for (std::size_t i = 0; i < std::variant_size_v<service::Request>; ++i) {
    names.push_back(service::operation_name(i));
  }
  return "unknown operation \"" + std::string(name) + '"' + did_you_mean(name, names);
}

}  // namespace ddbsim::wire
