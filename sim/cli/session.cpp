#include "sim/cli/session.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include <fmt/format.h>

#include "sim/cli/progress.hpp"
#include "sim/report/json.hpp"
#include "sim/report/text.hpp"
#include "sim/scenario/files.hpp"
#include "sim/scenario/requests.hpp"
#include "sim/scenario/update.hpp"
#include "sim/value/glob.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::cli {

namespace {

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string machine_report(const std::string& format, const report::Run& run) {
  return format == "json" ? report::json_report(run) : report::junit_report(run);
}

/// Files of other kinds are ordinary; those that need something that is not here are told.
std::vector<scenario::NotPlayed> with_reason(const std::vector<scenario::NotPlayed>& files) {
  std::vector<scenario::NotPlayed> out;
  std::ranges::copy_if(files, std::back_inserter(out),
                       [](const scenario::NotPlayed& file) { return !file.reason.empty(); });
  return out;
}

}  // namespace

Session::Session(RunOptions options, const Io& io, const scenario::Registry& registry)
    : options_(std::move(options)),
      io_(io),
      registry_(registry),
      style_(io.style(options_.color, io.out_is_terminal && options_.output.empty())) {}

int Session::run() {
  text_.clear();
  trace_.clear();
  requests_.clear();
  folder_.clear();
  const auto files = scenario::find_files(options_.paths);
  if (!files) {
    return complain(io_, files.error());
  }
  files_ = *files;
  auto reading = scenario::read_files(files_, registry_, options_.stack.maker(io_, options_.quiet));
  if (!reading.good()) {
    return refuse(std::move(reading.problems));
  }
  if (options_.list) {
    return list(reading);
  }
  return play(reading);
}

int Session::refuse(std::vector<scenario::Problem> problems) {
  const auto style = io_.style(options_.color, io_.err_is_terminal);
  io_.err << report::problems_text(problems, style);
  if (options_.format == "text") {
    return kUsage;
  }
  report::Run run;
  run.seed = options_.play.seed;
  run.problems = std::move(problems);
  print(machine_report(options_.format, run));
  return finish(run, kUsage);
}

// ---- --list -------------------------------------------------------------------------------------

int Session::list(const scenario::Reading& reading) {
  const auto line = [this](std::string_view left, std::size_t width, std::string_view right) {
    print(fmt::format("  {} {}\n", report::padded(left, width), report::printable(right)));
  };
  std::size_t width = 0;
  for (const auto& scenario : reading.scenarios) {
    width = std::max(width, report::columns(scenario->path()));
  }
  print(report::counted(reading.scenarios.size(), "scenario") + "\n");
  for (const auto& scenario : reading.scenarios) {
    line(scenario->path(), width, scenario->name);
  }
  if (!reading.others.empty()) {
    print("not played by run\n");
    for (const scenario::NotPlayed& file : reading.others) {
      line(file.path, width, file.reason.empty() ? file.kind : file.reason);
    }
  }
  constexpr std::size_t kNames = 50;
  print("built-in handlers\n");
  for (const auto& [name, handler] : registry_.handlers) {
    line(name, kNames, handler.description);
  }
  print("built-in patterns\n");
  for (const auto& [name, pattern] : registry_.patterns) {
    line(name, kNames, pattern.description);
  }
  return finish({}, kHeld);
}

// ---- playing ------------------------------------------------------------------------------------

int Session::nothing_to_play(const scenario::Reading& reading) {
  if (reading.others.size() == 1 && files_.size() == 1) {
    const scenario::NotPlayed& file = reading.others.front();
    return complain(
        io_, fmt::format("{}: {}", file.path,
                         file.reason.empty()
                             ? fmt::format("is of kind \"{}\", which run does not play", file.kind)
                             : file.reason));
  }
  return complain(io_, fmt::format("there is no scenario to play in {}", options_.paths.front()));
}

/// Some scenario has the step that --only names.
bool Session::only_matches(const scenario::Reading& reading) {
  std::vector<std::string_view> names;
  for (const auto& scenario : reading.scenarios) {
    for (const scenario::Step& step : scenario->steps) {
      names.push_back(step.name);
    }
    if (scenario->ends_at_rest()) {
      names.emplace_back("at_rest");
    }
  }
  const auto matches = [this](std::string_view name) {
    return value::glob_matches(options_.play.only, name);
  };
  if (options_.play.only.empty() || std::ranges::any_of(names, matches)) {
    return true;
  }
  complain(io_, fmt::format("no step is named \"{}\"{}", options_.play.only,
                            wire::did_you_mean(options_.play.only, names)));
  return false;
}

