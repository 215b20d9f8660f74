// States of tables over time: with `table_transition` above zero they are CREATING, UPDATING and
// DELETING for that long.
#include "sim/service/transitions.hpp"

#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;

class TransitionsTest : public ::testing::Test {
 protected:
  ~TransitionsTest() override { account.verify(); }

  template <class Request>
  std::string outcome(const Request& request) {
    const auto response = execute(account, request, {});
    return response ? "good"
                    : std::string(name_of(response.error().type)) + ": " + response.error().message;
  }
  std::string status() {
    const auto response = execute(account, DescribeTableRequest{.table_name = "messages"}, {});
    return response ? *response->table->table_status : "gone";
  }
  std::string put() {
    return outcome(
        PutItemRequest{.table_name = "messages", .item = {{"pk", "a"}, {"sk", "b"}, {"a", "x"}}});
  }
  static std::string in_use(std::string_view doing) {
    return "ResourceInUseException: Attempt to change a resource which is still in use: Table is "
           "being " +
           std::string(doing) + ": messages";
  }
  void create() {
    CreateTableRequest request = on_demand_table("messages");
    request.attribute_definitions = strings({"pk", "sk"});
    EXPECT_EQ(outcome(request), "good");
  }
  void wait(choice::Duration duration) { account.advance_to(account.now() + duration); }

  Account account{Parameters{.table_transition = 10s}};
};

TEST_F(TransitionsTest, ATableThatIsCreatedHasNoDataYet) {
  create();
  EXPECT_EQ(status(), "CREATING");
  EXPECT_EQ(put(), "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(outcome(DeleteTableRequest{.table_name = "messages"}), in_use("created"));
  EXPECT_EQ(outcome(on_demand_table("messages")),
            "ResourceInUseException: Table already exists: messages");
  wait(9s);
  EXPECT_EQ(status(), "CREATING");
  wait(1s);
  EXPECT_EQ(status(), "ACTIVE");
  EXPECT_EQ(put(), "good");
}

TEST_F(TransitionsTest, ATableThatIsUpdatedKeepsItsDataAndTakesNoOtherChange) {
  create();
  wait(10s);
  const UpdateTableRequest change{.table_name = "messages",
                                  .table_class = "STANDARD_INFREQUENT_ACCESS"};
  EXPECT_EQ(outcome(change), "good");
  EXPECT_EQ(status(), "UPDATING");
  EXPECT_EQ(put(), "good");
  EXPECT_EQ(outcome(change), in_use("updated"));
  EXPECT_EQ(outcome(DeleteTableRequest{.table_name = "messages"}), in_use("updated"));
  EXPECT_EQ(outcome(CreateBackupRequest{.table_name = "messages", .backup_name = "nightly"}),
            "TableInUseException: Attempt to change a resource which is still in use: Table is "
            "being updated: messages");
  wait(10s);
  EXPECT_EQ(outcome(change), "good");
}

TEST_F(TransitionsTest, AnIndexIsFilledBeforeItIsRead) {
  create();
  wait(10s);
  EXPECT_EQ(put(), "good");
  UpdateTableRequest change{.table_name = "messages"};
  change.attribute_definitions = strings({"a"});
  change.global_secondary_index_updates = {{{.create = gsi("by-a", "H:a")}}};
  EXPECT_EQ(outcome(change), "good");
  const auto index = [&] {
    return execute(account, DescribeTableRequest{.table_name = "messages"}, {})
        ->table->global_secondary_indexes->at(0);
  };
  EXPECT_EQ(index().index_status, "CREATING");
  EXPECT_EQ(index().backfilling, true);
  const ScanRequest scan{.table_name = "messages", .index_name = "by-a"};
  EXPECT_EQ(outcome(scan),
            "ValidationException: Cannot read from backfilling global secondary index: by-a");
  wait(10s);
  EXPECT_EQ(index().index_status, "ACTIVE");
  EXPECT_EQ(outcome(scan), "good");
}

TEST_F(TransitionsTest, ATableThatIsDeletedIsSeenForAWhile) {
  create();
  wait(10s);
  EXPECT_EQ(put(), "good");
  EXPECT_EQ(outcome(DeleteTableRequest{.table_name = "messages"}), "good");
  EXPECT_EQ(status(), "DELETING");
  EXPECT_EQ(put(), "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(outcome(DeleteTableRequest{.table_name = "messages"}), "good");  // no error
  EXPECT_EQ(outcome(on_demand_table("messages")), in_use("deleted"));
  EXPECT_EQ(execute(account, ListTablesRequest{}, {})->table_names->size(), 1U);
  wait(10s);
  EXPECT_EQ(status(), "gone");
  create();
}

TEST_F(TransitionsTest, ThatAreUndoneBeginAgain) {
  create();
  const auto mark = account.journal().mark();
  const state::Hash hash = account.journal().hash();
  wait(10s);
  EXPECT_NE(account.journal().hash(), hash);
  EXPECT_EQ(status(), "ACTIVE");
  account.journal().undo_to(mark);
  account.journal().release(mark);
  EXPECT_EQ(status(), "CREATING");
  EXPECT_EQ(account.journal().hash(), hash);
}

}  // namespace
}  // namespace ddbsim::service
