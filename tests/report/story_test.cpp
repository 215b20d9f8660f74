#include "sim/report/story.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/report/stories.hpp"

namespace ddbsim::report {
namespace {

constexpr Style kTerminal{.unicode = true, .width = 100};

std::string told(const explore::Story& story, const Style& style) {
  return "\n" + story_text(story, style);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    c == '\n' ? out.emplace_back() : out.back() += std::string(1, c);
  }
  return out;
}

TEST(StoryText, ACrashBetweenDeleteAndPut) {
  EXPECT_EQ(told(stories::crash(), kTerminal), R"(
✗ broken at rest: every conversation is listed
  needs crash (1 fault, 8 steps)

    bayko  client
    │     cruddur-messages  table
    │     │     cruddur-messaging-stream  function
    │     │     │     trigger  trigger
 1  ●────▶│     │     │  are you there?: PutItem MSG#andrew-bayko|2026-03-02T09:00:00Z → ok
    │     │     │     │    new item: message "are you there?", user_uuid "bayko"
 2  │     │     ┃◀╌╌╌╌●  +250ms delivers MSG#andrew-bayko|2026-03-02T09:00:00Z INSERT
 3  │     │◀────●     │  Query on message-group-sk-index message_group_uuid = andrew-bayko → 2 items
 4  │     │◀────●     │  DeleteItem GRP#andrew|2026-03-01T09:00:00Z → ok
    │     │     ┃     │    removed: message "hello", message_group_uuid "andrew-bayko"
    │     │     ✗     │    ✗ crash: the function dies right after this call
 5  │     │     ┃◀╌╌╌╌●  +1s delivers again MSG#andrew-bayko|2026-03-02T09:00:00Z INSERT (attempt 2)
 6  │     │◀────●     │  Query on message-group-sk-index message_group_uuid = andrew-bayko → 1 item
 7  │     │◀────●     │  DeleteItem GRP#bayko|2026-03-01T09:00:00Z → ok
    │     │     ┃     │    removed: message "hello", message_group_uuid "andrew-bayko"
 8  │     │◀────●     │  PutItem GRP#bayko|2026-03-02T09:00:00Z → ok
    │     │     ■     │    new item: message "are you there?", message_group_uuid "andrew-bayko"

✗ at rest: no live row of {pk "GRP#andrew", message_group_uuid "andrew-bayko"}
    pk            message_group_uuid
    "GRP#andrew"  "andrew-bayko"

  The nearest good outcome differs in 1 item:
    cruddur-messages GRP#andrew|2026-03-02T09:00:00Z
      here no item
      good message "are you there?", message_group_uuid "andrew-bayko"

  replay  F1:bayko.1/trigger.1/call.2=crash-after
  saved   ddbsim replay scenarios/regressions/published-handler-crash.json
)");
}

TEST(StoryText, TwoLanesAtOnceWithoutUnicode) {
  EXPECT_EQ(told(stories::two_lanes(), {.width = 90}), R"(
x broken at rest: every post is counted
  needs parallelization (0 faults, 8 steps)

    ann  client
    :   bob  client
    :   :   posts  table
    :   :   :   counters  table
    :   :   :   :   count-posts 1.0  function
    :   :   :   :   :   count-posts 1.1  function
    :   :   :   :   :   :   counting/1.0  trigger
    :   :   :   :   :   :   :   counting/1.1  trigger
 1  o------>:   :   :   :   :   :  first post: PutItem POST#1|a -> ok
    :   :   :   :   :   :   :   :    new item
 2  :   o-->:   :   :   :   :   :  second post: PutItem POST#2|a -> ok
    :   :   :   :   :   :   :   :    new item
 3  :   :   :   :   |<======o   :  +250ms delivers posts POST#1|a INSERT
 4  :   :   :   :   |   |<======o  delivers posts POST#2|a INSERT
 5  :   :   :   :<--o   |   :   :  GetItem COUNT#posts|all -> no item
 6  :   :   :   :<------o   :   :  GetItem COUNT#posts|all -> no item
 7  :   :   :   :<--o   |   :   :  PutItem COUNT#posts|all -> ok
    :   :   :   :   #   |   :   :    new item: posts 1
 8  :   :   :   :<------o   :   :  PutItem COUNT#posts|all -> ok
    :   :   :   :   :   #   :   :    changed: last (none) -> "POST#2"

x at rest: posts is 1, expected 2
  +- expected ------------------------+- actual --------------------------+
  | {                                 | {                                 |
  |   "items": [                      |   "items": [                      |
  |     {                             |     {                             |
  |       "pk": {"S": "COUNT#posts"}, |       "pk": {"S": "COUNT#posts"}, |
> |       "posts": {"N": "2"}         |       "posts": {"N": "1"}         |
  |                       ^^^         |                       ^^^         |
  |     }                             |     }                             |
  |   ]                               |   ]                               |
  | }                                 | }                                 |
  +-----------------------------------+-----------------------------------+

  The nearest good outcome differs in 1 item:
    counters COUNT#posts|all
      here posts 1
      good posts 2

  replay  F0:ann.1/bob.1/counting/1.0/counting/1.1
)");
}

TEST(StoryText, TimePassesItemsExpireShardsSplitRequestsAreRefused) {
  EXPECT_EQ(told(stories::without_tables_of_rows(), {.width = 80}), R"(
x not always true: nobody is logged out while at work
  needs time to live (0 faults, 5 steps)

    ann  client
    :     time-to-live  service
    :     :     sessions  table
 1  o---------->:  log in: PutItem SESSION#ann -> ok
    :     :     :    new item: expires 1767229200
 2  :.....:.....:  an hour later: time passes 1h
 3  :     o---->:  time to live deletes SESSION#ann
    :     :     :    removed: expires 1767229200
 4  :.....:.....:  splits shard 0 of sessions into 1 and 2
 5  o---------->:  renew: UpdateItem SESSION#ann SET expires = 1767236400
    :     :     :      -> ConditionalCheckFailedException

x the pattern "sessions of a user" answers other rows than its SQL
    logins  side        since    user
    2       "SQL only"  "09:00"  "ann"
  +- expected -----------+- actual -------------+
> | * since: 09:00       | no rows              |
  | ^^^^^^^^^^^^^^       | ^^^^^^^              |
> |   user: ann          |                      |
  +----------------------+----------------------+
)");
}

TEST(StoryText, AStaleReadIsSaidInWords) {
  const std::string text = story_text(stories::stale_read(), kTerminal);
  EXPECT_NE(text.find("stale: message-group-sk-index still shows"), std::string::npos) << text;
  EXPECT_NE(text.find("GRP#0f3c1ad2…6a01|2026-03-01T09:00:00.000Z as it was one change ago\n"),
            std::string::npos)
      << text;
}

TEST(StoryText, NumbersAllStepsOfALongStory) {
  const auto lines = lines_of(story_text(stories::forty_steps(), kTerminal));
  EXPECT_TRUE(std::ranges::any_of(lines, [](auto& line) { return line.starts_with("40  "); }));
  EXPECT_EQ(lines[0], "✗ came true, and never may: it comes to rest");
  EXPECT_EQ(lines[1], "  needs nothing unusual (0 faults, 40 steps)");
}

TEST(StoryText, TheReplayStringIsNeverBroken) {
  const explore::Story story = stories::forty_steps();
  EXPECT_NE(story_text(story, kTerminal).find("\n  replay  " + story.replay + "\n"),
            std::string::npos);
}

TEST(StoryText, FitsTheTerminal) {
  for (const std::size_t width : {60U, 80U, 100U, 120U}) {
    for (const auto& story : {stories::crash(), stories::stale_read(), stories::two_lanes(),
                              stories::without_tables_of_rows(), stories::hostile()}) {
      for (const std::string& line :
           lines_of(story_text(story, {.unicode = true, .width = width}))) {
        const bool free = line.starts_with("  replay") || line.starts_with("  saved");
        EXPECT_TRUE(columns(line) <= width || free) << width << ": " << line;
      }
    }
  }
}

TEST(StoryText, ColoursAddNothingButColours) {
  const Style coloured{.colour = true, .unicode = true, .width = 100};
  const std::string text = story_text(stories::crash(), coloured);
  EXPECT_NE(text.find("\x1b[31m✗ crash: the function dies right after this call\x1b[0m"),
            std::string::npos);
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b') {
      at = text.find('m', at);
    } else {
      plain += text[at];
    }
  }
  EXPECT_EQ(plain, story_text(stories::crash(), kTerminal));
}

TEST(StoryText, HostileValuesMoveNoCursor) {
  const std::string text = story_text(stories::hostile(), kTerminal);
  EXPECT_TRUE(std::ranges::none_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == '\x7f';
  })) << text;
  EXPECT_EQ(text.find(stories::kTurned), std::string::npos) << "no turned lines";
}

TEST(StoryText, OfNothingIsShort) {
  EXPECT_EQ(told({.property = "p", .when = "at rest", .message = "m"}, {.width = 80}), R"(
x broken at rest: p
  needs nothing unusual (0 faults, 0 steps)


x at rest: m
)");
}

}  // namespace
}  // namespace ddbsim::report
