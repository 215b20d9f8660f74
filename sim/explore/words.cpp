#include "sim/explore/words.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/explore/allowed.hpp"
#include "sim/explore/machine.hpp"

namespace ddbsim::explore {
namespace {

using Problem = std::unexpected<std::string>;

constexpr std::string_view kBlanks = " \t\r\n";

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  skip_blanks(text);
  return word;
}

/// The longest of the names that `text` begins with and after which a comma or the bracket comes:
/// names of steps' things are free text. Takes it off.
std::optional<std::string> take_thing(std::string_view& text, const std::vector<Thing>& things) {
  std::string_view rest;
  std::optional<std::string> taken;
  for (const Thing& thing : things) {
    if (!text.starts_with(thing.name) || (taken && taken->size() >= thing.name.size())) {
      continue;
    }
    std::string_view after = text.substr(thing.name.size());
    skip_blanks(after);
    if (after.starts_with(',') || after.starts_with(']')) {
      taken = thing.name;
      rest = after;
    }
  }
  if (taken) {
    text = rest;
  }
  return taken;
}

std::string list_of(const std::vector<Thing>& things) {
  std::string names;
  for (const Thing& thing : things) {
    names += (names.empty() ? "" : ", ") + thing.name;
  }
  return names.empty() ? "nothing" : names;
}

/// What stands after "[", and the bracket that closes it.
std::expected<std::vector<std::string>, std::string> take_things(
    std::string_view& text, const scenario::Scenario& exploration) {
  const std::vector<Thing> all = things_of(exploration);
  std::vector<std::string> things;
  skip_blanks(text);
  while (!text.starts_with(']')) {
    const auto thing = take_thing(text, all);
    if (!thing) {
      if (text.find(']') == std::string_view::npos) {
        return Problem("the \"[\" at its beginning is not closed by a \"]\"");
      }
      std::string_view unknown = text.substr(0, text.find_first_of(",]"));
      unknown = unknown.substr(0, unknown.find_last_not_of(kBlanks) + 1);
      return Problem(
          fmt::format("there is no \"{}\" that the file allows; what may stand in the "
                      "brackets: {}",
                      brief(unknown), list_of(all)));
    }
    things.push_back(*thing);
    if (text.starts_with(',')) {
      text.remove_prefix(1);
      skip_blanks(text);
    }
  }
  text.remove_prefix(1);
  return things;
}

/// `word` is "-CLIENT.STEP".
std::expected<Words::LeftOut, std::string> left_out_of(std::string_view word,
                                                       const scenario::Scenario& exploration) {
  const auto dot = word.rfind('.');
  if (dot == std::string_view::npos) {
    return Problem(fmt::format(
        "\"{}\" names no step to leave out: that is written \"-CLIENT.STEP\", like \"-ann.2\"",
        brief(word)));
  }
  const std::string_view name = word.substr(1, dot - 1);
  const std::string_view digits = word.substr(dot + 1);
  const auto client = std::ranges::find_if(
      exploration.clients, [&](const auto& known) { return as_word(known.first) == name; });
  if (client == exploration.clients.end()) {
    std::vector<std::string> names;
    names.reserve(exploration.clients.size());
    for (const auto& [known, steps] : exploration.clients) {
      names.push_back(as_word(known));
    }
    return Problem(fmt::format("\"{}\": there is no client \"{}\"; clients are {}", brief(word),
                               brief(name), fmt::join(names, ", ")));
  }
  const std::size_t steps = client->second.size();
  std::size_t step = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  if (error != std::errc{} || end != digits.data() + digits.size() || step == 0 || step > steps) {
    return Problem(fmt::format("\"{}\": steps of {} are numbered from 1 to {}, and \"{}\" is none",
                               brief(word), name, steps, brief(digits)));
  }
  return Words::LeftOut{client->first, step};
}

}  // namespace

std::expected<Words, std::string> parse_words(std::string_view text,
                                              const scenario::Scenario& exploration) {
  Words words;
  skip_blanks(text);
  if (text.empty()) {
    return Problem("there are no words in it");
  }
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    auto things = take_things(text, exploration);
    if (!things) {
      return Problem(std::move(things.error()));
    }
    words.things = std::move(*things);
    skip_blanks(text);
  }
  while (text.starts_with('-')) {
    auto left_out = left_out_of(take_word(text), exploration);
    if (!left_out) {
      return Problem(std::move(left_out.error()));
    }
    words.left_out.push_back(std::move(*left_out));
  }
  while (!text.empty()) {
    words.moves.emplace_back(take_word(text));
  }
  return words;
}

std::string brief(std::string_view word) {
  constexpr std::size_t kMost = 60;
  if (word.size() <= kMost) {
    return std::string(word);
  }
  const auto is_inside_of_letter = [&word](std::size_t at) {
    return (static_cast<unsigned char>(word[at]) & 0xC0U) == 0x80U;  // UTF-8
  };
  std::size_t end = kMost;
  while (end > 0 && is_inside_of_letter(end)) {
    --end;
  }
  return fmt::format("{}...", word.substr(0, end));
}

std::string text_of(const Words& words) {
  std::vector<std::string> parts;
  if (words.things) {
    parts.push_back(fmt::format("[{}]", fmt::join(*words.things, ", ")));
  }
  for (const Words::LeftOut& left_out : words.left_out) {
    parts.push_back(fmt::format("-{}.{}", as_word(left_out.client), left_out.step));
  }
  parts.insert(parts.end(), words.moves.begin(), words.moves.end());
  return fmt::format("{}", fmt::join(parts, " "));
}

scenario::Scenario without_steps(const scenario::Scenario& exploration,
                                 const std::vector<Words::LeftOut>& left_out) {
  scenario::Scenario less = exploration;
  std::set<std::pair<std::string, std::size_t>, std::greater<>> places;  // the last step first
  for (const Words::LeftOut& place : left_out) {
    places.emplace(place.client, place.step);
  }
  for (const auto& [client, step] : places) {
    auto& steps = less.clients.at(client);
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(step) - 1);
  }
  return less;
}

}  // namespace ddbsim::explore
