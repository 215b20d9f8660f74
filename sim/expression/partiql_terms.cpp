#include <algorithm>
#include <array>
#include <utility>

#include "sim/expression/limits.hpp"
#include "sim/expression/partiql_parser.hpp"

namespace ddbsim::expression::partiql {
namespace {

using Kind = Term::Kind;
using Type = Token::Type;

/// How tight operators bind, loosest first.
enum Level : int {
  level_or,
  level_and,
  level_not,
  level_compare,
  level_concat,
  level_sum,
  level_product,
  level_sign
};

/// Parentheses, brackets and signs in each other; deeper statements count as not well formed.
constexpr std::size_t kMaxNesting = 200;

Level level_of(std::string_view symbol) {
  static constexpr std::array<std::string_view, 7> kComparisons = {"=",  "<>", "!=", "<",
                                                                   "<=", ">",  ">="};
  if (std::ranges::find(kComparisons, symbol) != kComparisons.end()) {
    return level_compare;
  }
  return symbol == "||"                                    ? level_concat
         : symbol == "+" || symbol == "-"                  ? level_sum
         : symbol == "*" || symbol == "/" || symbol == "%" ? level_product
                                                           : level_sign;
}

class TermParser {
 public:
  explicit TermParser(TokenReader& reader) : reader_(reader) {}

  bool term(Term& out) { return binary(level_or, out); }

  bool path(Term& out) {
    if (!reader_.is(Type::word) && !reader_.is(Type::quoted)) {
      return reader_.fail();
    }
    out = Term{.kind = Kind::path, .place = reader_.place()};
    return name_step(out) && steps(out);
  }

 private:
  /// An operand, and all operators behind it that bind at least as tight as `lowest`.
  bool binary(int lowest, Term& out) {
    if (++nesting_ > kMaxNesting) {
      return reader_.fail();
    }
    bool good = prefix(lowest, out);
    while (good && continues(lowest)) {
      good = infix(out);
    }
    --nesting_;
    return good && !reader_.failed();
  }

  bool prefix(int lowest, Term& out) {
    if (lowest <= level_not && reader_.is_word("NOT")) {
      return sign("not", level_not, out);
    }
    if (reader_.is_symbol("-") || reader_.is_symbol("+")) {
      return sign(reader_.token().text, level_sign, out) && fold_sign(out);
    }
    return primary(out) && steps(out);
  }

  bool sign(std::string_view name, Level level, Term& out) {
    const Place place = reader_.place();
    reader_.skip();
    Term operand;
    if (!binary(level, operand)) {
      return false;
    }
    out = operation(std::string(name), place);
    return add(out, std::move(operand));
  }

  /// A sign before a number is part of it.
  static bool fold_sign(Term& out) {
    Term& operand = out.operands.front();
    if (operand.kind == Kind::number) {
      if (out.text == "-") {
        operand.text = operand.text.starts_with('-') ? operand.text.substr(1) : "-" + operand.text;
      }
      Term number = std::move(operand);
      out = std::move(number);
    }
    return true;
  }

  [[nodiscard]] bool continues(int lowest) const {
    return level_here() >= lowest && level_here() != level_sign;
  }

  /// Level of the operator that stands here; `level_sign` when none does.
  [[nodiscard]] int level_here() const {
    if (reader_.is(Type::symbol)) {
      return level_of(reader_.token().text);
    }
    if (reader_.is_word("OR")) {
      return level_or;
    }
    if (reader_.is_word("AND")) {
      return level_and;
    }
    const bool compares = reader_.is_word("IN") || reader_.is_word("BETWEEN") ||
                          reader_.is_word("LIKE") || reader_.is_word("IS") ||
                          reader_.is_word("NOT");
    return compares ? level_compare : level_sign;
  }

  bool infix(Term& left) {
    const int level = level_here();
    if (level == level_compare && reader_.is(Type::reserved)) {
      return comparison_word(left);
    }
    const Place place = reader_.place();
    const std::string name = level == level_or    ? "OR"
                             : level == level_and ? "AND"
                                                  : std::string(place.token);
    reader_.skip();
    Term right;
    if (!binary(level + 1, right)) {
      return false;
    }
    return wrap(name == "!=" ? "<>" : name, place, left) && add(left, std::move(right));
  }

  /// [NOT] IN, [NOT] BETWEEN .. AND, [NOT] LIKE, IS [NOT].
  bool comparison_word(Term& left) {
    const Place place = reader_.place();
    const bool negated = reader_.take_word("NOT");
    if (!negated && reader_.take_word("IS")) {
      return is_type(left, place);
    }
    const std::string name = reader_.is_word("IN")        ? "IN"
                             : reader_.is_word("BETWEEN") ? "BETWEEN"
                             : reader_.is_word("LIKE")    ? "like"
                                                          : "";
    if (name.empty()) {
      return reader_.fail();
    }
    reader_.skip();
    if (!wrap(name, place, left)) {
      return false;
    }
    left.negated = negated;
    if (!operand(left)) {
      return false;
    }
    return name != "BETWEEN" || (reader_.expect_word("AND") && operand(left));
  }

