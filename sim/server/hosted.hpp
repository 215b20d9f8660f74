#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "sim/choice/clock.hpp"
#include "sim/server/functions.hpp"
#include "sim/service/object_store.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::server {

/// What a world must have from the beginning: tables, data and functions of a scenario. Throws
/// std::runtime_error with all that is wrong.
using SetUp = std::function<void(world::World& world, Functions& functions)>;

struct HostOptions {
  world::World::Settings settings = {};
  bool isolate = false;    ///< an account for each access key and region
  bool wall_clock = true;  ///< else time stands until `advance`
  SetUp set_up = {};
  FunctionOptions functions = {};
  /// Where exports go and imports come from, of all accounts; null: nowhere. Outlives the host.
  service::ObjectStore* objects = nullptr;
};

/// The simulated accounts behind one endpoint, and their clock.
class Host {
 public:
  explicit Host(HostOptions options);

  /// An account with its functions.
  struct Hosted {
    explicit Hosted(FunctionOptions options) : functions(std::move(options)) {}
    Functions functions;  ///< outlives the world, whose handlers are its
    std::unique_ptr<world::World> world;
  };
  /// That of a caller, made when it is first asked for; its time is now.
  [[nodiscard]] Hosted& hosted(std::string_view access_key, std::string_view region);
  [[nodiscard]] service::Account& account(std::string_view access_key, std::string_view region) {
    return hosted(access_key, region).world->account();
  }
  /// Somebody waits for what `is_done` looks for: a virtual clock moves until it is there, or
  /// nothing happens any more; a wall clock does what is due now.
  void wait_for(Hosted& hosted, const std::function<bool()>& is_done);
  /// Moves time of a virtual clock: everything that is due until then happens. False: this is the
  /// wall clock, which nobody moves.
  [[nodiscard]] bool advance(choice::Duration duration);
  /// Forgets everything, and sets up again.
  void reset();
  /// TTL and what else is due by now, for accounts that nobody asks. Returns when to come again.
  std::chrono::milliseconds tick();

  [[nodiscard]] choice::Instant now() const;
  [[nodiscard]] bool is_wall_clock() const noexcept { return options_.wall_clock; }
  [[nodiscard]] std::size_t accounts() const noexcept { return hosted_.size(); }

 private:
  /// Reads within a lag see what is old: the clock, not chance, decides when they see the new.
  class Oldest final : public choice::Choices {
   public:
    std::size_t choose(const choice::Point& point,
                       std::span<const std::string_view> options) override;
  };
  Hosted& made(std::string_view access_key, std::string_view region);

  HostOptions options_;
  Oldest choices_;
  world::Trace silent_;
  choice::Instant virtual_now_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<Hosted>, std::less<>> hosted_;
};

}  // namespace ddbsim::server
