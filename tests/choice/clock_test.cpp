#include "sim/choice/clock.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace ddbsim::choice {
namespace {

using namespace std::chrono_literals;

TEST(InstantTest, ReadsAndWritesIso8601InUtc) {
  EXPECT_EQ(text_of(kDefaultStart), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(parse_instant("2026-01-01T00:00:00.000Z"), kDefaultStart);
  EXPECT_EQ(parse_instant("2026-01-01T00:00:00Z"), kDefaultStart);
  EXPECT_EQ(parse_instant("2026-01-01T00:00:00.25Z"), kDefaultStart + 250ms);
  EXPECT_EQ(parse_instant("2026-01-01T00:00:00.2509Z"), kDefaultStart + 250ms);
  EXPECT_EQ(text_of(kDefaultStart + 36h + 61s + 7ms), "2026-01-02T12:01:01.007Z");
  EXPECT_EQ(text_of(*parse_instant("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(text_of(*parse_instant("2024-02-29T01:02:03Z")), "2024-02-29T01:02:03.000Z");
}

TEST(InstantTest, RefusesWhatIsNoInstant) {
  for (const std::string_view text :
       {"", "2026", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00ZZ",
        "-026-01-01T00:00:00Z", "2026-1-01T00:00:00Z", "2026-01-01T-1:00:00Z"}) {
    EXPECT_EQ(parse_instant(text), std::nullopt) << text;
  }
}

struct DurationText {
  std::string_view text;
  Duration duration;
  std::string_view shortest;
};

TEST(DurationTest, ReadsUnitsAndSumsOfThem) {
  for (const DurationText& example : std::vector<DurationText>{{"250ms", 250ms, "250ms"},
                                                               {"10s", 10s, "10s"},
                                                               {"90s", 90s, "1m30s"},
                                                               {"5m", 5min, "5m"},
                                                               {"36h", 36h, "1d12h"},
                                                               {"2d", 48h, "2d"},
                                                               {"1h30m", 90min, "1h30m"},
                                                               {"1m1ms", 60001ms, "1m1ms"},
                                                               {"1000ms", 1s, "1s"},
                                                               {"0s", 0s, "0s"}}) {
    EXPECT_EQ(parse_duration(example.text), example.duration) << example.text;
    EXPECT_EQ(text_of(example.duration), example.shortest) << example.text;
    EXPECT_EQ(parse_duration(example.shortest), example.duration) << example.shortest;
  }
}

TEST(DurationTest, RefusesWhatIsNoDuration) {
  for (const std::string_view text : {"", "s", "10", "10x", "-1s", "1.5s", "1s ", " 1s", "1h-3m",
                                      "99999999999999999999s", "+1s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

/// Remembers the question and takes the last option.
class LastOption final : public Choices {
 public:
  std::size_t choose(const Point& point, std::span<const std::string_view> options) override {
    asked = text_of(point);
    offered.assign(options.begin(), options.end());
    return options.size() - 1;
  }
  std::string asked;
  std::vector<std::string> offered;
};

TEST(AgendaTest, WhatIsDueFirstGoesFirst) {
  Agenda agenda;
  EXPECT_TRUE(agenda.empty());
  EXPECT_EQ(agenda.earliest(), std::nullopt);
  FirstOption first;
  EXPECT_FALSE(agenda.pick(first).has_value());
  agenda.add(kDefaultStart + 5s, "poller", 1);
  agenda.add(kDefaultStart + 2s, "writer", 2);
  EXPECT_EQ(agenda.earliest(), kDefaultStart + 2s);
  EXPECT_EQ(agenda.pick(first)->tag, 2U);
}

TEST(AgendaTest, AmongThoseDueAtOneInstantSomebodyChooses) {
  Agenda agenda;
  agenda.add(kDefaultStart, "writer", 1);
  agenda.add(kDefaultStart, "poller", 2);
  agenda.add(kDefaultStart + 1s, "alpha", 3);
  FirstOption first;
  EXPECT_EQ(agenda.pick(first)->actor, "poller");  // in order of name, whoever was added first
  LastOption last;
  EXPECT_EQ(agenda.pick(last)->tag, 1U);
  EXPECT_EQ(last.offered, (std::vector<std::string>{"poller", "writer"}));
  EXPECT_EQ(last.asked, "next world (2026-01-01T00:00:00.000Z)");
}

TEST(AgendaTest, NobodyIsAskedAboutTheOnlyOne) {
  Agenda agenda;
  agenda.add(kDefaultStart, "writer", 1);
  LastOption last;
  EXPECT_EQ(agenda.pick(last)->tag, 1U);
  EXPECT_EQ(last.asked, "");
}

}  // namespace
}  // namespace ddbsim::choice
