#pragma once

#include <optional>
#include <string>

#include "sim/expression/compiled.hpp"

namespace ddbsim::expression {

/// "[a, [0], b]": how messages about operands and about two paths show one.
[[nodiscard]] std::string bracketed(const Path& path);

[[nodiscard]] bool same_path(const Path& a, const Path& b) noexcept;

/// Order of paths: step by step, indexes by number and before names. A path comes before those that
/// lead into it.
[[nodiscard]] bool path_before(const Path& a, const Path& b) noexcept;

/// Two paths of which one contains the other ("overlap"), or that take the same place for a list
/// and for a map ("conflict"). Which pair is named when several are wrong: overlaps before
/// conflicts, then the pair whose second path comes first, and of those the nearest first path.
/// (dynalite's and DynamoDB Local's answers differ from each other where several pairs are wrong;
/// this agrees with most of both.)
[[nodiscard]] std::optional<std::string> check_overlaps(const std::vector<const Path*>& paths);

/// Value at the first `steps` steps.
[[nodiscard]] value::ValueView resolve(const Path& path, std::size_t steps,
                                       const value::Item& item);

}  // namespace ddbsim::expression
