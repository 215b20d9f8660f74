#include "sim/service/access.hpp"

#include <type_traits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/expression/partiql_parser.hpp"
#include "sim/service/access_facts.hpp"
#include "sim/service/control_state.hpp"
#include "sim/service/operations/partiql.hpp"
#include "sim/service/resource.hpp"
#include "sim/value/ensure.hpp"

namespace ddbsim::service {

namespace {

/// Visits a request.
class AccessReader {
 public:
  explicit AccessReader(Account& account) : account_(account) {}
  [[nodiscard]] std::vector<iam::Request> take() { return std::move(out_); }

  /// Calls about one table, or one of its indexes; what is not about any resource.
  template <class Request>
  void operator()(const Request& request) {
    if constexpr (requires { request.transact_items; }) {
      read_transaction(request);
    } else if constexpr (requires { request.request_items; }) {
      read_batch(request);
    } else if constexpr (requires { request.table_name; }) {
      read_table(request);
    } else {
      read_arn<Request>(arn_in(request), "*");
    }
  }

  void operator()(const CreateTableRequest& request) {
    if (!request.table_name) {
      return;
    }
    const std::string table = arn_of_table(account_, *request.table_name);
    add("CreateTable", table);
    if (request.tags && !request.tags->empty()) {
      add("TagResource", table);
    }
    if (request.resource_policy) {
      add("PutResourcePolicy", table);
    }
  }
  /// The service's message names all tables; the reference has no resource for it.
  void operator()(const ListTablesRequest& /*request*/) {
    add("ListTables", account_.table_arn("*"));
  }
  void operator()(const ListStreamsRequest& /*request*/) { add("ListStreams", "*"); }
  void operator()(const ListBackupsRequest& /*request*/) { add("ListBackups", "*"); }
  void operator()(const ListExportsRequest& /*request*/) { add("ListExports", "*"); }
  void operator()(const ListImportsRequest& /*request*/) { add("ListImports", "*"); }
  void operator()(const ListContributorInsightsRequest& /*request*/) {
    add("ListContributorInsights", "*");
  }
  /// An iterator begins with the ARN of its stream.
  void operator()(const GetRecordsRequest& request) {
    if (request.shard_iterator) {
      add("GetRecords", request.shard_iterator->substr(0, request.shard_iterator->find('|')));
    }
  }

  void operator()(const RestoreTableFromBackupRequest& request) {
    read_arn<RestoreTableFromBackupRequest>(request.backup_arn, "");
    add_table("RestoreTableFromBackup", request.target_table_name);
  }
  void operator()(const RestoreTableToPointInTimeRequest& request) {
    add_table("RestoreTableToPointInTime",
              request.source_table_arn ? request.source_table_arn : request.source_table_name);
    add_table("RestoreTableToPointInTime", request.target_table_name);
  }
  void operator()(const ImportTableRequest& request) {
    if (request.table_creation_parameters) {
      add_table("ImportTable", request.table_creation_parameters->table_name);
    }
  }
  /// A replica is a table as well.
  void operator()(const CreateGlobalTableRequest& request) { read_global_and_table(request); }
  void operator()(const UpdateGlobalTableRequest& request) { read_global_and_table(request); }
  void operator()(const UpdateGlobalTableSettingsRequest& request) {
    read_global_and_table(request);
  }

  void operator()(const ExecuteStatementRequest& request) { read_statement(request, {}); }
  void operator()(const BatchExecuteStatementRequest& request) {
    for (const auto& one : request.statements.value_or(std::vector<BatchStatementRequest>())) {
      read_statement(one, {});
    }
  }
  void operator()(const ExecuteTransactionRequest& request) {
    for (const auto& one :
         request.transact_statements.value_or(std::vector<ParameterizedStatement>())) {
      read_statement(one, "ExecuteTransaction");
    }
  }

