// Backups on demand, point-in-time recovery, and restores.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;

class BackupsTest : public TablesTest {
 protected:
  BackupsTest() {
    CreateTableRequest request = on_demand_table("messages");
    request.attribute_definitions = strings({"pk", "sk", "a"});
    request.global_secondary_indexes = {gsi("by-a", "H:a")};
    request.stream_specification =
        StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_IMAGE"};
    request.tags = {{{.key = "team", .value = "x"}}};
    request.deletion_protection_enabled = false;
    static_cast<void>(answer(request));
  }
  void put(std::string_view sk, std::string_view text) {
    static_cast<void>(answer(PutItemRequest{
        .table_name = "messages",
        .item = {{"pk", "m"}, {"sk", std::string(sk)}, {"a", "x"}, {"text", std::string(text)}}}));
  }
  void remove(std::string_view sk) {
    static_cast<void>(answer(DeleteItemRequest{.table_name = "messages",
                                               .key = {{"pk", "m"}, {"sk", std::string(sk)}}}));
  }
  /// "1=text 2=text", in order of sort key.
  std::string items_of(std::string_view table) {
    const auto response = answer(QueryRequest{.table_name = std::string(table),
                                              .key_condition_expression = "pk = :m",
                                              .expression_attribute_values = {{":m", "m"}}});
    std::string out;
    for (const value::Item& item : *response.items) {
      out += (out.empty() ? "" : " ") + std::string(item.find("sk").bytes()) + "=" +
             std::string(item.find("text").bytes());
    }
    return out;
  }
  std::string back_up(std::string_view name = "nightly") {
    return *answer(CreateBackupRequest{.table_name = "messages", .backup_name = std::string(name)})
                .backup_details->backup_arn;
  }
  void turn_recovery(bool on, Integer days = {}) {
    static_cast<void>(answer(UpdateContinuousBackupsRequest{
        .table_name = "messages",
        .point_in_time_recovery_specification = PointInTimeRecoverySpecification{
            .point_in_time_recovery_enabled = on, .recovery_period_in_days = days}}));
  }
  PointInTimeRecoveryDescription recovery() {
    return *answer(DescribeContinuousBackupsRequest{.table_name = "messages"})
                .continuous_backups_description->point_in_time_recovery_description;
  }
  double seconds() const {
    return static_cast<double>(account.now().time_since_epoch().count()) / 1000.0;
  }
  static RestoreTableToPointInTimeRequest to(double time, std::string_view target) {
    return {.source_table_name = "messages",
            .target_table_name = std::string(target),
            .restore_date_time = time};
  }
};

TEST_F(BackupsTest, ABackupIsDescribedAndDeleted) {
  put("1", "one");
  const CreateBackupResponse made =
      answer(CreateBackupRequest{.table_name = "messages", .backup_name = "nightly"});
  const std::string arn = *made.backup_details->backup_arn;
  EXPECT_EQ(made.backup_details->backup_status, "CREATING");
  EXPECT_TRUE(arn.starts_with(
      "arn:aws:dynamodb:us-east-1:000000000000:table/messages/backup/01767225600000-"));
  const BackupDescription backup =
      *answer(DescribeBackupRequest{.backup_arn = arn}).backup_description;
  EXPECT_EQ(backup.backup_details->backup_status, "AVAILABLE");
  EXPECT_EQ(backup.backup_details->backup_type, "USER");
  EXPECT_EQ(backup.source_table_details->table_name, "messages");
  EXPECT_EQ(backup.source_table_details->item_count, 1);
  EXPECT_EQ(backup.source_table_details->billing_mode, "PAY_PER_REQUEST");
  EXPECT_EQ(backup.source_table_feature_details->global_secondary_indexes->at(0).index_name,
            "by-a");
  EXPECT_EQ(backup.source_table_feature_details->stream_description->stream_view_type, "NEW_IMAGE");
  EXPECT_EQ(*answer(DeleteBackupRequest{.backup_arn = arn})
                 .backup_description->backup_details->backup_status,
            "DELETED");
  const std::string gone = "BackupNotFoundException: Backup not found: " + arn;
  EXPECT_EQ(refusal(DescribeBackupRequest{.backup_arn = arn}), gone);
  EXPECT_EQ(refusal(DeleteBackupRequest{.backup_arn = arn}), gone);
}

