#include "sim/report/style.hpp"

#include <gtest/gtest.h>

#include "tests/report/stories.hpp"

namespace ddbsim::report {
namespace {

using Lines = std::vector<std::string>;

TEST(Style, PaintsOnlyWhenThereAreColours) {
  EXPECT_EQ(Style{}.paint(Colour::red, "x"), "x");
  const Style coloured{.colour = true};
  EXPECT_EQ(coloured.paint(Colour::red, "x"), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(coloured.paint(Colour::plain, "x"), "x");
  EXPECT_EQ(coloured.paint(Colour::red, ""), "");
}

TEST(Style, TakesAsciiSignsWithoutUnicode) {
  EXPECT_EQ((Style{.unicode = true}.sign("→", "->")), "→");
  EXPECT_EQ(Style{}.sign("→", "->"), "->");
}

TEST(Columns, CountWhatATerminalShows) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("žluť"), 4U);
  EXPECT_EQ(columns("漢字"), 4U) << "wide";
  EXPECT_EQ(columns("e\u0301"), 1U) << "a combining accent";
  EXPECT_EQ(columns("😀"), 2U);
  EXPECT_EQ(columns("\xF0\x9F"), 1U) << "a character that is cut off";
}

TEST(Padded, FillsByColumns) {
  EXPECT_EQ(padded("漢", 4), "漢  ");
  EXPECT_EQ(padded("abcde", 4), "abcde") << "never cuts";
}

TEST(Cut, SaysThatItCut) {
  EXPECT_EQ(cut("abcdef", 6, Style{}), "abcdef");
  EXPECT_EQ(cut("abcdefg", 6, Style{}), "abc...");
  EXPECT_EQ(cut("abcdefg", 6, Style{.unicode = true}), "abcde…");
  EXPECT_EQ(cut("漢字漢字", 6, Style{.unicode = true}), "漢字…") << "never half a character";
}

TEST(Chopped, CutsBetweenCharacters) {
  EXPECT_EQ(chopped("abcde", 2), (Lines{"ab", "cd", "e"}));
  EXPECT_EQ(chopped("漢字", 3), (Lines{"漢", "字"}));
  EXPECT_EQ(chopped("漢", 1), Lines{"漢"}) << "at least one character";
  EXPECT_EQ(chopped("", 5), Lines{""});
}

TEST(Filled, FillsWordsAndKeepsIndentedLines) {
  EXPECT_EQ(filled("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(filled("one\ntwo", 20), Lines{"one two"});
  EXPECT_EQ(filled("one\n\n  code  here\ntwo", 6), (Lines{"one", "", "  code  here", "two"}));
  EXPECT_EQ(filled("unbreakable", 3), Lines{"unbreakable"});
}

TEST(Printable, LeavesNothingThatMovesTheCursor) {
  EXPECT_EQ(printable("a\x1b[31mb\tc\x7f"), "a [31mb c ");
  EXPECT_EQ(printable("ž"), "ž");
  EXPECT_EQ(printable("a\u009b1mb"), "a 1mb") << "an escape sequence of eight bits";
  EXPECT_EQ(printable("a" + stories::kTurned + "b"), "a b") << "it would turn the rest of the line";
  EXPECT_EQ(printable("\xC3\x1b[31m"), "  [31m") << "a character that is cut off hides nothing";
}

}  // namespace
}  // namespace ddbsim::report
