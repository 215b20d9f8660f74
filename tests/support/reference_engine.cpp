#include "tests/support/reference_engine.hpp"

#include <algorithm>
#include <set>

#include "tests/support/reference_parts.hpp"

namespace ddbsim::testing::reference {
namespace {

using namespace service;

constexpr const char* kInvalid = "ValidationException";

Answer refused(const char* error) { return {.error = error}; }

// ---- Writes -------------------------------------------------------------------------------------

enum class Kind { put, remove, update, check };

/// One write, from whichever request.
struct Action {
  Kind kind = Kind::put;
  std::string table_name;
  Attributes subject;  ///< put: the item; else the key
  const Meaning* meaning = nullptr;
  bool return_old = false;
  Table* table = nullptr;
  std::string content;  ///< what makes two actions the same
};

struct Outcome {
  std::string error;
  bool refuses_all = false;  ///< refuses a transaction as a whole, without reasons
  Attributes before;
  Attributes after;
};

bool is_well_formed(const Action& action) {
  return action.kind == Kind::put ? key_in(*action.table, action.subject) &&
                                        index_fault(*action.table, action.subject) == Fault::none
                                  : is_key(*action.table, action.subject);
}

Attributes current(const Table& table, const Attributes& subject) {
  const auto at = table.items.find(*key_in(table, subject));
  return at == table.items.end() ? Attributes{} : at->second;
}

bool touches_key(const Table& table, const std::vector<reference::Action>& update) {
  const std::set<std::string> keys = key_names(table.definition, nullptr);
  return std::ranges::any_of(
      update, [&](const auto& one) { return keys.contains(std::get<std::string>(one.path[0])); });
}

/// Only attributes that an update changes are held against the indexes.
Fault update_fault(const Table& table, const Attributes& before, const Attributes& after) {
  Attributes changed;
  for (const auto& [name, value] : after) {
    const auto at = before.find(name);
    if (at == before.end() || at->second != value) {
      changed.emplace(name, value);
    }
  }
  return index_fault(table, changed);
}

Outcome evaluate(const Action& action) {
  Outcome outcome{.error = {}, .before = current(*action.table, action.subject)};
  if (action.meaning->condition && !holds(*action.meaning->condition, outcome.before)) {
    outcome.error = "ConditionalCheckFailedException";
    return outcome;
  }
  switch (action.kind) {
    case Kind::put:
      outcome.after = action.subject;
      break;
    case Kind::remove:
      break;
    case Kind::check:
      outcome.after = outcome.before;
      break;
    case Kind::update: {
      const Attributes& base = outcome.before.empty() ? action.subject : outcome.before;
      const auto& update = action.meaning->update;
      const auto after = update ? apply(*update, base) : base;
      const bool touches = update && touches_key(*action.table, *update);
      const bool enters = update && has_key(*action.table, entered(*update));
      outcome.error = touches || enters || !after ? kInvalid : "";
      outcome.refuses_all = enters && !touches;
      if (outcome.error.empty()) {
        const Fault fault = update_fault(*action.table, outcome.before, *after);
        outcome.error = fault == Fault::none ? "" : kInvalid;
        outcome.refuses_all = fault == Fault::empty;
      }
      if (!outcome.error.empty()) {
        return outcome;
      }
      outcome.after = *after;
      break;
    }
  }
  return outcome;
}

void commit(const Action& action, const Outcome& outcome) {
  if (outcome.before == outcome.after) {
    return;
  }
  action.table->changes.push_back({.before = outcome.before, .after = outcome.after});
  const Key key = *key_in(*action.table, action.subject);
  if (outcome.after.empty()) {
    action.table->items.erase(key);
  } else {
    action.table->items[key] = outcome.after;
  }
}

void add_returned(Answer& answer, const Text& wanted, const Action& action,
                  const Outcome& outcome) {
  Attributes shown;
  if (is(wanted, "ALL_OLD")) {
    shown = outcome.before;
  } else if (is(wanted, "ALL_NEW")) {
    shown = outcome.after;
  } else if ((is(wanted, "UPDATED_OLD") || is(wanted, "UPDATED_NEW")) && action.meaning->update) {
    std::vector<Path> touched;
    for (const auto& one : *action.meaning->update) {
      touched.push_back(one.path);
    }
    shown = project(is(wanted, "UPDATED_OLD") ? outcome.before : outcome.after, touched);
  }
  if (!shown.empty()) {
    answer.items.emplace_back("attributes", shown);
  }
}

template <class Structure>
Action action_of(Kind kind, const Structure& structure, const Meaning& meaning) {
  Action action{.kind = kind, .table_name = *structure.table_name, .meaning = &meaning};
  if constexpr (requires { structure.item; }) {
    action.subject = structure.item.to_map();
  } else {
    action.subject = structure.key.to_map();
  }
  action.return_old = is(structure.return_values_on_condition_check_failure, "ALL_OLD");
  action.content = action.table_name + std::to_string(static_cast<int>(kind)) +
                   text_of(action.subject) + structure.condition_expression.value_or("-");
  if constexpr (requires { structure.update_expression; }) {
    action.content += structure.update_expression.value_or("-");
  }
  for (const auto& [placeholder, name] : structure.expression_attribute_names.value_or(Names{})) {
    action.content += placeholder + name;
  }
  if (structure.expression_attribute_values) {
    action.content += text_of(structure.expression_attribute_values.to_map());
  }
  action.content += action.return_old ? "old" : "";
  return action;
}

std::vector<Action> actions_of(const TransactWriteItemsRequest& request,
                               const std::vector<Meaning>& meanings) {
  std::vector<Action> actions;
  for (std::size_t i = 0; i < request.transact_items->size(); ++i) {
    const TransactWriteItem& item = (*request.transact_items)[i];
    if (item.put) {
      actions.push_back(action_of(Kind::put, *item.put, meanings[i]));
    } else if (item.remove) {
      actions.push_back(action_of(Kind::remove, *item.remove, meanings[i]));
    } else if (item.update) {
      actions.push_back(action_of(Kind::update, *item.update, meanings[i]));
    } else {
      actions.push_back(action_of(Kind::check, *item.condition_check, meanings[i]));
    }
  }
  return actions;
}

// ---- Operations ---------------------------------------------------------------------------------

/// The engine's state for one request.
class Run {
 public:
  Run(std::map<std::string, Table>& tables, std::map<std::string, std::string>& tokens,
      std::int64_t page_bytes, const std::vector<Meaning>& meanings)
      : tables_(tables), tokens_(tokens), page_bytes_(page_bytes), meanings_(meanings) {}

