#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/service/account.hpp"
#include "sim/service/operations/next_token.hpp"
#include "sim/service/operations/partiql.hpp"
#include "sim/service/page.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {

namespace {

using expression::Statement;
using Partitions = std::vector<expression::KeyCondition>;

/// A SELECT with what it reads, ready to run.
struct Selection {
  Source source;
  View view;
  Partitions partitions;  ///< none: all items
  bool forward = true;
  NextPage start = {};
};

Result<Source> locate(const Account& account, const Statement& statement, bool consistent) {
  auto source =
      locate_source(account, "PartiQLSelect", statement.table, Text(statement.index), false);
  if (source && consistent && source->is_global_index()) {
    return invalid("Consistent read cannot be true when scanning a GSI");
  }
  return source;
}

bool names(const std::vector<expression::KeyAttribute>& keys, std::string_view name) {
  return std::ranges::find(keys, name, &expression::KeyAttribute::name) != keys.end();
}

Refusal check_order(const Statement& statement, const expression::KeyNames& keys,
                    const Partitions& partitions) {
  if (statement.order.empty()) {
    return {};
  }
  if (!statement.where) {
    return ServiceError{.message =
                            "Must have WHERE clause in the statement when using ORDER BY clause."};
  }
  for (const Statement::Order& order : statement.order) {
    if (!names(keys.hash, order.name) && !names(keys.range, order.name)) {
      return ServiceError{.message = fmt::format("Variable reference {} in ORDER BY clause must be "
                                                 "part of the primary key",
                                                 order.name)};
    }
  }
  return partitions.empty()
             ? ServiceError{.message =
                                "Must have at least one non-optional hash key condition in "
                                "WHERE clause when using ORDER BY clause."}
             : Refusal{};
}

/// Sort keys go up or down inside of each partition. Partitions come as the WHERE lists them, or
/// the other way round: DynamoDB Local does not sort them, though AWS speaks of an order.
void apply_order(const Statement& statement, const expression::KeyNames& keys,
                 Selection& selection) {
  bool hash_seen = false;
  bool range_seen = false;
  for (const Statement::Order& order : statement.order) {
    bool& seen = names(keys.hash, order.name) ? hash_seen : range_seen;
    if (seen || !order.descending) {
      seen = true;
      continue;
    }
    seen = true;
    if (&seen == &hash_seen) {
      std::ranges::reverse(selection.partitions);
    } else {
      selection.forward = false;
    }
  }
}

/// A WHERE reads entries: what an index does not hold, it cannot see. (DynamoDB Local looks into
/// the table; here counts what it says of the same filter in Query.)
Refusal check_filter(const Source& source, const View& view) {
  std::vector<std::string_view> missing;
  if (view.filter) {
    for (const std::string& name : view.filter->attributes()) {
      if (!source.shows(name)) {
        missing.push_back(name);
      }
    }
  }
  if (missing.empty()) {
    return {};
  }
  return ServiceError{
      .message = fmt::format("One or more parameter values were invalid: Secondary index {} does "
                             "not project one or more filter attributes: [{}]",
                             source.index->definition().name, fmt::join(missing, ", "))};
}

/// A token's key must be one that this SELECT could have ended a page with.
bool fits(const Selection& selection) {
  const NextPage& start = selection.start;
  if (selection.partitions.empty()) {
    return start.partition == 0;
  }
  if (start.partition >= selection.partitions.size()) {
    return false;
  }
  if (!start.after) {
    return true;
  }
  const expression::KeyCondition& key = selection.partitions[start.partition];
  const table::KeySchema& schema = selection.source.entries().key();
  for (std::size_t i = 0; i < schema.hash.size(); ++i) {
    if (!(start.after.find(schema.hash[i].name) == key.hash[i].view())) {
      return false;
    }
  }
  return in_range(key, schema, start.after);
}

Result<Selection> prepare(const Account& account, const Statement& statement,
                          const ExecuteStatementRequest& request) {
  const auto source = locate(account, statement, request.consistent_read.value_or(false));
  if (!source) {
    return std::unexpected(source.error());
  }
  Selection selection{.source = *source,
                      .view = {.filter = statement.where, .projection = statement.projection}};
  const expression::KeyNames keys = key_names_of(source->entries().key());
  if (auto error = expression::check_key_paths(statement, keys)) {
    return std::unexpected(as_service_error(std::move(*error)));
  }
  auto partitions = expression::partitions_of(statement.where, keys);
  if (!partitions) {
    return std::unexpected(as_service_error(std::move(partitions.error())));
  }
  selection.partitions = std::move(*partitions);
  if (Refusal refusal =
          check_order(statement, keys, selection.partitions)
              .or_else([&] { return check_filter(selection.source, selection.view); })
              .or_else([&] { return check_shown(selection.source, {}, selection.view); })) {
    return std::unexpected(std::move(*refusal));
  }
  apply_order(statement, keys, selection);
  if (request.next_token) {
    auto start = next_page(selection.source, *request.next_token);
    if (start) {
      selection.start = std::move(*start);
    }
    if (!start || !fits(selection)) {
      return invalid("Invalid NextToken");
    }
  }
  return selection;
}

// ---- SELECT

void add_units(std::optional<Capacity>& sum, const std::optional<Capacity>& more) {
  if (more) {
    sum = Capacity{.capacity_units =
                       (sum ? *sum->capacity_units : 0) + more->capacity_units.value_or(0)};
  }
}

void add_units(ConsumedCapacity& sum, const ConsumedCapacity& more) {
  *sum.capacity_units += more.capacity_units.value_or(0);
  add_units(sum.table, more.table);
  for (const auto group :
       {&ConsumedCapacity::local_secondary_indexes, &ConsumedCapacity::global_secondary_indexes}) {
    if (more.*group) {
      for (const auto& [name, units] : *(more.*group)) {
        std::optional<Capacity> both = (*(sum.*group))[name];
        add_units(both, units);
        (*(sum.*group))[name] = *both;
      }
    }
  }
}

/// The pages of one answer: one of a scan, one for each partition that it comes to.
class Answer {
 public:
  Answer(Account& account, const Selection& selection, const ExecuteStatementRequest& request,
         const CallContext& context)
      : account_(account),
        selection_(selection),
        request_(request),
        consistent_(request.consistent_read.value_or(false)),
        view_(account.read_view(context, selection.source.is_global_index(), consistent_)),
        left_(request.limit) {
    response_.items.emplace();
  }

