#include "sim/report/wording.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/report/text.hpp"
#include "sim/report/values.hpp"

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::StoryChange;
using explore::StoryLine;
using Json = nlohmann::json;
using Kind = StoryLine::Kind;

constexpr std::size_t kWidestKey = 64;

/// The key says this value already.
bool says(std::string_view key, const Json& attribute) {
  const std::string type = type_of(attribute);
  if ((type != "S" && type != "N") || !attribute.begin()->is_string()) {
    return false;
  }
  const auto& text = attribute.begin()->get_ref<const std::string&>();
  return key == text || key.starts_with(text + "|") || key.ends_with("|" + text);
}

/// The attribute that `is` finds beside a key, kept in order of discovery.
template <class Is>
void find_key_attribute(const Json& image, std::vector<std::string>& names, Is is) {
  if (!image.is_object()) {
    return;
  }
  for (const auto& [name, attribute] : image.items()) {
    const Json& text = type_of(attribute).empty() ? attribute : *attribute.begin();
    if (text.is_string() && is(text.get_ref<const std::string&>()) &&
        std::ranges::find(names, name) == names.end()) {
      names.push_back(name);
    }
  }
}

/// The names of key attributes: partition keys, then sort keys, as the story's changes show them.
std::vector<std::string> key_attributes_of(const Story& story) {
  std::vector<std::string> names;
  for (const bool head : {true, false}) {
    const auto look = [&](const std::string& key, const Json& image) {
      find_key_attribute(image, names, [&](const std::string& text) {
        return head ? key == text || key.starts_with(text + "|") : key.ends_with("|" + text);
      });
    };
    for (const StoryLine& line : story.lines) {
      for (const StoryChange& change : line.changes) {
        look(change.key, change.before);
        look(change.key, change.after);
      }
    }
    for (const explore::StoryDifference& difference : story.differences) {
      look(difference.key, difference.here);
      look(difference.key, difference.good);
    }
  }
  return names;
}

std::set<std::string> names_of(const Json& before, const Json& after) {
  std::set<std::string> names;
  for (const Json* image : {&before, &after}) {
    if (image->is_object()) {
      for (const auto& [name, value] : image->items()) {
        names.insert(name);
      }
    }
  }
  return names;
}

/// Commas between runs that are not broken.
void separate(Phrase& phrase) {
  for (std::size_t index = 0; index + 1 < phrase.size(); ++index) {
    phrase[index].text += ",";
    phrase[index + 1].text.insert(0, " ");
  }
}

}  // namespace

Wording::Wording(const Story& story, const Style& style)
    : style_(style),
      names_(story, style.sign("…", "...")),
      key_attributes_(key_attributes_of(story)) {
  for (const StoryLine& line : story.lines) {
    for (const std::string& table :
         {line.target.substr(0, line.target.find('/')),
          line.changes.empty() ? std::string() : line.changes.front().table}) {
      if (!table.empty() && std::ranges::find(tables_, table) == tables_.end()) {
        tables_.push_back(table);
      }
    }
  }
}

std::string Wording::key(std::string_view key) const {
  return cut_middle(names_.text(key), kWidestKey, style_);
}

std::string Wording::value(const Json& json) const {
  return cut(printable(plain_value(names_.json(json))), kWidestValue, style_);
}

// ---- changes ------------------------------------------------------------------------------------

Phrase Wording::attributes(const Json& image, std::string_view key, Tone tone) const {
  Phrase out;
  for (const auto& [name, attribute] : image.items()) {
    if (!says(key, attribute)) {
      out.push_back({tone, fmt::format("{} {}", names_.text(name), value(attribute)), true});
    }
  }
  separate(out);
  return out;
}

