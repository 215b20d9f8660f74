#include "tests/support/reference_expressions.hpp"

#include <algorithm>
#include <map>

namespace ddbsim::testing::reference {
namespace {

using value::Binary;
using value::List;
using value::Map;
using value::Number;
using value::Type;

std::optional<AttributeValue> value_of(const Operand& operand, const Attributes& item) {
  if (operand.kind == Operand::Kind::literal) {
    return operand.literal;
  }
  const AttributeValue* found = find(item, operand.path);
  if (found == nullptr || operand.kind == Operand::Kind::path) {
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  const auto count = [](std::size_t size) { return AttributeValue(static_cast<int>(size)); };
  switch (found->type()) {
    case Type::S:  // characters, not bytes
      return count(static_cast<std::size_t>(std::ranges::count_if(
          *found->get_if<std::string>(),
          [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; })));
    case Type::B:
      return count(found->get_if<Binary>()->bytes.size());
    case Type::M:
      return count(found->get_if<Map>()->size());
    case Type::L:
      return count(found->get_if<List>()->size());
    case Type::SS:
      return count(found->get_if<value::StringSet>()->elements.size());
    case Type::NS:
      return count(found->get_if<value::NumberSet>()->elements.size());
    case Type::BS:
      return count(found->get_if<value::BinarySet>()->elements.size());
    default:
      return std::nullopt;
  }
}

bool is_ordered(Type type) { return type == Type::S || type == Type::N || type == Type::B; }

template <class Test>
bool compares(const std::optional<AttributeValue>& a, const std::optional<AttributeValue>& b,
              Test test) {
  return a && b && a->type() == b->type() && is_ordered(a->type()) && test(compare(*a, *b));
}

bool begins_with(const AttributeValue& text, const AttributeValue& prefix) {
  if (text.type() != prefix.type()) {
    return false;
  }
  if (const auto* string = text.get_if<std::string>()) {
    return string->starts_with(*prefix.get_if<std::string>());
  }
  const auto* binary = text.get_if<Binary>();
  return binary != nullptr && binary->bytes.starts_with(prefix.get_if<Binary>()->bytes);
}

template <class Set, class Element>
bool set_contains(const AttributeValue& set, const AttributeValue& element) {
  const auto* wanted = element.get_if<Element>();
  return wanted != nullptr && std::ranges::count(set.get_if<Set>()->elements, *wanted) != 0;
}

bool contains(const AttributeValue& whole, const AttributeValue& part) {
  switch (whole.type()) {
    case Type::S:
      return part.type() == Type::S &&
             whole.get_if<std::string>()->find(*part.get_if<std::string>()) != std::string::npos;
    case Type::B:
      return part.type() == Type::B &&
             whole.get_if<Binary>()->bytes.find(part.get_if<Binary>()->bytes) != std::string::npos;
    case Type::L:
      return std::ranges::count(*whole.get_if<List>(), part) != 0;
    case Type::SS:
      return set_contains<value::StringSet, std::string>(whole, part);
    case Type::NS:
      return set_contains<value::NumberSet, Number>(whole, part);
    case Type::BS:
      return set_contains<value::BinarySet, Binary>(whole, part);
    default:
      return false;
  }
}

bool holds_with(const Condition& condition,
                const std::vector<std::optional<AttributeValue>>& operands) {
  using Kind = Condition::Kind;
  const std::optional<AttributeValue>& first = operands[0];
  const auto second = [&]() -> const std::optional<AttributeValue>& { return operands[1]; };
  switch (condition.kind) {
    case Kind::equal:
      return first && second() && *first == *second();
    case Kind::not_equal:
      return !(first && second() && *first == *second());
    case Kind::less:
      return compares(first, second(), [](int order) { return order < 0; });
    case Kind::less_equal:
      return compares(first, second(), [](int order) { return order <= 0; });
    case Kind::greater:
      return compares(first, second(), [](int order) { return order > 0; });
    case Kind::greater_equal:
      return compares(first, second(), [](int order) { return order >= 0; });
    case Kind::between:
      return compares(first, second(), [](int order) { return order >= 0; }) &&
             compares(first, operands[2], [](int order) { return order <= 0; });
    case Kind::in:
      return first && std::any_of(operands.begin() + 1, operands.end(),
                                  [&](const auto& one) { return one && *one == *first; });
    case Kind::exists:
      return first.has_value();
    case Kind::not_exists:
      return !first;
    case Kind::type:
      return first && name_of(first->type()) == *second()->get_if<std::string>();
    case Kind::begins_with:
      return first && second() && begins_with(*first, *second());
    case Kind::contains:
      return first && second() && contains(*first, *second());
    default:
      return false;
  }
}

// ---- Updates ------------------------------------------------------------------------------------

/// Where a path leads to: the map or list that holds its last step; nothing when that is of the
/// wrong type or not there.
struct Place {
  Map* map = nullptr;
  List* list = nullptr;
};

std::optional<Place> place_of(Attributes& item, const Path& path) {
  Place place{.map = &item};
  for (std::size_t i = 0;; ++i) {
    const auto* name = std::get_if<std::string>(&path[i]);
    if ((name != nullptr && place.map == nullptr) || (name == nullptr && place.list == nullptr)) {
      return std::nullopt;
    }
    if (i + 1 == path.size()) {
      return place;
    }
    AttributeValue* next = nullptr;
    if (name != nullptr) {
      const auto at = place.map->find(*name);
      next = at == place.map->end() ? nullptr : &at->second;
    } else {
      const std::size_t index = std::get<std::size_t>(path[i]);
      next = index < place.list->size() ? &(*place.list)[index] : nullptr;
    }
    if (next == nullptr) {
      return std::nullopt;
    }
    place = {.map = next->get_if<Map>(), .list = next->get_if<List>()};
  }
}

std::optional<AttributeValue> sum(const AttributeValue& a, const AttributeValue& b, bool minus) {
  const auto* left = a.get_if<Number>();
  const auto* right = b.get_if<Number>();
  if (left == nullptr || right == nullptr) {
    return std::nullopt;
  }
  const auto result = minus ? Number::subtract(*left, *right) : Number::add(*left, *right);
  return result ? std::optional<AttributeValue>(*result) : std::nullopt;
}

std::optional<AttributeValue> evaluate(const Term& term, const Attributes& item) {
  switch (term.kind) {
    case Term::Kind::literal:
      return term.literal;
    case Term::Kind::path:
    case Term::Kind::if_not_exists: {
      const AttributeValue* found = find(item, term.path);
      if (found != nullptr) {
        return *found;
      }
      return term.parts.empty() ? std::nullopt : evaluate(term.parts[0], item);
    }
    default:
      break;
  }
  const auto left = evaluate(term.parts[0], item);
  const auto right = evaluate(term.parts[1], item);
  if (!left || !right) {
    return std::nullopt;
  }
  if (term.kind != Term::Kind::list_append) {
    return sum(*left, *right, term.kind == Term::Kind::minus);
  }
  const auto* head = left->get_if<List>();
  const auto* tail = right->get_if<List>();
  if (head == nullptr || tail == nullptr) {
    return std::nullopt;
  }
  List both = *head;
  both.insert(both.end(), tail->begin(), tail->end());
  return AttributeValue(std::move(both));
}

template <class Set>
void merge(Set& into, const Set& from, bool erase) {
  for (const auto& element : from.elements) {
    if (erase) {
      into.erase(element);
    } else {
      into.insert(element);
    }
  }
}

/// ADD or DELETE of a set (or a number) to what is there; nothing when the types do not fit.
std::optional<AttributeValue> combine(AttributeValue old, const AttributeValue& operand,
                                      bool erase) {
  if (old.type() != operand.type()) {
    return std::nullopt;
  }
  if (auto* strings = old.get_if<value::StringSet>()) {
    merge(*strings, *operand.get_if<value::StringSet>(), erase);
  } else if (auto* numbers = old.get_if<value::NumberSet>()) {
    merge(*numbers, *operand.get_if<value::NumberSet>(), erase);
  } else if (auto* binaries = old.get_if<value::BinarySet>()) {
    merge(*binaries, *operand.get_if<value::BinarySet>(), erase);
  } else {
    return erase ? std::nullopt : sum(old, operand, false);
  }
  return old;
}

bool is_empty_set(const AttributeValue& value) {
  const auto* strings = value.get_if<value::StringSet>();
  const auto* numbers = value.get_if<value::NumberSet>();
  const auto* binaries = value.get_if<value::BinarySet>();
  return (strings != nullptr && strings->elements.empty()) ||
         (numbers != nullptr && numbers->elements.empty()) ||
         (binaries != nullptr && binaries->elements.empty());
}

void put(const Place& place, const Path& path, AttributeValue value) {
  if (const auto* name = std::get_if<std::string>(&path.back())) {
    (*place.map)[*name] = std::move(value);
    return;
  }
  const std::size_t index = std::get<std::size_t>(path.back());
  if (index < place.list->size()) {
    (*place.list)[index] = std::move(value);
  } else {
    place.list->push_back(std::move(value));
  }
}

void take(const Place& place, const Path& path) {
  if (const auto* name = std::get_if<std::string>(&path.back())) {
    place.map->erase(*name);
    return;
  }
  const std::size_t index = std::get<std::size_t>(path.back());
  if (index < place.list->size()) {
    place.list->erase(place.list->begin() + static_cast<std::ptrdiff_t>(index));
  }
}

/// What an action does, by the item before.
struct Effect {
  enum class Kind { nothing, put, take };
  Path path;
  AttributeValue value;
  Kind kind = Kind::put;
};

std::optional<Effect> effect_of(const Action& action, Attributes& before) {
  if (!place_of(before, action.path)) {
    return std::nullopt;
  }
  const AttributeValue* old = find(before, action.path);
  if (action.kind == Action::Kind::remove) {
    return Effect{.path = action.path,
                  .kind = old == nullptr ? Effect::Kind::nothing : Effect::Kind::take};
  }
  const auto operand = evaluate(action.term, before);
  if (!operand || action.kind == Action::Kind::set) {
    return operand ? std::optional(Effect{.path = action.path, .value = *operand}) : std::nullopt;
  }
  const bool erase = action.kind == Action::Kind::erase;
  if (old == nullptr) {  // DELETE from nothing leaves nothing
    return Effect{.path = action.path,
                  .value = *operand,
                  .kind = erase ? Effect::Kind::nothing : Effect::Kind::put};
  }
  auto combined = combine(*old, *operand, erase);
  if (!combined) {
    return std::nullopt;
  }
  const bool emptied = is_empty_set(*combined);
  return Effect{.path = action.path,
                .value = std::move(*combined),
                .kind = emptied ? Effect::Kind::take : Effect::Kind::put};
}

// ---- Projection ---------------------------------------------------------------------------------

struct Wanted {
  bool whole = false;
  std::map<std::string, Wanted> members = {};
  std::map<std::size_t, Wanted> elements = {};
};

std::optional<AttributeValue> select(const AttributeValue& value, const Wanted& wanted) {
  if (wanted.whole) {
    return value;
  }
  if (const auto* map = value.get_if<Map>()) {
    Map kept;
    for (const auto& [name, part] : wanted.members) {
      const auto at = map->find(name);
      auto found = at == map->end() ? std::nullopt : select(at->second, part);
      if (found) {
        kept.emplace(name, std::move(*found));
      }
    }
    return kept.empty() ? std::nullopt : std::optional<AttributeValue>(std::move(kept));
  }
  if (const auto* list = value.get_if<List>()) {
    List kept;
    for (const auto& [index, part] : wanted.elements) {
      auto found = index < list->size() ? select((*list)[index], part) : std::nullopt;
      if (found) {
        kept.push_back(std::move(*found));
      }
    }
    return kept.empty() ? std::nullopt : std::optional<AttributeValue>(std::move(kept));
  }
  return std::nullopt;
}

// ---- Sizes --------------------------------------------------------------------------------------

/// One byte, one for each two digits before and after the point, one for a sign.
std::size_t size_of_number(const std::string& text) {
  std::string digits = text;
  std::size_t size = 1;
  if (digits.starts_with('-')) {
    digits.erase(0, 1);
    ++size;
  }
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string whole = digits.substr(0, point);
  std::string fraction = point < digits.size() ? digits.substr(point + 1) : "";
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  if (fraction.empty()) {
    while (whole.ends_with('0')) {
      whole.pop_back();
    }
  }
  if (whole.empty()) {
    fraction.erase(0, std::min(fraction.find_first_not_of('0'), fraction.size()));
  }
  return size + (whole.size() + 1) / 2 + (fraction.size() + 1) / 2;
}

template <class Elements, class SizeOf>
std::size_t total(const Elements& elements, SizeOf size) {
  std::size_t sum = 0;
  for (const auto& element : elements) {
    sum += size(element);
  }
  return sum;
}

}  // namespace

const AttributeValue* find(const Attributes& item, const Path& path) {
  const auto top = item.find(std::get<std::string>(path[0]));
  const AttributeValue* value = top == item.end() ? nullptr : &top->second;
  for (std::size_t i = 1; value != nullptr && i < path.size(); ++i) {
    const AttributeValue* next = nullptr;
    if (const auto* name = std::get_if<std::string>(&path[i])) {
      const auto* map = value->get_if<Map>();
      const auto at = map == nullptr ? Map::const_iterator{} : map->find(*name);
      next = map == nullptr || at == map->end() ? nullptr : &at->second;
    } else {
      const auto* list = value->get_if<List>();
      const std::size_t index = std::get<std::size_t>(path[i]);
      next = list == nullptr || index >= list->size() ? nullptr : &(*list)[index];
    }
    value = next;
  }
  return value;
}

bool holds(const Condition& condition, const Attributes& item) {
  switch (condition.kind) {
    case Condition::Kind::all_of:
      return std::ranges::all_of(condition.parts,
                                 [&](const auto& one) { return holds(one, item); });
    case Condition::Kind::any_of:
      return std::ranges::any_of(condition.parts,
                                 [&](const auto& one) { return holds(one, item); });
    case Condition::Kind::not_true:
      return !holds(condition.parts[0], item);
    default:
      break;
  }
  std::vector<std::optional<AttributeValue>> operands;
  operands.reserve(condition.operands.size());
  for (const Operand& operand : condition.operands) {
    operands.push_back(value_of(operand, item));
  }
  return holds_with(condition, operands);
}

std::optional<Attributes> apply(const std::vector<Action>& update, const Attributes& before) {
  Attributes after = before;
  std::vector<Effect> effects;
  effects.reserve(update.size());
  for (const Action& action : update) {
    auto effect = effect_of(action, after);
    if (!effect) {
      return std::nullopt;
    }
    effects.push_back(std::move(*effect));
  }
  // Paths do not overlap, so order matters inside one list only: new elements come in order of
  // their index, and what goes is counted by where it was.
  std::ranges::sort(effects, {}, &Effect::path);
  for (const Effect& effect : effects) {
    if (effect.kind == Effect::Kind::put) {
      put(*place_of(after, effect.path), effect.path, effect.value);
    }
  }
  std::ranges::reverse(effects);
  for (const Effect& effect : effects) {
    if (effect.kind == Effect::Kind::take) {
      take(*place_of(after, effect.path), effect.path);
    }
  }
  return after;
}

Attributes project(const Attributes& item, const std::vector<Path>& paths) {
  std::map<std::string, Wanted> wanted;
  for (const Path& path : paths) {
    Wanted* node = &wanted[std::get<std::string>(path[0])];
    for (std::size_t i = 1; i < path.size(); ++i) {
      const auto* name = std::get_if<std::string>(&path[i]);
      node =
          name != nullptr ? &node->members[*name] : &node->elements[std::get<std::size_t>(path[i])];
    }
    node->whole = true;
  }
  Attributes kept;
  for (const auto& [name, part] : wanted) {
    const auto at = item.find(name);
    auto found = at == item.end() ? std::nullopt : select(at->second, part);
    if (found) {
      kept.emplace(name, std::move(*found));
    }
  }
  return kept;
}

int compare(const AttributeValue& a, const AttributeValue& b) {
  const auto sign = [](auto order) { return order < 0 ? -1 : static_cast<int>(order > 0); };
  if (const auto* number = a.get_if<Number>()) {
    return sign(*number <=> *b.get_if<Number>());
  }
  const auto* string = a.get_if<std::string>();
  const std::string& left = string != nullptr ? *string : a.get_if<Binary>()->bytes;
  const auto* other = b.get_if<std::string>();
  const std::string& right = other != nullptr ? *other : b.get_if<Binary>()->bytes;
  return sign(left.compare(right));  // as unsigned bytes
}

std::size_t size_of(const AttributeValue& value) {
  switch (value.type()) {
    case Type::S:
      return value.get_if<std::string>()->size();
    case Type::N:
      return size_of_number(value.get_if<Number>()->text());
    case Type::B:
      return value.get_if<Binary>()->bytes.size();
    case Type::BOOL:
    case Type::NULL_:
      return 1;
    case Type::M:
      return 3 + total(*value.get_if<Map>(), [](const auto& member) {
               return 1 + member.first.size() + size_of(member.second);
             });
    case Type::L:
      return 3 + total(*value.get_if<List>(), [](const auto& one) { return 1 + size_of(one); });
    case Type::SS:
      return total(value.get_if<value::StringSet>()->elements,
                   [](const auto& one) { return one.size(); });
    case Type::NS:
      return total(value.get_if<value::NumberSet>()->elements,
                   [](const auto& one) { return size_of_number(one.text()); });
    case Type::BS:
      return total(value.get_if<value::BinarySet>()->elements,
                   [](const auto& one) { return one.bytes.size(); });
  }
  return 0;
}

std::size_t size_of(const Attributes& item) {
  return total(item, [](const auto& attribute) {
    return attribute.first.size() + size_of(attribute.second);
  });
}

std::set<std::string> entered(const std::vector<Path>& projection) {
  std::set<std::string> names;
  for (const Path& path : projection) {
    if (path.size() > 1) {
      names.insert(std::get<std::string>(path[0]));
    }
  }
  return names;
}

std::set<std::string> entered(const Condition& condition) {
  std::vector<Path> paths;
  for (const Operand& operand : condition.operands) {
    if (operand.kind != Operand::Kind::literal) {
      paths.push_back(operand.path);
    }
  }
  std::set<std::string> names = entered(paths);
  for (const Condition& part : condition.parts) {
    names.merge(entered(part));
  }
  return names;
}

namespace {

void add_paths(const Term& term, std::vector<Path>& paths) {
  if (term.kind == Term::Kind::path || term.kind == Term::Kind::if_not_exists) {
    paths.push_back(term.path);
  }
  for (const Term& part : term.parts) {
    add_paths(part, paths);
  }
}

}  // namespace

std::set<std::string> entered(const std::vector<Action>& update) {
  std::vector<Path> paths;
  for (const Action& action : update) {
    paths.push_back(action.path);
    add_paths(action.term, paths);
  }
  return entered(paths);
}

}  // namespace ddbsim::testing::reference
