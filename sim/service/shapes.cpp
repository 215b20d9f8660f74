#include "sim/service/shapes.hpp"

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "sim/service/java_text.hpp"
#include "sim/service/reflection.hpp"

namespace ddbsim::service {

namespace {

/// Where the walk is; a chain through the stack, so that a request without errors builds no text.
struct Path {
  const Path* parent = nullptr;
  std::string_view name = {};  ///< wire name of a member, key of a map entry; empty: the root
  std::size_t index = 0;       ///< 1-based, of a list's element; 0: none
  bool is_key = false;

  /// "keySchema.1.member.attributeName", "requestItems.T.member.keys".
  [[nodiscard]] std::string text() const {
    std::string out = parent == nullptr ? std::string() : parent->text();
    if (parent == nullptr) {
      return out;
    }
    out += out.empty() ? "" : ".";
    if (index != 0) {
      return out + std::to_string(index) + ".member";
    }
    return out + (is_key ? std::string(name) + ".member" : lower_first(name));
  }
};

/// Length as Java counts it: in UTF-16 units.
std::int64_t length_of(std::string_view text) {
  std::int64_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    length += (byte & 0xC0U) == 0x80U ? 0 : byte >= 0xF0U ? 2 : 1;
  }
  return length;
}

std::string pattern_rule(const Constraint& constraint) {
  return fmt::format("Member must satisfy regular expression pattern: {}",
                     constraint.pattern->text());
}
std::string least_rule(std::string_view what, std::int64_t least) {
  return fmt::format("Member must have {} greater than or equal to {}", what, least);
}
std::string most_rule(std::string_view what, std::int64_t most) {
  return fmt::format("Member must have {} less than or equal to {}", what, most);
}

bool accepts_size(const Constraint& constraint, std::int64_t size) {
  return (!constraint.min || size >= *constraint.min) &&
         (!constraint.max || size <= *constraint.max);
}
/// An ARN in the place of a table's name; whether it is a good one is for the operation to say.
bool is_arn_for(const Constraint& constraint, std::string_view text) {
  constexpr std::int64_t kMaxArn = 1024;  // of the API model
  return constraint.or_arn && text.starts_with("arn:") && length_of(text) <= kMaxArn;
}
bool accepts_text(const Constraint& constraint, std::string_view text) {
  if (is_arn_for(constraint, text)) {
    return true;
  }
  return accepts_size(constraint, length_of(text)) &&
         (constraint.pattern == nullptr || constraint.pattern->matches(text));
}

/// What the service lists for keys and values of a map: every rule there is, whichever was broken.
std::string rules_text(const Constraint& constraint) {
  std::vector<std::string> rules;
  if (constraint.max) {
    rules.push_back(most_rule("length", *constraint.max));
  }
  if (constraint.min) {
    rules.push_back(least_rule("length", *constraint.min));
  }
  if (constraint.pattern != nullptr) {
    rules.push_back(pattern_rule(constraint));
  }
  return fmt::format("[{}]", fmt::join(rules, ", "));
}

class ShapeCheck {
 public:
  void structure(const TypeInfo& type, const void* value, const Path& path) {
    for (const MemberInfo& member : type.members) {
      const Path below{&path, member.name};
      const void* const at = member.get(value);
      if (at != nullptr) {
        present(member, at, below);
      } else if (member.constraint.required) {
        add("null", below, "Member must not be null");
      }
    }
  }

  [[nodiscard]] std::optional<ServiceError> result() const {
    if (errors_.empty()) {
      return std::nullopt;
    }
    return ServiceError{ErrorType::validation,
                        fmt::format("{} validation error{} detected: {}", errors_.size(),
                                    errors_.size() == 1 ? "" : "s", fmt::join(errors_, "; "))};
  }

 private:
  static constexpr std::size_t kMaxErrors = 10;

  /// A rule of the member `type` at `path` that its value breaks.
  void add(const TypeInfo& type, const void* value, const Path& path, std::string_view rule) {
    add(fmt::format("'{}'", java_text(type, value)), path, rule);
  }
  void add(std::string_view printed, const Path& path, std::string_view rule) {
    if (errors_.size() < kMaxErrors) {
      errors_.push_back(fmt::format("Value {} at '{}' failed to satisfy constraint: {}", printed,
                                    path.text(), rule));
    }
  }

  void present(const MemberInfo& member, const void* value, const Path& path) {
    const TypeInfo& type = *member.type;
    switch (type.kind) {
      case TypeKind::text:
        text(member.constraint, type, value, path);
        break;
      case TypeKind::integer:
        bounds(member.constraint, type, value, path, "value", as<std::int64_t>(value));
        break;
      case TypeKind::structure:
        structure(type, value, path);
        break;
      case TypeKind::list:
        bounds(member.constraint, type, value, path, "length",
               static_cast<std::int64_t>(type.size(value)));
        list(member.element, type, value, path);
        break;
      case TypeKind::map:
        bounds(member.constraint, type, value, path, "length",
               static_cast<std::int64_t>(type.size(value)));
        map(member, type, value, path);
        break;
      default:
        break;
    }
  }

