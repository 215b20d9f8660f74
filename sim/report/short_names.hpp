#pragma once

#include <map>
#include <string>
#include <string_view>

#include "sim/explore/story.hpp"

namespace ddbsim::report {

/// Shortens long names (UUIDs, hashes, padded numbers) the same way wherever a story says them:
/// "GRP#1f0c9b7e-...-93a4d2c8" becomes "GRP#1f0c9b7e…d2c8" in keys, conditions and rows alike, and
/// the bare UUID "1f0c9b7e…d2c8". Two names of a story that differ stay different.
class ShortNames {
 public:
  /// `sign` stands where something was left out: "…" or "...".
  ShortNames(const explore::Story& story, std::string_view sign);

  /// The text for one line: long names short, nothing that moves a cursor.
  [[nodiscard]] std::string text(std::string_view text) const;
  /// The same within all texts of a value.
  [[nodiscard]] nlohmann::json json(const nlohmann::json& json) const;

 private:
  void learn(std::string_view text);
  void learn_json(const nlohmann::json& json);
  void shorten_all();
  [[nodiscard]] std::string replaced(std::string_view text) const;
  [[nodiscard]] std::string shortened(std::string_view name, std::size_t head) const;

  std::string sign_;
  std::map<std::string, std::string, std::less<>> short_;  ///< by long name
};

}  // namespace ddbsim::report