  bool operand(Term& of) {
    Term term;
    return binary(level_concat, term) && add(of, std::move(term));
  }

  bool is_type(Term& left, Place place) {
    const bool negated = reader_.take_word("NOT");
    if (!reader_.is(Type::reserved)) {
      return reader_.fail();
    }
    Term term{.kind = Kind::is, .text = std::string(reader_.token().text), .place = place};
    term.negated = negated;
    if (!is_type_word(term.text)) {
      return reader_.fail();
    }
    reader_.skip();
    Term operand = std::move(left);
    left = std::move(term);
    return add(left, std::move(operand));
  }

  static bool is_type_word(std::string_view word) {
    static constexpr std::array<std::string_view, 24> kTypes = {
        "MISSING", "NULL",      "BOOL",    "BOOLEAN", "BLOB",     "STRING",  "NUMERIC", "STRUCT",
        "TUPLE",   "LIST",      "INT",     "INTEGER", "SMALLINT", "DECIMAL", "FLOAT",   "CHAR",
        "BAG",     "CHARACTER", "VARCHAR", "SYMBOL",  "CLOB",     "DATE",    "TIME",    "SEXP"};
    return std::ranges::any_of(
        kTypes, [&](std::string_view type) { return equals_ignoring_case(type, word); });
  }

  static Term operation(std::string name, Place place) {
    return {.kind = Kind::operation, .text = std::move(name), .place = place};
  }

  /// Makes a term the first operand of an operation.
  bool wrap(std::string name, Place place, Term& term) {
    Term first = std::move(term);
    term = operation(std::move(name), place);
    return add(term, std::move(first));
  }

  /// Adds an operand. A chain of operators is a deep tree, too: one that is deeper than operators
  /// may be many is refused here, before anybody walks down.
  bool add(Term& to, Term operand) {
    to.depth = std::max(to.depth, operand.depth + 1);
    to.operands.push_back(std::move(operand));
    return to.depth <= kMaxOperators + kMaxNesting ||
           reader_.refuse("The expression contains too many operators; operator count: " +
                          std::to_string(kMaxOperators + 1));
  }

  bool primary(Term& out) {
    out = Term{.place = reader_.place()};
    switch (reader_.token().type) {
      case Type::text:
        return leaf(Kind::text, unquoted(reader_.token().text), out);
      case Type::number:
        return leaf(Kind::number, std::string(reader_.token().text), out);
      case Type::ion:
        return leaf(Kind::ion, {}, out);
      case Type::parameter:
        out.index = reader_.next_parameter();
        return leaf(Kind::parameter, {}, out);
      case Type::quoted:
        return path(out);
      case Type::word:
        return reader_.following().text == "(" ? call(out) : path(out);
      case Type::reserved:
        return reserved(out);
      default:
        return bracketed(out);
    }
  }

  bool leaf(Kind kind, std::string text, Term& out) {
    out.kind = kind;
    out.text = std::move(text);
    reader_.skip();
    return true;
  }

  bool reserved(Term& out) {
    const std::string_view word = reader_.token().text;
    const auto is = [&](std::string_view other) { return equals_ignoring_case(word, other); };
    if (is("TRUE") || is("FALSE")) {
      return leaf(Kind::boolean, is("TRUE") ? "TRUE" : "FALSE", out);
    }
    if (is("NULL") || is("MISSING")) {
      return reader_.following().text == "("
                 ? reader_.fail()
                 : leaf(is("NULL") ? Kind::null : Kind::missing, {}, out);
    }
    if (is("CASE")) {
      return reader_.refuse("Unsupported token in expression: CASE" + position());
    }
    if (is("DATE") && reader_.following().type == Type::text) {
      reader_.skip();
      out.place = reader_.place();
      return leaf(Kind::ion, "UNKNOWN", out);
    }
    return reader_.following().text == "(" && !is("SELECT") ? call(out) : reader_.fail();
  }

  [[nodiscard]] std::string position() const {
    return position_text(reader_.text(), reader_.token().begin, reader_.token().text);
  }

  bool call(Term& out) {
    out.kind = Kind::call;
    out.text = std::string(reader_.token().text);
    reader_.skip();
    reader_.skip();
    if (reader_.take_symbol(")")) {
      return true;
    }
    if (reader_.is_symbol("*")) {  // COUNT(*)
      reader_.skip();
      return reader_.expect_symbol(")");
    }
    return elements(")", out);
  }

  /// Terms up to the closing symbol, which is taken.
  bool elements(std::string_view close, Term& out) {
    do {
      Term element;
      if (reader_.is_word("SELECT") ? !subquery(element) : !term(element)) {
        return false;
      }
      if (!add(out, std::move(element))) {
        return false;
      }
    } while (reader_.take_symbol(","));
    return reader_.expect_symbol(close);
  }

