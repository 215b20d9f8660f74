#include "sim/world/world.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/iam/managed.hpp"
#include "sim/service/access.hpp"
#include "sim/value/ensure.hpp"
#include "sim/wire/codec.hpp"
#include "sim/world/direct.hpp"
#include "sim/world/poller.hpp"

namespace ddbsim::world {
namespace {

constexpr std::size_t kExpiryTag = 0;
constexpr std::string_view kExpiryActor = "time-to-live";

/// The role of a function that has none.
iam::Role all_powerful(std::string_view function) {
  auto grants = std::make_shared<iam::Grants>();
  grants->policies.push_back(iam::managed_policy("AdministratorAccess").value());
  return {.name = std::string(function) + "-role", .grants = std::move(grants)};
}

}  // namespace

World::World(Settings settings, choice::Choices& choices, Trace& trace)
    : settings_(std::move(settings)),
      choices_(choices),
      trace_(trace),
      account_(settings_.account, settings_.start) {}

World::~World() = default;

service::Result<service::Response> World::send(std::string_view client, std::string_view step,
                                               service::RequestRef request, std::uint64_t cause) {
  std::uint64_t line = 0;
  if (trace_.on()) {
    line = trace_.write(now(), client, "request", cause,
                        {{"step", step},
                         {"operation", service::operation_name(request.index())},
                         {"request", wire::to_json(request)}});
  }
  const std::uint64_t commits = account_.last_commit();
  const service::CallContext context{
      .choices = &choices_, .point = {.actor = client, .subject = step, .attempt = 0, .call = 0}};
  auto response = service::execute(account_, request, context);
  note_commits(commits, line);
  if (trace_.on()) {
    trace_.write(now(), client, response ? "response" : "error", line,
                 {{response ? "response" : "error",
                   response ? wire::to_json(*response) : wire::to_json(response.error())}});
  }
  return response;
}

void World::note_commits(std::uint64_t before, std::uint64_t line) {
  if (line != 0 && account_.last_commit() != before) {
    commit_lines_.emplace(before + 1, line);
  }
}

std::uint64_t World::line_of_commit(std::uint64_t commit) const {
  const auto after = commit_lines_.upper_bound(commit);
  return after == commit_lines_.begin() ? 0 : std::prev(after)->second;
}

std::expected<void, lambda::ApiError> World::add_function(
    std::string name, std::shared_ptr<const lambda::Handler> handler,
    lambda::FunctionSettings settings) {
  const service::Parameters& account = account_.parameters();
  if (auto refusal =
          lambda::refusal_of_function(settings, name, account.region, account.account_id)) {
    return std::unexpected(std::move(*refusal));
  }
  std::optional<iam::Principal> principal;
  if (settings.role) {
    principal = iam::Principal::role_session(*settings.role, account.account_id, name);
  } else if (settings.vpc) {  // an endpoint's policy speaks of whoever comes through it
    principal = iam::Principal::role_session(all_powerful(name), account.account_id, name);
  }
  functions_.insert_or_assign(
      std::move(name), Function{std::move(handler), std::move(settings), std::move(principal)});
  return {};
}

void World::change_role(const iam::Role& role) {
  for (auto& [name, function] : functions_) {
    if (function.settings.role && function.settings.role->name == role.name) {
      function.settings.role = role;
      function.principal =
          iam::Principal::role_session(role, account_.parameters().account_id, name);
    }
  }
}

lambda::Way World::way_of(const Function& function, std::size_t container,
                          std::size_t operation) const {
  if (!function.settings.vpc) {
    return {.kind = lambda::Way::Kind::open};
  }
  const std::string& region = account_.parameters().region;
  const bool streams = service::is_stream_operation(operation);
  const lambda::VpcConfig& vpc = *function.settings.vpc;
  return lambda::way_to(network_, vpc, vpc.subnet_of_container(container),
                        {.name = streams ? "streams.dynamodb" : "dynamodb", .region = region},
                        region);
}

service::Result<service::Response> World::call(const Function& function, const lambda::Way& way,
                                               service::RequestRef request,
                                               const service::CallContext& context) {
  if (!function.principal) {
    return service::execute(account_, request, context);
  }
  return service::AuthorizedClient(account_,
                                   {.principal = &*function.principal,
                                    .endpoint_policy = way.policy.get(),
                                    .vpc_endpoint = way.endpoint},
                                   context)
      .send(request);
}

service::Result<service::Response> World::call_as(std::string_view function, std::size_t container,
                                                  service::RequestRef request,
                                                  const service::CallContext& context) {
  const Function& caller = functions_.find(function)->second;
  return call(caller, way_of(caller, container, request.index()), request, context);
}

std::string World::why_unreachable(std::string_view function, std::size_t container,
                                   std::size_t operation) const {
  const lambda::Way way = way_of(functions_.find(function)->second, container, operation);
  return way.kind == lambda::Way::Kind::none ? way.why : std::string();
}

const std::shared_ptr<const lambda::Handler>& World::handler_of(std::string_view function) const {
  return functions_.find(function)->second.handler;
}

void World::remove_function(std::string_view name) {
  value::ensure(!account_.journal().recording(), "functions are deleted between marks");
  const auto at = functions_.find(name);
  if (at == functions_.end()) {
    return;
  }
  const bool is_named = std::ranges::any_of(pollers_, [&](const auto& entry) {
    return entry.second->definition().function_name == name;
  });
  if (!is_named) {
    functions_.erase(at);
    return;
  }
  at->second = {.handler = std::make_shared<lambda::NativeHandler>(
                    [text = "Function not found: " + function_arn(name)](
                        service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
                      return lambda::Failed{"ResourceNotFoundException", text};
                    }),
                .settings = {},
                .principal = {},
                .is_deleted = true};
}

bool World::has_function(std::string_view name) const noexcept {
  const auto at = functions_.find(name);
  return at != functions_.end() && !at->second.is_deleted;
}

std::string World::function_arn(std::string_view name) const {
  return fmt::format("arn:aws:lambda:{}:{}:function:{}", account_.parameters().region,
                     account_.parameters().account_id, name);
}

choice::Agenda World::agenda(Waits waits) const {
  choice::Agenda agenda;
  std::size_t tag = kExpiryTag + 1;
  for (const auto& [name, poller] : pollers_) {
    poller->add_due(agenda, tag);
    tag += poller->lanes();
  }
  for (const auto& direct : directs_) {
    agenda.add(std::max(direct->due, now()), direct->actor, tag++);
  }
  for (const Late& late : late_) {
    agenda.add(std::max(late.due, now()), late.mapping, tag++);
  }
  if (waits == Waits::for_everything) {
    if (const auto expiry = account_.next_expiry()) {
      agenda.add(*expiry, kExpiryActor, kExpiryTag);
    }
  }
  return agenda;
}

std::optional<choice::Instant> World::next_due() const {
  const auto earliest = agenda(Waits::for_everything).earliest();
  return earliest ? std::optional(std::max(*earliest, now())) : std::nullopt;
}

bool World::step_among(const choice::Agenda& agenda) {
  const auto due = agenda.pick(choices_);
  if (!due) {
    return false;
  }
  account_.advance_to(std::max(due->at, now()));
  if (due->tag == kExpiryTag) {
    expire([&] { static_cast<void>(account_.expire_next()); });
    return true;
  }
  std::size_t tag = due->tag - kExpiryTag - 1;
  for (const auto& [name, poller] : pollers_) {
    if (tag < poller->lanes()) {
      poller->act(tag);
      return true;
    }
    tag -= poller->lanes();
  }
  if (tag < directs_.size()) {
    step_direct(tag);
    return true;
  }
  tag -= directs_.size();
  if (tag < late_.size()) {
    land(tag);
    return true;
  }
  return false;
}

void World::land(std::size_t index) {
  const Late late = std::move(late_[index]);
  late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(index));
  const auto found = functions_.find(late.function);
  if (found == functions_.end()) {
    return;  // deleted meanwhile: its credentials are gone
  }
  const Function& function = found->second;
  const lambda::Way way = way_of(function, late.container, late.request.index());
  const std::uint64_t commits = account_.last_commit();
  const service::CallContext context{.choices = &choices_,
                                     .point = {.question = choice::Question::call,
                                               .actor = late.function,
                                               .subject = late.subject,
                                               .attempt = late.attempt,
                                               .call = late.call}};
  const auto response = call(function, way, service::reference_to(late.request), context);
  TraceLine line{{"call", late.call}, {"operation", service::operation_name(late.request.index())}};
  line[response ? "response" : "error"] =
      response ? wire::to_json(*response) : wire::to_json(response.error());
  note_commits(commits, trace_.write(now(), late.function, "land", late.cause, line));
}

void World::expire(value::FunctionRef<void()> deletion) {
  const std::uint64_t line = trace_.write(now(), kExpiryActor, "expire", 0, {});
  const std::uint64_t commits = account_.last_commit();
  deletion();
  note_commits(commits, line);
}

bool World::step() { return step_among(agenda(Waits::for_everything)); }

void World::run_until(choice::Instant instant) {
  for (auto due = next_due(); due && *due <= instant; due = next_due()) {
    step();
  }
  account_.advance_to(std::max(instant, now()));
}

bool World::settle(choice::Duration limit) {
  const choice::Instant end = now() + limit;
  for (;;) {
    // TTL deletions that are due on the way happen; the last of them is not waited for.
    const auto functions = agenda(Waits::for_functions).earliest();
    if (!functions) {
      return true;
    }
    if (*functions > end) {
      account_.advance_to(end);
      return false;
    }
    step();
  }
}

}  // namespace ddbsim::world