 private:
  void add(std::string_view action, std::string resource, iam::Context context = {}) {
    out_.push_back({.action = fmt::format("dynamodb:{}", action),
                    .resource = std::move(resource),
                    .context = std::move(context)});
  }
  void add_table(std::string_view action, const Text& name_or_arn) {
    if (name_or_arn) {
      add(action, arn_of_table(account_, *name_or_arn));
    }
  }

  /// The member that names what the call is about, when it is no table's name.
  template <class Request>
  [[nodiscard]] Text arn_in(const Request& request) const {
    if constexpr (requires { request.resource_arn; }) {
      return request.resource_arn;
    } else if constexpr (requires { request.stream_arn; }) {
      return request.stream_arn;
    } else if constexpr (requires { request.backup_arn; }) {
      return request.backup_arn;
    } else if constexpr (requires { request.export_arn; }) {
      return request.export_arn;
    } else if constexpr (requires { request.import_arn; }) {
      return request.import_arn;
    } else if constexpr (requires { request.table_arn; }) {
      return request.table_arn;
    } else if constexpr (requires { request.global_table_name; }) {
      return request.global_table_name ? Text(arn_of_global_table(*request.global_table_name))
                                       : Text();
    } else {
      return {};
    }
  }
  [[nodiscard]] std::string arn_of_global_table(std::string_view name) const {
    return fmt::format("arn:aws:dynamodb::{}:global-table/{}", account_.parameters().account_id,
                       name);
  }
  template <class Request>
  void read_arn(const Text& arn, std::string_view otherwise) {
    if (arn || !otherwise.empty()) {
      add(action_name<Request>(), arn.value_or(std::string(otherwise)));
    }
  }
  template <class Request>
  void read_global_and_table(const Request& request) {
    read_arn<Request>(arn_in(request), "");
    add_table(action_name<Request>(), request.global_table_name);
  }

  template <class Request>
  void read_table(const Request& request) {
    if (!request.table_name) {
      return;
    }
    Text index;
    if constexpr (requires { request.index_name; }) {
      index = request.index_name;
    }
    AccessFacts facts(account_, *request.table_name, index);
    facts.add(request);
    add(action_name<Request>(), facts.resource(), facts.context());
  }

  /// Each table of a batch under the batch's own action.
  void read_batch(const BatchGetItemRequest& request) {
    read_each_table(request, [](AccessFacts& facts, const KeysAndAttributes& wanted) {
      for (const value::Item& key : wanted.keys.value_or(std::vector<value::Item>())) {
        facts.add_item(key);
      }
      facts.add(wanted);
    });
  }
  void read_batch(const BatchWriteItemRequest& request) {
    read_each_table(request, [](AccessFacts& facts, const std::vector<WriteRequest>& writes) {
      for (const WriteRequest& write : writes) {
        facts.add_item(write.put_request ? write.put_request->item : value::Item());
        facts.add_item(write.delete_request ? write.delete_request->key : value::Item());
      }
    });
  }
  template <class Request, class Read>
  void read_each_table(const Request& request, Read read) {
    if (!request.request_items) {
      return;
    }
    for (const auto& [table, what] : *request.request_items) {
      AccessFacts facts(account_, table);
      facts.set("dynamodb:ReturnConsumedCapacity",
                request.return_consumed_capacity.value_or("NONE"));
      read(facts, what);
      add(action_name<Request>(), facts.resource(), facts.context());
    }
  }

  /// The actions of a transaction are those of its parts.
  void read_transaction(const TransactGetItemsRequest& request) {
    for (const auto& one : request.transact_items.value_or(std::vector<TransactGetItem>())) {
      read_part("GetItem", one.get, request);
    }
  }
  void read_transaction(const TransactWriteItemsRequest& request) {
    for (const auto& one : request.transact_items.value_or(std::vector<TransactWriteItem>())) {
      read_part("ConditionCheckItem", one.condition_check, request);
      read_part("PutItem", one.put, request);
      read_part("DeleteItem", one.remove, request);
      read_part("UpdateItem", one.update, request);
    }
  }
  template <class Part, class Request>
  void read_part(std::string_view action, const std::optional<Part>& part, const Request& request) {
    if (!part || !part->table_name) {
      return;
    }
    AccessFacts facts(account_, *part->table_name);
    facts.add(*part);
    facts.set("dynamodb:EnclosingOperation", std::string(action_name<Request>()));
    facts.set("dynamodb:ReturnConsumedCapacity", request.return_consumed_capacity.value_or("NONE"));
    add(action, facts.resource(), facts.context());
  }

