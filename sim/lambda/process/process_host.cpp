#include "sim/lambda/process/process_host.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <list>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/lambda/bootstraps.hpp"
#include "sim/lambda/event_json.hpp"
#include "sim/lambda/process/certificates.hpp"
#include "sim/lambda/process/container.hpp"
#include "sim/lambda/process/launch.hpp"
#include "sim/wire/answer_text.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::lambda::process {

namespace fs = std::filesystem;

namespace {

fs::path new_folder() {
  std::string name = (fs::temp_directory_path() / "ddbsim-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error(
        fmt::format("no folder for functions in {}: {}", name, std::strerror(errno)));
  }
  return name;
}

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) {
    throw std::runtime_error(fmt::format("can't write {}", path.string()));
  }
}

}  // namespace

struct ProcessHost::State {
  explicit State(ProcessSettings given) : settings(std::move(given)), folder{.root = new_folder()} {
    folder.authority = folder.root / "authority.pem";
    folder.python_bootstrap = folder.root / "bootstrap.py";
    folder.node_bootstrap = folder.root / "bootstrap.cjs";
    if (!settings.interpreters) {
      settings.interpreters = std::make_shared<Interpreters>();
    }
    write_file(folder.authority, certificates.authority_pem());
    write_file(folder.python_bootstrap, kPythonBootstrap);
    write_file(folder.node_bootstrap, kNodeBootstrap);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    std::error_code ignored;
    fs::remove_all(folder.root, ignored);
  }

  ProcessSettings settings;
  boost::asio::io_context io;
  Certificates certificates;
  RunFolder folder;
  LogSink log;
  std::uint32_t functions = 0;
};

namespace {

/// What makes an answer another answer.
std::string text_of_answer(const Answer& answer) {
  return fmt::format("{} {} {}", answer.call, answer.at.time_since_epoch().count(),
                     answer.call == 0 ? std::string() : wire::answer_text(answer.response));
}

/// A function's containers, and what they are at.
class ProcessHandler final : public Handler {
 public:
  ProcessHandler(std::shared_ptr<ProcessHost::State> host, ProcessFunction function,
                 std::uint32_t number)
      : host_(std::move(host)), function_(std::move(function)), number_(number) {}

  Step next(const Event& event, const InvocationContext& context,
            std::span<const Answer> answers) const override;
  void abandon(const InvocationContext& context) const override;
  Activity take_activity(const InvocationContext& context) const override;

 private:
  /// An invocation at work.
  struct Run {
    std::string request_id;
    std::uint32_t number = 0;  ///< of its container
    std::unique_ptr<Container> container;
    std::string event = {};             ///< what it was called with
    std::vector<std::string> fed = {};  ///< answers that it has had, as texts
  };

  Run& run_of(const Event& event, const InvocationContext& context,
              std::span<const Answer> answers) const;
  void wind_up(Run& run, choice::Instant at) const;
  [[nodiscard]] std::list<Run>::iterator find(const std::string& request_id) const;
  void take_container(Run& run, const InvocationContext& context) const;
  void feed(Run& run, const Answer& answer) const;
  [[nodiscard]] Step waiting_of(const Run& run) const;

