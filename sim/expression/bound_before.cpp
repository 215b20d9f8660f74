#include "sim/expression/bound_before.hpp"

#include <utility>

namespace ddbsim::expression {
namespace {

bool same_names(const Names* given, const Names& before) {
  return given == nullptr ? before.empty() : *given == before;
}

}  // namespace

bool BoundBefore::same_values(const value::Item& values) const noexcept {
  if (values.count() != values_.size()) {
    return false;
  }
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (values.value(i).type() != values_[i].type || values.name(i) != values_[i].name) {
      return false;
    }
  }
  return true;
}

std::shared_ptr<const Update::Plan> BoundBefore::find(Placeholders& placeholders) const {
  if (plan_ == nullptr || !same_values(placeholders.values()) ||
      !same_names(placeholders.names(), names_)) {
    return nullptr;
  }
  placeholders.use(used_);
  return plan_;
}

void BoundBefore::remember(const Placeholders& placeholders,
                           std::shared_ptr<const Update::Plan> plan) {
  plan_ = std::move(plan);
  names_ = placeholders.names() == nullptr ? Names() : *placeholders.names();
  used_ = placeholders.used();
  values_.clear();
  const value::Item& values = placeholders.values();
  for (std::size_t i = 0; i < values.count(); ++i) {
    values_.push_back({std::string(values.name(i)), values.value(i).type()});
  }
}

}  // namespace ddbsim::expression
