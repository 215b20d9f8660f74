#include "tests/support/expression_generator.hpp"

#include <algorithm>
#include <array>

namespace ddbsim::testing::reference {
namespace {

using value::Binary;
using value::Type;

/// Names besides those of the pool; no item has a q1.
const std::vector<std::string>& others() {
  static const std::vector<std::string> kOthers = {"pk", "sk", "q1"};
  return kOthers;
}

template <class Set, class Make>
AttributeValue random_set(Random& random, Make make) {
  Set set;
  for (std::size_t i = 0; i <= random.below(3); ++i) {
    set.insert(make());
  }
  return set;
}

std::string random_text(Random& random) {
  static const std::vector<std::string> kTexts = {"", "a", "ab", "abc", "b", "ba", "c", "x y"};
  if (random.percent(3)) {
    std::string padding;  // for more than one unit
    padding.assign(random.below(3000), 'p');
    return padding;
  }
  return random.pick(kTexts);
}

value::Number random_number(Random& random) {
  static const std::vector<std::string> kNumbers = {"-10", "-1.5", "0", "0.25",
                                                    "1",   "2",    "3", "100"};
  return value::number(random.pick(kNumbers));
}

Binary random_bytes(Random& random) {
  static const std::vector<std::string> kBytes = {
      "", std::string(1, '\0'), "a", "ab", "\xFF", "\xFF\xFE"};
  return Binary{random.pick(kBytes)};
}

AttributeValue random_scalar(Random& random) {
  static const std::vector<Type> kScalars = {Type::S, Type::N, Type::B, Type::BOOL, Type::NULL_};
  return random_value(random, random.pick(kScalars));
}

}  // namespace

const std::vector<PoolAttribute>& pool() {
  static const std::vector<PoolAttribute> kPool = {
      {"g1", Type::S},   {"g2", Type::N},    {"g3", Type::B},     {"g4", Type::S},
      {"n1", Type::N},   {"n2", Type::N},    {"s1", Type::S},     {"s2", Type::S},
      {"m1", Type::M},   {"l1", Type::L},    {"ss1", Type::SS},   {"ns1", Type::NS},
      {"bs1", Type::BS}, {"b1", Type::BOOL}, {"z1", Type::NULL_}, {"x1", Type::B}};
  return kPool;
}

AttributeValue random_key(Random& random, Type type) {
  static const std::vector<std::string> kTexts = {"a", "ab", "abc", "b", "ba", "c", "\xC3\xA9"};
  static const std::vector<std::string> kNumbers = {"-10", "-1.5", "0", "0.25", "2", "10", "100"};
  static const std::vector<std::string> kBytes = {std::string(1, '\0'),
                                                  std::string("\0\xFF", 2),
                                                  std::string("\0\0", 2),
                                                  "a",
                                                  "ab",
                                                  "\xFF",
                                                  "\xFF\xFF"};
  if (type == Type::N) {
    return value::number(random.pick(kNumbers));
  }
  return type == Type::S ? AttributeValue(random.pick(kTexts))
                         : AttributeValue(Binary{random.pick(kBytes)});
}

AttributeValue random_value(Random& random, Type type) {
  switch (type) {
    case Type::S:
      return random_text(random);
    case Type::N:
      return random_number(random);
    case Type::B:
      return random_bytes(random);
    case Type::BOOL:
      return random.percent(50);
    case Type::NULL_:
      return value::Null{};
    case Type::SS:
      return random_set<value::StringSet>(random, [&] { return random_text(random); });
    case Type::NS:
      return random_set<value::NumberSet>(random, [&] { return random_number(random); });
    case Type::BS:
      return random_set<value::BinarySet>(random, [&] { return random_bytes(random); });
    case Type::L: {
      value::List list;
      for (std::size_t i = random.below(4); i > 0; --i) {
        list.push_back(random_scalar(random));
      }
      return list;
    }
    case Type::M: {
      value::Map map;
      for (const char* member : {"a", "b"}) {
        if (random.percent(70)) {
          map[member] = random_scalar(random);
        }
      }
      if (random.percent(40)) {
        map["c"] = random_value(random, Type::L);
      }
      return map;
    }
  }
  return value::Null{};
}

// ---- Words --------------------------------------------------------------------------------------

std::string ExpressionWriter::name(const std::string& attribute) {
  if (random_.percent(50)) {
    return attribute;
  }
  std::string placeholder = "#" + std::to_string(names_.size());
  names_.emplace_back(placeholder, attribute);
  return placeholder;
}

std::string ExpressionWriter::literal(const AttributeValue& value) {
  std::string placeholder = ":v" + std::to_string(values_.size());
  values_.emplace(placeholder, value);
  return placeholder;
}

std::string ExpressionWriter::text_of(const Path& path) {
  std::string text = name(std::get<std::string>(path[0]));
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (const auto* member = std::get_if<std::string>(&path[i])) {
      text += "." + name(*member);
    } else {
      text += "[" + std::to_string(std::get<std::size_t>(path[i])) + "]";
    }
  }
  return text;
}

