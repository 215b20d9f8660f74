#include "sim/lambda/program/reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/wire/placeholders.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::lambda::program {

namespace {

using Json = nlohmann::ordered_json;

/// The member that makes a statement a request; empty: none does.
std::string operation_of(const Json& statement) {
  for (const auto& [name, body] : statement.items()) {
    if (service::operation_named(name)) {
      return name;
    }
  }
  return {};
}

}  // namespace

constexpr std::array<std::pair<std::string_view, Reader::Read>, 7> Reader::kReaders = {
    {{"for_each", &Reader::read_for_each},
     {"if", &Reader::read_if},
     {"let", &Reader::read_let},
     {"next", &Reader::read_next},
     {"fail", &Reader::read_fail},
     {"report_failure", &Reader::read_report_failure},
     {"at_once", &Reader::read_at_once}}};

Block Reader::read(const Json& program) {
  variables_ = {"event", "context"};
  return block({program, Pointer()});
}

Block Reader::block(const At& at) {
  Block out;
  if (!at.json.is_array()) {
    expected(at, "a list of statements");
    return out;
  }
  const auto before = variables_;
  for (std::size_t index = 0; index < at.json.size(); ++index) {
    statement(at.element(index), out);
  }
  variables_ = before;
  return out;
}

/// What it is, one of its members says.
void Reader::statement(const At& at, Block& out) {
  if (at.json == "stop") {
    out.push_back({at.pointer.to_string(), Stop{}});
    return;
  }
  if (!at.json.is_object() || at.json.empty()) {
    expected(at,
             R"(a statement: an object like {"for_each": ...} or {"PutItem": {...}}, or "stop")");
    return;
  }
  for (const auto& [name, read] : kReaders) {
    if (at.json.contains(std::string(name))) {
      (this->*read)(at, out);
      return;
    }
  }
  if (operation_of(at.json).empty()) {
    unknown_statement(at);
  } else {
    read_call(at, out);
  }
}

void Reader::unknown_statement(const At& at) {
  std::vector<std::string_view> known;
  known.reserve(kReaders.size() + std::variant_size_v<service::Request>);
  for (const auto& [name, read] : kReaders) {
    known.push_back(name);
  }
  for (std::size_t index = 0; index < std::variant_size_v<service::Request>; ++index) {
    known.push_back(service::operation_name(index));
  }
  const std::string& name = at.json.begin().key();
  problem(at.member(name),
          fmt::format("unknown statement \"{}\"{}", name, wire::did_you_mean(name, known)), true);
}

void Reader::read_for_each(const At& at, Block& out) {
  check_members(at, "a for_each", {"for_each", "as", "do", "why"});
  ForEach loop{.list = read_template(at.member("for_each")), .variable = {}, .body = {}};
  if (!has_member(at, "as") || !has_member(at, "do")) {
    return;
  }
  loop.variable = variable_name(at.member("as"));
  const bool is_new = variables_.insert(loop.variable).second;
  if (!is_new) {
    problem(at.member("as"),
            fmt::format("\"{}\" is the name of something else here", loop.variable));
  }
  loops_.push_back(loop.variable);
  loop.body = block(at.member("do"));
  loops_.pop_back();
  if (is_new) {
    variables_.erase(loop.variable);
  }
  out.push_back({at.pointer.to_string(), std::move(loop)});
}

void Reader::read_if(const At& at, Block& out) {
  check_members(at, "an if", {"if", "then", "else", "why"});
  If choice{.condition = condition(at.member("if")), .then = {}, .otherwise = {}};
  if (has_member(at, "then")) {
    choice.then = block(at.member("then"));
  }
  if (at.json.contains("else")) {
    choice.otherwise = block(at.member("else"));
  }
  out.push_back({at.pointer.to_string(), std::move(choice)});
}

