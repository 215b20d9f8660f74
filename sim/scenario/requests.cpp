#include "sim/scenario/requests.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/wire/codec.hpp"

namespace ddbsim::scenario {

std::string request_line(std::string_view trace_line) {
  const auto line = nlohmann::json::parse(trace_line);
  const std::string kind = line.value("kind", "");
  if (kind != "request" && kind != "call") {
    return {};
  }
  const auto request = wire::decode(line.at("operation").get<std::string>(), line.at("request"),
                                    wire::Mode::service);
  return fmt::format(
      "{} {}\n", line.at("actor").get<std::string>(),
      request ? wire::canonical_text(service::reference_to(*request)) : line.at("request").dump());
}

}  // namespace ddbsim::scenario
