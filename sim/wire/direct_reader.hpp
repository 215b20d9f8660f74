#pragma once

#include <optional>
#include <string_view>

#include "sim/service/client.hpp"
#include "sim/value/item.hpp"

namespace ddbsim::wire {

/// A request read straight from its text into its structure. Nothing for whatever is unusual: a
/// mistake, an unknown member, a member named twice, an unknown operation. `decode_text` then reads
/// the text as a document. Where this reads, it reads the same (tests/wire/direct_reader_test.cpp).
[[nodiscard]] std::optional<service::Request> read_directly(std::string_view operation,
                                                            std::string_view body,
                                                            value::Layouts* layouts);

}  // namespace ddbsim::wire