  void text(const Constraint& constraint, const TypeInfo& type, const void* value,
            const Path& path) {
    const auto& given = as<std::string>(value);
    if (is_arn_for(constraint, given)) {
      return;
    }
    if (constraint.pattern != nullptr && !constraint.pattern->matches(given)) {
      add(type, value, path, pattern_rule(constraint));
    }
    if (!constraint.values.empty() &&
        std::ranges::find(constraint.values, given) == constraint.values.end()) {
      add(type, value, path,
          fmt::format("Member must satisfy enum value set: [{}]",
                      fmt::join(constraint.values, ", ")));
    }
    bounds(constraint, type, value, path, "length", length_of(given));
  }

  void bounds(const Constraint& constraint, const TypeInfo& type, const void* value,
              const Path& path, std::string_view what, std::int64_t size) {
    if (constraint.min && size < *constraint.min) {
      add(type, value, path, least_rule(what, *constraint.min));
    }
    if (constraint.max && size > *constraint.max) {
      add(type, value, path, most_rule(what, *constraint.max));
    }
  }

  void list(const Constraint& element, const TypeInfo& type, const void* value, const Path& path) {
    for (std::size_t i = 0; i < type.size(value); ++i) {
      inside(element, *type.element, type.at(value, i), Path{&path, {}, i + 1});
    }
  }

  void map(const MemberInfo& member, const TypeInfo& type, const void* value, const Path& path) {
    for_each_entry(type, value, [&](const std::string& key, const void* /*entry*/) {
      if (!accepts_text(member.element, key)) {
        add(type, value, path, "Map keys must satisfy constraint: " + rules_text(member.element));
      }
    });
    for_each_entry(type, value, [&](const std::string& /*key*/, const void* entry) {
      if (type.element->size != nullptr &&
          !accepts_size(member.value, static_cast<std::int64_t>(type.element->size(entry)))) {
        add(type, value, path, "Map value must satisfy constraint: " + rules_text(member.value));
      }
    });
    for_each_entry(type, value, [&](const std::string& key, const void* entry) {
      inside({}, *type.element, entry, Path{&path, key, 0, true});
    });
  }

  /// An element of a list or a map.
  void inside(const Constraint& constraint, const TypeInfo& type, const void* value,
              const Path& path) {
    if (type.kind == TypeKind::structure) {
      structure(type, value, path);
    } else if (type.kind == TypeKind::text) {
      text(constraint, type, value, path);
    } else if (type.kind == TypeKind::list) {
      list({}, type, value, path);
    }
  }

