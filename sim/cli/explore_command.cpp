#include <algorithm>
#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/explore_parts.hpp"
#include "sim/cli/process_options.hpp"
#include "sim/cli/registry.hpp"
#include "sim/cli/search_progress.hpp"
#include "sim/explore/explorer.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/report/run.hpp"
#include "sim/report/search.hpp"
#include "sim/report/text.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/reader.hpp"

namespace ddbsim::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kLimit = 3;

struct Options {
  std::string format = "text";
  std::string output;
  std::string save_to;
  bool quiet = false;
  SearchProgress::Form progress = SearchProgress::Form::none;
  bool require_exhaustive = false;
  choice::Duration time{0};           ///< 0: no limit
  std::optional<std::string> replay;  ///< words to play instead of a search
  std::optional<explore::Shard> shard;
  std::vector<explore::Part> parts;  ///< to be joined; none: nothing is
  explore::ExploreOptions search;
};

/// A number with K, M or G behind it: bytes.
std::optional<std::uint64_t> bytes_of(std::string text) {
  if (text.empty()) {
    return std::nullopt;
  }
  constexpr std::string_view kUnits = "KMG";
  const auto unit = kUnits.find(text.back());
  if (unit != std::string_view::npos) {
    text.pop_back();
  }
  const auto count = number(text);
  const std::size_t shift = unit == std::string_view::npos ? 0 : 10 * (unit + 1);
  if (!count || *count > ~std::uint64_t{0} >> shift) {
    return std::nullopt;
  }
  return *count << shift;
}

constexpr std::uint64_t kMostFaults = 1000;
constexpr std::uint64_t kMostJobs = 1000;

/// Leaves `out` alone when the option is not there.
template <class Number>
std::optional<std::string> read_number(const Parsed& parsed, const char* name, Number& out,
                                       std::uint64_t most = ~std::uint64_t{0}) {
  if (!parsed.has(name)) {
    return std::nullopt;
  }
  const auto value = number(parsed.value(name));
  if (!value) {
    return fmt::format("--{} is a whole number, not \"{}\"", name, parsed.value(name));
  }
  if (*value > most) {
    return fmt::format("--{} is at most {}", name, most);
  }
  out = static_cast<Number>(*value);
  return std::nullopt;
}

std::optional<std::string> read_limits(const Parsed& parsed, Options& options) {
  if (parsed.has("time")) {
    const auto time = choice::parse_duration(parsed.value("time"));
    if (!time || time->count() == 0) {
      return fmt::format("--time is a length of time like \"90s\", not \"{}\"",
                         parsed.value("time"));
    }
    options.time = *time;
  }
  if (parsed.has("memory")) {
    const auto memory = bytes_of(parsed.value("memory"));
    if (!memory || *memory == 0) {
      return fmt::format("--memory is a number of bytes like \"4G\", not \"{}\"",
                         parsed.value("memory"));
    }
    options.search.limits.memory_bytes = *memory;
  }
  explore::ExploreOptions& search = options.search;
  for (auto problem : {read_number(parsed, "states", search.limits.states),
                       read_number(parsed, "faults", search.faults, kMostFaults),
                       read_number(parsed, "jobs", search.jobs, kMostJobs),
                       read_number(parsed, "seed", search.seed)}) {
    if (problem) {
      return problem;
    }
  }
  if (parsed.has("walks")) {
    return read_number(parsed, "walks", search.walks.emplace());
  }
  return std::nullopt;
}

std::optional<std::string> read_options(const Parsed& parsed, const Io& io, Options& options) {
  options.format = parsed.value("format", "text");
  constexpr std::array<std::string_view, 4> kFormats = {"text", "json", "junit", "html"};
  if (std::ranges::find(kFormats, options.format) == kFormats.end()) {
    return fmt::format("--format is text, json, junit or html, not \"{}\"", options.format);
  }
  options.output = parsed.value("output");
  options.save_to = parsed.value("save-to");
  options.quiet = parsed.has("quiet");
  options.require_exhaustive = parsed.has("require-exhaustive");
  options.search.count_schedules = parsed.has("schedules");
  const auto progress = SearchProgress::form_of(parsed, io);
  if (!progress) {
    return progress.error();
  }
  options.progress = *progress;
  if (parsed.has("replay")) {
    options.replay = parsed.value("replay");
  }
  if (options.replay && (parsed.has("shard") || parsed.has("merge"))) {
    return "--replay plays one schedule; --shard and --merge share out a search: not both";
  }
  const auto shard = shard_of(parsed);
  auto parts = read_parts(parsed);
  if (!shard || !parts) {
    return shard ? parts.error() : shard.error();
  }
  options.shard = *shard;
  options.parts = std::move(*parts);
  return read_limits(parsed, options);
}

