#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "sim/service/reflection.hpp"

// What is said where JSON has the wrong type, by the service and to people.
namespace ddbsim::wire {

/// Where a value stands; the service's texts depend on it.
enum class Place : std::uint8_t {
  member,   ///< of a structure
  element,  ///< of a list or a map
};

/// The service's SerializationException text for `json` where a value of `type` belongs.
[[nodiscard]] std::string service_text(const service::TypeInfo& type, bool narrow, Place place,
                                       const nlohmann::json& json);

/// "expected a whole number, found the string "5"".
[[nodiscard]] std::string plain_text(const service::TypeInfo& type, const nlohmann::json& json);
/// "expected `what`, found ...", for what has no type of its own.
[[nodiscard]] std::string plain_text(std::string_view what, const nlohmann::json& json);

}  // namespace ddbsim::wire
