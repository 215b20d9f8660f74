#include "sim/expression/partiql_parser.hpp"

#include <utility>

namespace ddbsim::expression::partiql {
namespace {

using Kind = RawStatement::Kind;
using Type = Token::Type;

class StatementParser {
 public:
  explicit StatementParser(std::string_view text) : reader_(text), tree_{.text = text} {}

  Result<RawStatement> parse() {
    if (statement()) {
      reader_.take_symbol(";");
      if (!reader_.is(Type::end)) {
        reader_.fail();
      }
    }
    if (reader_.failed()) {
      return std::unexpected(Error{reader_.message()});
    }
    tree_.parameters = reader_.parameters();
    return std::move(tree_);
  }

 private:
  bool statement() {
    if (reader_.take_word("SELECT")) {
      return select();
    }
    if (reader_.take_word("INSERT")) {
      return insert();
    }
    if (reader_.take_word("UPDATE")) {
      return update();
    }
    if (reader_.take_word("DELETE")) {
      tree_.kind = Kind::remove;
      return reader_.expect_word("FROM") && source() && where() && returning();
    }
    if (reader_.is_word("CREATE") || reader_.is_word("DROP") || reader_.is_word("EXEC")) {
      return control();
    }
    return alone();
  }

  /// EXISTS(SELECT ...), or a term that is no statement of the service.
  bool alone() {
    if (reader_.is_word("EXISTS") && reader_.following().text == "(") {
      reader_.skip();
      reader_.skip();
      if (reader_.take_word("SELECT")) {
        const bool good = select();
        tree_.kind = Kind::exists;
        return good && reader_.expect_symbol(")");
      }
      tree_.kind = Kind::term;
      tree_.where = Term{.kind = Term::Kind::call, .text = "EXISTS"};
      Term subject;
      return parse_term(reader_, subject) && reader_.expect_symbol(")");
    }
    tree_.kind = Kind::term;
    return parse_term(reader_, tree_.where.emplace());
  }

  bool control() {
    tree_.kind = reader_.is_word("CREATE") ? Kind::create_table
                 : reader_.is_word("DROP") ? Kind::drop_table
                                           : Kind::exec;
    reader_.skip();
    if (tree_.kind != Kind::exec && !reader_.expect_word("TABLE")) {
      return false;
    }
    Term name;
    return parse_path(reader_, name);
  }

  // ---- SELECT

  bool select() {
    tree_.kind = Kind::select;
    if (reader_.take_word("DISTINCT")) {
      tree_.distinct = true;
    } else {
      reader_.take_word("ALL");
    }
    if (!selected() || !reader_.expect_word("FROM")) {
      return false;
    }
    do {
      if (!source()) {
        return false;
      }
    } while (reader_.take_symbol(","));
    return where() && clauses();
  }

  bool selected() {
    if (reader_.take_symbol("*")) {
      tree_.star = true;
      return true;
    }
    if (reader_.take_word("VALUE")) {
      tree_.value_form = true;
      Term term;
      return parse_term(reader_, term);
    }
    do {
      Term& term = tree_.projection.emplace_back();
      if (!parse_term(reader_, term)) {
        return false;
      }
      for (const Step& step : term.steps) {
        tree_.hierarchy = tree_.hierarchy || step.kind == Step::Kind::members;
        if (step.kind == Step::Kind::any) {
          return reader_.fail();
        }
      }
      bool alias = false;
      if (!take_alias(alias)) {
        return false;
      }
      tree_.projection_alias = tree_.projection_alias || alias;
    } while (reader_.take_symbol(","));
    return true;
  }

  /// [AS] name.
  bool take_alias(bool& found) {
    const bool named = reader_.take_word("AS");
    found = named || reader_.is(Type::word) || reader_.is(Type::quoted);
    Term name;
    return !found || parse_path(reader_, name);
  }

  bool source() {
    From& from = tree_.from.emplace_back();
    return parse_term(reader_, from.source) && take_alias(from.alias);
  }

  bool where() { return !reader_.take_word("WHERE") || parse_term(reader_, tree_.where.emplace()); }

