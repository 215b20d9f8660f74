#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/service/account.hpp"
#include "sim/service/key_range.hpp"
#include "sim/service/page.hpp"
#include "sim/service/request_checks.hpp"

namespace ddbsim::service {

namespace {

using expression::Kind;

/// A query in itself; its key condition meets the schema later.
struct Prepared {
  View view;
  expression::KeyParts key;
};

expression::Result<expression::KeyParts> bind_key(Account& account, std::string_view text,
                                                  expression::Placeholders& placeholders) {
  const auto tree = account.expressions().compile(Kind::key_condition, text);
  return tree ? bind_key_parts(*tree, placeholders) : std::unexpected(tree.error());
}

/// What is said before the table is looked for, in the service's order.
Result<Prepared> prepare(Account& account, const QueryRequest& request, Bindings& bindings) {
  if (Refusal refusal = check_request(request, {&request.exclusive_start_key})) {
    return std::unexpected(std::move(*refusal));
  }
  Result<LegacyView> legacy;
  if (uses_legacy(request)) {
    legacy = view_from(request.attributes_to_get, request.query_filter, &request.key_conditions,
                       request.conditional_operator);
    if (!legacy) {
      return std::unexpected(std::move(legacy.error()));
    }
  }
  if (Refusal refusal = with_parameters(
          request, [&](ParameterList parameters) { return bindings.check(parameters); })) {
    return std::unexpected(std::move(*refusal));
  }
  auto view = bind_view(bindings, request.filter_expression, request.projection_expression,
                        request.select, *legacy);
  if (!view) {
    return std::unexpected(std::move(view.error()));
  }
  if (!request.key_condition_expression && !request.key_conditions) {
    return invalid(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.");
  }
  auto key = legacy->key
                 ? std::move(*legacy->key)
                 : bind_key(account, *request.key_condition_expression, bindings.placeholders());
  if (!key) {
    return std::unexpected(as_service_error(std::move(key.error())));
  }
  if (Refusal refusal = bindings.check_all_used().or_else([&] {
        return check_select(request.select, request.projection_expression,
                            request.attributes_to_get, request.index_name);
      })) {
    return std::unexpected(std::move(*refusal));
  }
  return Prepared{.view = std::move(*view), .key = std::move(*key)};
}

/// A start key must be one that this query could have ended a page with.
Refusal check_boundaries(const Source& source, const expression::KeyCondition& key,
                         const value::Item& start_key) {
  if (!start_key) {
    return {};
  }
  const table::KeySchema& schema = source.entries().key();
  for (std::size_t i = 0; i < schema.hash.size(); ++i) {
    if (!(start_key.find(schema.hash[i].name) == key.hash[i].view())) {
      return ServiceError{.message =
                              "The provided starting key is outside query boundaries based on "
                              "provided conditions"};
    }
  }
  return in_range(key, schema, start_key)
             ? Refusal{}
             : ServiceError{.message =
                                "The provided starting key does not match the range key predicate"};
}

/// Of several key attributes the first of the schema is named.
Refusal check_no_key(const Source& source, std::string_view parameter,
                     const std::vector<std::string>& attributes) {
  const table::KeySchema& schema = source.entries().key();
  for (const auto* part : {&schema.hash, &schema.range}) {
    for (const table::KeyAttribute& key : *part) {
      if (std::ranges::find(attributes, key.name) != attributes.end()) {
        return ServiceError{
            .message = fmt::format("{} can only contain non-primary key attributes: Primary key "
                                   "attribute: {}",
                                   parameter, key.name)};
      }
    }
  }
  return {};
}

/// A filter reads what the key condition leaves open: no key attribute of what is queried (the
/// table's key may be filtered in an index), nothing that the index does not hold.
Refusal check_filter(const Source& source, std::string_view parameter, const View& view) {
  if (!view.filter) {
    return {};
  }
  if (Refusal refusal = check_no_key(source, parameter, view.filter->attributes()).or_else([&] {
        return check_paths(source, view);
      })) {
    return refusal;
  }
  std::vector<std::string_view> missing;
  for (const std::string& name : view.filter->attributes()) {
    if (!source.shows(name) && std::ranges::find(missing, name) == missing.end()) {
      missing.push_back(name);
    }
  }
  if (missing.empty()) {
    return {};
  }
  // Also in a local index that could fetch, as in DynamoDB Local; Dynoxide and dynalite find
  // nothing instead.
  return ServiceError{
      .message = fmt::format("One or more parameter values were invalid: Secondary index {} does "
                             "not project one or more filter attributes: [{}]",
                             source.index->definition().name, fmt::join(missing, ", "))};
}

/// The key condition and whatever else depends on the schema, in the service's order.
Result<expression::KeyCondition> bind_to_source(const QueryRequest& request, const Source& source,
                                                Prepared& prepared) {
  if (Refusal refusal = check_start_key(source, request.exclusive_start_key, Reader::query)) {
    return std::unexpected(std::move(*refusal));
  }
  auto key = match_key(prepared.key, key_names_of(source.entries().key()));
  if (!key) {
    return std::unexpected(as_service_error(std::move(key.error())));
  }
  if (Refusal refusal =
          check_boundaries(source, *key, request.exclusive_start_key)
              .or_else([&] {
                return check_filter(source,
                                    request.query_filter ? "QueryFilter" : "Filter Expression",
                                    prepared.view);
              })
              .or_else([&] { return check_shown(source, request.select, prepared.view); })) {
    return std::unexpected(std::move(*refusal));
  }
  return std::move(*key);
}

table::Range range_after(const Source& source, const expression::KeyCondition& key,
                         const value::Item& start_key, bool forward) {
  table::Range range = range_of(key);
  if (start_key) {
    table::Bound& begin = forward ? range.from : range.to;
    begin = {.tuple = source.entries().sort_tuple(start_key),
             .side = forward ? table::Bound::Side::after : table::Bound::Side::before,
             .last_is_prefix = false};
  }
  return range;
}

}  // namespace

Result<QueryResponse> execute(Account& account, const QueryRequest& request,
                              const CallContext& context) {
  Bindings bindings(account, names_or_null(request.expression_attribute_names),
                    request.expression_attribute_values);
  auto prepared = prepare(account, request, bindings);
  if (!prepared) {
    return std::unexpected(std::move(prepared.error()));
  }
  const bool consistent = request.consistent_read.value_or(false);
  const auto source =
      locate_source(account, "Query", *request.table_name, request.index_name, consistent);
  if (!source) {
    return std::unexpected(source.error());
  }
  const auto key = bind_to_source(request, *source, *prepared);
  if (!key) {
    return std::unexpected(key.error());
  }
  const bool forward = request.scan_index_forward.value_or(true);
  Page page(account, *source, prepared->view, consistent, request.limit);
  source->table->query(source->index, partition_of(*key),
                       range_after(*source, *key, request.exclusive_start_key, forward), forward,
                       account.read_view(context, source->is_global_index(), consistent),
                       [&page](const value::Item& entry) { return page.take(entry); });
  QueryResponse response;
  page.answer(response, request.return_consumed_capacity);
  return response;
}

}  // namespace ddbsim::service
