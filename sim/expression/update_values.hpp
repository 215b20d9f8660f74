#pragma once

#include <optional>

#include "sim/expression/messages.hpp"
#include "sim/expression/update_plan.hpp"

namespace ddbsim::expression {

/// What an action puts in its place: a value somewhere else, or one that was made. Absent: the
/// place becomes empty.
class NewValue {
 public:
  NewValue() = default;
  NewValue(value::ValueView view) : view_(view) {}  // NOLINT(google-explicit-constructor)
  NewValue(value::AttributeValue value)
      : made_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const noexcept { return made_ || view_; }
  /// The view, unless the value was made.
  [[nodiscard]] const value::AttributeValue* made() const noexcept {
    return made_ ? &*made_ : nullptr;
  }
  [[nodiscard]] value::ValueView view() const noexcept { return view_; }
  [[nodiscard]] value::AttributeValue take() && {
    return made_ ? std::move(*made_) : view_.to_value();
  }

 private:
  value::ValueView view_;
  std::optional<value::AttributeValue> made_;
};

/// Right side of an assignment, read from the old item; `values` of the request. Errors: missing
/// attributes, wrong types, numbers out of range.
[[nodiscard]] Result<NewValue> evaluate(const BoundNode& node, const value::Item& item,
                                        const value::Item& values);

/// What ADD makes of the old value (may be absent) and its operand; `mismatch` says that their
/// types differ. A list is appended, where the front door lets one in.
[[nodiscard]] Result<NewValue> add(value::ValueView old, value::ValueView operand,
                                   const char* mismatch);

/// What DELETE leaves of the old value (may be absent); absent when no element is left.
[[nodiscard]] Result<NewValue> erase(value::ValueView old, value::ValueView operand,
                                     const char* mismatch);

}  // namespace ddbsim::expression
