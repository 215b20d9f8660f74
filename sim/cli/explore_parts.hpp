#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/options.hpp"
#include "sim/explore/shard.hpp"

// `ddbsim explore --shard` and `--merge`: their command line, and the files of parts.
namespace ddbsim::cli {

/// Of "2/3"; absent without the option. The error is a sentence: no such part, or an option besides
/// that makes no sense with it.
[[nodiscard]] std::expected<std::optional<explore::Shard>, std::string> shard_of(
    const Parsed& parsed);

/// The files that the command line names, all parts of one search; none without --merge. The error
/// is a sentence.
[[nodiscard]] std::expected<std::vector<explore::Part>, std::string> read_parts(
    const Parsed& parsed);

/// Writes it, complete or not at all. Gives what it found in a sentence; the error is one, too.
[[nodiscard]] std::expected<std::string, std::string> write_part(explore::Part part,
                                                                 const std::string& path);

}  // namespace ddbsim::cli
