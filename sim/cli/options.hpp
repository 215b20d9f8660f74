#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What commands take: one table for reading the command line, for --help and for completion.
namespace ddbsim::cli {

struct Option {
  std::string_view name;        ///< "format", without dashes
  char letter = 0;              ///< 'v' for -v; 0: none
  std::string_view value = {};  ///< "FILE", "text|json|junit"; empty: a switch
  std::string_view help = {};
  bool hidden = false;  ///< understood, but not shown
  bool many = false;    ///< may be given several times
};

struct CommandSpec {
  std::string_view name;
  std::string_view arguments;    ///< "[PATH...]"
  std::string_view summary;      ///< one line, for `ddbsim --help`
  std::string_view description;  ///< some lines, for its own help
  std::vector<Option> options;
  std::vector<std::string_view>
      examples;           ///< "ddbsim run scenarios", and what it does after two blanks
  std::size_t least = 0;  ///< arguments
  std::size_t most = 0;
};

/// A command line that was understood.
class Parsed {
 public:
  [[nodiscard]] bool has(std::string_view option) const { return values_.contains(option); }
  [[nodiscard]] std::string value(std::string_view option, std::string_view fallback = "") const;
  /// Of an option that may be given several times, in their order.
  [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
  [[nodiscard]] const std::vector<std::string>& arguments() const noexcept { return arguments_; }

 private:
  friend std::expected<Parsed, std::string> parse(const CommandSpec& spec,
                                                  const std::vector<std::string>& words);
  std::map<std::string, std::vector<std::string>, std::less<>> values_;  ///< a switch has none
  std::vector<std::string> arguments_;
};

/// The error is a sentence: unknown option (with the nearest that there is), missing value, a value
/// that is none of the allowed ones, too many or too few arguments.
[[nodiscard]] std::expected<Parsed, std::string> parse(const CommandSpec& spec,
                                                       const std::vector<std::string>& words);

/// Help of one command: at most 24 lines of 80 columns.
[[nodiscard]] std::string help_of(const CommandSpec& spec);

/// The words of "text|json|junit"; none for a free value.
[[nodiscard]] std::vector<std::string_view> words_of(const Option& option);

/// A whole number, nothing else around it.
[[nodiscard]] std::optional<std::uint64_t> number(const std::string& text);

}  // namespace ddbsim::cli
