#pragma once

#include <expected>
#include <string>

#include "sim/service/account.hpp"

namespace ddbsim::service {

/// Writes the files of an export as the service lays them out below PREFIX/AWSDynamoDB/ID/: the
/// data (gzip of JSON lines), manifest-files.json, manifest-summary.json, their checksums, and
/// _started first. Data of incremental exports stand in PREFIX/AWSDynamoDB/data/. AWS: "DynamoDB
/// table export output format". Fills in manifest, counts and size. The error is a sentence.
[[nodiscard]] std::expected<void, std::string> write_export(const Account& account,
                                                            const table::Table& table,
                                                            ExportDescription& description);

}  // namespace ddbsim::service
