#include <algorithm>
#include <sstream>

#include "tests/service/partiql_fixture.hpp"

// SELECT: what it finds, and what is refused once the table is known. Captured from DynamoDB Local,
// unless a comment says otherwise.
namespace ddbsim::service {
namespace {

using PartiqlSelect = PartiqlTest;

struct Read {
  std::string statement;
  std::string found;  ///< sorted: most of these are scans
  expression::Parameters parameters = {};
};

const std::vector<Read> kReads = {
    {"SELECT * FROM pqT", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM \"pqT\"", "a/1 a/2 a/3 b/1"},
    {"select * from pqT where pk = 'a' and sk = 1", "a/1"},
    {"SELECT * FROM \"pqT\" WHERE pk = 'a'", "a/1 a/2 a/3"},
    {"SELECT * FROM \"pqT\" WHERE pk = 'a' ORDER BY sk DESC", "a/1 a/2 a/3"},
    {"SELECT * FROM \"pqT\".\"gsi\" WHERE g = 'x'", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT.gsi WHERE g = 'x'", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT WHERE v IS MISSING", ""},
    {"SELECT * FROM pqT WHERE v IS NOT MISSING", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE nul IS NULL", "a/3"},
    {"SELECT * FROM pqT WHERE nul IS NOT NULL", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT WHERE nul = NULL", "a/3"},
    {"SELECT * FROM pqT WHERE s = <<'p','q'>>", "a/2"},
    {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY pk, sk DESC", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY pk DESC", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT WHERE pk IN ['a','b']", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ('a','b')", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['b','a'] ORDER BY pk DESC", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['b','a'] ORDER BY sk DESC", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['a','b'] AND sk = 1", "a/1 b/1"},
    {"SELECT * FROM pqT WHERE pk = 'a' OR pk = 'b'", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND pk = 'b'", ""},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk IN [1,2]", "a/1 a/2"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk IN (2,1)", "a/1 a/2"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND (sk = 1 OR sk = 3)", "a/1 a/3"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk BETWEEN 2 AND 3", "a/2 a/3"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk > 1 AND sk < 3", "a/2"},
    {"SELECT * FROM pqT WHERE begins_with(\"g\", 'x')", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT WHERE contains(s, 'p')", "a/2"},
    {"SELECT * FROM pqT WHERE size(s) = 2", "a/2"},
    {"SELECT * FROM pqT WHERE size(s) > 1 AND attribute_type(v, 'N')", "a/2"},
    {"SELECT * FROM pqT WHERE attribute_exists(v)", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE NOT v = 1", "a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE v != 1", "a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE v <> 1", "a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE v NOT IN [1]", "a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE v NOT BETWEEN 1 AND 2", "a/3 b/1"},
    {"SELECT * FROM pqT WHERE 1 = v", "a/1"},
    {"SELECT * FROM pqT WHERE 'a' = pk", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT;", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT -- comment", "a/1 a/2 a/3 b/1"},
    {"SELECT * /* c */ FROM pqT", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk = \"a\"", ""},
    {"SELECT * FROM pqT WHERE pk = a", ""},
    {"SELECT * FROM pqT WHERE pk = 'it''s'", ""},
    {"SELECT * FROM pqT WHERE v = -1", ""},
    {"SELECT * FROM pqT WHERE v = - 1", ""},
    {"SELECT * FROM pqT WHERE v = +1", "a/1"},
    {"SELECT * FROM pqT WHERE v = 1.0", "a/1"},
    {"SELECT * FROM pqT WHERE v = 1e0", "a/1"},
    {"SELECT * FROM pqT WHERE v = 1E0", "a/1"},
    {"SELECT * FROM pqT WHERE v = 01", "a/1"},
    {"SELECT * FROM pqT WHERE v = .5", ""},
    {"SELECT * FROM pqT WHERE v = 5.", "b/1"},
    {"SELECT * FROM pqT WHERE v = TRUE", ""},
    {"SELECT * FROM pqT WHERE v = true OR v = False", ""},
    {"SELECT * FROM pqT WHERE v IN (1)", "a/1"},
    {"SELECT * FROM pqT WHERE v IN <<1,2>>", "a/1 a/2"},
    {"SELECT * FROM pqT WHERE m = {'b':[1,'two']}", "a/1"},
    {"SELECT * FROM pqT WHERE m.b = [1,'two']", "a/1"},
    {"SELECT * FROM pqT WHERE m.b[0] = 1", "a/1"},
    {"SELECT * FROM pqT WHERE m['b'][0] = 1", "a/1"},
    {"SELECT * FROM pqT WHERE m.\"b\"[0] = 1", "a/1"},
    {"SELECT * FROM pqT WHERE \"m.b\" = 1", ""},
    {"SELECT * FROM pqT WHERE m.b['x'] = 1", ""},
    {"SELECT * FROM pqT WHERE m.b[v] = 1", ""},
    {"SELECT * FROM pqT WHERE pk = ?", "a/1 a/2 a/3", {"a"}},
    {"SELECT * FROM pqT WHERE pk = ?", "a/1 a/2 a/3", {"a", "b"}},
    {"SELECT * FROM pqT", "a/1 a/2 a/3 b/1", {"a"}},
    {"SELECT * FROM pqT", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN [?,?]", "a/1 a/2 a/3 b/1", {"a", "b"}},
    {"SELECT * FROM pqT WHERE ? = ?", "a/1 a/2 a/3 b/1", {"a", "a"}},
    {"SELECT * FROM pqT WHERE 1 = 1", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE BEGINS_WITH(pk, 'a')", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT WHERE begins_with(pk,'a') = TRUE", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT WHERE attribute_not_exists(v)", ""},
    {"SELECT * FROM pqT WHERE v IS STRING", "a/3"},
    {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY sk ASC, pk", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY sk DESC, sk ASC", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT.gko WHERE g='x'", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT.lsi WHERE pk='a'", "a/1 a/2"},
    {"SELECT * FROM pqT['gsi'] WHERE g='x'", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT WHERE v IS BOOL", ""},
    {"SELECT * FROM pqT WHERE v IS LIST", ""},
    {"SELECT * FROM pqT WHERE v IS STRUCT", ""},
    {"SELECT * FROM pqT WHERE v IS TUPLE", ""},
    {"SELECT * FROM pqT WHERE v IS BLOB", ""},
    {"SELECT * FROM pqT WHERE v IS NOT STRING", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT WHERE nope IS NULL", ""},
    {"SELECT * FROM pqT WHERE (v = 1)", "a/1"},
    {"SELECT * FROM pqT WHERE ((v = 1))", "a/1"},
    {"SELECT * FROM pqT WHERE (v) = (1)", "a/1"},
    {"SELECT * FROM pqT WHERE NOT NOT v = 1", "a/1"},
    {"SELECT * FROM pqT WHERE v = 1 AND NOT v = 2 OR v = 5", "a/1 b/1"},
    {"SELECT * FROM pqT WHERE v BETWEEN 1 AND 2 AND pk = 'a'", "a/1 a/2"},
    {"SELECT * FROM pqT WHERE contains(g, 1)", ""},
    {"SELECT * FROM pqT WHERE contains('xyz', g)", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE begins_with('xyz', g)", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT WHERE size(g) BETWEEN 1 AND 2", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE size(g) IN (1,2)", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE 1 IN (v,2)", "a/1"},
    {"SELECT * FROM pqT WHERE v = (1,2)", ""},
    {"SELECT * FROM pqT WHERE v IN ((1),(2))", "a/1 a/2"},
    {"SELECT * FROM pqT WHERE v IN ([1],2)", "a/2"},
    {"SELECT * FROM pqT WHERE v IN [[1],2]", "a/2"},
    {"SELECT * FROM pqT WHERE pk > 'a'", "b/1"},
    {"SELECT * FROM pqT WHERE pk <> 'a' AND sk=1", "b/1"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk <> 1", "a/2 a/3"},
    {"SELECT * FROM pqT WHERE pk = g", ""},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk = v", "a/1 a/2"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND (pk = 'a' OR v = 1)", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND pk = 'a'", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT WHERE pk = 'a' OR v = 1", "a/1 a/2 a/3"},
    {"SELECT * FROM pqT.gsi WHERE g = 'x' AND pk = 'a'", "a/1 a/2"},
    {"SELECT * FROM pqT.gsi WHERE g = 'x' AND sk = 1", "a/1 b/1"},
    {"SELECT * FROM pqT.gsi WHERE g = 'x' ORDER BY sk DESC", "a/1 a/2 b/1"},
    {"SELECT * FROM pqT.gsi", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT.lsi WHERE pk = 'a' ORDER BY l DESC", "a/1 a/2"},
    {"SELECT * FROM pqT WHERE pk IN "
     "('1','2','3','4','5','6','7','8','9','10','11','12','13','14','15','16','17','18','19'"
     ",'20','21','22','23','24','25','26','27','28','29','30','31','32','33','34','35','36',"
     "'37','38','39','40','41','42','43','44','45','46','47','48','49','50','51')",
     ""},
    {"SELECT * FROM pqT WHERE v = 'a' -- 'comment", ""},
    {"SELECT * FROM pqT WHERE _v = 1 AND $v = 1 AND v$ = 1", ""},
    {"SELECT * FROM pqT WHERE pk IN ['b','a']", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['a','b'] ORDER BY pk DESC", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['a','b'] ORDER BY pk ASC", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['b','a'] ORDER BY pk", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['b','a'] ORDER BY pk, sk DESC", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['b','a'] ORDER BY sk", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk = 'b' OR pk = 'a' ORDER BY sk", "a/1 a/2 a/3 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['b','a'] AND sk = 1", "a/1 b/1"},
    {"SELECT * FROM pqT WHERE pk IN ['b','a'] AND sk > 1", "a/2 a/3"},
    {"SELECT * FROM pqT WHERE (pk = 'a' AND sk = 1) OR (pk = 'b' AND sk = 1)", "a/1 b/1"},
    {"SELECT * FROM pqT WHERE v = - -1", "a/1"},
    {"SELECT * FROM pqT WHERE v = {}", ""},
    {"SELECT * FROM pqT WHERE v = []", ""},
    {"SELECT * FROM pqT WHERE v = ''", ""},
    {"SELECT * FROM pqT WHERE v = 0.1e-3", ""},
    {"SELECT * FROM pqT WHERE m['b']['c'] = 1", ""},
    {"SELECT * FROM pqT WHERE v = (1)", "a/1"},
    {"SELECT * FROM pqT WHERE \"size\" > 1", ""},
    {"SELECT * FROM pqT WHERE v = [-1]", ""},
    {"SELECT * FROM pqT WHERE v = <<-1, 1>>", ""},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk = 1 AND v = 1 AND v IN (1, 'a') AND v IN "
     "('a', [1])",
     ""},
    {"SELECT * FROM pqH WHERE pk = 'a' ORDER BY pk", "a/"},
};

TEST_F(PartiqlSelect, FindsItems) {
  for (const Read& read : kReads) {
    EXPECT_EQ(found(read.statement, read.parameters), read.found) << read.statement;
  }
}

const std::vector<Read> kParts = {
    {"SELECT pk, sk, v FROM pqT",
     "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"},\"v\":{\"N\":\"1\"}} "
     "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"2\"},\"v\":{\"N\":\"2\"}} "
     "{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"3\"},\"v\":{\"S\":\"str\"}} "
     "{\"pk\":{\"S\":\"b\"},\"sk\":{\"N\":\"1\"},\"v\":{\"N\":\"5\"}}"},
    {"SELECT m.b[1], v FROM pqT WHERE pk='a'",
     "{\"b[1]\":{\"S\":\"two\"},\"v\":{\"N\":\"1\"}} {\"v\":{\"N\":\"2\"}} "
     "{\"v\":{\"S\":\"str\"}}"},
    {"SELECT m.b FROM pqT WHERE pk='a'", "{\"b\":{\"L\":[{\"N\":\"1\"},{\"S\":\"two\"}]}} {} {}"},
    {"SELECT m FROM pqT WHERE pk='a' AND sk = 1",
     "{\"m\":{\"M\":{\"b\":{\"L\":[{\"N\":\"1\"},{\"S\":\"two\"}]}}}}"},
    {"SELECT PK FROM pqT", "{} {} {} {}"},
    {"SELECT \"v\" FROM pqT WHERE pk='a' AND sk=1", "{\"v\":{\"N\":\"1\"}}"},
    {"SELECT m['b'] FROM pqT WHERE pk='a' AND sk=1",
     "{\"b\":{\"L\":[{\"N\":\"1\"},{\"S\":\"two\"}]}}"},
    {"SELECT m.b[5] FROM pqT WHERE pk='a' AND sk=1", "{}"},
    {"SELECT pqT.v FROM pqT WHERE pk='a' AND sk=1", "{}"},
    {"SELECT \"order\" FROM pqH", "{\"order\":{\"S\":\"o\"}} {}"},
    {"SELECT name FROM pqH", "{} {}"},
    {"SELECT v FROM pqT.lsi WHERE pk='a'", "{\"v\":{\"N\":\"1\"}} {\"v\":{\"N\":\"2\"}}"},
    {"SELECT @v FROM pqT",
     "{\"v\":{\"N\":\"1\"}} {\"v\":{\"N\":\"2\"}} {\"v\":{\"N\":\"5\"}} "
     "{\"v\":{\"S\":\"str\"}}"},
    {"SELECT m.b[1], m.b[0] FROM pqT WHERE pk='a' AND sk=1",
     "{\"b[0]\":{\"N\":\"1\"},\"b[1]\":{\"S\":\"two\"}}"},
    {"SELECT m.b[0], b FROM pqT WHERE pk='a' AND sk=1", "{\"b[0]\":{\"N\":\"1\"}}"},
    {"SELECT ALL v FROM pqT",
     "{\"v\":{\"N\":\"1\"}} {\"v\":{\"N\":\"2\"}} {\"v\":{\"N\":\"5\"}} "
     "{\"v\":{\"S\":\"str\"}}"},
    {"SELECT m[v] FROM pqT WHERE pk = 'a' AND sk = 1", "{}"},
    {"SELECT (v) FROM pqT WHERE pk = 'a' AND sk = 1", "{\"v\":{\"N\":\"1\"}}"},
};

TEST_F(PartiqlSelect, FindsParts) {
  for (const Read& read : kParts) {
    EXPECT_EQ(sorted_text(read.statement, read.parameters), read.found) << read.statement;
  }
}

struct Refused {
  std::string statement;
  std::string message;
  expression::Parameters parameters = {};
};

const std::vector<Refused> kRefused = {
    {"SELECT * FROM \"pqT\".\"nope\" WHERE g = 'x'",
     "The table does not have the specified index: nope"},
    {"SELECT * FROM pqT ORDER BY sk",
     "Must have WHERE clause in the statement when using ORDER BY clause."},
    {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY v",
     "Variable reference v in ORDER BY clause must be part of the primary key"},
    {"SELECT * FROM pqT WHERE pk = 1",
     "Key attribute's data type should match its data type in table's schema: Key pk"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk = '1'",
     "Key attribute's data type should match its data type in table's schema: Key sk"},
    {"SELECT * FROM pqT WHERE pk = ''",
     "One or more parameter values are not valid. The AttributeValue for a key attribute "
     "cannot contain an empty string value. Key: pk"},
    {"SELECT * FROM pqT WHERE sk = 1 ORDER BY sk",
     "Must have at least one non-optional hash key condition in WHERE clause when using "
     "ORDER BY clause."},
    {"SELECT v FROM pqT.gko WHERE g='x'",
     "One or more parameter values were invalid: Global secondary index gko does not "
     "project [v]"},
    {"EXISTS(SELECT * FROM pqT WHERE pk='a' AND sk=1)",
     "EXISTS can only be used in ExecuteTransaction write requests."},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk > '1'",
     "Key attribute's data type should match its data type in table's schema: Key sk"},
    {"SELECT * FROM pqT WHERE pk.x = 'a'",
     "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
     "allowed: Key: pk"},
    {"SELECT * FROM pqT.gsi WHERE g = 'x' ORDER BY pk DESC",
     "Variable reference pk in ORDER BY clause must be part of the primary key"},
    {"SELECT * FROM pqT.gsi WHERE g = 5",
     "Key attribute's data type should match its data type in table's schema: Key g"},
    {"foo(1)", "EXISTS can only be used in ExecuteTransaction write requests."},
    {"1+1", "EXISTS can only be used in ExecuteTransaction write requests."},
    {"SELECT pk.x FROM pqT WHERE pk = 'a' AND sk = 1",
     "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
     "allowed: Key: pk"},
    {"SELECT * FROM pqH WHERE pk = 'a' ORDER BY sk",
     "Variable reference sk in ORDER BY clause must be part of the primary key"},
};

TEST_F(PartiqlSelect, Refuses) {
  for (const Refused& refused : kRefused) {
    EXPECT_EQ(found(refused.statement, refused.parameters), validation(refused.message))
        << refused.statement;
  }
}

TEST_F(PartiqlSelect, ReadsPartitionsInOrderOfTheStatement) {
  for (const auto& [statement, order] : std::vector<std::pair<std::string, std::string>>{
           {"SELECT * FROM pqT WHERE pk IN ['b', 'a']", "b/1 a/1 a/2 a/3"},
           {"SELECT * FROM pqT WHERE pk IN ['a', 'b'] ORDER BY pk DESC", "b/1 a/1 a/2 a/3"},
           {"SELECT * FROM pqT WHERE pk IN ['b', 'a'] ORDER BY pk", "b/1 a/1 a/2 a/3"},
           {"SELECT * FROM pqT WHERE pk IN ['b', 'a'] ORDER BY pk, sk DESC", "b/1 a/3 a/2 a/1"},
           {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY sk DESC", "a/3 a/2 a/1"},
           {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY pk DESC", "a/1 a/2 a/3"},
           {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY sk DESC, sk ASC", "a/3 a/2 a/1"},
           {"SELECT * FROM pqT.gsi WHERE g = 'x' AND sk > 1 ORDER BY sk DESC", "a/2"},
       }) {
    EXPECT_EQ(keys_of(run(statement)), order) << statement;
  }
}

TEST_F(PartiqlSelect, PagesByLimitAndToken) {
  for (const auto& [statement, pages] : std::vector<std::pair<std::string, std::string>>{
           {"SELECT * FROM pqT WHERE pk = 'a'", "a/1 a/2|a/3"},
           {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY sk DESC", "a/3 a/2|a/1"},
           {"SELECT * FROM pqT WHERE pk IN ['b', 'a']", "b/1 a/1|a/2 a/3|"},
           {"SELECT * FROM pqT WHERE pk = 'a' AND v = 2", "a/2|"},
           {"SELECT * FROM pqT.gsi WHERE g = 'x' AND sk = 1", "a/1 b/1|"},
           {"SELECT * FROM pqT.gsi WHERE g = 'x' ORDER BY sk DESC", "a/2 b/1|a/1"},
       }) {
    EXPECT_EQ(all_pages(statement, 2), pages) << statement;
  }
  const std::string scanned = all_pages("SELECT * FROM pqT", 1);
  EXPECT_EQ(std::ranges::count(scanned, '|'), 4) << scanned;
  const auto page = run("SELECT * FROM pqT WHERE pk = 'a'", {}, 1);
  EXPECT_EQ(text_of(page->last_evaluated_key), R"({"pk":{"S":"a"},"sk":{"N":"1"}})");
}

TEST_F(PartiqlSelect, RefusesForeignTokens) {
  const auto page = run("SELECT * FROM pqT WHERE pk = 'a'", {}, 1);
  for (const auto& [statement, token] : std::vector<std::pair<std::string, std::string>>{
           {"SELECT * FROM pqT", "abc"},
           {"SELECT * FROM pqT", "AAAA"},
           {"SELECT * FROM pqH", *page->next_token},
           {"SELECT * FROM pqT WHERE pk = 'b'", *page->next_token},
           {"SELECT * FROM pqT WHERE pk = 'a' AND sk > 1", *page->next_token},
       }) {
    EXPECT_EQ(error_of(call(ExecuteStatementRequest{.statement = statement, .next_token = token})),
              validation("Invalid NextToken"))
        << statement;
  }
}

/// A partition is read for itself, what is read counts: facts 2.1.
TEST_F(PartiqlSelect, ConsumesAsTheReadsThatItStandsFor) {
  const auto units = [&](std::string statement, bool consistent = false) {
    return text_of(call(ExecuteStatementRequest{.statement = std::move(statement),
                                                .consistent_read = consistent,
                                                .return_consumed_capacity = "INDEXES"})
                       ->consumed_capacity);
  };
  EXPECT_EQ(units("SELECT * FROM pqT"), "0.5 = table 0.5");
  EXPECT_EQ(units("SELECT * FROM pqT WHERE pk = 'a'", true), "1 = table 1");
  EXPECT_EQ(units("SELECT * FROM pqT WHERE pk IN ['a', 'b', 'c']"), "1.5 = table 1.5");
  EXPECT_EQ(units("SELECT * FROM pqT.gsi WHERE g IN ['x', 'y']"), "1 = table 0, gsi 1");
  EXPECT_EQ(error_of(call(ExecuteStatementRequest{.statement = "SELECT * FROM pqT.gsi",
                                                  .consistent_read = true})),
            validation("Consistent read cannot be true when scanning a GSI"));
}

/// The shapes of the API model; DynamoDB Local looks at little of them.
TEST_F(PartiqlSelect, HasItsShape) {
  const std::string head = "1 validation error detected: Value ";
  const std::string tail = " failed to satisfy constraint: Member must ";
  EXPECT_EQ(error_of(call(ExecuteStatementRequest{})),
            validation(head + "null at 'statement'" + tail + "not be null"));
  EXPECT_EQ(
      error_of(call(ExecuteStatementRequest{.statement = ""})),
      validation(head + "'' at 'statement'" + tail + "have length greater than or equal to 1"));
  const std::string longest(8193, ' ');
  EXPECT_EQ(error_of(call(ExecuteStatementRequest{.statement = longest})),
            validation(head + "'" + longest + "' at 'statement'" + tail +
                       "have length less than or equal to 8192"));
  EXPECT_EQ(
      error_of(call(ExecuteStatementRequest{.statement = "SELECT * FROM pqT",
                                            .parameters = std::vector<value::AttributeValue>{}})),
      validation(head + "'[]' at 'parameters'" + tail + "have length greater than or equal to 1"));
  EXPECT_EQ(error_of(call(ExecuteStatementRequest{.statement = "SELECT * FROM pqT", .limit = 0})),
            validation(head + "'0' at 'limit'" + tail + "have value greater than or equal to 1"));
  EXPECT_EQ(error_of(run("SELECT * FROM nope")),
            "ResourceNotFoundException: Requested resource not found");
}

}  // namespace
}  // namespace ddbsim::service
