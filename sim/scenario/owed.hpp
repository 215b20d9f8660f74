#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/property.hpp"
#include "sim/value/item.hpp"

namespace ddbsim::scenario {

/// The identities that a `OneLiveRow` demands a row of, at a point of a run: part of the state of a
/// search. A sorted set, for comparing and hashing.
class Owed {
 public:
  /// One change of one item (no item: there is none, before or after). A row that comes is owed
  /// from then on, whoever wrote it. It is owed no longer once a client takes its identity away:
  /// deletes it, or changes it into something else. What a function or the service takes away is
  /// still owed. Changes come in the order of their commits; those of one commit may come in any
  /// order if no client moves a row in it.
  void observe(const OneLiveRow& rule, const value::Item& before, const value::Item& after,
               bool by_client);

  [[nodiscard]] const std::vector<std::string>& identities() const noexcept { return identities_; }
  friend auto operator<=>(const Owed&, const Owed&) = default;

 private:
  std::vector<std::string> identities_;
};

/// The values of these attributes, for people and unique: `pk "GRP#ann", at 12`. Absent: the item
/// lacks one of them.
[[nodiscard]] std::optional<std::string> text_of_values(const std::vector<std::string>& attributes,
                                                        const value::Item& item);
/// The same of a row. Absent, too, when the rule does not select it.
[[nodiscard]] std::optional<std::string> identity_of(const OneLiveRow& rule,
                                                     const value::Item& item);

}  // namespace ddbsim::scenario
