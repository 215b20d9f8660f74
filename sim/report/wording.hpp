#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/explore/story.hpp"
#include "sim/report/phrase.hpp"
#include "sim/report/short_names.hpp"

// Steps, changes and rows of a story in words, the same for terminals and for drawings.
namespace ddbsim::report {

/// What else is to say about a step: a line of its own below it.
struct Note {
  enum class Mark : std::uint8_t { none, fault, end };
  /// On the lane of who acts: a fault, or that the invocation is over.
  Mark mark = Mark::none;
  Phrase phrase;
};
struct Telling {
  Phrase phrase;
  std::vector<Note> notes;
};

/// Says what a story holds. The story outlives it.
class Wording {
 public:
  Wording(const explore::Story& story, const Style& style);

  [[nodiscard]] const ShortNames& names() const noexcept { return names_; }
  /// Names of key attributes, as the story shows them: partition keys, then sort keys.
  [[nodiscard]] const std::vector<std::string>& key_attributes() const noexcept {
    return key_attributes_;
  }

  /// A step: what is asked, what comes back, and notes on stale reads, changed items, the fault,
  /// the end of the invocation.
  [[nodiscard]] Telling step(const explore::StoryLine& line) const;
  /// "GRP#ann|2026-03-01": a key with its long names short, the middle left out when it is still
  /// long.
  [[nodiscard]] std::string key(std::string_view key) const;
  /// A value in DynamoDB JSON, or of an SQL row: "hello" in quotes, 12, {"a", "b"}.
  [[nodiscard]] std::string value(const nlohmann::json& json) const;
  /// The attributes that differ, as "name here -> good"; of one image alone, its attributes but for
  /// those that its key says. Null images: no item.
  [[nodiscard]] Phrase change(const nlohmann::json& before, const nlohmann::json& after,
                              std::string_view key) const;

 private:
  [[nodiscard]] Phrase headline(const explore::StoryLine& line) const;
  [[nodiscard]] Phrase delivery(const explore::StoryLine& line) const;
  [[nodiscard]] std::string record(std::string_view name) const;
  [[nodiscard]] Note note(const explore::StoryChange& change, const explore::StoryLine& line) const;
  [[nodiscard]] Note stale(std::string_view text) const;
  [[nodiscard]] std::string arrow() const { return std::string(style_.sign("→", "->")); }
  [[nodiscard]] Phrase attributes(const nlohmann::json& image, std::string_view key,
                                  Tone tone) const;
  [[nodiscard]] Phrase differences(const nlohmann::json& before, const nlohmann::json& after) const;

  Style style_;
  ShortNames names_;
  std::vector<std::string> key_attributes_;
  std::vector<std::string> tables_;  ///< of the whole story
};

/// A fault in words: what happens, and what whoever called sees of it.
[[nodiscard]] std::string fault_text(std::string_view label);

/// "crash + stale read"; "nothing unusual" when a plain run breaks it.
[[nodiscard]] std::string things_text(const explore::Story& story);

/// "broken at rest", "not always true", "came true, and never may": before the property's name.
[[nodiscard]] std::string broken_text(const explore::Story& story);

}  // namespace ddbsim::report
