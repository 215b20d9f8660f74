#include "sim/expression/partiql_values.hpp"

#include <utility>

#include "sim/expression/messages.hpp"
#include "sim/expression/partiql_lexer.hpp"

namespace ddbsim::expression::partiql {
namespace {

using Kind = Term::Kind;
using value::AttributeValue;
using value::Number;

constexpr std::string_view kWrongElement =
    "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags";

/// What messages call a term inside of a value.
std::string_view class_name(const Term& term) {
  switch (term.kind) {
    case Kind::missing:
      return "LiteralMissing";
    case Kind::parameter:
      return "Parameter";
    case Kind::path:
      return term.steps.size() == 1 ? "VariableReference" : "Path";
    case Kind::select:
      return "Select";
    default:
      return "NAry";
  }
}

/// What messages call a member of an INSERT's item.
std::string shown(const Term& term) {
  switch (term.kind) {
    case Kind::missing:
      return "MISSING";
    case Kind::path:
      return term.steps.size() == 1 ? term.steps.front().text : "PATH";
    case Kind::call:
    case Kind::operation:
      return term.text;
    default:
      return std::string(class_name(term));
  }
}

class Evaluator {
 public:
  explicit Evaluator(std::string_view statement) : statement_(statement) {}

  Result<AttributeValue> value(const Term& term, const std::string& key) {
    switch (term.kind) {
      case Kind::null:
        return AttributeValue(value::Null{});
      case Kind::boolean:
        return AttributeValue(term.text == "TRUE");
      case Kind::text:
        return AttributeValue(term.text);
      case Kind::number:
        return number(term);
      case Kind::list:
        return list(term, key);
      case Kind::bag:
        return bag(term);
      case Kind::structure:
        return structure(term, key);
      case Kind::ion:
        return refuse(term.text == "UNKNOWN"
                          ? "Unsupported data type: UNKNOWN under key " + key + at(term)
                          : "Ion Literals are not supported" + at(term));
      default:
        return unsupported(class_name(term), key, term);
    }
  }

  [[nodiscard]] std::unexpected<Error> unsupported(std::string_view what, const std::string& key,
                                                   const Term& term) const {
    const bool placed = term.kind != Kind::path || term.steps.size() == 1;
    return refuse("Unsupported data type: " + std::string(what) + " under key " + key +
                  (placed ? at(term) : ""));
  }

  [[nodiscard]] Result<std::string> name(const Term& term, const std::string& key) const {
    if (term.kind == Kind::text) {
      return term.text.empty()
                 ? Result<std::string>(refuse("Path component cannot be an empty string"))
                 : term.text;
    }
    const std::string_view type =
        term.kind == Kind::number
            ? (term.text.find_first_of(".eE") == std::string::npos ? "INT" : "DECIMAL")
            : class_name(term);
    return refuse("Tuple keys must be of type String. Actual type: " + std::string(type) +
                  " under " + key + at(term));
  }

  [[nodiscard]] std::unexpected<Error> duplicate(const std::string& name, const std::string& key,
                                                 const Term& term) const {
    return refuse("Duplicate keys in tuple. Key: " + name + " under " + key + at(term));
  }

 private:
  [[nodiscard]] std::string at(const Term& term) const {
    return position_text(statement_, term.place.begin, term.place.token);
  }

  static Result<AttributeValue> number(const Term& term) {
    const auto number = Number::parse(term.text);
    if (number) {
      return AttributeValue(*number);
    }
    return refuse(number.error() == value::NumberError::too_many_digits
                      ? "DynamoDB only supports precision up to 38 digits"
                      : value::message_of(number.error(), term.text));
  }

  Result<AttributeValue> list(const Term& term, const std::string& key) {
    value::List elements;
    for (std::size_t i = 0; i < term.operands.size(); ++i) {
      auto element = value(term.operands[i], key + "." + std::to_string(i));
      if (!element) {
        return element;
      }
      elements.push_back(std::move(*element));
    }
    return AttributeValue(std::move(elements));
  }

  Result<AttributeValue> bag(const Term& term) {
    if (term.operands.empty()) {
      return refuse("Empty bags are not supported" + at(term));
    }
    const Kind kind = term.operands.front().kind;
    for (const Term& element : term.operands) {
      if (element.kind != Kind::text && element.kind != Kind::number) {
        return refuse(std::string(kWrongElement) + at(element));
      }
      if (element.kind != kind) {
        return refuse(std::string(kWrongElement));
      }
    }
    return kind == Kind::text ? texts(term) : numbers(term);
  }

  static Result<AttributeValue> texts(const Term& term) {
    value::StringSet set;
    for (const Term& element : term.operands) {
      set.insert(element.text);
    }
    return set.elements.size() == term.operands.size()
               ? Result<AttributeValue>(std::move(set))
               : refuse("Input collection contains duplicates");
  }

  static Result<AttributeValue> numbers(const Term& term) {
    value::NumberSet set;
    for (const Term& element : term.operands) {
      auto one = number(element);
      if (!one) {
        return one;
      }
      set.insert(*one->get_if<Number>());
    }
    return set.elements.size() == term.operands.size()
               ? Result<AttributeValue>(std::move(set))
               : refuse("Input collection contains duplicates");
  }

  Result<AttributeValue> structure(const Term& term, const std::string& key) {
    value::Map map;
    for (std::size_t i = 0; i < term.operands.size(); i += 2) {
      const auto member = name(term.operands[i], key);
      if (!member) {
        return std::unexpected(member.error());
      }
      auto element = value(term.operands[i + 1], key + "." + *member);
      if (!element) {
        return element;
      }
      if (!map.emplace(*member, std::move(*element)).second) {
        return duplicate(*member, key, term);
      }
    }
    return AttributeValue(std::move(map));
  }

  std::string_view statement_;
};

}  // namespace

bool is_literal(const Term& term) noexcept {
  switch (term.kind) {
    case Kind::null:
    case Kind::boolean:
    case Kind::number:
    case Kind::text:
    case Kind::list:
    case Kind::bag:
    case Kind::structure:
    case Kind::ion:
      return true;
    default:
      return false;
  }
}

Result<AttributeValue> value_of(const Term& literal, std::string_view statement) {
  return Evaluator(statement).value(literal, "root");
}

Result<value::Map> item_of(const Term& structure, const std::vector<AttributeValue>& parameters,
                           std::string_view statement) {
  Evaluator evaluator(statement);
  value::Map item;
  for (std::size_t i = 0; i < structure.operands.size(); i += 2) {
    const Term& key = structure.operands[i];
    const Term& term = structure.operands[i + 1];
    const auto name = evaluator.name(key, "root");
    if (!name) {
      return std::unexpected(name.error());
    }
    if (term.kind != Kind::parameter && !is_literal(term)) {
      return evaluator.unsupported(shown(term), "root", term);
    }
    auto value = term.kind == Kind::parameter ? Result<AttributeValue>(parameters[term.index])
                                              : evaluator.value(term, "root");
    if (!value) {
      return std::unexpected(std::move(value.error()));
    }
    if (!item.emplace(*name, std::move(*value)).second) {
      return evaluator.duplicate(*name, "root", key);
    }
  }
  return item;
}

}  // namespace ddbsim::expression::partiql
