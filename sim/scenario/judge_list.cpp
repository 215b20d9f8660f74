#include <algorithm>

#include <fmt/format.h>

#include "sim/scenario/compare.hpp"
#include "sim/scenario/judge.hpp"

namespace ddbsim::scenario {

namespace {

/// Judges the words of one list.
class ListJudge {
 public:
  ListJudge(const ListSubject& subject) : subject_(subject) {}

  std::vector<Judgement> run(const ListExpectation& expected) {
    if (expected.count) {
      judge_count(*expected.count);
    }
    if (expected.all) {
      judge_all(expected);
    }
    if (expected.contains) {
      judge_each(*expected.contains, true);
    }
    if (expected.lacks) {
      judge_each(*expected.lacks, false);
    }
    return std::move(out_);
  }

 private:
  Judgement& add(std::string_view what, const Origin& origin) {
    Judgement judgement;
    judgement.name = fmt::format("{}/{}", subject_.name, what);
    judgement.what = what;
    judgement.origin = origin;
    return out_.emplace_back(std::move(judgement));
  }

  void judge_count(const Expected<std::int64_t>& expected) {
    Judgement& judgement = add("count", expected.origin);
    judgement.expected = expected.value;
    judgement.actual = static_cast<std::int64_t>(subject_.actual.size());
    judgement.update = judgement.actual;
    judgement.held = judgement.expected == judgement.actual;
    if (!judgement.held) {
      judgement.message =
          fmt::format("expected {} {}{}, found {}{}", expected.value, subject_.thing,
                      expected.value == 1 ? "" : "s", subject_.actual.size(), names());
    }
  }

  /// ": MSG#1|2026-03-01, ...": which ones are there.
  [[nodiscard]] std::string names() const {
    constexpr std::size_t kMost = 12;
    std::string out;
    std::size_t count = 0;
    for (const Json& element : subject_.actual) {
      std::string name = element.value("subject", "");
      for (const std::string& key : subject_.keys) {
        const Json value = element.value(key, Json::object());
        const std::string text =
            value.empty()
                ? ""
                : (value.front().is_string() ? value.front() : Json("?")).get<std::string>();
        name += (name.empty() ? "" : "|") + text;
      }
      if (name.empty()) {
        return "";
      }
      if (++count > kMost) {
        return out + ", ...";
      }
      out += (count == 1 ? ": " : ", ") + name;
    }
    return out;
  }

  void judge_all(const ListExpectation& expected) {
    const std::string_view what = subject_.thing == "item"         ? "items"
                                  : subject_.thing == "record"     ? "records"
                                  : subject_.thing == "invocation" ? "list"
                                                                   : "messages";
    Judgement& judgement = add(what, expected.all->origin);
    if (subject_.in_order) {
      compare_all(judgement, expected.all->value, subject_.actual, ListOrder::given,
                  Extent::subset);
    } else {
      compare_all(judgement, canonical_items(expected.all->value, expected.attributes),
                  canonical_items(subject_.actual, expected.attributes), ListOrder::any,
                  Extent::whole, subject_.keys);
    }
  }

  void judge_each(const Expected<Json>& expected, bool wanted) {
    for (std::size_t index = 0; index < expected.value.size(); ++index) {
      Judgement& judgement =
          add(wanted ? "contains" : "lacks",
              {expected.origin.source, fmt::format("{}/{}", expected.origin.pointer, index)});
      const Json part =
          subject_.in_order ? expected.value[index] : canonical_item(expected.value[index]);
      const auto found = std::ranges::find_if(
          subject_.actual, [&part](const Json& element) { return !compare_subset(part, element); });
      judgement.held = (found != subject_.actual.end()) == wanted;
      judgement.expected = part;
      if (judgement.held) {
        continue;
      }
      if (wanted) {
        judge_nearest(judgement, part);
      } else {
        judgement.expected = fmt::format("no such {}", subject_.thing);
        judgement.actual = *found;
        judgement.message = fmt::format("expected no {} with {}", subject_.thing, brief(part));
      }
    }
  }

  /// Shows the element that differs latest: most likely the one that was meant.
  void judge_nearest(Judgement& judgement, const Json& part) const {
    judgement.message = fmt::format("no {} has {}", subject_.thing, brief(part));
    std::size_t best = 0;
    for (const Json& element : subject_.actual) {
      const Json cut = cut_to(part, element);
      const auto flat = part.flatten();
      std::size_t equal = 0;
      for (const auto& [pointer, value] : flat.items()) {
        const Json::json_pointer at(pointer);
        equal += cut.contains(at) && cut.at(at) == value ? 1U : 0U;
      }
      if (equal > best || judgement.actual.is_null()) {
        best = equal;
        judgement.actual = cut;
      }
    }
    if (best == 0) {
      judgement.actual = subject_.actual;
    } else if (const auto mismatch = compare_exact(part, judgement.actual)) {
      judgement.pointer = mismatch->pointer;
      judgement.message += fmt::format("; the nearest differs: {}", mismatch->message);
    }
  }

  const ListSubject& subject_;
  std::vector<Judgement> out_;
};

}  // namespace

std::vector<Judgement> judge_list(const ListExpectation& expected, const ListSubject& subject) {
  return ListJudge(subject).run(expected);
}

}  // namespace ddbsim::scenario