  ExecuteStatementResponse run() && {
    if (selection_.partitions.empty()) {
      scan();
      return std::move(response_);
    }
    const auto count = static_cast<std::uint32_t>(selection_.partitions.size());
    for (std::uint32_t at = selection_.start.partition; at < count; ++at) {
      if (!query(at)) {
        break;
      }
      // Each partition is read for itself; all of them make no more than a page.
      if (bytes_ >= static_cast<std::uint64_t>(account_.parameters().page_bytes) &&
          at + 1 < count) {
        response_.next_token = next_token(selection_.source, {.partition = at + 1});
        break;
      }
    }
    return std::move(response_);
  }

 private:
  void scan() {
    const value::Item& after = selection_.start.after;
    const table::KeySpace::ScanPart part{
        .segment = 0, .total = 1, .start_after = after ? &after : nullptr};
    Page page(account_, selection_.source, selection_.view, consistent_, left_);
    selection_.source.table->scan(selection_.source.index, part, view_,
                                  [&page](const value::Item& entry) { return page.take(entry); });
    add(page, 0);
  }

  /// False: the answer ends here.
  bool query(std::uint32_t at) {
    const expression::KeyCondition& key = selection_.partitions[at];
    const Source& source = selection_.source;
    table::Range range = range_of(key);
    if (at == selection_.start.partition && selection_.start.after) {
      // Member by member: GCC 12 breaks off at an assigned list here when sanitizers are on.
      table::Bound& start = selection_.forward ? range.from : range.to;
      start.tuple = source.entries().sort_tuple(selection_.start.after);
      start.side = selection_.forward ? table::Bound::Side::after : table::Bound::Side::before;
      start.last_is_prefix = false;
    }
    Page page(account_, source, selection_.view, consistent_, left_);
    source.table->query(source.index, partition_of(key), range, selection_.forward, view_,
                        [&page](const value::Item& entry) { return page.take(entry); });
    return add(page, at);
  }