std::string ExpressionWriter::text_of(const Operand& operand) {
  if (operand.kind == Operand::Kind::literal) {
    return literal(operand.literal);
  }
  return operand.kind == Operand::Kind::path ? text_of(operand.path)
                                             : "size(" + text_of(operand.path) + ")";
}

bool ExpressionWriter::has_names() const {
  return std::ranges::any_of(others(), allowed_) ||
         std::ranges::any_of(pool(), allowed_, &PoolAttribute::name);
}

Path ExpressionWriter::random_path() {
  Path path;
  do {
    path = {random_.percent(10) ? random_.pick(others()) : random_.pick(pool()).name};
  } while (!allowed_(std::get<std::string>(path[0])));
  const std::string& top = std::get<std::string>(path[0]);
  if ((top == "m1" && random_.percent(60)) || random_.percent(3)) {
    static const std::vector<std::string> kMembers = {"a", "b", "c", "zz"};
    path.emplace_back(random_.pick(kMembers));
    if (random_.percent(25)) {
      path.emplace_back(random_.below(3));
    }
  } else if ((top == "l1" && random_.percent(60)) || random_.percent(2)) {
    path.emplace_back(random_.below(4));
  }
  return path;
}

/// Paths that do not overlap: of distinct attributes, or two members or elements of one.
std::vector<Path> ExpressionWriter::random_paths(std::size_t count) {
  std::vector<Path> paths;
  const auto taken = [&](const Path& path) {
    return std::ranges::any_of(paths, [&](const Path& other) { return other[0] == path[0]; });
  };
  for (std::size_t attempt = 0; paths.size() < count && attempt < 20; ++attempt) {
    const Path path = random_path();
    if (!taken(path)) {
      paths.push_back(path);
    }
  }
  const Path last = paths.back();
  if (last.size() == 2 && random_.percent(50)) {
    const bool member = std::holds_alternative<std::string>(last[1]);
    Path sister = {last[0]};
    if (member) {
      sister.emplace_back(last[1] == Path::value_type(std::string("a")) ? "b" : "a");
    } else {
      sister.emplace_back(std::get<std::size_t>(last[1]) + 1);
    }
    paths.push_back(sister);
  }
  return paths;
}

// ---- Conditions ---------------------------------------------------------------------------------

