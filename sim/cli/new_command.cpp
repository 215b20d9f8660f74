#include <filesystem>
#include <map>
#include <ostream>
#include <system_error>

#include <fmt/format.h>

#include "sim/cli/commands.hpp"
#include "sim/cli/registry.hpp"
#include "sim/cli/schema.hpp"
#include "sim/scenario/files.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::cli {

namespace {

// JSON has no comments: "why" and "description" say what things are for. @T@ is the table, @H@ the
// handler.
constexpr std::string_view kScenario = R"({
  "$schema": "scenario.schema.json",
  "kind": "scenario",
  "name": "@T@: a change reaches its handler",
  "description": [
    "A start of your own: a table with a stream, a function that the stream invokes, a client that",
    "writes and reads. Change one thing at a time and run it again; README.md explains each part."
  ],
  "tables": [
    {
      "TableName": "@T@",
      "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"}
      ],
      "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"}
      ],
      "BillingMode": "PAY_PER_REQUEST",
      "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    }
  ],
  "data": {
    "@T@": [
      {"pk": {"S": "customer#1"}, "sk": {"S": "order#2026-01-01"}, "total": {"N": "10"}}
    ]
  },
  "functions": {"handler": {"native": "@H@", "timeout": "3s"}},
  "mappings": [
    {
      "FunctionName": "handler",
      "EventSourceArn": "@T@",
      "StartingPosition": "LATEST",
      "BatchSize": 10
    }
  ],
  "patterns": {
    "orders of a customer": {
      "description": "Newest first.",
      "parameters": {"customer": "number of the customer"},
      "sql": "SELECT * FROM orders WHERE customer = :customer ORDER BY day DESC",
      "requests": [
        {
          "Query": {
            "TableName": "@T@",
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": {
              ":pk": {"S": "customer#${customer}"},
              ":prefix": {"S": "order#"}
            },
            "ScanIndexForward": false
          }
        }
      ]
    }
  },
  "steps": [
    {
      "name": "a new order",
      "why": "Refused if it is there already: an order is never overwritten.",
      "client": "shop",
      "request": {
        "PutItem": {
          "TableName": "@T@",
          "Item": {
            "pk": {"S": "customer#1"},
            "sk": {"S": "order#2026-01-02"},
            "total": {"N": "25.50"}
          },
          "ConditionExpression": "attribute_not_exists(pk)"
        }
      },
      "expect": {"capacity": 1}
    },
    {
      "name": "the same order again",
      "why": "The condition holds it back. The message is the service's own.",
      "client": "shop",
      "request": {
        "PutItem": {
          "TableName": "@T@",
          "Item": {"pk": {"S": "customer#1"}, "sk": {"S": "order#2026-01-02"}},
          "ConditionExpression": "attribute_not_exists(pk)"
        }
      },
      "expect": {
        "error": {
          "type": "ConditionalCheckFailedException",
          "message": "The conditional request failed"
        }
      }
    },
    {
      "name": "the stream delivers",
      "why": "Virtual time passes until stream and function have nothing left to do.",
      "settle": "1m"
    },
    {
      "name": "the customer looks",
      "client": "customer",
      "pattern": "orders of a customer",
      "with": {"customer": 1},
      "expect": {
        "items": [{"total": {"N": "25.5"}}, {"total": {"N": "10"}}],
        "attributes": ["total"],
        "order_by": {"attribute": "sk", "direction": "descending"},
        "capacity_at_most": 0.5
      }
    }
  ],
  "at_rest": {
    "tables": {"@T@": {"count": 2}},
    "streams": {"@T@": {"contains": [{"eventName": "INSERT"}]}},
    "invocations": {"list": [{"function": "handler", "records": 1, "succeeded": true}]}
  }
}
)";

constexpr std::string_view kReadme = R"(# @T@

    ddbsim run @D@              plays scenario.json
    ddbsim run @D@ --verbose    with each request and answer
    ddbsim run @D@ --watch      again whenever you save

| part of scenario.json | what it is |
|---|---|
| `$schema` | lets your editor explain and check each member while you type |
| `tables` | CreateTable requests, in the service's own JSON: paste yours |
| `data` | items that are there from the start, in DynamoDB JSON |
| `functions` | handlers; `"native"` names one that is built in (`ddbsim run --list` lists them) |
| `mappings` | which stream invokes which function: the input of CreateEventSourceMapping; the table's name stands for its stream |
| `patterns` | requests with `${parameters}`, and the SQL that they stand for |
| `steps` | what happens: `request`, `pattern`, `advance`, `settle`, `check`, ... each with what must come of it under `expect` |
| `at_rest` | what tables, streams and invocations must look like at the end |

Begin so:

1. Replace the table, the data and the requests with yours.
2. Take the `expect` members out of a step, or write down what you think; run. What does not hold is
   shown side by side with what really came; `ddbsim run @D@ --update` writes it down.
3. Let things go wrong: `"choices": [{"question": "invocation-end", "take": "lost"}]` delivers a
   batch twice, `{"question": "call", "call": 1, "take": "crash-after"}` ends the function after its
   first request. `ddbsim replay @D@/scenario.json` tells every such question that came up.

`@H@` stands where your handler belongs.
)";

std::string filled_in(std::string_view text, const std::map<std::string_view, std::string>& values) {
  std::string out(text);
  for (const auto& [mark, value] : values) {
    for (std::size_t at = out.find(mark); at != std::string::npos; at = out.find(mark, at)) {
      out.replace(at, mark.size(), value);
      at += value.size();
    }
  }
  return out;
}

bool is_table_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
  return name.size() >= 3 && name.size() <= 255 &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

int new_command(const Parsed& parsed, const Io& io) {
  namespace fs = std::filesystem;
  const std::string folder = parsed.arguments().front();
  const std::string table = parsed.value("table", "my-table");
  const std::string handler = parsed.value("handler", "ddbsim/no-op");
  if (!is_table_name(table)) {
    return complain(io, fmt::format("--table \"{}\": a table's name has 3 to 255 characters of a-z, "
                                    "A-Z, 0-9, _, - and .",
                                    table));
  }
  const scenario::Registry registry = built_in();
  if (!registry.handlers.contains(handler)) {
    std::vector<std::string_view> names;
    for (const auto& [name, entry] : registry.handlers) {
      names.push_back(name);
    }
    return complain(io, fmt::format("there is no built-in handler \"{}\"{}", handler,
                                    wire::did_you_mean(handler, names)));
  }
  const std::map<std::string_view, std::string> values = {
      {"@T@", table}, {"@H@", handler}, {"@D@", folder}};
  const std::map<std::string, std::string> files = {
      {(fs::path(folder) / "scenario.json").string(), filled_in(kScenario, values)},
      {(fs::path(folder) / "README.md").string(), filled_in(kReadme, values)},
      {(fs::path(folder) / "scenario.schema.json").string(), std::string(kSchema)}};
  for (const auto& [path, text] : files) {
    if (fs::exists(path)) {
      return complain(io, fmt::format("{} is there already, and is not overwritten", path));
    }
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    return complain(io, fmt::format("can't make the folder {}: {}", folder, error.message()));
  }
  for (const auto& [path, text] : files) {
    if (const auto written = scenario::write_text(path, text); !written) {
      return complain(io, written.error());
    }
    io.out << "wrote " << path << "\n";
  }
  io.out << "now: ddbsim run " << folder << "\n";
  return kHeld;
}

}  // namespace ddbsim::cli
