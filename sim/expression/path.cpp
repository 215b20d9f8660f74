#include "sim/expression/path.hpp"

#include <algorithm>

namespace ddbsim::expression {
namespace {

bool is_index(const PathStep& step) noexcept { return step.index != PathStep::kNoIndex; }

bool same_step(const PathStep& a, const PathStep& b) noexcept {
  return a.index == b.index && (is_index(a) || a.name == b.name);
}

/// Steps that both paths have in common from the start.
std::size_t common_steps(const Path& a, const Path& b) noexcept {
  const auto [end, other] = std::ranges::mismatch(a, b, same_step);
  return static_cast<std::size_t>(end - a.begin());
}

bool overlap(const Path& a, const Path& b) noexcept {
  return common_steps(a, b) == std::min(a.size(), b.size());
}

bool conflict(const Path& a, const Path& b) noexcept {
  const std::size_t common = common_steps(a, b);
  return common < a.size() && common < b.size() && is_index(a[common]) != is_index(b[common]);
}

std::string describe(const char* what, const Path& one, const Path& two) {
  return std::string("Two document paths ") + what +
         " with each other; must remove or rewrite one of these paths; path one: " +
         bracketed(one) + ", path two: " + bracketed(two);
}

template <class Wrong>
std::optional<std::string> find_pair(const std::vector<const Path*>& paths, const char* what,
                                     Wrong wrong) {
  for (std::size_t second = 1; second < paths.size(); ++second) {
    for (std::size_t first = second; first-- > 0;) {
      if (wrong(*paths[first], *paths[second])) {
        return describe(what, *paths[first], *paths[second]);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::string text_of(const Path& path) {
  std::string text;
  for (const PathStep& step : path) {
    if (is_index(step)) {
      text += "[" + std::to_string(step.index) + "]";
    } else {
      text += (text.empty() ? "" : ".") + step.name;
    }
  }
  return text;
}

std::string bracketed(const Path& path) {
  std::string text = "[";
  for (const PathStep& step : path) {
    text += text.size() == 1 ? "" : ", ";
    text += is_index(step) ? "[" + std::to_string(step.index) + "]" : step.name;
  }
  return text + "]";
}

bool same_path(const Path& a, const Path& b) noexcept {
  return a.size() == b.size() && common_steps(a, b) == a.size();
}

bool path_before(const Path& a, const Path& b) noexcept {
  return std::ranges::lexicographical_compare(a, b, [](const PathStep& x, const PathStep& y) {
    return x.index != y.index ? x.index < y.index : x.name < y.name;  // kNoIndex is the largest
  });
}

std::optional<std::string> check_overlaps(const std::vector<const Path*>& paths) {
  if (auto pair = find_pair(paths, "overlap", overlap)) {
    return pair;
  }
  return find_pair(paths, "conflict", conflict);
}

value::ValueView resolve(const Path& path, std::size_t steps, const value::Item& item) {
  value::ValueView view = item.find(path[0].name);
  for (std::size_t i = 1; i < steps && view; ++i) {
    const PathStep& step = path[i];
    if (!is_index(step)) {
      view = view.member(step.name);
    } else if (view.is(value::Type::L) && step.index < view.count()) {
      view = view.element(step.index);
    } else {
      view = {};
    }
  }
  return view;
}

value::ValueView resolve(const Path& path, const value::Item& item) {
  return resolve(path, path.size(), item);
}

}  // namespace ddbsim::expression
