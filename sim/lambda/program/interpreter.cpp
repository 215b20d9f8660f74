#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/lambda/event_json.hpp"
#include "sim/lambda/program/program.hpp"
#include "sim/lambda/program/reader.hpp"
#include "sim/lambda/program/values.hpp"
#include "sim/wire/codec.hpp"

namespace ddbsim::lambda::program {
namespace {

using Json = nlohmann::json;

Json context_json(const InvocationContext& context) {
  const auto started = context.started.time_since_epoch();
  return {{"function_name", context.function_name},
          {"request_id", context.request_id},
          {"started", choice::text_of(context.started)},
          {"started_seconds", std::chrono::floor<std::chrono::seconds>(started).count()}};
}

Json error_json(const service::ServiceError& error) {
  Json json = wire::to_json(error);
  json["type"] = service::name_of(error.type);
  json["message"] = error.message;
  return json;
}

void add_token(service::Request& request, const InvocationContext& context, std::uint32_t call) {
  std::visit(
      [&](auto& typed) {
        if constexpr (requires { typed.client_request_token; }) {
          if (!typed.client_request_token) {
            typed.client_request_token = sdk_token(context, call);
          }
        }
      },
      request);
}

/// Runs a program from its start with the answers that there are. One for each run.
class Interpreter {
 public:
  Interpreter(const Event& event, const InvocationContext& context, std::span<const Answer> answers)
      : context_(context), answers_(answers) {
    variables_["event"] = {event_to_json(event)};
    variables_["context"] = {context_json(context)};
  }

  Step run_all(const Block& program) {
    if (run(program) == Flow::end) {
      return std::move(end_);
    }
    return done();
  }

 private:
  enum class Flow : std::uint8_t {
    go_on,
    next,  ///< of the loop `next_`
    end,   ///< as `end_` says
  };

  Flow run(const Block& block) {
    for (const Statement& statement : block) {
      pointer_ = &statement.pointer;
      const Flow flow =
          std::visit([this](const auto& action) { return run(action); }, statement.action);
      if (flow != Flow::go_on) {
        return flow;
      }
    }
    return Flow::go_on;
  }

  Flow end(Step step) {
    end_ = std::move(step);
    return Flow::end;
  }
  /// The program itself is at fault.
  Flow wrong(std::string_view message) {
    return end(Failed{"ProgramError", fmt::format("{} (statement {})", message, *pointer_)});
  }
  [[nodiscard]] Step done() const {
    if (failures_.empty()) {
      return Done{};
    }
    return done_of({{"batchItemFailures", failures_}});
  }

  /// Goes on with what was evaluated, or ends the invocation.
  template <class T, class Then>
  Flow with(const Evaluated<T>& evaluated, Then then) {
    return evaluated ? then(*evaluated) : wrong(evaluated.error());
  }

  // Statements.

  Flow run(const ForEach& loop) {
    return with(evaluate(loop.list, variables_), [&](const Value& list) {
      if (!list.json.is_array()) {
        return wrong("for_each goes through a list, and this is none");
      }
      for (const Json& element : list.json) {
        variables_[loop.variable] = {element};
        const Flow flow = run(loop.body);
        if (flow == Flow::end || (flow == Flow::next && *next_ != loop.variable)) {
          return flow;
        }
      }
      return Flow::go_on;
    });
  }

  Flow run(const If& choice) {
    return with(holds(choice.condition, variables_),
                [&](bool held) { return run(held ? choice.then : choice.otherwise); });
  }

  Flow run(const Let& let) { return assign(let.variable, evaluate(let.value, variables_)); }

  Flow run(const Sum& sum) { return assign(sum.variable, sum_of(sum.terms, variables_)); }

  Flow run(const After& after) {
    return with(evaluate_text(after.prefix, variables_), [&](const std::string& prefix) {
      return with(evaluate_text(after.text, variables_), [&](const std::string& text) {
        if (!text.starts_with(prefix)) {
          return wrong(fmt::format("\"{}\" does not begin with \"{}\"", text, prefix));
        }
        return assign(after.variable, Value{text.substr(prefix.size())});
      });
    });
  }

  Flow run(const Next& next) {
    next_ = &next.variable;
    return Flow::next;
  }

  Flow run(const Stop& /*stop*/) { return end(done()); }

  Flow run(const Fail& fail) {
    return with(evaluate(fail.with, variables_), [&](const Value& value) {
      const Json& json = value.json;
      if (json.is_string()) {
        return end(Failed{"Error", json.get<std::string>()});
      }
      const auto text = [&json](const char* name) {
        return json.is_object() && json.contains(name) && json[name].is_string()
                   ? std::optional(json[name].get<std::string>())
                   : std::nullopt;
      };
      const auto type = text("type");
      const auto message = text("message");
      return type && message ? end(Failed{*type, *message})
                             : wrong("fail takes a text, or an object with a type and a message");
    });
  }