Phrase Wording::differences(const Json& before, const Json& after) const {
  Phrase out;
  static const Json kNone;
  const auto text = [this](const Json& image, const std::string& name) {
    const auto at = image.find(name);
    return at == image.end() ? std::string("(none)") : printable(plain_value(names_.json(*at)));
  };
  for (const std::string& name : names_of(before, after)) {
    if (before.value(name, kNone) == after.value(name, kNone)) {
      continue;
    }
    const auto [old_text, new_text] = cut_twins(text(before, name), text(after, name), style_);
    out.push_back({Tone::plain,
                   fmt::format("{} {} {} {}", names_.text(name), old_text, arrow(), new_text),
                   true});
  }
  separate(out);
  return out;
}

Phrase Wording::change(const Json& before, const Json& after, std::string_view key) const {
  if (before.is_object() && after.is_object()) {
    return differences(before, after);
  }
  if (after.is_object()) {
    return attributes(after, key, Tone::plain);
  }
  return before.is_object() ? attributes(before, key, Tone::quiet) : Phrase{};
}

Note Wording::note(const StoryChange& change, const StoryLine& line) const {
  Piece head{Tone::odd, "changed"};
  if (change.before.is_null()) {
    head = {Tone::fresh, "new item"};
  } else if (change.after.is_null()) {
    head = {Tone::gone, "removed"};
  }
  Note note{.phrase = {std::move(head)}};
  const bool elsewhere = tables_.size() > 1 && line.target != change.table;
  if (elsewhere) {
    note.phrase.push_back({Tone::plain, " in " + names_.text(change.table)});
  }
  if (line.changes.size() > 1 || line.what.find(change.key) == std::string::npos) {
    note.phrase.push_back({Tone::plain, " " + key(change.key), true});
  }
  Phrase attributes = this->change(change.before, change.after, change.key);
  if (!attributes.empty()) {
    note.phrase.back().text += ":";
    attributes.front().text.insert(0, " ");
  }
  std::ranges::move(attributes, std::back_inserter(note.phrase));
  return note;
}

// ---- steps --------------------------------------------------------------------------------------

/// "message-group-sk-index GRP#ann|...: 1 older" in words; anything else as it is.
Note Wording::stale(std::string_view text) const {
  const std::size_t blank = text.find(' ');
  const std::size_t colon = text.rfind(": ");
  const std::string_view age = colon == std::string_view::npos ? "" : text.substr(colon + 2);
  if (blank == std::string_view::npos || blank > colon || !age.ends_with(" older")) {
    return {.phrase = {{Tone::odd, "stale: " + names_.text(text)}}};
  }
  const std::string_view count = age.substr(0, age.size() - std::string_view(" older").size());
  return {.phrase = {{Tone::odd, "stale: " + names_.text(text.substr(0, blank)) + " still shows"},
                     {Tone::odd, " " + key(text.substr(blank + 1, colon - blank - 1)), true},
                     {Tone::odd,
                      fmt::format(" as it was {} ago",
                                  count == "1" ? "one change" : names_.text(count) + " changes")}}};
}

/// "TABLE KEY EVENT": without the table when there is only one.
std::string Wording::record(std::string_view name) const {
  if (tables_.size() == 1 && name.starts_with(tables_.front() + " ")) {
    name.remove_prefix(tables_.front().size() + 1);
  }
  return key(name);
}

Phrase Wording::delivery(const StoryLine& line) const {
  Phrase records;
  for (const std::string& name : line.records) {
    records.push_back({Tone::plain, record(name), true});
  }
  separate(records);
  Phrase out{{Tone::strong, line.attempt > 1 ? "delivers again" : "delivers"}};
  if (line.records.size() != 1) {
    out.push_back({Tone::plain, " " + counted(line.records.size(), "record")});
  }
  if (!records.empty()) {
    out.back().text += line.records.size() == 1 ? "" : ":";
    records.front().text.insert(0, " ");
  }
  std::ranges::move(records, std::back_inserter(out));
  if (line.attempt > 1) {
    out.push_back({Tone::odd, fmt::format(" (attempt {})", line.attempt), true});
  }
  return out;
}

