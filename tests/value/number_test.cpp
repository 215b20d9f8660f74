#include "sim/value/number.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "sim/value/attribute_value.hpp"
#include "tests/value/fixed_point.hpp"

namespace ddbsim::value {
namespace {

using testing::FixedPoint;
using Random = std::mt19937_64;

struct Example {
  std::string_view text;
  std::string_view printed;
};

TEST(NumberTest, IsReadFromAnyNotationAndPrintedPlain) {
  for (const Example& example : std::vector<Example>{
           {"0", "0"},
           {"-0", "0"},
           {"0.000", "0"},
           {"0E999999999999", "0"},
           {"1", "1"},
           {"+1", "1"},
           {"007", "7"},
           {"-12.50", "-12.5"},
           {".5", "0.5"},
           {"5.", "5"},
           {"-.5", "-0.5"},
           {"100000", "100000"},
           {"1E5", "100000"},
           {"1e+5", "100000"},
           {"12.34e1", "123.4"},
           {"12.34E-3", "0.01234"},
           {"1.0E-2", "0.01"},
           {"3.14159265358979323846264338327950288419", "3.1415926535897932384626433832795028842"},
           {"12345678901234567890123456789012345678", "12345678901234567890123456789012345678"},
           {"0.00012345678901234567890123456789012345678",
            "0.00012345678901234567890123456789012345678"}}) {
    const auto parsed = Number::parse(example.text);
    if (example.text.starts_with("3.14159")) {  // 39 digits
      EXPECT_EQ(parsed.error(), NumberError::too_many_digits);
      continue;
    }
    ASSERT_TRUE(parsed.has_value()) << example.text;
    EXPECT_EQ(parsed->text(), example.printed) << example.text;
  }
}

TEST(NumberTest, ZerosAtTheEndsAreNoDigits) {
  const std::string zeros(60, '0');
  EXPECT_EQ(number("1" + zeros).text(), "1" + zeros);
  EXPECT_EQ(number(zeros + "1." + zeros), number("1"));
  EXPECT_EQ(number("0." + zeros + "1").text(), "0." + zeros + "1");
  EXPECT_EQ(number(std::string(200'000, '0') + "1"), number("1"));
  EXPECT_EQ(number("0." + std::string(200'000, '0') + "1E200001"), number("1"));
}

TEST(NumberTest, WhatIsNoNumberIsRefused) {
  for (const std::string_view text :
       {"",    " ",   "+",     "-",     ".",     "-.",   "e5",  "1e",
        "1e+", "1 ",  " 1",    "1,5",   "1_000", "0x10", "NaN", "Infinity",
        "--1", "+-1", "1.2.3", "1e1.5", "1f",    "\0",   "1\n"}) {
    const auto parsed = Number::parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_EQ(parsed.error(), NumberError::not_numeric) << text;
  }
}

TEST(NumberTest, HasAtMost38DigitsAndALimitedMagnitude) {
  const std::string most(38, '9');
  EXPECT_TRUE(Number::parse(most).has_value());
  EXPECT_EQ(Number::parse(most + "9").error(), NumberError::too_many_digits);
  EXPECT_EQ(Number::parse("0." + most + "1").error(), NumberError::too_many_digits);
  EXPECT_TRUE(Number::parse("9." + std::string(37, '9') + "E+125").has_value());
  EXPECT_EQ(Number::parse("1E126").error(), NumberError::overflow);
  EXPECT_EQ(Number::parse("-1E126").error(), NumberError::overflow);
  EXPECT_EQ(Number::parse("1E999999999999999999999").error(), NumberError::overflow);
  EXPECT_TRUE(Number::parse("-1E-130").has_value());
  EXPECT_EQ(Number::parse("9.9E-131").error(), NumberError::underflow);
  EXPECT_EQ(Number::parse("1E-999999999999999999999").error(), NumberError::underflow);
}

TEST(NumberTest, MessagesAreTheServices) {
  EXPECT_EQ(message_of(NumberError::not_numeric, "abc"),
            "The parameter cannot be converted to a numeric value: abc");
  EXPECT_EQ(message_of(NumberError::not_numeric, ""),
            "The parameter cannot be converted to a numeric value");
  EXPECT_EQ(message_of(NumberError::too_many_digits, "1"),
            "Attempting to store more than 38 significant digits in a Number");
}

TEST(NumberTest, IsMadeFromIntegers) {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, std::int64_t{10}, std::int64_t{-120},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(Number(value).text(), std::to_string(value));
    EXPECT_EQ(Number(value), number(std::to_string(value)));
    std::int64_t back = 7;
    EXPECT_TRUE(Number(value).to_int64(back)) << value;
    EXPECT_EQ(back, value);
  }
}

TEST(NumberTest, IsAnIntegerOnlyWhenItIsOneThatFits) {
  std::int64_t out = 0;
  for (const std::string_view text :
       {"0.5", "-1.5", "1E-10", "9223372036854775808", "-9223372036854775809", "1E19", "1E100"}) {
    EXPECT_FALSE(number(text).to_int64(out)) << text;
  }
  EXPECT_TRUE(number("1.7e9").to_int64(out));
  EXPECT_EQ(out, 1'700'000'000);
}

TEST(NumberTest, KnowsItsSign) {
  EXPECT_TRUE(number("-1E-130").negative());
  EXPECT_FALSE(number("0").negative());
  EXPECT_FALSE(number("1E-130").negative());
}

struct SizeExample {
  std::string_view text;
  std::size_t size;
};

TEST(NumberTest, CountsAsTheServiceMeasures) {
  for (const SizeExample& example : std::vector<SizeExample>{{"0", 1},
                                                             {"1", 2},
                                                             {"-1", 3},
                                                             {"12", 2},
                                                             {"123", 3},
                                                             {"100000", 2},
                                                             {"1.5", 3},
                                                             {"0.0000001", 2},
                                                             {"-12.345", 5},
                                                             {"100.5", 4},
                                                             {"9999999999", 6}}) {
    EXPECT_EQ(Number::size_of(number(example.text).bytes()), example.size) << example.text;
    EXPECT_EQ(FixedPoint(example.text).size_bytes(), example.size) << example.text;
  }
}

// ---- Against school arithmetic ------------------------------------------------------------------

/// All magnitudes, signs, lengths and notations; a number of the service.
std::string any_number(Random& random) {
  const std::size_t length = random() % 4 == 0 ? 1 + random() % 3 : 1 + random() % 38;
  std::string digits(1, static_cast<char>('1' + random() % 9));
  while (digits.size() < length) {
    digits += static_cast<char>('0' + random() % 10);
  }
  // Exponent of the first digit.
  const bool near = random() % 2 == 0;
  const int first =
      near ? static_cast<int>(random() % 40) - 20 : static_cast<int>(random() % 256) - 130;
  std::string text = random() % 2 == 0 ? "-" : "";
  if (random() % 2 == 0) {
    return text + digits.substr(0, 1) + "." + digits.substr(1) + "E" + std::to_string(first);
  }
  return text + digits + "e" + std::to_string(first - static_cast<int>(length) + 1);
}

/// Another number near to it: a digit changed, cut or added.
std::string neighbour(const std::string& text, Random& random) {
  std::string out = text;
  char& c = out[random() % text.find_first_of("eE")];
  if (c >= '0' && c <= '9') {
    c = static_cast<char>('0' + random() % 10);
  }
  return out;
}

TEST(NumberModelTest, PrintsWhatItWasGiven) {
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = any_number(random);
    const Number parsed = number(text);
    const FixedPoint model(text);
    ASSERT_EQ(parsed.text(), model.text()) << text;
    ASSERT_EQ(number(parsed.text()), parsed) << text;
    ASSERT_EQ(Number::from_bytes(parsed.bytes()), parsed) << text;
    ASSERT_EQ(Number::size_of(parsed.bytes()), model.size_bytes()) << text;
  }
}

TEST(NumberModelTest, KeyBytesOrderByValue) {
  Random random(2);
  for (int i = 0; i < 10'000; ++i) {
    const std::string a = any_number(random);
    const std::string b = random() % 3 == 0 ? neighbour(a, random) : any_number(random);
    const int wanted = FixedPoint(a).compare(FixedPoint(b));
    const int found = number(a).bytes().compare(number(b).bytes());
    ASSERT_EQ(found < 0, wanted < 0) << a << " " << b;
    ASSERT_EQ(found == 0, wanted == 0) << a << " " << b;
    ASSERT_EQ(number(a) < number(b), wanted < 0) << a << " " << b;
  }
}

TEST(NumberModelTest, SumsAndDifferencesAreExactTo38Digits) {
  Random random(3);
  int rounded = 0;
  for (int i = 0; i < 10'000; ++i) {
    const std::string a = any_number(random);
    const std::string b = random() % 5 == 0 ? neighbour(a, random) : any_number(random);
    const bool minus = random() % 2 == 0;
    const FixedPoint exact = FixedPoint(a).plus(minus ? FixedPoint(b).negated() : FixedPoint(b));
    const FixedPoint wanted = exact.rounded(Number::kMaxDigits);
    rounded += wanted.compare(exact) != 0 ? 1 : 0;
    const auto found =
        minus ? Number::subtract(number(a), number(b)) : Number::add(number(a), number(b));
    if (!wanted.is_zero() && wanted.highest() > 125) {
      ASSERT_EQ(found.error(), NumberError::overflow) << a << " " << b;
    } else if (!wanted.is_zero() && wanted.highest() < -130) {
      ASSERT_EQ(found.error(), NumberError::underflow) << a << " " << b;
    } else {
      ASSERT_TRUE(found.has_value()) << a << " " << b;
      ASSERT_EQ(found->text(), wanted.text()) << a << " " << b;
    }
  }
  EXPECT_GT(rounded, 1000);
}

TEST(NumberTest, SumsAtTheLimits) {
  const std::string nines(38, '9');
  EXPECT_EQ(Number::add(number(nines), number("1"))->text(), "1" + std::string(38, '0'));
  EXPECT_EQ(Number::add(number(nines), number("0.5"))->text(), "1" + std::string(38, '0'));
  EXPECT_EQ(Number::add(number(nines), number("0.4"))->text(), nines);
  EXPECT_EQ(Number::subtract(number("1E-130"), number("1E-130"))->text(), "0");
  const Number greatest = number(nines + "E88");
  EXPECT_EQ(Number::add(greatest, greatest).error(), NumberError::overflow);
  EXPECT_EQ(Number::add(greatest, number("1E-130")), greatest);
  EXPECT_EQ(Number::subtract(number("1.1E-130"), number("1E-130")).error(), NumberError::underflow);
}

}  // namespace
}  // namespace ddbsim::value
