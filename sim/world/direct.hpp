#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/lambda/handler.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::world {

/// An invocation that somebody asked for, under way.
struct Direct {
  std::string actor;         ///< "invoke NAME": who is due, in the agenda
  World::Function function;  ///< as it was when the invocation began
  lambda::Event event;
  lambda::InvocationContext context;
  std::vector<lambda::Answer> answers;
  lambda::Waiting waiting;
  choice::Instant due{};
  bool begun = false;
  World::OnInvoked ended;
};

}  // namespace ddbsim::world
