#include "sim/server/hosted.hpp"

#include <algorithm>

namespace ddbsim::server {

std::size_t Host::Oldest::choose(const choice::Point& point,
                                 std::span<const std::string_view> options) {
  const bool version = point.question == choice::Question::index_version ||
                       point.question == choice::Question::item_version;
  return version ? options.size() - 1 : 0;
}

Host::Host(HostOptions options)
    : options_(std::move(options)), virtual_now_(options_.settings.start) {
  if (!options_.isolate) {
    made({}, {});  // what is wrong with it is told at once
  }
}

choice::Instant Host::now() const {
  return options_.wall_clock
             ? std::chrono::time_point_cast<choice::Duration>(std::chrono::system_clock::now())
             : virtual_now_;
}

Host::Hosted& Host::made(std::string_view access_key, std::string_view region) {
  const std::pair<std::string, std::string> key =
      options_.isolate ? std::pair(std::string(access_key), std::string(region))
                       : std::pair(std::string(), std::string());
  if (const auto found = hosted_.find(key); found != hosted_.end()) {
    return *found->second;
  }
  world::World::Settings settings = options_.settings;
  settings.start = now();
  if (options_.isolate && !region.empty()) {
    settings.account.region = region;
  }
  auto hosted = std::make_unique<Hosted>(options_.functions);
  hosted->world = std::make_unique<world::World>(std::move(settings), choices_, silent_);
  hosted->world->account().use_objects(options_.objects);
  if (options_.set_up) {
    options_.set_up(*hosted->world, hosted->functions);
  }
  return *hosted_.emplace(key, std::move(hosted)).first->second;
}

Host::Hosted& Host::hosted(std::string_view access_key, std::string_view region) {
  Hosted& found = made(access_key, region);
  if (const choice::Instant instant = now(); instant > found.world->now()) {
    found.world->run_until(instant);
  }
  return found;
}

void Host::wait_for(Hosted& hosted, const std::function<bool()>& is_done) {
  world::World& world = *hosted.world;
  if (options_.wall_clock) {
    world.run_until(std::max(now(), world.now()));
    return;
  }
  while (!is_done() && world.step()) {
  }
  virtual_now_ = std::max(virtual_now_, world.now());
}

bool Host::advance(choice::Duration duration) {
  if (options_.wall_clock) {
    return false;
  }
  virtual_now_ += duration;
  tick();
  return true;
}

void Host::reset() {
  hosted_.clear();
  virtual_now_ = options_.settings.start;
  if (!options_.isolate) {
    made({}, {});
  }
}

std::chrono::milliseconds Host::tick() {
  constexpr std::chrono::milliseconds kIdle{100};
  constexpr std::chrono::milliseconds kWithFunctions{10};
  constexpr std::chrono::milliseconds kRunning{1};
  std::chrono::milliseconds pause = kIdle;
  for (const auto& [key, hosted] : hosted_) {
    world::World& world = *hosted->world;
    if (const choice::Instant instant = now(); instant > world.now()) {
      world.run_until(instant);
    }
    world.forget_reports();
    if (options_.wall_clock && world.running_invocations() > 0) {
      pause = kRunning;
    } else if (options_.wall_clock && !hosted->functions.empty()) {
      pause = std::min(pause, kWithFunctions);
    }
  }
  return pause;
}

}  // namespace ddbsim::server
