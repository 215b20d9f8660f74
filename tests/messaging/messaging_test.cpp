#include <algorithm>

#include <gtest/gtest.h>

#include "model/messaging/model.hpp"
#include "sim/world/world.hpp"

// The messaging model end to end: what users see, with the published handler and with the repaired
// one, when nothing goes wrong and under each fault that the published one is known for.
namespace ddbsim::messaging {
namespace {

using choice::NamedAnswer;
using choice::Question;
using namespace std::chrono_literals;

const User kAnna{"anna", "Anna Abel", "anna"};
const User kBen{"ben", "Ben Boyd", "ben"};
const User kCara{"cara", "Cara Cole", "cara"};

Message message(const std::string& group, const std::string& at, std::string text,
                const User& author = kAnna) {
  return {.group_uuid = group,
          .uuid = group + at,
          .created_at = at,
          .text = std::move(text),
          .author = author};
}

/// What a list of conversations shows: (last message, when), newest first.
using Shown = std::vector<std::pair<std::string, std::string>>;

class Messenger {
 public:
  Messenger(Design design, std::vector<NamedAnswer> answers, std::uint32_t batch_size = 1,
            choice::Duration index_lag = 0ms)
      : design_(design),
        choices_(std::move(answers), plain_),
        world_({.account = {.index_lag = index_lag}}, choices_, trace_) {
    const auto table = create_table();
    EXPECT_TRUE(world_.send("setup", "table", &table));
    world_.add_function(
        "mover", std::make_shared<lambda::NativeHandler>(
                     design == Design::one_transaction ? repaired_handler() : published_handler()));
    EXPECT_TRUE(world_.add_mapping({.name = "trigger",
                                    .function_name = "mover",
                                    .event_source_arn = std::string(kTable),
                                    .batch_size = batch_size}));
  }

  void start(const Message& first, const User& other) {
    service::AccountClient client(world_.account());
    const auto started = start_conversation(client, design_, first, other);
    ASSERT_TRUE(started) << started.error().message;
  }
  void write(const Message& message) {
    const auto put = create_message(message);
    ASSERT_TRUE(world_.send("client", "write", &put));
  }
  void settle() { ASSERT_TRUE(world_.settle(1h)); }
  void wait(choice::Duration duration) { world_.advance(duration); }

  Shown conversations(const User& user, std::string_view year = "2026") {
    const auto query = list_conversations(user.uuid, year);
    const auto response = std::get<service::QueryResponse>(*world_.send("client", "list", &query));
    Shown shown;
    for (const auto& row : *response.items) {
      const std::string sk(row.find("sk").bytes());
      shown.emplace_back(row.find("message").bytes(), sk.substr(0, sk.find('#')));
    }
    return shown;
  }
  [[nodiscard]] std::size_t unused() const { return choices_.unused().size(); }

