#pragma once

#include <map>
#include <memory>
#include <string>

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/explore/fingerprint.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::explore {

/// What functions did after which answers, beyond one machine: a process is asked once for each
/// (event, answers), whatever is searched. For one thread.
class Memory {
 public:
  Memory();
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// Puts the memory before each function of a world.
  void wrap_functions(const scenario::Scenario& scenario, world::World& world);
  /// How often functions were really asked.
  [[nodiscard]] std::uint64_t asked() const noexcept;

 private:
  struct Book;
  class Remembering;
  std::shared_ptr<Book> book_;
};

}  // namespace ddbsim::explore
