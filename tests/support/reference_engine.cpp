#include "tests/support/reference_engine.hpp"

#include <algorithm>
#include <set>

#include "sim/value/hash.hpp"

namespace ddbsim::testing::reference {
namespace {

using namespace service;
using table::IndexDefinition;
using table::KeyAttribute;
using table::KeySchema;

constexpr const char* kInvalid = "ValidationException";

Answer refused(const char* error) { return {.error = error}; }

bool is(const Text& text, const char* value) { return text && *text == value; }

std::vector<KeyAttribute> attributes_of(const KeySchema& schema) {
  std::vector<KeyAttribute> all = schema.hash;
  all.insert(all.end(), schema.range.begin(), schema.range.end());
  return all;
}

/// The values of these attributes; nothing unless all are there, of their types, not empty.
std::optional<Key> values_of(const std::vector<KeyAttribute>& attributes, const Attributes& item) {
  Key key;
  for (const KeyAttribute& attribute : attributes) {
    const auto at = item.find(attribute.name);
    if (at == item.end() || at->second.type() != attribute.type || size_of(at->second) == 0) {
      return std::nullopt;
    }
    key.push_back(at->second);
  }
  return key;
}

std::optional<Key> key_in(const Table& table, const Attributes& item) {
  return values_of(attributes_of(table.definition.key), item);
}

/// A key as such: nothing else may be in it.
bool is_key(const Table& table, const Attributes& key) {
  return key_in(table, key) && key.size() == attributes_of(table.definition.key).size();
}

/// What is wrong with an attribute as a key of an index. An empty value is another kind of error
/// than a wrong type or length: it does not become a reason of a cancelled transaction.
enum class Fault { none, wrong, empty };

/// The first fault; global indexes are looked at before local ones. Attributes may be missing.
Fault index_fault(const Table& table, const Attributes& item) {
  for (const bool local : {false, true}) {
    for (const IndexDefinition& index : table.definition.indexes) {
      for (const KeyAttribute& attribute : attributes_of(index.key)) {
        const auto at = item.find(attribute.name);
        if (index.local != local || at == item.end()) {
          continue;
        }
        const bool is_hash = std::ranges::count(index.key.hash, attribute) != 0;
        if (at->second.type() != attribute.type ||
            size_of(at->second) > (is_hash ? 2048U : 1024U)) {
          return Fault::wrong;
        }
        if (size_of(at->second) == 0) {
          return Fault::empty;
        }
      }
    }
  }
  return Fault::none;
}

std::set<std::string> key_names(const table::TableDefinition& definition,
                                const IndexDefinition* index) {
  std::set<std::string> names;
  for (const KeyAttribute& attribute : attributes_of(definition.key)) {
    names.insert(attribute.name);
  }
  if (index != nullptr) {
    for (const KeyAttribute& attribute : attributes_of(index->key)) {
      names.insert(attribute.name);
    }
  }
  return names;
}

Attributes only(const Attributes& item, const std::set<std::string>& names) {
  Attributes kept;
  for (const std::string& name : names) {
    const auto at = item.find(name);
    if (at != item.end()) {
      kept.insert(*at);
    }
  }
  return kept;
}

/// What an index shows of an item that is in it.
Attributes entry_of(const table::TableDefinition& definition, const IndexDefinition& index,
                    const Attributes& item) {
  if (index.projection.kind == table::ProjectionKind::all) {
    return item;
  }
  std::set<std::string> names = key_names(definition, &index);
  if (index.projection.kind == table::ProjectionKind::include) {
    names.insert(index.projection.include.begin(), index.projection.include.end());
  }
  return only(item, names);
}

// ---- Units --------------------------------------------------------------------------------------

double blocks(std::size_t bytes, std::size_t block) {
  return bytes == 0 ? 1.0 : static_cast<double>((bytes + block - 1) / block);
}
double read_units(std::size_t bytes, double each) { return each * blocks(bytes, 4096); }
double write_units(std::size_t bytes) { return blocks(bytes, 1024); }

void add_write_units(Units& units, const Table& table, const Attributes& before,
                     const Attributes& after, double factor) {
  units.table += factor * write_units(std::max(size_of(before), size_of(after)));
  for (const IndexDefinition& index : table.definition.indexes) {
    const auto old_key = values_of(attributes_of(index.key), before);
    const auto new_key = values_of(attributes_of(index.key), after);
    const Attributes old_entry = old_key ? entry_of(table.definition, index, before) : Attributes{};
    const Attributes new_entry = new_key ? entry_of(table.definition, index, after) : Attributes{};
    double cost = 0;
    if (old_key && new_key && *old_key == *new_key) {
      cost = old_entry == new_entry ? 0
                                    : write_units(std::max(size_of(old_entry), size_of(new_entry)));
    } else {
      cost = (old_key ? write_units(size_of(old_entry)) : 0) +
             (new_key ? write_units(size_of(new_entry)) : 0);
    }
    if (cost > 0) {
      units.indexes[index.name] += cost;
    }
  }
}

void report(Answer& answer, const Text& wanted, const std::map<std::string, Units>& units) {
  if (!wanted || *wanted == "NONE") {
    return;
  }
  for (const auto& [table, consumed] : units) {
    double total = consumed.table;
    for (const auto& [index, part] : consumed.indexes) {
      total += part;
    }
    answer.totals[table] = total;
    if (*wanted == "INDEXES") {
      answer.units[table] = consumed;
    }
  }
}

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
      outcome.error = (update && touches_key(*action.table, *update)) || !after ? kInvalid : "";
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

// ---- Reads --------------------------------------------------------------------------------------

std::string packed(const AttributeValue& value) {
  if (const auto* number = value.get_if<value::Number>()) {
    return std::string(number->bytes());
  }
  const auto* text = value.get_if<std::string>();
  return text != nullptr ? *text : value.get_if<value::Binary>()->bytes;
}

/// The published order of a Scan: by hash of the partition key. Several hash attributes are
/// hashed together, each after its length.
std::string partition_of(const KeySchema& key, const Attributes& item) {
  if (key.hash.size() == 1) {
    return packed(item.at(key.hash[0].name));
  }
  std::string bytes;
  for (const KeyAttribute& attribute : key.hash) {
    const std::string part = packed(item.at(attribute.name));
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>((part.size() >> shift) & 0xFFU);
    }
    bytes += part;
  }
  return bytes;
}

/// A place in the order of what is read.
struct Place {
  std::uint64_t hash = 0;
  std::string partition;
  Key sort;

