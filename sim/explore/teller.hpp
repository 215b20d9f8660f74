#pragma once

#include <string>
#include <vector>

#include "sim/explore/explored.hpp"
#include "sim/explore/minimizer.hpp"
#include "sim/explore/seeker.hpp"
#include "sim/explore/tables.hpp"

namespace ddbsim::explore {

/// A class of failures: a property, and what makes it possible.
struct Class {
  std::size_t property = 0;
  std::vector<std::size_t> things;  ///< by number in `things_of`, ascending
  bool everything = false;          ///< of what the file allows: it is not known what is needed
};

/// Makes stories of failures. What it is given outlives it.
class Teller {
 public:
  /// Stories, and the scenarios that play them, go to the end of `explored`.
  Teller(Seeker& seeker, const scenario::Scenario& file, Explored& explored);

  /// Plays the failure in a world of its own, and writes that down. Throws std::runtime_error when
  /// nothing breaks there. `machine` is that of `what`.
  void tell(Machine& machine, const Class& found, const Smallest& what);
  /// The same for a way behind which nothing comes to rest any more.
  void tell_restless(Machine& machine, const Class& found, const Smallest& what);

  /// Notes those that need all outcomes without a fault, when not all of them are known.
  void note_not_judged(const Baseline& baseline);

  [[nodiscard]] const std::vector<Thing>& things() const noexcept { return things_; }
  [[nodiscard]] const std::vector<scenario::Property>& properties() const noexcept {
    return properties_;
  }

 private:
  [[nodiscard]] std::string line_of(const Class& found, const Smallest& what) const;
  [[nodiscard]] std::vector<std::string> things_on(Machine& machine, const Path& path) const;
  [[nodiscard]] std::vector<StoryDifference> differences(const Smallest& what,
                                                         const scenario::Property& property,
                                                         const Tables& tables);

  Seeker& seeker_;
  Explored& explored_;
  std::vector<Thing> things_;
  std::vector<scenario::Property> properties_;
};

}  // namespace ddbsim::explore