  template <class Request>
  void read_statement(const Request& request, std::string_view enclosing) {
    const auto tree = request.statement ? expression::partiql::parse(*request.statement)
                                        : expression::Result<expression::partiql::RawStatement>();
    if (!request.statement || !tree || expression::check_operation(*tree)) {
      return;
    }
    const auto statement = bind_statement(*tree, request.parameters);
    if (!statement) {
      return;
    }
    AccessFacts facts(account_, statement->table, Text(statement->index));
    facts.add_statement(*statement);
    if (!enclosing.empty()) {
      facts.set("dynamodb:EnclosingOperation", std::string(enclosing));
    }
    add(iam_action(statement->kind), facts.resource(), facts.context());
  }

  Account& account_;
  std::vector<iam::Request> out_;
};

/// Condition keys that are the same for all that a call does.
iam::Context context_of(const Account& account, const Origin& origin) {
  iam::Context out = origin.principal->context();
  const auto now = std::chrono::floor<std::chrono::seconds>(account.now());
  std::string instant = choice::text_of(choice::Instant(now));
  out.set("aws:CurrentTime", instant.replace(instant.find('.'), std::string::npos, "Z"));
  out.set("aws:EpochTime", std::to_string(now.time_since_epoch().count()));
  out.set("aws:RequestedRegion", account.parameters().region);
  out.set("aws:SecureTransport", "true");  // as SDKs call the service; the simulator has no TLS
  out.set("aws:ViaAWSService", "false");
  if (!origin.vpc_endpoint.empty()) {
    out.set("aws:SourceVpce", origin.vpc_endpoint);
  }
  return out;
}

/// The policy on a table, which speaks of its indexes, too, or on a stream.
std::optional<iam::Policy> policy_on(const Account& account, const std::string& resource) {
  const std::size_t index = resource.find("/index/");
  const auto* const stored = account.control().policies.find(resource.substr(0, index));
  if (stored == nullptr) {
    return std::nullopt;
  }
  auto policy = iam::Policy::parse(nlohmann::json::parse(stored->document, nullptr, false),
                                   iam::Policy::Kind::resource);
  value::ensure(policy.has_value(), "PutResourcePolicy took a policy");
  return std::move(*policy);
}

}  // namespace

std::vector<iam::Request> access_of(Account& account, RequestRef request) {
  AccessReader reader(account);
  std::visit([&](const auto* typed) { reader(*typed); }, request);
  return reader.take();
}

std::optional<ServiceError> authorize(Account& account, RequestRef request, const Origin& origin) {
  if (origin.principal == nullptr) {
    return std::nullopt;
  }
  const iam::Context common = context_of(account, origin);
  for (iam::Request& wanted : access_of(account, request)) {
    wanted.context.merge(common);
    const auto resource_policy = policy_on(account, wanted.resource);
    const auto refusal = iam::judge(*origin.principal, wanted,
                                    {.resource = resource_policy ? &*resource_policy : nullptr,
                                     .endpoint = origin.endpoint_policy});
    if (refusal) {
      return ServiceError{ErrorType::access_denied,
                          iam::text_of(*refusal, *origin.principal, wanted)};
    }
  }
  return std::nullopt;
}

Result<Response> AuthorizedClient::send(RequestRef request) {
  if (auto refused = authorize(account_, request, origin_)) {
    return std::unexpected(std::move(*refused));
  }
  return execute(account_, request, context_);
}

}  // namespace ddbsim::service
