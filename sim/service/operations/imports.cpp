#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/object_store.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/operations/import_lines.hpp"
#include "sim/service/operations/transfers.hpp"
#include "sim/service/shapes.hpp"
#include "sim/service/times.hpp"
#include "sim/service/write_path.hpp"

namespace ddbsim::service {

namespace {

/// What CreateTable would be asked for.
CreateTableRequest table_request(const TableCreationParameters& parameters) {
  CreateTableRequest request;
  request.attribute_definitions = parameters.attribute_definitions;
  request.table_name = parameters.table_name;
  request.key_schema = parameters.key_schema;
  request.global_secondary_indexes = parameters.global_secondary_indexes;
  request.billing_mode = parameters.billing_mode;
  request.provisioned_throughput = parameters.provisioned_throughput;
  request.sse_specification = parameters.sse_specification;
  request.on_demand_throughput = parameters.on_demand_throughput;
  return request;
}

Refusal check(const Account& account, const ImportTableRequest& request) {
  if (is(request.input_format, "ION")) {
    return invalid("ddbsim does not read Amazon Ion: use InputFormat DYNAMODB_JSON or CSV").error();
  }
  if (is(request.input_compression_type, "ZSTD")) {
    return invalid("ddbsim does not read ZSTD: use InputCompressionType GZIP or NONE").error();
  }
  if (request.input_format_options && !is(request.input_format, "CSV")) {
    return invalid("InputFormatOptions are for InputFormat CSV only").error();
  }
  return check_store(account);
}

ImportTableDescription describe_request(const Account& account, const ImportTableRequest& request) {
  const std::string& table = *request.table_creation_parameters->table_name;
  return {.import_arn = new_transfer_arn(account, table, "import"),
          .import_status = "IN_PROGRESS",
          .table_arn = account.table_arn(table),
          .client_token = request.client_token,
          .s3_bucket_source = request.s3_bucket_source,
          .error_count = 0,
          .cloud_watch_log_group_arn =
              fmt::format("arn:aws:logs:{}:{}:log-group:/aws-dynamodb/imports:*",
                          account.parameters().region, account.parameters().account_id),
          .input_format = request.input_format,
          .input_format_options = request.input_format_options,
          .input_compression_type = request.input_compression_type.value_or("NONE"),
          .table_creation_parameters = request.table_creation_parameters,
          .start_time = epoch_seconds(account.now()),
          .processed_size_bytes = 0,
          .processed_item_count = 0,
          .imported_item_count = 0};
}

void fail_import(ImportTableDescription& description, std::string code, std::string message) {
  description.import_status = "FAILED";
  description.failure_code = std::move(code);
  description.failure_message = std::move(message);
}

ImportedLines lines_of(Account& account, const table::Table& table,
                       const ImportTableRequest& request, std::string_view text) {
  if (!is(request.input_format, "CSV")) {
    return read_json_lines(account, text);
  }
  const CsvOptions options = request.input_format_options && request.input_format_options->csv
                                 ? *request.input_format_options->csv
                                 : CsvOptions{};
  return read_csv(account, table.definition(), options.delimiter.value_or(",")[0],
                  options.header_list.value_or(std::vector<std::string>()), text);
}

/// An item as PutItem takes it; of several with one key the last stays.
bool put(Account& account, table::Table& table, const value::Item& item) {
  auto write = prepare_put(account, item);
  if (!write || attach(*write, table)) {
    return false;
  }
  const auto outcome = evaluate(account, *write, current_item(*write));
  if (!outcome) {
    return false;
  }
  const Write committed = as_write(*write, *outcome);
  account.commit({&committed, 1});
  return true;
}

void load(Account& account, table::Table& table, const ImportTableRequest& request,
          ImportTableDescription& description) {
  const S3BucketSource& source = *request.s3_bucket_source;
  const auto coding = is(request.input_compression_type, "GZIP") ? ObjectStore::Coding::gzip
                                                                 : ObjectStore::Coding::plain;
  const std::string prefix = source.s3_key_prefix.value_or(std::string());
  for (const std::string& key : account.objects()->list(*source.s3_bucket, prefix)) {
    const auto text = account.objects()->get(*source.s3_bucket, key, coding);
    if (!text) {
      ++*description.error_count;
      continue;
    }
    const ImportedLines lines = lines_of(account, table, request, *text);
    *description.processed_size_bytes += static_cast<std::int64_t>(text->size());
    *description.error_count += lines.errors;
    *description.processed_item_count +=
        static_cast<std::int64_t>(lines.items.size()) + lines.errors;
    for (const value::Item& item : lines.items) {
      const bool good = put(account, table, item);
      ++*(good ? description.imported_item_count : description.error_count);
    }
  }
}

/// Done at once; whoever asks next sees it COMPLETED, or FAILED.
void run(Account& account, const ImportTableRequest& request, ImportTableDescription& description) {
  const S3BucketSource& source = *request.s3_bucket_source;
  table::Table& table = *account.find_table(*request.table_creation_parameters->table_name);
  description.end_time = epoch_seconds(account.now());
  if (!account.objects()->has_bucket(*source.s3_bucket)) {
    fail_import(description, "S3NoSuchBucket", "The specified bucket does not exist");
  } else if (account.objects()
                 ->list(*source.s3_bucket, source.s3_key_prefix.value_or(std::string()))
                 .empty()) {
    fail_import(description, "S3NoSuchKey", "The specified key does not exist");
  } else {
    load(account, table, request, description);
    description.import_status = "COMPLETED";
  }
}

}  // namespace

Result<ImportTableResponse> execute(Account& account, const ImportTableRequest& request,
                                    const CallContext& context) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  auto& imports = account.control().imports;
  const std::uint64_t content = content_of(request);
  for (const auto& [arn, known] : imports.entries()) {
    if (is_same_token(account, request.client_token, known)) {
      if (known.content != content) {
        return fail(ErrorType::import_conflict,
                    "There was a conflict when importing from the specified S3 source: the client "
                    "token was used with other parameters");
      }
      return ImportTableResponse{.import_table_description = *known.description};
    }
  }
  if (Refusal refusal = check(account, request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto created = execute(account, table_request(*request.table_creation_parameters), context);
  if (!created) {
    return std::unexpected(created.error());
  }
  ImportTableDescription description = describe_request(account, request);
  description.table_id = created->table_description->table_id;
  ImportTableResponse response{.import_table_description = description};
  run(account, request, description);
  if (description.import_status == "FAILED") {  // leaves no table behind
    account.remove_table(*request.table_creation_parameters->table_name);
  }
  imports.set(*description.import_arn,
              {.description = std::make_shared<const ImportTableDescription>(description),
               .token = request.client_token,
               .content = content,
               .started = account.now()});
  return response;
}

Result<DescribeImportResponse> execute(Account& account, const DescribeImportRequest& request,
                                       const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto* const found = account.control().imports.find(*request.import_arn);
  if (found == nullptr) {
    return fail(ErrorType::import_not_found,
                fmt::format("Import not found: {}", *request.import_arn));
  }
  return DescribeImportResponse{.import_table_description = *found->description};
}

/// In order of ARN: by table, then by time.
Result<ListImportsResponse> execute(Account& account, const ListImportsRequest& request,
                                    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  ListImportsResponse response{.import_summary_list = std::vector<ImportSummary>()};
  const auto next =
      list_transfers(account.control().imports.entries(), request.table_arn, request.next_token,
                     request.page_size, [&](const ImportTableDescription& one) {
                       response.import_summary_list->push_back(
                           {.import_arn = one.import_arn,
                            .import_status = one.import_status,
                            .table_arn = one.table_arn,
                            .s3_bucket_source = one.s3_bucket_source,
                            .cloud_watch_log_group_arn = one.cloud_watch_log_group_arn,
                            .input_format = one.input_format,
                            .start_time = one.start_time,
                            .end_time = one.end_time});
                     });
  if (!next) {
    return std::unexpected(next.error());
  }
  response.next_token = *next;
  return response;
}

}  // namespace ddbsim::service
