#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/expression/compiled.hpp"

// Random conditions on random items, beside an evaluator that knows neither packed values nor the
// parser: each random condition is made as a text and as a closure over trees of values at the same
// time.
namespace ddbsim::expression {
namespace {

using value::AttributeValue;
using value::Binary;
using value::List;
using value::Map;
using value::Type;
using Random = std::mt19937_64;

using Value = const AttributeValue*;  // null: missing

template <class Meaning>
struct Said {
  std::string text;
  Meaning means;
};
/// The value of an operand; `scratch` is where a size is kept.
using Operand = Said<std::function<Value(const Map&, AttributeValue& scratch)>>;
using Clause = Said<std::function<bool(const Map&)>>;

AttributeValue random_scalar(Random& random) {
  switch (random() % 7) {
    case 0:
      return std::string(random() % 3, static_cast<char>('a' + random() % 2));
    case 1:
      return "ab";
    case 2:
      return static_cast<std::int64_t>(random() % 4);
    case 3:
      return value::number("-1.5");
    case 4:
      return Binary{random() % 2 == 0 ? "a" : "ab"};
    case 5:
      return random() % 2 == 0;
    default:
      return value::Null{};
  }
}

AttributeValue random_value(Random& random, int depth) {
  switch (random() % (depth == 0 ? 4 : 7)) {
    case 0:
    case 1:
      return random_scalar(random);
    case 2:
      return random() % 2 == 0 ? AttributeValue(value::string_set({"a", "ab"}))
                               : AttributeValue(value::binary_set({"a"}));
    case 3:
      return value::number_set({"1", "-1.5"});
    case 4:
    case 5: {
      List list;
      for (std::size_t i = random() % 3; i > 0; --i) {
        list.push_back(random_value(random, depth - 1));
      }
      return list;
    }
    default: {
      Map map;
      map.emplace("a", random_value(random, depth - 1));
      if (random() % 2 == 0) {
        map.emplace("b", random_value(random, depth - 1));
      }
      return map;
    }
  }
}

Map random_item(Random& random) {
  Map item;
  for (const char* name : {"a", "b", "c", "d"}) {
    if (random() % 4 != 0) {
      item.emplace(name, random_value(random, 2));
    }
  }
  return item;
}

Value member(Value from, const std::string& name) {
  const Map* map = from == nullptr ? nullptr : from->get_if<Map>();
  const auto found = map == nullptr ? Map::const_iterator() : map->find(name);
  return map == nullptr || found == map->end() ? nullptr : &found->second;
}

Value element(Value from, std::size_t index) {
  const List* list = from == nullptr ? nullptr : from->get_if<List>();
  return list == nullptr || index >= list->size() ? nullptr : &(*list)[index];
}

Value first_of(const Map& item, const std::string& name) {
  const auto found = item.find(name);
  return found == item.end() ? nullptr : &found->second;
}

bool model_equal(Value a, Value b) { return a != nullptr && b != nullptr && *a == *b; }

/// -1, 0, 1, or 2 where there is no order.
int model_order(Value a, Value b) {
  if (a == nullptr || b == nullptr || a->type() != b->type()) {
    return 2;
  }
  const auto sign = [](auto order) { return order < 0 ? -1 : order > 0 ? 1 : 0; };
  switch (a->type()) {
    case Type::S:
      return sign(*a->get_if<std::string>() <=> *b->get_if<std::string>());
    case Type::N:
      return sign(*a->get_if<value::Number>() <=> *b->get_if<value::Number>());
    case Type::B:
      return sign(*a->get_if<Binary>() <=> *b->get_if<Binary>());
    default:
      return 2;
  }
}

const std::string* text_of_value(Value value, Type type) {
  if (value == nullptr || value->type() != type) {
    return nullptr;
  }
  return type == Type::S ? value->get_if<std::string>() : &value->get_if<Binary>()->bytes;
}

bool model_begins(Value a, Value b) {
  for (const Type type : {Type::S, Type::B}) {
    const std::string* whole = text_of_value(a, type);
    const std::string* part = text_of_value(b, type);
    if (whole != nullptr && part != nullptr) {
      return whole->substr(0, part->size()) == *part;
    }
  }
  return false;
}

template <class T>
bool has(const value::SetOf<T>& set, const T* element) {
  return element != nullptr && std::ranges::count(set.elements, *element) == 1;
}

bool model_contains(Value a, Value b) {
  if (a == nullptr || b == nullptr) {
    return false;
  }
  for (const Type type : {Type::S, Type::B}) {
    const std::string* whole = text_of_value(a, type);
    const std::string* part = text_of_value(b, type);
    if (whole != nullptr) {
      return part != nullptr && whole->find(*part) != std::string::npos;
    }
  }
  if (const auto* list = a->get_if<List>()) {
    return std::ranges::count(*list, *b) != 0;
  }
  if (const auto* set = a->get_if<value::StringSet>()) {
    return has(*set, b->get_if<std::string>());
  }
  if (const auto* set = a->get_if<value::NumberSet>()) {
    return has(*set, b->get_if<value::Number>());
  }
  if (const auto* set = a->get_if<value::BinarySet>()) {
    return has(*set, b->get_if<Binary>());
  }
  return false;
}

Value model_size(Value value, AttributeValue& scratch) {
  if (value == nullptr) {
    return nullptr;
  }
  std::size_t size = 0;
  switch (value->type()) {
    case Type::S:
      size = value->get_if<std::string>()->size();  // only ASCII here
      break;
    case Type::B:
      size = value->get_if<Binary>()->bytes.size();
      break;
    case Type::L:
      size = value->get_if<List>()->size();
      break;
    case Type::M:
      size = value->get_if<Map>()->size();
      break;
    case Type::SS:
      size = value->get_if<value::StringSet>()->elements.size();
      break;
    case Type::NS:
      size = value->get_if<value::NumberSet>()->elements.size();
      break;
    case Type::BS:
      size = value->get_if<value::BinarySet>()->elements.size();
      break;
    default:
      return nullptr;
  }
  scratch = static_cast<std::int64_t>(size);
  return &scratch;
}

/// Makes conditions and the values that they use.
class Generator {
 public:
  explicit Generator(Random& random) : random_(random) {}

