#pragma once

#include <string>
#include <vector>

#include "sim/explore/seeker.hpp"
#include "sim/explore/words.hpp"

namespace ddbsim::explore {

/// A file with what does not matter for a failure taken out, and the failure in it.
struct Smallest {
  scenario::Scenario file;
  Least least;
  std::vector<Words::LeftOut> left_out;
  /// A schedule that breaks the property of the file without those steps, but with all its data:
  /// that of `least`, unless it takes another one there.
  std::vector<std::string> words;
};

/// The failure with everything that the file has.
[[nodiscard]] Smallest as_it_is(Machine& machine, const scenario::Scenario& file, Least least);

/// Leaves out clients' steps, then the file's own items, then attributes of both (each in all items
/// at once), in halves and one at a time, as long as the failure stays the same: the same property
/// breaks in the same world with no more faults and steps, and in none of the worlds `smaller`,
/// which allow less. When there are none (nothing special makes it possible) and it is data that
/// goes, the schedule must stay the same to the word instead. What holds at the start still must,
/// and where some schedule did no harm, one still does none. A failure that nothing can go wrong
/// without, from the start on, stays as it is.
[[nodiscard]] Smallest minimize(Seeker& seeker, const scenario::Scenario& file, Least least,
                                const std::vector<Allowed>& smaller);

}  // namespace ddbsim::explore
