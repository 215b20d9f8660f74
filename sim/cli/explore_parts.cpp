#include "sim/cli/explore_parts.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/report/run.hpp"
#include "sim/report/search.hpp"
#include "sim/scenario/files.hpp"

namespace ddbsim::cli {
namespace {

/// What may be given with --shard: what is told of a search is told by --merge.
constexpr std::array<std::string_view, 13> kWithShard = {
    "shard", "output",   "faults", "jobs",      "time",         "memory", "states",
    "quiet", "progress", "color",  "processes", "node-modules", "guard"};

const CommandSpec& spec() {
  return std::ranges::find(commands(), "explore",
                           [](const Command& command) { return command.spec.name; })
      ->spec;
}

std::optional<std::string> problem_with_shard(const Parsed& parsed) {
  for (const Option& option : spec().options) {
    if (parsed.has(option.name) && std::ranges::find(kWithShard, option.name) == kWithShard.end()) {
      return fmt::format("--{} belongs to --merge, which has the whole search; not to --shard",
                         option.name);
    }
  }
  if (!parsed.has("output")) {
    return "--shard needs a file for what it finds: --output part.shard";
  }
  return std::nullopt;
}

}  // namespace

std::expected<std::optional<explore::Shard>, std::string> shard_of(const Parsed& parsed) {
  if (!parsed.has("shard")) {
    return std::nullopt;
  }
  if (parsed.has("merge")) {
    return std::unexpected("--shard does one part of a search, --merge joins all: not both");
  }
  const std::string text = parsed.value("shard");
  const std::size_t slash = text.find('/');
  const auto part = number(text.substr(0, slash));
  const auto of = slash == std::string::npos ? std::nullopt : number(text.substr(slash + 1));
  if (!part || !of || *part == 0 || *part > *of || *of > explore::kMostShards) {
    return std::unexpected(
        fmt::format("--shard is a part of at most {}, like \"2/3\": the second of three; not "
                    "\"{}\"",
                    explore::kMostShards, text));
  }
  if (auto problem = problem_with_shard(parsed)) {
    return std::unexpected(std::move(*problem));
  }
  return explore::Shard{static_cast<std::uint32_t>(*part), static_cast<std::uint32_t>(*of)};
}

std::expected<std::vector<explore::Part>, std::string> read_parts(const Parsed& parsed) {
  std::vector<explore::Part> parts;
  if (!parsed.has("merge")) {
    return parts;
  }
  if (parsed.has("faults")) {
    return std::unexpected("--faults belongs to --shard: the parts say how far they were searched");
  }
  for (const std::string& path : parsed.arguments()) {
    const auto bytes = scenario::read_text(path);
    if (!bytes) {
      return std::unexpected(bytes.error());
    }
    auto part = explore::part_of(*bytes);
    if (!part) {
      return std::unexpected(fmt::format("{} {}", path, part.error()));
    }
    parts.push_back(std::move(*part));
  }
  if (auto problem = explore::mismatch(parts, parsed.arguments(), report::kVersion)) {
    return std::unexpected(std::move(*problem));
  }
  return parts;
}

std::expected<std::string, std::string> write_part(explore::Part part, const std::string& path) {
  part.version = report::kVersion;
  if (auto written = scenario::write_text(path, explore::bytes_of(part)); !written) {
    return std::unexpected(std::move(written.error()));
  }
  const explore::PartLevel& last = part.levels.back();
  const auto end = last.broken != 0 ? "something breaks (--merge tells what)"
                   : last.end == explore::Summary::End::exhaustive ? "nothing breaks in it"
                                                                   : "a limit ended it";
  return fmt::format("part {} of {} of {}: {} faults, {} states, {} transitions; {}\n",
                     part.shard.number, part.shard.of, part.file, part.levels.size() - 1,
                     report::grouped(std::to_string(last.visits.size())),
                     report::grouped(std::to_string(explore::moves_out(last.visits))), end);
}

}  // namespace ddbsim::cli
