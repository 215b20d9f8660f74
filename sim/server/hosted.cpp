#include "sim/server/hosted.hpp"

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
    world({}, {});  // what is wrong with it is told at once
  }
}

choice::Instant Host::now() const {
  return options_.wall_clock
             ? std::chrono::time_point_cast<choice::Duration>(std::chrono::system_clock::now())
             : virtual_now_;
}

world::World& Host::world(std::string_view access_key, std::string_view region) {
  const std::pair<std::string, std::string> key =
      options_.isolate ? std::pair(std::string(access_key), std::string(region))
                       : std::pair(std::string(), std::string());
  auto& world = worlds_[key];
  if (!world) {
    world::World::Settings settings = options_.settings;
    settings.start = now();
    if (options_.isolate && !region.empty()) {
      settings.account.region = region;
    }
    world = std::make_unique<world::World>(std::move(settings), choices_, silent_);
    world->account().use_objects(options_.objects);
    if (options_.set_up) {
      options_.set_up(*world);
    }
  }
  return *world;
}

service::Account& Host::account(std::string_view access_key, std::string_view region) {
  world::World& found = world(access_key, region);
  if (const choice::Instant instant = now(); instant > found.now()) {
    found.run_until(instant);
  }
  return found.account();
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
  worlds_.clear();
  virtual_now_ = options_.settings.start;
  if (!options_.isolate) {
    world({}, {});
  }
}

void Host::tick() {
  for (const auto& [key, world] : worlds_) {
    if (const choice::Instant instant = now(); instant > world->now()) {
      world->run_until(instant);
    }
  }
}

}  // namespace ddbsim::server
