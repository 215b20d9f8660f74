#include "sim/report/short_names.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/report/style.hpp"

namespace ddbsim::report {

namespace {

constexpr std::size_t kHead = 8;
constexpr std::size_t kTail = 4;

/// Part of a name: everything but blanks and what joins names in keys and conditions.
bool is_in_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || c == '-' || c == '_' || c == '.' || c == ':' || c == '+';
}

/// Longer than an instant with milliseconds, and with digits: words and names of types are not
/// made for machines, however long.
bool is_long(std::string_view name) {
  constexpr std::size_t kLong = 24;
  constexpr std::size_t kVeryLong = 44;
  const std::size_t width = columns(name);
  return width > kVeryLong ||
         (width > kLong && std::ranges::any_of(name, [](char c) { return c >= '0' && c <= '9'; }));
}

/// Calls `name(text)` for names and `other(text)` for what is between them.
template <class Name, class Other>
void each_part(std::string_view text, Name name, Other other) {
  while (!text.empty()) {
    const bool in = is_in_name(text.front());
    const auto end = std::ranges::find_if(text, [in](char c) { return is_in_name(c) != in; });
    const auto part = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    in ? name(part) : other(part);
    text.remove_prefix(part.size());
  }
}

/// The last `count` characters.
std::string_view tail(std::string_view text, std::size_t count) {
  std::size_t at = text.size();
  while (at > 0 && count > 0) {
    --at;
    count -= (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U ? 0U : 1U;
  }
  return text.substr(at);
}

}  // namespace

ShortNames::ShortNames(const explore::Story& story, std::string_view sign) : sign_(sign) {
  learn(story.message);
  for (const explore::StoryLine& line : story.lines) {
    learn(line.subject);
    learn(line.what);
    learn(line.answer);
    learn(line.ended);
    std::ranges::for_each(line.records, [this](const std::string& text) { learn(text); });
    std::ranges::for_each(line.stale, [this](const std::string& text) { learn(text); });
    for (const explore::StoryChange& change : line.changes) {
      learn(change.key);
      learn_json(change.before);
      learn_json(change.after);
    }
  }
  learn_json(story.expected);
  learn_json(story.actual);
  std::ranges::for_each(story.rows, [this](const nlohmann::json& row) { learn_json(row); });
  for (const explore::StoryDifference& difference : story.differences) {
    learn(difference.key);
    learn_json(difference.here);
    learn_json(difference.good);
  }
  shorten_all();
}

void ShortNames::learn(std::string_view text) {
  const auto keep = [this](std::string_view name) {
    if (is_long(name)) {
      short_.emplace(name, "");
    }
  };
  each_part(text, keep, [](std::string_view) {});
}

void ShortNames::learn_json(const nlohmann::json& json) {
  if (json.is_string()) {
    learn(json.get_ref<const std::string&>());
  } else if (json.is_structured()) {
    std::ranges::for_each(json, [this](const nlohmann::json& element) { learn_json(element); });
  }
}

std::string ShortNames::shortened(std::string_view name, std::size_t head) const {
  return columns(name) <= head + kTail + columns(sign_)
             ? std::string(name)
             : chopped(name, head).front() + sign_ + std::string(tail(name, kTail));
}

void ShortNames::shorten_all() {
  std::map<std::string, std::size_t, std::less<>> heads;
  for (const auto& [name, unused] : short_) {
    heads.emplace(name, kHead);
  }
  for (bool again = true; std::exchange(again, false);) {
    std::map<std::string, std::string> first;  // short -> long
    std::set<std::string> alike;
    for (auto& [name, text] : short_) {
      text = shortened(name, heads[name]);
      const auto [at, fresh] = first.emplace(text, name);
      if (!fresh) {
        alike.insert({at->second, name});
      }
    }
    for (const std::string& name : alike) {
      heads[name] += kHead;
      again = true;
    }
  }
}

std::string ShortNames::replaced(std::string_view text) const {
  std::string out;
  each_part(
      text,
      [&](std::string_view name) {
        const auto at = short_.find(name);
        out += at == short_.end() ? name : std::string_view(at->second);
      },
      [&](std::string_view other) { out += other; });
  return out;
}

std::string ShortNames::text(std::string_view text) const { return printable(replaced(text)); }

nlohmann::json ShortNames::json(const nlohmann::json& json) const {
  if (json.is_string()) {
    return replaced(json.get_ref<const std::string&>());
  }
  nlohmann::json out = json;
  if (json.is_structured()) {
    std::ranges::for_each(out, [this](nlohmann::json& element) { element = this->json(element); });
  }
  return out;
}

}  // namespace ddbsim::report
