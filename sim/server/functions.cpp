#include "sim/server/functions.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/server/signature.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::server {

namespace fs = std::filesystem;

namespace {

/// Durations on the wall clock are measured, in virtual time they are what passed there.
LoggedHandler::Clock clock_of(const world::World& world, bool real_time) {
  if (real_time) {
    return [] {
      const auto now = std::chrono::steady_clock::now().time_since_epoch();
      return std::chrono::duration<double, std::milli>(now).count();
    };
  }
  return [&world] { return static_cast<double>(world.now().time_since_epoch().count()); };
}

}  // namespace

Functions::Functions(FunctionOptions options)
    : options_(std::move(options)), log_(std::make_shared<FunctionLog>(options_.log)) {}

Functions::~Functions() {
  if (!code_.empty()) {
    std::error_code ignored;
    fs::remove_all(code_, ignored);
  }
}

lambda::process::ProcessHost& Functions::processes(const world::World& world) {
  if (!processes_) {
    lambda::process::ProcessSettings settings = options_.processes;
    settings.region = world.account().parameters().region;
    settings.account_id = world.account().parameters().account_id;
    processes_ = std::make_unique<lambda::process::ProcessHost>(std::move(settings));
    processes_->on_log([log = log_](const std::string& function, std::string_view text) {
      log->add(function, text);
    });
  }
  return *processes_;
}

std::expected<std::shared_ptr<const lambda::Handler>, std::string> Functions::handler_of(
    const world::World& world, const FunctionRecord& record) {
  if (record.native) {
    return record.native;
  }
  return processes(world).add(record.process);
}

std::expected<void, lambda::ApiError> Functions::put(world::World& world, FunctionRecord record) {
  const std::string name = record.process.name;
  auto handler = handler_of(world, record);
  if (!handler) {
    return std::unexpected(
        lambda::ApiError{"InvalidParameterValueException", std::move(handler.error())});
  }
  auto logged = std::make_shared<LoggedHandler>(
      std::move(*handler), log_, clock_of(world, options_.processes.patience.has_value()),
      record.process.memory_mb);
  if (auto added = world.add_function(name, std::move(logged), record.settings); !added) {
    return added;
  }
  world.reserve_concurrency(name, record.reserved_concurrency);
  record.last_modified = world.now();
  record.revision_id =
      world.account().make_uuid("lambda-revision", fmt::format("{}|{}", name, ++revisions_));
  records_.insert_or_assign(name, std::move(record));
  return {};
}

void Functions::remove(world::World& world, const std::string& name) {
  world.remove_function(name);
  world.reserve_concurrency(name, std::nullopt);
  records_.erase(name);
}

const FunctionRecord* Functions::find(std::string_view name) const {
  const auto at = records_.find(name);
  return at == records_.end() ? nullptr : &at->second;
}

FunctionRecord* Functions::edit(std::string_view name) {
  const auto at = records_.find(name);
  return at == records_.end() ? nullptr : &at->second;
}

std::optional<iam::Role> Functions::role_of(std::string_view arn) const {
  const std::string name(arn.substr(arn.rfind('/') + 1));
  const auto role = options_.roles.find(name);
  return role == options_.roles.end() ? std::nullopt : std::optional(role->second);
}

fs::path Functions::new_code_folder() {
  if (code_.empty()) {
    std::string name = (fs::temp_directory_path() / "ddbsim-code-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error(fmt::format("no folder for functions' code: {}", name));
    }
    code_ = name;
  }
  const fs::path folder = code_ / std::to_string(++uploads_);
  fs::create_directory(folder);
  return folder;
}

void measure_code(const fs::path& folder, FunctionRecord& record) {
  std::vector<std::string> lines;
  std::error_code error;
  record.code_size = 0;
  const fs::path top = fs::is_directory(folder, error) ? folder : folder.parent_path();
  for (auto at = fs::recursive_directory_iterator(
           top, fs::directory_options::skip_permission_denied, error);
       !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    std::error_code no_file;
    if (const auto size = at->file_size(no_file); !no_file) {
      record.code_size += size;
      lines.push_back(fmt::format("{} {}\n", at->path().lexically_relative(top).string(), size));
    }
  }
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) {
    text += line;
  }
  record.code_sha256 = sha256_base64(text);
}

}  // namespace ddbsim::server
