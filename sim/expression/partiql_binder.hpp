#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/expression/bound.hpp"
#include "sim/expression/partiql.hpp"

namespace ddbsim::expression::partiql {

/// The values that bound terms are views into; elements stay where they are.
using Literals = std::deque<value::PackedValue>;

/// Binds the terms of one statement to nodes of conditions and updates.
class TermBinder {
 public:
  TermBinder(std::string_view statement, const Parameters& parameters)
      : statement_(statement), parameters_(parameters), literals_(std::make_shared<Literals>()) {}

  /// A term that is true or false. `wrong`: the message when it is something else.
  [[nodiscard]] Result<BoundNode> condition(const Term& term, std::string_view wrong);
  /// What an update assigns.
  [[nodiscard]] Result<BoundNode> assigned(const Term& term);
  /// A document path.
  [[nodiscard]] Result<Path> path(const Term& term) const;
  /// A literal or parameter.
  [[nodiscard]] Result<BoundNode> literal(const Term& term);

  [[nodiscard]] std::string position(const Place& place) const;
  [[nodiscard]] const std::shared_ptr<Literals>& literals() const noexcept { return literals_; }

 private:
  [[nodiscard]] Result<BoundNode> operand(const Term& term);
  [[nodiscard]] Result<BoundNode> operation(const Term& term);
  [[nodiscard]] Result<BoundNode> connective(const Term& term);
  [[nodiscard]] Result<BoundNode> comparison(const Term& term);
  [[nodiscard]] Result<BoundNode> truth(const Term& condition, const Term& term, bool equal);
  [[nodiscard]] Result<BoundNode> in(const Term& term);
  [[nodiscard]] Result<BoundNode> is(const Term& term);
  [[nodiscard]] Result<BoundNode> call(const Term& term);
  [[nodiscard]] Result<BoundNode> assigned_call(const Term& term);
  [[nodiscard]] Result<BoundNode> sum(const Term& term);
  /// Takes the operator or function into account, with its operands in place.
  [[nodiscard]] Result<BoundNode> checked(BoundNode node);
  [[nodiscard]] Result<BoundNode> negated(BoundNode node);
  [[nodiscard]] BoundNode constant(const value::AttributeValue& value);

  std::string_view statement_;
  const Parameters& parameters_;
  std::shared_ptr<Literals> literals_;
  std::size_t operators_ = 0;
};

/// A condition of parts of `source`.
[[nodiscard]] Condition condition_of(BoundNode node, const Condition& source);

}  // namespace ddbsim::expression::partiql
