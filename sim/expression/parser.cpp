#include "sim/expression/parser.hpp"

#include <algorithm>
#include <utility>

#include "sim/expression/limits.hpp"

namespace ddbsim::expression {
namespace {

using Type = Token::Type;
using Section = RawAction::Section;

/// Value of the digits, or something above the largest allowed index.
std::size_t index_of(std::string_view digits) noexcept {
  std::size_t index = 0;
  for (const char digit : digits) {
    index = std::min(index * 10 + static_cast<std::size_t>(digit - '0'), kMaxListIndex + 1);
  }
  return index;
}

bool parse_condition(TokenReader& reader) {
  return parse_term(reader, Place::condition, reader.tree().root) &&
         (reader.is(Type::end) || reader.fail());
}

bool parse_projection(TokenReader& reader) {
  do {
    if (!reader.path(reader.tree().paths.emplace_back())) {
      return false;
    }
  } while (reader.take(Type::comma));
  return reader.is(Type::end) || reader.fail();
}

/// One action without its section's keyword: `a = b + c`, `a`, `a :value`.
bool parse_action(TokenReader& reader, Section section) {
  RawAction action{section, {}};
  if (!reader.path(action.target)) {
    return false;
  }
  if (section == Section::set) {
    if (!reader.expect(Type::equal) || !parse_term(reader, Place::arithmetic, action.operand)) {
      return false;
    }
  } else if (section != Section::remove) {
    const std::string_view text = reader.token().text;
    if (!reader.expect(Type::value)) {
      return false;
    }
    action.operand = reader.add({Op::literal, text});
  }
  reader.tree().actions.push_back(std::move(action));
  return true;
}

bool take_section(TokenReader& reader, Section& section) {
  switch (reader.token().type) {
    case Type::key_set:
      section = Section::set;
      break;
    case Type::key_remove:
      section = Section::remove;
      break;
    case Type::key_add:
      section = Section::add;
      break;
    case Type::key_delete:
      section = Section::erase;
      break;
    default:
      return false;
  }
  reader.skip();
  return true;
}

bool parse_update(TokenReader& reader) {
  do {
    Section section{};
    if (!take_section(reader, section)) {
      return reader.fail();
    }
    reader.tree().sections.push_back(section);
    do {
      if (!parse_action(reader, section)) {
        return false;
      }
    } while (reader.take(Type::comma));
  } while (!reader.is(Type::end));
  return true;
}

}  // namespace

bool TokenReader::take(Type type) {
  if (!is(type)) {
    return false;
  }
  skip();
  return true;
}

bool TokenReader::expect(Type type) { return take(type) || fail(); }

bool TokenReader::fail() {
  failed_ = true;
  return false;
}

bool TokenReader::path(RawPath& out) {
  do {
    if (!is(Type::word) && !is(Type::name)) {
      return fail();
    }
    out.push_back({token().text});
    skip();
    while (take(Type::open_bracket)) {
      if (!is(Type::number)) {
        return fail();
      }
      out.push_back({token().text, index_of(token().text)});
      skip();
      if (!expect(Type::close_bracket)) {
        return false;
      }
    }
  } while (take(Type::dot));
  return true;
}

std::uint32_t TokenReader::add(Node node) {
  tree_.nodes.push_back(std::move(node));
  return static_cast<std::uint32_t>(tree_.nodes.size() - 1);
}

bool parse(Tree& tree, std::string& message) {
  const std::vector<Token> tokens = tokenize(tree.text);
  TokenReader reader(tokens, tree);
  const bool good = tree.kind == Kind::update       ? parse_update(reader)
                    : tree.kind == Kind::projection ? parse_projection(reader)
                                                    : parse_condition(reader);
  if (!good) {
    message = reader.message();
  }
  return good;
}

}  // namespace ddbsim::expression
