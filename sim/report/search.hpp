#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/explore/story.hpp"
#include "sim/report/phrase.hpp"

// Reports of `ddbsim explore`: what was searched, and what was found.
namespace ddbsim::report {

/// For people: the stories, one a class of failures, then how far the search came. What is read
/// last stands last: classes with their properties, what makes them possible, faults and steps;
/// the verdict; `sometimes` properties that never came true; limits that ended the search.
[[nodiscard]] std::string search_text(const explore::Summary& summary, const Style& style);

/// The part after the stories, as it also stands on the page: lines that tell how the search came
/// out.
[[nodiscard]] std::vector<Phrase> search_verdict(const explore::Summary& summary,
                                                 const Style& style);

/// Nothing that the file promises failed: its verdict came, or nothing is broken without one; all
/// `sometimes` properties came true. A limit that ended the search is no failure.
[[nodiscard]] bool came_out_well(const explore::Summary& summary) noexcept;

/// The version of `search_json`: it rises when a member changes its meaning or goes away.
inline constexpr int kSearchFormat = 1;

/// One JSON object, indented, with a line end:
///
///   {"ddbsim": "0.1.0", "report": "explore", "format": 1, "searches": [SEARCH, ...]}
///   SEARCH: {"path", "name", "good": what `came_out_well` says,
///     "end": "exhaustive" | "states" | "time" | "memory" | "interrupted", "faults": exhaustive to
///     or searched up to so many, "states", "transitions", "outcomes", "schedules": decimal text
///     or "unbounded", absent when not counted, "walks": {"count", "steps", "seed", "broke": the
///     last one did} when a limit ended the search and random walks followed, "replayed": true when
///     nothing was searched and given moves were played, "handler_runs", "seconds",
///     "verdict" and "verdict_came": when the file states one, "unreached": [NAME, ...],
///     "unjudged": [NAME, ...], "notes": [TEXT, ...], "stories": [STORY, ...]}
///   STORY: {"property", "when", "message", "things": [...], "faults", "steps": [STEP, ...],
///     "expected", "actual": null where there is none, "rows": [...], "differences":
///     [{"table", "key", "here", "good"}, ...], "replay", "saved_to": absent when empty}
///   STEP: {"kind": "request" | "delivery" | "call" | "wake" | "expiry" | "split" | "advance" |
///       "landing", "at": "2026-01-01T00:00:00.000Z", then those of actor, place, subject, attempt,
///       call,
///     records, operation, target, what, answer, refused, fault, stale, changes ([{"table", "key",
///     "before", "after"}, ...]) and ended that say something}
///
/// Images are DynamoDB JSON, null where there is no item. Only "seconds" comes from the machine's
/// clock.
[[nodiscard]] std::string search_json(std::span<const explore::Summary> searches);

/// JUnit's XML: a suite for each file, a case for each class of failures with its story, one for
/// each `sometimes` property that never came true, one for the search itself, which is skipped
/// when a limit ended it. Failures that the file's verdict states are none.
[[nodiscard]] std::string search_junit(std::span<const explore::Summary> searches);

/// One page that needs nothing but itself: for each search its classes and how far it came, then
/// for each story its diagram (`story_svg`), the broken property with its rows, the nearest good
/// outcome and how to play it again. It runs no script and loads nothing, whatever the values are.
[[nodiscard]] std::string search_html(std::span<const explore::Summary> searches);

/// "; then 10,000 random walks (seed 1, 312,000 steps): nothing broken"; empty without walks.
[[nodiscard]] std::string walks_text(const explore::Summary& summary);

/// "1,234,567", of decimal digits.
[[nodiscard]] std::string grouped(std::string digits);

}  // namespace ddbsim::report
