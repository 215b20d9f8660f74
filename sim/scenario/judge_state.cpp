#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "sim/scenario/compare.hpp"
#include "sim/scenario/judge.hpp"
#include "sim/service/stream_record.hpp"
#include "sim/value/dynamo_json.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::scenario {

namespace {

/// All items of a table, in the order of its key space; read beside the world: no question is
/// asked, no line is traced.
Json items_in(service::Account& account, const std::string& table) {
  Json items = Json::array();
  service::ScanRequest request{.table_name = table, .consistent_read = true};
  while (true) {
    const auto page = service::execute(account, request, {});
    if (!page) {
      return items;
    }
    for (const value::Item& item : page->items.value_or(std::vector<value::Item>())) {
      items.push_back(value::to_json(item));
    }
    if (!page->last_evaluated_key) {
      return items;
    }
    request.exclusive_start_key = page->last_evaluated_key;
  }
}

/// The newest stream of a table, on or off.
std::shared_ptr<table::Stream> stream_of(const service::Account& account,
                                         const std::string& table) {
  if (auto stream = account.stream_of(table)) {
    return stream;
  }
  std::shared_ptr<table::Stream> newest;
  for (const auto& [arn, stream] : account.streams()) {
    if (stream->definition().table_name == table &&
        (!newest || newest->definition().created <= stream->definition().created)) {
      newest = stream;
    }
  }
  return newest;
}

Json records_in(world::World& world, const table::Stream& stream) {
  Json records = Json::array();
  for (const auto& shard : stream.shards()) {
    for (std::uint64_t position = shard->begin(); position < shard->end(); ++position) {
      records.push_back(wire::to_json(service::to_stream_record(
          stream, *shard, position, world.account().parameters().region)));
    }
  }
  return records;
}

Json to_json(const lambda::ForeignCall& call) {
  return {{"service", call.service},
          {"operation", call.operation},
          {"url", call.url},
          {"input", call.input},
          {"stubbed", call.stubbed}};
}

Json to_json(const world::InvocationReport& report) {
  Json json{{"function", report.function},   {"mapping", report.mapping},
            {"subject", report.subject},     {"attempt", report.attempt},
            {"records", report.records},     {"calls", report.calls},
            {"succeeded", report.succeeded}, {"error", report.error}};
  // What only processes have.
  const lambda::Activity& activity = report.activity;
  if (activity.cold_start) {
    json["cold_start"] = true;
  }
  if (activity.real_time) {
    json["real_time"] = true;
  }
  if (!activity.log.empty()) {
    json["log"] = activity.log;
  }
  if (!report.hung.empty()) {
    json["hung"] = report.hung;
  }
  for (const lambda::ForeignCall& call : activity.foreign_calls) {
    json["elsewhere"].push_back(to_json(call));
  }
  return json;
}

Json to_json(const world::MappingReport& report) {
  const world::MappingStatistics& did = report.statistics;
  return {{"state", report.state},      {"last_result", report.last_processing_result},
          {"delivered", did.delivered}, {"filtered", did.filtered},
          {"discarded", did.discarded}, {"invocations", did.invocations},
          {"failures", did.failures},   {"throttled", did.throttled}};
}

/// An object in a bucket has a key besides.
Json to_json(const world::DestinationMessage& message) {
  return message.key.empty() ? message.body : Json{{"key", message.key}, {"body", message.body}};
}

Judgement missing(const std::string& name, const Origin& origin, std::string message) {
  Judgement judgement;
  judgement.name = name;
  judgement.what = "exists";
  judgement.origin = origin;
  judgement.held = false;
  judgement.message = std::move(message);
  return judgement;
}

std::vector<Judgement> judge_table(const std::string& table, const ListExpectation& expected,
                                   service::Account& account, const std::string& name,
                                   const Origin& origin) {
  const auto* found = account.find_table(table);
  if (found == nullptr) {
    return {missing(name, origin, fmt::format("there is no table {}", table))};
  }
  ListSubject subject{name, "item", items_in(account, table), false};
  const auto& key = found->definition().key;
  for (const auto* parts : {&key.hash, &key.range}) {
    for (const auto& part : *parts) {
      subject.keys.push_back(part.name);
    }
  }
  return judge_list(expected, subject);
}

class StateJudge {
 public:
  StateJudge(world::World& world, const std::string& name, const Origin& origin)
      : world_(world), name_(name), origin_(origin) {}

