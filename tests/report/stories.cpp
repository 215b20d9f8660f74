#include "tests/report/stories.hpp"

#include <fmt/format.h>

namespace ddbsim::report::stories {

namespace {

using explore::Story;
using explore::StoryChange;
using explore::StoryLine;
using explore::Summary;
using Json = nlohmann::json;
using Kind = StoryLine::Kind;

constexpr const char* kTable = "cruddur-messages";
constexpr const char* kIndex = "cruddur-messages/message-group-sk-index";
constexpr const char* kFunction = "cruddur-messaging-stream";

choice::Instant at(int milliseconds) {
  return choice::kDefaultStart + choice::Duration(milliseconds);
}

Json text(const std::string& value) { return {{"S", value}}; }
Json number(int value) { return {{"N", fmt::format("{}", value)}}; }

Json group_row(const std::string& user, const std::string& when, const std::string& message) {
  return {{"pk", text("GRP#" + user)},
          {"sk", text(when)},
          {"message_group_uuid", text("andrew-bayko")},
          {"message", text(message)}};
}

StoryLine request(const std::string& client, const std::string& name, const std::string& operation,
                  const std::string& what, const std::vector<StoryChange>& changes) {
  return {.actor = client,
          .subject = name,
          .operation = operation,
          .target = kTable,
          .what = what,
          .answer = "ok",
          .changes = changes,
          .at = at(0)};
}

StoryLine delivery(const std::vector<std::string>& records, std::uint32_t attempt,
                   const std::string& place, int milliseconds) {
  return {.kind = Kind::delivery,
          .actor = kFunction,
          .place = place,
          .subject = records.front(),
          .attempt = attempt,
          .records = records,
          .at = at(milliseconds)};
}

/// A call of the function that `begun` began.
StoryLine call(const StoryLine& begun, std::uint32_t number, const std::string& operation,
               const std::string& target, const std::string& what, const std::string& answer) {
  return {.kind = Kind::call,
          .actor = begun.actor,
          .subject = begun.subject,
          .attempt = begun.attempt,
          .call = number,
          .operation = operation,
          .target = target,
          .what = what,
          .answer = answer,
          .at = begun.at};
}

StoryLine changing(StoryLine line, const StoryChange& change) {
  line.changes.push_back(change);
  return line;
}

StoryLine ending(StoryLine line, const std::string& fault, const std::string& ended) {
  line.fault = fault;
  line.ended = ended;
  return line;
}

constexpr const char* kHello = "MSG#andrew-bayko|2026-03-02T09:00:00Z";
const std::string kHelloRecord = std::string(kTable) + " " + kHello + " INSERT";

StoryLine hello() {
  return request("bayko", "are you there?", "PutItem", kHello,
                 {{kTable,
                   kHello,
                   nullptr,
                   {{"pk", text("MSG#andrew-bayko")},
                    {"sk", text("2026-03-02T09:00:00Z")},
                    {"message", text("are you there?")},
                    {"user_uuid", text("bayko")}}}});
}

}  // namespace

Story crash() {
  const std::string query = "message_group_uuid = andrew-bayko";
  const std::string andrew_old = "GRP#andrew|2026-03-01T09:00:00Z";
  const std::string bayko_old = "GRP#bayko|2026-03-01T09:00:00Z";
  const std::string bayko_new = "GRP#bayko|2026-03-02T09:00:00Z";
  const Json lost = group_row("andrew", "2026-03-01T09:00:00Z", "hello");
  const StoryLine first = delivery({kHelloRecord}, 1, "trigger", 250);
  const StoryLine second = delivery({kHelloRecord}, 2, "trigger", 1250);
  Story story{.property = "every conversation is listed",
              .when = "at rest",
              .message = "no live row of {pk \"GRP#andrew\", message_group_uuid \"andrew-bayko\"}",
              .things = {"crash"},
              .faults = 1};
  story.lines = {
      hello(),
      first,
      call(first, 1, "Query", kIndex, query, "2 items"),
      ending(changing(call(first, 2, "DeleteItem", kTable, andrew_old, "ok"),
                      {kTable, andrew_old, lost, nullptr}),
             "crash-after", "Crash: the process was killed"),
      second,
      call(second, 1, "Query", kIndex, query, "1 item"),
      changing(call(second, 2, "DeleteItem", kTable, bayko_old, "ok"),
               {kTable, bayko_old, group_row("bayko", "2026-03-01T09:00:00Z", "hello"), nullptr}),
      ending(changing(call(second, 3, "PutItem", kTable, bayko_new, "ok"),
                      {kTable, bayko_new, nullptr,
                       group_row("bayko", "2026-03-02T09:00:00Z", "are you there?")}),
             "", "succeeded")};
  story.rows = {{{"pk", text("GRP#andrew")}, {"message_group_uuid", text("andrew-bayko")}}};
  story.differences = {{kTable, "GRP#andrew|2026-03-02T09:00:00Z", nullptr,
                        group_row("andrew", "2026-03-02T09:00:00Z", "are you there?")}};
  story.replay = "F1:bayko.1/trigger.1/call.2=crash-after";
  story.saved_to = "scenarios/regressions/published-handler-crash.json";
  return story;
}

Story stale_read() {
  const std::string group = "5ae290ed-55d1-47a0-bc6d-fe2bc2700399";
  const std::string user = "0f3c1ad2-9d4e-4f0e-8f5a-6c1f1f6f6a01";
  const std::string old_key = "GRP#" + user + "|2026-03-01T09:00:00.000Z";
  const std::string moved_key = "GRP#" + user + "|2026-03-02T09:00:00.000Z";
  const std::string new_key = "GRP#" + user + "|2026-03-02T09:00:01.000Z";
  const auto row = [&](const std::string& key, const std::string& message) -> Json {
    const std::size_t bar = key.find('|');
    return {{"pk", text(key.substr(0, bar))},
            {"sk", text(key.substr(bar + 1))},
            {"message_group_uuid", text(group)},
            {"message", text(message)}};
  };
  const std::string first_record =
      fmt::format("{} MSG#{}|2026-03-02T09:00:00.000Z INSERT", kTable, group);
  const std::string second_record =
      fmt::format("{} MSG#{}|2026-03-02T09:00:01.000Z INSERT", kTable, group);
  const StoryLine first = delivery({first_record}, 1, "trigger", 250);
  const StoryLine second = delivery({second_record}, 1, "trigger", 500);
  const std::string query = "message_group_uuid = " + group;
  StoryLine stale = call(second, 1, "Query", kIndex, query, "1 item");
  stale.stale = {fmt::format("message-group-sk-index {}: 1 older", old_key)};
  Story story{.property = "one live row",
              .when = "at rest",
              .message = fmt::format("2 items of {{GRP#{}, {}}}, exactly one wanted", user, group),
              .things = {"stale read"}};
  story.lines = {request("andrew", "one", "PutItem", first_record.substr(17, 65), {}),
                 request("andrew", "two", "PutItem", second_record.substr(17, 65), {}),
                 first,
                 call(first, 1, "Query", kIndex, query, "1 item"),
                 changing(call(first, 2, "DeleteItem", kTable, old_key, "ok"),
                          {kTable, old_key, row(old_key, "zero"), nullptr}),
                 ending(changing(call(first, 3, "PutItem", kTable, moved_key, "ok"),
                                 {kTable, moved_key, nullptr, row(moved_key, "one")}),
                        "", "succeeded"),
                 second,
                 stale,
                 call(second, 2, "DeleteItem", kTable, old_key, "ok, there was no item"),
                 ending(changing(call(second, 3, "PutItem", kTable, new_key, "ok"),
                                 {kTable, new_key, nullptr, row(new_key, "two")}),
                        "", "succeeded")};
  story.rows = {row(moved_key, "one"), row(new_key, "two")};
  story.differences = {{kTable, moved_key, row(moved_key, "one"), nullptr}};
  story.replay = "F0:andrew.1/andrew.2/trigger.1/trigger.2/call.1=-1";
  return story;
}

Story two_lanes() {
  const auto count = [](int value) -> Json {
    return {{"pk", text("COUNT#posts")}, {"sk", text("all")}, {"posts", number(value)}};
  };
  const std::string key = "COUNT#posts|all";
  const std::string one = "posts POST#1|a INSERT";
  const std::string two = "posts POST#2|a INSERT";
  StoryLine left = delivery({one}, 1, "counting/1.0", 250);
  StoryLine right = delivery({two}, 1, "counting/1.1", 250);
  left.actor = right.actor = "count-posts";
  const auto put = [&](const StoryLine& begun, const Json& before) {
    return ending(changing(call(begun, 2, "PutItem", "counters", key, "ok"),
                           {"counters", key, before, count(1)}),
                  "", "succeeded");
  };
  StoryLine first = request("ann", "first post", "PutItem", "POST#1|a",
                            {{"posts", "POST#1|a", nullptr, {{"pk", text("POST#1")}}}});
  StoryLine second = request("bob", "second post", "PutItem", "POST#2|a",
                             {{"posts", "POST#2|a", nullptr, {{"pk", text("POST#2")}}}});
  first.target = second.target = "posts";
  StoryLine last = put(right, count(1));
  last.changes.front().after["last"] = text("POST#2");
  Story story{.property = "every post is counted",
              .when = "at rest",
              .message = "posts is 1, expected 2",
              .things = {"parallelization"}};
  story.lines = {first,
                 second,
                 left,
                 right,
                 call(left, 1, "GetItem", "counters", key, "no item"),
                 call(right, 1, "GetItem", "counters", key, "no item"),
                 put(left, nullptr),
                 last};
  story.expected = {{"items", {{{"pk", text("COUNT#posts")}, {"posts", number(2)}}}}};
  story.actual = {{"items", {{{"pk", text("COUNT#posts")}, {"posts", number(1)}}}}};
  story.differences = {{"counters", key, count(1), count(2)}};
  story.replay = "F0:ann.1/bob.1/counting/1.0/counting/1.1";
  return story;
}

Story forty_steps() {
  Story story{.property = "it comes to rest",
              .when = "never",
              .message = "the same state came again: nothing ends this",
              .things = {}};
  story.lines = {hello()};
  for (int round = 0; story.lines.size() < 40; ++round) {
    const std::string key = fmt::format("LOG#{}|entry", round);
    const StoryLine begun =
        delivery({fmt::format("{} {} INSERT", kTable, key)}, 1, "trigger", 250 * (round + 1));
    story.lines.push_back(begun);
    const std::string next = fmt::format("LOG#{}|entry", round + 1);
    story.lines.push_back(ending(changing(call(begun, 1, "PutItem", kTable, next, "ok"),
                                          {kTable, next, nullptr, {{"pk", text(next)}}}),
                                 "", "succeeded"));
  }
  story.lines.resize(40);
  story.replay = "F0:" + std::string(200, 'r');
  return story;
}

Story without_tables_of_rows() {
  const std::string key = "SESSION#ann";
  const Json session{{"pk", text(key)}, {"expires", number(1767229200)}};
  StoryLine passes{
      .kind = Kind::advance, .subject = "an hour later", .what = "1h", .at = at(3'600'000)};
  StoryLine expiry{.kind = Kind::expiry,
                   .actor = "time-to-live",
                   .what = key,
                   .changes = {{"sessions", key, session, nullptr}},
                   .at = at(3'600'000)};
  StoryLine split{.kind = Kind::split,
                  .place = "sessions",
                  .what = "shard 0 of sessions into 1 and 2",
                  .at = at(3'600'000)};
  StoryLine renew = request("ann", "renew", "UpdateItem", key + " SET expires = 1767236400", {});
  renew.target = "sessions";
  renew.at = at(3'600'000);
  renew.answer = "ConditionalCheckFailedException";
  renew.refused = true;
  StoryLine begin = request("ann", "log in", "PutItem", key, {{"sessions", key, nullptr, session}});
  begin.target = "sessions";
  Story story{.property = "nobody is logged out while at work",
              .when = "always",
              .message = "the pattern \"sessions of a user\" answers other rows than its SQL",
              .things = {"time to live"}};
  story.lines = {begin, passes, expiry, split, renew};
  story.expected = {{{"user", "ann"}, {"since", "09:00"}}};
  story.actual = Json::array();
  story.rows = {{{"side", "SQL only"}, {"user", "ann"}, {"since", "09:00"}, {"logins", 2}}};
  return story;
}

Story hostile() {
  const std::string markup = "<script>alert(\"x\")</script>";
  const std::string key = std::string(300, 'k') + "|" + std::string(299, 'k') + "z";
  const std::string odd =
      std::string("a\x1b[31m\x01\n\"'&]]>\xF0\x9F\x98\x80漢字") + kTurned + "\xC2\x9B";
  Story story{.property = markup + odd,
              .when = "at rest " + markup,
              .message = markup + " " + key + " " + odd,
              .things = {markup, odd},
              .faults = 1};
  StoryLine line = request(markup, odd, "PutItem", key + " " + odd,
                           {{markup,
                             key,
                             {{"pk", text("old")}, {markup, text(odd + markup)}},
                             {{"pk", text("new")},
                              {markup, text(odd)},
                              {"b", {{"B", "AAEC"}}},
                              {"m", {{"M", {{"x", {{"L", {number(1), {{"NULL", true}}}}}}}}}},
                              {"s", {{"SS", {"a", "b"}}}}}}});
  line.target = markup;
  line.fault = markup;
  line.ended = odd;
  line.stale = {markup, "index " + key + ": 2 older"};
  StoryLine begun = delivery({"t " + key + " INSERT", odd, markup}, 3, markup, 1);
  begun.actor = markup;
  story.lines = {line, begun, {.kind = Kind::wake, .actor = markup, .subject = begun.subject}};
  story.rows = {{{markup, text(key)}, {odd, text(odd)}}, markup, nullptr};
  story.expected = {{markup, odd}};
  story.actual = {{markup, key}};
  story.differences = {{markup, key, {{"a", text(key)}}, {{"a", text(key + "x")}}}};
  story.replay = markup + odd;
  story.saved_to = markup + odd;
  return story;
}

Summary broken() {
  return {.name = "The published handler",
          .path = "scenarios/explore/published-handler.json",
          .faults = 2,
          .end = Summary::End::time,
          .states = 1'234'567,
          .transitions = 4'567'890,
          .outcomes = 89,
          .handler_runs = 189,
          .seconds = 9.87,
          .stories = {two_lanes(), stale_read(), crash()},
          .unreached = {"a conversation moves twice"},
          .notes = {"late requests of dead invocations: off in this file"}};
}

Summary exhaustive() {
  return {.name = "The repaired handler",
          .path = "scenarios/explore/repaired-handler.json",
          .faults = 3,
          .states = 27'182'818,
          .transitions = 81'828'459,
          .outcomes = 12,
          .schedules = "1600000000000000",
          .handler_runs = 676,
          .seconds = 61.8};
}

}  // namespace ddbsim::report::stories
