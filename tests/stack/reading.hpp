#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/stack/stack.hpp"

// Templates in tests, and what became of them.
namespace ddbsim::stack {

using Json = nlohmann::ordered_json;

/// Tests run in the top folder.
inline const std::string kTemplates = "tests/stack/templates/";

inline std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string text_of(const StackError& error) {
  return fmt::format("{}:{}: {}{}{}", error.line, error.column, error.path,
                     error.path.empty() ? "" : ": ", error.message);
}

/// The stack of a template in "deploy/template.yaml"; an empty one, and a failure, on an error.
inline Stack stack_of(std::string_view text, const Parameters& parameters = {}) {
  auto stack = read_template(text, "deploy/template.yaml", parameters);
  if (!stack) {
    ADD_FAILURE() << text_of(stack.error());
    return {};
  }
  return std::move(*stack);
}

/// "LINE:COLUMN: PATH: MESSAGE"; "" when there is none.
inline std::string error_of(std::string_view text, const Parameters& parameters = {}) {
  const auto stack = read_template(text, "deploy/template.yaml", parameters);
  return stack ? "" : text_of(stack.error());
}

/// What was passed over, a line each.
inline std::string passed_over(const Stack& stack) {
  std::string out;
  for (const PassedOver& each : stack.passed_over) {
    out += text_of(each) + "\n";
  }
  return out;
}

/// A template with a table whose name is the value: "T: !Ref X" and so on. What else the template
/// has comes first.
inline std::string naming(std::string_view value, std::string_view sections = "") {
  return fmt::format(
      "{}{}Resources:\n"
      "  T:\n"
      "    Type: AWS::DynamoDB::Table\n"
      "    Properties:\n"
      "      KeySchema: []\n"
      "      TableName: {}\n",
      sections, sections.empty() || sections.ends_with('\n') ? "" : "\n", value);
}

/// What the value is as a table's name.
inline std::string named(std::string_view value, std::string_view sections = "",
                         const Parameters& parameters = {}) {
  const Stack stack = stack_of(naming(value, sections), parameters);
  return stack.names.contains("T") ? stack.names.at("T") : "";
}

}  // namespace ddbsim::stack