  std::shared_ptr<ProcessHost::State> host_;
  ProcessFunction function_;
  std::uint32_t number_;
  // What follows only remembers: the answers decide all that `next` says.
  mutable std::list<Run> runs_;
  mutable std::map<std::uint32_t, std::unique_ptr<Container>> idle_;
  mutable std::uint32_t containers_ = 0;
  mutable std::map<std::string, Activity> activities_;  ///< of what was abandoned
};

auto ProcessHandler::find(const std::string& request_id) const -> std::list<Run>::iterator {
  return std::ranges::find(runs_, request_id, &Run::request_id);
}

/// The container with the lowest number that is free; a new one when none is.
void ProcessHandler::take_container(Run& run, const InvocationContext& context) const {
  if (!idle_.empty()) {
    run.number = idle_.begin()->first;
    run.container = std::move(idle_.begin()->second);
    idle_.erase(idle_.begin());
    return;
  }
  run.number = ++containers_;
  Start start{.container = run.number};
  if (host_->settings.virtual_time &&
      kind_of_runtime(function_.runtime).value_or(Kind::provided) != Kind::provided) {
    start.clock = host_->folder.root / fmt::format("clock-{}-{}", number_, run.number);
  }
  const auto launch = [&](std::uint16_t port) {
    start.port = port;
    return command_of(function_, host_->settings, host_->folder, start);
  };
  Container::Shared shared{
      .io = host_->io, .certificates = host_->certificates, .settings = host_->settings, .log = {}};
  if (host_->log) {
    shared.log = [host = host_.get(), name = function_.name](std::string_view text) {
      host->log(name, text);
    };
  }
  run.container = std::make_unique<Container>(shared, launch, start.clock, context.started);
}

/// The invocation that is there already, when it was called with the same and has had no other
/// answers than the first of these; else from the start.
ProcessHandler::Run& ProcessHandler::run_of(const Event& event, const InvocationContext& context,
                                            std::span<const Answer> answers) const {
  std::string text = event_to_json(event).dump();
  if (const auto at = find(context.request_id); at != runs_.end()) {
    const bool goes_on =
        at->event == text && at->fed.size() <= answers.size() &&
        std::ranges::equal(at->fed, answers.first(at->fed.size()), {}, {}, text_of_answer);
    if (goes_on) {
      return *at;
    }
    wind_up(*at, context.started);
    runs_.erase(at);
  }
  Run run{.request_id = context.request_id};
  take_container(run, context);
  run.container->begin({.request_id = context.request_id,
                        .function_arn = context.function_arn,
                        .event = text,
                        .started = context.started,
                        .deadline = context.deadline});
  run.event = std::move(text);
  runs_.push_back(std::move(run));
  return runs_.back();
}

/// An invocation that is not gone on with (a search went back behind it) is refused everything
/// until it ends, so that its container can take the next: starting another takes far longer.
void ProcessHandler::wind_up(Run& run, choice::Instant at) const {
  constexpr int kMostCalls = 100;
  for (int count = 0; count < kMostCalls; ++count) {
    const Progress progress = run.container->run();
    if (progress == Progress::over) {
      (void)run.container->outcome();
      (void)run.container->take_activity();
      if (run.container->is_alive()) {
        idle_[run.number] = std::move(run.container);
      }
      return;
    }
    if (progress != Progress::waiting || run.container->calls().empty()) {
      return;
    }
    (void)run.container->answer(
        run.container->calls().front().number,
        service::fail(service::ErrorType::internal_server_error, "Internal server error"), at);
  }
}

void ProcessHandler::feed(Run& run, const Answer& answer) const {
  run.fed.push_back(text_of_answer(answer));
  if (answer.call == 0) {
    run.container->time_passed(answer.at);
    return;
  }
  const auto& calls = run.container->calls();
  const auto call = std::ranges::find(calls, answer.call, &Container::Call::number);
  if (call == calls.end()) {
    throw NotDeterministic(answer.call, answer.request, {});
  }
  if (wire::canonical_text(service::reference_to(call->request)) !=
      wire::canonical_text(service::reference_to(answer.request))) {
    throw NotDeterministic(answer.call, answer.request, call->request);
  }
  (void)run.container->answer(answer.call, answer.response, answer.at);
}

Step ProcessHandler::waiting_of(const Run& run) const {
  Waiting waiting{.calls = {},
                  .wake = run.container->wake(),
                  .in_real_time = host_->settings.patience.has_value()};
  for (const Container::Call& call : run.container->calls()) {
    waiting.calls.push_back({call.number, call.request});
  }
  return waiting;
}

Step ProcessHandler::next(const Event& event, const InvocationContext& context,
                          std::span<const Answer> answers) const {
  Run& run = run_of(event, context, answers);
  for (;;) {
    switch (run.container->run()) {
      case Progress::over:
        return run.container->outcome();
      case Progress::working:
        return Waiting{.calls = {}, .wake = {}, .in_real_time = true};
      case Progress::stuck: {
        const std::size_t fed = run.fed.size();
        runs_.erase(find(context.request_id));
        throw Stuck(
            function_.name,
            fmt::format("function {} neither answered nor asked for anything for {} of real "
                        "time, after {} answers to its calls",
                        function_.name, choice::text_of(choice::Duration(*host_->settings.guard)),
                        fed));
      }
      case Progress::waiting:
        if (run.fed.size() == answers.size()) {
          return waiting_of(run);
        }
        feed(run, answers[run.fed.size()]);
    }
  }
}

void ProcessHandler::abandon(const InvocationContext& context) const {
  if (const auto at = find(context.request_id); at != runs_.end()) {
    activities_[context.request_id] = at->container->take_activity();
    runs_.erase(at);
  }
}

Activity ProcessHandler::take_activity(const InvocationContext& context) const {
  if (const auto at = find(context.request_id); at != runs_.end()) {
    Activity activity = at->container->take_activity();
    if (at->container->is_alive()) {
      idle_[at->number] = std::move(at->container);
    }
    runs_.erase(at);
    return activity;
  }
  const auto abandoned = activities_.extract(context.request_id);
  return abandoned.empty() ? Activity{} : std::move(abandoned.mapped());
}

}  // namespace

ProcessHost::ProcessHost(ProcessSettings settings)
    : state_(std::make_shared<State>(std::move(settings))) {}
ProcessHost::~ProcessHost() = default;

void ProcessHost::on_log(LogSink sink) { state_->log = std::move(sink); }

std::expected<std::shared_ptr<const Handler>, std::string> ProcessHost::add(
    ProcessFunction function) {
  const auto kind = kind_of_runtime(function.runtime);
  if (!kind) {
    return std::unexpected(
        fmt::format("there is no runtime \"{}\": \"python3.N\", \"nodejsN.x\" or "
                    "\"provided.al2023\"",
                    function.runtime));
  }
  const std::uint32_t number = ++state_->functions;
  if (!function.inline_code.empty()) {
    function.code = state_->folder.root / fmt::format("code-{}", number);
    fs::create_directory(function.code);
    write_file(function.code / (*kind == Kind::node ? "index.js" : "index.py"),
               function.inline_code);
  }
  std::error_code error;
  function.code = fs::absolute(function.code, error);
  if (fs::is_regular_file(function.code, error)) {
    function.code = function.code.parent_path();
  }
  if (!fs::is_directory(function.code, error)) {
    return std::unexpected(fmt::format("there is no folder {}", function.code.string()));
  }
  for (fs::path& layer : function.layers) {
    layer = fs::absolute(layer, error);
  }
  auto interpreter = state_->settings.interpreters->find(function);
  if (!interpreter) {
    return std::unexpected(std::move(interpreter.error()));
  }
  function.interpreter = std::move(*interpreter);
  return std::make_shared<ProcessHandler>(state_, std::move(function), number);
}

}  // namespace ddbsim::lambda::process
