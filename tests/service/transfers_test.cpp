// Exports to objects and imports from them, in the service's layout (AWS: "DynamoDB table export
// output format", "DynamoDB import formats").
#include <map>

#include <nlohmann/json.hpp>

#include "sim/service/object_store.hpp"
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

/// One bucket, "data". A coding is noted, not done.
class MemoryStore final : public ObjectStore {
 public:
  bool has_bucket(std::string_view bucket) const override { return bucket == "data"; }
  std::expected<Stored, std::string> put(std::string_view /*bucket*/, std::string_view key,
                                         std::string_view content, Coding coding) override {
    objects[std::string(key)] = {std::string(content), coding};
    return Stored{.md5 = std::string(16, '\1')};
  }
  std::vector<std::string> list(std::string_view /*bucket*/,
                                std::string_view prefix) const override {
    std::vector<std::string> keys;
    for (const auto& [key, object] : objects) {
      if (key.starts_with(prefix)) {
        keys.push_back(key);
      }
    }
    return keys;
  }
  std::expected<std::string, std::string> get(std::string_view /*bucket*/, std::string_view key,
                                              Coding coding) const override {
    const auto at = objects.find(key);
    return at != objects.end() && at->second.second == coding
               ? std::expected<std::string, std::string>(at->second.first)
               : std::unexpected("no such object");
  }

  std::map<std::string, std::pair<std::string, Coding>, std::less<>> objects;
};

class TransfersTest : public TablesTest {
 protected:
  TransfersTest() { account.use_objects(&store); }

  void make_table(bool recovery = true) {
    static_cast<void>(answer(on_demand_table("messages")));
    if (recovery) {
      static_cast<void>(answer(UpdateContinuousBackupsRequest{
          .table_name = "messages",
          .point_in_time_recovery_specification =
              PointInTimeRecoverySpecification{.point_in_time_recovery_enabled = true}}));
    }
  }
  void put(std::string_view sk, std::string_view text) {
    static_cast<void>(answer(PutItemRequest{
        .table_name = "messages",
        .item = {{"pk", "m"}, {"sk", std::string(sk)}, {"text", std::string(text)}}}));
  }
  double seconds() const {
    return static_cast<double>(account.now().time_since_epoch().count()) / 1000.0;
  }
  ExportTableToPointInTimeRequest to_bucket() const {
    return {.table_arn = account.table_arn("messages"), .s3_bucket = "data"};
  }
  /// The export's description once it is done.
  ExportDescription exported(const ExportTableToPointInTimeRequest& request) {
    const ExportDescription begun = *answer(request).export_description;
    EXPECT_EQ(begun.export_status, "IN_PROGRESS");
    return *answer(DescribeExportRequest{.export_arn = begun.export_arn}).export_description;
  }
  /// Lines of the data of an export, found through its manifests.
  std::vector<Json> lines_of(const ExportDescription& description) {
    const Json summary = Json::parse(store.objects.at(*description.export_manifest).first);
    const std::string manifest = summary["manifestFilesS3Key"];
    const Json file = Json::parse(store.objects.at(manifest).first);
    EXPECT_EQ(summary["itemCount"], file["itemCount"]);
    const auto& [text, coding] = store.objects.at(file["dataFileS3Key"].get<std::string>());
    EXPECT_EQ(coding, ObjectStore::Coding::gzip);
    std::vector<Json> lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      lines.push_back(Json::parse(text.substr(at, text.find('\n', at) - at)));
    }
    return lines;
  }
  ImportTableRequest from_bucket(std::string_view format) {
    ImportTableRequest request;
    request.s3_bucket_source = S3BucketSource{.s3_bucket = "data", .s3_key_prefix = "in/"};
    request.input_format = std::string(format);
    request.table_creation_parameters =
        TableCreationParameters{.table_name = "imported",
                                .attribute_definitions = strings({"pk"}),
                                .key_schema = key("H:pk"),
                                .billing_mode = "PAY_PER_REQUEST"};
    return request;
  }
  ImportTableDescription imported(const ImportTableRequest& request) {
    const ImportTableDescription begun = *answer(request).import_table_description;
    EXPECT_EQ(begun.import_status, "IN_PROGRESS");
    return *answer(DescribeImportRequest{.import_arn = begun.import_arn}).import_table_description;
  }

  MemoryStore store;
};

// ---- Exports ------------------------------------------------------------------------------------

TEST_F(TransfersTest, AFullExportIsALineForEachItem) {
  make_table();
  put("1", "one");
  const ExportDescription done = exported(to_bucket());
  EXPECT_EQ(done.export_status, "COMPLETED");
  EXPECT_EQ(done.item_count, 1);
  EXPECT_EQ(done.export_type, "FULL_EXPORT");
  EXPECT_EQ(lines_of(done).at(0),
            Json::parse(R"({"Item": {"pk": {"S": "m"}, "sk": {"S": "1"}, "text": {"S": "one"}}})"));
}

