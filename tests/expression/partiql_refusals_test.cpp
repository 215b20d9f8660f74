#include <gtest/gtest.h>

#include "sim/expression/partiql.hpp"
#include "sim/expression/partiql_parser.hpp"

// Statements that are refused before any table is looked for. All texts, and which statements are
// well formed, were captured from DynamoDB Local. (Not its lists of attribute types, which name
// some that the service does not have, and its order of two overlapping paths: see
// operand_checks.cpp and path.hpp.)
namespace ddbsim::expression {
namespace {

using value::number;

/// Why a statement is refused; empty: it is not.
std::string refusal_of(std::string_view text, const Parameters& parameters = {}) {
  const auto tree = partiql::parse(text);
  if (!tree) {
    return tree.error().message;
  }
  if (const auto error = check_operation(*tree)) {
    return error->message;
  }
  const auto statement = bind_statement(*tree, parameters);
  return statement ? "" : statement.error().message;
}

TEST(PartiqlGrammar, RefusesWhatIsNotWellFormed) {
  for (const std::string text : {
           "SELECT * FROM pqT JOIN pqH",
           "SELEC * FROM pqT",
           "SELECT * FROM",
           "SELECT * FROM pqT WHERE",
           "SELECT FROM pqT",
           "SELECT * pqT",
           "SELECT * FROM pqT WHERE pk =",
           "SELECT * FROM pqT WHERE pk = 'a' AND",
           "SELECT * FROM pqT WHERE pk = 'a",
           "SELECT * FROM \"pqT",
           "SELECT * FROM pqT WHERE (pk = 'a'",
           "SELECT * FROM pqT; SELECT * FROM pqT",
           "SELECT * FROM pqT WHERE pk == 'a'",
           "SELECT * FROM pqT WHERE v IN ()",
           "SELECT * FROM pqT WHERE v IS 1",
           "SELECT * FROM pqT WHERE pk = 'a' ORDER BY sk NULLS FIRST",
           "EXPLAIN SELECT * FROM pqT",
           "SELECT *, v FROM pqT",
           "SELECT order FROM pqH",
           "SELECT * FROM pqH WHERE order = 'o'",
           "SELECT value FROM pqH",
           "SELECT user FROM pqH",
           "SELECT date FROM pqH",
           "INSERT INTO pqH VALUE {'pk':'n9','x':()}",
           "INSERT INTO pqH VALUE {'pk':'n15'} ON CONFLICT DO NOTHING",
           "INSERT INTO pqH VALUE {'pk':'a'} ON CONFLICT DO NOTHING",
           "INSERT INTO pqH VALUE {'pk':'a'} IF NOT EXISTS",
           "INSERT INTO pqH VALUE {'pk':'n21','b':{{aGVsbG8=}}}",
           "SELECT * FROM pqT WHERE v IS NUMBER",
           "SELECT * FROM pqT WHERE v IS FOO",
           "SELECT * FROM pqT WHERE missing(v)",
           "SELECT * FROM pqT WHERE 1v = 1",
           "SELECT * FROM pqT WHERE v = 1 FOO",
           "SELECT * FROM pqT WHERE v = ()",
           "SELECT * FROM pqT WHERE v = [1,",
           "SELECT m.b[*] FROM pqT",
           "SELECT m.?  FROM pqT",
           "SELECT ",
           "SELECT v,",
           "SELECT v, FROM pqT",
           "UPDATE pqT SET v = 1, SET w = 2 WHERE pk = 'a' AND sk = 1",
           "UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING MODIFIED",
           "UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING UPDATED NEW *",
           "UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING ALL *",
           "UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING",
           "UPDATE pqT SET v += 1 WHERE pk = 'a' AND sk = 1",
           "UPDATE pqT SET v == 1 WHERE pk = 'a' AND sk = 1",
           "UPDATE \"pqT\" SET 's' = 1 WHERE \"pk\" = 'a' AND \"sk\" = 20",
           "INSERT INTO pqT VALUE",
           "INSERT INTO pqT VALUE {'pk':'n16'",
           "INSERT pqT VALUE {'pk':'n16'}",
           "INSERT INTO 'pqT' VALUE {'pk':'n16'}",
           "INSERT INTO pqT AS t VALUE {'pk':'n16'}",
           "SELECT * FROM pqT OFFSET 1",
           "SELECT * FROM pqT WHERE size > 1",
           "UPDATE pqT SET m.b[*] = 1 WHERE pk = 'a' AND sk = 1",
           "UPDATE pqH REMOVE w, q WHERE pk = 'a'",
           "UPDATE pqH SET ? = 1 WHERE pk = ? RETURNING MODIFIED NEW *",
           "UPDATE pqT WHERE pk = 'a' AND sk = 1",
           "UPDATE pqT SET WHERE pk = 'a' AND sk = 1",
           "UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING NEW *",
           "UPDATE pqT ADD v 1 WHERE pk = 'a' AND sk = 1",
           "UPDATE pqT DELETE v 1 WHERE pk = 'a' AND sk = 1",
           "DELETE pqT WHERE pk='a' AND sk=1",
       }) {
    EXPECT_EQ(refusal_of(text), "Statement wasn't well formed, can't be processed: " + text);
  }
}

TEST(PartiqlGrammar, SurvivesDeepStatements) {
  for (const std::string part : {"(", "[", "NOT ", "- ", "{'a':", "<<", "a[", "size("}) {
    std::string deep;
    for (int i = 0; i < 4000; ++i) {
      deep += part;
    }
    EXPECT_NE(refusal_of("SELECT * FROM abc WHERE " + deep), "") << part;
  }
  std::string chain = "a = 1";
  for (int i = 0; i < 900; ++i) {
    chain += " OR a=1";
  }
  EXPECT_EQ(refusal_of("SELECT * FROM abc WHERE " + chain),
            "The expression contains too many operators; operator count: 301");
}

struct Case {
  std::string statement;
  std::string message;
  Parameters parameters = {};
};

const std::vector<Case> kCases = {
    {"SELECT v AS x FROM pqT WHERE pk='a'", "Aliasing is not supported"},
    {"SELECT v+1 FROM pqT WHERE pk='a'", "Unexpected path component at 1:9:1"},
    {"SELECT size(pk) FROM pqT WHERE pk='a'", "Unexpected path component at 1:8:4"},
    {"SELECT 1 FROM pqT", "Unexpected path component at 1:8:1"},
    {"SELECT VALUE v FROM pqT", "Select projection doesn't support value or pivot keywords"},
    {"SELECT DISTINCT v FROM pqT", "Unsupported token in expression: DISTINCT"},
    {"SELECT * FROM pqT LIMIT 1", "Unsupported clause: LIMIT at 1:25:1"},
    {"SELECT * FROM pqT x", "Aliasing is not supported"},
    {"SELECT * FROM pqT AS x", "Aliasing is not supported"},
    {"SELECT * FROM pqT, pqH", "Only select from a single table or index is supported."},
    {"SELECT * FROM pqT GROUP BY v", "Unsupported clause: GROUP BY"},
    {"SELECT * FROM pqT WHERE v = MISSING", "MISSING must be compared using IS operator"},
    {"SELECT * FROM pqT WHERE exists(v)", "Unrecognized function: exists"},
    {"SELECT * FROM pqT WHERE pk LIKE 'a%'",
     "Unsupported operator in Condition Expression. Operator: like"},
    {"SELECT * FROM pqT WHERE pk || 'a' = 'aa'",
     "Unsupported operator in Condition Expression. Operator: ||"},
    {"SELECT * FROM pqT WHERE v + 1 = 2",
     "Unsupported operator in Condition Expression. Operator: +"},
    {"SELECT * FROM pqT WHERE v = 1 + 1",
     "Unsupported operator in Condition Expression. Operator: +"},
    {"SELECT * FROM pqT WHERE v = 123456789012345678901234567890123456789",
     "DynamoDB only supports precision up to 38 digits"},
    {"SELECT * FROM pqT WHERE v = 1e200",
     "Number overflow. Attempting to store a number with magnitude larger than supported "
     "range"},
    {"SELECT * FROM pqT WHERE TRUE",
     "WHERE clause must contain an expression that resolves to a boolean"},
    {"SELECT * FROM pqT WHERE v",
     "WHERE clause must contain an expression that resolves to a boolean"},
    {"SELECT * FROM pqT WHERE 1",
     "WHERE clause must contain an expression that resolves to a boolean"},
    {"SELECT * FROM pqT WHERE NOT TRUE", "The argument to NOT must be a Type or Expression"},
    {"SELECT * FROM pqT WHERE v IN []",
     "IN operator must have a left hand argument of type Variable Reference and right hand "
     "argument of type Seq with at least one member"},
    {"SELECT * FROM pqT WHERE v IN 1",
     "IN operator must have a left hand argument of type Variable Reference and right hand "
     "argument of type Seq with at least one member"},
    {"SELECT * FROM pqT WHERE v IN v",
     "IN operator must have a left hand argument of type Variable Reference and right hand "
     "argument of type Seq with at least one member"},
    {"SELECT * FROM pqT WHERE v BETWEEN 2 AND 1",
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: "
     "{N:1}"},
    {"SELECT * FROM pqT WHERE v BETWEEN 1 AND 'a'",
     "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
     "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:a}"},
    {"SELECT * FROM pqT WHERE m.* = 1",
     "Unpivot path component like a.*.b are not supported at 1:27:1"},
    {"SELECT * FROM pqT WHERE m.b[*] = 1",
     "Wildcard path component like a[*].b are not supported at 1:29:1"},
    {"SELECT * FROM pqT WHERE m.b[-1] = 1",
     "List index is not within the allowable range; index: [-1] at 1:30:1"},
    {"SELECT * FROM pqT WHERE s = <<>>", "Empty bags are not supported at 1:29:2"},
    {"SELECT * FROM pqT WHERE s = <<1,'a'>>",
     "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in "
     "bags"},
    {"SELECT * FROM pqT WHERE s = <<'a','a'>>", "Input collection contains duplicates"},
    {"SELECT * FROM pqT WHERE s = <<true>>",
     "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags "
     "at 1:31:4"},
    {"SELECT * FROM pqT WHERE s = <<[1]>>",
     "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags "
     "at 1:31:1"},
    {"SELECT * FROM pqT WHERE pk = ?",
     "Number of parameters in request and statement don't match."},
    {"SELECT * FROM pqT WHERE pk = ? AND sk = ?",
     "Number of parameters in request and statement don't match.",
     {"a"}},
    {"SELECT * FROM pqT WHERE v = [?]",
     "Unsupported data type: Parameter under key root.0 at 1:30:1",
     {"a"}},
    {"SELECT * FROM ?", "Unexpected from source", {"pqT"}},
    {"SELECT * FROM pqT WHERE v = v",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: =, first operand: [v]"},
    {"SELECT * FROM pqT WHERE foo(v)", "Unrecognized function: foo"},
    {"SELECT * FROM pqT WHERE foo(v) = 1", "Unrecognized function: foo"},
    {"SELECT * FROM pqT WHERE begins_with(pk)",
     "Incorrect number of operands for operator or function; operator or function: "
     "begins_with, number of operands: 1"},
    {"SELECT * FROM pqT WHERE begins_with(pk, 1)",
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"},
    {"SELECT * FROM pqT WHERE size(1) = 1",
     "Incorrect operand type for operator or function; operator or function: size, operand "
     "type: N"},
    {"SELECT * FROM pqT WHERE attribute_type(v, 1)",
     "Incorrect operand type for operator or function; operator or function: attribute_type, "
     "operand type: N"},
    {"SELECT * FROM pqT WHERE attribute_exists('v')",
     "Operator or function requires a document path; operator or function: attribute_exists"},
    {"SELECT * FROM pqT WHERE if_not_exists(v, 1) = 1",
     "The function is not allowed in a condition expression; function: if_not_exists"},
    {"SELECT * FROM pqT WHERE list_append(v, 1) = 1",
     "The function is not allowed in a condition expression; function: list_append"},
    {"SELECT * FROM pqT WHERE 1 IS MISSING",
     "Operator or function requires a document path; operator or function: "
     "attribute_not_exists"},
    {"SELECT * FROM pqT WHERE CASE WHEN v THEN 1 END = 1",
     "Unsupported token in expression: CASE at 1:25:4"},
    {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY m.b",
     "Argument to ORDER BY must be of type VariableReference. Type: PATH"},
    {"SELECT * FROM pqT WHERE pk = 'a' ORDER BY 1",
     "Argument to ORDER BY must be of type VariableReference. Type: 1"},
    {"CREATE TABLE x", "Unsupported operation: CreateTable"},
    {"DROP TABLE x", "Unsupported operation: DropTable"},
    {"EXEC x", "Unsupported operation: Exec"},
    {"1", "Unsupported operation: Literal"},
    {"SELECT v, v FROM pqT", "Duplicate identifiers in select clause: v"},
    {"SELECT v, m.v FROM pqT", "Duplicate identifiers in select clause: v"},
    {"SELECT * FROM pqT.gsi.x WHERE g='x'",
     "A path may contain at most 2 components in the FROM clause"},
    {"SELECT * FROM 'pqT'", "Unexpected from source"},
    {"INSERT INTO pqH VALUE {\"pk\":'n3'}",
     "Tuple keys must be of type String. Actual type: VariableReference under root at "
     "1:24:4"},
    {"INSERT INTO pqH VALUE {pk:'n3'}",
     "Tuple keys must be of type String. Actual type: VariableReference under root at "
     "1:24:2"},
    {"INSERT INTO pqH VALUE {'pk':'n5','l':[?]}",
     "Unsupported data type: Parameter under key root.0 at 1:39:1",
     {"n4"}},
    {"INSERT INTO pqH VALUE {'pk':'n6','m':{'a':?}}",
     "Unsupported data type: Parameter under key root.a at 1:43:1",
     {"n4"}},
    {"INSERT INTO pqH VALUE {'pk':'n7','m':<<?>>}",
     "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags "
     "at 1:40:1",
     {"n4"}},
    {"INSERT INTO pqH VALUE ?",
     "Unsupported format in item expression. Please use struct format {...} to express item "
     "values for insert statement. at 1:23:1",
     {value::Map{{"pk", "n8"}}}},
    {"INSERT INTO pqH VALUE {'pk':'n9','pk':'n10'}",
     "Duplicate keys in tuple. Key: pk under root at 1:34:4"},
    {"INSERT INTO pqH VALUE {'pk':'n9','x':MISSING}",
     "Unsupported data type: MISSING under key root at 1:38:7"},
    {"INSERT INTO pqH VALUE {'pk':'n9','x':v}",
     "Unsupported data type: v under key root at 1:38:1"},
    {"INSERT INTO pqH VALUE {'pk':'n9','x':1+1}",
     "Unsupported data type: + under key root at 1:39:1"},
    {"INSERT INTO pqH VALUE {'pk':'n9','x':<<>>}", "Empty bags are not supported at 1:38:2"},
    {"INSERT INTO pqH VALUE {'pk':'n9','':1}", "Path component cannot be an empty string"},
    {"INSERT INTO pqH VALUE {'pk':'n11',1:1}",
     "Tuple keys must be of type String. Actual type: INT under root at 1:35:1"},
    {"INSERT INTO pqH VALUE {'pk':'n12',?:1}",
     "Tuple keys must be of type String. Actual type: Parameter under root at 1:35:1",
     {"n4"}},
    {"INSERT INTO pqH VALUE [1]",
     "Unsupported format in item expression. Please use struct format {...} to express item "
     "values for insert statement. at 1:23:1"},
    {"INSERT INTO pqH VALUE 1",
     "Unsupported format in item expression. Please use struct format {...} to express item "
     "values for insert statement. at 1:23:1"},
    {"INSERT INTO pqH VALUES ('a')", "Unsupported operation: InsertOp"},
    {"INSERT INTO pqH <<{'pk':'n13'}>>", "Unsupported operation: InsertOp"},
    {"INSERT INTO pqH {'pk':'n13'}", "Unsupported operation: InsertOp"},
    {"INSERT INTO pqH VALUE {'pk':'n14'} RETURNING ALL OLD *",
     "RETURNING is not supported in INSERT"},
    {"INSERT INTO pqH VALUE {'pk':'a'} ON CONFLICT WHERE pk='a' DO NOTHING",
     "Unsupported clause: ON CONFLICT"},
    {"INSERT INTO pqH.pk VALUE {'pk':'n16'}",
     "FROM clause may only contain a single table name in data manipulation statements"},
    {"INSERT INTO pqT.gsi VALUE {'pk':'n16'}",
     "FROM clause may only contain a single table name in data manipulation statements"},
    {"INSERT INTO pqH VALUE {'pk':'n22','b':DATE '2020-01-01'}",
     "Unsupported data type: UNKNOWN under key root at 1:44:12"},
    {"INSERT INTO pqH VALUE {'pk':'n25','b':-?}",
     "Unsupported data type: - under key root at 1:39:1",
     {number("4")}},
    {"SELECT * FROM pqT WHERE v IS INT",
     "Unsupported data type for IS operator: INTEGER. Supported data types are [MISSING, "
     "NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:27:2"},
    {"SELECT * FROM pqT WHERE v IS DECIMAL",
     "Unsupported data type for IS operator: DECIMAL. Supported data types are [MISSING, "
     "NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:27:2"},
    {"SELECT * FROM pqT WHERE v IS BAG",
     "Unsupported data type for IS operator: BAG. Supported data types are [MISSING, NULL, "
     "BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:27:2"},
    {"SELECT * FROM pqT WHERE v IS CHAR",
     "Unsupported data type for IS operator: CHARACTER. Supported data types are [MISSING, "
     "NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:27:2"},
    {"SELECT * FROM pqT WHERE v < 1 < 2",
     "Incorrect operand type for operator or function; operator or function: <, operand "
     "type: BOOL"},
    {"SELECT * FROM pqT WHERE v < TRUE",
     "Incorrect operand type for operator or function; operator or function: <, operand "
     "type: BOOL"},
    {"SELECT * FROM pqT WHERE v < NULL",
     "Incorrect operand type for operator or function; operator or function: <, operand "
     "type: NULL"},
    {"SELECT * FROM pqT WHERE v < [1]",
     "Incorrect operand type for operator or function; operator or function: <, operand "
     "type: L"},
    {"SELECT * FROM pqT WHERE v < {'a':1}",
     "Incorrect operand type for operator or function; operator or function: <, operand "
     "type: M"},
    {"SELECT * FROM pqT WHERE v = {'a':w}",
     "Unsupported data type: VariableReference under key root.a at 1:34:1"},
    {"SELECT * FROM pqT WHERE v = {'a':1,'a':2}",
     "Duplicate keys in tuple. Key: a under root at 1:29:1"},
    {"SELECT * FROM pqT WHERE v = (SELECT * FROM pqT)",
     "Unsupported token in expression: SELECT at 1:30:6"},
    {"SELECT * FROM (SELECT * FROM pqT)", "Unexpected from source"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND begins_with(sk, 1)",
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk BETWEEN 3 AND 2",
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {N:3}, upper bound operand: AttributeValue: "
     "{N:2}"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND sk BETWEEN 1 AND '2'",
     "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
     "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:2}"},
    {"SELECT * FROM pq",
     "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', "
     "'-', '_', '.'."},
    {"SELECT * FROM \"a b\"",
     "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', "
     "'-', '_', '.'."},
    {"SELECT a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g FROM pqT",
     "The document path has too many nesting levels; nesting levels: 33"},
    {"SELECT * FROM pqT WHERE \"\" = 1", "Path component cannot be an empty string"},
    {"SELECT * FROM nope WHERE v = ?",
     "Number of parameters in request and statement don't match."},
    {"SELECT * FROM nope WHERE foo(v)", "Unrecognized function: foo"},
    {"SELECT * FROM nope WHERE v < TRUE",
     "Incorrect operand type for operator or function; operator or function: <, operand "
     "type: BOOL"},
    {"SELECT v,v FROM nope", "Duplicate identifiers in select clause: v"},
    {"SELECT v.x[-1] FROM nope",
     "List index is not within the allowable range; index: [-1] at 1:13:1"},
    {"SELECT * FROM nope WHERE v BETWEEN 2 AND 1",
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: "
     "{N:1}"},
    {"SELECT * FROM nope WHERE v = <<>>", "Empty bags are not supported at 1:30:2"},
    {"SELECT * FROM nope LIMIT 1", "Unsupported clause: LIMIT at 1:26:1"},
    {"UPDATE nope SET v = 'a' + 1 WHERE pk = 1",
     "Incorrect operand type for operator or function; operator or function: +, operand "
     "type: S"},
    {"UPDATE nope SET v = 1 SET v = 2 WHERE pk = 1",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [v], path two: [v]"},
    {"UPDATE pqT SET v = 'a' + 1 WHERE pk = 1",
     "Incorrect operand type for operator or function; operator or function: +, operand "
     "type: S"},
    {"UPDATE pqT SET v = 1 SET v = 2 WHERE pk = 1",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [v], path two: [v]"},
    {"SELECT * FROM pqT WHERE v = 1 AND TRUE", "The arguments to AND/OR must be Expressions"},
    {"SELECT * FROM pqT WHERE v AND v = 1", "The arguments to AND/OR must be Expressions"},
    {"SELECT * FROM pqT WHERE NOT v", "The argument to NOT must be a Type or Expression"},
    {"SELECT * FROM pqT WHERE v = 1 OR 1", "The arguments to AND/OR must be Expressions"},
    {"SELECT * FROM pqT WHERE size(v = 1) = 1",
     "Incorrect operand type for operator or function; operator or function: size, operand "
     "type: BOOL"},
    {"SELECT * FROM pqT WHERE attribute_exists(size(v))",
     "Operator or function requires a document path; operator or function: attribute_exists"},
    {"SELECT * FROM pqT WHERE size(size(v)) = 1",
     "Incorrect operand type for operator or function; operator or function: size, operand "
     "type: N"},
    {"SELECT * FROM pqT WHERE begins_with(v, size(v))",
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"},
    {"SELECT * FROM pqT WHERE v = -'a'",
     "Unsupported operator in Condition Expression. Operator: -"},
    {"SELECT * FROM pqT WHERE v = - v",
     "Unsupported operator in Condition Expression. Operator: -"},
    {"SELECT * FROM pqT WHERE v = 2-1",
     "Unsupported operator in Condition Expression. Operator: -"},
    {"SELECT * FROM pqT WHERE v = [<<1>>, {'a':MISSING}]",
     "Unsupported data type: LiteralMissing under key root.1.a at 1:42:7"},
    {"SELECT * FROM pqT WHERE v = {'':1}", "Path component cannot be an empty string"},
    {"SELECT * FROM pqT WHERE m.b[99999999999] = 1",
     "List index is not within the allowable range; index: [99999999999] at 1:29:11"},
    {"SELECT m.* FROM pqT", "Changing item's hierarchy while reading isn't supported"},
    {"UPDATE pqT SET s = set_add(s, ?) WHERE pk = 'a' AND sk = 2",
     "The second argument to SET_ADD must be a value with type SET at 1:28:1",
     {"k"}},
    {"UPDATE pqT SET s = set_add(s, x) WHERE pk = 'a' AND sk = 2",
     "The second argument to SET_ADD must be a value with type SET at 1:28:1"},
    {"UPDATE pqT SET s = set_add(s, <<'a'>>) + 1 WHERE pk = 'a' AND sk = 2",
     "Unrecognized function: set_add"},
    {"UPDATE pqT SET s = if_not_exists(1, 2) WHERE pk = 'a' AND sk = 2",
     "Operator or function requires a document path; operator or function: if_not_exists"},
    {"UPDATE pqT SET s = list_append(s) WHERE pk = 'a' AND sk = 2",
     "Incorrect number of operands for operator or function; operator or function: "
     "list_append, number of operands: 1"},
    {"UPDATE pqT SET s = list_append(s, 1) WHERE pk = 'a' AND sk = 2",
     "Incorrect operand type for operator or function; operator or function: list_append, "
     "operand type: N"},
    {"UPDATE pqT SET s = begins_with(v, 'a') WHERE pk = 'a' AND sk = 2",
     "The function is not allowed in an update expression; function: begins_with"},
    {"UPDATE pqT.gsi.x SET s = 1 WHERE \"pk\" = 'a' AND \"sk\" = 20",
     "A path may contain at most 2 components in the FROM clause"},
    {"a.b", "Unsupported operation: Path"},
    {"{'a':1}", "Unsupported operation: Struct"},
    {"SELECT * FROM pqT WHERE pk = 'a' HAVING v = 1", "Unsupported clause: HAVING at 1:43:1"},
    {"SELECT * FROM pqT WHERE pk = 'a' LIMIT 2", "Unsupported clause: LIMIT at 1:40:1"},
    {"SELECT * FROM pqT WHERE pk = 'a' AND v NOT LIKE 'a'",
     "Unsupported operator in Condition Expression. Operator: like"},
    {"SELECT * FROM pqT WHERE v IS NOT INT",
     "Unsupported data type for IS operator: INTEGER. Supported data types are [MISSING, "
     "NULL, BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at 1:27:2"},
    {"SELECT * FROM pqT WHERE v = {'a':{'b':w}}",
     "Unsupported data type: VariableReference under key root.a.b at 1:39:1"},
    {"SELECT * FROM pqT WHERE v = {'a':{'b':1,'b':2}}",
     "Duplicate keys in tuple. Key: b under root.a at 1:34:1"},
    {"SELECT * FROM pqT WHERE v = {'a':[1+1]}",
     "Unsupported data type: NAry under key root.a.0 at 1:36:1"},
    {"SELECT * FROM pqT WHERE v = {'a':[foo(1)]}",
     "Unsupported data type: NAry under key root.a.0 at 1:35:3"},
    {"SELECT * FROM pqT WHERE v = {'a':[m.x]}", "Unsupported data type: Path under key root.a.0"},
    {"SELECT * FROM pqT WHERE v = {'a':[v = 1]}",
     "Unsupported data type: NAry under key root.a.0 at 1:37:1"},
    {"SELECT * FROM pqT WHERE v = [v]",
     "Unsupported data type: VariableReference under key root.0 at 1:30:1"},
    {"SELECT * FROM pqT WHERE v = {'a':<<1,'b'>>}",
     "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in "
     "bags"},
    {"SELECT * FROM pqT WHERE set_add(v, 1)", "Unrecognized function: set_add"},
    {"SELECT * FROM pqT WHERE v < missing", "MISSING must be compared using IS operator"},
    {"INSERT INTO pqH VALUE {'pk':foo(1)}", "Unsupported data type: foo under key root at 1:29:3"},
    {"INSERT INTO pqH VALUE {'pk':m.x}", "Unsupported data type: PATH under key root"},
    {"INSERT INTO pqH VALUE {'pk':'zzz', 'm':{'x':y}}",
     "Unsupported data type: VariableReference under key root.x at 1:45:1"},
    {"INSERT INTO pqH VALUE {'pk':'zzz', 'm':{x:1}}",
     "Tuple keys must be of type String. Actual type: VariableReference under root at "
     "1:41:1"},
    {"INSERT INTO pqH VALUE {'pk':'zzz', 'm':{'x':1,'x':2}}",
     "Duplicate keys in tuple. Key: x under root at 1:40:1"},
    {"DELETE FROM pqH WHERE pk = 'zzz' RETURNING ALL OLD v",
     "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"},
    {"UPDATE pqT SET v = (SELECT * FROM x) WHERE pk = 'a' AND sk = 1",
     "Unsupported token in expression: SELECT at 1:21:6"},
    {"UPDATE pqT SET v = a || b WHERE pk = 'a' AND sk = 1",
     "Unsupported operator in Update Expression. Operator: ||"},
    {"UPDATE pqT SET v = v IS MISSING WHERE pk = 'a' AND sk = 1",
     "IS operator is not supported in update expressions"},
    {"UPDATE pqT SET v = NOT v WHERE pk = 'a' AND sk = 1",
     "Unsupported operator in Update Expression. Operator: not"},
    {"UPDATE pqT SET v = +v WHERE pk = 'a' AND sk = 1",
     "Incorrect number of operands for operator or function; operator or function: +, number "
     "of operands: 1"},
    {"UPDATE pqT SET v = [v] WHERE pk = 'a' AND sk = 1",
     "Unsupported data type: VariableReference under key root.0 at 1:21:1"},
    {"UPDATE pqT SET v = v + NULL WHERE pk = 'a' AND sk = 1",
     "Incorrect operand type for operator or function; operator or function: +, operand "
     "type: NULL"},
    {"UPDATE pqH SET s2 = set_add(s, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "The first argument to SET_ADD must equal the assignment value"},
    {"UPDATE pqH SET s3 = set_add(nos, <<'z'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "The first argument to SET_ADD must equal the assignment value"},
    {"UPDATE pqH SET s = set_add(s, 'z') WHERE pk = 'a' RETURNING ALL NEW *",
     "The second argument to SET_ADD must be a value with type SET at 1:28:1"},
    {"UPDATE pqH SET s = set_add(s) WHERE pk = 'a' RETURNING ALL NEW *",
     "SET_ADD must have exactly two arguments at 1:20:7"},
    {"UPDATE pqH SET s = set_add(<<'a'>>, <<'b'>>) WHERE pk = 'a' RETURNING ALL NEW *",
     "The first argument to SET_ADD must equal the assignment value"},
    {"UPDATE pqH SET v = v * 2 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "Unsupported operator in Update Expression. Operator: *"},
    {"UPDATE pqH SET v = -v WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "Incorrect number of operands for operator or function; operator or function: -, number "
     "of operands: 1"},
    {"UPDATE pqH SET v = 'a' + 2 WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "Incorrect operand type for operator or function; operator or function: +, operand "
     "type: S"},
    {"UPDATE pqH SET v = size(s) WHERE pk = 'a' RETURNING MODIFIED NEW *",
     "The function is not allowed in an update expression; function: size"},
    {"UPDATE pqH SET v = MISSING WHERE pk = 'a'", "MISSING must be compared using IS operator"},
    {"UPDATE pqT SET v = 1 SET v = 2 WHERE pk = 'a' AND sk = 1",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [v], path two: [v]"},
    {"UPDATE pqT.gsi SET v = 1 WHERE pk = 'a' AND sk = 1",
     "This operation is not supported on an index"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW v",
     "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"},
    {"UPDATE pqT SET v = 1 WHERE pk = 'a' AND sk = 1 RETURNING ALL NEW *, ALL OLD *",
     "Invalid syntax with multiple returning elements in RETURNING clause"},
    {"DELETE FROM pqH WHERE pk = 'n2' AND b = false RETURNING ALL NEW *",
     "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in "
     "DELETE statements."},
    {"DELETE FROM pqH WHERE pk = 'n2' AND b = false RETURNING MODIFIED OLD *",
     "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is "
     "allowed in DELETE statements."},
    {"DELETE FROM pqT.gsi WHERE pk='a' AND sk=1", "This operation is not supported on an index"},
};

TEST(PartiqlRefusals, NameWhatIsWrongAndWhere) {
  for (const Case& c : kCases) {
    EXPECT_EQ(refusal_of(c.statement, c.parameters), c.message) << c.statement;
  }
}

}  // namespace
}  // namespace ddbsim::expression