  /// Skips a statement in parentheses, up to its end: the service has no use for one.
  bool subquery(Term& out) {
    out = Term{.kind = Kind::select, .place = reader_.place()};
    for (std::size_t open = 0; open != 0 || !reader_.is_symbol(")"); reader_.skip()) {
      if (reader_.is(Type::end) || reader_.is(Type::unknown)) {
        return reader_.fail();
      }
      if (reader_.is(Type::parameter)) {
        reader_.next_parameter();
      }
      open += reader_.is_symbol("(") ? 1U : 0U;
      open -= reader_.is_symbol(")") ? 1U : 0U;
    }
    return true;
  }

  bool bracketed(Term& out) {
    if (reader_.take_symbol("(")) {
      return parentheses(out);
    }
    if (reader_.take_symbol("[")) {
      out.kind = Kind::list;
      return reader_.take_symbol("]") || elements("]", out);
    }
    if (reader_.take_symbol("<<")) {
      out.kind = Kind::bag;
      return reader_.take_symbol(">>") || elements(">>", out);
    }
    if (reader_.take_symbol("{")) {
      out.kind = Kind::structure;
      return reader_.take_symbol("}") || members(out);
    }
    return reader_.fail();
  }

  bool parentheses(Term& out) {
    out.kind = Kind::list;
    out.sequence = true;
    if (!elements(")", out)) {
      return false;
    }
    if (out.operands.size() == 1) {
      Term inner = std::move(out.operands.front());
      out = std::move(inner);
      out.parenthesised = true;
    }
    return true;
  }

  bool members(Term& out) {
    do {
      Term key;
      Term member;
      if (!term(key) || !reader_.expect_symbol(":") || !term(member)) {
        return false;
      }
      if (!add(out, std::move(key)) || !add(out, std::move(member))) {
        return false;
      }
    } while (reader_.take_symbol(","));
    return reader_.expect_symbol("}");
  }

  // ---- paths

  bool name_step(Term& out) {
    const bool is_quoted = reader_.is(Type::quoted);
    if (!is_quoted && !reader_.is(Type::word)) {
      return reader_.fail();
    }
    const std::string_view text = reader_.token().text;
    std::string name =
        is_quoted ? unquoted(text) : std::string(text.substr(text[0] == '@' ? 1U : 0U));
    out.steps.push_back({.text = std::move(name), .place = reader_.place()});
    reader_.skip();
    return true;
  }

  /// The steps behind a path; behind anything else there may be none.
  bool steps(Term& out) {
    while (reader_.is_symbol(".") || reader_.is_symbol("[")) {
      if (out.kind != Kind::path || out.parenthesised) {
        return reader_.fail();
      }
      if (reader_.is_symbol(".") && reader_.following().text == "*") {
        reader_.skip();
        out.steps.push_back({.kind = Step::Kind::members, .place = reader_.place()});
        reader_.skip();
      } else if (!(reader_.take_symbol(".") ? name_step(out) : index_step(out))) {
        return false;
      }
    }
    return true;
  }

  bool index_step(Term& out) {
    reader_.skip();
    Step step{.kind = Step::Kind::any, .place = reader_.place()};
    if (!reader_.take_symbol("*")) {
      Term index;
      if (!term(index)) {
        return false;
      }
      step = step_of(index);
    }
    out.steps.push_back(std::move(step));
    return reader_.expect_symbol("]");
  }

  static Step step_of(const Term& index) {
    const bool digits = index.kind == Kind::number &&
                        index.text.find_first_not_of("-0123456789") == std::string::npos;
    if (digits) {
      return {index.text[0] == '-' ? Step::Kind::negative : Step::Kind::index, index.text,
              index.place};
    }
    if (index.kind == Kind::text) {
      return {Step::Kind::name, index.text, index.place};
    }
    // DynamoDB Local takes a variable for the name that it is written with.
    if (index.kind == Kind::path && index.steps.size() == 1) {
      return {Step::Kind::name, index.steps.front().text, index.place};
    }
    return {Step::Kind::computed, {}, index.place};
  }

  TokenReader& reader_;
  std::size_t nesting_ = 0;
};

}  // namespace

bool TokenReader::take_symbol(std::string_view symbol) {
  const bool taken = is_symbol(symbol);
  if (taken) {
    skip();
  }
  return taken;
}

bool TokenReader::take_word(std::string_view word) {
  const bool taken = is_word(word);
  if (taken) {
    skip();
  }
  return taken;
}

// DynamoDB Local shows the statement here; public reports of the service show words of its parser
// ("Unexpected keyword"), which nobody lists.
bool TokenReader::fail() {
  return refuse("Statement wasn't well formed, can't be processed: " + std::string(text_));
}

bool TokenReader::refuse(std::string message) {
  if (message_.empty()) {
    message_ = std::move(message);
  }
  return false;
}

bool parse_term(TokenReader& reader, Term& out) { return TermParser(reader).term(out); }

bool parse_path(TokenReader& reader, Term& out) { return TermParser(reader).path(out); }

}  // namespace ddbsim::expression::partiql
