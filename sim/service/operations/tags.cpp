#include "sim/service/operations/tags.hpp"

#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/operations/control_plane.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/shapes.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::service {

namespace {

using Tags = std::map<std::string, std::string>;

/// Documented: keys with this prefix are for AWS alone.
constexpr std::string_view kReserved = "aws:";

/// The service's words are not published; no oracle refuses these keys.
Refusal check_key_of_tag(const std::string& key) {
  if (!key.starts_with(kReserved)) {
    return {};
  }
  return invalid_parameters(
             fmt::format("Tag keys that begin with {} are reserved: {}", kReserved, key))
      .error();
}

Refusal too_many_tags() {  // Dynoxide's text
  return invalid_parameters(fmt::format("Too many tags: tag limit is {}", kMaxTags)).error();
}

/// The table that a ResourceArn names. Only tables have tags.
Result<std::string> tagged_table(const Account& account, const std::string& arn,
                                 std::string_view action) {
  const std::optional<Arn> parts = parse_arn(arn);
  if (!parts || !parts->kind.empty()) {
    return std::unexpected(invalid_arn(arn));
  }
  if (parts->account != account.parameters().account_id) {
    return std::unexpected(not_authorized(account, action, arn));
  }
  if (parts->region != account.parameters().region || account.find_table(parts->table) == nullptr) {
    // The service's own spelling.
    return fail(ErrorType::resource_not_found,
                fmt::format("Requested resource not found: ResourcArn: {} not found", arn));
  }
  return std::string(parts->table);
}

/// Pages of a size that other simulators saw; the service publishes none.
constexpr std::size_t kTagsOfAPage = 10;

}  // namespace

Refusal check_tags(const std::vector<Tag>& tags) {
  for (const Tag& tag : tags) {
    if (Refusal refusal = check_key_of_tag(*tag.key)) {
      return refusal;
    }
  }
  return tags.size() > kMaxTags ? too_many_tags() : Refusal();
}

void add_tags(Account& account, const std::string& table, const std::vector<Tag>& tags) {
  account.control().change_settings(table, [&](TableSettings& settings) {
    for (const Tag& tag : tags) {
      settings.tags.insert_or_assign(*tag.key, *tag.value);
    }
  });
}

Result<TagResourceResponse> execute(Account& account, const TagResourceRequest& request,
                                    const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  if (request.tags->empty()) {
    return invalid("Atleast one Tag needs to be provided as Input.");
  }
  const auto table = tagged_table(account, *request.resource_arn, "TagResource");
  if (!table) {
    return std::unexpected(table.error());
  }
  if (Refusal refusal = check_tags(*request.tags)) {
    return std::unexpected(std::move(*refusal));
  }
  Tags tags = account.control().settings(*table).tags;
  for (const Tag& tag : *request.tags) {
    tags.try_emplace(*tag.key);
  }
  if (tags.size() > kMaxTags) {
    return std::unexpected(*too_many_tags());
  }
  add_tags(account, *table, *request.tags);
  return TagResourceResponse{};
}

Result<UntagResourceResponse> execute(Account& account, const UntagResourceRequest& request,
                                      const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  if (request.tag_keys->empty()) {
    return invalid("Atleast one Tag Key needs to be provided as Input.");
  }
  const auto table = tagged_table(account, *request.resource_arn, "UntagResource");
  if (!table) {
    return std::unexpected(table.error());
  }
  for (const std::string& key : *request.tag_keys) {
    if (Refusal refusal = check_key_of_tag(key)) {
      return std::unexpected(std::move(*refusal));
    }
  }
  account.control().change_settings(*table, [&](TableSettings& settings) {
    for (const std::string& key : *request.tag_keys) {
      settings.tags.erase(key);  // one that is not there is no error
    }
  });
  return UntagResourceResponse{};
}

/// In order of key. The token holds the last key of the page before.
Result<ListTagsOfResourceResponse> execute(Account& account,
                                           const ListTagsOfResourceRequest& request,
                                           const CallContext& /*context*/) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = tagged_table(account, *request.resource_arn, "ListTagsOfResource");
  if (!table) {
    return std::unexpected(table.error());
  }
  const Tags& tags = account.control().settings(*table).tags;
  auto next = tags.begin();
  if (request.next_token) {
    const auto last = value::from_base64(*request.next_token);
    if (!last) {
      return invalid("Invalid NextToken");  // unpublished
    }
    next = tags.upper_bound(*last);
  }
  ListTagsOfResourceResponse response{.tags = std::vector<Tag>()};
  for (; next != tags.end() && response.tags->size() < kTagsOfAPage; ++next) {
    response.tags->push_back({.key = next->first, .value = next->second});
  }
  if (next != tags.end()) {
    response.next_token = value::to_base64(*response.tags->back().key);
  }
  return response;
}

}  // namespace ddbsim::service
