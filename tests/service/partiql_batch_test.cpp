#include "tests/service/partiql_fixture.hpp"

// BatchExecuteStatement and ExecuteTransaction. Texts from DynamoDB Local, unless a comment says
// otherwise.
namespace ddbsim::service {
namespace {

class PartiqlBatch : public PartiqlTest {
 protected:
  static BatchExecuteStatementRequest batch(const std::vector<std::string>& statements) {
    BatchExecuteStatementRequest request{.statements = std::vector<BatchStatementRequest>{}};
    for (const std::string& statement : statements) {
      request.statements->push_back({.statement = statement});
    }
    return request;
  }
  static ExecuteTransactionRequest transaction(const std::vector<std::string>& statements,
                                               Text token = {}) {
    ExecuteTransactionRequest request{.transact_statements = std::vector<ParameterizedStatement>{},
                                      .client_request_token = std::move(token)};
    for (const std::string& statement : statements) {
      request.transact_statements->push_back({.statement = statement});
    }
    return request;
  }

  /// One line for each statement: table and item, or "Code: message".
  static std::string text_of_all(const Result<BatchExecuteStatementResponse>& response) {
    if (!response) {
      return error_of(response);
    }
    std::string text;
    for (const BatchStatementResponse& one : *response->responses) {
      text += text.empty() ? "" : "\n";
      text += one.table_name.value_or("-");
      text += one.item ? " " + text_of(one.item) : "";
      text += one.error ? " " + *one.error->code + ": " + *one.error->message : "";
    }
    return text;
  }
  static std::string text_of_all(const Result<ExecuteTransactionResponse>& response) {
    std::string text;
    if (!response) {
      text = error_of(response);
      for (const CancellationReason& reason : response.error().cancellation_reasons) {
        text += "\n" + reason.code + (reason.message.empty() ? "" : ": " + reason.message) +
                (reason.item ? " " + text_of(reason.item) : "");
      }
      return text;
    }
    for (const ItemResponse& one : *response->responses) {
      text += (text.empty() ? "" : " ") + text_of(one.item);
    }
    return text;
  }
  std::string batched(const std::vector<std::string>& statements) {
    return text_of_all(call(batch(statements)));
  }
  std::string transacted(const std::vector<std::string>& statements, Text token = {}) {
    return text_of_all(call(transaction(statements, std::move(token))));
  }
};

constexpr const char* kMixed =
    "Read and write requests together in the same batch is not supported.";

TEST_F(PartiqlBatch, ReadsEachItemOrSaysWhyNot) {
  EXPECT_EQ(
      batched({"SELECT v FROM pqT WHERE pk = 'b' AND sk = 1",
               "SELECT v FROM pqT WHERE pk = 'zz' AND sk = 1", "SELECT v FROM pqT WHERE pk = 'b'",
               "SELECT v FROM pqT WHERE pk = 'b' AND sk = 1 AND v = 5",
               "SELECT v FROM pqT.gsi WHERE g = 'x' AND sk = 1",
               "SELECT v FROM nope WHERE pk = 'b' AND sk = 1",
               "SELECT * FROM pqT WHERE pk = 1 AND sk = 1",
               "SELECT * FROM pqT WHERE pk = 'a' AND sk = 1 AND foo(x)",
               "SELECT * FROM pqT WHERE pk = ?", "SELEC", "CREATE TABLE x",
               "EXISTS(SELECT * FROM pqT WHERE pk = 'a' AND sk = 1)"}),
      "pqT {\"v\":{\"N\":\"5\"}}\n"
      "pqT\n"
      "- ValidationError: Only single item select is supported\n"
      "- ValidationError: Only single item select is supported\n"
      "- ValidationError: Only single item select is supported\n"
      "- ResourceNotFound: Requested resource not found\n"
      "- ValidationError: Key attribute's data type should match its data type in table's "
      "schema: Key pk\n"
      "- ValidationError: Unrecognized function: foo\n"
      "- ValidationError: Number of parameters in request and statement don't match.\n"
      "- ValidationError: Invalid operation. Only select, insert, update and delete operations "
      "are valid\n"
      "- ValidationError: Invalid operation. Only select, insert, update and delete operations "
      "are valid\n"
      "- ValidationError: EXISTS can only be used in ExecuteTransaction write requests.");
}

TEST_F(PartiqlBatch, WritesEachItemOrSaysWhyNot) {
  EXPECT_EQ(batched({"UPDATE pqH SET v = 7 WHERE pk = 'b' RETURNING ALL NEW *",
                     "UPDATE pqT SET q = 2 WHERE pk = 'mm' AND sk = 1",
                     "INSERT INTO pqT VALUE {'pk': 'a', 'sk': 2}",
                     "INSERT INTO pqT VALUE {'pk': 'a'}", "DELETE FROM pqT WHERE pk = 'a'",
                     "INSERT INTO pqH VALUE {'pk': 'n'}", "DELETE FROM pqH WHERE pk = 'm'"}),
            "pqH {\"pk\":{\"S\":\"b\"},\"v\":{\"N\":\"7\"}}\n"
            "pqT ConditionalCheckFailed: The conditional request failed\n"
            "pqT DuplicateItem: Duplicate primary key exists in table\n"
            "- ValidationError: Key attribute should be present in the item: Key sk\n"
            "- ValidationError: Where clause does not contain a mandatory equality on all key "
            "attributes\n"
            "pqH\n"
            "pqH");
  EXPECT_TRUE(get("pqH", {{"pk", "n"}}));
}

TEST_F(PartiqlBatch, IsRefusedAsAWhole) {
  EXPECT_EQ(batched({"SELECT * FROM pqT WHERE pk = 'a' AND sk = 1",
                     "UPDATE pqT SET q = 1 WHERE pk = 'a' AND sk = 2"}),
            validation(kMixed));
  for (const char* statement : {"SELECT * FROM pqT WHERE pk = 'a' AND sk = 1",
                                "UPDATE pqT SET q = 1 WHERE pk = 'a' AND sk = 1"}) {
    EXPECT_EQ(batched({statement, statement}),
              validation("Provided list of item keys contains duplicates"));
  }
  EXPECT_EQ(batched(std::vector<std::string>(26, "SELECT * FROM x")).substr(0, 56),
            "ValidationException: 1 validation error detected: Value ");
}

/// Dynoxide has these numbers; DynamoDB Local reports none.
TEST_F(PartiqlBatch, ConsumesByTable) {
  BatchExecuteStatementRequest reads =
      batch({"SELECT * FROM pqT WHERE pk = 'a' AND sk = 1", "SELECT * FROM pqH WHERE pk = 'a'"});
  reads.return_consumed_capacity = "TOTAL";
  EXPECT_EQ(text_of(call(reads)->consumed_capacity), "pqH 0.5; pqT 0.5");
  BatchExecuteStatementRequest writes =
      batch({"UPDATE pqH SET v = 1 WHERE pk = 'a'", "UPDATE pqH SET v = 1 WHERE pk = 'zz'"});
  writes.return_consumed_capacity = "TOTAL";
  EXPECT_EQ(text_of(call(writes)->consumed_capacity), "pqH 2");
  BatchExecuteStatementRequest fails = batch({"UPDATE pqH SET v = 1 WHERE pk = 'zz'"});
  fails.return_consumed_capacity = "TOTAL";
  EXPECT_EQ(text_of(call(fails)->consumed_capacity), "none") << "where nothing was done";
}

using PartiqlTransaction = PartiqlBatch;

TEST_F(PartiqlTransaction, ReadsItems) {
  EXPECT_EQ(transacted({"SELECT v FROM pqT WHERE pk = 'a' AND sk = 1",
                        "SELECT v FROM pqT WHERE pk = 'zz' AND sk = 1"}),
            R"({"v":{"N":"1"}} none)");
  ExecuteTransactionRequest request = transaction({"SELECT v FROM pqH WHERE pk = 'a'"});
  request.return_consumed_capacity = "TOTAL";
  EXPECT_EQ(text_of(call(request)->consumed_capacity), "pqH 2");
}

TEST_F(PartiqlTransaction, WritesAllOrNone) {
  EXPECT_EQ(transacted({"UPDATE pqT SET q = 1 WHERE pk = 'a' AND sk = 1",
                        "INSERT INTO pqH VALUE {'pk': 't'}", "DELETE FROM pqH WHERE pk = 'b'",
                        "EXISTS(SELECT v FROM pqH WHERE pk = 'a' AND v = 1)"}),
            "none none none none");
  EXPECT_FALSE(get("pqH", {{"pk", "b"}}));
  ExecuteTransactionRequest request = transaction(
      {"DELETE FROM pqH WHERE pk = 't'", "EXISTS(SELECT * FROM pqH WHERE pk = 'a' AND v = 99)",
       "UPDATE pqT SET q = 1 WHERE pk = 'zz' AND sk = 1",
       "INSERT INTO pqT VALUE {'pk': 'b', 'sk': 1}",
       "UPDATE pqT SET q = 1 WHERE pk = 'a' AND sk = 1 AND q = 9"});
  // Documented (facts 1.2); DynamoDB Local never has the item.
  request.transact_statements->back().return_values_on_condition_check_failure = "ALL_OLD";
  const std::string text = text_of_all(call(request));
  EXPECT_EQ(
      text.substr(0, text.find('{')),
      "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons "
      "for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed, "
      "DuplicateItem, ConditionalCheckFailed]\n"
      "None\n"
      "ConditionalCheckFailed: The conditional request failed\n"
      "ConditionalCheckFailed: The conditional request failed\n"
      "DuplicateItem: Duplicate primary key exists in table\n"
      "ConditionalCheckFailed: The conditional request failed ");
  EXPECT_TRUE(get("pqH", {{"pk", "t"}}));
}

/// EXISTS needs an item: a missing one fails, whatever the condition says of it.
TEST_F(PartiqlTransaction, ChecksWhatExists) {
  const std::string insert = "INSERT INTO pqH VALUE {'pk': 'e'}";
  for (const char* condition : {"v IS MISSING", "pk IS MISSING"}) {
    EXPECT_EQ(
        transacted({std::string("exists(select * from pqH where pk = 'zz' and ") + condition + ")",
                    insert})
            .substr(0, 28),
        "TransactionCanceledException")
        << condition;
  }
  EXPECT_EQ(transacted({"exists(select * from pqH where pk = 'a' and v >= 0)", insert}),
            "none none");
}

TEST_F(PartiqlTransaction, IsRefused) {
  const std::string whole = "UPDATE pqT SET q = 1 WHERE pk = 'a' AND sk = 1";
  const std::string first = "Validation failed in TransactStatements[0]: ";
  const std::string exists = "EXISTS() must contain a single item read with additional condition";
  for (const auto& [statements, message] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"SELECT * FROM pqT WHERE pk = 'a'"},
            first + "Select statements within ExecuteTransaction must specify the primary key in "
                    "the where clause."},
           {{"SELECT * FROM pqT WHERE pk = 'a' AND sk = 1 AND v = 77"},
            first + "Select statements within ExecuteTransaction must specify the primary key in "
                    "the where clause."},
           {{"SELECT * FROM pqT.gsi WHERE g = 'x' AND sk = 1"},
            first + "Reads on indices are not supported within transactions."},
           {{"EXISTS(SELECT * FROM pqT.gsi WHERE g = 'x' AND sk = 1)"},
            first + "Operations on indices are not supported in transactions"},
           {{"EXISTS(SELECT * FROM pqH WHERE pk = 'a')"}, first + exists},
           {{"EXISTS(SELECT * FROM pqT WHERE pk = 'a')"}, first + exists},
           {{whole + " RETURNING ALL NEW *"},
            first + "RETURNING clause is not supported in ExecuteTransaction."},
           {{whole, "UPDATE pqT SET q = ? WHERE pk = 'a' AND sk = 2"},
            "Validation failed in TransactStatements[1]: Number of parameters in request and "
            "statement don't match."},
           {{"SELECT * FROM pqT WHERE pk = 'a' AND sk = 1", whole},
            "ExecuteTransaction API does not support both read and write operations in the same "
            "request."},
           {{whole, whole}, "Transaction request cannot include multiple operations on one item"},
           {{"EXISTS(1)"}, "Unsupported operation in transaction."},
           {{"NOT EXISTS(SELECT * FROM pqH WHERE pk = 'a' AND v = 1)"},
            "Unsupported operation in transaction."},
           {{"foo(1)"}, "Unsupported operation in transaction."},
           {{whole, "SELEC"}, "Unsupported operation: VariableReference"},
           {{"EXISTS(DELETE FROM pqH WHERE pk = 'a')"},
            "Statement wasn't well formed, can't be processed: EXISTS(DELETE FROM pqH WHERE pk = "
            "'a')"},
       }) {
    EXPECT_EQ(transacted(statements), validation(message)) << statements.front();
  }
  EXPECT_EQ(transacted({whole, "UPDATE nope SET q = 1 WHERE pk = 'a'"}),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(
      transacted({whole, "UPDATE pqT SET q = 1 WHERE pk = 'a' AND sk = '2'"}),
      "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons "
      "for specific reasons [None, ValidationError]\n"
      "None\n"
      "ValidationError: Key attribute's data type should match its data type in table's "
      "schema: Key sk");
}

