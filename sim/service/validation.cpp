#include "sim/service/validation.hpp"

#include <algorithm>
#include <array>

namespace ddbsim::service {

namespace {

/// How a text begins that has become one of the validation errors.
struct Beginning {
  std::string_view text;
  bool of_put = true;
  bool of_update = true;
};

/// Sets are wrong in an Item, Key or AttributeUpdates as they are, in ExpressionAttributeValues
/// with that before it.
constexpr auto kBeginnings = std::to_array<Beginning>({
    {.text = "Invalid ConditionExpression: "},
    {.text = "Invalid UpdateExpression: "},
    {.text = "ExpressionAttributeValues can only be specified when using expressions"},
    {.text = "ExpressionAttributeValues contains invalid value: Input collection"},
    {.text = "ExpressionAttributeValues contains invalid value: One or more parameter values"},
    {.text = "Can not use both expression and non-expression parameters"},
    {.text = "ReturnValues can only be"},
    {.text = "One or more parameter values were invalid: Null attribute value types"},
    {.text = "One or more parameter values were invalid: An string set", .of_update = false},
    {.text = "One or more parameter values were invalid: An number set", .of_update = false},
    {.text = "One or more parameter values were invalid: Binary sets", .of_update = false},
    {.text = "One or more parameter values were invalid: Input collection", .of_update = false},
    {.text = "Input collection contains duplicates", .of_update = false},
});

/// Stays as it was, though it begins so.
bool is_exempt(std::string_view message) {
  return message.ends_with("The expression can not be empty;");
}

}  // namespace

ServiceError worded(Validation generation, std::string_view operation, ServiceError error) {
  const bool put = operation == "PutItem";
  const bool update = operation == "UpdateItem";
  if (generation == Validation::classic || !(put || update) ||
      error.type != ErrorType::validation || is_exempt(error.message)) {
    return error;
  }
  const bool changed = std::ranges::any_of(kBeginnings, [&](const Beginning& beginning) {
    return (put ? beginning.of_put : beginning.of_update) &&
           error.message.starts_with(beginning.text);
  });
  if (changed) {
    error.message.insert(0, "1 validation error detected: ");
  }
  return error;
}

}  // namespace ddbsim::service
