#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/service/client.hpp"
#include "sim/value/function_ref.hpp"

// What can become of a request that a function sends.
namespace ddbsim::world {

enum class Fate : std::uint8_t {
  ok,
  refused,        ///< InternalServerError, not applied
  throttled,      ///< ProvisionedThroughputExceededException, not applied
  answer_lost,    ///< applied, but the function is told InternalServerError
  applied_twice,  ///< the SDK did not see the answer, sent it again, and saw that one's
  crash_after,    ///< applied, and the function is killed before it goes on
  conflict,       ///< another transaction is on one of its items
  unprocessed,    ///< of a batch, the last request is not processed: the service says so
  short_page,     ///< a page ends after its first item, though there would be room for more
  late,           ///< the function is killed before the request has come in; it is applied later
};

/// The faults that a search has budgets for: fates that are none but "ok", and "duplicate", the
/// lost answer of an invocation, whose batch then comes again.
inline constexpr std::array<std::string_view, 10> kFaultNames = {
    "crash-after", "refused",     "throttled",  "answer-lost", "applied-twice",
    "conflict",    "unprocessed", "short-page", "late",        "duplicate"};

/// Labels of what can become of such a request, "ok" first: a read can't be applied twice, and so
/// on.
[[nodiscard]] std::span<const std::string_view> fates_of(const service::Request& request);
[[nodiscard]] std::string_view name_of(Fate fate) noexcept;
/// `label` is one of `fates_of`.
[[nodiscard]] Fate fate_named(std::string_view label);
/// Does it only read?
[[nodiscard]] bool is_read(const service::Request& request) noexcept;

using Send = value::FunctionRef<service::Result<service::Response>(service::RequestRef)>;
/// What the function is told; `send` reaches the service. Of `late` it is told nothing: not to be
/// asked.
[[nodiscard]] service::Result<service::Response> answer_with(Fate fate,
                                                             const service::Request& request,
                                                             Send send);

}  // namespace ddbsim::world