  Clause condition(int depth) {
    switch (depth == 0 ? 9 : random_() % 12) {
      case 0:
      case 1:
        return join("AND", condition(depth - 1), condition(depth - 1));
      case 2:
      case 3:
        return join("OR", condition(depth - 1), condition(depth - 1));
      case 4: {
        const Clause inner = condition(depth - 1);
        return {"NOT (" + inner.text + ")", [inner](const Map& i) { return !inner.means(i); }};
      }
      default:
        return simple();
    }
  }

  Map values;

 private:
  static Clause join(const char* word, const Clause& a, const Clause& b) {
    const bool conjunction = std::string(word) == "AND";
    return {"(" + a.text + ") " + word + " (" + b.text + ")", [=](const Map& i) {
              return conjunction ? a.means(i) && b.means(i) : a.means(i) || b.means(i);
            }};
  }

  Operand path() {
    const std::string name(1, static_cast<char>('a' + random_() % 5));
    switch (random_() % 4) {
      case 0:
        return {name + ".a",
                [=](const Map& i, AttributeValue&) { return member(first_of(i, name), "a"); }};
      case 1:
        return {name + "[1]",
                [=](const Map& i, AttributeValue&) { return element(first_of(i, name), 1); }};
      default:
        return {name, [=](const Map& i, AttributeValue&) { return first_of(i, name); }};
    }
  }

  Operand literal(const AttributeValue& value) {
    const std::string name = ":v" + std::to_string(values.size());
    values.emplace(name, value);
    return {name,
            [kept = std::make_shared<AttributeValue>(value)](const Map&, AttributeValue&) -> Value {
              return kept.get();
            }};
  }

  Operand operand() {
    switch (random_() % 4) {
      case 0: {
        const Operand of = path();
        return {"size(" + of.text + ")", [of](const Map& i, AttributeValue& scratch) {
                  AttributeValue inner;
                  return model_size(of.means(i, inner), scratch);
                }};
      }
      case 1:
        return literal(random_scalar(random_));
      default:
        return path();
    }
  }

  using Judge = std::function<bool(Value, Value)>;

  static Clause judged(std::string text, const Operand& a, const Operand& b, const Judge& judge) {
    return {std::move(text), [=](const Map& i) {
              AttributeValue x;
              AttributeValue y;
              return judge(a.means(i, x), b.means(i, y));
            }};
  }

