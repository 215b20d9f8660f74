#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/catalogue.hpp"
#include "sim/lambda/handler.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::explore {

/// Where a function stands: what it was called with, and the answers that it has had since. All
/// that it may know; so it is asked only once for each.
struct Node {
  enum class Kind : std::uint8_t { waiting, done, failed };
  struct Call {
    std::uint32_t number = 0;  ///< 1.. within the invocation
    Id request = 0;
  };
  Kind kind = Kind::waiting;
  std::uint32_t mapping = 0;
  Id batch = 0;
  std::uint32_t attempt = 1;
  Id parent = 0;           ///< 0: it began
  std::uint32_t call = 0;  ///< the call that was answered last; 0: time has passed
  Id response = 0;
  choice::Instant at{};  ///< when that came
  choice::Instant started{};
  std::vector<Call> calls;  ///< that it waits for
  std::optional<choice::Instant> wake;
  /// Of `done`: index of the first record that it says has failed; the size of the batch: none.
  std::size_t first_failure = 0;
  std::string error;  ///< of `failed`, "Type: message"
};

/// A mapping, and what a search needs to know of it.
struct MappingEntry {
  lambda::MappingDefinition definition;
  std::uint32_t stream = 0;    ///< number of the table
  std::uint32_t function = 0;  ///< 1.. as a `Caller`
  choice::Duration timeout{};
  std::optional<std::uint32_t> concurrency;
  bool counts_attempts = false;   ///< the function uses the id of its request
  bool counts_positions = false;  ///< it uses ids or sequence numbers of records
};

/// Everything that functions have been asked, and what they did: a tree of answers for each batch.
class Nodes {
 public:
  Nodes(world::World& world, Catalogue& catalogue, const std::vector<MappingEntry>& mappings)
      : world_(world), catalogue_(catalogue), mappings_(mappings) {}

  /// A list of records, by content.
  [[nodiscard]] Id batch_of(std::vector<Id> records);
  [[nodiscard]] const std::vector<Id>& batch(Id id) const { return batches_[id]; }
  [[nodiscard]] const Fingerprint& batch_print(Id id) const { return batches_.print(id); }

  /// Throws MustCount where a request has an id in it that was given as if it made no difference.
  [[nodiscard]] Id begin(std::uint32_t mapping, Id batch, std::uint32_t attempt,
                         choice::Instant now);
  /// After the answer to a call; call 0: after the time that it slept.
  [[nodiscard]] Id after(Id from, std::uint32_t call, Id response, choice::Instant now);
  [[nodiscard]] const Node& operator[](Id id) const { return nodes_[id]; }
  [[nodiscard]] const Fingerprint& print(Id id) const { return nodes_.print(id); }
  /// How many there are: how often a function was asked.
  [[nodiscard]] std::uint64_t size() const noexcept { return nodes_.size() - 1; }

 private:
  struct Begun {
    lambda::Event event;
    lambda::InvocationContext context;
    std::vector<std::string> sequence_numbers;
  };
  [[nodiscard]] Begun make_event(const Node& node) const;
  [[nodiscard]] std::vector<lambda::Answer> answers_of(const Node& node) const;
  [[nodiscard]] Node ask(Node node);
  static void look_for_ids(const service::Request& request, const Begun& begun,
                           const MappingEntry& mapping);
  void note_step(const lambda::Step& step, const Begun& begun, Node& node);

  world::World& world_;
  Catalogue& catalogue_;
  const std::vector<MappingEntry>& mappings_;
  Interner<std::vector<Id>> batches_;
  Interner<Node> nodes_;
};

}  // namespace ddbsim::explore