  Answer operator()(const PutItemRequest& request) { return single(Kind::put, request); }
  Answer operator()(const UpdateItemRequest& request) { return single(Kind::update, request); }
  Answer operator()(const DeleteItemRequest& request) { return single(Kind::remove, request); }
  Answer operator()(const GetItemRequest& request);
  Answer operator()(const BatchGetItemRequest& request);
  Answer operator()(const BatchWriteItemRequest& request);
  Answer operator()(const TransactGetItemsRequest& request);
  Answer operator()(const TransactWriteItemsRequest& request);
  Answer operator()(const QueryRequest& request) { return paged(request, query); }
  Answer operator()(const ScanRequest& request) { return paged(request, scan); }
  template <class Other>
  Answer operator()(const Other& /*request*/) {
    return refused("not in the reference engine");
  }

 private:
  Table* find(const std::string& name) {
    const auto at = tables_.find(name);
    return at == tables_.end() ? nullptr : &at->second;
  }
  template <class Request>
  Answer single(Kind kind, const Request& request);
  static Answer replay(const TransactWriteItemsRequest& request,
                       const std::vector<Action>& actions);
  template <class Request, class Read>
  Answer paged(const Request& request, Read read) {
    const Table* table = find(*request.table_name);
    return table == nullptr ? refused("ResourceNotFoundException")
                            : read(*table, request, meanings_[0], page_bytes_);
  }

