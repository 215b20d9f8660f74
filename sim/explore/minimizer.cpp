#include "sim/explore/minimizer.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>

#include "sim/explore/walker.hpp"

namespace ddbsim::explore {
namespace {

using scenario::Ordered;
using scenario::Scenario;

void erase_attribute(Ordered& body, const std::string& name) {
  for (auto& [member, value] : body.items()) {
    if (member == "Item" && value.is_object()) {
      value.erase(name);
    } else if (value.is_structured()) {
      erase_attribute(value, name);
    }
  }
}

void add_attributes(const Ordered& body, std::set<std::string>& out) {
  for (const auto& [member, value] : body.items()) {
    if (member == "Item" && value.is_object()) {
      for (const auto& [name, unused] : value.items()) {
        out.insert(name);
      }
    } else if (value.is_structured()) {
      add_attributes(value, out);
    }
  }
}

Ordered* body_of(scenario::Step& step) {
  auto* const request = std::get_if<scenario::RequestStep>(&step.action);
  return request == nullptr ? nullptr : &request->request.body;
}

/// One thing that may go.
struct Part {
  enum class Kind : std::uint8_t { step, item, attribute };
  Kind kind = Kind::step;
  std::string name;        ///< client, or attribute
  std::size_t number = 0;  ///< of the step, or item
};

class Minimizer {
 public:
  Minimizer(Seeker& seeker, const Scenario& file, Least least, const std::vector<Allowed>& smaller)
      : seeker_(seeker), original_(file), smaller_(smaller) {
    best_.file = file;
    best_.least = std::move(least);
    bit_ = Judge::Set{1} << best_.least.property;
  }

  Smallest run() {
    {
      const auto machine = seeker_.make(best_.file, best_.least.allowed);
      words_ = words_of(*machine, best_.least.path);
      steps_ = best_.least.path.size();
      breaks_at_start_ = breaks_at_start(*machine);
      best_.words = words_;
    }
    if (smaller_.empty()) {
      has_good_ = has_good_outcome(best_.file);
      if (breaks_at_start_ && !has_good_) {
        return std::move(best_);  // with nothing in it, it would break as well
      }
    }
    reduce(steps());
    for (const Part& part : gone_) {
      best_.left_out.push_back({part.name, part.number + 1});
    }
    const Smallest with_data = best_;
    best_.words = words_;
    reduce(items());
    reduce(attributes());
    if (words_ != best_.words && breaks_by(words_, with_data)) {
      best_.words = words_;
    }
    return std::move(best_);
  }

 private:
  [[nodiscard]] std::vector<Part> steps() const {
    std::vector<Part> parts;
    for (const auto& [client, steps] : original_.clients) {
      for (std::size_t number = 0; number < steps.size(); ++number) {
        const std::string& thing = steps[number].thing;
        if (thing.empty() || best_.least.allowed.things.contains(thing)) {
          parts.push_back({Part::Kind::step, client, number});
        }
      }
    }
    return parts;
  }
  /// Those that stand in the file itself: what it includes is not its own.
  [[nodiscard]] std::vector<Part> items() const {
    std::vector<Part> parts;
    for (std::size_t number = 0; number < original_.data.size(); ++number) {
      if (original_.data[number].origin.source == original_.source) {
        parts.push_back({Part::Kind::item, {}, number});
      }
    }
    return parts;
  }
  [[nodiscard]] std::vector<Part> attributes() {
    std::set<std::string> names;
    for (const scenario::Data& data : best_.file.data) {
      if (data.origin.source == original_.source) {
        add_attributes({{"Item", data.item}}, names);
      }
    }
    for (auto& [client, steps] : best_.file.clients) {
      for (scenario::Step& step : steps) {
        if (const Ordered* const body = body_of(step)) {
          add_attributes(*body, names);
        }
      }
    }
    std::vector<Part> parts;
    parts.reserve(names.size());
    for (const std::string& name : names) {
      parts.push_back({Part::Kind::attribute, name, 0});
    }
    return parts;
  }

  void reduce(std::vector<Part> parts) {
    for (std::size_t size = parts.size(); size > 0; size /= 2) {
      for (std::size_t begin = 0; begin < parts.size();) {
        const auto from = parts.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto to =
            parts.begin() + static_cast<std::ptrdiff_t>(std::min(begin + size, parts.size()));
        std::vector<Part> gone = gone_;
        gone.insert(gone.end(), from, to);
        if (is_enough_without(gone)) {
          gone_ = std::move(gone);
          parts.erase(from, to);
        } else {
          begin += size;
        }
      }
    }
  }