TEST_F(PartiqlTransaction, OneItemTwiceComesBeforeWhatIsWrongWithItsKeys) {
  const std::string insert = "INSERT INTO pqT VALUE {'pk': 'n', 'sk': 1, 'g': ''}";
  EXPECT_EQ(transacted({insert, insert}),
            validation("Transaction request cannot include multiple operations on one item"));
}

TEST_F(PartiqlBatch, StatementsAreParsedBeforeParametersAreChecked) {
  const expression::Parameters bad = {value::string_set({})};
  const std::string empty = parameters("An string set  may not be empty");
  EXPECT_EQ(keys_of(run("SELEC", bad)), validation("Unsupported operation: VariableReference"));
  EXPECT_EQ(keys_of(run("SELECT * FROM nope WHERE pk = ?", bad)), empty);
  ExecuteTransactionRequest transact = transaction({"SELEC"});
  transact.transact_statements->front().parameters = bad;
  EXPECT_EQ(text_of_all(call(transact)), validation("Unsupported operation: VariableReference"));
  BatchExecuteStatementRequest several = batch({"SELEC"});
  several.statements->front().parameters = bad;
  EXPECT_EQ(text_of_all(call(several)),
            "- ValidationError: Invalid operation. Only select, insert, update and delete "
            "operations are valid");
  several.statements->front().statement = "SELECT * FROM pqH WHERE pk = ?";
  EXPECT_EQ(text_of_all(call(several)), empty);
}

TEST_F(PartiqlTransaction, IsDoneOncePerToken) {
  const std::vector<std::string> add = {"UPDATE pqH SET v = v + 1 WHERE pk = 'b'"};
  EXPECT_EQ(transacted(add, "token"), "none");
  EXPECT_EQ(transacted(add, "token"), "none");
  EXPECT_EQ(text_of(get("pqH", {{"pk", "b"}})), R"({"pk":{"S":"b"},"v":{"N":"3"}})");
  EXPECT_EQ(transacted({"UPDATE pqH SET v = v + 2 WHERE pk = 'b'"}, "token").substr(0, 36),
            "IdempotentParameterMismatchException");
}

}  // namespace
}  // namespace ddbsim::service
