#include "sim/server/lambda_api.hpp"

#include <algorithm>
#include <array>

#include "sim/server/lambda_call.hpp"
#include "sim/server/lambda_functions.hpp"
#include "sim/server/lambda_invoke.hpp"
#include "sim/server/lambda_mappings.hpp"

namespace ddbsim::server {

using Json = nlohmann::json;

namespace {

enum class Takes : std::uint8_t { nothing, json, payload };

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "*" stands for a variable
  std::string_view action;   ///< of IAM, without "lambda:"
  Takes takes;
  LambdaResult (*run)(const LambdaCall& call);
};

constexpr auto kRoutes = std::to_array<Route>(
    {{"POST", "2015-03-31/functions", "CreateFunction", Takes::json, create_function},
     {"GET", "2015-03-31/functions", "ListFunctions", Takes::nothing, list_functions},
     {"GET", "2015-03-31/functions/*", "GetFunction", Takes::nothing, get_function},
     {"DELETE", "2015-03-31/functions/*", "DeleteFunction", Takes::nothing, delete_function},
     {"PUT", "2015-03-31/functions/*/code", "UpdateFunctionCode", Takes::json,
      update_function_code},
     {"GET", "2015-03-31/functions/*/configuration", "GetFunctionConfiguration", Takes::nothing,
      get_function_configuration},
     {"PUT", "2015-03-31/functions/*/configuration", "UpdateFunctionConfiguration", Takes::json,
      update_function_configuration},
     {"POST", "2015-03-31/functions/*/invocations", "InvokeFunction", Takes::payload,
      invoke_function},
     {"PUT", "2017-10-31/functions/*/concurrency", "PutFunctionConcurrency", Takes::json,
      put_concurrency},
     {"GET", "2019-09-30/functions/*/concurrency", "GetFunctionConcurrency", Takes::nothing,
      get_concurrency},
     {"DELETE", "2017-10-31/functions/*/concurrency", "DeleteFunctionConcurrency", Takes::nothing,
      delete_concurrency},
     {"POST", "2015-03-31/event-source-mappings", "CreateEventSourceMapping", Takes::json,
      create_mapping},
     {"GET", "2015-03-31/event-source-mappings", "ListEventSourceMappings", Takes::nothing,
      list_mappings},
     {"GET", "2015-03-31/event-source-mappings/*", "GetEventSourceMapping", Takes::nothing,
      get_mapping},
     {"PUT", "2015-03-31/event-source-mappings/*", "UpdateEventSourceMapping", Takes::json,
      update_mapping},
     {"DELETE", "2015-03-31/event-source-mappings/*", "DeleteEventSourceMapping", Takes::nothing,
      delete_mapping},
     {"POST", "2017-03-31/tags/*", "TagResource", Takes::json, tag_resource},
     {"GET", "2017-03-31/tags/*", "ListTags", Takes::nothing, list_tags},
     {"DELETE", "2017-03-31/tags/*", "UntagResource", Takes::nothing, untag_resource}});

/// "/2015-03-31/functions/" and the like: without the slashes around it.
std::string_view trimmed(std::string_view path) {
  while (path.starts_with('/')) {
    path.remove_prefix(1);
  }
  while (path.ends_with('/')) {
    path.remove_suffix(1);
  }
  return path;
}

std::string_view take_segment(std::string_view& path) {
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(path.size(), segment.size() + 1));
  return segment;
}

/// The variables of a path, when it is one of the pattern's.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> variables;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view found = take_segment(path);
    if (wanted == "*") {
      variables.push_back(percent_decoded(found));
    } else if (wanted != found) {
      return std::nullopt;
    }
  }
  return pattern.empty() && path.empty() ? std::optional(std::move(variables)) : std::nullopt;
}

struct Found {
  const Route* route;
  std::vector<std::string> path;
};
std::optional<Found> route_of(const wire::HttpRequest& request) {
  const std::string_view path = trimmed(path_of(request.target));
  for (const Route& route : kRoutes) {
    if (request.method == route.method) {
      if (auto variables = match(route.pattern, path)) {
        return Found{&route, std::move(*variables)};
      }
    }
  }
  return std::nullopt;
}

LambdaResult run(const Found& found, LambdaCall& call) {
  if (found.route->takes == Takes::json) {
    call.body = Json::parse(call.content.empty() ? "{}" : call.content, nullptr, false);
    if (!call.body.is_object()) {
      return lambda_error("InvalidRequestContentException",
                          "Could not parse request body into json");
    }
  }
  call.path = found.path;
  call.query = query_of(call.http.target);
  return found.route->run(call);
}

}  // namespace

bool is_lambda(const wire::HttpRequest& request) noexcept {
  std::string_view path = trimmed(path_of(request.target));
  const std::string_view version = take_segment(path);
  const std::string_view kind = take_segment(path);
  return version.size() == 10 && version[4] == '-' && version.starts_with("20") &&
         (kind == "functions" || kind == "event-source-mappings" || kind == "tags");
}

std::optional<LambdaAccess> lambda_access_of(const wire::HttpRequest& request,
                                             const world::World& world) {
  const auto found = route_of(request);
  if (!found) {
    return std::nullopt;
  }
  const bool of_function =
      !found->path.empty() && found->route->pattern.find("/functions/") != std::string_view::npos;
  std::string_view name = of_function ? std::string_view(found->path.front()) : "";
  if (const std::size_t at = name.find("function:"); at != std::string_view::npos) {
    name.remove_prefix(at + 9);
  }
  return LambdaAccess{"lambda:" + std::string(found->route->action),
                      of_function ? world.function_arn(name.substr(0, name.find(':'))) : "*"};
}

void answer_lambda(const wire::HttpRequest& request, std::string_view content, Host& host,
                   Host::Hosted& hosted, wire::HttpResponse& response) {
  const auto found = route_of(request);
  if (!found) {
    write_error({"UnknownOperationException", "There is no such operation."}, response);
    return;
  }
  LambdaCall call{.host = host, .hosted = hosted, .http = request, .content = content};
  auto result = run(*found, call);
  if (!result) {
    write_error(result.error(), response);
  } else if (result->later) {
    response.later = std::move(result->later);
  } else if (result->body) {
    write_json(result->status, *result->body, response);
  } else {
    response.status = result->status;
  }
}

}  // namespace ddbsim::server
