#include "tests/scenario/small.hpp"

#include <stdexcept>

#include "sim/wire/codec.hpp"

namespace ddbsim::scenario::small {

namespace {

constexpr std::string_view kSmall = R"({
  "kind": "scenario",
  "name": "small",
  "tables": [
    {
      "TableName": "notes",
      "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "N"}
      ],
      "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"}
      ],
      "BillingMode": "PAY_PER_REQUEST",
      "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}
    }
  ],
  "data": {"notes": [{"pk": {"S": "a"}, "sk": {"N": "1"}, "text": {"S": "first"}}]},
  "functions": {"reader": {"native": "test/no-op"}},
  "mappings": [
    {"FunctionName": "reader", "EventSourceArn": "notes", "StartingPosition": "LATEST"}
  ],
  "patterns": {
    "list": {
      "parameters": {"pk": "whose", "limit": {"description": "how many", "default": 10}},
      "requests": [
        {
          "Query": {
            "TableName": "notes",
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "${pk}"}},
            "Limit": "${limit}"
          }
        }
      ]
    }
  },
  "steps": [
    {
      "name": "write",
      "request": {
        "PutItem": {"TableName": "notes", "Item": {"pk": {"S": "a"}, "sk": {"N": "2"}}}
      },
      "expect": {"capacity": 1}
    },
    {"name": "list", "pattern": "list", "with": {"pk": "a"}, "expect": {"count": 2}},
    {"name": "rest", "settle": "1m"}
  ],
  "at_rest": {"tables": {"notes": {"count": 2}}}
}
)";

constexpr std::string_view kExploration = R"({
  "kind": "exploration",
  "name": "small search",
  "tables": [
    {
      "TableName": "notes",
      "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
      "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
      "BillingMode": "PAY_PER_REQUEST",
      "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}
    }
  ],
  "functions": {"reader": {"native": "test/no-op"}},
  "mappings": [
    {"FunctionName": "reader", "EventSourceArn": "notes", "StartingPosition": "LATEST"}
  ],
  "patterns": {
    "write": {
      "parameters": {"pk": "whose"},
      "requests": [{"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "${pk}"}}}}]
    }
  },
  "clients": {
    "ann": [
      {"request": {"PutItem": {"TableName": "notes", "Item": {"pk": {"S": "a"}}}}},
      {"name": "again", "thing": "an edited note", "pattern": "write", "with": {"pk": "a"}}
    ],
    "bob": [
      {"pattern": "write", "with": {"pk": "b"}},
      {"name": "later", "advance": "1h"}
    ]
  },
  "bounds": {
    "faults": 2, "fault_kinds": {"crash-after": 1, "short-page": 0}, "batch_size": 3,
    "stale_versions": 1, "generations": 4, "things": 2
  },
  "properties": {"two notes": {"at_rest": {"count": {"table": "notes", "is": 2}}}},
  "verdict": "holds"
}
)";

}  // namespace

std::string text() { return std::string(kSmall); }
std::string exploration() { return std::string(kExploration); }

std::string changed(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) {
    throw std::logic_error("there is no " + std::string(from));
  }
  return text.replace(at, from.size(), to);
}
std::string changed(std::string_view from, std::string_view to) {
  return changed(text(), from, to);
}

std::string with_steps(std::string_view steps) {
  std::string out = text();
  return out.substr(0, out.find("\"steps\": ")) + "\"steps\": " + std::string(steps) + "}";
}

namespace {

/// Sleeps so long; without it, waits for nothing that could come.
class Waiter final : public lambda::Handler {
 public:
  explicit Waiter(std::optional<choice::Duration> sleep) : sleep_(sleep) {}
  lambda::Step next(const lambda::Event& /*event*/, const lambda::InvocationContext& context,
                    std::span<const lambda::Answer> answers) const override {
    if (!answers.empty()) {
      return lambda::Done{};
    }
    lambda::Waiting waiting;
    if (sleep_) {
      waiting.wake = context.started + *sleep_;
    }
    return waiting;
  }

 private:
  std::optional<choice::Duration> sleep_;
};

}  // namespace

std::string_view turns() {
  return R"([
    {"turn": {"deliver": "reader<-notes", "record": "notes a|2 INSERT", "records": 2}},
    {"turn": {"answer": "reader<-notes", "record": "notes a|2 INSERT", "attempt": 2, "call": 1,
              "take": "answer-lost", "end": "lost", "sees": {"notes a|1": "1 older"}}},
    {"turn": {"wake": "reader<-notes", "record": "notes a|2 INSERT"}},
    {"name": "over", "turn": {"time-out": "reader<-notes", "record": "notes a|2 INSERT"}},
    {"turn": {"expire": "time-to-live", "record": "notes a|1"}},
    {"advance": "1h", "still": true}])";
}

Registry registry() {
  Registry registry;
  const auto add = [&registry](const std::string& name, lambda::NativeFunction function) {
    registry.handlers[name] = {"", std::make_shared<lambda::NativeHandler>(std::move(function))};
  };
  add("test/no-op", [](service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
    return lambda::Done{};
  });
  add("test/fail", [](service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
    return lambda::Failed{"Broken", "as always"};
  });
  add("test/read-table",
      [](service::Client& client, const lambda::Event&,
         const lambda::InvocationContext&) -> std::variant<lambda::Done, lambda::Failed> {
        if (!client.call(service::ScanRequest{.table_name = "notes"})) {
          return lambda::Failed{"Refused", "the scan was refused"};
        }
        return lambda::Done{};
      });
  registry.handlers["test/sleep"] = {"", std::make_shared<Waiter>(std::chrono::seconds(2))};
  registry.handlers["test/wait"] = {"", std::make_shared<Waiter>(std::nullopt)};
  registry.patterns["test/put"] = {
      "puts a note",
      {{"pk", "whose"}},
      [](service::Client& client, const nlohmann::json& with) -> service::Result<nlohmann::json> {
        const service::PutItemRequest request{
            .table_name = "notes",
            .item = {{"pk", with.at("pk").get<std::string>()}, {"sk", value::number("7")}}};
        auto response = client.call(request);
        if (!response) {
          return std::unexpected(std::move(response.error()));
        }
        return wire::to_json(service::Response(std::move(*response)));
      }};
  return registry;
}

std::string problems_of(const std::string& text) {
  static const Registry kRegistry = registry();
  std::string out;
  for (const Problem& problem : read_text_as("small.json", text, kRegistry).problems) {
    out += text_of(problem) + "\n";
  }
  return out;
}

std::shared_ptr<const Scenario> read(const std::string& text) {
  static const Registry kRegistry = registry();
  const Reading reading = read_text_as("small.json", text, kRegistry);
  if (!reading.good() || reading.scenarios.empty()) {
    throw std::runtime_error("no good scenario: " + problems_of(text));
  }
  return reading.scenarios.front();
}

ScenarioResult play(const std::string& text, const PlayOptions& options) {
  static const Registry kRegistry = registry();
  world::Trace silent;
  return scenario::play(read(text), kRegistry, options, silent);
}

std::string failures_of(const ScenarioResult& result) {
  std::string out;
  for (const StepResult& step : result.steps) {
    for (const Judgement& judgement : step.judgements) {
      if (!judgement.held) {
        out += judgement.name + ": " + judgement.what + ": " + judgement.message + "\n";
      }
    }
  }
  return out;
}

}  // namespace ddbsim::scenario::small
