#pragma once

#include <vector>

#include "sim/service/model.hpp"

// Exports and imports: typed requests and responses, as in model.hpp.
namespace ddbsim::service {

struct IncrementalExportSpecification {
  Optional<double> export_from_time = {};
  Optional<double> export_to_time = {};
  Text export_view_type = {};
};
struct ExportDescription {
  Text export_arn = {};
  Text export_status = {};
  Optional<double> start_time = {};
  Optional<double> end_time = {};
  Text export_manifest = {};
  Text table_arn = {};
  Text table_id = {};
  Optional<double> export_time = {};
  Text client_token = {};
  Text s3_bucket = {};
  Text s3_bucket_owner = {};
  Text s3_prefix = {};
  Text s3_sse_algorithm = {};
  Text s3_sse_kms_key_id = {};
  Text failure_code = {};
  Text failure_message = {};
  Text export_format = {};
  Integer billed_size_bytes = {};
  Integer item_count = {};
  Text export_type = {};
  Optional<IncrementalExportSpecification> incremental_export_specification = {};
};

struct ExportTableToPointInTimeResponse {
  Optional<ExportDescription> export_description = {};
};
struct ExportTableToPointInTimeRequest : RequestBase {
  using Response = ExportTableToPointInTimeResponse;
  Text table_arn = {};
  Optional<double> export_time = {};
  Text client_token = {};
  Text s3_bucket = {};
  Text s3_bucket_owner = {};
  Text s3_prefix = {};
  Text s3_sse_algorithm = {};
  Text s3_sse_kms_key_id = {};
  Text export_format = {};
  Text export_type = {};
  Optional<IncrementalExportSpecification> incremental_export_specification = {};
};

struct DescribeExportResponse {
  Optional<ExportDescription> export_description = {};
};
struct DescribeExportRequest : RequestBase {
  using Response = DescribeExportResponse;
  Text export_arn = {};
};
struct ExportSummary {
  Text export_arn = {};
  Text export_status = {};
  Text export_type = {};
};

struct ListExportsResponse {
  Optional<std::vector<ExportSummary>> export_summaries = {};
  Text next_token = {};
};
struct ListExportsRequest : RequestBase {
  using Response = ListExportsResponse;
  Text table_arn = {};
  Integer max_results = {};
  Text next_token = {};
};
struct S3BucketSource {
  Text s3_bucket_owner = {};
  Text s3_bucket = {};
  Text s3_key_prefix = {};
};
struct CsvOptions {
  Text delimiter = {};
  Optional<std::vector<std::string>> header_list = {};
};
struct InputFormatOptions {
  Optional<CsvOptions> csv = {};
};
struct TableCreationParameters {
  Text table_name = {};
  Optional<std::vector<AttributeDefinition>> attribute_definitions = {};
  Optional<std::vector<KeySchemaElement>> key_schema = {};
  Text billing_mode = {};
  Optional<ProvisionedThroughput> provisioned_throughput = {};
  Optional<OnDemandThroughput> on_demand_throughput = {};
  Optional<SseSpecification> sse_specification = {};
  Optional<std::vector<GlobalSecondaryIndexSpec>> global_secondary_indexes = {};
};
struct ImportTableDescription {
  Text import_arn = {};
  Text import_status = {};
  Text table_arn = {};
  Text table_id = {};
  Text client_token = {};
  Optional<S3BucketSource> s3_bucket_source = {};
  Integer error_count = {};
  Text cloud_watch_log_group_arn = {};
  Text input_format = {};
  Optional<InputFormatOptions> input_format_options = {};
  Text input_compression_type = {};
  Optional<TableCreationParameters> table_creation_parameters = {};
  Optional<double> start_time = {};
  Optional<double> end_time = {};
  Integer processed_size_bytes = {};
  Integer processed_item_count = {};
  Integer imported_item_count = {};
  Text failure_code = {};
  Text failure_message = {};
};

struct ImportTableResponse {
  Optional<ImportTableDescription> import_table_description = {};
};
struct ImportTableRequest : RequestBase {
  using Response = ImportTableResponse;
  Text client_token = {};
  Optional<S3BucketSource> s3_bucket_source = {};
  Text input_format = {};
  Optional<InputFormatOptions> input_format_options = {};
  Text input_compression_type = {};
  Optional<TableCreationParameters> table_creation_parameters = {};
};

struct DescribeImportResponse {
  Optional<ImportTableDescription> import_table_description = {};
};
struct DescribeImportRequest : RequestBase {
  using Response = DescribeImportResponse;
  Text import_arn = {};
};
struct ImportSummary {
  Text import_arn = {};
  Text import_status = {};
  Text table_arn = {};
  Optional<S3BucketSource> s3_bucket_source = {};
  Text cloud_watch_log_group_arn = {};
  Text input_format = {};
  Optional<double> start_time = {};
  Optional<double> end_time = {};
};

struct ListImportsResponse {
  Optional<std::vector<ImportSummary>> import_summary_list = {};
  Text next_token = {};
};
struct ListImportsRequest : RequestBase {
  using Response = ListImportsResponse;
  Text table_arn = {};
  Integer page_size = {};
  Text next_token = {};
};

}  // namespace ddbsim::service