std::string ExpressionWriter::comparison(Condition& meaning) {
  using Kind = Condition::Kind;
  static constexpr std::array<std::string_view, 6> kSigns = {"=", "<>", "<", "<=", ">", ">="};
  const std::size_t sign = random_.below(kSigns.size());
  meaning.kind = static_cast<Kind>(sign);
  Operand left{.kind = random_.percent(15) ? Operand::Kind::size_of_path : Operand::Kind::path,
               .path = random_path()};
  Operand right{.kind = Operand::Kind::literal};
  const bool ordered = sign >= 2;
  if (left.kind == Operand::Kind::size_of_path) {
    right.literal = static_cast<int>(random_.below(4));
  } else if (random_.percent(20)) {
    right = {.kind = Operand::Kind::path, .path = random_path()};
    if (right.path == left.path) {  // the service refuses that
      right = {.kind = Operand::Kind::literal, .literal = 1};
    }
  } else {
    static const std::vector<Type> kOrdered = {Type::S, Type::N, Type::B};
    const Type usual = random_.pick(pool()).type;
    const Type type = ordered || random_.percent(50) ? random_.pick(kOrdered) : usual;
    right.literal = random_value(random_, type);
  }
  if (random_.percent(20)) {
    std::swap(left, right);
  }
  const std::string first = text_of(left);
  meaning.operands = {left, right};
  return first + " " + std::string(kSigns[sign]) + " " + text_of(right);
}

std::string ExpressionWriter::leaf(Condition& meaning) {
  using Kind = Condition::Kind;
  static const std::vector<Type> kOrdered = {Type::S, Type::N, Type::B};
  static const std::vector<std::string> kTypes = {"S", "N", "B",  "BOOL", "NULL",
                                                  "M", "L", "SS", "NS",   "BS"};
  const auto literal_of = [](AttributeValue value) {
    return Operand{.kind = Operand::Kind::literal, .literal = std::move(value)};
  };
  const Operand subject{.kind = Operand::Kind::path, .path = random_path()};
  const std::size_t kind = random_.below(12);
  if (kind < 5) {
    return comparison(meaning);
  }
  meaning.operands = {subject};
  const std::string path = text_of(subject);
  switch (kind) {
    case 5: {
      meaning.kind = Kind::between;
      const Type type = random_.pick(kOrdered);
      AttributeValue low = random_value(random_, type);
      AttributeValue high = random_value(random_, type);
      if (compare(high, low) < 0) {
        std::swap(low, high);
      }
      meaning.operands.insert(meaning.operands.end(), {literal_of(low), literal_of(high)});
      const std::string from = literal(low);
      return path + " BETWEEN " + from + " AND " + literal(high);
    }
    case 6: {
      meaning.kind = Kind::in;
      std::string list;
      for (std::size_t i = 0; i <= random_.below(3); ++i) {
        meaning.operands.push_back(literal_of(random_value(random_, random_.pick(pool()).type)));
        list += (list.empty() ? "" : ", ") + literal(meaning.operands.back().literal);
      }
      return path + " IN (" + list + ")";
    }
    case 7:
      meaning.kind = Kind::exists;
      return "attribute_exists(" + path + ")";
    case 8:
      meaning.kind = Kind::not_exists;
      return "attribute_not_exists(" + path + ")";
    case 9:
      meaning.kind = Kind::type;
      meaning.operands.push_back(literal_of(random_.pick(kTypes)));
      return "attribute_type(" + path + ", " + literal(meaning.operands[1].literal) + ")";
    case 10:
      meaning.kind = Kind::begins_with;
      meaning.operands.push_back(
          literal_of(random_value(random_, random_.percent(70) ? Type::S : Type::B)));
      return "begins_with(" + path + ", " + literal(meaning.operands[1].literal) + ")";
    default:
      meaning.kind = Kind::contains;
      meaning.operands.push_back(literal_of(random_value(random_, random_.pick(kOrdered))));
      return "contains(" + path + ", " + literal(meaning.operands[1].literal) + ")";
  }
}

std::string ExpressionWriter::condition(Condition& meaning, int depth) {
  using Kind = Condition::Kind;
  if (depth == 0 || random_.percent(60)) {
    return leaf(meaning);
  }
  const auto part = [&] {
    meaning.parts.emplace_back();
    const std::string text = condition(meaning.parts.back(), depth - 1);
    const bool simple = meaning.parts.back().parts.empty();
    return simple && random_.percent(80) ? text : "(" + text + ")";
  };
  if (random_.percent(30)) {
    meaning.kind = Kind::not_true;
    return "NOT " + part();
  }
  meaning.kind = random_.percent(50) ? Kind::all_of : Kind::any_of;
  meaning.parts.reserve(2);
  const std::string first = part();
  return first + (meaning.kind == Kind::all_of ? " AND " : " OR ") + part();
}

