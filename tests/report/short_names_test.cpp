#include "sim/report/short_names.hpp"

#include <gtest/gtest.h>

namespace ddbsim::report {
namespace {

constexpr const char* kGroup = "5ae290ed-55d1-47a0-bc6d-fe2bc2700399";

explore::Story saying(const std::string& text) { return {.message = text}; }

TEST(ShortNames, AreTheSameInKeysConditionsAndValues) {
  const ShortNames names(saying(kGroup), "…");
  const std::string group = kGroup;
  EXPECT_EQ(names.text("MSG#" + group + "|2026-03-02T09:00:00.000Z"),
            "MSG#5ae290ed…0399|2026-03-02T09:00:00.000Z");
  EXPECT_EQ(names.text("message_group_uuid = " + group), "message_group_uuid = 5ae290ed…0399");
  EXPECT_EQ(names.json({{"pk", {{"S", "GRP#" + group}}}}),
            nlohmann::json({{"pk", {{"S", "GRP#5ae290ed…0399"}}}}));
}

TEST(ShortNames, KeepWordsInstantsAndErrors) {
  const std::string text =
      "conversation-message-mover 2026-03-02T09:00:00.000Z "
      "ProvisionedThroughputExceededException message-group-sk-index";
  EXPECT_EQ(ShortNames(saying(text), "…").text(text), text);
}

TEST(ShortNames, StayDifferent) {
  const std::string one = std::string(40, '7') + "-1-" + std::string(40, '7');
  const std::string two = std::string(40, '7') + "-2-" + std::string(40, '7');
  const ShortNames names(saying(one + " " + two), "...");
  EXPECT_NE(names.text(one), names.text(two));
  EXPECT_EQ(names.text(one), std::string(40, '7') + "-1-77777...7777");
}

TEST(ShortNames, KeepWholeCharacters) {
  std::string name;
  for (int i = 0; i < 60; ++i) {
    name += "ž";
  }
  EXPECT_EQ(ShortNames(saying(name), "…").text(name), "žžžžžžžž…žžžž");
}

TEST(ShortNames, LeaveNothingThatMovesTheCursor) {
  EXPECT_EQ(ShortNames({}, "…").text("a\x1b[1mb"), "a [1mb");
}

}  // namespace
}  // namespace ddbsim::report
