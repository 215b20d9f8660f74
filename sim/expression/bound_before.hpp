#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/expression/compiled.hpp"

namespace ddbsim::expression {

/// What an update came to when it was bound last. Requests with the same text nearly always have
/// the same names, and values of the same names and types: then nothing that binding looks at has
/// changed, and only the values are new.
class BoundBefore {
 public:
  /// The plan, with the placeholders marked that it uses; null when these are others.
  [[nodiscard]] std::shared_ptr<const Update::Plan> find(Placeholders& placeholders) const;
  void remember(const Placeholders& placeholders, std::shared_ptr<const Update::Plan> plan);

 private:
  struct Value {
    std::string name;
    value::Type type;
  };
  [[nodiscard]] bool same_values(const value::Item& values) const noexcept;

  Names names_;
  std::vector<Value> values_;
  Placeholders::Used used_;
  std::shared_ptr<const Update::Plan> plan_;
};

}  // namespace ddbsim::expression
