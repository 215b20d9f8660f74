#include <algorithm>
#include <span>
#include <utility>

#include "sim/expression/bound.hpp"
#include "sim/expression/messages.hpp"
#include "sim/expression/path.hpp"

namespace ddbsim::expression {
namespace {

using value::AttributeValue;
using value::Type;
using value::ValueView;
using Paths = std::span<const Path* const>;

/// The first paths of `paths` that take the same step at `depth`. They are sorted, so they stand
/// together.
Paths same_branch(Paths paths, std::size_t depth) {
  const PathStep& step = (*paths.front())[depth];
  const auto end = std::ranges::find_if(paths, [&](const Path* path) {
    return (*path)[depth].index != step.index || (*path)[depth].name != step.name;
  });
  return paths.first(static_cast<std::size_t>(end - paths.begin()));
}

/// The child of `view` that a step leads to.
ValueView child(ValueView view, const PathStep& step) {
  if (step.index == PathStep::kNoIndex) {
    return view.member(step.name);
  }
  return view.is(Type::L) && step.index < view.count() ? view.element(step.index) : ValueView{};
}

/// What the paths, all with the same first `depth` steps, select of the value there. Recursion ends
/// with the paths, at 32 steps.
std::optional<AttributeValue> select(ValueView view, Paths paths, std::size_t depth) {
  if (!view) {
    return std::nullopt;
  }
  if (paths.front()->size() == depth) {
    return view.to_value();
  }
  value::Map map;
  value::List list;
  while (!paths.empty()) {
    const Paths branch = same_branch(paths, depth);
    const PathStep& step = (*branch.front())[depth];
    if (auto part = select(child(view, step), branch, depth + 1)) {
      if (view.is(Type::M)) {
        map.emplace(step.name, std::move(*part));
      } else {
        list.push_back(std::move(*part));
      }
    }
    paths = paths.subspan(branch.size());
  }
  if (!map.empty()) {
    return map;
  }
  return list.empty() ? std::nullopt : std::optional<AttributeValue>(std::move(list));
}

bool is_whole_attribute(const Path& path) { return path.size() == 1; }

value::Item select_nested(const value::Item& item, const std::vector<Path>& paths,
                          value::ItemBuilder& builder) {
  std::vector<const Path*> sorted;
  sorted.reserve(paths.size());
  for (const Path& path : paths) {
    sorted.push_back(&path);
  }
  std::ranges::sort(sorted, [](const Path* a, const Path* b) { return path_before(*a, *b); });
  for (Paths left = sorted; !left.empty();) {
    const Paths branch = same_branch(left, 0);
    const std::string& name = branch.front()->front().name;
    const ValueView view = item.find(name);
    if (is_whole_attribute(*branch.front())) {
      if (view) {
        builder.add(name, view);
      }
    } else if (const auto part = select(view, branch, 1)) {
      builder.add(name, *part);
    }
    left = left.subspan(branch.size());
  }
  return builder.finish();
}

}  // namespace

value::Item select_paths(const value::Item& item, const std::vector<Path>& paths,
                         value::Layouts* layouts) {
  value::ItemBuilder builder(layouts);
  if (!std::ranges::all_of(paths, is_whole_attribute)) {
    return select_nested(item, paths, builder);
  }
  for (const Path& path : paths) {
    if (const ValueView view = item.find(path.front().name)) {
      builder.add(path.front().name, view);
    }
  }
  return builder.finish();
}

value::Item Projection::apply(const value::Item& item, value::Layouts* layouts) const {
  if (!names_.empty()) {
    value::ItemBuilder builder(layouts);
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (const ValueView view = resolve(paths_[i], item)) {
        builder.add(names_[i], view);
      }
    }
    return builder.finish();
  }
  return select_paths(item, paths_, layouts);
}

Result<Projection> bind_projection(const std::shared_ptr<const Tree>& tree,
                                   Placeholders& placeholders) {
  const Binder binder(*tree, placeholders);
  std::vector<Path> bound;
  for (const RawPath& raw : tree->paths) {
    auto path = binder.path(raw);
    if (!path) {
      return std::unexpected(std::move(path.error()));
    }
    bound.push_back(std::move(*path));
  }
  std::vector<const Path*> paths;
  paths.reserve(bound.size());
  for (const Path& path : bound) {
    paths.push_back(&path);
  }
  if (auto problem = check_overlaps(paths)) {
    return refuse(tree->kind, std::move(*problem));
  }
  return make_projection(std::move(bound));
}

Projection make_projection(std::vector<Path> paths) {
  Projection projection;
  projection.paths_ = std::move(paths);
  return projection;
}

}  // namespace ddbsim::expression