TEST_F(BackupsTest, ATableIsRestoredFromABackupAsItWasThen) {
  put("1", "one");
  put("2", "two");
  const std::string arn = back_up();
  put("1", "changed");
  remove("2");
  const TableDescription restored =
      *answer(RestoreTableFromBackupRequest{.target_table_name = "again", .backup_arn = arn})
           .table_description;
  EXPECT_EQ(restored.table_status, "CREATING");
  EXPECT_EQ(restored.restore_summary->source_backup_arn, arn);
  EXPECT_EQ(restored.restore_summary->restore_in_progress, true);
  EXPECT_EQ(items_of("again"), "1=one 2=two");
  EXPECT_EQ(items_of("messages"), "1=changed");
  const TableDescription again = description("again");
  EXPECT_EQ(again.restore_summary->restore_in_progress, false);
  EXPECT_EQ(again.global_secondary_indexes->at(0).item_count, 2);
  // "You must manually set up": streams, tags, time to live, ...
  EXPECT_FALSE(again.stream_specification);
  EXPECT_TRUE(answer(ListTagsOfResourceRequest{.resource_arn = again.table_arn}).tags->empty());
  EXPECT_NE(again.table_id, description("messages").table_id);
}

TEST_F(BackupsTest, ARestoreMayLeaveIndexesOutAndChangeUnits) {
  put("1", "one");
  RestoreTableFromBackupRequest request{.target_table_name = "again", .backup_arn = back_up()};
  request.global_secondary_index_override = std::vector<GlobalSecondaryIndexSpec>{};
  request.billing_mode_override = "PROVISIONED";
  EXPECT_EQ(refusal(request),
            "ValidationException: One or more parameter values were invalid: ReadCapacityUnits and "
            "WriteCapacityUnits must both be specified when BillingMode is PROVISIONED");
  request.provisioned_throughput_override = units(3, 4);
  static_cast<void>(answer(request));
  EXPECT_FALSE(description("again").global_secondary_indexes);
  EXPECT_EQ(description("again").provisioned_throughput->write_capacity_units, 4);
  request.target_table_name = "other";
  request.global_secondary_index_override = {gsi("by-b", "H:a")};
  EXPECT_NE(refusal(request), "");
}

TEST_F(BackupsTest, ARestoreNeedsABackupAndANewName) {
  const std::string arn = back_up();
  EXPECT_EQ(
      refusal(RestoreTableFromBackupRequest{.target_table_name = "messages", .backup_arn = arn}),
      "TableAlreadyExistsException: Table already exists: messages");
  EXPECT_EQ(
      refusal(RestoreTableFromBackupRequest{.target_table_name = "again", .backup_arn = arn + "0"}),
      "BackupNotFoundException: Backup not found: " + arn + "0");
  EXPECT_EQ(refusal(CreateBackupRequest{.table_name = "nothing", .backup_name = "nightly"}),
            "TableNotFoundException: Table not found: nothing");
}

TEST_F(BackupsTest, AreListedByTableTimeAndPage) {
  const std::string first = back_up("first");
  advance(1h);
  const double later = seconds();
  static_cast<void>(back_up("second"));
  static_cast<void>(back_up("third"));  // of the same millisecond
  const auto names = [&](ListBackupsRequest request) {
    std::string out;
    const ListBackupsResponse response = answer(request);
    for (const BackupSummary& backup : *response.backup_summaries) {
      out += *backup.backup_name + " ";
    }
    return out + (response.last_evaluated_backup_arn ? "..." : "");
  };
  EXPECT_EQ(names({.time_range_upper_bound = later}), "first ");
  EXPECT_EQ(names({.limit = 1}), "first ...");
  EXPECT_EQ(
      answer(ListBackupsRequest{.exclusive_start_backup_arn = first}).backup_summaries->size(), 2U);
  EXPECT_EQ(answer(ListBackupsRequest{.time_range_lower_bound = later}).backup_summaries->size(),
            2U);
  EXPECT_EQ(names({.table_name = "other"}), "");
  EXPECT_EQ(names({.backup_type = "SYSTEM"}), "");
}

TEST_F(BackupsTest, OutliveTheirTable) {
  put("1", "one");
  const std::string arn = back_up();
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  static_cast<void>(
      answer(RestoreTableFromBackupRequest{.target_table_name = "messages", .backup_arn = arn}));
  EXPECT_EQ(items_of("messages"), "1=one");
}

// ---- Point-in-time recovery ---------------------------------------------------------------------