  std::map<std::string, Table>& tables_;
  std::map<std::string, std::string>& tokens_;
  std::int64_t page_bytes_;
  const std::vector<Meaning>& meanings_;
};

template <class Request>
Answer Run::single(Kind kind, const Request& request) {
  Action action = action_of(kind, request, meanings_[0]);
  action.table = find(action.table_name);
  if (action.table == nullptr) {
    return refused("ResourceNotFoundException");
  }
  if (!is_well_formed(action)) {
    return refused(kInvalid);
  }
  const Outcome outcome = evaluate(action);
  Answer answer{.error = outcome.error};
  if (!outcome.error.empty()) {
    if (outcome.error != kInvalid && action.return_old && !outcome.before.empty()) {
      answer.items.emplace_back("old", outcome.before);
    }
    return answer;
  }
  commit(action, outcome);
  add_returned(answer, request.return_values, action, outcome);
  Units units;
  add_write_units(units, *action.table, outcome.before, outcome.after, 1);
  report(answer, request.return_consumed_capacity, {{action.table_name, units}});
  return answer;
}

Answer Run::operator()(const GetItemRequest& request) {
  const Table* table = find(*request.table_name);
  if (table == nullptr) {
    return refused("ResourceNotFoundException");
  }
  const Attributes key = request.key.to_map();
  if (!is_key(*table, key) || enters_key(*table, meanings_[0])) {
    return refused(kInvalid);
  }
  const Attributes item = current(*table, key);
  Answer answer;
  if (!item.empty()) {
    const auto& projection = meanings_[0].projection;
    answer.items.emplace_back("item", projection ? project(item, *projection) : item);
  }
  const double each = request.consistent_read.value_or(false) ? 1 : 0.5;
  report(answer, request.return_consumed_capacity,
         {{*request.table_name, {.table = read_units(size_of(item), each)}}});
  return answer;
}

Answer Run::operator()(const BatchGetItemRequest& request) {
  for (const auto& [name, asked] : *request.request_items) {
    for (auto key = asked.keys->begin(); key != asked.keys->end(); ++key) {
      if (std::find(asked.keys->begin(), key, *key) != key) {
        return refused(kInvalid);
      }
    }
  }
  Answer answer;
  std::map<std::string, Units> units;
  for (const auto& [name, asked] : *request.request_items) {
    if (find(name) == nullptr) {
      return refused("ResourceNotFoundException");
    }
  }
  std::size_t number = 0;
  for (const auto& [name, asked] : *request.request_items) {
    const Table& table = *find(name);
    const Meaning& meaning = meanings_[number++];
    if (enters_key(table, meaning)) {
      return refused(kInvalid);
    }
    const auto& projection = meaning.projection;
    for (const value::Item& key : *asked.keys) {
      if (!is_key(table, key.to_map())) {
        return refused(kInvalid);
      }
      const Attributes item = current(table, key.to_map());
      units[name].table +=
          read_units(size_of(item), asked.consistent_read.value_or(false) ? 1 : 0.5);
      if (!item.empty()) {
        answer.items.emplace_back(name, projection ? project(item, *projection) : item);
      }
    }
  }
  report(answer, request.return_consumed_capacity, units);
  return answer;
}

Answer Run::operator()(const BatchWriteItemRequest& request) {
  std::vector<Action> actions;
  const Meaning none;
  for (const auto& [name, writes] : *request.request_items) {
    for (const WriteRequest& write : writes) {
      Action action{.table_name = name, .meaning = &none, .table = find(name)};
      action.kind = write.put_request ? Kind::put : Kind::remove;
      action.subject =
          write.put_request ? write.put_request->item.to_map() : write.delete_request->key.to_map();
      actions.push_back(std::move(action));
      if (actions.back().table == nullptr) {
        return refused("ResourceNotFoundException");
      }
    }
  }
  std::set<std::pair<const Table*, std::string>> seen;
  for (const Action& action : actions) {
    if (!is_well_formed(action)) {
      return refused(kInvalid);
    }
    const Attributes key = only(action.subject, key_names(action.table->definition, nullptr));
    if (!seen.emplace(action.table, text_of(key)).second) {
      return refused(kInvalid);
    }
  }
  Answer answer;
  std::map<std::string, Units> units;
  for (const Action& action : actions) {
    const Outcome outcome = evaluate(action);
    commit(action, outcome);
    add_write_units(units[action.table_name], *action.table, outcome.before, outcome.after, 1);
  }
  report(answer, request.return_consumed_capacity, units);
  return answer;
}

Answer Run::operator()(const TransactGetItemsRequest& request) {
  Answer answer;
  std::map<std::string, Units> units;
  std::set<std::pair<std::string, std::string>> seen;
  for (const TransactGetItem& item : *request.transact_items) {
    if (find(*item.get->table_name) == nullptr) {
      return refused("ResourceNotFoundException");
    }
  }
  for (const TransactGetItem& item : *request.transact_items) {
    const Attributes key = item.get->key.to_map();
    const std::set<std::string> names = key_names(find(*item.get->table_name)->definition, nullptr);
    const bool complete = key.size() == names.size() && only(key, names).size() == names.size();
    if (complete && !seen.emplace(*item.get->table_name, text_of(key)).second) {
      return refused(kInvalid);
    }
  }
  for (std::size_t i = 0; i < request.transact_items->size(); ++i) {
    const TransactGet& get = *(*request.transact_items)[i].get;
    const Table& table = *find(*get.table_name);
    const Attributes key = get.key.to_map();
    answer.reasons.emplace_back(is_key(table, key) ? "None" : "ValidationError");
    if (answer.reasons.back() != "None") {
      answer.error = "TransactionCanceledException";
      continue;
    }
    if (enters_key(table, meanings_[i])) {
      return refused(kInvalid);
    }
    const Attributes item = current(table, key);
    units[*get.table_name].table += read_units(size_of(item), 2);
    if (!item.empty()) {
      const auto& projection = meanings_[i].projection;
      answer.items.emplace_back(std::to_string(i), projection ? project(item, *projection) : item);
    }
  }
  if (!answer.error.empty()) {
    answer.items.clear();
    return answer;
  }
  answer.reasons.clear();
  report(answer, request.return_consumed_capacity, units);
  return answer;
}

Answer Run::replay(const TransactWriteItemsRequest& request, const std::vector<Action>& actions) {
  Answer answer;
  std::map<std::string, Units> units;
  for (const Action& action : actions) {
    const Attributes item = current(*action.table, action.subject);
    units[action.table_name].table += read_units(size_of(item), 2);
  }
  report(answer, request.return_consumed_capacity, units);
  return answer;
}

Answer Run::operator()(const TransactWriteItemsRequest& request) {
  std::vector<Action> actions = actions_of(request, meanings_);
  std::set<std::pair<const Table*, std::string>> seen;
  std::string content;
  for (Action& action : actions) {
    action.table = find(action.table_name);
    if (action.table == nullptr) {
      return refused("ResourceNotFoundException");
    }
    content += action.content;
  }
  Answer answer;
  bool empty = false;
  for (const Action& action : actions) {
    const Attributes key = only(action.subject, key_names(action.table->definition, nullptr));
    const bool complete = key.size() == key_names(action.table->definition, nullptr).size();
    if (complete && !seen.emplace(action.table, text_of(key)).second) {
      return refused(kInvalid);
    }
    const bool fine = is_well_formed(action);
    empty = empty || (action.kind == Kind::put && key_in(*action.table, action.subject) &&
                      index_fault(*action.table, action.subject) == Fault::empty);
    answer.reasons.emplace_back(fine ? "None" : "ValidationError");
    answer.error = fine ? answer.error : "TransactionCanceledException";
  }
  if (!answer.error.empty()) {
    return empty ? refused(kInvalid) : answer;
  }
  if (request.client_request_token && tokens_.contains(*request.client_request_token)) {
    return tokens_[*request.client_request_token] == content
               ? replay(request, actions)
               : refused("IdempotentParameterMismatchException");
  }
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    outcomes.push_back(evaluate(actions[i]));
    const Outcome& outcome = outcomes.back();
    if (outcome.error.empty()) {
      continue;
    }
    answer.error = "TransactionCanceledException";
    answer.reasons[i] = outcome.error == kInvalid ? "ValidationError" : "ConditionalCheckFailed";
    if (outcome.error != kInvalid && actions[i].return_old && !outcome.before.empty()) {
      answer.items.emplace_back("reason " + std::to_string(i), outcome.before);
    }
  }
  if (!answer.error.empty()) {
    return std::ranges::any_of(outcomes, &Outcome::refuses_all) ? refused(kInvalid) : answer;
  }
  answer.reasons.clear();
  std::map<std::string, Units> units;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    commit(actions[i], outcomes[i]);
    add_write_units(units[actions[i].table_name], *actions[i].table, outcomes[i].before,
                    outcomes[i].after, 2);
  }
  if (request.client_request_token) {
    tokens_[*request.client_request_token] = content;
  }
  report(answer, request.return_consumed_capacity, units);
  return answer;
}

}  // namespace

bool KeyLess::operator()(const Key& a, const Key& b) const {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const int order = compare(a[i], b[i]);
    if (order != 0) {
      return order < 0;
    }
  }
  return a.size() < b.size();
}

void Engine::create(table::TableDefinition definition) {
  const std::string name = definition.name;
  tables_[name].definition = std::move(definition);
}

Answer Engine::execute(const Operation& operation) {
  if (std::ranges::any_of(operation.meanings, &Meaning::broken)) {
    return refused(kInvalid);
  }
  Run run(tables_, tokens_, page_bytes_, operation.meanings);
  return std::visit(run, operation.request);
}

}  // namespace ddbsim::testing::reference
