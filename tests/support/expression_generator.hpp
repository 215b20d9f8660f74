#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/service/model.hpp"
#include "tests/support/random.hpp"
#include "tests/support/reference_engine.hpp"

// Random expressions: the text that the engine under test gets, and the tree that says what it
// means. All of them are right as such; what they meet in an item may still refuse an update.
namespace ddbsim::testing::reference {

/// The attributes that generated items may have besides their keys, with their usual types. The
/// first four are the ones that indexes use.
struct PoolAttribute {
  std::string name;
  value::Type type;
};
const std::vector<PoolAttribute>& pool();

/// Values of few kinds, so that conditions hold and keys collide now and then.
AttributeValue random_value(Random& random, value::Type type);
AttributeValue random_key(Random& random, value::Type type);

/// The expressions of one action: their texts, and the placeholders that they share.
class ExpressionWriter {
 public:
  using Allowed = std::function<bool(const std::string&)>;

  /// `allowed`: top-level attributes that may be named.
  ExpressionWriter(Random& random, Allowed allowed)
      : random_(random), allowed_(std::move(allowed)) {}

  /// Is there any attribute that may be named?
  [[nodiscard]] bool has_names() const;
  std::string condition(Condition& meaning, int depth = 2);
  std::string update(std::vector<Action>& meaning);
  std::string projection(std::vector<Path>& meaning);
  /// A condition on the keys of this schema.
  std::string key_condition(const table::KeySchema& schema, KeyRange& meaning);

  [[nodiscard]] service::Optional<service::Names> names() const {
    return names_.empty() ? std::nullopt : service::Optional<service::Names>(names_);
  }
  [[nodiscard]] value::Item values() const {
    return values_.empty() ? value::Item() : value::Item(values_);
  }

 private:
  std::string name(const std::string& attribute);
  std::string literal(const AttributeValue& value);
  std::string text_of(const Path& path);
  std::string text_of(const Operand& operand);
  std::string text_of(const Term& term);
  Path random_path();
  std::vector<Path> random_paths(std::size_t count);
  std::string leaf(Condition& meaning);
  std::string comparison(Condition& meaning);
  std::string range(const std::string& attribute, value::Type type, KeyRange& meaning);
  Term random_term(int depth);
  Term random_part(value::Type type);
  Action random_action(Path path);

  Random& random_;
  Allowed allowed_;
  service::Names names_;
  Attributes values_;
};

}  // namespace ddbsim::testing::reference
