#include "sim/explore/nodes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/explore/allowed.hpp"
#include "sim/service/stream_record.hpp"
#include "sim/wire/codec.hpp"
#include "sim/world/lane_rules.hpp"

namespace ddbsim::explore {

Id Nodes::batch_of(std::vector<Id> records) {
  if (records.empty()) {
    return 0;
  }
  Fingerprint print;
  for (const Id record : records) {
    print = print.then(catalogue_.record_print(record));
  }
  return batches_.intern(print, [&] { return std::move(records); });
}

Id Nodes::begin(std::uint32_t mapping, Id batch, std::uint32_t attempt, choice::Instant now) {
  const Fingerprint print = Fingerprint{}
                                .then(mappings_[mapping].definition.name)
                                .then(batches_.print(batch))
                                .then(attempt)
                                .then(static_cast<std::uint64_t>(now.time_since_epoch().count()));
  return nodes_.intern(print, [&] {
    Node node;
    node.mapping = mapping;
    node.batch = batch;
    node.attempt = attempt;
    node.at = now;
    node.started = now;
    return ask(std::move(node));
  });
}

Id Nodes::after(Id from, std::uint32_t call, Id response, choice::Instant now) {
  const Fingerprint print = nodes_.print(from)
                                .then(call)
                                .then(catalogue_.response_print(response))
                                .then(static_cast<std::uint64_t>(now.time_since_epoch().count()));
  return nodes_.intern(print, [&] {
    Node node;
    const Node& before = nodes_[from];
    node.mapping = before.mapping;
    node.batch = before.batch;
    node.attempt = before.attempt;
    node.started = before.started;
    node.parent = from;
    node.call = call;
    node.response = response;
    node.at = now;
    return ask(std::move(node));
  });
}

Nodes::Begun Nodes::make_event(const Node& node) const {
  const MappingEntry& mapping = mappings_[node.mapping];
  const table::Stream& stream = *catalogue_.tables()[mapping.stream].stream;
  Begun begun;
  begun.event.event_source_arn = stream.definition().arn;
  const std::vector<Id>& records = batches_[node.batch];
  for (std::size_t index = 0; index < records.size(); ++index) {
    const Record& record = catalogue_.record(records[index]);
    const StreamChange& change = catalogue_.change(record.change);
    const table::Shard& shard = *stream.shards()[change.shard];
    const std::uint64_t position = record.position == 0 ? index : record.position - 1;
    begun.sequence_numbers.push_back(shard.sequence_number(position));
    begun.event.records.push_back(service::to_stream_record(
        stream, change.change, shard.event_id(position), begun.sequence_numbers.back(),
        world_.account().parameters().region));
  }
  const StreamChange& first = catalogue_.change(catalogue_.record(records.front()).change);
  begun.context = {
      .function_name = mapping.definition.function_name,
      .function_arn = world_.function_arn(mapping.definition.function_name),
      .request_id = world::invocation_id(world_.account(), mapping.definition.name,
                                         world::event_text(stream, first.change), node.attempt),
      .started = node.started,
      .deadline = node.started + mapping.timeout};
  return begun;
}

std::vector<lambda::Answer> Nodes::answers_of(const Node& node) const {
  std::vector<lambda::Answer> answers;
  for (const Node* at = &node; at->parent != 0; at = &nodes_[at->parent]) {
    lambda::Answer answer{.call = at->call, .request = {}, .response = {}, .at = at->at};
    if (at->call != 0) {
      const auto& calls = nodes_[at->parent].calls;
      const auto call = std::ranges::find(calls, at->call, &Node::Call::number);
      answer.request = catalogue_.request(call->request).request;
      answer.response = catalogue_.response(at->response).response;
    }
    answers.push_back(std::move(answer));
  }
  std::ranges::reverse(answers);
  return answers;
}

Node Nodes::ask(Node node) {
  const Begun begun = make_event(node);
  const auto& handler = *world_.handler_of(mappings_[node.mapping].definition.function_name);
  const std::vector<lambda::Answer> answers = answers_of(node);
  const lambda::Step step = handler.next(begun.event, begun.context, answers);
  note_step(step, begun, node);
  if (node.kind != Node::Kind::waiting) {
    static_cast<void>(handler.take_activity(begun.context));
  }
  return node;
}

void Nodes::look_for_ids(const service::Request& request, const Begun& begun,
                         const MappingEntry& mapping) {
  if (mapping.counts_attempts && mapping.counts_positions) {
    return;
  }
  const std::string text = wire::canonical_text(service::reference_to(request));
  if (!mapping.counts_attempts && text.contains(begun.context.request_id)) {
    throw MustCount{MustCount::What::attempts, mapping.definition.name};
  }
  const auto has = [&text](const std::string& id) { return text.contains(id); };
  const bool names_records =
      std::ranges::any_of(begun.sequence_numbers, has) ||
      std::ranges::any_of(begun.event.records, [&](const service::StreamRecord& record) {
        return has(record.event_id.value_or(""));
      });
  if (!mapping.counts_positions && names_records) {
    throw MustCount{MustCount::What::positions, mapping.definition.name};
  }
}

void Nodes::note_step(const lambda::Step& step, const Begun& begun, Node& node) {
  const MappingEntry& mapping = mappings_[node.mapping];
  if (const auto* waiting = std::get_if<lambda::Waiting>(&step)) {
    for (const auto& call : waiting->calls) {
      look_for_ids(call.request, begun, mapping);
      if (world_.why_unreachable(mapping.definition.function_name, 0, call.request.index())
              .empty()) {
        node.calls.push_back({call.number, catalogue_.request_of(call.request)});
      }
    }
    node.wake = waiting->wake;
    return;
  }
  if (const auto* failed = std::get_if<lambda::Failed>(&step)) {
    node.kind = Node::Kind::failed;
    node.error = failed->error_type + ": " + failed->message;
    return;
  }
  const auto index_of = [&](std::string_view number) -> std::optional<std::size_t> {
    const auto at = std::ranges::find(begun.sequence_numbers, number);
    return at == begun.sequence_numbers.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(at - begun.sequence_numbers.begin()));
  };
  const auto first = world::first_failure(mapping.definition, begun.sequence_numbers.size(),
                                          std::get<lambda::Done>(step), index_of);
  node.kind = first ? Node::Kind::done : Node::Kind::failed;
  if (first) {
    node.first_failure = *first;
  } else {
    node.error =
        fmt::format("bad-item-identifier: \"{}\" is no record of the batch", first.error());
  }
}

}  // namespace ddbsim::explore
