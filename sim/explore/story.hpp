#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/choice/clock.hpp"

// What a search has found, in words and values: what reports are made of. A story is made by
// playing a schedule on a world, so that it tells what really happens there.
namespace ddbsim::explore {

/// An item that a step changed. Images are DynamoDB JSON of the item; null: there is none.
struct StoryChange {
  std::string table;
  std::string key;  ///< "GRP#ann|2026-03-01"
  nlohmann::json before;
  nlohmann::json after;
};

/// One step of a schedule.
struct StoryLine {
  enum class Kind : std::uint8_t {
    request,   ///< a client's request
    delivery,  ///< a trigger hands a batch over; the function begins
    call,      ///< a function's request
    wake,      ///< a function that slept goes on, or timed out
    expiry,    ///< TTL deletes an item
    split,     ///< a shard splits
    advance,   ///< time passes
    landing,   ///< a function's request comes in after the function has died
  };
  Kind kind = Kind::request;
  std::string actor;    ///< client, function or "time-to-live"
  std::string place;    ///< of deliveries: the mapping's lane ("mover", "mover/1.0"); else empty
  std::string subject;  ///< name of the step; of functions the first record of their batch
  std::uint32_t attempt = 0;         ///< 1.. of the delivery; 0 outside of invocations
  std::uint32_t call = 0;            ///< 1.. within the invocation
  std::vector<std::string> records;  ///< of deliveries: names of all records of the batch
  std::string operation;             ///< "PutItem"; empty where there is none
  std::string target;                ///< table, or "table/index"
  std::string what;                  ///< the request in one line: key, condition
  std::string answer;                ///< "ok", "2 items", "ConditionalCheckFailedException"
  bool refused = false;              ///< the answer is an error
  std::string fault;                 ///< label of the choice: "crash-after"; empty: none
  std::vector<std::string> stale;    ///< "message-group-sk-index GRP#ann|...: 1 older"
  std::vector<StoryChange> changes;
  /// When the step ended its invocation: "succeeded", or "Type: message"; else empty.
  std::string ended;
  choice::Instant at{};
};

/// A difference between the state that breaks a property and the nearest good one. Null: no item.
struct StoryDifference {
  std::string table;
  std::string key;
  nlohmann::json here;
  nlohmann::json good;
};

struct Story {
  std::string property;             ///< name of what breaks
  std::string when;                 ///< "at rest", "always", "never"
  std::string message;              ///< one sentence: what is wrong in the last state
  std::vector<std::string> things;  ///< the smallest set that makes it possible; may be empty
  std::uint32_t faults = 0;
  std::vector<StoryLine> lines;  ///< in order; their number is the number of steps
  /// As `scenario::Judgement` has them: what was wanted and what was there, and rows that break it.
  nlohmann::json expected;
  nlohmann::json actual;
  std::vector<nlohmann::json> rows;
  std::vector<StoryDifference> differences;  ///< to the nearest good outcome; empty: none is known
  std::string replay;                        ///< the schedule on one line
  std::string saved_to;                      ///< file; empty: not saved
};

/// What a search did: of one file.
struct Summary {
  enum class End : std::uint8_t { exhaustive, states, time, memory, interrupted };
  std::string name;
  std::string path;
  std::uint32_t faults = 0;  ///< exhaustive to so many (when `end` says so), or searched up to
  End end = End::exhaustive;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  std::uint64_t outcomes = 0;            ///< distinct states at rest, tables only
  std::optional<std::string> schedules;  ///< decimal, when asked for; "unbounded"
  std::uint64_t handler_runs = 0;        ///< distinct (batch, answers so far)
  std::uint64_t walks = 0;               ///< random ones, made after a limit ended the search
  std::uint64_t walk_steps = 0;          ///< of all of them
  std::uint64_t seed = 0;                ///< of the walks
  bool broken_by_walk = false;           ///< the last of them met the failure
  bool replayed = false;                 ///< nothing was searched: given moves were played
  double seconds = 0;                    ///< of the machine's clock: never in a trace
  std::vector<Story> stories;            ///< one a class, least first
  std::vector<std::string> unreached;    ///< `sometimes` properties that never came true
  /// Properties at rest that were not judged, since nothing ever comes to rest.
  std::vector<std::string> unjudged;
  std::string verdict;             ///< that the file states; empty: none
  bool verdict_came = true;        ///< true without one
  std::vector<std::string> notes;  ///< such as what was not searched, and why
};

}  // namespace ddbsim::explore