// ---- Updates ------------------------------------------------------------------------------------

std::string ExpressionWriter::text_of(const Term& term) {
  const auto part = [&](std::size_t i) { return text_of(term.parts[i]); };
  switch (term.kind) {
    case Term::Kind::literal:
      return literal(term.literal);
    case Term::Kind::path:
      return text_of(term.path);
    case Term::Kind::if_not_exists: {
      const std::string path = text_of(term.path);
      return "if_not_exists(" + path + ", " + part(0) + ")";
    }
    case Term::Kind::list_append: {
      const std::string head = part(0);
      return "list_append(" + head + ", " + part(1) + ")";
    }
    default: {
      const std::string left = part(0);
      return left + (term.kind == Term::Kind::plus ? " + " : " - ") + part(1);
    }
  }
}

/// An operand of arithmetic or list_append: of the type that it should have, where it is a literal.
Term ExpressionWriter::random_part(Type type) {
  if (random_.percent(40)) {
    return {.kind = Term::Kind::literal, .literal = random_value(random_, type)};
  }
  const std::string usual = type == Type::N ? (random_.percent(50) ? "n1" : "n2") : "l1";
  const Path path = random_.percent(85) ? Path{usual} : random_path();
  if (random_.percent(50)) {
    return {.kind = Term::Kind::path, .path = path};
  }
  return {.kind = Term::Kind::if_not_exists,
          .path = path,
          .parts = {{.kind = Term::Kind::literal, .literal = random_value(random_, type)}}};
}

Term ExpressionWriter::random_term(int depth) {
  const std::size_t kind = random_.below(10);
  if (kind < 3 || depth == 0) {
    return {.kind = Term::Kind::literal,
            .literal = random_value(random_, random_.pick(pool()).type)};
  }
  if (kind == 3) {
    return {.kind = Term::Kind::path, .path = random_path()};
  }
  if (kind == 4) {
    return {.kind = Term::Kind::if_not_exists, .path = random_path(), .parts = {random_term(0)}};
  }
  const bool append = kind >= 8;
  const Type type = append ? Type::L : Type::N;
  const Term::Kind arithmetic = random_.percent(50) ? Term::Kind::plus : Term::Kind::minus;
  Term left = random_part(type);
  return {.kind = append ? Term::Kind::list_append : arithmetic,
          .parts = {std::move(left), random_part(type)}};
}

Action ExpressionWriter::random_action(Path path) {
  const std::string& top = std::get<std::string>(path[0]);
  const auto found = std::ranges::find(pool(), top, &PoolAttribute::name);
  const Type usual =
      path.size() > 1 || found == pool().end() ? random_.pick(pool()).type : found->type;
  const bool is_set = usual == Type::SS || usual == Type::NS || usual == Type::BS;
  const auto operand = [&](bool number_too) {
    static const std::vector<Type> kSets = {Type::SS, Type::NS, Type::BS};
    const bool number = number_too && (usual == Type::N || random_.percent(20));
    const Type type = number                          ? Type::N
                      : is_set && random_.percent(85) ? usual
                                                      : random_.pick(kSets);
    return Term{.kind = Term::Kind::literal, .literal = random_value(random_, type)};
  };
  const std::size_t kind = random_.below(10);
  if (is_set ? kind < 3 : kind < 1) {
    return {.kind = Action::Kind::erase, .path = path, .term = operand(false)};
  }
  if (is_set || usual == Type::N ? kind < 7 : kind < 2) {
    return {.kind = Action::Kind::add, .path = path, .term = operand(true)};
  }
  if (kind < 8 && random_.percent(40)) {
    return {.kind = Action::Kind::remove, .path = path};
  }
  // Index keys mostly keep their type.
  const bool plain = path.size() == 1 && random_.percent(80);
  if (plain && top.starts_with('g')) {
    return {.kind = Action::Kind::set,
            .path = path,
            .term = {.kind = Term::Kind::literal, .literal = random_key(random_, usual)}};
  }
  return {.kind = Action::Kind::set,
          .path = path,
          .term = plain ? Term{.kind = Term::Kind::literal, .literal = random_value(random_, usual)}
                        : random_term(1)};
}

