#include "sim/service/operations/export_files.hpp"

#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/service/history.hpp"
#include "sim/service/object_store.hpp"
#include "sim/service/times.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::service {

namespace {

using Json = nlohmann::ordered_json;

std::string text_of_time(double seconds) { return choice::text_of(instant_of(seconds)); }

struct Lines {
  std::string text;
  std::int64_t count = 0;
};

/// {"Item":{...}}
Lines full_lines(const std::vector<value::Item>& items) {
  Lines lines;
  for (const value::Item& item : items) {
    lines.text += R"({"Item":)";
    value::append_json(item, lines.text);
    lines.text += "}\n";
    ++lines.count;
  }
  return lines;
}

/// {"Metadata":{"WriteTimestampMicros":"..."},"Keys":{...},"OldImage":{...},"NewImage":{...}}
Lines changed_lines(const table::Table& table, const IncrementalExportSpecification& wanted) {
  const bool old_images = wanted.export_view_type.value_or("NEW_AND_OLD_IMAGES") != "NEW_IMAGE";
  Lines lines;
  for (const table::Change& change : net_changes(table, instant_of(*wanted.export_from_time),
                                                 instant_of(*wanted.export_to_time))) {
    fmt::format_to(std::back_inserter(lines.text),
                   R"({{"Metadata":{{"WriteTimestampMicros":"{}000"}},"Keys":)",
                   change.at.time_since_epoch().count());
    value::append_json(
        table::key_of(table.definition().key, change.after ? change.after : change.before),
        lines.text);
    if (old_images && change.before) {
      lines.text += R"(,"OldImage":)";
      value::append_json(change.before, lines.text);
    }
    if (change.after) {
      lines.text += R"(,"NewImage":)";
      value::append_json(change.after, lines.text);
    }
    lines.text += "}\n";
    ++lines.count;
  }
  return lines;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(byte));
  }
  return out;
}

/// The members of manifest-summary.json, in the order of the documentation's example.
Json summary_of(const ExportDescription& description, const std::string& manifest_files) {
  const bool incremental = description.export_type == "INCREMENTAL_EXPORT";
  const auto or_null = [](const Text& text) { return text ? Json(*text) : Json(nullptr); };
  Json summary = {{"version", incremental ? "2023-08-01" : "2020-06-30"},
                  {"exportArn", *description.export_arn},
                  {"startTime", text_of_time(*description.start_time)},
                  {"endTime", text_of_time(*description.end_time)},
                  {"tableArn", *description.table_arn},
                  {"tableId", *description.table_id}};
  if (incremental) {
    const auto& wanted = *description.incremental_export_specification;
    summary["exportFromTime"] = text_of_time(*wanted.export_from_time);
    summary["exportToTime"] = text_of_time(*wanted.export_to_time);
  } else {
    summary["exportTime"] = text_of_time(*description.export_time);
  }
  summary["s3Bucket"] = *description.s3_bucket;
  summary["s3Prefix"] = or_null(description.s3_prefix);
  summary["s3SseAlgorithm"] = description.s3_sse_algorithm.value_or("AES256");
  summary["s3SseKmsKeyId"] = or_null(description.s3_sse_kms_key_id);
  summary["manifestFilesS3Key"] = manifest_files;
  summary["billedSizeBytes"] = *description.billed_size_bytes;
  summary["itemCount"] = *description.item_count;
  summary["outputFormat"] = *description.export_format;
  if (incremental) {
    summary["outputView"] = description.incremental_export_specification->export_view_type.value_or(
        "NEW_AND_OLD_IMAGES");
  }
  summary["exportType"] = *description.export_type;
  return summary;
}

/// Puts objects until one can't be put.
class ObjectWriter {
 public:
  ObjectWriter(ObjectStore& store, std::string bucket)
      : store_(store), bucket_(std::move(bucket)) {}

  /// Returns the MD5; empty after an error.
  std::string put(const std::string& key, std::string_view content,
                  ObjectStore::Coding coding = ObjectStore::Coding::plain) {
    if (!error_.empty()) {
      return {};
    }
    auto stored = store_.put(bucket_, key, content, coding);
    if (!stored) {
      error_ = std::move(stored.error());
      return {};
    }
    return std::move(stored->md5);
  }
  /// A manifest with its checksum beside it.
  void put_manifest(const std::string& key, std::string_view content) {
    const std::string md5 = put(key, content);
    put(key.substr(0, key.rfind('.')) + ".checksum", value::to_base64(md5));
  }
  [[nodiscard]] const std::string& error() const noexcept { return error_; }

 private:
  ObjectStore& store_;
  std::string bucket_;
  std::string error_;
};

}  // namespace

std::expected<void, std::string> write_export(const Account& account, const table::Table& table,
                                              ExportDescription& description) {
  const std::string& arn = *description.export_arn;
  const std::string id = arn.substr(arn.rfind('/') + 1);
  const bool incremental = description.export_type == "INCREMENTAL_EXPORT";
  const std::string prefix = description.s3_prefix.value_or(std::string());
  const std::string base =
      prefix + (prefix.empty() || prefix.ends_with('/') ? "" : "/") + "AWSDynamoDB/";
  const std::string home = base + id + "/";
  const Lines lines = incremental
                          ? changed_lines(table, *description.incremental_export_specification)
                          : full_lines(items_at(table, instant_of(*description.export_time)));
  const std::string data_key =
      fmt::format("{}data/{:016x}.json.gz", incremental ? base : home, value::hash_bytes(arn));

  ObjectWriter writer(*account.objects(), *description.s3_bucket);
  writer.put(home + "_started", {});
  const std::string md5 = writer.put(data_key, lines.text, ObjectStore::Coding::gzip);
  const Json file = {{"itemCount", lines.count},
                     {"md5Checksum", value::to_base64(md5)},
                     {"etag", hex(md5)},
                     {"dataFileS3Key", data_key}};
  description.item_count = lines.count;
  description.billed_size_bytes = static_cast<std::int64_t>(table.items().size_bytes());
  description.export_manifest = home + "manifest-summary.json";
  writer.put_manifest(home + "manifest-files.json", file.dump() + "\n");
  writer.put_manifest(*description.export_manifest,
                      summary_of(description, home + "manifest-files.json").dump());
  if (!writer.error().empty()) {
    return std::unexpected(writer.error());
  }
  return {};
}

}  // namespace ddbsim::service