  std::vector<std::string> errors_;
};

/// The texts about table names that come before all others.
std::optional<ServiceError> check_table_name(const TypeInfo& type, const void* request) {
  if (type.table_name == TableName::member) {
    return std::nullopt;
  }
  const auto member = std::ranges::find(type.members, "TableName", &MemberInfo::name);
  const void* const name = member->get(request);
  if (name == nullptr) {
    return ServiceError{ErrorType::validation,
                        "The parameter 'TableName' is required but was not present in the request"};
  }
  const auto& text = as<std::string>(name);
  if (type.table_name == TableName::control && !is_arn_for(member->constraint, text) &&
      !accepts_size(member->constraint, length_of(text))) {
    return ServiceError{
        ErrorType::validation,
        "TableName must be at least 3 characters long and at most 255 characters long"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ServiceError> check_shape(const TypeInfo& type, const void* request) {
  if (auto error = check_table_name(type, request)) {
    return error;
  }
  ShapeCheck check;
  check.structure(type, request, Path{});
  return check.result();
}

namespace {

template <class T, class Variant>
struct IndexIn;
template <class T, class... All>
struct IndexIn<T, std::variant<All...>> {
  static constexpr std::size_t kIndex = [] {
    std::size_t index = 0;
    static_cast<void>(((std::is_same_v<T, All> || (++index, false)) || ...));
    return index;
  }();
};

}  // namespace

template <class Typed>
std::optional<ServiceError> check_shape(const Typed& request) {
  return check_shape(request_type(IndexIn<Typed, Request>::kIndex), &request);
}

template std::optional<ServiceError> check_shape(const CreateTableRequest&);
template std::optional<ServiceError> check_shape(const DescribeTableRequest&);
template std::optional<ServiceError> check_shape(const ListTablesRequest&);
template std::optional<ServiceError> check_shape(const UpdateTableRequest&);
template std::optional<ServiceError> check_shape(const DeleteTableRequest&);
template std::optional<ServiceError> check_shape(const UpdateTimeToLiveRequest&);
template std::optional<ServiceError> check_shape(const DescribeTimeToLiveRequest&);
template std::optional<ServiceError> check_shape(const PutItemRequest&);
template std::optional<ServiceError> check_shape(const GetItemRequest&);
template std::optional<ServiceError> check_shape(const UpdateItemRequest&);
template std::optional<ServiceError> check_shape(const DeleteItemRequest&);
template std::optional<ServiceError> check_shape(const BatchGetItemRequest&);
template std::optional<ServiceError> check_shape(const BatchWriteItemRequest&);
template std::optional<ServiceError> check_shape(const TransactGetItemsRequest&);
template std::optional<ServiceError> check_shape(const TransactWriteItemsRequest&);
template std::optional<ServiceError> check_shape(const QueryRequest&);
template std::optional<ServiceError> check_shape(const ScanRequest&);
template std::optional<ServiceError> check_shape(const ListStreamsRequest&);
template std::optional<ServiceError> check_shape(const DescribeStreamRequest&);
template std::optional<ServiceError> check_shape(const GetShardIteratorRequest&);
template std::optional<ServiceError> check_shape(const GetRecordsRequest&);
template std::optional<ServiceError> check_shape(const ExecuteStatementRequest&);
template std::optional<ServiceError> check_shape(const BatchExecuteStatementRequest&);
template std::optional<ServiceError> check_shape(const ExecuteTransactionRequest&);
template std::optional<ServiceError> check_shape(const TagResourceRequest&);
template std::optional<ServiceError> check_shape(const UntagResourceRequest&);
template std::optional<ServiceError> check_shape(const ListTagsOfResourceRequest&);
template std::optional<ServiceError> check_shape(const DescribeLimitsRequest&);
template std::optional<ServiceError> check_shape(const DescribeEndpointsRequest&);
template std::optional<ServiceError> check_shape(const PutResourcePolicyRequest&);
template std::optional<ServiceError> check_shape(const GetResourcePolicyRequest&);
template std::optional<ServiceError> check_shape(const DeleteResourcePolicyRequest&);
template std::optional<ServiceError> check_shape(const EnableKinesisStreamingDestinationRequest&);
template std::optional<ServiceError> check_shape(const DisableKinesisStreamingDestinationRequest&);
template std::optional<ServiceError> check_shape(const UpdateKinesisStreamingDestinationRequest&);
template std::optional<ServiceError> check_shape(const DescribeKinesisStreamingDestinationRequest&);
template std::optional<ServiceError> check_shape(const UpdateContributorInsightsRequest&);
template std::optional<ServiceError> check_shape(const DescribeContributorInsightsRequest&);
template std::optional<ServiceError> check_shape(const ListContributorInsightsRequest&);
template std::optional<ServiceError> check_shape(const CreateGlobalTableRequest&);
template std::optional<ServiceError> check_shape(const DescribeGlobalTableRequest&);
template std::optional<ServiceError> check_shape(const ListGlobalTablesRequest&);
template std::optional<ServiceError> check_shape(const UpdateGlobalTableRequest&);
template std::optional<ServiceError> check_shape(const DescribeGlobalTableSettingsRequest&);
template std::optional<ServiceError> check_shape(const UpdateGlobalTableSettingsRequest&);
template std::optional<ServiceError> check_shape(const DescribeTableReplicaAutoScalingRequest&);
template std::optional<ServiceError> check_shape(const UpdateTableReplicaAutoScalingRequest&);
template std::optional<ServiceError> check_shape(const CreateBackupRequest&);
template std::optional<ServiceError> check_shape(const DescribeBackupRequest&);
template std::optional<ServiceError> check_shape(const ListBackupsRequest&);
template std::optional<ServiceError> check_shape(const DeleteBackupRequest&);
template std::optional<ServiceError> check_shape(const RestoreTableFromBackupRequest&);
template std::optional<ServiceError> check_shape(const DescribeContinuousBackupsRequest&);
template std::optional<ServiceError> check_shape(const UpdateContinuousBackupsRequest&);
template std::optional<ServiceError> check_shape(const RestoreTableToPointInTimeRequest&);
template std::optional<ServiceError> check_shape(const ExportTableToPointInTimeRequest&);
template std::optional<ServiceError> check_shape(const DescribeExportRequest&);
template std::optional<ServiceError> check_shape(const ListExportsRequest&);
template std::optional<ServiceError> check_shape(const ImportTableRequest&);
template std::optional<ServiceError> check_shape(const DescribeImportRequest&);
template std::optional<ServiceError> check_shape(const ListImportsRequest&);

}  // namespace ddbsim::service
