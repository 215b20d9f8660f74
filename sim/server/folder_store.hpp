#pragma once

#include <filesystem>

#include "sim/service/object_store.hpp"

namespace ddbsim::server {

/// Buckets that are folders of a folder: bucket B is ROOT/B, key K the file ROOT/B/K. Files are
/// complete or absent: written under another name, synced, renamed. Keys that lead out of their
/// bucket are refused.
class FolderStore final : public service::ObjectStore {
 public:
  explicit FolderStore(std::filesystem::path root) : root_(std::move(root)) {}

  [[nodiscard]] bool has_bucket(std::string_view bucket) const override;
  [[nodiscard]] std::expected<Stored, std::string> put(std::string_view bucket,
                                                       std::string_view key,
                                                       std::string_view content,
                                                       Coding coding) override;
  [[nodiscard]] std::vector<std::string> list(std::string_view bucket,
                                              std::string_view prefix) const override;
  [[nodiscard]] std::expected<std::string, std::string> get(std::string_view bucket,
                                                            std::string_view key,
                                                            Coding coding) const override;

 private:
  std::filesystem::path root_;
};

}  // namespace ddbsim::server
