#include "sim/explore/dependencies.hpp"

#include <algorithm>

namespace ddbsim::explore {
namespace {

using Dependencies = std::vector<Dependency>;

/// A table's name, or its ARN.
std::string name_in(const service::Text& table) {
  const std::string text = table.value_or("");
  constexpr std::string_view kBefore = ":table/";
  const auto at = text.find(kBefore);
  return at == std::string::npos ? text : text.substr(at + kBefore.size());
}

template <class Part>
void add_key(const std::optional<Part>& part, Dependencies& out) {
  if (!part) {
    return;
  }
  if constexpr (requires { part->item; }) {
    out.push_back({name_in(part->table_name), part->item});
  } else {
    out.push_back({name_in(part->table_name), part->key});
  }
}

/// Requests about one item, about a whole table, and in PartiQL; all others touch no item.
template <class Request>
void add(const Request& request, Dependencies& out) {
  if constexpr (
      requires { request.statement; } || requires { request.statements; } ||
      requires { request.transact_statements; }) {
    out.push_back({std::string(kEveryTable), {}});
  }
  if constexpr (requires { request.table_name; }) {
    if constexpr (requires { request.item; }) {
      out.push_back({name_in(request.table_name), request.item});
    } else if constexpr (requires { request.key; }) {
      out.push_back({name_in(request.table_name), request.key});
    } else {
      out.push_back({name_in(request.table_name), {}});
    }
  }
}

void add(const service::BatchGetItemRequest& request, Dependencies& out) {
  if (!request.request_items) {
    return;
  }
  for (const auto& [table, keys] : *request.request_items) {
    for (const value::Item& key : keys.keys.value_or(std::vector<value::Item>())) {
      out.push_back({name_in(table), key});
    }
  }
}

void add(const service::BatchWriteItemRequest& request, Dependencies& out) {
  if (!request.request_items) {
    return;
  }
  for (const auto& [table, writes] : *request.request_items) {
    for (const service::WriteRequest& write : writes) {
      if (write.put_request) {
        out.push_back({name_in(table), write.put_request->item});
      }
      if (write.delete_request) {
        out.push_back({name_in(table), write.delete_request->key});
      }
    }
  }
}

void add(const service::TransactGetItemsRequest& request, Dependencies& out) {
  for (const auto& action :
       request.transact_items.value_or(std::vector<service::TransactGetItem>())) {
    add_key(action.get, out);
  }
}

void add(const service::TransactWriteItemsRequest& request, Dependencies& out) {
  if (!request.transact_items) {
    return;
  }
  for (const service::TransactWriteItem& action : *request.transact_items) {
    add_key(action.condition_check, out);
    add_key(action.put, out);
    add_key(action.remove, out);
    add_key(action.update, out);
  }
}

}  // namespace

Dependencies dependencies_of(const service::Request& request) {
  Dependencies out;
  std::visit([&out](const auto& typed) { add(typed, out); }, request);
  return out;
}

bool has_key(const table::KeySchema& key, const value::Item& item) {
  const auto has = [&item](const table::KeyAttribute& attribute) {
    return item.find(attribute.name).is(attribute.type);
  };
  return std::ranges::all_of(key.hash, has) && std::ranges::all_of(key.range, has);
}

bool may_lag(const service::Request& request) {
  return std::visit(
      [](const auto& typed) {
        using Request = std::decay_t<decltype(typed)>;
        if constexpr (requires { typed.consistent_read; }) {
          return !typed.consistent_read.value_or(false);
        } else {
          return std::is_same_v<Request, service::BatchGetItemRequest>;
        }
      },
      request);
}

}  // namespace ddbsim::explore
