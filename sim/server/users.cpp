#include "sim/server/users.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/iam/reading.hpp"

namespace ddbsim::server {

namespace {

using Json = nlohmann::json;

[[noreturn]] void complain(const std::string& path, const std::string& key,
                           const iam::PolicyError& error) {
  throw std::runtime_error(
      fmt::format("{}: {}{}: {}", path, iam::below("", key), error.pointer, error.message));
}

bool is_bound(const Json& entry) {
  return entry.contains("policies") || entry.contains("managed_policies") ||
         entry.contains("permissions_boundary");
}

std::string name_in(const Json& entry, const std::string& path, const std::string& key) {
  if (!entry.contains("user")) {
    return key;
  }
  if (!entry["user"].is_string() || entry["user"].get<std::string>().empty()) {
    complain(path, key, {"/user", "expected a name"});
  }
  return entry["user"].get<std::string>();
}

}  // namespace

Users read_users(const std::string& text, const std::string& path) {
  const Json json = Json::parse(text, nullptr, false);
  Users out;
  if (!json.is_object()) {
    return out;  // the ini file of the AWS tools
  }
  for (const auto& [key, entry] : json.items()) {
    if (!entry.is_object()) {
      continue;
    }
    auto grants = iam::grants_from_json(entry, {"secret", "user"});
    if (!grants) {
      complain(path, key, grants.error());
    }
    std::string name = name_in(entry, path, key);
    if (is_bound(entry)) {
      out[key] = {.name = std::move(name),
                  .grants = std::make_shared<const iam::Grants>(std::move(*grants))};
    }
  }
  return out;
}

}  // namespace ddbsim::server