  /// Behind the WHERE of a SELECT.
  bool clauses() {
    if (reader_.take_word("GROUP")) {
      tree_.unsupported.push_back({.name = "GROUP BY"});
      if (!reader_.expect_word("BY")) {
        return false;
      }
      do {
        Term key;
        if (!parse_term(reader_, key)) {
          return false;
        }
      } while (reader_.take_symbol(","));
    }
    return unsupported("HAVING") && order() && unsupported("LIMIT") && unsupported("OFFSET");
  }

  bool unsupported(std::string_view name) {
    if (!reader_.is_word(name)) {
      return true;
    }
    if (name == "OFFSET" && tree_.unsupported.empty()) {
      return reader_.fail();
    }
    reader_.skip();
    Term term;
    if (!parse_term(reader_, term)) {
      return false;
    }
    tree_.unsupported.push_back({.name = name, .place = term.place});
    return true;
  }

  bool order() {
    if (!reader_.take_word("ORDER")) {
      return true;
    }
    if (!reader_.expect_word("BY")) {
      return false;
    }
    do {
      Order& order = tree_.order.emplace_back();
      if (!parse_term(reader_, order.key)) {
        return false;
      }
      order.descending = reader_.take_word("DESC");
      if (!order.descending) {
        reader_.take_word("ASC");
      }
    } while (reader_.take_symbol(","));
    return true;
  }

  // ---- writes

  bool insert() {
    if (!reader_.expect_word("INTO") || !parse_path(reader_, tree_.from.emplace_back().source)) {
      return false;
    }
    tree_.kind = reader_.take_word("VALUE") ? Kind::insert : Kind::insert_values;
    reader_.take_word("VALUES");
    return parse_term(reader_, tree_.where.emplace()) && conflict() && returning();
  }

  /// ON CONFLICT WHERE .. DO NOTHING.
  bool conflict() {
    if (!reader_.take_word("ON")) {
      return true;
    }
    tree_.unsupported.push_back({.name = "ON CONFLICT"});
    Term condition;
    return reader_.expect_word("CONFLICT") && reader_.expect_word("WHERE") &&
           parse_term(reader_, condition) && reader_.expect_word("DO") &&
           reader_.expect_word("NOTHING");
  }

  bool update() {
    tree_.kind = Kind::update;
    if (!source()) {
      return false;
    }
    while (reader_.is_word("SET") || reader_.is_word("REMOVE")) {
      const bool remove = reader_.is_word("REMOVE");
      reader_.skip();
      if (!(remove ? removal() : assignments())) {
        return false;
      }
    }
    return (!tree_.assignments.empty() || reader_.fail()) && where() && returning();
  }

  bool target(Term& out) {
    if (!parse_path(reader_, out)) {
      return false;
    }
    for (const Step& step : out.steps) {
      if (step.kind == Step::Kind::any || step.kind == Step::Kind::members) {
        return reader_.fail();
      }
    }
    return true;
  }

  bool removal() {
    Assignment& action = tree_.assignments.emplace_back();
    action.remove = true;
    return target(action.target);
  }

  bool assignments() {
    do {
      Assignment& action = tree_.assignments.emplace_back();
      if (!target(action.target) || !reader_.expect_symbol("=") ||
          !parse_term(reader_, action.value)) {
        return false;
      }
    } while (reader_.take_symbol(","));
    return true;
  }

  bool returning() {
    if (!reader_.take_word("RETURNING")) {
      return true;
    }
    std::vector<Returned>& elements = tree_.returning.emplace();
    do {
      Returned& element = elements.emplace_back();
      element.all = reader_.take_word("ALL");
      if (!element.all && !reader_.expect_word("MODIFIED")) {
        return false;
      }
      element.old = reader_.take_word("OLD");
      if (!element.old && !reader_.expect_word("NEW")) {
        return false;
      }
      element.star = reader_.take_symbol("*");
      Term other;
      if (!element.star && !parse_term(reader_, other)) {
        return false;
      }
    } while (reader_.take_symbol(","));
    return true;
  }

  TokenReader reader_;
  RawStatement tree_;
};

}  // namespace

Result<RawStatement> parse(std::string_view statement) {
  return StatementParser(statement).parse();
}

}  // namespace ddbsim::expression::partiql
