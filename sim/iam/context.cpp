#include "sim/iam/context.hpp"

#include <algorithm>

namespace ddbsim::iam {

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

void Context::merge(const Context& other) {
  for (const auto& [key, values] : other.values_) {
    values_[key] = values;
  }
}

const Context::Values* Context::find(std::string_view key) const {
  const auto at = values_.find(lowered(key));
  return at == values_.end() ? nullptr : &at->second;
}

}  // namespace ddbsim::iam
