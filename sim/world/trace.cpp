#include "sim/world/trace.hpp"

namespace ddbsim::world {

std::uint64_t Trace::write(choice::Instant at, std::string_view actor, std::string_view kind,
                           std::uint64_t cause, const TraceLine& more) {
  if (!on()) {
    return 0;
  }
  TraceLine line;
  line["n"] = ++lines_;
  line["t"] = choice::text_of(at);
  line["actor"] = actor;
  line["kind"] = kind;
  if (cause != 0) {
    line["cause"] = cause;
  }
  for (const auto& [name, value] : more.items()) {
    line[name] = value;
  }
  sink_(line.dump());
  return lines_;
}

void Trace::begin(std::uint64_t seed) {
  if (on()) {
    sink_(TraceLine{{"trace", 1}, {"seed", seed}}.dump());
  }
}

}  // namespace ddbsim::world