TEST_F(BackupsTest, RecoveryIsOffAtFirstWhileContinuousBackupsAreOn) {
  EXPECT_EQ(answer(DescribeContinuousBackupsRequest{.table_name = "messages"})
                .continuous_backups_description->continuous_backups_status,
            "ENABLED");
  EXPECT_EQ(recovery().point_in_time_recovery_status, "DISABLED");
  EXPECT_FALSE(recovery().earliest_restorable_date_time);
  EXPECT_EQ(refusal(to(seconds(), "again")),
            "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for "
            "table 'messages'");
  EXPECT_EQ(refusal(DescribeContinuousBackupsRequest{.table_name = "nothing"}),
            "TableNotFoundException: Table not found: nothing");
}

TEST_F(BackupsTest, ATableIsRestoredAsItWasAtATime) {
  put("0", "from before");
  advance(1min);
  turn_recovery(true);
  std::vector<std::pair<double, std::string>> moments;
  const auto remember = [&] {
    moments.emplace_back(seconds(), items_of("messages"));
    advance(1min);
  };
  remember();
  put("1", "one");
  remember();
  put("1", "two");
  put("2", "other");
  remember();
  remove("0");
  remove("1");
  remember();
  put("1", "three");
  remember();
  for (const auto& [time, items] : moments) {
    const std::string target = "at-" + std::to_string(static_cast<std::int64_t>(time));
    static_cast<void>(answer(to(time, target)));
    EXPECT_EQ(items_of(target), items);
  }
  EXPECT_EQ(description("at-1767225660").restore_summary->source_table_arn,
            account.table_arn("messages"));
}

TEST_F(BackupsTest, RecoveryReachesBackAsFarAsItsPeriod) {
  turn_recovery(true, 2);
  EXPECT_EQ(recovery().recovery_period_in_days, 2);
  EXPECT_EQ(recovery().earliest_restorable_date_time, seconds());
  put("1", "one");
  advance(72h);
  EXPECT_EQ(recovery().earliest_restorable_date_time, seconds() - 48 * 3600);
  EXPECT_EQ(recovery().latest_restorable_date_time, seconds());
  EXPECT_EQ(account.find_table("messages")->log().begin(),
            account.find_table("messages")->log().end());  // nothing is kept for longer
  const std::string out_of_range =
      "InvalidRestoreTimeException: An invalid restore time was specified. RestoreDateTime must be "
      "between EarliestRestorableDateTime and LatestRestorableDateTime.";
  EXPECT_EQ(refusal(to(seconds() - 49 * 3600, "again")), out_of_range);
  EXPECT_EQ(refusal(to(seconds() + 1, "again")), out_of_range);
  static_cast<void>(answer(to(seconds() - 47 * 3600, "again")));
  EXPECT_EQ(items_of("again"), "1=one");
}

TEST_F(BackupsTest, ARestoreSaysWhichTableAndWhenInOneWay) {
  turn_recovery(true);
  RestoreTableToPointInTimeRequest request = to(seconds(), "again");
  request.use_latest_restorable_time = true;
  EXPECT_NE(refusal(request), "");
  request.restore_date_time.reset();
  request.source_table_arn = account.table_arn("messages");
  EXPECT_NE(refusal(request), "");
  request.source_table_name.reset();
  static_cast<void>(answer(request));
}

TEST_F(BackupsTest, RecoveryThatIsTurnedOffKeepsNothing) {
  turn_recovery(true);
  put("1", "one");
  turn_recovery(false);
  EXPECT_EQ(recovery().point_in_time_recovery_status, "DISABLED");
  EXPECT_EQ(account.find_table("messages")->log().begin(),
            account.find_table("messages")->log().end());
}

TEST_F(BackupsTest, ATableWithRecoveryLeavesASystemBackupFor35Days) {
  put("1", "one");
  turn_recovery(true);
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  const ListBackupsRequest list{.backup_type = "SYSTEM"};
  const BackupSummary backup = answer(list).backup_summaries->at(0);
  EXPECT_EQ(backup.backup_name, "messages$DeletedTableBackup");
  static_cast<void>(answer(RestoreTableFromBackupRequest{.target_table_name = "messages",
                                                         .backup_arn = backup.backup_arn}));
  EXPECT_EQ(items_of("messages"), "1=one");
  advance(std::chrono::days{35});
  EXPECT_TRUE(answer(list).backup_summaries->empty());
}

TEST_F(BackupsTest, AllOfItCanBeUndone) {
  const auto mark = account.journal().mark();
  turn_recovery(true);
  put("1", "one");
  static_cast<void>(back_up());
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  account.journal().undo_to(mark);
  account.journal().release(mark);
  EXPECT_TRUE(answer(ListBackupsRequest{.backup_type = "ALL"}).backup_summaries->empty());
  EXPECT_EQ(recovery().point_in_time_recovery_status, "DISABLED");
}

}  // namespace
}  // namespace ddbsim::service
