#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "sim/explore/machine.hpp"
#include "sim/scenario/evaluate.hpp"

namespace ddbsim::explore {

/// What there is at rest without a fault, on what each `retry_transparent` compares: by number of
/// the property.
struct Baseline {
  using Outcomes =
      boost::unordered_flat_map<Fingerprint, scenario::OneOf::Outcome, FingerprintHash>;
  std::vector<Outcomes> of;
  bool is_complete = false;  ///< the search without faults came to its end

  void add(const Baseline& other);
};

/// Judges states by the properties of a file. What can be judged from the tables is judged once for
/// each content of the tables.
class Judge {
 public:
  /// A set of properties, by number; there are at most 64.
  using Set = std::uint64_t;

  /// `baseline`: null while it is being made. Outlives the judge, as the machine does.
  Judge(Machine& machine, const Baseline* baseline);

  [[nodiscard]] const std::vector<scenario::Property>& properties() const noexcept {
    return properties_;
  }
  /// Those that this state breaks.
  [[nodiscard]] Set broken_by(const State& state, bool at_rest);
  /// `sometimes` properties that were true in some state that was judged.
  [[nodiscard]] Set reached() const noexcept { return reached_; }
  /// An outcome, if the state is at rest. Without a baseline it goes into the one that is made.
  void note_rest(const State& state);
  [[nodiscard]] const boost::unordered_flat_set<Fingerprint, FingerprintHash>& outcomes()
      const noexcept {
    return outcomes_;
  }
  [[nodiscard]] const Baseline& made() const noexcept { return made_; }

 private:
  struct Verdict {
    Set always = 0;   ///< broken in any state of these tables
    Set at_rest = 0;  ///< broken when it is at rest
    Set reached = 0;
  };
  struct Outcome {
    Fingerprint print;
    scenario::OneOf::Outcome items;
  };
  [[nodiscard]] const Verdict& verdict_of(const State& state);
  [[nodiscard]] Outcome outcome_of(const scenario::RetryTransparent& rule, const State& state,
                                   bool with_items);
  [[nodiscard]] Set broken_ways(const State& state, bool at_rest);

  Machine& machine_;
  std::vector<scenario::Property> properties_;
  std::unique_ptr<scenario::SqlOracle> sql_;
  Set reached_ = 0;
  const Baseline* baseline_;
  Baseline made_;
  boost::unordered_flat_map<Fingerprint, Verdict, FingerprintHash> verdicts_;
  boost::unordered_flat_set<Fingerprint, FingerprintHash> outcomes_;
};

/// The properties of a file; those that need no words when it states none: retries change no
/// outcome, and all comes to rest.
[[nodiscard]] std::vector<scenario::Property> properties_of(const scenario::Scenario& exploration);
/// Which of them says that the world comes to rest; absent: none.
[[nodiscard]] std::optional<std::size_t> property_of_rest(
    const std::vector<scenario::Property>& properties);
/// Does one of them need to know all outcomes without a fault?
[[nodiscard]] bool asks_for_baseline(const std::vector<scenario::Property>& properties);

}  // namespace ddbsim::explore