 private:
  Design design_;
  choice::FirstOption plain_;
  choice::Scripted choices_;
  world::Trace trace_;
  world::World world_;
};

class BothHandlers : public testing::TestWithParam<Design> {};

TEST_P(BothHandlers, MoveAConversationToTheTop) {
  Messenger app(GetParam(), {});
  app.start(message("g1", "2026-03-01T09:00", "hello"), kBen);
  app.start(message("g2", "2026-03-01T10:00", "lunch?"), kCara);
  app.settle();
  EXPECT_EQ(app.conversations(kAnna),
            (Shown{{"lunch?", "2026-03-01T10:00"}, {"hello", "2026-03-01T09:00"}}));
  app.write(message("g1", "2026-03-01T11:00", "are you there?", kBen));
  app.settle();
  EXPECT_EQ(app.conversations(kAnna),
            (Shown{{"are you there?", "2026-03-01T11:00"}, {"lunch?", "2026-03-01T10:00"}}));
  EXPECT_EQ(app.conversations(kBen), (Shown{{"are you there?", "2026-03-01T11:00"}}));
}

INSTANTIATE_TEST_SUITE_P(Designs, BothHandlers,
                         testing::Values(Design::published, Design::one_transaction));

/// One story and what users should see in the end; the published handler is known to show something
/// else.
struct Story {
  const char* name;
  std::vector<NamedAnswer> answers;
  std::uint32_t batch_size;
  choice::Duration index_lag;
  void (*play)(Messenger& app);
  Shown anna;
};

Story crash_between_delete_and_put() {
  // Call 1 is the query (or the read of the conversation), call 2 the first delete (or the
  // transaction).
  return {"crash between delete and put",
          {{.question = Question::call,
            .actor = "mover",
            .attempt = 1,
            .call = 2,
            .take = "crash-after"}},
          1,
          0ms,
          [](Messenger& app) {
            app.start(message("g1", "2026-03-01T09:00", "hello"), kBen);
            app.write(message("g1", "2026-03-01T10:00", "news"));
          },
          {{"news", "2026-03-01T10:00"}}};
}

Story edited_message() {
  return {"an edited message",
          {},
          1,
          0ms,
          [](Messenger& app) {
            app.start(message("g1", "2026-03-01T09:00", "hello"), kBen);
            app.write(message("g1", "2026-03-01T10:00", "news"));
            app.settle();
            app.write(message("g1", "2026-03-01T09:00", "hello (edited)"));
          },
          {{"news", "2026-03-01T10:00"}}};
}

Story larger_batch() {
  return {"a batch of ten",
          {},
          10,
          0ms,
          [](Messenger& app) {
            app.start(message("g1", "2026-03-01T09:00", "hello"), kBen);
            app.start(message("g2", "2026-03-01T09:30", "lunch?"), kCara);
            app.settle();
            app.write(message("g1", "2026-03-01T10:00", "one"));
            app.write(message("g2", "2026-03-01T10:30", "two"));
          },
          {{"two", "2026-03-01T10:30"}, {"one", "2026-03-01T10:00"}}};
}

Story one_instant() {
  return {"two conversations at one instant",
          {},
          1,
          0ms,
          [](Messenger& app) {
            app.start(message("g1", "2026-03-01T09:00", "hello"), kBen);
            app.start(message("g2", "2026-03-01T09:30", "lunch?"), kCara);
            app.settle();
            app.write(message("g1", "2026-03-01T10:00", "one"));
            app.write(message("g2", "2026-03-01T10:00", "two"));
          },
          {{"two", "2026-03-01T10:00"}, {"one", "2026-03-01T10:00"}}};
}

Story stale_index() {
  // The index still shows the rows as they were before the first move: the second puts them a
  // second time.
  return {
      "a stale index",
      {{.question = Question::index_version, .actor = "mover", .take = "1 older", .once = false}},
      1,
      1h,
      [](Messenger& app) {
        app.start(message("g1", "2026-03-01T09:00", "hello"), kBen);
        app.wait(2h);
        app.write(message("g1", "2026-03-01T10:00", "one"));
        app.settle();
        app.write(message("g1", "2026-03-01T11:00", "two"));
      },
      {{"two", "2026-03-01T11:00"}}};
}

class Stories : public testing::TestWithParam<Story (*)()> {
 protected:
  static Shown play(Design design) {
    const Story story = GetParam()();
    Messenger app(design, story.answers, story.batch_size, story.index_lag);
    story.play(app);
    app.settle();
    return app.conversations(kAnna);
  }
};

TEST_P(Stories, TheRepairedHandlerGetsItRight) {
  EXPECT_EQ(play(Design::one_transaction), GetParam()().anna);
}
TEST_P(Stories, ThePublishedHandlerDoesNot) {
  EXPECT_NE(play(Design::published), GetParam()().anna);
}

INSTANTIATE_TEST_SUITE_P(Faults, Stories,
                         testing::Values(crash_between_delete_and_put, edited_message, larger_batch,
                                         one_instant, stale_index));

/// Faults that the published handler survives or not: the repaired one must.
class RepairedUnderFaults : public testing::TestWithParam<NamedAnswer> {};

TEST_P(RepairedUnderFaults, EndsAsWithoutThem) {
  Messenger app(Design::one_transaction, {GetParam()});
  app.start(message("g1", "2026-03-01T09:00", "hello"), kBen);
  app.settle();
  app.write(message("g1", "2026-03-01T10:00", "one"));
  app.write(message("g1", "2026-03-01T11:00", "two", kBen));
  app.settle();
  EXPECT_EQ(app.conversations(kAnna), (Shown{{"two", "2026-03-01T11:00"}}));
  EXPECT_EQ(app.conversations(kBen), (Shown{{"two", "2026-03-01T11:00"}}));
  EXPECT_EQ(app.unused(), 0U);
}

std::vector<NamedAnswer> every_fault() {
  std::vector<NamedAnswer> faults;
  for (const char* take : {"refused", "throttled", "answer-lost", "applied-twice", "crash-after"}) {
    faults.push_back({.question = Question::call, .actor = "mover", .call = 2, .take = take});
  }
  for (const char* take : {"refused", "throttled", "crash-after"}) {
    faults.push_back({.question = Question::call, .actor = "mover", .call = 1, .take = take});
  }
  faults.push_back({.question = Question::invocation_end, .actor = "mover", .take = "lost"});
  return faults;
}
INSTANTIATE_TEST_SUITE_P(Faults, RepairedUnderFaults, testing::ValuesIn(every_fault()));

TEST(Lists, AreOfOneYear) {
  Messenger app(Design::published, {});
  app.start(message("g1", "2026-12-31T23:59", "happy new year"), kBen);
  app.settle();
  EXPECT_EQ(app.conversations(kAnna, "2026").size(), 1U);
  EXPECT_EQ(app.conversations(kAnna, "2027").size(), 0U);
}

}  // namespace
}  // namespace ddbsim::messaging
