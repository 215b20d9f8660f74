#include "tests/support/operation_generator.hpp"

#include <algorithm>

#include "tests/support/legacy_generator.hpp"
#include "tests/support/tables.hpp"

namespace ddbsim::testing::reference {
namespace {

using namespace service;
using table::IndexDefinition;
using table::KeyAttribute;
using table::TableDefinition;
using value::Item;
using value::Type;

bool any_attribute(const std::string& /*name*/) { return true; }
bool no_key(const std::string& name) { return name != "pk" && name != "sk"; }

/// The attributes that an index may have as keys.
std::vector<KeyAttribute> candidates() {
  return {{"g1", Type::S}, {"g2", Type::N}, {"g3", Type::B}, {"g4", Type::S}};
}

bool shows(const TableDefinition& table, const IndexDefinition* index, const std::string& name) {
  return index == nullptr || index->projection.kind == table::ProjectionKind::all ||
         table.key.has(name) || index->key.has(name) ||
         (index->projection.kind == table::ProjectionKind::include &&
          std::ranges::count(index->projection.include, name) != 0);
}

}  // namespace

OperationGenerator::OperationGenerator(std::uint64_t seed) : random_(seed) {
  for (std::size_t i = 0; i <= random_.below(2); ++i) {
    tables_.push_back(random_table("table-" + std::to_string(i)));
  }
  static const std::vector<std::int64_t> kPages = {1'048'576, 3000, 400};
  page_bytes_ = random_.pick(kPages);
}

// ---- Tables -------------------------------------------------------------------------------------

TableDefinition OperationGenerator::random_table(const std::string& name) {
  static const std::vector<std::string> kKeys = {
      "pk:S", "pk:N", "pk:B", "pk:S/sk:S", "pk:S/sk:N", "pk:N/sk:B", "pk:B/sk:S", "pk:S/sk:B"};
  TableDefinition table = table_definition(name, random_.pick(kKeys));
  if (!table.key.range.empty()) {
    for (std::size_t i = random_.below(3); i > 0; --i) {
      table.indexes.push_back(random_index(table, "local-" + std::to_string(i), true));
    }
  }
  for (std::size_t i = random_.below(4); i > 0; --i) {
    table.indexes.push_back(random_index(table, "global-" + std::to_string(i), false));
  }
  if (random_.percent(50)) {
    table.stream = table::StreamView::new_and_old_images;
  }
  return table;
}

IndexDefinition OperationGenerator::random_index(const TableDefinition& table,
                                                 const std::string& name, bool local) {
  IndexDefinition index{.name = name, .local = local};
  std::vector<KeyAttribute> rest = candidates();
  if (local) {
    index.key.hash = table.key.hash;
  } else if (random_.percent(20)) {  // the table's own keys, the other way round
    rest.push_back(table.key.hash[0]);
    rest.insert(rest.end(), table.key.range.begin(), table.key.range.end());
  }
  const auto take = [&] {
    const std::size_t at = random_.below(rest.size());
    const KeyAttribute taken = rest[at];
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
    return taken;
  };
  const std::size_t hash = local ? 0 : random_.percent(75) ? 1 : 2;
  const std::size_t range = local ? 1 : random_.percent(75) ? random_.below(2) : 2;
  for (std::size_t i = 0; i < hash; ++i) {
    index.key.hash.push_back(take());
  }
  for (std::size_t i = 0; i < range; ++i) {
    index.key.range.push_back(take());
  }
  index.projection.kind = static_cast<table::ProjectionKind>(random_.below(3));
  if (index.projection.kind == table::ProjectionKind::include) {
    index.projection.include =
        random_.percent(50) ? std::vector<std::string>{"n1", "m1"} : std::vector<std::string>{"s2"};
  }
  return index;
}

/// Now and then of a table that is not there.
std::string OperationGenerator::table_name(const TableDefinition& table) {
  return random_.below(200) == 0 ? "missing" : table.name;
}

// ---- Items --------------------------------------------------------------------------------------

/// Now and then a key that is none: an attribute of another type, missing, or too many.
Item OperationGenerator::random_key_item(const TableDefinition& table) {
  Attributes key;
  for (const auto* part : {&table.key.hash, &table.key.range}) {
    for (const KeyAttribute& attribute : *part) {
      key[attribute.name] = random_key(random_, attribute.type);
    }
  }
  switch (random_.below(400)) {
    case 0:
      key["pk"] = true;
      break;
    case 1:
      key.erase(key.rbegin()->first);
      break;
    case 2:
      key["n1"] = 1;
      break;
    default:
      break;
  }
  return Item(key);
}

Item OperationGenerator::random_item(const TableDefinition& table) {
  Attributes item = random_key_item(table).to_map();
  for (const PoolAttribute& attribute : pool()) {
    if (attribute.name.starts_with('g')) {
      if (random_.percent(75)) {
        item[attribute.name] = random_key(random_, attribute.type);
      } else if (random_.below(100) == 0) {  // refused where an index has it
        item[attribute.name] = random_value(random_, random_.pick(pool()).type);
      }
    } else if (random_.percent(35)) {
      item[attribute.name] =
          random_value(random_, random_.percent(90) ? attribute.type : random_.pick(pool()).type);
    }
  }
  return Item(item);
}

// ---- Parts of requests --------------------------------------------------------------------------

Text OperationGenerator::capacity() {
  const std::size_t kind = random_.below(4);
  return kind == 0   ? Text{}
         : kind == 1 ? Text{"TOTAL"}
         : kind == 2 ? Text{"NONE"}
                     : Text{"INDEXES"};
}

template <class Structure>
void OperationGenerator::add_expressions(Structure& structure, Meaning& meaning,
                                         ExpressionWriter& writer) {
  structure.expression_attribute_names = writer.names();
  if constexpr (requires { structure.expression_attribute_values; }) {
    structure.expression_attribute_values = writer.values();
  }
  if constexpr (requires { structure.condition_expression; }) {
    if (structure.condition_expression && random_.below(200) == 0) {
      structure.condition_expression->append(" AND");
      meaning.broken = true;
    }
  }
}

template <class Structure>
void OperationGenerator::add_condition(Structure& structure, Meaning& meaning,
                                       ExpressionWriter& writer, std::size_t chance) {
  if (random_.percent(chance)) {
    structure.condition_expression = writer.condition(meaning.condition.emplace());
  }
  if (random_.percent(30)) {
    structure.return_values_on_condition_check_failure = "ALL_OLD";
  }
}

template <class Structure>
void OperationGenerator::add_update(Structure& structure, Meaning& meaning,
                                    ExpressionWriter& writer) {
  if (random_.below(200) == 0) {  // refused
    meaning.update = {Action{.kind = Action::Kind::remove, .path = {"pk"}}};
    structure.update_expression = "REMOVE pk";
    return;
  }
  structure.update_expression = writer.update(meaning.update.emplace());
}

template <class Structure>
void OperationGenerator::add_projection(Structure& structure, Meaning& meaning) {
  if (random_.percent(40)) {
    ExpressionWriter writer(random_, any_attribute);
    structure.projection_expression = writer.projection(meaning.projection.emplace());
    structure.expression_attribute_names = writer.names();
  }
}

// ---- Single items -------------------------------------------------------------------------------

Operation OperationGenerator::put() {
  const TableDefinition& table = any_table();
  PutItemRequest request;
  Meaning meaning;
  ExpressionWriter writer(random_, any_attribute);
  request.table_name = table_name(table);
  request.item = random_item(table);
  request.return_consumed_capacity = capacity();
  request.return_values = random_.percent(30) ? Text{"ALL_OLD"} : Text{};
  add_condition(request, meaning, writer, 25);
  add_expressions(request, meaning, writer);
  return {.request = std::move(request), .meanings = {std::move(meaning)}};
}

Operation OperationGenerator::update() {
  static const std::vector<std::string> kReturns = {"NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD",
                                                    "UPDATED_NEW"};
  const TableDefinition& table = any_table();
  UpdateItemRequest request;
  Meaning meaning;
  ExpressionWriter writer(random_, no_key);
  request.table_name = table_name(table);
  request.key = random_key_item(table);
  request.return_consumed_capacity = capacity();
  request.return_values = random_.pick(kReturns);
  if (random_.percent(97)) {
    add_update(request, meaning, writer);
  }
  const bool elements = meaning.update && std::ranges::any_of(*meaning.update, [](const auto& one) {
                          return one.path.size() > 1;
                        });
  if (elements && request.return_values->starts_with("UPDATED")) {
    request.return_values = "ALL_NEW";  // what is shown of moved elements is tested by hand
  }
  add_condition(request, meaning, writer, 30);
  add_expressions(request, meaning, writer);
  return {.request = std::move(request), .meanings = {std::move(meaning)}};
}

Operation OperationGenerator::remove() {
  const TableDefinition& table = any_table();
  DeleteItemRequest request;
  Meaning meaning;
  ExpressionWriter writer(random_, any_attribute);
  request.table_name = table_name(table);
  request.key = random_key_item(table);
  request.return_consumed_capacity = capacity();
  request.return_values = random_.percent(30) ? Text{"ALL_OLD"} : Text{};
  add_condition(request, meaning, writer, 25);
  add_expressions(request, meaning, writer);
  return {.request = std::move(request), .meanings = {std::move(meaning)}};
}

Operation OperationGenerator::get() {
  const TableDefinition& table = any_table();
  GetItemRequest request;
  Meaning meaning;
  request.table_name = table_name(table);
  request.key = random_key_item(table);
  request.return_consumed_capacity = capacity();
  request.consistent_read = random_.percent(50);
  add_projection(request, meaning);
  return {.request = std::move(request), .meanings = {std::move(meaning)}};
}

// ---- Query and Scan -----------------------------------------------------------------------------

template <class Request>
void OperationGenerator::add_page(Request& request, Meaning& meaning, ExpressionWriter& writer,
                                  bool count_only, const ExpressionWriter::Allowed& shown) {
  if (random_.percent(35) && writer.has_names()) {
    request.filter_expression = writer.condition(meaning.condition.emplace());
  }
  request.expression_attribute_values = writer.values();
  if (count_only) {
    request.select = "COUNT";
  } else if (random_.percent(30)) {
    ExpressionWriter projection(random_, shown);
    request.projection_expression = projection.projection(meaning.projection.emplace());
    // The names of both, under different placeholders.
    Names names = writer.names().value_or(Names{});
    for (auto& [placeholder, name] : projection.names().value_or(Names{})) {
      std::string renamed = "#p" + placeholder.substr(1);
      std::string& text = *request.projection_expression;
      for (std::size_t at = text.find(placeholder); at != std::string::npos;
           at = text.find(placeholder, at + renamed.size())) {
        text.replace(at, placeholder.size(), renamed);
      }
      names.emplace_back(std::move(renamed), name);
    }
    request.expression_attribute_names = names.empty() ? Optional<Names>{} : Optional<Names>(names);
    request.return_consumed_capacity = capacity();
    return;
  }
  request.expression_attribute_names = writer.names();
  request.return_consumed_capacity = capacity();
}

Operation OperationGenerator::query() {
  const TableDefinition& table = any_table();
  const IndexDefinition* index =
      table.indexes.empty() || random_.percent(35) ? nullptr : &random_.pick(table.indexes);
  const table::KeySchema& key = index == nullptr ? table.key : index->key;
  QueryRequest request;
  Meaning meaning;
  request.table_name = table_name(table);
  request.index_name = index == nullptr ? Text{} : Text{index->name};
  request.consistent_read = (index == nullptr || index->local) && random_.percent(40);
  request.scan_index_forward = random_.percent(50);
  if (random_.percent(50)) {
    request.limit = static_cast<std::int64_t>(1 + random_.below(6));
  }
  // A filter may not name keys of what is queried, nor what is not projected.
  ExpressionWriter writer(random_, [&](const std::string& name) {
    return !key.has(name) && shows(table, index, name);
  });
  request.key_condition_expression = writer.key_condition(key, meaning.key.emplace());
  add_page(request, meaning, writer, random_.percent(15), [&](const std::string& name) {
    return (index != nullptr && index->local) || shows(table, index, name);
  });
  return {.request = std::move(request), .meanings = {std::move(meaning)}};
}

Operation OperationGenerator::scan() {
  const TableDefinition& table = any_table();
  const IndexDefinition* index =
      table.indexes.empty() || random_.percent(50) ? nullptr : &random_.pick(table.indexes);
  ScanRequest request;
  Meaning meaning;
  request.table_name = table_name(table);
  request.index_name = index == nullptr ? Text{} : Text{index->name};
  request.consistent_read = (index == nullptr || index->local) && random_.percent(40);
  if (random_.percent(70)) {
    request.limit = static_cast<std::int64_t>(1 + random_.below(20));
  }
  if (random_.percent(30)) {
    request.total_segments = static_cast<std::int64_t>(1 + random_.below(4));
    request.segment =
        static_cast<std::int64_t>(random_.below(static_cast<std::size_t>(*request.total_segments)));
  }
  ExpressionWriter writer(random_,
                          [&](const std::string& name) { return shows(table, index, name); });
  add_page(request, meaning, writer, random_.percent(15), [&](const std::string& name) {
    return (index != nullptr && index->local) || shows(table, index, name);
  });
  return {.request = std::move(request), .meanings = {std::move(meaning)}};
}

// ---- Batches and transactions -------------------------------------------------------------------

Operation OperationGenerator::batch_get() {
  BatchGetItemRequest request;
  request.request_items.emplace();
  request.return_consumed_capacity = capacity();
  Operation operation;
  for (const TableDefinition& table : tables_) {
    if (random_.percent(70) || request.request_items->empty()) {
      KeysAndAttributes& asked = (*request.request_items)[table_name(table)];
      asked.keys.emplace();
      asked.consistent_read = random_.percent(50);
      for (std::size_t i = 0; i <= random_.below(5); ++i) {
        const Item key = random_key_item(table);
        if (random_.percent(5) || std::ranges::count(*asked.keys, key) == 0) {
          asked.keys->push_back(key);
        }
      }
    }
  }
  for (auto& [name, asked] : *request.request_items) {  // in order of name, as they are answered
    asked.projection_expression.reset();
    asked.expression_attribute_names.reset();
    add_projection(asked, operation.meanings.emplace_back());
  }
  operation.request = std::move(request);
  return operation;
}

Operation OperationGenerator::batch_write() {
  BatchWriteItemRequest request;
  request.request_items.emplace();
  request.return_consumed_capacity = capacity();
  for (const TableDefinition& table : tables_) {
    if (random_.percent(30) && !request.request_items->empty()) {
      continue;
    }
    std::vector<WriteRequest>& writes = (*request.request_items)[table_name(table)];
    std::vector<Item> keys;
    for (std::size_t i = 0; i <= random_.below(5); ++i) {
      const Item item = random_.percent(60) ? random_item(table) : random_key_item(table);
      const Item key = table::key_of(table.key, item);
      if (std::ranges::count(keys, key) != 0 && random_.percent(95)) {
        continue;
      }
      keys.push_back(key);
      WriteRequest& write = writes.emplace_back();
      if (item.count() == key.count() && random_.percent(70)) {
        write.delete_request = {.key = item};
      } else {
        write.put_request = {.item = item};
      }
    }
  }
  return {.request = std::move(request), .meanings = {}};
}

Operation OperationGenerator::transact_get() {
  TransactGetItemsRequest request;
  request.transact_items.emplace();
  request.return_consumed_capacity = capacity();
  Operation operation;
  for (std::size_t i = 0; i <= random_.below(4); ++i) {
    const TableDefinition& table = any_table();
    TransactGet get{.table_name = table_name(table), .key = random_key_item(table)};
    const bool again = std::ranges::any_of(*request.transact_items, [&](const auto& other) {
      return other.get->table_name == get.table_name && other.get->key == get.key;
    });
    if (!again || random_.percent(5)) {
      add_projection(get, operation.meanings.emplace_back());
      request.transact_items->push_back({.get = std::move(get)});
    }
  }
  operation.request = std::move(request);
  return operation;
}

void OperationGenerator::add_action(TransactWriteItem& action, Meaning& meaning,
                                    const TableDefinition& table, const Item& key) {
  ExpressionWriter writer(random_, no_key);
  const auto fill = [&](auto& structure, std::size_t chance) {
    structure.table_name = table_name(table);
    add_condition(structure, meaning, writer, chance);
    add_expressions(structure, meaning, writer);
  };
  switch (random_.below(4)) {
    case 0: {
      Attributes item = random_item(table).to_map();
      for (std::size_t i = 0; i < key.count(); ++i) {
        item[std::string(key.name(i))] = key.value(i).to_value();
      }
      action.put.emplace().item = Item(item);
      fill(*action.put, 15);
      break;
    }
    case 1:
      action.remove.emplace().key = key;
      fill(*action.remove, 15);
      break;
    case 2:
      action.update.emplace().key = key;
      add_update(*action.update, meaning, writer);
      fill(*action.update, 15);
      break;
    default:
      action.condition_check.emplace().key = key;
      fill(*action.condition_check, 100);
  }
}

Operation OperationGenerator::transact_write() {
  TransactWriteItemsRequest request;
  request.transact_items.emplace();
  request.return_consumed_capacity = capacity();
  Operation operation;
  std::vector<std::pair<std::string, Item>> keys;
  for (std::size_t i = 0; i <= random_.below(4); ++i) {
    const TableDefinition& table = any_table();
    auto key = std::pair(table.name, random_key_item(table));
    if (std::ranges::count(keys, key) == 0 || random_.percent(5)) {
      add_action(request.transact_items->emplace_back(), operation.meanings.emplace_back(), table,
                 key.second);
      keys.push_back(std::move(key));
    }
  }
  operation.request = std::move(request);
  add_token(operation);
  return operation;
}

/// A new token, the same request again, or the token of another request.
void OperationGenerator::add_token(Operation& operation) {
  auto& request = std::get<TransactWriteItemsRequest>(operation.request);
  const std::size_t kind = random_.below(10);
  if (kind == 0 && !with_token_.empty()) {
    operation = random_.pick(with_token_);
    std::get<TransactWriteItemsRequest>(operation.request).return_consumed_capacity = capacity();
  } else if (kind == 1 && !with_token_.empty()) {
    request.client_request_token =
        std::get<TransactWriteItemsRequest>(random_.pick(with_token_).request).client_request_token;
  } else if (kind == 2) {
    request.client_request_token = "token-" + std::to_string(tokens_++);
    with_token_.push_back(operation);
    if (with_token_.size() > 8) {
      with_token_.erase(with_token_.begin());
    }
  }
}

// ---- All ----------------------------------------------------------------------------------------

Operation OperationGenerator::next() {
  if (!unfinished_.empty() && random_.percent(25)) {
    Operation operation = std::move(unfinished_.back());
    unfinished_.pop_back();
    return operation;
  }
  Operation operation = fresh();
  if (random_.percent(12)) {
    make_legacy(random_, tables_, operation);
  }
  return operation;
}

Operation OperationGenerator::fresh() {
  const std::size_t kind = random_.below(100);
  return kind < 22   ? put()
         : kind < 44 ? update()
         : kind < 52 ? remove()
         : kind < 60 ? get()
         : kind < 76 ? query()
         : kind < 82 ? scan()
         : kind < 86 ? batch_get()
         : kind < 90 ? batch_write()
         : kind < 93 ? transact_get()
                     : transact_write();
}

void OperationGenerator::learn(const Operation& operation, const Answer& answer) {
  if (answer.last_key.empty() || unfinished_.size() >= 4) {
    return;
  }
  Operation more = operation;
  const auto go_on = [&](auto& request) {
    if constexpr (requires { request.exclusive_start_key; }) {
      request.exclusive_start_key = Item(answer.last_key);
    }
  };
  std::visit(go_on, more.request);
  unfinished_.push_back(std::move(more));
}

}  // namespace ddbsim::testing::reference
