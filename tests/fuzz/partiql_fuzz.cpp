#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/expression/partiql.hpp"
#include "sim/expression/partiql_parser.hpp"

// Any text as a PartiQL statement: refused, or bound; what is bound evaluates without a crash.

namespace {

using namespace ddbsim;  // NOLINT(google-build-using-namespace): a program of one function

const value::Item& subject() {
  static const value::Item item = {{"a", 1},
                                   {"b", "text"},
                                   {"l", value::List{1, "x", value::List{2}}},
                                   {"m", value::Map{{"x", 1}, {"y", value::List{1}}}},
                                   {"s", value::string_set({"a", "b"})}};
  return item;
}

void run(const expression::Statement& statement) {
  const expression::KeyNames keys{{{"a", value::Type::N}}, {{"b", value::Type::S}}};
  static_cast<void>(expression::check_key_paths(statement, keys));
  static_cast<void>(expression::partitions_of(statement.where, keys));
  static_cast<void>(expression::key_of(statement.where, keys));
  static_cast<void>(expression::key_use(statement.where, keys));
  if (statement.where) {
    static_cast<void>(statement.where->holds(subject()));
    if (const auto rest = expression::without_key(*statement.where, keys)) {
      static_cast<void>(rest->holds(subject()));
    }
  }
  if (statement.projection) {
    static_cast<void>(statement.projection->apply(subject()));
  }
  if (statement.update) {
    static_cast<void>(statement.update->apply(subject()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const expression::Parameters kParameters = {1, "text", value::List{1},
                                                     value::string_set({"c"})};
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT
  const auto tree = expression::partiql::parse(text);
  if (!tree || expression::check_operation(*tree) ||
      tree->kind == expression::partiql::RawStatement::Kind::term) {
    return 0;
  }
  if (const auto statement = expression::bind_statement(*tree, kParameters)) {
    run(*statement);
  }
  return 0;
}
