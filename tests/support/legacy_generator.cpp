#include "tests/support/legacy_generator.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "tests/support/expression_generator.hpp"

namespace ddbsim::testing::reference {
namespace {

using namespace service;
using value::Type;

/// Operators by name, with what they mean and the operands that they take.
struct Form {
  const char* op;
  Condition::Kind kind;
  std::size_t operands;
  std::vector<Type> types;
};

const std::vector<Form>& forms() {
  using Kind = Condition::Kind;
  static const std::vector<Type> kAll = {Type::S, Type::N, Type::B,  Type::BOOL, Type::NULL_,
                                         Type::M, Type::L, Type::SS, Type::NS,   Type::BS};
  static const std::vector<Type> kOrdered = {Type::S, Type::N, Type::B};
  static const std::vector<Type> kScalar = {Type::S, Type::N, Type::B, Type::BOOL, Type::NULL_};
  static const std::vector<Form> kForms = {
      {"EQ", Kind::equal, 1, kAll},
      {"NE", Kind::not_equal, 1, kAll},
      {"IN", Kind::in, 3, kOrdered},
      {"LE", Kind::less_equal, 1, kOrdered},
      {"LT", Kind::less, 1, kOrdered},
      {"GE", Kind::greater_equal, 1, kOrdered},
      {"GT", Kind::greater, 1, kOrdered},
      {"BETWEEN", Kind::between, 2, kOrdered},
      {"NOT_NULL", Kind::exists, 0, {}},
      {"NULL", Kind::not_exists, 0, {}},
      {"CONTAINS", Kind::contains, 1, kScalar},
      {"NOT_CONTAINS", Kind::not_true, 1, kScalar},
      {"BEGINS_WITH", Kind::begins_with, 1, {Type::S, Type::B}}};
  return kForms;
}

void collect(const Condition& condition, std::set<std::string>& names) {
  for (const Operand& operand : condition.operands) {
    if (!operand.path.empty()) {
      names.insert(std::get<std::string>(operand.path.front()));
    }
  }
  for (const Condition& part : condition.parts) {
    collect(part, names);
  }
}

std::set<std::string> names_of(const Condition& condition) {
  std::set<std::string> names;
  collect(condition, names);
  return names;
}

struct Comparison {
  const Form* form;
  std::vector<AttributeValue> operands;
  Condition meaning;
};

/// Not contains: of an attribute that is there.
Condition not_contains(Condition contains) {
  contains.kind = Condition::Kind::contains;
  const Condition exists{.kind = Condition::Kind::exists, .operands = {contains.operands.front()}};
  return {.kind = Condition::Kind::all_of,
          .parts = {exists, {.kind = Condition::Kind::not_true, .parts = {std::move(contains)}}}};
}

Comparison random_comparison(Random& random, const std::string& name) {
  const Form& form = random.pick(forms());
  Comparison comparison{.form = &form, .operands = {}, .meaning = {.kind = form.kind}};
  if (form.operands > 0) {
    const Type type = random.pick(form.types);
    for (std::size_t i = 0; i < form.operands; ++i) {
      comparison.operands.push_back(random_value(random, type));
    }
  }
  if (form.kind == Condition::Kind::between) {
    std::ranges::sort(comparison.operands,
                      [](const auto& a, const auto& b) { return compare(a, b) < 0; });
  }
  comparison.meaning.operands.push_back({.path = {name}});
  for (const AttributeValue& operand : comparison.operands) {
    comparison.meaning.operands.push_back({.kind = Operand::Kind::literal, .literal = operand});
  }
  if (form.kind == Condition::Kind::not_true) {
    comparison.meaning = not_contains(std::move(comparison.meaning));
  }
  return comparison;
}

void set(ExpectedAttributeValue& expected, Comparison& comparison) {
  if (comparison.form->kind == Condition::Kind::not_exists && comparison.operands.empty()) {
    expected.exists = false;
  } else if (comparison.form->kind == Condition::Kind::equal) {
    expected.value = comparison.operands.front();
  } else {
    expected.comparison_operator = comparison.form->op;
    expected.attribute_value_list = comparison.operands;
  }
}
void set(AttributeCondition& condition, Comparison& comparison) {
  condition.comparison_operator = comparison.form->op;
  condition.attribute_value_list = comparison.operands;
}

/// Expected, QueryFilter or ScanFilter in place of the condition.
template <class Conditions>
void replace_condition(Random& random, Meaning& meaning, Conditions& conditions, Text& op) {
  if (!meaning.condition) {
    return;
  }
  std::vector<Condition> parts;
  conditions.emplace();
  for (const std::string& name : names_of(*meaning.condition)) {
    Comparison comparison = random_comparison(random, name);
    set((*conditions)[name], comparison);
    parts.push_back(std::move(comparison.meaning));
  }
  const bool any = parts.size() > 1 && random.percent(50);
  if (parts.size() > 1 && (any || random.percent(30))) {
    op = any ? "OR" : "AND";
  }
  Condition whole = std::move(parts.back());
  parts.pop_back();
  for (Condition& part : parts) {
    whole = {.kind = any ? Condition::Kind::any_of : Condition::Kind::all_of,
             .parts = {std::move(whole), std::move(part)}};
  }
  meaning.condition = std::move(whole);
}

Action random_action(Random& random, const std::string& name, AttributeValueUpdate& update) {
  static const std::vector<Type> kAny = {Type::S, Type::N, Type::M, Type::L, Type::SS, Type::NS};
  static const std::vector<Type> kAdd = {Type::N, Type::SS, Type::NS, Type::BS};
  static const std::vector<Type> kSets = {Type::SS, Type::NS, Type::BS};
  const std::size_t kind = random.below(4);
  Action action{.path = {name}};
  if (kind == 0) {
    update.action = "DELETE";
    action.kind = Action::Kind::remove;
    return action;
  }
  update.action =
      kind == 1 ? (random.percent(50) ? Text{} : Text{"PUT"}) : Text{kind == 2 ? "ADD" : "DELETE"};
  action.kind = kind == 1 ? Action::Kind::set : kind == 2 ? Action::Kind::add : Action::Kind::erase;
  update.value = random_value(random, random.pick(kind == 1 ? kAny : kind == 2 ? kAdd : kSets));
  action.term = {.literal = *update.value};
  return action;
}

void replace_update(Random& random, Meaning& meaning, AttributeUpdates& updates) {
  if (!meaning.update) {
    return;
  }
  std::set<std::string> names;
  for (const Action& action : *meaning.update) {
    names.insert(std::get<std::string>(action.path.front()));
  }
  meaning.update->clear();
  updates.emplace();
  for (const std::string& name : names) {
    meaning.update->push_back(random_action(random, name, (*updates)[name]));
  }
}

void replace_projection(Meaning& meaning, AttributesToGet& attributes) {
  if (!meaning.projection) {
    return;
  }
  std::set<std::string> names;
  for (const Path& path : *meaning.projection) {
    names.insert(std::get<std::string>(path.front()));
  }
  attributes.emplace(names.begin(), names.end());
  meaning.projection->clear();
  for (const std::string& name : names) {
    meaning.projection->push_back({name});
  }
}

const table::KeySchema* schema_of(const std::vector<table::TableDefinition>& tables,
                                  const QueryRequest& request) {
  const auto table = std::ranges::find(tables, *request.table_name, &table::TableDefinition::name);
  if (table == tables.end() || !request.index_name) {
    return table == tables.end() ? nullptr : &table->key;
  }
  return &std::ranges::find(table->indexes, *request.index_name, &table::IndexDefinition::name)
              ->key;
}

/// False: a key of so many attributes has no such form.
bool replace_key(const table::KeySchema& schema, const KeyRange& key, QueryRequest& request) {
  static const std::vector<const char*> kOperators = {"EQ", "LT",      "LE",         "GT",
                                                      "GE", "BETWEEN", "BEGINS_WITH"};
  if (schema.hash.size() > 1 || schema.range.size() > 1 || key.hash.size() != 1) {
    return false;
  }
  request.key_conditions.emplace();
  (*request.key_conditions)[schema.hash.front().name] = {.attribute_value_list = key.hash,
                                                         .comparison_operator = "EQ"};
  if (!key.range_equal.empty() || key.kind != KeyRange::Kind::none) {
    AttributeCondition& range = (*request.key_conditions)[schema.range.front().name];
    range.comparison_operator = kOperators[static_cast<std::size_t>(key.kind)];
    range.attribute_value_list = key.range_equal.empty() ? key.operands : key.range_equal;
  }
  request.key_condition_expression.reset();
  return true;
}

template <class Request>
void drop_expressions(Request& request) {
  request.expression_attribute_names.reset();
  if constexpr (requires { request.expression_attribute_values; }) {
    request.expression_attribute_values = {};
  }
  if constexpr (requires { request.condition_expression; }) {
    request.condition_expression.reset();
  }
  if constexpr (requires { request.update_expression; }) {
    request.update_expression.reset();
  }
  if constexpr (requires { request.filter_expression; }) {
    request.filter_expression.reset();
  }
  if constexpr (requires { request.projection_expression; }) {
    request.projection_expression.reset();
  }
}

}  // namespace

void make_legacy(Random& random, const std::vector<table::TableDefinition>& tables,
                 Operation& operation) {
  const auto replace = [&](auto& request) {
    using Request = std::remove_cvref_t<decltype(request)>;
    if constexpr (requires { request.expected; } || requires { request.attributes_to_get; }) {
      Meaning& meaning = operation.meanings.front();
      if constexpr (std::is_same_v<Request, QueryRequest>) {
        const table::KeySchema* schema = schema_of(tables, request);
        if (schema == nullptr || !replace_key(*schema, *meaning.key, request)) {
          return;
        }
      }
      if (meaning.broken) {
        return;
      }
      drop_expressions(request);
      if constexpr (requires { request.attribute_updates; }) {
        replace_update(random, meaning, request.attribute_updates);
      }
      if constexpr (requires { request.expected; }) {
        replace_condition(random, meaning, request.expected, request.conditional_operator);
      }
      if constexpr (requires { request.query_filter; }) {
        replace_condition(random, meaning, request.query_filter, request.conditional_operator);
      }
      if constexpr (requires { request.scan_filter; }) {
        replace_condition(random, meaning, request.scan_filter, request.conditional_operator);
      }
      if constexpr (requires { request.attributes_to_get; }) {
        replace_projection(meaning, request.attributes_to_get);
      }
    }
  };
  std::visit(replace, operation.request);
}

}  // namespace ddbsim::testing::reference
