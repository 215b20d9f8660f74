#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/table/table.hpp"

// Eventually consistent reads: of each item that changed inside the lag window a read shows exactly
// one version, which somebody chooses.
namespace ddbsim::table {
namespace {

using choice::Duration;
using choice::Instant;
using value::Item;

constexpr Instant kStart = choice::kDefaultStart;
constexpr Duration kWindow{100};

/// Answers by detail, else the first option; remembers what it was asked.
class Answers final : public choice::Choices {
 public:
  std::size_t choose(const choice::Point& point,
                     std::span<const std::string_view> options) override {
    asked.push_back(std::string(name_of(point.question)) + " " + std::string(point.detail));
    labels = std::vector<std::string>(options.begin(), options.end());
    counts.push_back(options.size());
    const auto found = answers.find(std::string(point.detail));
    if (found != answers.end()) {
      return found->second;
    }
    return random == nullptr ? 0 : (*random)() % options.size();
  }
  std::map<std::string, std::size_t> answers;
  std::mt19937_64* random = nullptr;
  std::vector<std::string> asked;
  std::vector<std::string> labels;
  std::vector<std::size_t> counts;
};

TableDefinition groups() {
  TableDefinition definition;
  definition.name = "groups";
  definition.key = {{{"pk"}}, {{"sk"}}};
  definition.indexes.push_back({.name = "by-group", .key = {{{"group"}}, {{"sk"}}}});
  definition.indexes.push_back({.name = "keys", .key = {{{"group"}}, {}}});
  definition.indexes.back().projection.kind = ProjectionKind::keys_only;
  return definition;
}

Item row(const char* pk, const char* sk, const char* group = "g", int revision = 0) {
  return Item{{"pk", pk}, {"sk", sk}, {"group", group}, {"revision", revision}};
}

class LaggingReadTest : public ::testing::Test {
 protected:
  LaggingReadTest() { table_.keep_versions_for(kWindow); }

  void commit(int at, const Item& before, const Item& after) {
    table_.commit(
        {.commit = ++commits_, .at = kStart + Duration{at}, .before = before, .after = after});
  }
  [[nodiscard]] ReadView view(int now) {
    return {.now = kStart + Duration{now}, .window = kWindow, .choices = &answers_, .point = {}};
  }
  [[nodiscard]] std::vector<Item> in_group(int now, const char* index = "by-group",
                                           const Range& range = {}, bool forward = true) {
    answers_.asked.clear();
    std::vector<Item> out;
    table_.query(table_.index(index), "g", range, forward, view(now), [&](const Item& item) {
      out.push_back(item);
      return true;
    });
    return out;
  }