/// Paths in a file are relative to its folder.
scenario::Ordered moved(scenario::Ordered json, const fs::path& from, const fs::path& to) {
  const auto move = [&](scenario::Ordered& path) {
    if (path.is_string() && fs::path(path.get<std::string>()).is_relative()) {
      path = fs::proximate(from / path.get<std::string>(), to).generic_string();
    }
  };
  if (json.contains("$schema")) {
    move(json["$schema"]);
  }
  if (json.contains("include")) {
    for (scenario::Ordered& path : json["include"]) {
      move(path);
    }
  }
  return json;
}

/// `name`, or the first of name-2, name-3, ... that is not taken; takes it.
std::string take_name(const std::string& name, std::set<std::string>& taken) {
  std::string free = name;
  for (int count = 2; !taken.insert(free).second; ++count) {
    free = fmt::format("{}-{}", name, count);
  }
  return free;
}

/// Writes what broke as scenarios, beside those that are `saved` already; the error is a sentence.
std::optional<std::string> save(const Options& options, const std::string& path,
                                explore::Explored& explored, std::set<std::string>& saved) {
  if (options.save_to.empty()) {
    return std::nullopt;
  }
  std::error_code error;
  fs::create_directories(options.save_to, error);
  for (std::size_t index = 0; index < explored.regressions.size(); ++index) {
    const explore::Regression& regression = explored.regressions[index];
    const fs::path file = fs::path(options.save_to) / (take_name(regression.name, saved) + ".json");
    const auto json =
        moved(regression.json, fs::path(path).parent_path(), fs::path(options.save_to));
    if (const auto written = scenario::write_text(file.string(), json.dump(2) + "\n"); !written) {
      return written.error();
    }
    explored.summary.stories[index].saved_to = file.string();
  }
  return std::nullopt;
}

int code_of(const std::vector<explore::Summary>& summaries, const Options& options) {
  int code = kHeld;
  for (const explore::Summary& summary : summaries) {
    const bool cut = summary.end != explore::Summary::End::exhaustive && summary.stories.empty();
    if (!report::came_out_well(summary) || (cut && options.require_exhaustive)) {
      return kFailed;
    }
    code = cut ? kLimit : code;
  }
  return code;
}

std::string machine_report(const std::string& format,
                           const std::vector<explore::Summary>& summaries) {
  if (format == "json") {
    return report::search_json(summaries);
  }
  return format == "junit" ? report::search_junit(summaries) : report::search_html(summaries);
}

class Exploring {
 public:
  Exploring(const Parsed& parsed, Options options, const Io& io)
      : options_(std::move(options)),
        io_(io),
        style_(io.style(parsed.value("color", "auto"),
                        io.out_is_terminal && options_.output.empty())) {}

  int run(const scenario::Reading& reading, const scenario::Registry& registry) {
    if (options_.shard) {
      return search_part(reading, registry);
    }
    if (options_.replay && reading.explorations.size() != 1) {
      return complain(io_, fmt::format("--replay plays the moves of one file, not of {}",
                                       reading.explorations.size()));
    }
    for (const auto& file : reading.explorations) {
      if (const auto problem = search(*file, registry)) {
        return complain(io_, *problem);
      }
    }
    if (options_.format != "text") {
      text_ = machine_report(options_.format, summaries_);
    }
    if (!options_.output.empty()) {
      if (const auto written = scenario::write_text(options_.output, text_); !written) {
        return complain(io_, written.error());
      }
    } else if (options_.format != "text") {
      io_.out << text_;
    }
    return code_of(summaries_, options_);
  }

 private:
  int search_part(const scenario::Reading& reading, const scenario::Registry& registry) {
    if (reading.explorations.size() != 1) {
      return complain(io_, "--shard searches one file, not several");
    }
    const scenario::Scenario& file = *reading.explorations.front();
    bool cut = false;
    const auto problem =
        guarded(file, [&](const explore::ExploreOptions& options) -> std::optional<std::string> {
          explore::Part part = explore::explore_part(file, registry, options, *options_.shard);
          const explore::PartLevel& last = part.levels.back();
          cut = last.end != explore::Summary::End::exhaustive && last.broken == 0;
          const auto written = write_part(std::move(part), options_.output);
          if (!written) {
            return written.error();
          }
          text_ = *written;
          return std::nullopt;
        });
    if (problem) {
      return complain(io_, *problem);
    }
    if (!options_.quiet) {
      io_.out << text_ << std::flush;
    }
    return cut ? kLimit : kHeld;
  }

