#include "sim/explore/walker.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/explore/words.hpp"

namespace ddbsim::explore {

void Walker::restart() {
  state_ = machine_.start();
  path_.clear();
  machine_.moves(state_, moves_);
}

void Walker::take(std::size_t number) {
  machine_.apply(state_, moves_.at(number), next_);
  std::swap(state_, next_);
  path_.push_back(static_cast<std::uint16_t>(number));
  machine_.moves(state_, moves_);
}

bool Walker::take(std::string_view word) {
  const std::vector<std::string> possible = words();
  const auto at = std::ranges::find(possible, word);
  if (at == possible.end()) {
    return false;
  }
  take(static_cast<std::size_t>(at - possible.begin()));
  return true;
}

std::optional<std::string> Walker::take_all(const std::vector<std::string>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (take(words[at])) {
      continue;
    }
    const std::string place = fmt::format(
        "move {} of {}, \"{}\", is not possible {}", at + 1, words.size(), brief(words[at]),
        at == 0 ? std::string("at the start") : fmt::format("after \"{}\"", words[at - 1]));
    return moves_.empty() ? fmt::format("{}: nothing can happen there any more", place)
                          : fmt::format("{}; what can happen there: {}", place,
                                        fmt::join(this->words(), ", "));
  }
  return std::nullopt;
}

bool is_stale(Machine& machine, const Move& move) {
  return move.effect != 0 && !machine.engine().effect(move.effect).sees.empty();
}

bool is_harmless(Machine& machine, const Move& move) {
  return move.fate == world::Fate::ok && !move.lost && !is_stale(machine, move);
}

std::vector<std::string> words_of(Machine& machine, const Path& path) {
  std::vector<std::string> words;
  Walker walker(machine);
  for (const std::uint16_t move : path) {
    words.push_back(walker.words().at(move));
    walker.take(move);
  }
  return words;
}

}  // namespace ddbsim::explore
