#include <utility>

#include "sim/expression/parser.hpp"

namespace ddbsim::expression {
namespace {

using Type = Token::Type;

/// What a complete term can be used as.
enum class Shape : std::uint8_t {
  operand,
  call,        ///< a function: an operand or a condition, whichever is needed
  arithmetic,  ///< a sum or difference
  condition,
};

struct Term {
  std::uint32_t node = 0;
  Shape shape = Shape::operand;
  bool in_parentheses = false;

  [[nodiscard]] bool is_operand() const { return shape == Shape::operand || shape == Shape::call; }
  [[nodiscard]] bool is_condition() const {
    return shape == Shape::condition || shape == Shape::call;
  }
};

/// Something begun that waits for a term.
struct Open {
  enum class Kind : std::uint8_t {
    parenthesis,
    negation,
    both,
    either,
    comparison,
    between_lower,
    between_upper,
    in,
    call,
    arithmetic,
  };
  Kind kind;
  Place place;  ///< of the term that it waits for
  Node node;    ///< that becomes of it, with the operands so far
};

Op comparison_of(Type type) noexcept {
  switch (type) {
    case Type::equal:
      return Op::equal;
    case Type::not_equal:
      return Op::not_equal;
    case Type::less:
      return Op::less;
    case Type::less_equal:
      return Op::less_equal;
    case Type::greater:
      return Op::greater;
    case Type::greater_equal:
      return Op::greater_equal;
    default:
      return Op::path;
  }
}

class TermParser {
 public:
  TermParser(TokenReader& reader, Place place) : reader_(reader), place_(place) {}

  bool parse(std::uint32_t& root) {
    State state = State::wants_term;
    while (state == State::wants_term) {
      state = begin_term() ? continue_term() : State::failed;
    }
    root = term_.node;
    return state == State::done;
  }

 private:
  enum class State : std::uint8_t { wants_term, done, failed };

  [[nodiscard]] Place place() const { return open_.empty() ? place_ : open_.back().place; }

  void push(Open::Kind kind, Place inside, Node node) {
    open_.push_back({kind, inside, std::move(node)});
  }

  /// Up to and with the next path, :value: what must stand where a term begins.
  bool begin_term() {
    while (true) {
      if (reader_.is(Type::open)) {
        push(Open::Kind::parenthesis, place(), {});
        reader_.skip();
      } else if (reader_.is(Type::key_not) && place() == Place::condition) {
        push(Open::Kind::negation, Place::condition, {Op::negation, {}});
        reader_.skip();
      } else if (reader_.is(Type::word) && reader_.following().type == Type::open) {
        push(Open::Kind::call, Place::operand, {Op::call, reader_.token().text});
        reader_.skip();
        reader_.skip();
      } else {
        return leaf();
      }
    }
  }

  bool leaf() {
    Node node;
    if (reader_.is(Type::value)) {
      node = {Op::literal, reader_.token().text};
      reader_.skip();
    } else if (!reader_.path(node.path)) {
      return false;
    }
    term_ = {reader_.add(std::move(node)), Shape::operand};
    return true;
  }

  /// What follows a complete term: an operator, or the end of what it stands in.
  State continue_term() {
    while (true) {
      if (begin_operator()) {
        return reader_.failed() ? State::failed : State::wants_term;
      }
      if (open_.empty()) {
        const bool good = place_ != Place::condition || term_.is_condition();
        return good || reader_.fail() ? State::done : State::failed;
      }
      const State state = close();
      if (state != State::done) {
        return state;
      }
    }
  }

  /// True when the token is an operator that takes the term as its left side here.
  bool begin_operator() {
    const Type type = reader_.token().type;
    if (place() == Place::arithmetic && term_.is_operand() &&
        (type == Type::plus || type == Type::minus)) {
      return take_left(Open::Kind::arithmetic, type == Type::plus ? Op::plus : Op::minus);
    }
    if (place() != Place::condition) {
      return false;
    }
    if (term_.is_operand()) {
      if (comparison_of(type) != Op::path) {
        return take_left(Open::Kind::comparison, comparison_of(type));
      }
      if (type == Type::key_between) {
        return take_left(Open::Kind::between_lower, Op::between);
      }
      if (type == Type::key_in) {
        take_left(Open::Kind::in, Op::in);
        reader_.expect(Type::open);
        return true;
      }
    }
    return term_.is_condition() && begin_connective(type);
  }

  /// NOT binds tightest, then AND, then OR; equal ones from left to right.
  bool begin_connective(Type type) {
    const bool waiting = !open_.empty();
    const Open::Kind top = waiting ? open_.back().kind : Open::Kind::parenthesis;
    if (type == Type::key_and && (top == Open::Kind::parenthesis || top == Open::Kind::either)) {
      return take_left(Open::Kind::both, Op::both);
    }
    if (type == Type::key_or && top == Open::Kind::parenthesis) {
      return take_left(Open::Kind::either, Op::either);
    }
    return false;
  }

  bool take_left(Open::Kind kind, Op op) {
    const bool connective = kind == Open::Kind::both || kind == Open::Kind::either;
    push(kind, connective ? Place::condition : Place::operand, {op, {}, {}, {term_.node}});
    reader_.skip();
    return true;
  }

  /// Gives the term to what waits for it. `done` when that is complete and is now the term.
  State close() {
    Open& top = open_.back();
    switch (top.kind) {
      case Open::Kind::parenthesis:
        return close_parenthesis();
      case Open::Kind::negation:
      case Open::Kind::both:
      case Open::Kind::either:
        return term_.is_condition() ? complete(Shape::condition) : failed();
      case Open::Kind::comparison:
      case Open::Kind::between_upper:
        return complete(Shape::condition);
      case Open::Kind::arithmetic:
        return complete(Shape::arithmetic);
      case Open::Kind::between_lower:
        top.kind = Open::Kind::between_upper;
        top.node.operands.push_back(term_.node);
        return reader_.expect(Type::key_and) ? State::wants_term : State::failed;
      case Open::Kind::in:
        return close_list(Shape::condition);
      case Open::Kind::call:
        return close_list(Shape::call);
    }
    return failed();
  }

  State failed() {
    reader_.fail();
    return State::failed;
  }

  State close_parenthesis() {
    if (!reader_.expect(Type::close)) {
      return State::failed;
    }
    if (term_.in_parentheses) {
      reader_.tree().redundant_parentheses = true;
    }
    term_.in_parentheses = true;
    open_.pop_back();
    return State::done;
  }

  State close_list(Shape shape) {
    if (reader_.take(Type::comma)) {
      open_.back().node.operands.push_back(term_.node);
      return State::wants_term;
    }
    return reader_.expect(Type::close) ? complete(shape) : State::failed;
  }

  State complete(Shape shape) {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    node.operands.push_back(term_.node);
    term_ = {reader_.add(std::move(node)), shape};
    return State::done;
  }

  TokenReader& reader_;
  Place place_;
  std::vector<Open> open_;
  Term term_;
};

}  // namespace

bool parse_term(TokenReader& reader, Place place, std::uint32_t& root) {
  return TermParser(reader, place).parse(root);
}

}  // namespace ddbsim::expression
