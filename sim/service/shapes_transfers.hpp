#pragma once

#include <array>
#include <tuple>

#include "sim/service/shapes_tables.hpp"

// Exports and imports. Lengths, ranges and enumerations are those of the API model (2012-08-10);
// nobody has captured the orders in which the service prints them.
namespace ddbsim::service {

namespace constraints {

inline constexpr std::array<Values, 2> kExportFormats = {"DYNAMODB_JSON", "ION"};
inline constexpr std::array<Values, 2> kExportTypes = {"FULL_EXPORT", "INCREMENTAL_EXPORT"};
inline constexpr std::array<Values, 2> kExportViewTypes = {"NEW_IMAGE", "NEW_AND_OLD_IMAGES"};
inline constexpr std::array<Values, 3> kCompressionTypes = {"GZIP", "ZSTD", "NONE"};
inline constexpr std::array<Values, 3> kInputFormats = {"DYNAMODB_JSON", "ION", "CSV"};
inline constexpr std::array<Values, 2> kS3SseAlgorithms = {"AES256", "KMS"};

inline constexpr Pattern kClientToken{
    "^[^\\$]+$", [](std::string_view value) { return !value.empty() && !value.contains('$'); }};
inline constexpr Pattern kBucket{"^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$",
                                 [](std::string_view value) {
                                   constexpr CharacterSet ends{"a-z0-9A-Z"};
                                   constexpr CharacterSet within{"a-z0-9A-Z_.-"};
                                   return value.size() > 1 && ends.has(value.front()) &&
                                          ends.has(value.back()) && within.has_all(value);
                                 }};
inline constexpr Pattern kAccountId{"[0-9]{12}", [](std::string_view value) {
                                      constexpr CharacterSet digits{"0-9"};
                                      constexpr std::size_t length = 12;
                                      return value.size() == length && digits.has_all(value);
                                    }};
inline constexpr Pattern kDelimiter{"[,;:|\\t ]", [](std::string_view value) {
                                      constexpr CharacterSet delimiters{",;:|\t "};
                                      return value.size() == 1 && delimiters.has_all(value);
                                    }};
inline constexpr Pattern kHeader{"[\\x20-\\x21\\x23-\\x2B\\x2D-\\x7E]*",
                                 [](std::string_view value) {
                                   constexpr CharacterSet header{" !#-+--~"};
                                   return header.has_all(value);
                                 }};
inline constexpr Pattern kImportToken{"([0-9a-f]{16})+", [](std::string_view value) {
                                        constexpr CharacterSet digits{"0-9a-f"};
                                        constexpr std::size_t group = 16;
                                        return !value.empty() && value.size() % group == 0 &&
                                               digits.has_all(value);
                                      }};

}  // namespace constraints

template <>
struct Shape<IncrementalExportSpecification> {
  using T = IncrementalExportSpecification;
  static constexpr std::string_view name = "IncrementalExportSpecification";
  static constexpr auto members = std::tuple{
      Member{"ExportFromTime", &T::export_from_time}, Member{"ExportToTime", &T::export_to_time},
      Member{"ExportViewType", &T::export_view_type, {.values = constraints::kExportViewTypes}}};
};

template <>
struct Shape<ExportDescription> {
  using T = ExportDescription;
  static constexpr std::string_view name = "ExportDescription";
  static constexpr auto members =
      std::tuple{Member{"ExportArn", &T::export_arn},
                 Member{"ExportStatus", &T::export_status},
                 Member{"StartTime", &T::start_time},
                 Member{"EndTime", &T::end_time},
                 Member{"ExportManifest", &T::export_manifest},
                 Member{"TableArn", &T::table_arn},
                 Member{"TableId", &T::table_id},
                 Member{"ExportTime", &T::export_time},
                 Member{"ClientToken", &T::client_token},
                 Member{"S3Bucket", &T::s3_bucket},
                 Member{"S3BucketOwner", &T::s3_bucket_owner},
                 Member{"S3Prefix", &T::s3_prefix},
                 Member{"S3SseAlgorithm", &T::s3_sse_algorithm},
                 Member{"S3SseKmsKeyId", &T::s3_sse_kms_key_id},
                 Member{"FailureCode", &T::failure_code},
                 Member{"FailureMessage", &T::failure_message},
                 Member{"ExportFormat", &T::export_format},
                 Member{"BilledSizeBytes", &T::billed_size_bytes},
                 Member{"ItemCount", &T::item_count},
                 Member{"ExportType", &T::export_type},
                 Member{"IncrementalExportSpecification", &T::incremental_export_specification}};
};

template <>
struct Shape<ExportTableToPointInTimeResponse> {
  using T = ExportTableToPointInTimeResponse;
  static constexpr std::string_view name = "ExportTableToPointInTimeOutput";
  static constexpr auto members = std::tuple{Member{"ExportDescription", &T::export_description}};
};

template <>
struct Shape<ExportTableToPointInTimeRequest> {
  using T = ExportTableToPointInTimeRequest;
  static constexpr std::string_view name = "ExportTableToPointInTimeInput";
  static constexpr auto members = std::tuple{
      Member{"TableArn", &T::table_arn, {.required = true, .min = 1, .max = 1024}},
      Member{"ExportTime", &T::export_time},
      Member{"ClientToken", &T::client_token, {.pattern = &constraints::kClientToken}},
      Member{"S3Bucket",
             &T::s3_bucket,
             {.required = true, .max = 255, .pattern = &constraints::kBucket}},
      Member{"S3BucketOwner", &T::s3_bucket_owner, {.pattern = &constraints::kAccountId}},
      Member{"S3Prefix", &T::s3_prefix, {.max = 1024}},
      Member{"S3SseAlgorithm", &T::s3_sse_algorithm, {.values = constraints::kS3SseAlgorithms}},
      Member{"S3SseKmsKeyId", &T::s3_sse_kms_key_id, {.min = 1, .max = 2048}},
      Member{"ExportFormat", &T::export_format, {.values = constraints::kExportFormats}},
      Member{"ExportType", &T::export_type, {.values = constraints::kExportTypes}},
      Member{"IncrementalExportSpecification", &T::incremental_export_specification}};
};

template <>
struct Shape<DescribeExportResponse> {
  using T = DescribeExportResponse;
  static constexpr std::string_view name = "DescribeExportOutput";
  static constexpr auto members = std::tuple{Member{"ExportDescription", &T::export_description}};
};

template <>
struct Shape<DescribeExportRequest> {
  using T = DescribeExportRequest;
  static constexpr std::string_view name = "DescribeExportInput";
  static constexpr auto members =
      std::tuple{Member{"ExportArn", &T::export_arn, {.required = true, .min = 37, .max = 1024}}};
};

template <>
struct Shape<ExportSummary> {
  using T = ExportSummary;
  static constexpr std::string_view name = "ExportSummary";
  static constexpr auto members =
      std::tuple{Member{"ExportArn", &T::export_arn}, Member{"ExportStatus", &T::export_status},
                 Member{"ExportType", &T::export_type}};
};

template <>
struct Shape<ListExportsResponse> {
  using T = ListExportsResponse;
  static constexpr std::string_view name = "ListExportsOutput";
  static constexpr auto members = std::tuple{Member{"ExportSummaries", &T::export_summaries},
                                             Member{"NextToken", &T::next_token}};
};

template <>
struct Shape<ListExportsRequest> {
  using T = ListExportsRequest;
  static constexpr std::string_view name = "ListExportsInput";
  static constexpr auto members =
      std::tuple{Member{"TableArn", &T::table_arn, {.min = 1, .max = 1024}},
                 Member{"MaxResults", &T::max_results, {.min = 1, .max = 25, .narrow = true}},
                 Member{"NextToken", &T::next_token}};
};

template <>
struct Shape<S3BucketSource> {
  using T = S3BucketSource;
  static constexpr std::string_view name = "S3BucketSource";
  static constexpr auto members = std::tuple{
      Member{"S3BucketOwner", &T::s3_bucket_owner, {.pattern = &constraints::kAccountId}},
      Member{"S3Bucket",
             &T::s3_bucket,
             {.required = true, .max = 255, .pattern = &constraints::kBucket}},
      Member{"S3KeyPrefix", &T::s3_key_prefix, {.max = 1024}}};
};

template <>
struct Shape<CsvOptions> {
  using T = CsvOptions;
  static constexpr std::string_view name = "CsvOptions";
  static constexpr auto members = std::tuple{
      Member{"Delimiter", &T::delimiter, {.min = 1, .max = 1, .pattern = &constraints::kDelimiter}},
      Member{"HeaderList",
             &T::header_list,
             {.min = 1, .max = 255},
             {.min = 1, .max = 65536, .pattern = &constraints::kHeader}}};
};

template <>
struct Shape<InputFormatOptions> {
  using T = InputFormatOptions;
  static constexpr std::string_view name = "InputFormatOptions";
  static constexpr auto members = std::tuple{Member{"Csv", &T::csv}};
};

template <>
struct Shape<TableCreationParameters> {
  using T = TableCreationParameters;
  static constexpr std::string_view name = "TableCreationParameters";
  static constexpr auto members =
      std::tuple{Member{"TableName", &T::table_name, constraints::kRequiredName},
                 Member{"AttributeDefinitions", &T::attribute_definitions, constraints::kRequired},
                 Member{"KeySchema", &T::key_schema, {.required = true, .min = 1}},
                 Member{"BillingMode", &T::billing_mode, {.values = constraints::kBillingModes}},
                 Member{"ProvisionedThroughput", &T::provisioned_throughput},
                 Member{"OnDemandThroughput", &T::on_demand_throughput},
                 Member{"SSESpecification", &T::sse_specification},
                 Member{"GlobalSecondaryIndexes", &T::global_secondary_indexes}};
};

template <>
struct Shape<ImportTableDescription> {
  using T = ImportTableDescription;
  static constexpr std::string_view name = "ImportTableDescription";
  static constexpr auto members =
      std::tuple{Member{"ImportArn", &T::import_arn},
                 Member{"ImportStatus", &T::import_status},
                 Member{"TableArn", &T::table_arn},
                 Member{"TableId", &T::table_id},
                 Member{"ClientToken", &T::client_token},
                 Member{"S3BucketSource", &T::s3_bucket_source},
                 Member{"ErrorCount", &T::error_count},
                 Member{"CloudWatchLogGroupArn", &T::cloud_watch_log_group_arn},
                 Member{"InputFormat", &T::input_format},
                 Member{"InputFormatOptions", &T::input_format_options},
                 Member{"InputCompressionType", &T::input_compression_type},
                 Member{"TableCreationParameters", &T::table_creation_parameters},
                 Member{"StartTime", &T::start_time},
                 Member{"EndTime", &T::end_time},
                 Member{"ProcessedSizeBytes", &T::processed_size_bytes},
                 Member{"ProcessedItemCount", &T::processed_item_count},
                 Member{"ImportedItemCount", &T::imported_item_count},
                 Member{"FailureCode", &T::failure_code},
                 Member{"FailureMessage", &T::failure_message}};
};

template <>
struct Shape<ImportTableResponse> {
  using T = ImportTableResponse;
  static constexpr std::string_view name = "ImportTableOutput";
  static constexpr auto members =
      std::tuple{Member{"ImportTableDescription", &T::import_table_description}};
};

template <>
struct Shape<ImportTableRequest> {
  using T = ImportTableRequest;
  static constexpr std::string_view name = "ImportTableInput";
  static constexpr auto members = std::tuple{
      Member{"ClientToken", &T::client_token, {.pattern = &constraints::kClientToken}},
      Member{"S3BucketSource", &T::s3_bucket_source, constraints::kRequired},
      Member{"InputFormat",
             &T::input_format,
             {.required = true, .values = constraints::kInputFormats}},
      Member{"InputFormatOptions", &T::input_format_options},
      Member{"InputCompressionType",
             &T::input_compression_type,
             {.values = constraints::kCompressionTypes}},
      Member{"TableCreationParameters", &T::table_creation_parameters, constraints::kRequired}};
};

template <>
struct Shape<DescribeImportResponse> {
  using T = DescribeImportResponse;
  static constexpr std::string_view name = "DescribeImportOutput";
  static constexpr auto members =
      std::tuple{Member{"ImportTableDescription", &T::import_table_description}};
};

template <>
struct Shape<DescribeImportRequest> {
  using T = DescribeImportRequest;
  static constexpr std::string_view name = "DescribeImportInput";
  static constexpr auto members =
      std::tuple{Member{"ImportArn", &T::import_arn, {.required = true, .min = 37, .max = 1024}}};
};

template <>
struct Shape<ImportSummary> {
  using T = ImportSummary;
  static constexpr std::string_view name = "ImportSummary";
  static constexpr auto members =
      std::tuple{Member{"ImportArn", &T::import_arn},
                 Member{"ImportStatus", &T::import_status},
                 Member{"TableArn", &T::table_arn},
                 Member{"S3BucketSource", &T::s3_bucket_source},
                 Member{"CloudWatchLogGroupArn", &T::cloud_watch_log_group_arn},
                 Member{"InputFormat", &T::input_format},
                 Member{"StartTime", &T::start_time},
                 Member{"EndTime", &T::end_time}};
};

template <>
struct Shape<ListImportsResponse> {
  using T = ListImportsResponse;
  static constexpr std::string_view name = "ListImportsOutput";
  static constexpr auto members = std::tuple{Member{"ImportSummaryList", &T::import_summary_list},
                                             Member{"NextToken", &T::next_token}};
};

template <>
struct Shape<ListImportsRequest> {
  using T = ListImportsRequest;
  static constexpr std::string_view name = "ListImportsInput";
  static constexpr auto members =
      std::tuple{Member{"TableArn", &T::table_arn, {.min = 1, .max = 1024}},
                 Member{"PageSize", &T::page_size, {.min = 1, .max = 25, .narrow = true}},
                 Member{"NextToken",
                        &T::next_token,
                        {.min = 112, .max = 1024, .pattern = &constraints::kImportToken}}};
};

}  // namespace ddbsim::service
