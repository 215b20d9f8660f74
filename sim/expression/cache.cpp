#include <string>
#include <utility>

#include "sim/expression/compiled.hpp"
#include "sim/expression/tree.hpp"

namespace ddbsim::expression {
namespace {

/// Programs use a few dozen texts; one that writes values into its texts would grow this without
/// end.
constexpr std::size_t kMaxTrees = 1024;

}  // namespace

struct Cache::State {
  boost::unordered_flat_map<std::string, std::shared_ptr<const Tree>> trees;
  std::string key;
};

Cache::Cache() : state_(std::make_unique<State>()) {}
Cache::~Cache() = default;

Result<std::shared_ptr<const Tree>> Cache::compile(Kind kind, std::string_view text) {
  state_->key.assign(1, static_cast<char>(kind));
  state_->key += text;
  const auto found = state_->trees.find(state_->key);
  if (found != state_->trees.end()) {
    return found->second;
  }
  auto tree = expression::compile(kind, text);
  if (tree) {
    if (state_->trees.size() >= kMaxTrees) {
      state_->trees.clear();
    }
    state_->trees.emplace(state_->key, *tree);
  }
  return tree;
}

}  // namespace ddbsim::expression