int Session::play(const scenario::Reading& reading) {
  if (reading.scenarios.empty()) {
    return nothing_to_play(reading);
  }
  if (!only_matches(reading)) {
    return kUsage;
  }
  report::Run run;
  run.seed = options_.play.seed;
  run.not_played = with_reason(reading.others);
  play_all(reading, run);
  if (options_.update && update(run)) {
    // Judge what was written: the exit code is that of the files as they are now.
    const auto again = scenario::read_files(files_, registry_, options_.stack.maker(io_, true));
    if (!again.good()) {
      return refuse(again.problems);
    }
    run.scenarios.clear();
    trace_.clear();
    requests_.clear();
    folder_.clear();
    play_all(again, run);
  }
  const std::size_t failed = report::totals_of(run).failed;
  if (options_.format != "text") {
    print(machine_report(options_.format, run));
  } else if (!options_.quiet || failed != 0) {
    if (!options_.verbose && !options_.update) {
      for (const auto& result : run.scenarios) {
        print(report::failures(result, style_));
      }
    }
    print((options_.verbose || failed != 0 ? "\n" : "") + report::summary(run, style_));
  }
  return finish(run, failed == 0 ? kHeld : kFailed);
}

void Session::play_all(const scenario::Reading& reading, report::Run& run) {
  world::Trace trace;
  if (!options_.trace.empty() || !options_.requests.empty()) {
    trace = world::Trace([this](std::string_view line) {
      trace_.append(line).push_back('\n');
      requests_ += scenario::request_line(line);
    });
  }
  trace.begin(options_.play.seed);
  const bool told = options_.format == "text" && io_.out_is_terminal && options_.output.empty();
  Progress progress(io_, reading.scenarios.size(), !told && !options_.quiet);
  for (const auto& scenario : reading.scenarios) {
    const auto matches = [this](const scenario::Step& step) {
      return value::glob_matches(options_.play.only, step.name);
    };
    if (!options_.play.only.empty() && std::ranges::none_of(scenario->steps, matches) &&
        !(scenario->ends_at_rest() && value::glob_matches(options_.play.only, "at_rest"))) {
      continue;
    }
    progress.next(scenario->path());
    run.scenarios.push_back(scenario::play(scenario, registry_, options_.play, trace));
    if (options_.format == "text") {
      tell(run.scenarios.back());
    }
  }
}

void Session::tell(const scenario::ScenarioResult& result) {
  if (options_.quiet) {
    return;
  }
  if (options_.verbose || options_.choices) {
    print((folder_.empty() ? "" : "\n" + std::string(style_.width, '-') + "\n") +
          report::scenario_story(result, style_));
    folder_ = "-";
    if (options_.choices) {
      print("\n" + report::choices_story(result, style_));
    }
    return;
  }
  const std::string folder = folder_of(result.scenario->path());
  if (folder != folder_) {
    print(style_.paint(report::Colour::bold, folder) + "\n");
    folder_ = folder;
  }
  print(report::scenario_line(result, style_));
}

bool Session::update(const report::Run& run) {
  bool written = false;
  for (const auto& result : run.scenarios) {
    if (result.all_held()) {
      continue;
    }
    const scenario::Update update = scenario::update_of(result);
    if (options_.format == "text") {
      print(report::failures(result, style_));
    }
    for (const std::string& left : update.left) {
      io_.err << "ddbsim: " << update.path << ": can't be updated: " << left << "\n";
    }
    if (update.written == 0) {
      continue;
    }
    if (const auto done = scenario::write_text(update.path, update.text); !done) {
      complain(io_, done.error());
      continue;
    }
    written = true;
    if (options_.format == "text") {
      print(fmt::format("updated {} in {}\n\n", report::counted(update.written, "expectation"),
                        update.path));
    }
  }
  return written;
}

// ---- output -------------------------------------------------------------------------------------

void Session::print(std::string_view text) {
  if (options_.output.empty()) {
    io_.out << text;
  } else {
    text_ += text;
  }
}

int Session::finish(const report::Run& /*run*/, int code) {
  io_.out.flush();
  if (!options_.output.empty()) {
    if (const auto written = scenario::write_text(options_.output, text_); !written) {
      return complain(io_, written.error());
    }
  }
  for (const auto& [path, text] :
       {std::pair(options_.trace, trace_), std::pair(options_.requests, requests_)}) {
    if (path.empty() || code == kUsage) {
      continue;
    }
    if (const auto written = scenario::write_text(path, text); !written) {
      return complain(io_, written.error());
    }
  }
  return code;
}

}  // namespace ddbsim::cli