  void stream(const std::string& table, const ListExpectation& expected) {
    const std::string name = fmt::format("{}/streams/{}", name_, table);
    const auto found = stream_of(world_.account(), table);
    if (!found) {
      out_.push_back(
          missing(name, below("streams", table), fmt::format("{} has no stream", table)));
      return;
    }
    list(expected, {name, "record", records_in(world_, *found)});
  }

  void invocations(const ListExpectation& expected) {
    Json all = Json::array();
    for (const auto& report : world_.invocations()) {
      all.push_back(to_json(report));
    }
    list(expected, {name_ + "/invocations", "invocation", std::move(all)});
  }

  void destination(const std::string& arn, const ListExpectation& expected) {
    Json all = Json::array();
    for (const auto& message : world_.destination_messages()) {
      if (message.destination == arn) {
        all.push_back(to_json(message));
      }
    }
    list(expected, {fmt::format("{}/destinations/{}", name_, arn), "message", std::move(all)});
  }

  void backlog(const std::string& mapping, const Expected<std::int64_t>& expected) {
    Judgement judgement;
    judgement.name = fmt::format("{}/backlog/{}", name_, mapping);
    judgement.what = "backlog";
    judgement.origin = expected.origin;
    judgement.expected = expected.value;
    judgement.actual = world_.backlog(mapping);
    judgement.update = judgement.actual;
    judgement.held = judgement.expected == judgement.actual;
    if (!judgement.held) {
      judgement.message = fmt::format("expected {} records to be delivered still, found {}",
                                      expected.value, judgement.actual.dump());
    }
    out_.push_back(std::move(judgement));
  }

  void mapping(const std::string& mapping, const Expected<Json>& expected) {
    const std::string name = fmt::format("{}/mappings/{}", name_, mapping);
    const auto found = world_.mapping(mapping);
    if (!found) {
      out_.push_back(
          missing(name, expected.origin, fmt::format("there is no mapping {} any more", mapping)));
      return;
    }
    Judgement judgement;
    judgement.name = name;
    judgement.what = "mapping";
    judgement.origin = expected.origin;
    judgement.expected = expected.value;
    judgement.actual = cut_to(expected.value, to_json(*found));
    judgement.update = judgement.actual;
    const auto mismatch = compare_subset(expected.value, judgement.actual);
    judgement.held = !mismatch;
    if (mismatch) {
      judgement.message = fmt::format("{}: {}", mismatch->pointer, mismatch->message);
    }
    out_.push_back(std::move(judgement));
  }

  std::vector<Judgement> take() { return std::move(out_); }

 private:
  [[nodiscard]] Origin below(std::string_view member, const std::string& name) const {
    return {origin_.source, fmt::format("{}/{}/{}", origin_.pointer, member, pointer_token(name))};
  }
  void list(const ListExpectation& expected, const ListSubject& subject) {
    for (Judgement& judgement : judge_list(expected, subject)) {
      out_.push_back(std::move(judgement));
    }
  }

  world::World& world_;
  const std::string& name_;
  const Origin& origin_;
  std::vector<Judgement> out_;
};

}  // namespace

std::vector<Judgement> judge_tables(const std::map<std::string, ListExpectation>& expected,
                                    service::Account& account, const std::string& name,
                                    const Origin& origin) {
  std::vector<Judgement> out;
  for (const auto& [table, list] : expected) {
    const Origin place{origin.source,
                       fmt::format("{}/tables/{}", origin.pointer, pointer_token(table))};
    std::ranges::move(
        judge_table(table, list, account, fmt::format("{}/tables/{}", name, table), place),
        std::back_inserter(out));
  }
  return out;
}

std::vector<Judgement> judge_state(const StateExpectation& expected, world::World& world,
                                   const std::string& name) {
  StateJudge judge(world, name, expected.origin);
  auto judgements = judge_tables(expected.tables, world.account(), name, expected.origin);
  for (const auto& [table, list] : expected.streams) {
    judge.stream(table, list);
  }
  if (expected.invocations) {
    judge.invocations(*expected.invocations);
  }
  for (const auto& [arn, list] : expected.destinations) {
    judge.destination(arn, list);
  }
  for (const auto& [mapping, records] : expected.backlog) {
    judge.backlog(mapping, records);
  }
  for (const auto& [mapping, report] : expected.mappings) {
    judge.mapping(mapping, report);
  }
  std::ranges::move(judge.take(), std::back_inserter(judgements));
  return judgements;
}

}  // namespace ddbsim::scenario