  /// False: the page was cut.
  bool add(Page& page, std::uint32_t partition) {
    bytes_ += page.bytes();
    QueryResponse part;
    page.answer(part, request_.return_consumed_capacity);
    std::ranges::move(*part.items, std::back_inserter(*response_.items));
    if (!response_.consumed_capacity) {
      response_.consumed_capacity = std::move(part.consumed_capacity);
    } else if (part.consumed_capacity) {
      add_units(*response_.consumed_capacity, *part.consumed_capacity);
    }
    if (left_) {
      *left_ -= *part.scanned_count;
    }
    if (!part.last_evaluated_key) {
      return true;
    }
    // The API model has the key beside the token; DynamoDB Local leaves it out.
    response_.next_token = next_token(selection_.source, {partition, part.last_evaluated_key});
    response_.last_evaluated_key = std::move(part.last_evaluated_key);
    return false;
  }

  Account& account_;
  const Selection& selection_;
  const ExecuteStatementRequest& request_;
  bool consistent_;
  table::ReadView view_;
  Integer left_;
  std::uint64_t bytes_ = 0;
  ExecuteStatementResponse response_;
};

Result<ExecuteStatementResponse> select(Account& account, const Statement& statement,
                                        const ExecuteStatementRequest& request,
                                        const CallContext& context) {
  const auto selection = prepare(account, statement, request);
  if (!selection) {
    return std::unexpected(selection.error());
  }
  return Answer(account, *selection, request, context).run();
}

// ---- writes

Result<ExecuteStatementResponse> write(Account& account, const Statement& statement,
                                       const ExecuteStatementRequest& request) {
  const auto table = locate_table(account, statement.table, iam_action(statement.kind));
  if (!table) {
    return std::unexpected(table.error());
  }
  auto prepared = prepare_statement(account, statement, **table,
                                    wants_old(request.return_values_on_condition_check_failure));
  if (!prepared) {
    return std::unexpected(std::move(prepared.error()));
  }
  const auto outcome =
      evaluate_statement(account, *prepared, statement.kind, current_item(*prepared));
  if (!outcome) {
    return std::unexpected(outcome.error());
  }
  ExecuteStatementResponse response;
  response.items.emplace();
  if (value::Item item = returned_by(statement, *prepared, *outcome, &account.layouts())) {
    response.items->push_back(std::move(item));
  }
  const CapacityDetail detail = capacity_detail(request.return_consumed_capacity);
  if (detail != CapacityDetail::none) {
    ConsumedUnits units((*table)->definition(), statement.table);
    units.add_write(**table, account.builder(), outcome->before, outcome->after,
                    /*transactional=*/false);
    response.consumed_capacity = units.report(detail);
  }
  const Write committed = as_write(*prepared, *outcome);
  account.commit({&committed, 1});
  return response;
}

}  // namespace

Result<ExecuteStatementResponse> execute(Account& account, const ExecuteStatementRequest& request,
                                         const CallContext& context) {
  if (Refusal refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto tree = expression::partiql::parse(*request.statement);
  if (!tree) {
    return std::unexpected(as_service_error(tree.error()));
  }
  if (auto error = expression::check_operation(*tree)) {
    return std::unexpected(as_service_error(std::move(*error)));
  }
  if (tree->kind == StatementKind::exists || tree->kind == StatementKind::term) {
    return invalid("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  if (Refusal refusal = check_parameters(request, request.parameters)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto statement = bind_statement(*tree, request.parameters);
  if (!statement) {
    return std::unexpected(statement.error());
  }
  return is_write(tree->kind) ? write(account, *statement, request)
                              : select(account, *statement, request, context);
}

}  // namespace ddbsim::service
