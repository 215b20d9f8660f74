#include <charconv>
#include <ostream>

#include <fmt/format.h>

#include "sim/cli/process_options.hpp"
#include "sim/cli/registry.hpp"
#include "sim/cli/session.hpp"
#include "sim/cli/watch.hpp"

namespace ddbsim::cli {

namespace {

/// What `run` and `replay` have in common.
std::expected<RunOptions, std::string> options_of(const Parsed& parsed) {
  RunOptions options;
  auto stack = TemplateOption::of(parsed);
  if (!stack) {
    return std::unexpected(std::move(stack.error()));
  }
  options.stack = std::move(*stack);
  options.paths = parsed.arguments();
  options.format = parsed.value("format", "text");
  options.output = parsed.value("output");
  options.trace = parsed.value("trace");
  options.requests = parsed.value("requests");
  options.color = parsed.value("color", "auto");
  options.quiet = parsed.has("quiet");
  options.verbose = parsed.has("verbose");
  return options;
}

}  // namespace

int run_command(const Parsed& parsed, const Io& io) {
  auto understood = options_of(parsed);
  if (!understood) {
    return complain(io, understood.error());
  }
  RunOptions& options = *understood;
  if (options.paths.empty()) {
    options.paths = {"scenarios"};
  }
  const auto seed = number(parsed.value("seed", "0"));
  if (!seed) {
    return complain(io, fmt::format("--seed is a whole number, not \"{}\"", parsed.value("seed")));
  }
  options.play.seed = *seed;
  options.play.only = parsed.value("only");
  options.play.strict_choices = parsed.has("strict");
  options.list = parsed.has("list");
  options.update = parsed.has("update");
  if (options.update && (parsed.has("watch") || parsed.has("only"))) {
    return complain(io, fmt::format("--update and --{} don't go together",
                                    parsed.has("watch") ? "watch" : "only"));
  }
  if (options.quiet && options.verbose) {
    return complain(io, "--quiet and --verbose don't go together");
  }
  scenario::Registry registry = built_in();
  if (const auto problem = use_processes(parsed, registry)) {
    return complain(io, *problem);
  }
  std::vector<std::string> paths = options.paths;
  if (parsed.has("template")) {
    paths.push_back(parsed.value("template"));
  }
  Session session(std::move(options), io, registry);
  return parsed.has("watch") ? watch(session, paths, io) : session.run();
}

int replay_command(const Parsed& parsed, const Io& io) {
  auto understood = options_of(parsed);
  if (!understood) {
    return complain(io, understood.error());
  }
  RunOptions& options = *understood;
  options.play.strict_choices = true;
  options.play.record_choices = true;
  options.choices = true;
  scenario::Registry registry = built_in();
  if (const auto problem = use_processes(parsed, registry)) {
    return complain(io, *problem);
  }
  return Session(std::move(options), io, registry).run();
}

}  // namespace ddbsim::cli
