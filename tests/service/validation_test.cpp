// The two generations of validation messages.
#include "sim/service/validation.hpp"

#include "sim/service/client.hpp"
#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

std::string in_2026(std::string_view operation, std::string message) {
  return worded(Validation::since_2026, operation, {.message = std::move(message)}).message;
}

TEST(Validation, ClassicIsWhatTheServiceAlwaysSaid) {
  EXPECT_EQ(worded(Validation::classic, "PutItem",
                   {.message = "Invalid ConditionExpression: Syntax error"})
                .message,
            "Invalid ConditionExpression: Syntax error");
}

TEST(Validation, NewerTextsOfPutAndUpdateBeginAsValidationErrors) {
  const std::string syntax = "Invalid ConditionExpression: Syntax error; token: \"<EOF>\"";
  EXPECT_EQ(in_2026("PutItem", syntax), "1 validation error detected: " + syntax);
  EXPECT_EQ(in_2026("UpdateItem", syntax), "1 validation error detected: " + syntax);
  EXPECT_EQ(in_2026("DeleteItem", syntax), syntax);
  const std::string empty = "Invalid ConditionExpression: The expression can not be empty;";
  EXPECT_EQ(in_2026("PutItem", empty), empty);
  const std::string set =
      "One or more parameter values were invalid: An string set  may not be empty";
  EXPECT_EQ(in_2026("PutItem", set), "1 validation error detected: " + set);
  EXPECT_EQ(in_2026("UpdateItem", set), set) << "as Dynoxide has it, in AttributeUpdates";
  const std::string number = "The parameter cannot be converted to a numeric value: x";
  EXPECT_EQ(in_2026("PutItem", number), number);
}

TEST(Validation, OtherErrorsKeepTheirTexts) {
  const ServiceError error = worded(
      Validation::since_2026, "PutItem",
      {.type = ErrorType::conditional_check_failed, .message = "The conditional request failed"});
  EXPECT_EQ(error.message, "The conditional request failed");
}

class ValidationOfAnAccount : public ::testing::TestWithParam<Validation> {};

TEST_P(ValidationOfAnAccount, IsAParameter) {
  Parameters parameters;
  parameters.validation = GetParam();
  Account account(parameters, choice::Instant{});
  account.add_table({.name = "plain", .key = {.hash = {{"pk", value::Type::S}}, .range = {}}});
  const PutItemRequest request{
      .table_name = "plain", .item = {{"pk", "p"}}, .return_values = "ALL_NEW"};
  const auto result = execute(account, RequestRef(&request), CallContext{});
  const std::string begin =
      GetParam() == Validation::classic ? "" : "1 validation error detected: ";
  EXPECT_EQ(error_of(result), validation(begin + "ReturnValues can only be ALL_OLD or NONE"));
}

INSTANTIATE_TEST_SUITE_P(Both, ValidationOfAnAccount,
                         ::testing::Values(Validation::classic, Validation::since_2026));

}  // namespace
}  // namespace ddbsim::service
