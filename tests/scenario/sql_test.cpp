#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/scenario/sql_oracle.hpp"
#include "sim/scenario/sql_text.hpp"
#include "sim/scenario/sqlite.hpp"
#include "tests/scenario/small.hpp"

namespace ddbsim::scenario {
namespace {

using small::failures_of;
using small::play;
using small::problems_of;

// ---- a scenario with SQL ------------------------------------------------------------------------

constexpr std::string_view kSchema = R"_("sql_schema":
    "CREATE TABLE notes (owner TEXT, at INTEGER, words TEXT, PRIMARY KEY (owner, at))")_";
constexpr std::string_view kData =
    R"_("sql_data": ["INSERT INTO notes VALUES ('a', 1, 'first')"])_";
constexpr std::string_view kSelect =
    R"(SELECT owner, at, words FROM notes WHERE owner = :pk ORDER BY at LIMIT :limit)";
constexpr std::string_view kColumns =
    R"({"owner": "pk", "at": "sk", "words": {"attribute": "text", "after": "note: "}})";

struct Parts {
  std::string_view schema = kSchema;
  std::string_view data = kData;
  std::string_view select = kSelect;
  std::string_view columns = kColumns;
  std::string_view add = "INSERT INTO notes VALUES (:pk, :sk, :text)";
};

/// The small scenario whose pattern "list" has SQL, and with a pattern "add". `steps` and what
/// follows them.
std::string with_sql(std::string_view steps, const Parts& parts = {}) {
  std::string text = small::with_steps(steps);
  const auto put = [&text](std::string_view before, const std::string& what) {
    text.insert(text.find(before), what);
  };
  put(R"("parameters": {"pk")",
      fmt::format(R"("sql": "{}", "columns": {}, )", parts.select, parts.columns));
  put(R"("list": {)", fmt::format(R"("add": {{
      "parameters": {{"pk": "whose", "sk": "when", "text": {{"default": "second"}}}},
      "sql": "{}",
      "requests": [{{"PutItem": {{"TableName": "notes", "Item": {{
          "pk": {{"S": "${{pk}}"}}, "sk": {{"N": "${{sk}}"}}, "text": {{"S": "note: ${{text}}"}}}}}}}}]}},
    )",
                                  parts.add));
  put(R"("functions")", fmt::format("{}, {}, ", parts.schema, parts.data));
  return text;
}

constexpr std::string_view kAdd =
    R"({"name": "add", "pattern": "add", "with": {"pk": "a", "sk": "2"}})";
constexpr std::string_view kList = R"({"name": "list", "pattern": "list", "with": {"pk": "a"}})";

std::string add_and_list(const Parts& parts = {}) {
  return with_sql(fmt::format("[{}, {}]", kAdd, kList), parts);
}

TEST(Sql, AnswersTheSameRowsAsTheRequests) {
  const ScenarioResult result = play(add_and_list());
  EXPECT_EQ(failures_of(result), "");
  // Both were judged by it, though they expect nothing.
  EXPECT_EQ(result.steps[0].judgements.at(0).what, "sql");
  EXPECT_EQ(result.steps[1].judgements.at(0).what, "sql");
}

TEST(Sql, ShowsWhatDiffersRowByRow) {
  const ScenarioResult result =
      play(add_and_list({.add = "INSERT INTO notes VALUES (:pk, :sk, 'third')"}));
  EXPECT_EQ(failures_of(result),
            "list: sql: the requests lack {\"at\":\"2\",\"owner\":\"a\",\"words\":\"third\"}\n");
  const Judgement& judgement = result.steps[1].judgements.at(0);
  EXPECT_EQ(judgement.expected.dump(), R"([{"at":"1","owner":"a","words":"first"},)"
                                       R"({"at":"2","owner":"a","words":"third"}])");
  EXPECT_EQ(judgement.actual.dump(), R"([{"at":"1","owner":"a","words":"first"},)"
                                     R"({"at":"2","owner":"a","words":"second"}])");
}

TEST(Sql, ComparesTheOrderThatItStates) {
  const std::string steps = fmt::format("[{}, {}]", kAdd, kList);
  const std::string newest_first =
      "SELECT owner, at, words FROM notes WHERE owner = :pk ORDER BY at DESC LIMIT :limit";
  EXPECT_EQ(failures_of(play(with_sql(steps, {.select = newest_first}))),
            "list: sql: the same rows in another order: row 1 is "
            "{\"at\":\"1\",\"owner\":\"a\",\"words\":\"first\"}, by the SQL "
            "{\"at\":\"2\",\"owner\":\"a\",\"words\":\"second\"}\n");
  // Rows that are equal in the columns of ORDER BY may stand in any order; without one, all may.
  for (const std::string_view order :
       {"ORDER BY owner, 1", "", "ORDER BY notes.\\\"owner\\\" ASC"}) {
    const std::string select =
        fmt::format("SELECT owner, at, words FROM notes WHERE owner = :pk {} LIMIT :limit", order);
    EXPECT_EQ(failures_of(play(with_sql(steps, {.select = select}))), "") << order;
  }
}