  state::Journal journal_;
  value::Layouts layouts_;
  Table table_{journal_, layouts_, 1, groups()};
  Answers answers_;
  std::uint64_t commits_ = 0;
};

using Asked = std::vector<std::string>;

TEST_F(LaggingReadTest, AReadMayMissAnItemThatIsNew) {
  commit(0, {}, row("a", "1"));
  EXPECT_EQ(in_group(10), std::vector{row("a", "1")});
  EXPECT_EQ(answers_.asked, Asked{"index-version by-group a|1"});
  EXPECT_EQ(answers_.labels, (Asked{"current", "1 older"}));
  answers_.answers["by-group a|1"] = 1;
  EXPECT_TRUE(in_group(10).empty());
}

TEST_F(LaggingReadTest, AReadMayShowAnItemThatIsGone) {
  commit(0, {}, row("a", "1"));
  commit(500, row("a", "1"), {});
  EXPECT_TRUE(in_group(510).empty());
  answers_.answers["by-group a|1"] = 1;
  EXPECT_EQ(in_group(510), std::vector{row("a", "1")});
}

TEST_F(LaggingReadTest, OlderVersionsStandWhereTheirKeysBelong) {
  commit(0, {}, row("a", "2"));
  commit(0, {}, row("b", "1"));
  commit(0, {}, row("c", "3"));
  // b moves from the first place to the last: deleted and put again, two items to the table.
  commit(500, row("b", "1"), {});
  commit(501, {}, row("b", "9"));
  EXPECT_EQ(in_group(510), (std::vector{row("a", "2"), row("c", "3"), row("b", "9")}));
  answers_.answers["by-group b|1"] = 1;
  EXPECT_EQ(in_group(510),
            (std::vector{row("b", "1"), row("a", "2"), row("c", "3"), row("b", "9")}));
  answers_.answers["by-group b|9"] = 1;
  EXPECT_EQ(in_group(510), (std::vector{row("b", "1"), row("a", "2"), row("c", "3")}));
  EXPECT_EQ(in_group(510, "by-group", {}, false),
            (std::vector{row("c", "3"), row("a", "2"), row("b", "1")}));
  EXPECT_EQ(answers_.asked, (Asked{"index-version by-group b|1", "index-version by-group b|9"}));
}

TEST_F(LaggingReadTest, EveryVersionInTheWindowIsAnOptionNewestFirst) {
  commit(0, {}, row("a", "1", "g", 0));
  commit(150, row("a", "1", "g", 0), row("a", "1", "g", 1));
  commit(160, row("a", "1", "g", 1), row("a", "1", "g", 2));
  EXPECT_EQ(in_group(200), std::vector{row("a", "1", "g", 2)});
  EXPECT_EQ(answers_.labels, (Asked{"current", "1 older", "2 older"}));
  for (const int older : {1, 2}) {
    answers_.answers["by-group a|1"] = static_cast<std::size_t>(older);
    EXPECT_EQ(in_group(200), (std::vector{row("a", "1", "g", 2 - older)}));
  }
}

TEST_F(LaggingReadTest, TheWindowIsOpenAtItsOldEnd) {
  commit(0, {}, row("a", "1"));
  EXPECT_EQ(in_group(99).size(), 1U);
  EXPECT_EQ(answers_.asked.size(), 1U);
  EXPECT_EQ(in_group(100).size(), 1U);
  EXPECT_TRUE(answers_.asked.empty());
}

TEST_F(LaggingReadTest, NothingIsAskedWhenTheReadCouldNotShowADifference) {
  commit(0, {}, row("a", "1", "g", 0));
  commit(0, {}, row("b", "1", "other", 0));
  commit(200, row("a", "1", "g", 0), row("a", "1", "g", 1));
  commit(200, row("b", "1", "other", 0), {});
  EXPECT_EQ(in_group(210, "keys").size(), 1U);  // the revision is not projected
  EXPECT_TRUE(answers_.asked.empty());
  const Range above{{{"5"}, Bound::Side::before}, {{}, Bound::Side::after}};
  EXPECT_TRUE(in_group(210, "by-group", above).empty());  // none of its versions is in the range
  EXPECT_TRUE(answers_.asked.empty());
}

TEST_F(LaggingReadTest, AnItemThatLeftThePartitionMayStillShowThere) {
  commit(0, {}, row("a", "1", "g"));
  commit(200, row("a", "1", "g"), row("a", "1", "other"));
  EXPECT_TRUE(in_group(210).empty());
  answers_.answers["by-group a|1"] = 1;
  EXPECT_EQ(in_group(210), std::vector{row("a", "1", "g")});
}

TEST_F(LaggingReadTest, ProjectedEntriesShowTheirProjectionOfAnOlderVersion) {
  commit(0, {}, row("a", "1"));
  commit(200, row("a", "1"), {});
  answers_.answers["keys a|1"] = 1;
  EXPECT_EQ(in_group(210, "keys"), (std::vector{Item{{"pk", "a"}, {"sk", "1"}, {"group", "g"}}}));
}

TEST_F(LaggingReadTest, GetMayShowAnOlderVersionToo) {
  commit(0, {}, row("a", "1", "g", 0));
  commit(200, row("a", "1", "g", 0), row("a", "1", "g", 1));
  commit(201, {}, row("b", "1"));
  EXPECT_EQ(table_.get(row("a", "1"), view(210)), row("a", "1", "g", 1));
  EXPECT_EQ(answers_.asked, Asked{"item-version groups a|1"});
  answers_.answers["groups a|1"] = 1;
  EXPECT_EQ(table_.get(row("a", "1"), view(210)), row("a", "1", "g", 0));
  answers_.answers["groups b|1"] = 1;
  EXPECT_FALSE(table_.get(row("b", "1"), view(210)));
  EXPECT_TRUE(table_.get(row("b", "1"), ReadView{}));
}

TEST_F(LaggingReadTest, NobodyIsAskedWithoutAWindowOrVersionsKept) {
  commit(0, {}, row("a", "1"));
  ReadView now = view(1);
  now.window = Duration{0};
  EXPECT_TRUE(table_.get(row("a", "1"), now));
  table_.keep_versions_for(Duration{0});
  EXPECT_TRUE(table_.get(row("a", "1"), view(1)));
  EXPECT_EQ(table_.log().begin(), table_.log().end());
  EXPECT_TRUE(answers_.asked.empty());
}

TEST_F(LaggingReadTest, CommitsDropWhatNoReadCanSeeAnyMore) {
  for (int at = 0; at < 10000; at += 10) {
    commit(at, {}, row("a", std::to_string(at).c_str()));
  }
  EXPECT_EQ(table_.log().end() - table_.log().begin(), 10U);
  table_.forget_versions_before(kStart + Duration{20000});
  EXPECT_EQ(table_.log().end(), table_.log().begin());
}

TEST_F(LaggingReadTest, AVisitMayStopAtAnyEntry) {
  for (const char* sk : {"1", "3", "5"}) {
    commit(0, {}, row("a", sk));
  }
  commit(200, row("a", "3"), {});
  commit(200, {}, row("a", "7"));
  answers_.answers["by-group a|3"] = 1;
  for (std::size_t limit = 1; limit <= 4; ++limit) {
    std::vector<Item> seen;
    table_.query(table_.index("by-group"), "g", {}, true, view(210), [&](const Item& item) {
      seen.push_back(item);
      return seen.size() < limit;
    });
    EXPECT_EQ(seen.size(), limit);
    EXPECT_EQ(seen.back(), row("a", std::to_string(2 * limit - 1).c_str()));
  }
}

// ---- Against a model ----------------------------------------------------------------------------

/// Remembers every version of every item, and looks through all of them at each read.
class ModelTable {
 public:
  struct Version {
    Instant at;
    Item item;
  };
  void commit(Instant at, const std::string& key, const Item& after) {
    if (!history_.contains(key)) {
      order_.push_back(key);
    }
    history_[key].push_back({at, after});
  }
  [[nodiscard]] Item current(const std::string& key) const {
    const auto found = history_.find(key);
    return found == history_.end() ? Item() : found->second.back().item;
  }
  /// Versions that a read may show of an item, newest first, equal neighbours once.
  template <class Shows>
  [[nodiscard]] std::vector<Item> options(const std::string& key, Instant oldest,
                                          Shows shows) const {
    std::vector<Item> out{Item()};
    bool first = true;
    for (const Version& version : history_.at(key)) {
      const Item shown = shows(version.item) ? version.item : Item();
      if (version.at <= oldest) {
        out = {shown};
      } else if (out.back() != shown) {
        out.push_back(shown);
      }
      first = false;
    }
    std::ranges::reverse(out);
    return first ? std::vector<Item>{} : out;
  }
  [[nodiscard]] const std::vector<std::string>& keys() const { return order_; }