  std::optional<std::string> search(const scenario::Scenario& file,
                                    const scenario::Registry& registry) {
    auto problem = guarded(file, [&](const explore::ExploreOptions& options) {
      auto explored = explored_of(file, registry, options);
      if (!explored) {
        return std::optional(
            fmt::format("{}: --replay: {}", file.path(), report::printable(explored.error())));
      }
      auto unsaved = save(options_, file.path(), *explored, saved_);
      summaries_.push_back(std::move(explored->summary));
      return unsaved;
    });
    if (problem) {
      return problem;
    }
    if (options_.format == "text") {
      tell(summaries_.back());
    }
    return std::nullopt;
  }

  /// Calls `search` with what the command line says; what it throws is a sentence.
  template <class Search>
  std::optional<std::string> guarded(const scenario::Scenario& file, Search search) {
    SearchProgress progress(io_, options_.progress, file.path());
    explore::ExploreOptions options = options_.search;
    options.progress = [&](const std::string& what, std::uint64_t states,
                           std::uint64_t transitions) { progress.show(what, states, transitions); };
    if (options_.time.count() > 0) {
      options.limits.until = std::chrono::steady_clock::now() + options_.time;
    }
    if (!options_.parts.empty()) {
      options.parts = &options_.parts;
    }
    try {
      return search(options);
    } catch (const lambda::NotDeterministic& error) {
      return fmt::format("{}: {}", file.path(), error.what());
    } catch (const lambda::process::Stuck& error) {
      return fmt::format("{}: {}", file.path(), error.what());
    } catch (const explore::PartsDisagree& error) {
      return fmt::format("{}: {}", file.path(), error.what());
    }
  }

  [[nodiscard]] std::expected<explore::Explored, std::string> explored_of(
      const scenario::Scenario& file, const scenario::Registry& registry,
      const explore::ExploreOptions& options) const {
    if (options_.replay) {
      return explore::play_words(file, registry, options, *options_.replay);
    }
    return explore::explore(file, registry, options);
  }

  void tell(const explore::Summary& summary) {
    const bool is_good =
        report::came_out_well(summary) &&
        (!summary.stories.empty() || summary.end == explore::Summary::End::exhaustive);
    if (options_.quiet && is_good) {
      return;
    }
    const std::string text = report::search_text(summary, style_);
    if (options_.output.empty()) {
      io_.out << text << std::flush;
    } else {
      text_ += text;
    }
  }

  Options options_;
  const Io& io_;
  report::Style style_;
  std::vector<explore::Summary> summaries_;
  std::set<std::string> saved_;  ///< names of files, of all searches
  std::string text_;
};

/// Parts say how far the search went, and of what.
std::optional<std::string> use_parts(Options& options, const scenario::Scenario& file) {
  if (options.parts.empty()) {
    return std::nullopt;
  }
  options.search.faults = options.parts.front().faults;
  if (explore::content_of(file) != options.parts.front().content) {
    return fmt::format(
        "{} is not what its parts were made of: it, what it includes or the code of its functions "
        "was changed since",
        file.path());
  }
  return std::nullopt;
}

}  // namespace

int explore_command(const Parsed& parsed, const Io& io) {
  Options options;
  if (const auto problem = read_options(parsed, io, options)) {
    return complain(io, *problem);
  }
  scenario::Registry registry = built_in();
  if (const auto problem = use_processes(parsed, registry)) {
    return complain(io, *problem);
  }
  const auto files = scenario::find_files(
      options.parts.empty() ? parsed.arguments() : std::vector{options.parts.front().file});
  if (!files) {
    return complain(io, files.error());
  }
  const auto reading = scenario::read_files(*files, registry);
  if (!reading.good()) {
    io.err << report::problems_text(reading.problems,
                                    io.style(parsed.value("color", "auto"), io.err_is_terminal));
    return kUsage;
  }
  if (reading.explorations.empty()) {
    const auto why =
        std::ranges::find_if(reading.others, [](const auto& file) { return !file.reason.empty(); });
    return complain(io,
                    why != reading.others.end()
                        ? fmt::format("{}: {}", why->path, why->reason)
                        : fmt::format("there is no exploration (\"kind\": \"exploration\") in {}",
                                      parsed.arguments().front()));
  }
  if (const auto problem = use_parts(options, *reading.explorations.front())) {
    return complain(io, *problem);
  }
  return Exploring(parsed, std::move(options), io).run(reading, registry);
}

}  // namespace ddbsim::cli