TEST(Sql, MayBeExpectedToDiffer) {
  const auto differing = [](std::string_view add) {
    return failures_of(play(
        with_sql(fmt::format(R"([{}, {{"name": "list", "pattern": "list", "with": {{"pk": "a"}},
                         "expect": {{"count": 2, "sql": "differs"}}}}])",
                             kAdd),
                 {.add = add})));
  };
  EXPECT_EQ(differing("UPDATE notes SET words = words WHERE owner = :pk"), "");
  EXPECT_EQ(differing("INSERT INTO notes VALUES (:pk, :sk, :text)"),
            "list: sql: expected other rows than SQL answers, but they are the same\n");
}

TEST(Sql, OfAWriteIsAppliedOnlyWhenItsRequestsSucceed) {
  const std::string refused = R"({"name": "add", "pattern": "add", "with": {"pk": "", "sk": "2"},
      "expect": {"error": {"type": "ValidationException"}}})";
  EXPECT_EQ(failures_of(play(with_sql(fmt::format("[{}, {}]", refused, kList)))), "");
}

TEST(Sql, ThatRefusesWhatTheRequestsDidIsTold) {
  // The table takes the same key again and again; the relation does not.
  EXPECT_EQ(failures_of(play(with_sql(fmt::format(
                R"([{}, {{"name": "again", "pattern": "add", "with": {{"pk": "a", "sk": "2"}}}}])",
                kAdd)))),
            "again: sql: the SQL of pattern \"add\" is refused: UNIQUE constraint failed: "
            "notes.owner, notes.at; the requests were not\n");
}

TEST(Sql, WithoutDataIsCheckedAndNotRun) {
  const Parts parts{.data = R"("time_to_live": {})", .add = "DELETE FROM notes"};
  EXPECT_EQ(failures_of(play(add_and_list(parts))), "");
}

// ---- wrong SQL ----------------------------------------------------------------------------------

/// The first thing that is said of it, from the pointer on.
std::string refused(const Parts& parts) {
  const std::string problems = problems_of(add_and_list(parts));
  const std::size_t at = problems.find(" /");
  return at == std::string::npos ? problems
                                 : problems.substr(at + 1, problems.find('\n', at) - at - 1);
}

TEST(WrongSql, IsABrokenFile) {
  EXPECT_EQ(refused({.schema = R"_("sql_schema": "CREATE TABEL notes (owner)")_"}),
            R"_(/sql_schema: SQL: near "TABEL": syntax error, at "TABEL notes (owner)")_");
  EXPECT_EQ(refused({.data = R"_("sql_data": "INSERT INTO note VALUES (1)")_"}),
            "/sql_data: SQL: no such table: note");
  EXPECT_EQ(refused({.data = R"_("sql_data": "INSERT INTO notes VALUES (1, 1, 1), (1, 1, 1)")_"}),
            "/sql_data: SQL: UNIQUE constraint failed: notes.owner, notes.at");
  EXPECT_EQ(refused({.select = "SELECT owner, at, words FROM notes WHERE ower = :pk"}),
            R"(/patterns/list/sql: SQL: no such column: ower, at "ower = :pk")");
  EXPECT_EQ(refused({.select = "SELECT owner, at, words FROM notes WHERE owner = :pkk"}),
            R"(/patterns/list/sql: there is no parameter "pkk" for :pkk, did you mean "pk"?)");
  EXPECT_EQ(refused({.select = "SELECT owner, at, words FROM notes WHERE owner = ?"}),
            "/patterns/list/sql: a parameter has a name here, like :user; this is a ?");
  EXPECT_EQ(refused({.select = "SELECT owner, at FROM notes"}),
            "/patterns/list/columns/words: the SELECT has no column words, it has owner, at");
  EXPECT_EQ(refused({.columns = R"({"owner": "pk", "at": "sk"})"}),
            "/patterns/list/columns: the SELECT has a column words, \"columns\" has none");
  EXPECT_EQ(refused({.select = "SELECT owner, at, words FROM notes ORDER BY lower(words)"}),
            "/patterns/list/sql: rows are compared in the order of ORDER BY, which must name "
            "columns of the SELECT (owner, at, words); \"lower ( words )\" is none");
  EXPECT_EQ(refused({.select = "SELECT owner, at, words FROM notes; DELETE FROM notes"}),
            "/patterns/list/sql: a pattern that reads has one SELECT, which writes nothing");
}

