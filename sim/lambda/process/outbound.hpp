#pragma once

#include <string>
#include <variant>

#include "sim/lambda/handler.hpp"
#include "sim/lambda/process/gateway.hpp"
#include "sim/lambda/process/stubs.hpp"
#include "sim/wire/http.hpp"

// What a function's process asks of the world outside, whatever client it uses.
namespace ddbsim::lambda::process {

/// A request to DynamoDB or its streams; an answer that the service gives before there is a
/// request (broken JSON, no such operation); or a call to something that is not simulated.
using Outbound = std::variant<service::Request, wire::HttpResponse, ForeignCall>;
[[nodiscard]] Outbound read_outbound(const Exchange& exchange);

/// As the service sends it.
[[nodiscard]] wire::HttpResponse http_answer(const service::Result<service::Response>& response);

/// A stub's answer, or, without one, a refusal that names service and call, each in the protocol of
/// the service: JSON, XML of the query protocol, S3's XML. Its status is one that no SDK retries.
[[nodiscard]] wire::HttpResponse foreign_answer(const Exchange& exchange, const ForeignCall& call,
                                                const Stub* stub);

}  // namespace ddbsim::lambda::process
