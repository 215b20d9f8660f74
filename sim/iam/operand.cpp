#include "sim/iam/operand.hpp"

#include <compare>
#include <optional>

#include <fmt/format.h>

#include "sim/iam/date.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::iam {

namespace {

using Type = Comparison::Type;
using Relation = Comparison::Relation;

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string lower = lowered(text);
  return lower == "true" || lower == "false" ? std::optional(lower == "true") : std::nullopt;
}

std::optional<value::Number> parse_number(std::string_view text) {
  const auto number = value::Number::parse(text);
  return number ? std::optional(*number) : std::nullopt;
}

std::optional<std::string> parse_binary(std::string_view text) {
  auto bytes = value::from_base64(text);
  return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
}

bool stands(Relation relation, std::strong_ordering order) {
  switch (relation) {
    case Relation::equal:
      return order == std::strong_ordering::equal;
    case Relation::less:
      return order < 0;
    case Relation::less_equal:
      return order <= 0;
    case Relation::greater:
      return order > 0;
    case Relation::greater_equal:
      return order >= 0;
  }
  return false;
}

Pattern::Form form_of(const Comparison& comparison, std::string_view text) {
  if (comparison.type == Type::arn) {  // "*" is all ARNs
    return text == "*" ? Pattern::Form::text : Pattern::Form::arn;
  }
  return comparison.wildcards ? Pattern::Form::text : Pattern::Form::exact;
}

std::string_view expected_of(Type type) {
  switch (type) {
    case Type::number:
      return "a number";
    case Type::date:
      return "a date like \"2026-11-22T18:00:00Z\", or seconds since 1970";
    case Type::binary:
      return "base64";
    case Type::address:
      return "an IP address or range like \"203.0.113.0/24\"";
    default:
      return "true or false";
  }
}

}  // namespace

std::expected<Operand, std::string> Operand::parse(const Comparison& comparison,
                                                   std::string_view text, bool variables) {
  const auto made = [&](const auto& parsed) -> std::expected<Operand, std::string> {
    if (!parsed) {
      return std::unexpected(
          fmt::format("expected {}, found \"{}\"", expected_of(comparison.type), text));
    }
    return Operand(*parsed);
  };
  switch (comparison.type) {
    case Type::number:
      return made(parse_number(text));
    case Type::date:
      return made(parse_date(text));
    case Type::boolean:
    case Type::null:
      return made(parse_boolean(text));
    case Type::binary:
      return made(parse_binary(text));
    case Type::address:
      return made(IpRange::parse(text));
    case Type::text:
    case Type::arn:
      break;
  }
  auto pattern = Pattern::parse(text, form_of(comparison, text), variables);
  if (!pattern) {
    return std::unexpected(std::move(pattern.error()));
  }
  return Operand(std::move(*pattern));
}

bool Operand::matches(const Comparison& comparison, std::string_view value,
                      const Context& context) const {
  const auto compared = [&](const auto& other, const auto& own) {
    return other.has_value() && stands(comparison.relation, *other <=> own);
  };
  if (const auto* pattern = std::get_if<Pattern>(&value_)) {
    return pattern->matches(value, context, comparison.letters);
  }
  if (const auto* number = std::get_if<value::Number>(&value_)) {
    return compared(parse_number(value), *number);
  }
  if (const auto* date = std::get_if<std::int64_t>(&value_)) {
    return compared(parse_date(value), *date);
  }
  if (const auto* truth = std::get_if<bool>(&value_)) {
    return compared(parse_boolean(value), *truth);
  }
  if (const auto* bytes = std::get_if<std::string>(&value_)) {
    return compared(parse_binary(value), *bytes);
  }
  return std::get<IpRange>(value_).contains(value);
}

}  // namespace ddbsim::iam