  [[nodiscard]] Scenario without(std::vector<Part> gone) const {
    Scenario file = original_;
    // From behind, so that numbers stay true.
    std::ranges::sort(gone, std::ranges::greater{}, &Part::number);
    for (const Part& part : gone) {
      const auto at = static_cast<std::ptrdiff_t>(part.number);
      if (part.kind == Part::Kind::step) {
        auto& steps = file.clients.at(part.name);
        steps.erase(steps.begin() + at);
      } else if (part.kind == Part::Kind::item) {
        file.data.erase(file.data.begin() + at);
      }
    }
    for (const Part& part : gone) {
      if (part.kind == Part::Kind::attribute) {
        erase_everywhere(part.name, file);
      }
    }
    return file;
  }
  void erase_everywhere(const std::string& name, Scenario& file) const {
    for (scenario::Data& data : file.data) {
      if (data.origin.source == original_.source) {
        data.item.erase(name);
      }
    }
    for (auto& [client, steps] : file.clients) {
      for (scenario::Step& step : steps) {
        if (Ordered* const body = body_of(step)) {
          erase_attribute(*body, name);
        }
      }
    }
  }

  bool is_enough_without(const std::vector<Part>& gone) {
    Scenario file = without(gone);
    try {
      std::optional<Least> least = still_breaks(file, gone.back().kind);
      if (!least) {
        return false;
      }
      best_.file = std::move(file);
      best_.least = std::move(*least);
      return true;
    } catch (const std::runtime_error&) {
      return false;  // it cannot be set up without that
    }
  }

  std::optional<Least> still_breaks(const Scenario& file, Part::Kind kind) {
    if (!breaks_at_start_ && breaks_at_start(*seeker_.make(file, best_.least.allowed))) {
      return std::nullopt;
    }
    const std::uint32_t faults = best_.least.allowed.faults;
    auto found = seeker_.find_least(file, best_.least.allowed, faults, bit_);
    if (found.empty() || found.front().path.size() > steps_) {
      return std::nullopt;
    }
    Least least = std::move(found.front());
    auto words = words_of(*seeker_.make(file, least.allowed), least.path);
    if (smaller_.empty() && kind != Part::Kind::step && words != words_) {
      return std::nullopt;
    }
    if (has_good_ && !has_good_outcome(file)) {
      return std::nullopt;
    }
    for (const Allowed& smaller : smaller_) {
      if (!seeker_.find_least(file, smaller, smaller.faults, bit_).empty()) {
        return std::nullopt;
      }
    }
    steps_ = least.path.size();
    words_ = std::move(words);
    return least;
  }

  [[nodiscard]] bool breaks_at_start(Machine& machine) const {
    Judge judge(machine, nullptr);
    return (judge.broken_by(machine.start(), true) & bit_) != 0;
  }

  /// Among the first states.
  [[nodiscard]] bool has_good_outcome(const Scenario& file) {
    constexpr std::uint64_t kStates = 20'000;
    Allowed allowed = best_.least.allowed;
    return seeker_.counting(allowed, [&] {
      bool found = false;
      for_each_good_outcome(*seeker_.make(file, allowed), kStates,
                            [&found](const service::Account&) { found = true; });
      return found;
    });
  }

  [[nodiscard]] bool breaks_by(const std::vector<std::string>& words, const Smallest& what) {
    Allowed allowed = what.least.allowed;
    return seeker_.counting(allowed, [&] {
      const auto machine = seeker_.make(what.file, allowed);
      Judge judge(*machine, allowed.faults == 0 ? nullptr : &what.least.baseline);
      Walker walker(*machine);
      return !walker.take_all(words) &&
             (judge.broken_by(walker.state(), walker.is_at_rest()) & bit_) != 0;
    });
  }

  Seeker& seeker_;
  const Scenario& original_;
  const std::vector<Allowed>& smaller_;
  Smallest best_;
  std::vector<Part> gone_;
  Judge::Set bit_ = 0;
  std::vector<std::string> words_;
  std::size_t steps_ = 0;
  bool breaks_at_start_ = false;
  bool has_good_ = false;  ///< nothing special breaks it, but not each schedule does
};

}  // namespace

Smallest as_it_is(Machine& machine, const Scenario& file, Least least) {
  std::vector<std::string> words = words_of(machine, least.path);
  return {file, std::move(least), {}, std::move(words)};
}

Smallest minimize(Seeker& seeker, const Scenario& file, Least least,
                  const std::vector<Allowed>& smaller) {
  return Minimizer(seeker, file, std::move(least), smaller).run();
}

}  // namespace ddbsim::explore
