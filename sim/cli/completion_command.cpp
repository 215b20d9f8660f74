#include <ostream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/cli/commands.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::cli {

namespace {

std::vector<std::string_view> shown_options(const CommandSpec& spec,
                                            std::vector<const Option*>& options) {
  std::vector<std::string_view> names;
  for (const Option& option : spec.options) {
    if (!option.hidden) {
      options.push_back(&option);
      names.push_back(option.name);
    }
  }
  return names;
}

std::string command_names() {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) {
    names.push_back(command.spec.name);
  }
  return fmt::format("{}", fmt::join(names, " "));
}

/// What may stand as an argument, where that is a few words.
std::vector<std::string_view> argument_words(const CommandSpec& spec) {
  return words_of(Option{.name = "", .value = spec.arguments});
}

std::string bash() {
  std::string cases;
  std::string values;
  for (const Command& command : commands()) {
    std::vector<const Option*> options;
    const auto names = shown_options(command.spec, options);
    std::string words = fmt::format("{}", fmt::join(argument_words(command.spec), " "));
    for (const std::string_view name : names) {
      words += fmt::format(" --{}", name);
    }
    cases += fmt::format("    {}) words=\"{} --help\" ;;\n", command.spec.name, words);
    for (const Option* option : options) {
      const auto choices = words_of(*option);
      if (!choices.empty()) {
        values +=
            fmt::format("    --{}) COMPREPLY=($(compgen -W \"{}\" -- \"$current\")); return ;;\n",
                        option->name, fmt::join(choices, " "));
      }
    }
  }
  return fmt::format(R"(# bash completion of ddbsim
_ddbsim() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} words
  if [[ $COMP_CWORD == 1 ]]; then
    COMPREPLY=($(compgen -W "{} --help --version" -- "$current"))
    return
  fi
  case $previous in
{}  esac
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $current == -* || ${{COMP_WORDS[1]}} == completion ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}}
complete -o default -F _ddbsim ddbsim
)",
                     command_names(), values, cases);
}

/// For _arguments: a colon and brackets have a meaning there.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\'') {
      out += c == '\'' ? "'\\''" : std::string("\\") + c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh() {
  std::string list;
  std::string cases;
  for (const Command& command : commands()) {
    list += fmt::format("    '{}:{}'\n", command.spec.name, zsh_text(command.spec.summary));
    cases += fmt::format("    {})\n      _arguments", command.spec.name);
    for (const Option& option : command.spec.options) {
      if (option.hidden) {
        continue;
      }
      const auto words = words_of(option);
      const std::string value = option.value.empty() ? ""
                                : words.empty()
                                    ? fmt::format(":{}:_files", option.value)
                                    : fmt::format(":{}:({})", option.name, fmt::join(words, " "));
      cases += fmt::format(" \\\n        '{}--{}[{}]{}'", option.many ? "*" : "", option.name,
                           zsh_text(option.help), value);
    }
    const auto words = argument_words(command.spec);
    cases += words.empty() ? " \\\n        '*:path:_files' ;;\n"
                           : fmt::format(" \\\n        '1:shell:({})' ;;\n", fmt::join(words, " "));
  }
  return fmt::format(R"(#compdef ddbsim
_ddbsim() {{
  local -a commands
  commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
{}  esac
}}
if [[ $funcstack[1] == _ddbsim ]]; then _ddbsim "$@"; else compdef _ddbsim ddbsim; fi
)",
                     list, cases);
}

std::string fish_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  }
  return out;
}

std::string fish() {
  std::string out = "# fish completion of ddbsim\n";
  for (const Command& command : commands()) {
    out += fmt::format("complete -c ddbsim -f -n __fish_use_subcommand -a {} -d '{}'\n",
                       command.spec.name, fish_text(command.spec.summary));
  }
  for (const Command& command : commands()) {
    const std::string when = fmt::format("-n '__fish_seen_subcommand_from {}'", command.spec.name);
    for (const Option& option : command.spec.options) {
      if (option.hidden) {
        continue;
      }
      const auto words = words_of(option);
      std::string line = fmt::format("complete -c ddbsim {} -l {} -d '{}'", when, option.name,
                                     fish_text(option.help));
      if (option.letter != 0) {
        line += fmt::format(" -s {}", option.letter);
      }
      if (!option.value.empty()) {
        line += words.empty() ? " -r" : fmt::format(" -x -a '{}'", fmt::join(words, " "));
      }
      out += line + "\n";
    }
    if (const auto words = argument_words(command.spec); !words.empty()) {
      out += fmt::format("complete -c ddbsim {} -f -a '{}'\n", when, fmt::join(words, " "));
    }
  }
  return out;
}

}  // namespace

int completion_command(const Parsed& parsed, const Io& io) {
  const std::string& shell = parsed.arguments().front();
  if (shell == "bash") {
    io.out << bash();
  } else if (shell == "zsh") {
    io.out << zsh();
  } else if (shell == "fish") {
    io.out << fish();
  } else {
    const std::vector<std::string_view> shells{"bash", "zsh", "fish"};
    return complain(io, fmt::format("no completion for \"{}\"{}: there is bash, zsh and fish",
                                    shell, wire::did_you_mean(shell, shells)));
  }
  return kHeld;
}

}  // namespace ddbsim::cli
