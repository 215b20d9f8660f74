#include "sim/cli/commands.hpp"

#include <algorithm>
#include <limits>
#include <ostream>

#include <fmt/format.h>

#include "sim/report/run.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::cli {

namespace {

constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

constexpr Option kFormat{"format", 0, "text|json|junit", "how the report is written (text)"};
constexpr Option kOutput{"output", 'o', "FILE", "where it goes: complete, or not at all"};
constexpr Option kTrace{"trace", 0, "FILE", "all that happened, as JSON lines"};
constexpr Option kColor{"color", 0, "auto|always|never", "colours (auto: on a terminal)"};
constexpr Option kQuiet{"quiet", 'q', "", "only what did not hold"};
constexpr Option kVerbose{"verbose", 'v', "", "each step: why, request, answer, units"};

constexpr Option kProcesses{"processes", 0, "", "run functions that are processes (Python, Node)"};
constexpr Option kNodeModules{"node-modules", 0, "DIR",
                              "packages that Lambda's image has (@aws-sdk)"};
constexpr Option kGuard{"guard", 0, "TIME", "real time until a process counts as stuck (30s)"};
constexpr Option kTemplate{"template", 0, "FILE", "include a CloudFormation or SAM template"};
constexpr Option kParameter{.name = "parameter",
                            .value = "NAME=VALUE",
                            .help = "of the template; once for each",
                            .many = true};

CommandSpec serve_spec() {
  return {
      .name = "serve",
      .arguments = "",
      .summary = "a DynamoDB endpoint for any client, on this machine",
      .description =
          "Serves DynamoDB, its streams and Lambda over HTTP until Ctrl-C: point an SDK, the AWS "
          "CLI or a library at it. Any credentials will do, and everything is in memory.",
      .options = {{"port", 'p', "N", "0 takes any free one and says which (8000)"},
                  {"host", 0, "ADDRESS", "where it listens (127.0.0.1: only this machine)"},
                  {"scenario", 0, "FILE", "begin with the tables and data of a scenario"},
                  {"template", 0, "FILE", "begin with a CloudFormation or SAM template"},
                  kParameter,
                  {"isolate", 0, "", "an account for each access key and region"},
                  {"credentials", 0, "FILE", "verify signatures: {\"AKID\": \"secret\"} or ini"},
                  {"region", 0, "NAME", "region in ARNs (us-east-1)"},
                  kNodeModules,
                  {"clock", 0, "wall|virtual", "virtual: time stands until it is moved"},
                  {"index-lag", 0, "TIME", "global indexes show writes so much later (0s)"},
                  {"validation", 0, "classic|2026", "generation of validation messages (classic)"},
                  {"s3", 0, "DIR", "exports and imports: bucket B is folder DIR/B"},
                  {"table-transition", 0, "TIME", "tables are CREATING, DELETING so long (0s)"},
                  kQuiet},
      .examples = {"aws dynamodb list-tables --endpoint-url http://localhost:8000",
                   "curl -d '{\"advance\": \"36h\"}' localhost:8000/_ddbsim/clock",
                   "curl -X POST localhost:8000/_ddbsim/reset    back to how it began"}};
}

CommandSpec explore_spec() {
  return {.name = "explore",
          .arguments = "PATH...",
          .summary = "search for the schedule that breaks a handler",
          .description =
              "Searches explorations for the least schedule that breaks something. Exit code: 0 "
              "nothing does, exhaustively; 1 found; 2 a broken file or usage; 3 a limit.",
          .options = {{"faults", 0, "N", "at most so many faults (the file's bound)"},
                      {"jobs", 'j', "N", "threads (1); the verdict is the same"},
                      {"time", 0, "TIME", "stop after so long: 90s"},
                      {"memory", 0, "BYTES", "of the states that were met: 4G"},
                      {"states", 0, "N", "stop after so many"},
                      {"walks", 0, "N", "random walks after a limit (10,000; 0: none)"},
                      {"seed", 0, "N", "of random walks (1)"},
                      {"replay", 0, "WORDS", "play the moves that a story tells, nothing else"},
                      {"shard", 0, "I/N", "only part I of N, into the file of --output"},
                      {"merge", 0, "", "the files are the parts of a search: join them"},
                      {"schedules", 0, "", "count the schedules, too (a second pass)"},
                      {"require-exhaustive", 0, "", "a limit that ends the search is a failure"},
                      {"save-to", 0, "DIR", "what broke, as scenarios for run and replay"},
                      {"format", 0, "FORMAT", "text, json, junit or html (text)"},
                      kOutput,
                      {"progress", 0, "FORM", "words, json or none (auto: on a terminal)"},
                      kQuiet,
                      kColor,
                      kProcesses,
                      kNodeModules,
                      kGuard},
          .examples = {},
          .least = 1,
          .most = kAnyNumber};
}

const std::vector<Command>& all_commands() {
  static const std::vector<Command> kCommands = {
      {{.name = "run",
        .arguments = "[PATH...]",
        .summary = "play scenarios: files, or all files of folders",
        .description = "Plays scenarios (default: the folder scenarios) and says what held. All "
                       "files are read first; a mistake in one of them stops everything. "
                       "Exit code: 0 all held, 1 an expectation failed, 2 a broken file or usage.",
        .options = {kFormat,
                    kOutput,
                    kTrace,
                    {"seed", 0, "N", "order of what is due at once (0: by name)"},
                    {"list", 'l', "", "what would be played, and what is built in"},
                    {"only", 0, "STEP", "judge only this step (name or glob)"},
                    {"watch", 'w', "", "play again when a file changes"},
                    {"update", 0, "", "write what really came into the expectations"},
                    kTemplate,
                    kParameter,
                    {"strict", 0, "", "choices that nothing asked for are failures"},
                    kQuiet,
                    kVerbose,
                    kColor,
                    kProcesses,
                    kNodeModules,
                    kGuard,
                    {"requests", 0, "FILE", "requests of clients and functions, canonical"}},
        .examples = {"ddbsim run scenarios/boundaries -v   reads as a lesson"},
        .most = kAnyNumber},
       run_command},
      {{.name = "replay",
        .arguments = "FILE",
        .summary = "play one scenario, tell each choice that came up",
        .description =
            "Plays one scenario with its named choices, such as a saved counter-example, and tells "
            "every question that could have gone more than one way. A choice that nothing asked "
            "for is a failure. Exit code as run.",
        .options = {kFormat, kOutput, kTrace, kTemplate, kParameter, kProcesses, kNodeModules,
                    kGuard, kVerbose, kColor},
        .examples = {},
        .least = 1,
        .most = 1},
       replay_command},
      {explore_spec(), explore_command},
      {serve_spec(), serve_command},
      {{.name = "new",
        .arguments = "DIR",
        .summary = "start a scenario for your own table and handler",
        .description = "Writes a folder with a scenario that runs, a README that explains it line "
                       "by line, and the schema for your editor. Nothing is overwritten.",
        .options = {{"table", 0, "NAME", "name of the table (my-table)"},
                    {"handler", 0, "NAME", "built-in handler (ddbsim/no-op)"}},
        .examples = {"ddbsim new orders --table orders && ddbsim run orders"},
        .least = 1,
        .most = 1},
       new_command},
      {{.name = "completion",
        .arguments = "bash|zsh|fish",
        .summary = "completion of commands and options for a shell",
        .description = "Prints what the shell needs to complete ddbsim's commands and options.",
        .options = {},
        .examples = {"bash:  source <(ddbsim completion bash)",
                     "zsh:   ddbsim completion zsh > ~/.zfunc/_ddbsim   (a folder of $fpath)",
                     "fish:  ddbsim completion fish > ~/.config/fish/completions/ddbsim.fish"},
        .least = 1,
        .most = 1},
       completion_command}};
  return kCommands;
}

std::string help() {
  std::string out =
      "ddbsim simulates Amazon DynamoDB, its streams and their Lambda triggers:\n"
      "offline, deterministic, in virtual time. Scenarios are JSON files; what they ask\n"
      "and what they get is the service's own JSON.\n\n"
      "  ddbsim COMMAND [OPTION...] [ARGUMENT...]\n\n";
  for (const Command& command : commands()) {
    out += fmt::format("  {:<26} {}\n",
                       fmt::format("{} {}", command.spec.name, command.spec.arguments),
                       command.spec.summary);
  }
  out +=
      "\n  ddbsim COMMAND --help      options of a command\n"
      "  ddbsim --version\n"
      "Begin with: ddbsim run scenarios/boundaries --verbose\n";
  return out;
}

const Command* find_command(std::string_view name) {
  const auto list = commands();
  const auto found = std::ranges::find(list, name, [](const Command& c) { return c.spec.name; });
  return found == list.end() ? nullptr : &*found;
}

int unknown_command(const std::string& name, const Io& io) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) {
    names.push_back(command.spec.name);
  }
  const std::string_view what = name.starts_with('-') ? "option" : "command";
  std::string hint =
      name.starts_with('-')
          ? wire::did_you_mean(name, std::vector<std::string_view>{"--help", "--version"})
          : wire::did_you_mean(name, names);
  if (hint.empty()) {
    hint = " (ddbsim --help lists what there is)";
  }
  return complain(io, fmt::format("unknown {} \"{}\"{}", what, name, hint));
}

}  // namespace

std::span<const Command> commands() { return all_commands(); }

int complain(const Io& io, std::string_view message) {
  io.err << "ddbsim: " << message << "\n";
  return kUsage;
}

int run_program(const std::vector<std::string>& words, const Io& io) {
  if (words.empty()) {
    io.err << help();
    return kUsage;
  }
  const std::string& name = words.front();
  if (name == "--help" || name == "-h" || name == "help") {
    io.out << help();
    return kHeld;
  }
  if (name == "--version") {
    io.out << "ddbsim " << report::kVersion << "\n";
    return kHeld;
  }
  const Command* command = find_command(name);
  if (command == nullptr) {
    return unknown_command(name, io);
  }
  const auto parsed = parse(command->spec, {words.begin() + 1, words.end()});
  if (!parsed) {
    return complain(io, parsed.error());
  }
  if (parsed->has("help")) {
    io.out << help_of(command->spec);
    return kHeld;
  }
  return command->run(*parsed, io);
}

}  // namespace ddbsim::cli