  /// A record is named by its sequence number; a text is taken for a name as it is.
  Flow run(const ReportFailure& report) {
    return with(evaluate(report.record, variables_), [&](const Value& value) {
      static const Json::json_pointer kNumber("/dynamodb/SequenceNumber");
      const bool is_record = value.json.is_object() && value.json.contains(kNumber);
      if (!is_record && !value.json.is_string()) {
        return wrong("report_failure takes a record or the text that names one");
      }
      failures_.push_back({{"itemIdentifier", is_record ? value.json[kNumber] : value.json}});
      return Flow::go_on;
    });
  }

  Flow assign(const std::string& variable, Evaluated<Value> value) {
    if (!value) {
      return wrong(value.error());
    }
    variables_[variable] = std::move(*value);
    return Flow::go_on;
  }

  // Requests.

  /// Waits until all of them are answered, then looks at the answers in the order of the requests.
  Flow run(const Calls& together) {
    const std::uint32_t first = calls_ + 1;
    calls_ += static_cast<std::uint32_t>(together.calls.size());
    Waiting waiting;
    for (std::size_t index = 0; index < together.calls.size(); ++index) {
      const auto number = first + static_cast<std::uint32_t>(index);
      if (answer_to(number) != nullptr) {
        continue;
      }
      if (const Flow flow = ask(together.calls[index], number, waiting); flow != Flow::go_on) {
        return flow;
      }
    }
    if (!waiting.calls.empty()) {
      return end(std::move(waiting));
    }
    for (std::size_t index = 0; index < together.calls.size(); ++index) {
      const auto number = first + static_cast<std::uint32_t>(index);
      const Flow flow = take(together.calls[index], *answer_to(number));
      if (flow != Flow::go_on) {
        return flow;
      }
    }
    return Flow::go_on;
  }

  /// Adds a request that has no answer yet.
  Flow ask(const Call& call, std::uint32_t number, Waiting& waiting) {
    return with(evaluate(call.body, variables_), [&](const Value& body) {
      auto request = wire::decode(call.operation, body.json, wire::Mode::strict);
      if (!request) {
        const auto& error = request.error();
        return wrong(fmt::format("{}{}: {}", call.operation, error.pointer, error.message));
      }
      add_token(*request, context_, number);
      waiting.calls.push_back({number, std::move(*request)});
      return Flow::go_on;
    });
  }

  Flow take(const Call& call, const Answer& answer) {
    const auto& response = answer.response;
    if (!call.as.empty()) {
      variables_[call.as] = {response ? wire::to_json(*response) : Json::object()};
    }
    if (response) {
      return Flow::go_on;
    }
    const std::string_view type = service::name_of(response.error().type);
    auto found = std::ranges::find(call.catches, type, &Catch::type);
    if (found == call.catches.end()) {
      found = std::ranges::find(call.catches, "*", &Catch::type);
    }
    if (found == call.catches.end()) {
      return end(Failed{std::string(type), response.error().message});
    }
    return caught(*found, response.error());
  }

  Flow caught(const Catch& by, const service::ServiceError& error) {
    auto around = std::exchange(variables_["error"], {error_json(error)});
    const Flow flow = run(by.body);
    variables_["error"] = std::move(around);
    return flow;
  }

  [[nodiscard]] const Answer* answer_to(std::uint32_t call) const {
    const auto found = std::ranges::find(answers_, call, &Answer::call);
    return found == answers_.end() ? nullptr : &*found;
  }

  const InvocationContext& context_;
  std::span<const Answer> answers_;
  Variables variables_;
  std::uint32_t calls_ = 0;
  Json failures_ = Json::array();
  const std::string* pointer_ = nullptr;  ///< of the statement that runs
  const std::string* next_ = nullptr;
  Step end_;
};

class ProgramHandler final : public Handler {
 public:
  explicit ProgramHandler(Block program) : program_(std::move(program)) {}

  Step next(const Event& event, const InvocationContext& context,
            std::span<const Answer> answers) const override {
    return Interpreter(event, context, answers).run_all(program_);
  }

 private:
  Block program_;
};

}  // namespace

std::expected<std::shared_ptr<const Handler>, std::vector<Problem>> handler_of(
    const nlohmann::ordered_json& program) {
  Reader reader;
  Block block = reader.read(program);
  if (!reader.problems().empty()) {
    return std::unexpected(std::move(reader.problems()));
  }
  return std::make_shared<const ProgramHandler>(std::move(block));
}

}  // namespace ddbsim::lambda::program
