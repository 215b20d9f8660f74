// Any text is answered: templates with parts cut out, doubled, moved and changed.
#include <array>
#include <random>
#include <vector>

#include "tests/stack/reading.hpp"

namespace ddbsim::stack {
namespace {

constexpr auto kTexts = std::to_array<std::string_view>(
    {"!Ref ",       "!GetAtt ", "!Sub ", "!If ",  "Fn::Join: ",
     "{",           "}",        "[",     "]",     ": ",
     "\n",          "- ",       "&a ",   "*a",    "<<: ",
     "!!int ",      "null",     "'",     "\"",    "|\n",
     "? ",          "#",        "${",    "\t",    "Type: AWS::Serverless::Function\n",
     "Condition: ", "Ref",      "% ",    "---\n", "\\u"});

std::vector<std::string> seeds() {
  std::vector<std::string> out;
  for (const char* name : {"messaging_sam", "messaging_plain", "serverless_features", "policies",
                           "network", "tables", "cdk"}) {
    out.push_back(text_of_file(kTemplates + name + ".yaml"));
  }
  return out;
}

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutated(std::string text, const std::string& other) {
    for (std::size_t i = 0; i < 1 + below(4); ++i) {
      const std::size_t at = below(text.size() + 1);
      const std::size_t length = below(std::min<std::size_t>(60, text.size() - at) + 1);
      switch (below(5)) {
        case 0:
          text.erase(at, length);
          break;
        case 1:
          text.insert(at, kTexts.at(below(kTexts.size())));
          break;
        case 2:
          text.insert(at, text.substr(below(text.size() + 1), 80));
          break;
        case 3:
          text.insert(at, other.substr(below(other.size()), 120));
          break;
        default:
          text.replace(at, length, kTexts.at(below(kTexts.size())));
      }
    }
    return text;
  }

 private:
  // The distributions of the standard library differ between implementations.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }
  std::mt19937 random_;
};

TEST(AnyText, IsAnsweredWithAStackOrAnErrorThatSaysWhere) {
  const auto templates = seeds();
  std::size_t stacks = 0;
  constexpr std::size_t kRounds = 4000;
  for (unsigned round = 0; round < kRounds; ++round) {
    Mutator mutator(round);
    const std::string text = mutator.mutated(templates[round % templates.size()],
                                             templates[(round / 7) % templates.size()]);
    SCOPED_TRACE(text);
    const auto stack = read_template(text, "t.yaml", {});
    if (stack) {
      ++stacks;
      EXPECT_NO_THROW(static_cast<void>(stack->fragment.dump()));
      EXPECT_EQ(stack->fragment.at("kind"), "fragment");
    } else {
      EXPECT_FALSE(stack.error().message.empty());
      EXPECT_GE(stack.error().line, 1U);
      EXPECT_GE(stack.error().column, 1U);
    }
  }
  // The mutations must reach both ends, or they test nothing.
  EXPECT_GT(stacks, kRounds / 50);
  EXPECT_LT(stacks, kRounds - kRounds / 50);
}

TEST(AnyText, GivesTheSameStackAgain) {
  for (const std::string& text : seeds()) {
    const Stack once = stack_of(text);
    const Stack again = stack_of(text);
    EXPECT_EQ(once.fragment.dump(), again.fragment.dump());
    EXPECT_EQ(passed_over(once), passed_over(again));
  }
}

TEST(AnyText, ThatIsCutAnywhereIsAnswered) {
  for (const std::string& text : seeds()) {
    for (std::size_t length = 0; length < text.size(); length += 7) {
      static_cast<void>(read_template(std::string_view(text).substr(0, length), "t.yaml", {}));
    }
  }
}

}  // namespace
}  // namespace ddbsim::stack
