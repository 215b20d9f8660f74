#include "sim/service/bindings.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ddbsim::service {

namespace {

using expression::Kind;

bool given(const Parameter& parameter) {
  return parameter.text != nullptr && parameter.text->has_value();
}

Refusal refusal_of(std::optional<expression::Error> error) {
  return error ? Refusal(as_service_error(std::move(*error))) : Refusal{};
}

/// "ConditionExpression is null", "UpdateExpression and ConditionExpression are null".
std::string null_parameters(ParameterList parameters) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : parameters) {
    if (parameter.kind != Kind::projection) {
      names.push_back(parameter_name(parameter.kind));
    }
  }
  return fmt::format("{} {} null", fmt::join(names, " and "), names.size() == 1 ? "is" : "are");
}

/// Parses and binds, when there is a text: `bind(tree)`.
template <class Bound, class Bind>
Result<std::optional<Bound>> compile_and_bind(expression::Cache& cache, Kind kind, const Text& text,
                                              Bind bind) {
  if (!text) {
    return std::nullopt;
  }
  auto tree = cache.compile(kind, *text);
  if (!tree) {
    return std::unexpected(as_service_error(std::move(tree.error())));
  }
  expression::Result<Bound> bound = bind(*tree);
  if (!bound) {
    return std::unexpected(as_service_error(std::move(bound.error())));
  }
  return std::move(*bound);
}

}  // namespace

Refusal check_presence(ParameterList parameters, const Names* names, const value::Item& values) {
  const bool any = std::ranges::any_of(parameters, given);
  if (names != nullptr && !any) {
    return ServiceError{
        .message = "ExpressionAttributeNames can only be specified when using expressions"};
  }
  const bool any_with_values = std::ranges::any_of(parameters, [](const Parameter& parameter) {
    return given(parameter) && parameter.kind != Kind::projection;
  });
  if (values && !any_with_values) {
    return ServiceError{
        .message = fmt::format("ExpressionAttributeValues can only be specified when using "
                               "expressions: {}",
                               null_parameters(parameters))};
  }
  return {};
}

Refusal check_names(const Names& names) {
  const value::Item no_values;
  return refusal_of(expression::Placeholders(&names, no_values).check(true));
}

Refusal Bindings::check(ParameterList parameters) const {
  if (names_ == nullptr && !values_) {
    return {};
  }
  return check_presence(parameters, names_, values_).or_else([&] {
    return refusal_of(placeholders_.check(std::ranges::any_of(parameters, given)));
  });
}

Result<std::optional<expression::Condition>> Bindings::condition(Kind kind, const Text& text) {
  return compile_and_bind<expression::Condition>(cache_, kind, text, [&](const auto& tree) {
    return bind_condition(kind, tree, placeholders_);
  });
}

Result<std::optional<expression::Projection>> Bindings::projection(const Text& text) {
  return compile_and_bind<expression::Projection>(
      cache_, Kind::projection, text,
      [&](const auto& tree) { return bind_projection(tree, placeholders_); });
}

Result<std::optional<expression::Update>> Bindings::update(const Text& text) {
  return compile_and_bind<expression::Update>(cache_, Kind::update, text, [&](const auto& tree) {
    return bind_update(tree, placeholders_);
  });
}

Refusal Bindings::check_all_used() const {
  return names_ == nullptr && !values_ ? Refusal{} : refusal_of(placeholders_.check_all_used());
}

}  // namespace ddbsim::service