  Clause compared() {
    const std::vector<std::pair<std::string, Judge>> operators = {
        {"=", model_equal},
        {"<>", [](Value a, Value b) { return !model_equal(a, b); }},
        {"<", [](Value a, Value b) { return model_order(a, b) == -1; }},
        {"<=", [](Value a, Value b) { return model_order(a, b) <= 0; }},
        {">", [](Value a, Value b) { return model_order(a, b) == 1; }},
        {">=", [](Value a, Value b) { return model_order(a, b) == 0 || model_order(a, b) == 1; }}};
    const auto& [symbol, judge] = operators[random_() % operators.size()];
    const Operand a = operand();
    const Operand b = operand();
    return judged(a.text + " " + symbol + " " + b.text, a, b, judge);
  }

  Clause between() {
    const Operand a = operand();
    const Operand low = path();
    const Operand high = operand();
    return {a.text + " BETWEEN " + low.text + " AND " + high.text, [=](const Map& i) {
              AttributeValue x;
              AttributeValue y;
              AttributeValue z;
              const Value middle = a.means(i, x);
              const int below = model_order(low.means(i, y), middle);
              const int above = model_order(middle, high.means(i, z));
              return below <= 0 && above <= 0;
            }};
  }

  Clause in() {
    const Operand a = operand();
    const Operand b = operand();
    const Operand c = literal(random_value(random_, 1));
    return {a.text + " IN (" + b.text + ", " + c.text + ")", [=](const Map& i) {
              AttributeValue x;
              AttributeValue y;
              AttributeValue z;
              const Value first = a.means(i, x);
              return model_equal(first, b.means(i, y)) || model_equal(first, c.means(i, z));
            }};
  }

  Clause exists() {
    const Operand a = path();
    const bool positive = random_() % 2 == 0;
    return {(positive ? "attribute_exists(" : "attribute_not_exists(") + a.text + ")",
            [=](const Map& i) {
              AttributeValue x;
              return (a.means(i, x) != nullptr) == positive;
            }};
  }

  Clause typed() {
    const Operand a = path();
    const auto type = static_cast<Type>(random_() % 10);
    const Operand name = literal(std::string(value::name_of(type)));
    return {"attribute_type(" + a.text + ", " + name.text + ")", [=](const Map& i) {
              AttributeValue x;
              const Value value = a.means(i, x);
              return value != nullptr && value->type() == type;
            }};
  }

  Clause simple() {
    switch (random_() % 7) {
      case 0:
        return between();
      case 1:
        return in();
      case 2:
        return exists();
      case 3:
        return typed();
      case 4: {
        const Operand a = path();
        const Operand b = literal(random_() % 2 == 0 ? AttributeValue("a") : Binary{"a"});
        return judged("begins_with(" + a.text + ", " + b.text + ")", a, b, model_begins);
      }
      case 5: {
        const Operand a = path();
        const Operand b = operand();
        return judged("contains(" + a.text + ", " + b.text + ")", a, b, model_contains);
      }
      default:
        return compared();
    }
  }

  Random& random_;
};

TEST(ConditionModel, RandomConditionsMeanTheSame) {
  Random random(20261122);
  int evaluated = 0;
  int held = 0;
  for (int round = 0; round < 6000; ++round) {
    Generator generator(random);
    const Clause condition = generator.condition(static_cast<int>(random() % 4));
    const value::Item values =
        generator.values.empty() ? value::Item() : value::Item(generator.values);
    Placeholders placeholders(nullptr, values);
    const auto tree = compile(Kind::filter, condition.text);
    ASSERT_TRUE(tree) << condition.text << ": " << tree.error().message;
    const auto bound = bind_condition(Kind::filter, *tree, placeholders);
    if (!bound) {  // a literal of a wrong type, or a path compared with itself
      continue;
    }
    ASSERT_FALSE(placeholders.check_all_used());
    for (int i = 0; i < 8; ++i) {
      const Map item = random_item(random);
      const bool expected = condition.means(item);
      ASSERT_EQ(bound->holds(value::Item(item)), expected) << condition.text;
      ++evaluated;
      held += expected ? 1 : 0;
    }
  }
  // The generator has not become one of conditions that are refused, or that never or always hold.
  EXPECT_GT(evaluated, 20000);
  EXPECT_GT(held, evaluated / 10);
  EXPECT_LT(held, evaluated * 4 / 5);
}

}  // namespace
}  // namespace ddbsim::expression