TEST_F(TransfersTest, TheFilesStandWhereTheServicePutsThem) {
  make_table();
  ExportTableToPointInTimeRequest request = to_bucket();
  request.s3_prefix = "exports";
  const ExportDescription done = exported(request);
  const std::string id = done.export_arn->substr(done.export_arn->rfind('/') + 1);
  const std::string home = "exports/AWSDynamoDB/" + id + "/";
  for (const std::string_view file : {"_started", "manifest-files.json", "manifest-files.checksum",
                                      "manifest-summary.json", "manifest-summary.checksum"}) {
    EXPECT_TRUE(store.objects.contains(home + std::string(file))) << file;
  }
  EXPECT_EQ(store.objects.size(), 6U);
  const Json summary = Json::parse(store.objects.at(home + "manifest-summary.json").first);
  EXPECT_EQ(summary["version"], "2020-06-30");
  EXPECT_EQ(summary["exportArn"], *done.export_arn);
  EXPECT_EQ(summary["outputFormat"], "DYNAMODB_JSON");
  EXPECT_EQ(summary["s3Prefix"], "exports");
}

TEST_F(TransfersTest, AnExportMayBeOfATimeThatIsPast) {
  make_table();
  put("1", "then");
  ExportTableToPointInTimeRequest request = to_bucket();
  request.export_time = seconds();
  advance(1h);
  put("1", "now");
  put("2", "new");
  const auto lines = lines_of(exported(request));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["Item"]["text"]["S"], "then");
  request.export_time = seconds() - 2 * 3600;
  EXPECT_TRUE(refusal(request).starts_with("InvalidExportTimeException: "));
}

TEST_F(TransfersTest, AnIncrementalExportHasWhatChanged) {
  make_table();
  put("1", "one");
  put("2", "two");
  advance(1h);
  IncrementalExportSpecification window{.export_from_time = seconds()};
  put("1", "uno");
  put("1", "eins");
  put("3", "new");
  static_cast<void>(
      answer(DeleteItemRequest{.table_name = "messages", .key = {{"pk", "m"}, {"sk", "2"}}}));
  put("4", "there and gone");
  static_cast<void>(
      answer(DeleteItemRequest{.table_name = "messages", .key = {{"pk", "m"}, {"sk", "4"}}}));
  advance(1h);
  window.export_to_time = seconds();
  ExportTableToPointInTimeRequest request = to_bucket();
  request.export_type = "INCREMENTAL_EXPORT";
  request.incremental_export_specification = window;
  const auto lines = lines_of(exported(request));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], Json::parse(R"({
      "Metadata": {"WriteTimestampMicros": "1767229200000000"},
      "Keys": {"pk": {"S": "m"}, "sk": {"S": "1"}},
      "OldImage": {"pk": {"S": "m"}, "sk": {"S": "1"}, "text": {"S": "one"}},
      "NewImage": {"pk": {"S": "m"}, "sk": {"S": "1"}, "text": {"S": "eins"}}})"));
  EXPECT_FALSE(lines[1].contains("OldImage"));
  EXPECT_FALSE(lines[2].contains("NewImage"));
  request.incremental_export_specification->export_view_type = "NEW_IMAGE";
  EXPECT_FALSE(lines_of(exported(request)).at(0).contains("OldImage"));
  request.incremental_export_specification->export_from_time = seconds() - 60;
  EXPECT_TRUE(refusal(request).starts_with("InvalidExportTimeException: "));
}

TEST_F(TransfersTest, AnExportNeedsRecoveryAndABucket) {
  make_table(/*recovery=*/false);
  EXPECT_EQ(refusal(to_bucket()),
            "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for "
            "table 'messages'");
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  EXPECT_EQ(refusal(to_bucket()), "TableNotFoundException: Table not found: messages");
  make_table();
  ExportTableToPointInTimeRequest request = to_bucket();
  request.s3_bucket = "nothing";
  const ExportDescription failed = exported(request);
  EXPECT_EQ(failed.export_status, "FAILED");
  EXPECT_EQ(failed.failure_code, "S3NoSuchBucket");
  request = to_bucket();
  request.export_format = "ION";
  EXPECT_NE(refusal(request).find("Ion"), std::string::npos);
  account.use_objects(nullptr);
  EXPECT_NE(refusal(to_bucket()).find("--s3"), std::string::npos);
}

TEST_F(TransfersTest, AClientTokenMakesOneExportOfTwoRequests) {
  make_table();
  ExportTableToPointInTimeRequest request = to_bucket();
  request.client_token = "once";
  const Text arn = answer(request).export_description->export_arn;
  EXPECT_EQ(answer(request).export_description->export_arn, arn);
  request.s3_prefix = "other";
  EXPECT_TRUE(refusal(request).starts_with("ExportConflictException: "));
}

TEST_F(TransfersTest, ExportsAreListedByPages) {
  make_table();
  for (int i = 0; i < 3; ++i) {
    static_cast<void>(answer(to_bucket()));
    advance(1s);
  }
  const ListExportsResponse first = answer(ListExportsRequest{.max_results = 2});
  EXPECT_EQ(first.export_summaries->size(), 2U);
  const ListExportsResponse second = answer(ListExportsRequest{.next_token = first.next_token});
  EXPECT_EQ(second.export_summaries->size(), 1U);
  EXPECT_FALSE(second.next_token);
  EXPECT_TRUE(refusal(DescribeExportRequest{.export_arn = std::string(40, 'x')})
                  .starts_with("ExportNotFoundException: "));
}

