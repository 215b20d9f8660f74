#include "sim/report/phrase.hpp"

#include <gtest/gtest.h>

namespace ddbsim::report {
namespace {

using Lines = std::vector<std::string>;

Lines texts(const std::vector<Phrase>& lines) {
  Lines out;
  for (const Phrase& line : lines) {
    out.push_back(painted(line, Style{}));
  }
  return out;
}

TEST(Phrase, BreaksBetweenWords) {
  const Phrase phrase{{Tone::strong, "one two"}, {Tone::plain, " three four"}};
  EXPECT_EQ(texts(flowed(phrase, 10, 2, Style{})), (Lines{"one two", "  three", "  four"}));
}

TEST(Phrase, NeverBreaksWhatIsWhole) {
  const Phrase phrase{{Tone::plain, "key"}, {Tone::plain, " GRP#a b|c", true}};
  EXPECT_EQ(texts(flowed(phrase, 12, 0, Style{})), (Lines{"key", "GRP#a b|c"}));
}

TEST(Phrase, CutsWhatIsWiderThanALine) {
  EXPECT_EQ(texts(flowed({{Tone::plain, "abcdefghij klm"}}, 8, 0, Style{})),
            (Lines{"abcde...", "klm"}));
}

TEST(Phrase, HasAtLeastOneLine) { EXPECT_EQ(texts(flowed({}, 8, 2, Style{})), Lines{""}); }

TEST(Phrase, PaintsEachTone) {
  const Style coloured{.colour = true};
  EXPECT_EQ(painted({{Tone::fault, "a"}, {Tone::plain, " b"}}, coloured), "\x1b[31ma\x1b[0m b");
}

}  // namespace
}  // namespace ddbsim::report
