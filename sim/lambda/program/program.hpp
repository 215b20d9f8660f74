#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/lambda/handler.hpp"

// Functions that are written in JSON: a list of statements, run from the first to the last.
//
//   {"for_each": LIST, "as": "record", "do": [...]}
//   {"if": CONDITION, "then": [...], "else": [...]}
//   {"Query": {...}, "as": "rows", "catch": {"ConditionalCheckFailedException": [...], "*": [...]}}
//   {"at_once": [REQUEST, REQUEST]}            several calls outstanding at the same time
//   {"let": "n", "be": VALUE}                  also "sum": [VALUE, VALUE], exact decimals;
//                                              "after": [PREFIX, TEXT], the text without its prefix
//   {"next": "record"}                         goes on with the next element of that for_each
//   "stop"                                     ends the invocation, which has succeeded
//   {"fail": TEXT}                             ends it as failed; also {"type": ..., "message":
//   ...}
//   {"report_failure": "${record}"}            a batch item failure; goes on
//
// Each may have a "why", for people. CONDITION is one of {"equals": [a, b]}, {"less": [a, b]},
// {"begins_with": [TEXT, PREFIX]}, {"exists": "${...}"}, {"not": CONDITION}, {"all": [...]},
// {"any": [...]}; these two ask no further than they must.
//
// Any string may have placeholders (sim/wire/placeholders.hpp): ${event.Records[0].eventName}, a
// variable and a way into it; an attribute whose name has a dot or a bracket can't be reached.
// Variables are `event` (what the function is called with), `context` (function_name, request_id,
// started, started_seconds) and what statements name: "as" and "let", which assign when the name is
// there already; they are seen to the end of the list in which they began. In a "catch", `error`
// has `type`, `message` and what else the service tells, and the request's "as" is an empty object.
//
// What two operands are decides how they compare: as numbers when one of them is known to be one (a
// number of the JSON, the string behind a ".N", a sum), else as they are; `less` takes two numbers
// or two texts, which it compares by their bytes.
//
// What fails an invocation: a request that is refused and not caught, with the error's type and
// message; "fail" (type "Error" unless it says another); and, with type "ProgramError", a path that
// leads nowhere (except in "exists"), a sum of what is no number, a prefix that is not there, and
// the like. As SDKs do, transactions that write get a ClientRequestToken, when they have none.
namespace ddbsim::lambda::program {

/// What is wrong with a program.
struct Problem {
  std::string pointer;   ///< JSON pointer below the program
  std::string message;   ///< a sentence
  bool at_name = false;  ///< meant is the member's name, not its value
};

/// A handler that runs it: a function of event, context and answers only, which never throws. The
/// error has all problems in the order of the text: statements and members that there are not,
/// variables that no statement before names, requests against the service's shapes.
[[nodiscard]] std::expected<std::shared_ptr<const Handler>, std::vector<Problem>> handler_of(
    const nlohmann::ordered_json& program);

}  // namespace ddbsim::lambda::program
