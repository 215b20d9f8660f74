#include "sim/server/lambda_api.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/server/endpoint.hpp"

// Lambda's API with functions that are built in: no process is needed to see who is refused, and
// how.
namespace ddbsim::server {
namespace {

using wire::HttpHeader;
using Json = nlohmann::json;

constexpr std::string_view kSigned =
    "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/lambda/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=00";
constexpr std::string_view kFunctions = "/2015-03-31/functions";
constexpr std::string_view kMappings = "/2015-03-31/event-source-mappings";

/// "echo" answers with its payload, "fails" throws.
void add_functions(world::World& world, Functions& functions) {
  FunctionRecord echo;
  echo.process.name = "echo";
  echo.process.runtime = "provided.al2023";
  echo.process.handler = "echo";
  echo.native = std::make_shared<lambda::NativeHandler>(
      [](service::Client&, const lambda::Event& event, const lambda::InvocationContext&) {
        return lambda::Done{
            .batch_item_failures = {}, .state = {}, .response = event.payload.value_or(Json())};
      });
  ASSERT_TRUE(functions.put(world, echo));
  FunctionRecord fails = echo;
  fails.process.name = "fails";
  fails.native = std::make_shared<lambda::NativeHandler>(
      [](service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
        return lambda::Failed{"Refused", "no"};
      });
  ASSERT_TRUE(functions.put(world, fails));
}

class LambdaApiTest : public testing::Test {
 protected:
  struct Got {
    unsigned status = 0;
    std::string headers;
    std::string body;
    [[nodiscard]] Json json() const { return Json::parse(body, nullptr, false); }
    [[nodiscard]] std::string message() const {
      const Json parsed = json();
      return parsed.value(parsed.contains("Message") ? "Message" : "message", "");
    }
    [[nodiscard]] std::string header(const std::string& name) const {
      const std::size_t at = headers.find(name + ": ");
      return at == std::string::npos
                 ? ""
                 : headers.substr(at + name.size() + 2,
                                  headers.find("\r\n", at) - at - name.size() - 2);
    }
  };
  Got ask(std::string_view method, std::string_view target, std::string_view body = {},
          std::vector<HttpHeader> headers = {}) {
    headers.push_back({"Authorization", kSigned});
    headers.push_back({"X-Amz-Date", "20261122T000000Z"});
    wire::HttpResponse response;
    endpoint_.handle({.method = method, .target = target, .headers = headers, .body = body},
                     response);
    if (response.later) {
      const auto later = std::move(response.later);
      later([&response](const wire::HttpResponse& answer) { response = answer; });
    }
    return {response.status, response.headers, response.body};
  }
  Got ask_function(std::string_view method, std::string_view rest, std::string_view body = {}) {
    return ask(method, std::string(kFunctions) + std::string(rest), body);
  }
  Host host_{HostOptions{.wall_clock = false, .set_up = add_functions}};
  Endpoint endpoint_{host_, {}};
};

TEST_F(LambdaApiTest, ShowsAFunction) {
  const Got got = ask_function("GET", "/echo/configuration");
  EXPECT_EQ(got.status, 200U);
  const Json json = got.json();
  EXPECT_EQ(json["FunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:echo");
  EXPECT_EQ(json["State"], "Active");
  EXPECT_EQ(json["LastUpdateStatus"], "Successful");
  EXPECT_EQ(json["Version"], "$LATEST");
  EXPECT_EQ(json["LastModified"], "2026-01-01T00:00:00.000+0000");
}

TEST_F(LambdaApiTest, TakesNamesInEveryForm) {
  for (const std::string name :
       {"echo", "echo:$LATEST", "function:echo", "000000000000:function:echo",
        "us-east-1:000000000000:function:echo",
        "arn:aws:lambda:us-east-1:000000000000:function:echo",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aecho%3A%24LATEST"}) {
    EXPECT_EQ(ask_function("GET", "/" + name).status, 200U) << name;
  }
}

TEST_F(LambdaApiTest, WhatIsNotThereIsNotFound) {
  const Got got = ask_function("GET", "/none");
  EXPECT_EQ(got.status, 404U);
  EXPECT_EQ(got.header("x-amzn-ErrorType"), "ResourceNotFoundException");
  EXPECT_EQ(got.body, R"({"Type":"User","Message":"Function not found: )"
                      R"(arn:aws:lambda:us-east-1:000000000000:function:none"})");
  EXPECT_EQ(ask_function("GET", "/echo:3").message(),
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:echo:3");
  EXPECT_EQ(ask_function("GET", "/arn:aws:lambda:eu-west-1:000000000000:function:echo").status,
            404U);
}

TEST_F(LambdaApiTest, NamesThatAreNoneAreValidationErrors) {
  const Got got = ask_function("GET", "/no%20name");
  EXPECT_EQ(got.status, 400U);
  EXPECT_EQ(got.header("x-amzn-ErrorType"), "ValidationException");
  EXPECT_TRUE(
      got.message().starts_with("1 validation error detected: Value 'no name' at 'functionName' "
                                "failed to satisfy constraint: "
                                "Member must satisfy regular expression pattern: "))
      << got.message();
}

TEST_F(LambdaApiTest, InvokesAFunction) {
  const Got got = ask_function("POST", "/echo/invocations", R"({"a":1})");
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.body, R"({"a":1})");
  EXPECT_EQ(got.header("X-Amz-Executed-Version"), "$LATEST");
  EXPECT_EQ(got.header("X-Amz-Function-Error"), "");
}

TEST_F(LambdaApiTest, ErrorsOfFunctionsAreAnswers) {
  const Got got = ask_function("POST", "/fails/invocations", "{}");
  EXPECT_EQ(got.status, 200U);
  EXPECT_EQ(got.header("X-Amz-Function-Error"), "Unhandled");
  EXPECT_EQ(got.json(), Json({{"errorType", "Refused"}, {"errorMessage", "no"}}));
}

TEST_F(LambdaApiTest, APayloadMustBeJson) {
  const Got got = ask_function("POST", "/echo/invocations", "{");
  EXPECT_EQ(got.status, 400U);
  EXPECT_EQ(got.header("x-amzn-ErrorType"), "InvalidRequestContentException");
}

TEST_F(LambdaApiTest, ListsPageByPage) {
  const Json first = ask_function("GET", "?MaxItems=1").json();
  EXPECT_EQ(first["Functions"].size(), 1U);
  EXPECT_EQ(first["Functions"][0]["FunctionName"], "echo");
  const auto marker = first["NextMarker"].get<std::string>();
  const Json second = ask_function("GET", "/?MaxItems=1&Marker=" + marker).json();
  EXPECT_EQ(second["Functions"][0]["FunctionName"], "fails");
  EXPECT_FALSE(second.contains("NextMarker"));
}

TEST_F(LambdaApiTest, CreatingNeedsARoleAndCode) {
  EXPECT_EQ(
      ask_function("POST", "", R"({"FunctionName":"new"})").message(),
      "2 validation errors detected: Value null at 'role' failed to satisfy constraint: Member "
      "must not be null; Value null at 'code' failed to satisfy constraint: Member must not be "
      "null");
}

TEST_F(LambdaApiTest, RangesAreChecked) {
  EXPECT_EQ(
      ask_function("PUT", "/echo/configuration", R"({"Timeout":0,"MemorySize":20000})").message(),
      "2 validation errors detected: Value '0' at 'timeout' failed to satisfy constraint: Member "
      "must have value greater than or equal to 1; Value '20000' at 'memorySize' failed to "
      "satisfy constraint: Member must have value less than or equal to 10240");
}

TEST_F(LambdaApiTest, ConcurrencyLimitsInvocations) {
  EXPECT_EQ(
      ask("PUT", "/2017-10-31/functions/echo/concurrency", R"({"ReservedConcurrentExecutions":0})")
          .status,
      200U);
  const Got got = ask_function("POST", "/echo/invocations", "{}");
  EXPECT_EQ(got.status, 429U);
  EXPECT_EQ(got.body,
            R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User",)"
            R"("message":"Rate Exceeded."})");
}

TEST_F(LambdaApiTest, DeletedFunctionsAreGone) {
  EXPECT_EQ(ask_function("DELETE", "/echo").status, 204U);
  EXPECT_EQ(ask_function("POST", "/echo/invocations", "{}").status, 404U);
}

TEST_F(LambdaApiTest, ResetBringsBackWhatWasThere) {
  EXPECT_EQ(ask_function("DELETE", "/echo").status, 204U);
  ask("POST", "/_ddbsim/reset");
  EXPECT_EQ(ask_function("GET", "/echo").status, 200U);
}

TEST_F(LambdaApiTest, AMappingNeedsAFunctionAndAStream) {
  const auto create = [&](const Json& body) { return ask("POST", kMappings, body.dump()); };
  EXPECT_EQ(
      create({{"FunctionName", "none"}, {"EventSourceArn", "a"}, {"StartingPosition", "LATEST"}})
          .message(),
      "Function does not exist");
  const std::string arn = "arn:aws:dynamodb:us-east-1:000000000000:table/none/stream/2026";
  EXPECT_EQ(
      create({{"FunctionName", "echo"}, {"EventSourceArn", arn}, {"StartingPosition", "LATEST"}})
          .message(),
      "Stream not found: " + arn);
  EXPECT_EQ(create({{"FunctionName", "echo"},
                    {"EventSourceArn", arn},
                    {"StartingPosition", "LATEST"},
                    {"BatchSize", 0}})
                .message(),
            "1 validation error detected: Value '0' at 'batchSize' failed to satisfy constraint: "
            "Member must have value greater than or equal to 1");
}

TEST_F(LambdaApiTest, AMappingThatIsNotThereIsNotFound) {
  const Got got = ask("GET", std::string(kMappings) + "/00000000-0000-0000-0000-000000000000");
  EXPECT_EQ(got.status, 404U);
  EXPECT_EQ(got.message(), "The resource you requested does not exist.");
}

TEST_F(LambdaApiTest, WhoSendsNoSignatureIsNobody) {
  wire::HttpResponse response;
  endpoint_.handle({.method = "GET", .target = kFunctions}, response);
  EXPECT_EQ(response.status, 403U);
}

TEST_F(LambdaApiTest, AnyJsonIsAnswered) {
  for (const std::string body :
       {"[]", "null", "3", "{\"FunctionName\":3}", "{\"Timeout\":1e300}",
        "{\"Timeout\":18446744073709551615}", "{\"Code\":{\"ZipFile\":7}}", "{\"Layers\":{}}",
        "{\"FunctionName\":\"x\",\"Role\":\"arn:aws:iam::000000000000:role/r\",\"Runtime\":"
        "\"python3.12\",\"Handler\":\"a.b\",\"Code\":{},\"Environment\":{\"Variables\":[1]},"
        "\"VpcConfig\":{\"SubnetIds\":3}}"}) {
    for (const std::string_view target : {kFunctions, kMappings}) {
      const Got got = ask("POST", target, body);
      EXPECT_GE(got.status, 400U) << body;
      EXPECT_LT(got.status, 500U) << body;
    }
    for (const std::string_view rest : {"/echo/code", "/echo/configuration"}) {
      EXPECT_LT(ask_function("PUT", rest, body).status, 500U) << body;
    }
  }
}

}  // namespace
}  // namespace ddbsim::server
