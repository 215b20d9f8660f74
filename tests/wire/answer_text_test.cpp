#include "sim/wire/answer_text.hpp"

#include <gtest/gtest.h>

namespace ddbsim::wire {
namespace {

TEST(AnswerText, IsTheJsonOfAResponseOrOfAnError) {
  const service::Result<service::Response> found =
      service::GetItemResponse{.item = {{"pk", std::string("a")}}};
  EXPECT_EQ(answer_text(found), R"({"Item":{"pk":{"S":"a"}}})");
  const service::Result<service::Response> refused =
      service::fail(service::ErrorType::conditional_check_failed, "The conditional request failed");
  EXPECT_TRUE(answer_text(refused).contains("ConditionalCheckFailedException"));
}

}  // namespace
}  // namespace ddbsim::wire