 private:
  std::map<std::string, std::vector<Version>> history_;
  std::vector<std::string> order_;
};

class LagModelTest : public LaggingReadTest {
 protected:
  void change() {
    const std::string pk(1, static_cast<char>('a' + random_() % 4));
    const std::string sk(1, static_cast<char>('0' + random_() % 6));
    const Item before = model_.current(pk + sk);
    const bool sparse = random_() % 5 == 0;
    Item after = random_() % 4 == 0 ? Item()
                 : sparse           ? Item{{"pk", pk}, {"sk", sk}}
                                    : row(pk.c_str(), sk.c_str(), random_() % 2 == 0 ? "g" : "h",
                                          static_cast<int>(random_() % 2));
    now_ += static_cast<int>(random_() % 12);
    commit(now_, before, after);
    model_.commit(kStart + Duration{now_}, pk + sk, after);
  }

  /// What the read must show, given the answers that it got; checks what it asked on the way.
  template <class Shows>
  std::vector<Item> expected(const std::string& question, const std::string& subject,
                             Shows shows) const {
    std::vector<Item> out;
    std::size_t asked = 0;
    for (const std::string& key : model_.keys()) {
      const std::vector<Item> options =
          model_.options(key, kStart + Duration{now_} - kWindow, shows);
      const std::string text =
          question + " " + subject + " " + key.substr(0, 1) + "|" + key.substr(1);
      std::size_t answer = 0;
      if (options.size() > 1) {
        const auto at = std::ranges::find(answers_.asked, text);
        EXPECT_NE(at, answers_.asked.end()) << text;
        if (at != answers_.asked.end()) {
          const auto index = static_cast<std::size_t>(at - answers_.asked.begin());
          EXPECT_EQ(answers_.counts[index], options.size());
          answer = answers_.answers.at(text.substr(question.size() + 1));
        }
        ++asked;
      }
      if (options[answer]) {
        out.push_back(options[answer]);
      }
    }
    EXPECT_EQ(answers_.asked.size(), asked);
    return out;
  }

