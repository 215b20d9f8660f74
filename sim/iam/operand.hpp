#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>

#include "sim/iam/context.hpp"
#include "sim/iam/ip_range.hpp"
#include "sim/iam/pattern.hpp"
#include "sim/value/number.hpp"

namespace ddbsim::iam {

/// What a condition operator compares, and how: StringLike, NumericLessThan, ...
struct Comparison {
  enum class Type : std::uint8_t { text, number, date, boolean, binary, address, arn, null };
  enum class Relation : std::uint8_t { equal, less, less_equal, greater, greater_equal };

  Type type = Type::text;
  Relation relation = Relation::equal;
  bool wildcards = false;  ///< of texts
  Pattern::Case letters = Pattern::Case::counts;
  bool negated = false;  ///< StringNotEquals: none may match
};

/// A value of a policy that values of requests are compared with.
class Operand {
 public:
  /// The error says what kind of value was expected. `variables` as for `Pattern::parse`.
  [[nodiscard]] static std::expected<Operand, std::string> parse(const Comparison& comparison,
                                                                 std::string_view text,
                                                                 bool variables);
  /// Negation is not looked at. False for what is no value of the comparison's type.
  [[nodiscard]] bool matches(const Comparison& comparison, std::string_view value,
                             const Context& context) const;

 private:
  /// A date is its milliseconds, a binary its bytes.
  using Value = std::variant<Pattern, value::Number, std::int64_t, bool, std::string, IpRange>;
  explicit Operand(Value value) : value_(std::move(value)) {}

  Value value_;
};

}  // namespace ddbsim::iam
