#include "sim/cli/options.hpp"

#include <algorithm>
#include <charconv>

#include <boost/program_options.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/report/style.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::cli {

namespace {

namespace po = boost::program_options;

constexpr std::string_view kArguments = "arguments";

po::options_description described(const CommandSpec& spec) {
  po::options_description options;
  for (const Option& option : spec.options) {
    std::string names(option.name);
    if (option.letter != 0) {
      names += fmt::format(",{}", option.letter);
    }
    if (option.value.empty()) {
      options.add_options()(names.c_str(), "");
    } else if (option.many) {
      options.add_options()(names.c_str(), po::value<std::vector<std::string>>(), "");
    } else {
      options.add_options()(names.c_str(), po::value<std::string>(), "");
    }
  }
  options.add_options()("help,h", "");
  options.add_options()(kArguments.data(), po::value<std::vector<std::string>>(), "");
  return options;
}

std::string unknown_option(const CommandSpec& spec, std::string name) {
  name.erase(0, name.find_first_not_of('-'));
  name = name.substr(0, name.find('='));
  std::vector<std::string_view> names{"help"};
  for (const Option& option : spec.options) {
    if (!option.hidden) {
      names.push_back(option.name);
    }
  }
  const std::string_view nearest = wire::closest(name, names);
  const std::string hint = nearest.empty()
                               ? fmt::format(" (ddbsim {} --help lists them)", spec.name)
                               : fmt::format(", did you mean --{}?", nearest);
  return fmt::format("unknown option --{}{}", name, hint);
}

/// Boost's exceptions in our words.
std::string words_of_error(const CommandSpec& spec, const po::error& error) {
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error)) {
    return unknown_option(spec, unknown->get_option_name());
  }
  if (const auto* syntax = dynamic_cast<const po::error_with_option_name*>(&error)) {
    std::string name = syntax->get_option_name();
    name.erase(0, name.find_first_not_of('-'));
    if (dynamic_cast<const po::multiple_occurrences*>(&error) != nullptr) {
      return fmt::format("--{} is given twice", name);
    }
    const auto option = std::ranges::find(spec.options, name, &Option::name);
    if (option == spec.options.end() || option->value.empty()) {
      return fmt::format("--{} takes no value", name);
    }
    return fmt::format("--{} needs a value: --{} {}", name, name, option->value);
  }
  return error.what();
}

std::optional<std::string> wrong_word(const CommandSpec& spec, const po::variables_map& values) {
  for (const Option& option : spec.options) {
    const std::string name(option.name);
    const auto words = words_of(option);
    if (words.empty() || !values.contains(name)) {
      continue;
    }
    const auto value = values[name].as<std::string>();
    if (std::ranges::find(words, value) == words.end()) {
      return fmt::format("--{} is one of {}, not \"{}\"{}", name,
                         fmt::join(words.begin(), words.end(), ", "), value,
                         wire::did_you_mean(value, words));
    }
  }
  return std::nullopt;
}

}  // namespace

std::string Parsed::value(std::string_view option, std::string_view fallback) const {
  const auto found = values_.find(option);
  if (found == values_.end()) {
    return std::string(fallback);
  }
  return found->second.empty() ? "" : found->second.front();
}

std::vector<std::string> Parsed::values(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::expected<Parsed, std::string> parse(const CommandSpec& spec,
                                         const std::vector<std::string>& words) {
  po::variables_map values;
  try {
    const auto options = described(spec);
    po::positional_options_description positional;
    positional.add(std::string(kArguments).c_str(), -1);
    namespace style = po::command_line_style;
    po::store(po::command_line_parser(words)
                  .options(options)
                  .positional(positional)
                  .style(style::unix_style & ~style::allow_guessing)
                  .run(),
              values);
  } catch (const po::error& error) {
    return std::unexpected(words_of_error(spec, error));
  }
  Parsed parsed;
  if (values.contains(std::string(kArguments))) {
    parsed.arguments_ = values[std::string(kArguments)].as<std::vector<std::string>>();
  }
  for (const auto& [name, value] : values) {
    if (name == kArguments) {
      continue;
    }
    auto& values_of_option = parsed.values_[name];
    if (const auto* one = boost::any_cast<std::string>(&value.value())) {
      values_of_option.push_back(*one);
    } else if (const auto* several = boost::any_cast<std::vector<std::string>>(&value.value())) {
      values_of_option = *several;
    }
  }
  if (parsed.has("help")) {
    return parsed;
  }
  if (auto wrong = wrong_word(spec, values)) {
    return std::unexpected(std::move(*wrong));
  }
  const std::size_t count = parsed.arguments_.size();
  if (count < spec.least) {
    return std::unexpected(
        fmt::format("expected {}: ddbsim {} {}", spec.arguments, spec.name, spec.arguments));
  }
  if (count > spec.most) {
    return std::unexpected(fmt::format("\"{}\" is one argument too many: ddbsim {} {}",
                                       parsed.arguments_[spec.most], spec.name, spec.arguments));
  }
  return parsed;
}

std::vector<std::string_view> words_of(const Option& option) {
  std::vector<std::string_view> words;
  std::string_view rest = option.value;
  while (rest.find('|') != std::string_view::npos || !words.empty()) {
    const std::size_t end = std::min(rest.find('|'), rest.size());
    words.push_back(rest.substr(0, end));
    if (end == rest.size()) {
      break;
    }
    rest.remove_prefix(end + 1);
  }
  return words;
}

std::string help_of(const CommandSpec& spec) {
  std::string out = fmt::format("ddbsim {} {}\n", spec.name, spec.arguments);
  for (const std::string& line : report::filled(spec.description, 78)) {
    out += "  " + line + "\n";
  }
  std::vector<std::pair<std::string, std::string_view>> rows;
  std::size_t widest = 0;
  for (const Option& option : spec.options) {
    if (option.hidden) {
      continue;
    }
    const std::string letter = option.letter == 0 ? "   " : fmt::format("-{},", option.letter);
    rows.emplace_back(fmt::format("{} --{}{}{}", letter, option.name,
                                  option.value.empty() ? "" : " ", option.value),
                      option.help);
    widest = std::max(widest, rows.back().first.size());
  }
  for (const auto& [names, help] : rows) {
    out += fmt::format("  {:<{}}  {}\n", names, widest, help);
  }
  for (const std::string_view example : spec.examples) {
    out += fmt::format("  {}\n", example);
  }
  return out;
}

std::optional<std::uint64_t> number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

}  // namespace ddbsim::cli
