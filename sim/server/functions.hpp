#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/iam/role.hpp"
#include "sim/lambda/function_settings.hpp"
#include "sim/lambda/process/process_host.hpp"
#include "sim/server/function_log.hpp"
#include "sim/world/world.hpp"

// The functions of a served account, as Lambda's API knows them.
namespace ddbsim::server {

/// A function and all that the API shows of it.
struct FunctionRecord {
  lambda::process::ProcessFunction process;
  std::shared_ptr<const lambda::Handler> native;  ///< instead of a process; null: a process
  lambda::FunctionSettings settings;
  std::string role_arn;
  std::string description;
  std::map<std::string, std::string> tags;
  std::vector<std::string> architectures = {"x86_64"};
  std::optional<std::uint32_t> reserved_concurrency;
  std::string code_sha256;      ///< base64
  std::uint64_t code_size = 0;  ///< bytes
  choice::Instant last_modified{};
  std::string revision_id;
};

/// How functions run, whoever makes them.
struct FunctionOptions {
  /// `patience` absent means virtual time. Region and account are those of the world.
  lambda::process::ProcessSettings processes = {};
  std::map<std::string, iam::Role> roles = {};  ///< by name; any other may do everything
  FunctionLog::Sink log = {};
};

class Functions {
 public:
  explicit Functions(FunctionOptions options);
  Functions(const Functions&) = delete;
  Functions& operator=(const Functions&) = delete;
  ~Functions();

  /// Makes the function part of the world; replaces an earlier one of its name, whose invocations
  /// go on. The error is Lambda's, or a sentence of ours in its form (there is no such
  /// interpreter).
  [[nodiscard]] std::expected<void, lambda::ApiError> put(world::World& world,
                                                          FunctionRecord record);
  void remove(world::World& world, const std::string& name);

  [[nodiscard]] const FunctionRecord* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, FunctionRecord, std::less<>>& all() const noexcept {
    return records_;
  }
  [[nodiscard]] bool empty() const noexcept { return records_.empty(); }

  /// What a role may do; absent for one that nobody defined: it may do everything.
  [[nodiscard]] std::optional<iam::Role> role_of(std::string_view arn) const;
  /// Concurrency and tags are no part of the code: no new container starts.
  [[nodiscard]] FunctionRecord* edit(std::string_view name);

  /// A new folder for code that was uploaded; it goes when this goes.
  [[nodiscard]] std::filesystem::path new_code_folder();
  /// 1, 2, ...: mappings that come through the API are named by it.
  [[nodiscard]] std::uint64_t next_mapping_number() noexcept { return ++mappings_; }

 private:
  [[nodiscard]] std::expected<std::shared_ptr<const lambda::Handler>, std::string> handler_of(
      const world::World& world, const FunctionRecord& record);
  lambda::process::ProcessHost& processes(const world::World& world);

  FunctionOptions options_;
  std::shared_ptr<FunctionLog> log_;
  std::unique_ptr<lambda::process::ProcessHost> processes_;  ///< begun by the first that needs it
  std::filesystem::path code_;                               ///< empty: nothing was uploaded
  std::uint64_t uploads_ = 0;
  std::uint64_t mappings_ = 0;
  std::uint64_t revisions_ = 0;
  std::map<std::string, FunctionRecord, std::less<>> records_;
};

/// Bytes and SHA-256 (base64) of code that lies in a folder: of names and sizes, so that a large
/// one costs little.
void measure_code(const std::filesystem::path& folder, FunctionRecord& record);

}  // namespace ddbsim::server
