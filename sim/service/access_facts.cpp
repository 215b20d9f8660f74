#include "sim/service/access_facts.hpp"

#include <algorithm>
#include <array>

#include "sim/expression/tree.hpp"
#include "sim/service/key_range.hpp"
#include "sim/service/resource.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::service {

namespace {

/// A key's value as policies have it; binary as base64.
std::string text_of(value::ValueView value) {
  switch (value.type()) {
    case value::Type::N:
      return value.number().text();
    case value::Type::B:
      return value::to_base64(value.bytes());
    default:
      return std::string(value.bytes());
  }
}

bool is_scalar(value::ValueView value) {
  return value.is(value::Type::S) || value.is(value::Type::N) || value.is(value::Type::B);
}

/// The top-level attribute of a path, its placeholder in place; empty when that is undefined.
std::string attribute_of(const expression::RawPath& path, const Names* names) {
  const std::string_view first = path.empty() ? std::string_view() : path.front().text;
  if (!first.starts_with('#')) {
    return std::string(first);
  }
  if (names != nullptr) {
    for (const auto& [placeholder, name] : *names) {
      if (placeholder == first) {
        return name;
      }
    }
  }
  return {};
}

constexpr std::array<std::string_view, 4> kPartitionKeyValues = {
    "dynamodb:FirstPartitionKeyValues", "dynamodb:SecondPartitionKeyValues",
    "dynamodb:ThirdPartitionKeyValues", "dynamodb:FourthPartitionKeyValues"};

}  // namespace

std::string arn_of_table(const Account& account, std::string_view name_or_arn) {
  return name_or_arn.starts_with("arn:") ? std::string(name_or_arn)
                                         : account.table_arn(name_or_arn);
}

AccessFacts::AccessFacts(Account& account, std::string_view table, const Text& index)
    : account_(account), resource_(arn_of_table(account, table)) {
  const auto name = table_name_of(account, table, {});
  const table::Table* const found = name ? account.find_table(*name) : nullptr;
  if (index) {
    resource_ += "/index/" + *index;
    const auto* const definition = found == nullptr ? nullptr : found->definition().index(*index);
    key_ = definition == nullptr ? nullptr : &definition->key;
  } else {
    key_ = found == nullptr ? nullptr : &found->definition().key;
  }
  leading_.resize(key_ == nullptr ? 0 : key_->hash.size());
}

void AccessFacts::add_leading(std::string_view attribute, value::ValueView value) {
  for (std::size_t i = 0; i < leading_.size(); ++i) {
    if (key_->hash[i].name == attribute && is_scalar(value)) {
      leading_[i].push_back(text_of(value));
    }
  }
}

void AccessFacts::add_item(const value::Item& item) {
  for (std::size_t i = 0; i < item.count(); ++i) {
    add_attribute(std::string(item.name(i)));
    add_leading(item.name(i), item.value(i));
  }
}

void AccessFacts::add_expression(expression::Kind kind, const Text& text, const Names* names) {
  const auto tree = text ? account_.expressions().compile(kind, *text)
                         : expression::Result<std::shared_ptr<const expression::Tree>>();
  if (!text || !tree) {
    return;
  }
  const auto add = [&](const expression::RawPath& path) {
    if (std::string name = attribute_of(path, names); !name.empty()) {
      add_attribute(std::move(name));
    }
  };
  for (const expression::Node& node : (*tree)->nodes) {
    add(node.path);
  }
  for (const expression::RawPath& path : (*tree)->paths) {
    add(path);
  }
  for (const expression::RawAction& action : (*tree)->actions) {
    add(action.target);
  }
}

void AccessFacts::add_key_condition(const Text& text, const Names* names,
                                    const value::Item& values) {
  add_expression(expression::Kind::key_condition, text, names);
  const auto tree = text ? account_.expressions().compile(expression::Kind::key_condition, *text)
                         : expression::Result<std::shared_ptr<const expression::Tree>>();
  if (!text || !tree) {
    return;
  }
  expression::Placeholders placeholders(names, values);
  const auto parts = expression::bind_key_parts(*tree, placeholders);
  if (!parts) {
    return;
  }
  for (const expression::KeyParts::Part& part : parts->parts) {
    if (part.op == expression::KeyCondition::Operator::equal) {
      add_leading(part.name, part.values.front());
    }
  }
}

void AccessFacts::add_key_conditions(const AttributeConditions& conditions) {
  add_names_of(conditions);
  if (!conditions) {
    return;
  }
  for (const auto& [name, condition] : *conditions) {
    const auto& values = condition.attribute_value_list;
    if (condition.comparison_operator == "EQ" && values && values->size() == 1) {
      const value::PackedValue packed(values->front());
      add_leading(name, packed.view());
    }
  }
}

void AccessFacts::add_select(const Text& select, bool some, bool index) {
  std::string value = index ? "ALL_PROJECTED_ATTRIBUTES" : "ALL_ATTRIBUTES";
  set("dynamodb:Select", select ? *select : some ? "SPECIFIC_ATTRIBUTES" : std::move(value));
}

void AccessFacts::add_partitions(const std::vector<expression::KeyCondition>& partitions) {
  for (const expression::KeyCondition& partition : partitions) {
    for (std::size_t i = 0; i < std::min(leading_.size(), partition.hash.size()); ++i) {
      add_leading(key_->hash[i].name, partition.hash[i].view());
    }
  }
}

void AccessFacts::add_statement(const expression::Statement& statement) {
  using Kind = expression::partiql::RawStatement::Kind;
  add_item(statement.item);
  for (const std::string& name :
       statement.where ? statement.where->attributes() : std::vector<std::string>()) {
    add_attribute(name);
  }
  for (const std::string& name :
       statement.update ? statement.update->written() : std::vector<std::string>()) {
    add_attribute(name);
  }
  if (statement.projection) {
    for (const expression::Path& path : statement.projection->paths()) {
      add_attribute(path.front().name);
    }
  }
  const auto partitions = key_ == nullptr
                              ? expression::Result<std::vector<expression::KeyCondition>>()
                              : expression::partitions_of(statement.where, key_names_of(*key_));
  if (partitions) {
    add_partitions(*partitions);
  }
  if (statement.kind == Kind::select) {
    const bool scan = !partitions || partitions->empty();
    set("dynamodb:FullTableScan", scan ? "true" : "false");
    add_select({}, statement.projection.has_value(), statement.index.has_value());
  }
}

iam::Context AccessFacts::context() const {
  iam::Context out = context_;
  if (!attributes_.empty()) {
    out.set("dynamodb:Attributes", iam::Context::Values(attributes_.begin(), attributes_.end()));
  }
  for (std::size_t i = 0; i < leading_.size(); ++i) {
    if (leading_[i].empty()) {
      continue;
    }
    if (i == 0) {
      out.set("dynamodb:LeadingKeys", leading_[i]);
    }
    if (leading_.size() > 1 && i < kPartitionKeyValues.size()) {
      out.set(kPartitionKeyValues[i], leading_[i]);
    }
  }
  return out;
}

}  // namespace ddbsim::service
