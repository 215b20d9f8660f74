#include "sim/scenario/update.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/pretty.hpp"

namespace ddbsim::scenario {

namespace {

constexpr std::size_t kWidth = 100;

struct Edit {
  Span at;
  std::string text;
};

/// The value as it is written at that place: lines after the first stand under the line's own
/// beginning.
std::string written(const std::string& text, Span at, const Json& value) {
  const std::size_t begin = at.begin == 0 ? 0 : text.rfind('\n', at.begin - 1) + 1;
  const std::size_t indent = std::min(text.find_first_not_of(' ', begin), at.begin) - begin;
  return pretty(value, kWidth, indent, at.begin - begin - indent);
}

}  // namespace

Update update_of(const ScenarioResult& result) {
  const Source& source = *result.scenario->source;
  Update update{.path = source.path(), .text = source.text()};
  if (!result.scenario->breaks.empty()) {
    return update;
  }
  std::vector<Edit> edits;
  for (const StepResult& step : result.steps) {
    for (const Judgement& judgement : step.judgements) {
      if (judgement.held) {
        continue;
      }
      if (!judgement.update || judgement.origin.source.get() != &source) {
        update.left.push_back(
            fmt::format("{}: {}: {}", judgement.name, judgement.what, judgement.message));
        continue;
      }
      const Span at = source.locator().value(judgement.origin.pointer);
      edits.push_back({at, written(source.text(), at, *judgement.update)});
    }
  }
  // From the end, so that the places before stay where they are.
  std::ranges::sort(edits, [](const Edit& a, const Edit& b) { return a.at.begin > b.at.begin; });
  for (const Edit& edit : edits) {
    update.text.replace(edit.at.begin, edit.at.size(), edit.text);
  }
  update.written = edits.size();
  return update;
}

}  // namespace ddbsim::scenario
