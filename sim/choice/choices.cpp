#include "sim/choice/choices.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/value/ensure.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::choice {
namespace {

constexpr std::array<std::string_view, 7> kNames = {
    "next", "batch-size", "call", "invocation-end", "index-version", "item-version", "expiry"};

}  // namespace

std::string_view name_of(Question question) noexcept {
  return kNames[static_cast<std::size_t>(question)];
}

std::optional<Question> question_named(std::string_view name) noexcept {
  const auto at = std::ranges::find(kNames, name);
  if (at == kNames.end()) {
    return std::nullopt;
  }
  return static_cast<Question>(at - kNames.begin());
}

std::string text_of(const Point& point) {
  std::string out = fmt::format("{} {}", name_of(point.question), point.actor);
  if (!point.subject.empty()) {
    out += fmt::format(" [{}]", point.subject);
  }
  if (point.attempt != 0) {
    out += fmt::format(" attempt {}", point.attempt);
  }
  if (point.call != 0) {
    out += fmt::format(" call {}", point.call);
  }
  if (!point.detail.empty()) {
    out += fmt::format(" ({})", point.detail);
  }
  return out;
}

std::uint64_t hash_of(const Point& point) noexcept {
  auto hash = static_cast<std::uint64_t>(point.question);
  for (const std::string_view part : {point.actor, point.subject, point.detail}) {
    hash = value::hash_bytes(part, hash);
  }
  return value::mix(hash, (static_cast<std::uint64_t>(point.attempt) << 32U) | point.call);
}

std::size_t ask(Choices& choices, const Point& point, std::span<const std::string_view> options) {
  if (options.size() < 2) {
    return 0;
  }
  const std::size_t answer = choices.choose(point, options);
  value::ensure(answer < options.size(), "an answer is one of the options");
  return answer;
}

std::size_t FirstOption::choose(const Point& /*point*/,
                                std::span<const std::string_view> /*options*/) {
  return 0;
}

std::size_t SeededOrder::choose(const Point& point, std::span<const std::string_view> options) {
  if (point.question != Question::next) {
    return 0;
  }
  // The option of least rank goes first: a rank belongs to an actor, not to a position in the list.
  const auto rank = [&](std::string_view option) {
    return value::hash_bytes(option, value::mix(seed_, hash_of(point)));
  };
  return static_cast<std::size_t>(std::ranges::min_element(options, {}, rank) - options.begin());
}

bool matches(const NamedAnswer& answer, const Point& point) noexcept {
  const auto same = [](const auto& wanted, const auto& actual) {
    return !wanted || *wanted == actual;
  };
  return answer.question == point.question && same(answer.actor, point.actor) &&
         same(answer.subject, point.subject) && same(answer.attempt, point.attempt) &&
         same(answer.call, point.call) && same(answer.detail, point.detail);
}

Scripted::Scripted(std::vector<NamedAnswer> answers, Choices& otherwise)
    : answers_(std::move(answers)), used_(answers_.size(), false), otherwise_(otherwise) {}

std::size_t Scripted::choose(const Point& point, std::span<const std::string_view> options) {
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    if ((used_[i] && answers_[i].once) || !matches(answers_[i], point)) {
      continue;
    }
    const auto option = std::ranges::find(options, answers_[i].take);
    if (option != options.end()) {
      used_[i] = true;
      return static_cast<std::size_t>(option - options.begin());
    }
  }
  return otherwise_.choose(point, options);
}

std::vector<std::size_t> Scripted::unused() const {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < used_.size(); ++i) {
    if (!used_[i]) {
      indexes.push_back(i);
    }
  }
  return indexes;
}

}  // namespace ddbsim::choice