TEST(WrongSql, ThatWouldLeaveItsDatabaseIsRefused) {
  const auto adding = [](std::string_view add) { return refused({.add = add}); };
  EXPECT_EQ(adding("ATTACH 'x.db' AS x").find("/patterns/add/sql: SQL: not authorized"), 0U);
  EXPECT_EQ(adding("PRAGMA user_version = 1").find("/patterns/add/sql: SQL: not authorized"), 0U);
  EXPECT_EQ(adding("COMMIT").find("/patterns/add/sql: SQL: not authorized"), 0U);
  EXPECT_EQ(adding("INSERT OR ROLLBACK INTO notes VALUES (1, 2, 3)")
                .find("/patterns/add/sql: SQL: ROLLBACK is not for this text"),
            0U);
}

TEST(WrongSql, ThatWouldNotAnswerTheSameInEachRunIsRefused) {
  const auto adding = [](std::string_view value) {
    return refused({.add = fmt::format("INSERT INTO notes VALUES (:pk, 1, {})", value)});
  };
  EXPECT_NE(adding("random()").find("its answer would not be the same in each run"),
            std::string::npos);
  EXPECT_NE(adding("CURRENT_TIMESTAMP").find("SQL: "), std::string::npos);
  EXPECT_NE(adding("datetime( 'now' )").find("the machine's clock is not asked"),
            std::string::npos);
  EXPECT_EQ(problems_of(add_and_list(
                {.add = "INSERT INTO notes VALUES (:pk, 1, date('2026-01-01', '+1 day'))"})),
            "");
}

// ---- properties in SQL --------------------------------------------------------------------------

std::string with_property(std::string_view said, const Parts& parts = {}) {
  return with_sql(fmt::format(R"([{}], "properties": {{"it": {{"at_rest": {}}}}})", kAdd, said),
                  parts);
}

TEST(SqlProperty, AsksThePatternsForAllThatSqlKnows) {
  constexpr std::string_view kAgree =
      R"({"patterns": [{"pattern": "list", "with": {"limit": 5},
                        "for": "SELECT DISTINCT owner AS pk FROM notes"}]})";
  EXPECT_EQ(failures_of(play(with_property(kAgree))), "");
  const std::string found =
      failures_of(play(with_property(kAgree, {.add = "INSERT INTO notes VALUES (:pk, 9, :text)"})));
  EXPECT_EQ(found,
            "it: property \"it\": pattern \"list\" with limit 5, pk a: the requests lack "
            "{\"at\":\"9\",\"owner\":\"a\",\"words\":\"second\"}\n");
}

TEST(SqlProperty, OverTheTablesThemselvesReturnsNoRows) {
  EXPECT_EQ(failures_of(play(with_property(R"({"sql": "SELECT pk FROM notes WHERE sk > 2"})"))),
            "");
  const ScenarioResult result =
      play(with_property(R"({"sql": "SELECT pk, sk, text FROM notes WHERE sk >= 2"})"));
  EXPECT_EQ(failures_of(result),
            "it: property \"it\": the SQL returns 1 row, and must return none\n");
  EXPECT_EQ(result.steps.back().judgements.back().actual.dump(),
            R"([{"pk":"a","sk":"2","text":"note: second"}])");
}

TEST(SqlProperty, KnowsTheAttributesThatTheFileNamesAndThoseDeclared) {
  EXPECT_NE(problems_of(with_property(R"({"sql": "SELECT color FROM notes"})"))
                .find("/properties/it/at_rest/sql: SQL: no such column: color"),
            std::string::npos);
  EXPECT_EQ(problems_of(with_property(R"({"sql": {
                "query": "SELECT color FROM notes WHERE color IS NOT NULL",
                "attributes": {"notes": ["color"]}}})")),
            "");
}

TEST(SqlProperty, NeedsWhatItSpeaksOf) {
  EXPECT_NE(
      problems_of(with_property(R"({"patterns": [{"pattern": "list"}]})"))
          .find("pattern \"list\" needs the parameter \"pk\", from \"with\" or from a column"),
      std::string::npos);
  EXPECT_NE(problems_of(with_property(R"({"patterns": [{"pattern": "add", "with": {"pk": "a",
                "sk": "1"}}]})"))
                .find("pattern \"add\" has no SELECT that it could agree with"),
            std::string::npos);
}

// ---- the oracle by itself -----------------------------------------------------------------------