std::string ExpressionWriter::update(std::vector<Action>& meaning) {
  for (const Path& path : random_paths(1 + random_.below(3))) {
    meaning.push_back(random_action(path));
  }
  static constexpr std::array<std::string_view, 4> kWords = {"SET", "REMOVE", "ADD", "DELETE"};
  std::string text;
  const std::size_t begin = random_.below(kWords.size());
  for (std::size_t i = 0; i < kWords.size(); ++i) {  // sections in any order
    const std::size_t section = (begin + i) % kWords.size();
    std::string actions;
    for (const Action& action : meaning) {
      if (static_cast<std::size_t>(action.kind) != section) {
        continue;
      }
      actions += (actions.empty() ? " " : ", ") + text_of(action.path);
      if (action.kind == Action::Kind::set) {
        actions += " = ";
      } else if (action.kind != Action::Kind::remove) {
        actions += " ";
      }
      actions += action.kind == Action::Kind::remove ? "" : text_of(action.term);
    }
    if (!actions.empty()) {
      text += (text.empty() ? "" : " ") + std::string(kWords[section]) + actions;
    }
  }
  return text;
}

// ---- Projections and keys -----------------------------------------------------------------------

std::string ExpressionWriter::projection(std::vector<Path>& meaning) {
  meaning = random_paths(1 + random_.below(3));
  std::string text;
  for (const Path& path : meaning) {
    text += (text.empty() ? "" : ", ") + text_of(path);
  }
  return text;
}

std::string ExpressionWriter::range(const std::string& attribute, Type type, KeyRange& meaning) {
  using Kind = KeyRange::Kind;
  static constexpr std::array<std::string_view, 5> kSigns = {"", " < ", " <= ", " > ", " >= "};
  const std::size_t kind = 1 + random_.below(type == Type::N ? 5 : 6);
  meaning.kind = static_cast<Kind>(kind);
  AttributeValue low = random_key(random_, type);
  AttributeValue high = random_key(random_, type);
  if (compare(high, low) < 0) {
    std::swap(low, high);
  }
  meaning.operands = {low};
  if (meaning.kind == Kind::between) {
    meaning.operands.push_back(high);
    const std::string from = name(attribute) + " BETWEEN " + literal(low);
    return from + " AND " + literal(high);
  }
  if (meaning.kind == Kind::begins_with) {
    const std::string path = name(attribute);
    return "begins_with(" + path + ", " + literal(low) + ")";
  }
  const std::string path = name(attribute);
  return path + std::string(kSigns[kind]) + literal(low);
}

std::string ExpressionWriter::key_condition(const table::KeySchema& schema, KeyRange& meaning) {
  std::string text;
  const auto equality = [&](const table::KeyAttribute& attribute, std::vector<AttributeValue>& to) {
    to.push_back(random_key(random_, attribute.type));
    text += (text.empty() ? "" : " AND ") + name(attribute.name);
    text += " = " + literal(to.back());
  };
  for (const table::KeyAttribute& attribute : schema.hash) {
    equality(attribute, meaning.hash);
  }
  std::size_t equal = random_.below(schema.range.size() + 1);
  if (equal != 0 && random_.percent(60)) {
    --equal;
  }
  for (std::size_t i = 0; i < equal; ++i) {
    equality(schema.range[i], meaning.range_equal);
  }
  if (equal < schema.range.size() && random_.percent(50)) {
    const table::KeyAttribute& attribute = schema.range[equal];
    text += " AND " + range(attribute.name, attribute.type, meaning);
  }
  return text;
}

}  // namespace ddbsim::testing::reference