void Reader::read_let(const At& at, Block& out) {
  check_members(at, "a let", {"let", "be", "sum", "after", "why"});
  const auto has = [&at](const char* name) { return at.json.contains(name) ? 1 : 0; };
  if (has("be") + has("sum") + has("after") != 1) {
    problem(at, R"(a let needs one of "be", "sum" and "after")");
    return;
  }
  std::string variable = variable_name(at.member("let"));
  Statement statement{.pointer = at.pointer.to_string(), .action = {}};
  if (has("be") == 1) {
    statement.action = Let{variable, read_template(at.member("be"))};
  } else if (has("sum") == 1) {
    statement.action = Sum{variable, operands(at.member("sum"), 1, 1000)};
  } else if (auto both = operands(at.member("after"), 2, 2); both.size() == 2) {
    statement.action = After{variable, std::move(both[0]), std::move(both[1])};
  }
  variables_.insert(std::move(variable));
  out.push_back(std::move(statement));
}

void Reader::read_next(const At& at, Block& out) {
  check_members(at, "a next", {"next", "why"});
  const At name = at.member("next");
  if (std::ranges::none_of(loops_,
                           [&name](const std::string& loop) { return name.json == loop; })) {
    expected(name, loops_.empty() ? std::string("no \"next\" outside of a for_each")
                                  : fmt::format("the variable of a for_each around it: \"{}\"",
                                                fmt::join(loops_, "\" or \"")));
    return;
  }
  out.push_back({at.pointer.to_string(), Next{name.json.get<std::string>()}});
}

void Reader::read_fail(const At& at, Block& out) {
  check_members(at, "a fail", {"fail", "why"});
  out.push_back({at.pointer.to_string(), Fail{read_template(at.member("fail"))}});
}

void Reader::read_report_failure(const At& at, Block& out) {
  check_members(at, "a report_failure", {"report_failure", "why"});
  out.push_back(
      {at.pointer.to_string(), ReportFailure{read_template(at.member("report_failure"))}});
}

// ---- requests -----------------------------------------------------------------------------------

void Reader::read_at_once(const At& at, Block& out) {
  check_members(at, "an at_once", {"at_once", "why"});
  const At list = at.member("at_once");
  if (!list.json.is_array() || list.json.empty()) {
    expected(list, "a list of requests");
    return;
  }
  Block requests;
  const auto before = variables_;
  auto after = variables_;
  for (std::size_t index = 0; index < list.json.size(); ++index) {
    statement(list.element(index), requests);
    after.merge(std::exchange(variables_, before));
  }
  variables_ = std::move(after);
  Calls together;
  for (Statement& request : requests) {
    auto* calls = std::get_if<Calls>(&request.action);
    if (calls == nullptr || calls->calls.size() != 1) {
      problems_.push_back({request.pointer, "only requests are made at once"});
      continue;
    }
    together.calls.push_back(std::move(calls->calls.front()));
  }
  out.push_back({at.pointer.to_string(), std::move(together)});
}

void Reader::read_call(const At& at, Block& out) {
  Calls one;
  one.calls.push_back(call(at, operation_of(at.json)));
  out.push_back({at.pointer.to_string(), std::move(one)});
}

Call Reader::call(const At& at, const std::string& operation) {
  check_members(at, "a request", {operation, "as", "catch", "why"});
  const At body = at.member(operation);
  if (const auto error = wire::open_request_error(operation, body.json)) {
    problems_.push_back({body.pointer.to_string() + error->pointer, error->message,
                         error->message.starts_with("unknown")});
  }
  Call call{.operation = operation, .body = read_template(body), .as = {}, .catches = {}};
  if (at.json.contains("as")) {
    call.as = variable_name(at.member("as"));
    variables_.insert(call.as);
  }
  if (at.json.contains("catch")) {
    call.catches = catches(at.member("catch"));
  }
  return call;
}

std::vector<Catch> Reader::catches(const At& at) {
  std::vector<Catch> out;
  if (!at.json.is_object()) {
    expected(at, R"(an object of error types, like {"ConditionalCheckFailedException": [...]})");
    return out;
  }
  const bool nested = !variables_.insert("error").second;
  for (const auto& [type, body] : at.json.items()) {
    if (type != "*" && !service::error_type_named(type)) {
      problem(at.member(type), fmt::format("there is no error type \"{}\"; \"*\" is any", type),
              true);
    }
    out.push_back({type, block(at.member(type))});
  }
  if (!nested) {
    variables_.erase("error");
  }
  return out;
}

}  // namespace ddbsim::lambda::program