TEST(SqlOracle, GoesBackAndForthBetweenSequencesOfWrites) {
  const auto scenario = small::read(add_and_list());
  const auto oracle = std::move(*SqlOracle::make(*scenario));
  ASSERT_TRUE(oracle);
  const auto add = [](std::int64_t at) {
    return SqlCall{"add", {{"pk", "a"}, {"sk", at}, {"text", "x"}}};
  };
  const SqlCall list{"list", {{"pk", "a"}, {"limit", std::int64_t{10}}}};
  const auto rows_after = [&](const std::vector<SqlCall>& done) {
    oracle->play(done);
    return oracle->rows(list).rows.size();
  };
  EXPECT_EQ(rows_after({}), 1U);
  EXPECT_EQ(rows_after({add(2), add(3)}), 3U);
  EXPECT_EQ(rows_after({add(2)}), 2U);
  EXPECT_EQ(rows_after({add(4), add(3), add(2)}), 4U);
  EXPECT_EQ(rows_after({add(2), add(3), add(4)}), 4U);
  EXPECT_EQ(rows_after({}), 1U);
  // A write that SQL refuses changes nothing, and what comes after it is still done.
  EXPECT_EQ(rows_after({add(2), add(2), add(3)}), 3U);
  ASSERT_NE(oracle->refused(), nullptr);
  EXPECT_EQ(rows_after({add(3)}), 2U);
  EXPECT_EQ(oracle->refused(), nullptr);
}

TEST(SqlOracle, IsNotThereWithoutSql) {
  const auto scenario = small::read(small::text());
  EXPECT_EQ(*SqlOracle::make(*scenario), nullptr);
}

TEST(SqlCall, TakesScalarsAsTheyAre) {
  const SqlCall call = sql_call("p", {{"a", "text"},
                                      {"b", 3},
                                      {"c", true},
                                      {"d", nullptr},
                                      {"e", Ordered{{"S", "s"}}},
                                      {"f", Ordered{{"M", Ordered::object()}}}});
  EXPECT_EQ(call.parameters.at("a"), SqlValue("text"));
  EXPECT_EQ(call.parameters.at("b"), SqlValue(std::int64_t{3}));
  EXPECT_EQ(call.parameters.at("c"), SqlValue(std::int64_t{1}));
  EXPECT_EQ(call.parameters.at("d"), SqlValue());
  EXPECT_EQ(call.parameters.at("e"), SqlValue("s"));
  EXPECT_EQ(call.parameters.at("f"), SqlValue(R"({"M":{}})"));
}

// ---- SQL as text --------------------------------------------------------------------------------

TEST(SqlText, FindsTheColumnsOfTheOutermostOrderBy) {
  const std::vector<std::string> columns{"a", "b c", "d"};
  const auto order = [&](std::string_view sql) { return *ordered_by(sql, columns); };
  using Places = std::vector<std::size_t>;
  EXPECT_EQ(order("SELECT 1"), Places{});
  EXPECT_EQ(order("SELECT a FROM t ORDER BY d DESC NULLS LAST, t.a LIMIT 3"), (Places{2, 0}));
  EXPECT_EQ(order("SELECT a FROM t order by \"b c\" COLLATE NOCASE, 3;"), (Places{1, 2}));
  EXPECT_EQ(order("SELECT a FROM (SELECT a FROM t ORDER BY x) -- ORDER BY y"), Places{});
  EXPECT_EQ(order("SELECT ' ORDER BY x ' /* ORDER BY y */ FROM t ORDER BY A"), Places{0});
  EXPECT_FALSE(ordered_by("SELECT a FROM t ORDER BY a || d", columns));
  EXPECT_FALSE(ordered_by("SELECT a FROM t ORDER BY 4", columns));
}

TEST(SqlText, KnowsAQuery) {
  EXPECT_TRUE(is_query("-- words\n select 1"));
  EXPECT_TRUE(is_query("WITH x AS (SELECT 1) SELECT * FROM x"));
  EXPECT_FALSE(is_query("UPDATE t SET a = 1"));
  EXPECT_FALSE(is_query(""));
}

TEST(Sqlite, EndsWhatHasNoEnd) {
  sqlite::Database database;
  const auto done = database.run(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM "
      "n");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "no end after a hundred million steps");
}

TEST(Sqlite, WritesNumbersInPlainNotation) {
  sqlite::Database database;
  auto statements = *database.prepare("SELECT 3, 3.0, 0.1, 1e20, 'a', x'00ff', NULL, -0.0");
  ASSERT_TRUE(*statements.at(0).step());
  const std::vector<std::optional<std::string>> wanted{
      "3", "3", "0.1", "100000000000000000000", "a", "AP8=", std::nullopt, "0"};
  for (int column = 0; column < 8; ++column) {
    EXPECT_EQ(statements[0].text(column), wanted[static_cast<std::size_t>(column)]) << column;
  }
}

}  // namespace
}  // namespace ddbsim::scenario
