#include "sim/explore/shrink.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/walker.hpp"

namespace ddbsim::explore {
namespace {

/// A way that breaks the property, in words, and what it costs.
struct Way {
  struct Cost {
    std::uint32_t faults = 0;
    std::size_t moves = 0;
    std::size_t unusual = 0;  ///< moves that are not harmless
    friend auto operator<=>(const Cost&, const Cost&) = default;
  };
  Path path;
  std::vector<std::string> words;
  std::vector<bool> unusual;  ///< of each move
  Cost cost;
};

/// The word of the same move without what is bad about it.
std::string mended(const std::string& word) { return word.substr(0, word.find_first_of("!~")); }

class Shrinker {
 public:
  Shrinker(Machine& machine, Judge& judge, std::size_t property, const std::function<bool()>& stop)
      : machine_(machine),
        judge_(judge),
        wanted_(Judge::Set{1} << property),
        stop_(stop),
        walker_(machine) {}

  Path run(const Path& path) {
    auto way = play(words_of(machine_, path));
    if (!way) {
      return path;
    }
    best_ = std::move(*way);
    while (improve(true) || improve(false)) {
    }
    return best_.path;
  }

 private:
  /// Tries each move, or each that is not harmless, from the last to the first. True: one helped.
  bool improve(bool unusual_only) {
    bool helped = false;
    for (std::size_t at = best_.words.size(); at-- > 0 && !stop_();) {
      if (at >= best_.words.size() || (unusual_only && !best_.unusual[at])) {
        continue;
      }
      if (best_.unusual[at]) {
        std::vector<std::string> words = best_.words;
        words[at] = mended(words[at]);
        if (keep_if_better(words)) {
          helped = true;
          continue;
        }
      }
      std::vector<std::string> words = best_.words;
      words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
      helped = keep_if_better(words) || helped;
    }
    return helped;
  }

  bool keep_if_better(const std::vector<std::string>& words) {
    auto way = play(words);
    if (!way || way->cost >= best_.cost) {
      return false;
    }
    best_ = std::move(*way);
    return true;
  }

  /// Takes the words that are possible, then the first move each time. Absent: it does not break.
  std::optional<Way> play(const std::vector<std::string>& words) {
    Way way;
    walker_.restart();
    std::size_t left = 2 * words.size() + 100;
    if (is_broken()) {
      return way;
    }
    for (const std::string& word : words) {
      if (take(word, way) && is_broken()) {
        return finished(std::move(way));
      }
    }
    for (; left > 0 && !walker_.moves().empty(); --left) {
      const std::string first = walker_.words().front();
      if (take(first, way) && is_broken()) {
        return finished(std::move(way));
      }
    }
    return std::nullopt;
  }

  bool take(const std::string& word, Way& way) {
    const std::vector<Move> moves = walker_.moves();
    if (!walker_.take(word)) {
      return false;
    }
    way.words.push_back(word);
    way.unusual.push_back(!is_harmless(machine_, moves[walker_.path().back()]));
    way.cost.unusual += way.unusual.back() ? 1U : 0U;
    return true;
  }

  Way finished(Way way) const {
    way.path = walker_.path();
    way.cost.faults = Machine::faults(walker_.state());
    way.cost.moves = way.path.size();
    return way;
  }

  bool is_broken() {
    return (judge_.broken_by(walker_.state(), walker_.is_at_rest()) & wanted_) != 0;
  }

  Machine& machine_;
  Judge& judge_;
  Judge::Set wanted_;
  const std::function<bool()>& stop_;
  Walker walker_;
  Way best_;
};

}  // namespace

Path shrink(Machine& machine, Judge& judge, const Path& path, std::size_t property,
            const std::function<bool()>& stop) {
  return Shrinker(machine, judge, property, stop).run(path);
}

}  // namespace ddbsim::explore