// ---- Imports ------------------------------------------------------------------------------------

TEST_F(TransfersTest, ATableIsImportedFromJsonLines) {
  store.objects["in/1.json"] = {R"({"Item": {"pk": {"S": "a"}, "n": {"N": "1"}}}
{"Item": {"pk": {"N": "2"}}}
no json
{"Item": {"pk": {"S": "b"}, "tags": {"SS": ["x"]}}}
)",
                                ObjectStore::Coding::plain};
  store.objects["elsewhere/2.json"] = {R"({"Item": {"pk": {"S": "c"}}})",
                                       ObjectStore::Coding::plain};
  const ImportTableDescription done = imported(from_bucket("DYNAMODB_JSON"));
  EXPECT_EQ(done.import_status, "COMPLETED");
  EXPECT_EQ(done.processed_item_count, 4);
  EXPECT_EQ(done.imported_item_count, 2);
  EXPECT_EQ(done.error_count, 2);
  EXPECT_EQ(description("imported").item_count, 2);
}

TEST_F(TransfersTest, AnExportCanBeImportedAgain) {
  make_table();
  put("1", "one");
  put("2", "two");
  ExportTableToPointInTimeRequest request = to_bucket();
  request.s3_prefix = "in";
  const ExportDescription done = exported(request);
  const std::string manifest = *done.export_manifest;
  ImportTableRequest import = from_bucket("DYNAMODB_JSON");
  import.input_compression_type = "GZIP";
  import.s3_bucket_source->s3_key_prefix = manifest.substr(0, manifest.rfind('/')) + "/data/";
  import.table_creation_parameters->attribute_definitions = strings({"pk", "sk"});
  import.table_creation_parameters->key_schema = key("H:pk R:sk");
  EXPECT_EQ(imported(import).imported_item_count, 2);
}

TEST_F(TransfersTest, ColumnsOfCsvAreTextsUnlessTheyAreKeys) {
  store.objects["in/1.csv"] = {"pk,age,\"say \"\"hi\"\"\"\r\n1,20,\"a,\nb\"\r\n2,,x\r\nbad\r\n",
                               ObjectStore::Coding::plain};
  ImportTableRequest request = from_bucket("CSV");
  request.table_creation_parameters->attribute_definitions = {
      {{.attribute_name = "pk", .attribute_type = "N"}}};
  const ImportTableDescription done = imported(request);
  EXPECT_EQ(done.imported_item_count, 2);
  EXPECT_EQ(done.error_count, 1);
  const auto get = [&](std::string_view pk) {
    return answer(GetItemRequest{.table_name = "imported", .key = {{"pk", value::number(pk)}}})
        .item;
  };
  EXPECT_EQ(get("1"),
            (value::Item{{"pk", value::number("1")}, {"age", "20"}, {"say \"hi\"", "a,\nb"}}));
  EXPECT_EQ(get("2"), (value::Item{{"pk", value::number("2")}, {"say \"hi\"", "x"}}));
}

TEST_F(TransfersTest, CsvMayHaveItsHeaderInTheRequest) {
  store.objects["in/1.csv"] = {"a;1\nb;2\n", ObjectStore::Coding::plain};
  ImportTableRequest request = from_bucket("CSV");
  request.input_format_options = InputFormatOptions{
      .csv = CsvOptions{.delimiter = ";", .header_list = std::vector<std::string>{"pk", "n"}}};
  EXPECT_EQ(imported(request).imported_item_count, 2);
}

TEST_F(TransfersTest, AnImportMakesItsTableOrNone) {
  ImportTableRequest request = from_bucket("DYNAMODB_JSON");
  EXPECT_EQ(imported(request).failure_code, "S3NoSuchKey");
  EXPECT_EQ(account.find_table("imported"), nullptr);
  request.s3_bucket_source->s3_bucket = "nothing";
  advance(1s);
  EXPECT_EQ(imported(request).failure_code, "S3NoSuchBucket");
  static_cast<void>(answer(on_demand_table("imported")));
  EXPECT_EQ(refusal(request), "ResourceInUseException: Table already exists: imported");
  EXPECT_EQ(answer(ListImportsRequest{}).import_summary_list->size(), 2U);
  const ListImportsResponse page = answer(ListImportsRequest{.page_size = 1});
  EXPECT_EQ(answer(ListImportsRequest{.next_token = page.next_token}).import_summary_list->size(),
            1U);
}

TEST_F(TransfersTest, WhatIsNotReadIsRefused) {
  EXPECT_NE(refusal(from_bucket("ION")).find("Ion"), std::string::npos);
  ImportTableRequest request = from_bucket("DYNAMODB_JSON");
  request.input_compression_type = "ZSTD";
  EXPECT_NE(refusal(request).find("ZSTD"), std::string::npos);
}

}  // namespace
}  // namespace ddbsim::service