  /// Fixes an answer for every item, so that the model can look them up.
  void draw_answers(const std::string& subject) {
    answers_.asked.clear();
    answers_.counts.clear();
    answers_.answers.clear();
    for (const std::string& key : model_.keys()) {
      answers_.answers[subject + " " + key.substr(0, 1) + "|" + key.substr(1)] = 0;
    }
  }

  ModelTable model_;
  std::mt19937_64 random_{7};
  int now_ = 0;
};

/// Draws within the number of options, and writes down what it drew.
class Drawing final : public choice::Choices {
 public:
  Drawing(Answers& notes, std::mt19937_64& random) : notes_(notes), random_(random) {}
  std::size_t choose(const choice::Point& point,
                     std::span<const std::string_view> options) override {
    const std::size_t answer = random_() % options.size();
    notes_.answers[std::string(point.detail)] = answer;
    static_cast<void>(notes_.choose(point, options));
    return answer;
  }

 private:
  Answers& notes_;
  std::mt19937_64& random_;
};

TEST_F(LagModelTest, QueriesScansAndGetsShowOneVersionOfEachItem) {
  Drawing drawing(answers_, random_);
  for (int step = 0; step < 3000; ++step) {
    change();
    ReadView lagging = view(now_);
    lagging.choices = &drawing;
    const bool forward = random_() % 2 == 0;
    const std::string low(1, static_cast<char>('0' + random_() % 6));
    const Range range{{{low}, Bound::Side::before}, {{}, Bound::Side::after}};
    const KeySpace& entries = table_.index("by-group")->entries();
    const auto collect = [](std::vector<Item>& out) {
      return [&out](const Item& item) {
        out.push_back(item);
        return true;
      };
    };

    draw_answers("by-group");
    std::vector<Item> queried;
    table_.query(table_.index("by-group"), "g", range, forward, lagging, collect(queried));
    auto wanted = expected("index-version", "by-group", [&](const Item& item) {
      return item && item.contains("group") && entries.covers("g", range, item);
    });
    std::ranges::sort(wanted, [&](const Item& a, const Item& b) {
      return forward ? entries.compare(a, b) < 0 : entries.compare(b, a) < 0;
    });
    ASSERT_EQ(queried, wanted) << step;

    draw_answers("groups");
    std::vector<Item> scanned;
    const auto segment = static_cast<std::uint32_t>(random_() % 2);
    table_.scan(nullptr, {.segment = segment, .total = 2}, lagging, collect(scanned));
    wanted = expected("item-version", "groups", [&](const Item& item) {
      return item && table_.items().in_segment(item, segment, 2);
    });
    std::ranges::sort(wanted, [&](const Item& a, const Item& b) {
      return table_.items().compare_in_scan(a, b) < 0;
    });
    ASSERT_EQ(scanned, wanted) << step;

    draw_answers("groups");
    const Item key = row("a", low.c_str());
    const Item got = table_.get(key, lagging);
    wanted = expected("item-version", "groups", [&](const Item& item) {
      return item && table_.items().compare_in_scan(item, key) == 0;
    });
    ASSERT_EQ(got, wanted.empty() ? Item() : wanted.front()) << step;
  }
  table_.verify();
}

}  // namespace
}  // namespace ddbsim::table
