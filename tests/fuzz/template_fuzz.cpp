#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/stack/stack.hpp"

// Any text as a template: refused, or a fragment that is JSON.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT
  const auto stack =
      ddbsim::stack::read_template(text, "deploy/template.yaml", {.values = {{"Stage", "test"}}});
  if (stack) {
    static_cast<void>(stack->fragment.dump());
  }
  return 0;
}
