#pragma once

#include <initializer_list>
#include <optional>

#include "sim/expression/compiled.hpp"
#include "sim/service/account.hpp"
#include "sim/service/item_checks.hpp"

// From the expression parameters of a request to bound expressions, with the refusals that belong
// to the request as a whole: placeholders without an expression, placeholders that none uses.
namespace ddbsim::service {

/// An expression parameter of an operation.
struct Parameter {
  expression::Kind kind;
  const Text* text;  ///< null or absent: the request has none
};

using ParameterList = std::initializer_list<Parameter>;

[[nodiscard]] inline const Names* names_or_null(const Optional<Names>& names) noexcept {
  return names ? &*names : nullptr;
}

/// Placeholders where no expression could use them. `names` may be null and `values` no item;
/// `parameters` as for `Bindings::check`.
[[nodiscard]] Refusal check_presence(ParameterList parameters, const Names* names,
                                     const value::Item& values);

/// Names as such, without expressions: none, bad ones.
[[nodiscard]] Refusal check_names(const Names& names);

/// The expressions of one request. `names` may be null and `values` no item.
class Bindings {
 public:
  Bindings(Account& account, const Names* names, const value::Item& values)
      : cache_(account.expressions()),
        names_(names),
        values_(values),
        placeholders_(names, values) {}

  /// The placeholders as such, before anything is parsed. `parameters`: all that the operation has,
  /// in the order in which the service names those that take values ("UpdateExpression and
  /// ConditionExpression are null").
  [[nodiscard]] Refusal check(ParameterList parameters) const;

  /// Nothing when the request has no such expression.
  [[nodiscard]] Result<std::optional<expression::Condition>> condition(expression::Kind kind,
                                                                       const Text& text);
  [[nodiscard]] Result<std::optional<expression::Projection>> projection(const Text& text);
  [[nodiscard]] Result<std::optional<expression::Update>> update(const Text& text);
  [[nodiscard]] expression::Placeholders& placeholders() noexcept { return placeholders_; }

  /// After all are bound: refuses placeholders that none uses.
  [[nodiscard]] Refusal check_all_used() const;

 private:
  expression::Cache& cache_;
  const Names* names_;
  const value::Item& values_;
  expression::Placeholders placeholders_;
};

[[nodiscard]] inline ServiceError as_service_error(expression::Error error) {
  return {.type = ErrorType::validation, .message = std::move(error.message)};
}

}  // namespace ddbsim::service