  bool operator<(const Place& other) const {
    if (hash != other.hash || partition != other.partition) {
      return hash != other.hash ? hash < other.hash : partition < other.partition;
    }
    return KeyLess{}(sort, other.sort);
  }
};

/// A table or an index, as something to read.
struct Source {
  const Table& table;
  const IndexDefinition* index;

  [[nodiscard]] const KeySchema& key() const {
    return index == nullptr ? table.definition.key : index->key;
  }
  [[nodiscard]] Attributes entry(const Attributes& item) const {
    return index == nullptr ? item : entry_of(table.definition, *index, item);
  }
  [[nodiscard]] Place place(const Attributes& item) const {
    std::vector<KeyAttribute> sort = key().range;
    if (index != nullptr) {
      const auto tie = attributes_of(table.definition.key);
      sort.insert(sort.end(), tie.begin(), tie.end());
    }
    const std::string partition = partition_of(key(), item);
    return {.hash = value::hash_bytes(partition),
            .partition = partition,
            .sort = *values_of(sort, item)};
  }
  [[nodiscard]] bool shows(const Path& path) const {
    if (index == nullptr || index->projection.kind == table::ProjectionKind::all) {
      return true;
    }
    const std::string& name = std::get<std::string>(path[0]);
    return key_names(table.definition, index).contains(name) ||
           (index->projection.kind == table::ProjectionKind::include &&
            std::ranges::count(index->projection.include, name) != 0);
  }
};

bool in_range(const KeyRange& range, const KeySchema& key, const Attributes& item) {
  const auto value = [&](const KeyAttribute& attribute) -> const AttributeValue& {
    return item.at(attribute.name);
  };
  for (std::size_t i = 0; i < key.hash.size(); ++i) {
    if (value(key.hash[i]) != range.hash[i]) {
      return false;
    }
  }
  for (std::size_t i = 0; i < range.range_equal.size(); ++i) {
    if (value(key.range[i]) != range.range_equal[i]) {
      return false;
    }
  }
  if (range.kind == KeyRange::Kind::none) {
    return true;
  }
  const AttributeValue& last = value(key.range[range.range_equal.size()]);
  if (range.kind == KeyRange::Kind::begins_with) {
    return packed(last).starts_with(packed(range.operands[0]));
  }
  const int order = compare(last, range.operands[0]);
  switch (range.kind) {
    case KeyRange::Kind::less:
      return order < 0;
    case KeyRange::Kind::less_equal:
      return order <= 0;
    case KeyRange::Kind::greater:
      return order > 0;
    case KeyRange::Kind::greater_equal:
      return order >= 0;
    default:
      return order >= 0 && compare(last, range.operands[1]) <= 0;
  }
}

using Ordered = std::vector<std::pair<Place, const Attributes*>>;

/// All items that the source has and `wanted` takes, in order.
template <class Wanted>
Ordered collect(const Source& source, Wanted wanted) {
  Ordered found;
  const auto attributes = attributes_of(source.key());
  for (const auto& [key, item] : source.table.items) {
    if (source.index != nullptr && !values_of(attributes, item)) {
      continue;
    }
    if (wanted(item)) {
      found.emplace_back(source.place(item), &item);
    }
  }
  std::ranges::sort(found, [](const auto& a, const auto& b) { return a.first < b.first; });
  return found;
}

/// One page of what was found.
template <class Request>
Answer page(const Source& source, const Ordered& found, const Request& request,
            const Meaning& meaning, std::int64_t page_bytes) {
  Answer answer{.count = 0, .scanned = 0};
  const bool count_only = is(request.select, "COUNT");
  const double each = request.consistent_read.value_or(false) ? 1 : 0.5;
  const bool fetch = meaning.projection && source.index != nullptr && source.index->local &&
                     !std::ranges::all_of(*meaning.projection,
                                          [&](const Path& path) { return source.shows(path); });
  Units units;
  std::size_t bytes = 0;
  for (const auto& [place, item] : found) {
    const Attributes entry = source.entry(*item);
    ++answer.scanned;
    bytes += size_of(entry);
    if (!meaning.condition || holds(*meaning.condition, entry)) {
      ++answer.count;
      if (!count_only) {
        units.table += fetch ? read_units(size_of(*item), each) : 0;
        const Attributes& whole = fetch ? *item : entry;
        answer.items.emplace_back("",
                                  meaning.projection ? project(whole, *meaning.projection) : whole);
      }
    }
    if (answer.scanned == request.limit.value_or(-1) ||
        bytes >= static_cast<std::size_t>(page_bytes)) {
      answer.last_key = only(entry, key_names(source.table.definition, source.index));
      break;
    }
  }
  (source.index == nullptr ? units.table : units.indexes[source.index->name]) +=
      read_units(bytes, each);
  report(answer, request.return_consumed_capacity, {{source.table.definition.name, units}});
  return answer;
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
  Answer operator()(const QueryRequest& request);
  Answer operator()(const ScanRequest& request);
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
  Answer replay(const TransactWriteItemsRequest& request, const std::vector<Action>& actions);
  const IndexDefinition* index(const Table& table, const Text& name) {
    return name ? table.definition.index(*name) : nullptr;
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
  if (!is_key(*table, key)) {
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
    const auto& projection = meanings_[number++].projection;
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

Answer Run::operator()(const QueryRequest& request) {
  const Table* table = find(*request.table_name);
  if (table == nullptr) {
    return refused("ResourceNotFoundException");
  }
  const Source source{*table, index(*table, request.index_name)};
  const KeyRange& range = *meanings_[0].key;
  Ordered found =
      collect(source, [&](const Attributes& item) { return in_range(range, source.key(), item); });
  if (!request.scan_index_forward.value_or(true)) {
    std::ranges::reverse(found);
  }
  if (request.exclusive_start_key) {
    const Place start = source.place(request.exclusive_start_key.to_map());
    const bool forward = request.scan_index_forward.value_or(true);
    std::erase_if(found, [&](const auto& one) {
      return forward ? !(start < one.first) : !(one.first < start);
    });
  }
  return page(source, found, request, meanings_[0], page_bytes_);
}

Answer Run::operator()(const ScanRequest& request) {
  const Table* table = find(*request.table_name);
  if (table == nullptr) {
    return refused("ResourceNotFoundException");
  }
  const Source source{*table, index(*table, request.index_name)};
  Ordered found = collect(source, [](const Attributes&) { return true; });
  if (request.total_segments) {
    __extension__ using Wide = unsigned __int128;
    std::erase_if(found, [&](const auto& one) {
      const auto owner = (Wide{one.first.hash} * static_cast<Wide>(*request.total_segments)) >> 64U;
      return owner != static_cast<Wide>(*request.segment);
    });
  }
  if (request.exclusive_start_key) {
    const Place start = source.place(request.exclusive_start_key.to_map());
    std::erase_if(found, [&](const auto& one) { return !(start < one.first); });
  }
  return page(source, found, request, meanings_[0], page_bytes_);
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
