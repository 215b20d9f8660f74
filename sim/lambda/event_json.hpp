#pragma once

#include <nlohmann/json.hpp>

#include "sim/lambda/handler.hpp"

// Events and answers of functions as JSON: what a process is handed, and what it returns.
namespace ddbsim::lambda {

/// The event as the function receives it: {"Records": [...]}, each record as `record_to_json` has
/// it, for a mapping with a tumbling window also `window`, `state`, `shardId`, `eventSourceARN`,
/// `isFinalInvokeForWindow` and `isWindowTerminatedEarly`; or the payload of a direct invocation as
/// it is. The same bytes for the same event.
[[nodiscard]] nlohmann::json event_to_json(const Event& event);

/// What a returned value means to an event source mapping that reports batch item failures:
/// nothing returned, an object without `batchItemFailures`, a null or empty list there are a
/// success. An identifier that is missing, null, empty or no string fails the whole batch, as
/// Lambda's documentation has it; so does a list of another form, and (assumed: no such response
/// can be read) a returned value that is no object. "The whole batch" stands in
/// `Done::batch_item_failures` as an identifier that no record has: the empty string. Takes any
/// JSON.
[[nodiscard]] Done done_of(nlohmann::json response);

}  // namespace ddbsim::lambda
