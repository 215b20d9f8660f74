#include "tests/service/partiql_fixture.hpp"

// INSERT, UPDATE and DELETE. Captured from DynamoDB Local, unless a comment says otherwise; the
// statements of a table run one after the other.
namespace ddbsim::service {
namespace {

class PartiqlWrite : public PartiqlTest {
 protected:
  /// What RETURNING gives, or the error and the item that came with it.
  std::string answer(const std::string& statement, const expression::Parameters& parameters = {},
                     bool return_old = false) {
    const auto response = call(ExecuteStatementRequest{
        .statement = statement,
        .parameters = optional(parameters),
        .return_values_on_condition_check_failure = return_old ? Text("ALL_OLD") : Text{}});
    if (response) {
      return listed(response, [](const Item& item) { return text_of(item); }, false);
    }
    return error_of(response) +
           (response.error().item ? " " + text_of(response.error().item) : std::string());
  }
};

struct Write {
  std::string statement;
  std::string answer;
  expression::Parameters parameters = {};
  bool return_old = false;
};

const std::vector<Write> kWrites = {
    {"UPDATE pqH SET v = 5 WHERE pk = 'a'", ""},
    {"UPDATE pqH SET v = v + 1 WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"6\"}}"},
    {"UPDATE pqH SET v = v + 1 WHERE pk = 'a' RETURNING ALL OLD *",
     "{\"l\":{\"L\":[{\"N\":\"1\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"6\"}}"},
    {"UPDATE pqH SET v = v - 1 SET w = 3 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "{\"v\":{\"N\":\"6\"},\"w\":{\"N\":\"3\"}}"},
    {"UPDATE pqH SET v = v - 1, w = 4 WHERE pk = 'a' RETURNING MODIFIED OLD *",
     "{\"v\":{\"N\":\"6\"},\"w\":{\"N\":\"3\"}}"},
    {"UPDATE pqH SET v = 1 REMOVE w WHERE pk = 'a' RETURNING MODIFIED OLD *",
     "{\"v\":{\"N\":\"5\"},\"w\":{\"N\":\"4\"}}"},
    {"UPDATE pqH REMOVE w WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH REMOVE w REMOVE q WHERE pk = 'a'", ""},
    {"UPDATE pqH SET s = set_add(s, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\",\"z\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH SET s = set_delete(s, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH SET s2 = set_add(s, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: The first argument to SET_ADD must equal the assignment value"},
    {"UPDATE pqH SET s3 = set_add(nos, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: The first argument to SET_ADD must equal the assignment value"},
    {"UPDATE pqH SET s4 = set_add(s4, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\"]},\"s4\":{\"SS\":[\"z\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH SET s4 = set_delete(s4, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH SET s = set_add(s, 'z') WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: The second argument to SET_ADD must be a value with type SET at "
     "1:28:1"},
    {"UPDATE pqH SET s = set_add(s, <<1>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: An operand in the update expression has an incorrect data type"},
    {"UPDATE pqH SET s = set_add(s) WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: SET_ADD must have exactly two arguments at 1:20:7"},
    {"UPDATE pqH SET s = set_add(<<'a'>>, <<'b'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: The first argument to SET_ADD must equal the assignment value"},
    {"UPDATE pqH SET v = set_add(v, 1) WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: The second argument to SET_ADD must be a value with type SET at "
     "1:28:1"},
    {"UPDATE pqH SET l = list_append(l, [2]) WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"}]},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":"
     "\"a\"},\"s\":{\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH SET l = list_append([0], l) WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"N\":\"0\"},{\"N\":\"1\"},{\"N\":\"2\"}]},\"order\":{\"S\":\"o\"},"
     "\"pk\":{\"S\":\"a\"},\"s\":{\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH SET l[0] = 'first' WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"S\":\"first\"},{\"N\":\"1\"},{\"N\":\"2\"}]},\"order\":{\"S\":\"o\"}"
     ",\"pk\":{\"S\":\"a\"},\"s\":{\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqH SET l[99] = 'last' WHERE pk = 'a' RETURNING ALL NEW *",
     "{\"l\":{\"L\":[{\"S\":\"first\"},{\"N\":\"1\"},{\"N\":\"2\"},{\"S\":\"last\"}]},"
     "\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{\"SS\":[\"p\",\"q\"]},\"v\":{"
     "\"N\":\"1\"}}"},
    {"UPDATE pqH REMOVE l[0] WHERE pk = 'a'", ""},
    {"UPDATE pqH SET mm.x = 1 WHERE pk = 'a' RETURNING ALL NEW *",
     "ValidationException: The document path provided in the update expression is invalid "
     "for update"},
    {"UPDATE pqH SET mm = {'x':1} WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "{\"mm\":{\"M\":{\"x\":{\"N\":\"1\"}}}}"},
    {"UPDATE pqH SET mm.x = 2 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "{\"mm\":{\"M\":{\"x\":{\"N\":\"2\"}}}}"},
    {"UPDATE pqH SET mm.x = if_not_exists(mm.y, 7) WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "{\"mm\":{\"M\":{\"x\":{\"N\":\"7\"}}}}"},
    {"UPDATE pqH SET v = if_not_exists(v, 0) + 1 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "{\"v\":{\"N\":\"2\"}}"},
    {"UPDATE pqH SET v = v + 1 + 1 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "{\"v\":{\"N\":\"4\"}}"},
    {"UPDATE pqH SET v = v * 2 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "ValidationException: Unsupported operator in Update Expression. Operator: *"},
    {"UPDATE pqH SET v = (v + 2) WHERE pk = 'a' RETURNING MODIFIED NEW *", "{\"v\":{\"N\":\"6\"}}"},
    {"UPDATE pqH SET v = -v WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "ValidationException: Incorrect number of operands for operator or function; operator "
     "or function: -, number of operands: 1"},
    {"UPDATE pqH SET v = 1 - v WHERE pk = 'a' RETURNING MODIFIED NEW *", "{\"v\":{\"N\":\"-5\"}}"},
    {"UPDATE pqH SET v = 1 + 2 WHERE pk = 'a' RETURNING MODIFIED NEW *", "{\"v\":{\"N\":\"3\"}}"},
    {"UPDATE pqH SET v = 'a' + 2 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "ValidationException: Incorrect operand type for operator or function; operator or "
     "function: +, operand type: S"},
    {"UPDATE pqH SET v = nope WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "ValidationException: The provided expression refers to an attribute that does not "
     "exist in the item"},
    {"UPDATE pqH SET v = nope + 1 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "ValidationException: The provided expression refers to an attribute that does not "
     "exist in the item"},
    {"UPDATE pqH SET v = s + 1 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "ValidationException: An operand in the update expression has an incorrect data type"},
    {"UPDATE pqH SET v = size(s) WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "ValidationException: The function is not allowed in an update expression; function: "
     "size"},
    {"UPDATE pqH SET v = MISSING WHERE pk = 'a'",
     "ValidationException: MISSING must be compared using IS operator"},
    {"UPDATE pqH SET v = foo(v) WHERE pk = 'a'", "ValidationException: Unrecognized function: foo"},
    {"UPDATE pqH SET v = NULL WHERE pk = 'a' RETURNING MODIFIED NEW *", "{\"v\":{\"NULL\":true}}"},
    {"UPDATE pqH SET v = ? WHERE pk = ? RETURNING MODIFIED NEW *",
     "{\"v\":{\"N\":\"1\"}}",
     {number("1"), "a"}},
    {"UPDATE pqH SET v = v + ? WHERE pk = ? RETURNING MODIFIED NEW *",
     "{\"v\":{\"N\":\"2\"}}",
     {number("1"), "a"}},
    {"UPDATE pqH SET l = list_append(l, ?) WHERE pk = ? RETURNING MODIFIED NEW *",
     "{\"l\":{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"S\":\"last\"},{\"N\":\"1\"}]}}",
     {value::List{number("1")}, "a"}},
    {"UPDATE pqH SET v = 1 WHERE pk = 'missing'",
     "ConditionalCheckFailedException: The conditional request failed"},
    {"UPDATE pqH SET v = 1 WHERE pk = 'a' AND v = 99",
     "ConditionalCheckFailedException: The conditional request failed"},
    {"UPDATE pqH SET v = 1 WHERE pk = 'a' AND v = 99",
     "ConditionalCheckFailedException: The conditional request failed "
     "{\"l\":{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"S\":\"last\"},{\"N\":\"1\"}]},\"mm\":{"
     "\"M\":{\"x\":{\"N\":\"7\"}}},\"order\":{\"S\":\"o\"},\"pk\":{\"S\":\"a\"},\"s\":{"
     "\"SS\":[\"p\",\"q\"]},\"v\":{\"N\":\"2\"}}",
     {},
     true},
    {"UPDATE pqH SET v = 1 WHERE v = 1",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"UPDATE pqH SET v = 1",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a'",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk > 1",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 OR sk = 2",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk IN [1]",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = '1'",
     "ValidationException: Key attribute's data type should match its data type in table's "
     "schema: Key sk"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND (sk = 1 AND v = 1) RETURNING MODIFIED NEW *",
     "{\"v\":{\"N\":\"1\"}}"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 AND sk = 1", ""},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 AND sk = 2",
     "ValidationException: Multiple conditions on same key sk. Only single item "
     "Update/Insert/Delete are supported"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 AND sk > 0", ""},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 AND (v = 1 OR v = 2)", ""},
    {"UPDATE pqT SET v = 1 WHERE NOT (pk = 'a' AND sk = 1)",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"UPDATE pqT SET pk = 'b' WHERE pk = 'a' AND sk = 1",
     "ValidationException: One or more parameter values were invalid: Cannot update "
     "attribute pk. This attribute is part of the key"},
    {"UPDATE pqT SET v = 1 SET v = 2 WHERE pk = 'a' AND sk = 1",
     "ValidationException: Two document paths overlap with each other; must remove or "
     "rewrite one of these paths; path one: [v], path two: [v]"},
    {"UPDATE pqT SET v = 1 REMOVE v WHERE pk = 'a' AND sk = 1",
     "ValidationException: Two document paths overlap with each other; must remove or "
     "rewrite one of these paths; path one: [v], path two: [v]"},
    {"UPDATE pqT SET m.b = 1 SET m.b[0] = 2 WHERE pk = 'a' AND sk = 1",
     "ValidationException: Two document paths overlap with each other; must remove or "
     "rewrite one of these paths; path one: [m, b], path two: [m, b, [0]]"},
    {"UPDATE pqT.gsi SET v = 1 WHERE pk = 'a' AND sk = 1",
     "ValidationException: This operation is not supported on an index"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW v",
     "ValidationException: Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING "
     "clause"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW *, ALL OLD *",
     "ValidationException: Invalid syntax with multiple returning elements in RETURNING "
     "clause"},
    {"UPDATE pqT SET v = 1 WHERE pk = ? AND sk = 1",
     "ValidationException: Key attribute's data type should match its data type in table's "
     "schema: Key pk",
     {number("1")}},
    {"UPDATE pqT SET v = 1 WHERE pk = '' AND sk = 1",
     "ValidationException: One or more parameter values are not valid. The AttributeValue "
     "for a key attribute cannot contain an empty string value. Key: pk"},
    {"UPDATE pqT SET nul = 1 WHERE pk = 'a' AND sk = 1 AND nul IS MISSING", ""},
    {"UPDATE pqT SET nul = 1 WHERE pk = 'q' AND sk = 1 AND attribute_not_exists(pk)",
     "ConditionalCheckFailedException: The conditional request failed"},
    {"UPDATE pqT SET nul = 1 WHERE pk = 'q' AND sk = 1 AND pk IS MISSING",
     "ConditionalCheckFailedException: The conditional request failed"},
    {"UPDATE pqT SET nul = 1 WHERE pk = 'q' AND sk = 1 AND g IS MISSING",
     "ConditionalCheckFailedException: The conditional request failed"},
    {"DELETE FROM pqH WHERE v = 1",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"DELETE FROM pqH",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"DELETE FROM pqT WHERE pk='a'",
     "ValidationException: Where clause does not contain a mandatory equality on all key "
     "attributes"},
    {"DELETE FROM pqT.gsi WHERE pk='a' AND sk=1",
     "ValidationException: This operation is not supported on an index"},
};

TEST_F(PartiqlWrite, UpdatesAndDeletes) {
  for (const Write& write : kWrites) {
    EXPECT_EQ(answer(write.statement, write.parameters, write.return_old), write.answer)
        << write.statement;
  }
}

const std::vector<Write> kRefusedItems = {
    {"INSERT INTO pqH VALUE {}", "Key attribute should be present in the item: Key pk"},
    {"INSERT INTO pqH VALUE {'x':1}", "Key attribute should be present in the item: Key pk"},
    {"INSERT INTO pqH VALUE {'pk':1}",
     "Key attribute's data type should match its data type in table's schema: Key pk"},
    {"INSERT INTO pqH VALUE {'pk':''}",
     "One or more parameter values are not valid. The AttributeValue for a key attribute "
     "cannot contain an empty string value. Key: pk"},
    {"INSERT INTO pqH VALUE {'pk':NULL}",
     "Key attribute's data type should match its data type in table's schema: Key pk"},
    {"INSERT INTO pqT VALUE {'pk':'n16'}", "Key attribute should be present in the item: Key sk"},
};

TEST_F(PartiqlWrite, RefusesItems) {
  for (const Write& write : kRefusedItems) {
    EXPECT_EQ(answer(write.statement, write.parameters), validation(write.answer))
        << write.statement;
  }
}

TEST_F(PartiqlWrite, Inserts) {
  EXPECT_EQ(
      answer("INSERT INTO \"pqH\" VALUE {'pk': 'n', 'm': {'a': [1, 'b', TRUE, NULL, {'z': "
             "-1.5}]}, 'ss': <<'a', 'b'>>, 'ns': <<1, 2>>, 'q': 'it''s', 't': (1, 2), 'p': ?}",
             expression::Parameters(1, value::List{1})),
      "");
  EXPECT_EQ(
      text_of(get("pqH", {{"pk", "n"}})),
      R"({"m":{"M":{"a":{"L":[{"N":"1"},{"S":"b"},{"BOOL":true},{"NULL":true},)"
      R"({"M":{"z":{"N":"-1.5"}}}]}}},"ns":{"NS":["1","2"]},"p":{"L":[{"N":"1"}]},)"
      R"("pk":{"S":"n"},"q":{"S":"it's"},"ss":{"SS":["a","b"]},"t":{"L":[{"N":"1"},{"N":"2"}]}})");
  EXPECT_EQ(answer("INSERT INTO pqH VALUE {'pk': 'b'}"),
            "DuplicateItemException: Duplicate primary key exists in table");
  EXPECT_EQ(answer("INSERT INTO pqH VALUE {'pk': 'b'}", {}, true),
            R"(ConditionalCheckFailedException: The conditional request failed )"
            R"({"pk":{"S":"b"},"v":{"N":"2"}})");
  // The rules of PutItem hold: DynamoDB Local has shorter words for the index.
  EXPECT_EQ(answer("INSERT INTO pqT VALUE {'pk': 'n', 'sk': 1, 'g': 5}"),
            parameters("Type mismatch for Index Key g Expected: S Actual: N IndexName: gsi"));
  EXPECT_EQ(answer("INSERT INTO nope VALUE {'pk': 'n'}"),
            "ResourceNotFoundException: Requested resource not found");
}

TEST_F(PartiqlWrite, ConsumesAndStreamsAsTheWritesThatItStandsFor) {
  account.open_stream(*account.find_table("pqT"), table::StreamView::new_and_old_images);
  const auto units = [&](std::string statement) {
    return text_of(call(ExecuteStatementRequest{.statement = std::move(statement),
                                                .return_consumed_capacity = "INDEXES"})
                       ->consumed_capacity);
  };
  EXPECT_EQ(units("INSERT INTO pqT VALUE {'pk': 'n', 'sk': 1, 'g': 'x'}"),
            "3 = table 1, gko 1, gsi 1");
  EXPECT_EQ(units("UPDATE pqT SET v = 1 WHERE pk = 'n' AND sk = 1"), "2 = table 1, gsi 1");
  EXPECT_EQ(records("pqT"), 2U);
  EXPECT_EQ(units("DELETE FROM pqT WHERE pk = 'n' AND sk = 1"), "3 = table 1, gko 1, gsi 1");
  EXPECT_EQ(records("pqT"), 3U);
}

/// A missing item is no mistake of a DELETE, unless a further condition fails.
TEST_F(PartiqlWrite, DeletesWhatMayBeMissing) {
  EXPECT_EQ(answer("DELETE FROM pqT WHERE pk = 'z' AND sk = 1 RETURNING ALL OLD *"), "");
  EXPECT_EQ(answer("DELETE FROM pqT WHERE pk = 'z' AND sk = 1 AND v IS MISSING"), "");
  EXPECT_EQ(answer("DELETE FROM pqT WHERE pk = 'z' AND sk = 1 AND pk IS MISSING"), "");
  EXPECT_EQ(answer("DELETE FROM pqT WHERE pk = 'z' AND sk = 1 AND sk < 9"),
            "ConditionalCheckFailedException: The conditional request failed");
  EXPECT_EQ(answer("DELETE FROM pqT WHERE pk = 'b' AND sk = 1 AND v = 5 RETURNING ALL OLD *"),
            R"({"g":{"S":"x"},"pk":{"S":"b"},"sk":{"N":"1"},"v":{"N":"5"}})");
}

}  // namespace
}  // namespace ddbsim::service
