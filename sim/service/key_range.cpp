#include "sim/service/key_range.hpp"

#include <string_view>
#include <vector>

namespace ddbsim::service {

namespace {

using Operator = expression::KeyCondition::Operator;
using table::Bound;

std::vector<expression::KeyAttribute> names_of(const std::vector<table::KeyAttribute>& attributes) {
  std::vector<expression::KeyAttribute> names;
  names.reserve(attributes.size());
  for (const table::KeyAttribute& attribute : attributes) {
    names.push_back({.name = attribute.name, .type = attribute.type});
  }
  return names;
}

std::vector<std::string_view> bytes_of(const std::vector<value::PackedValue>& values) {
  std::vector<std::string_view> bytes;
  bytes.reserve(values.size());
  for (const value::PackedValue& value : values) {
    bytes.push_back(value.view().bytes());
  }
  return bytes;
}

bool fulfils(const expression::KeyCondition& condition, std::string_view bytes) {
  const auto operand = [&](std::size_t i) { return condition.last_operands[i].view().bytes(); };
  switch (condition.last) {
    case Operator::none:
      return true;
    case Operator::equal:
      return bytes == operand(0);
    case Operator::less:
      return bytes < operand(0);
    case Operator::less_equal:
      return bytes <= operand(0);
    case Operator::greater:
      return bytes > operand(0);
    case Operator::greater_equal:
      return bytes >= operand(0);
    case Operator::between:
      return operand(0) <= bytes && bytes <= operand(1);
    case Operator::begins_with:
      return bytes.starts_with(operand(0));
  }
  return true;
}

}  // namespace

expression::KeyNames key_names_of(const table::KeySchema& schema) {
  return {.hash = names_of(schema.hash), .range = names_of(schema.range)};
}

std::string partition_of(const expression::KeyCondition& condition) {
  return table::KeySpace::partition_bytes(bytes_of(condition.hash));
}

table::Range range_of(const expression::KeyCondition& condition) {
  const std::vector<std::string_view> equal = bytes_of(condition.range_equal);
  table::Range range{.from = {equal, Bound::Side::before, false},
                     .to = {equal, Bound::Side::after, false}};
  const auto limit = [&](Bound& bound, Bound::Side side, std::size_t operand) {
    bound.tuple.push_back(condition.last_operands[operand].view().bytes());
    bound.side = side;
    bound.last_is_prefix = condition.last == Operator::begins_with;
  };
  switch (condition.last) {
    case Operator::none:
      break;
    case Operator::less:
      limit(range.to, Bound::Side::before, 0);
      break;
    case Operator::less_equal:
      limit(range.to, Bound::Side::after, 0);
      break;
    case Operator::greater:
      limit(range.from, Bound::Side::after, 0);
      break;
    case Operator::greater_equal:
      limit(range.from, Bound::Side::before, 0);
      break;
    case Operator::equal:
    case Operator::begins_with:
      limit(range.from, Bound::Side::before, 0);
      limit(range.to, Bound::Side::after, 0);
      break;
    case Operator::between:
      limit(range.from, Bound::Side::before, 0);
      limit(range.to, Bound::Side::after, 1);
      break;
  }
  return range;
}

bool in_range(const expression::KeyCondition& condition, const table::KeySchema& schema,
              const value::Item& item) {
  const std::size_t equal = condition.range_equal.size();
  for (std::size_t i = 0; i < equal; ++i) {
    if (item.find(schema.range[i].name) != condition.range_equal[i].view()) {
      return false;
    }
  }
  return condition.last == Operator::none ||
         fulfils(condition, item.find(schema.range[equal].name).bytes());
}

}  // namespace ddbsim::service