Phrase Wording::headline(const StoryLine& line) const {
  static constexpr std::array<std::string_view, 8> kWords = {
      "", "", "", "goes on", "time to live deletes", "splits", "time passes", ""};
  if (line.kind == Kind::delivery) {
    return delivery(line);
  }
  Phrase out;
  const auto add = [&out](Tone tone, const std::string& text) {
    if (!text.empty()) {
      out.push_back({tone, (out.empty() ? "" : " ") + text});
    }
  };
  const bool named =
      line.kind == Kind::request || line.kind == Kind::advance || line.kind == Kind::split;
  if (named && !line.subject.empty()) {
    add(Tone::plain, names_.text(line.subject) + ":");
  }
  if (line.kind == Kind::landing) {
    add(Tone::odd, fmt::format("late, of attempt {}:", line.attempt));
  }
  const std::string_view word = kWords.at(static_cast<std::size_t>(line.kind));
  add(Tone::strong, line.operation.empty() ? std::string(word) : names_.text(line.operation));
  const std::size_t slash = line.target.find('/');
  if (slash != std::string::npos) {
    add(Tone::plain, "on " + names_.text(line.target.substr(slash + 1)));
  }
  add(Tone::plain, names_.text(line.what));
  if (!line.answer.empty()) {
    constexpr std::size_t kShort = 36;
    add(line.refused ? Tone::odd : Tone::quiet, arrow() + " " + names_.text(line.answer));
    out.back().whole = columns(out.back().text) <= kShort;
  }
  return out;
}

namespace {

/// What ends an invocation, unless the fault says it.
void append_end(const StoryLine& line, const ShortNames& names, std::vector<Note>& notes) {
  const bool told = line.fault == "crash-after" || line.fault == "late" || line.fault == "lost";
  if (line.ended.empty() || told) {
    return;
  }
  if (line.ended != "succeeded") {
    const std::string text = "fails: " + names.text(line.ended);
    notes.push_back({Note::Mark::end, {{Tone::odd, text}}});
  } else if (notes.empty() || notes.back().mark != Note::Mark::none) {
    notes.push_back({Note::Mark::end, {{Tone::quiet, "done"}}});
  } else {
    notes.back().mark = Note::Mark::end;
  }
}

}  // namespace

Telling Wording::step(const StoryLine& line) const {
  Telling out{.phrase = headline(line)};
  for (const std::string& text : line.stale) {
    out.notes.push_back(stale(text));
  }
  for (const StoryChange& change : line.changes) {
    out.notes.push_back(note(change, line));
  }
  if (!line.fault.empty()) {
    const std::string text = fmt::format("{} {}", style_.sign("✗", "x"), fault_text(line.fault));
    out.notes.push_back({Note::Mark::fault, {{Tone::fault, printable(text)}}});
  }
  append_end(line, names_, out.notes);
  return out;
}

std::string fault_text(std::string_view label) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTexts = {{
      {"crash-after", "crash: the function dies right after this call"},
      {"refused", "refused: the call fails and changes nothing"},
      {"throttled", "throttled: the call fails and changes nothing"},
      {"answer-lost", "answer lost: the call is done, but its caller sees an error"},
      {"applied-twice",
       "applied twice: the answer is lost, and the SDK's retry meets what it wrote itself"},
      {"late", "late: the function dies while this call is on its way"},
      {"lost", "duplicate: the success gets lost, so the batch is delivered again"},
      {"duplicate", "duplicate: the success gets lost, so the batch is delivered again"},
  }};
  const auto at = std::ranges::find(kTexts, label, [](const auto& text) { return text.first; });
  return std::string(at == kTexts.end() ? label : at->second);
}

std::string things_text(const Story& story) {
  return story.things.empty() ? "nothing unusual"
                              : printable(fmt::format("{}", fmt::join(story.things, " + ")));
}

std::string broken_text(const Story& story) {
  if (story.when == "never") {
    return "came true, and never may";
  }
  return story.when == "always" ? "not always true" : "broken " + printable(story.when);
}

}  // namespace ddbsim::report
