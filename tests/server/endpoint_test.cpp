#include "sim/server/endpoint.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/server/compression.hpp"

// What happens before and after an operation. Expectations are the answers of dynalite and
// Dynoxide, which agree on all but what a comment names.
namespace ddbsim::server {
namespace {

using wire::HttpHeader;
using Json = nlohmann::json;

constexpr std::string_view kSigned =
    "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=00";
constexpr std::string_view kListTables = "DynamoDB_20120810.ListTables";
constexpr std::string_view kJson = "application/x-amz-json-1.0";

class EndpointTest : public testing::Test {
 protected:
  struct Ask {
    std::string_view method = "POST";
    std::string_view target = "/";
    std::vector<HttpHeader> headers = {};
    std::string_view body = {};
  };
  wire::HttpResponse ask(const Ask& ask) {
    wire::HttpResponse response;
    endpoint_.handle(
        {.method = ask.method, .target = ask.target, .headers = ask.headers, .body = ask.body},
        response);
    return response;
  }
  /// A signed request of an operation, as SDKs send it.
  wire::HttpResponse call(std::string_view target, std::string_view body) {
    return ask({.headers = signed_headers(target), .body = body});
  }
  static std::vector<HttpHeader> signed_headers(std::string_view target) {
    return {{"Content-Type", kJson},
            {"X-Amz-Target", target},
            {"X-Amz-Date", "20261122T000000Z"},
            {"Authorization", kSigned}};
  }
  static std::string header(const wire::HttpResponse& response, const std::string& name) {
    const std::size_t at = response.headers.find(name + ": ");
    return at == std::string::npos
               ? std::string()
               : response.headers.substr(at + name.size() + 2,
                                         response.headers.find("\r\n", at) - at - name.size() - 2);
  }
  static std::string error(std::string_view type, std::string_view message = {}) {
    std::string out = R"({"__type":"com.amazon.coral.service#)" + std::string(type) + '"';
    return message.empty() ? out + "}" : out + R"(,"message":")" + std::string(message) + "\"}";
  }

  Host host_{HostOptions{.wall_clock = false}};
  Endpoint endpoint_{host_, {}};
};

TEST_F(EndpointTest, AnswersWithTheServicesHeaders) {
  const auto response = call(kListTables, "{}");
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.body, R"({"TableNames":[]})");
  EXPECT_EQ(header(response, "Content-Type"), kJson);
  EXPECT_EQ(header(response, "x-amz-crc32"), std::to_string(crc32_of(response.body)));
  const std::string id = header(response, "x-amzn-RequestId");
  EXPECT_EQ(id.size(), 52U);
  EXPECT_NE(header(call(kListTables, "{}"), "x-amzn-RequestId"), id);
}

TEST_F(EndpointTest, IsHealthy) {
  EXPECT_EQ(ask({.method = "GET"}).body, "healthy: dynamodb.us-east-1.amazonaws.com ");
  EXPECT_EQ(ask({.method = "GET", .target = "http://dynamodb.eu-west-1.amazonaws.com/"}).status,
            200U);
}

TEST_F(EndpointTest, WhatIsNoOperationIsAPage) {
  const auto is_page = [](const wire::HttpResponse& response) {
    return response.status == 404 && response.body == "<UnknownOperationException/>\n";
  };
  for (const std::string_view method : {"HEAD", "PUT", "DELETE", "OPTIONS", "BREW"}) {
    EXPECT_TRUE(is_page(ask({.method = method}))) << method;
  }
  EXPECT_TRUE(is_page(ask({.method = "GET", .target = "/favicon.ico"})));
  for (const std::string_view type : {"text/plain", "application/x-amz-json-1.0x", "json"}) {
    EXPECT_TRUE(is_page(ask({.headers = {{"content-type", type}}, .body = "{}"}))) << type;
  }
  EXPECT_TRUE(is_page(ask({.headers = {{"Authorization", kSigned}}, .body = "{}"})));
}

TEST_F(EndpointTest, TakesTheContentTypesOfClients) {
  // The 1.1 is ours: dynalite and Dynoxide know no such protocol.
  for (const std::string type :
       {"application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json"}) {
    auto headers = signed_headers(kListTables);
    const std::string sent = type + "; charset=utf-8";
    headers[0].value = sent;
    const auto response = ask({.headers = headers, .body = "{}"});
    EXPECT_EQ(response.status, 200U) << type;
    EXPECT_EQ(header(response, "Content-Type"), type);
  }
}

TEST_F(EndpointTest, ABodyThatIsNoJsonComesFirst) {
  const std::string broken = error("SerializationException");
  EXPECT_EQ(call(kListTables, "{").body, broken);
  EXPECT_EQ(call(kListTables, "").body, broken);
  EXPECT_EQ(call("DynamoDB_20120810.Nope", "{").body, broken);
  EXPECT_EQ(
      ask({.headers = {{"Content-Type", kJson}, {"X-Amz-Target", kListTables}}, .body = "{"}).body,
      broken);
}

TEST_F(EndpointTest, ThenTheOperation) {
  const std::string unknown = error("UnknownOperationException");
  for (const std::string_view target :
       {"DynamoDB_20120810.Nope", "ListTables", "dynamodb_20120810.ListTables",
        "DynamoDB_20111205.ListTables", "DynamoDBStreams_20120810.ListTables",
        "DynamoDB_20120810.ListStreams", ""}) {
    EXPECT_EQ(call(target, "{}").body, unknown) << target;
  }
  const auto nothing = ask({});
  EXPECT_EQ(nothing.status, 400U);
  EXPECT_EQ(nothing.body, unknown);
  EXPECT_EQ(header(nothing, "Content-Type"), "application/json");
}

TEST_F(EndpointTest, ThenWhoSigns) {
  const auto sent_by = [&](std::vector<HttpHeader> headers, std::string_view target = "/") {
    headers.push_back({"Content-Type", kJson});
    headers.push_back({"X-Amz-Target", kListTables});
    return ask({.target = target, .headers = headers, .body = "{}"}).body;
  };
  const std::string missing =
      error("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  EXPECT_EQ(sent_by({}), missing);
  EXPECT_EQ(sent_by({{"Authorization", "junk"}}), missing);
  EXPECT_EQ(sent_by({{"Authorization", "AWS4-HMAC-SHA256"}, {"X-Amz-Date", "a"}}),
            error("IncompleteSignatureException",
                  "Authorization header requires 'Credential' parameter. Authorization header "
                  "requires 'Signature' parameter. Authorization header requires 'SignedHeaders' "
                  "parameter. Authorization=AWS4-HMAC-SHA256"));
  EXPECT_EQ(
      sent_by({{"Authorization", "AWS4-HMAC-SHA256 Credential=a,Signature=b,SignedHeaders=c"}}),
      error("IncompleteSignatureException",
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
            "header. Authorization=AWS4-HMAC-SHA256 "
            "Credential=a,Signature=b,SignedHeaders=c"));
  EXPECT_EQ(
      sent_by({{"Authorization", kSigned}}, "/?X-Amz-Algorithm=x"),
      error("InvalidSignatureException",
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP "
            "header."));
  EXPECT_EQ(sent_by({}, "/?X-Amz-Algorithm=x&X-Amz-Date="),
            error("IncompleteSignatureException",
                  "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string "
                  "parameters must include 'X-Amz-Signature'. AWS query-string parameters must "
                  "include 'X-Amz-SignedHeaders'. AWS query-string parameters must include "
                  "'X-Amz-Date'. Re-examine the query-string parameters."));
  EXPECT_EQ(sent_by({},
                    "/?X-Amz-Algorithm=a&X-Amz-Credential=b&X-Amz-Signature=c&"
                    "X-Amz-SignedHeaders=d&X-Amz-Date=e"),
            R"({"TableNames":[]})");
}

TEST_F(EndpointTest, ThenTheOperationsOwnErrors) {
  const auto response = call("DynamoDB_20120810.DescribeTable", R"({"TableName":"absent"})");
  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(response.body,
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":)"
            R"("Requested resource not found: Table: absent not found"})");
}

TEST_F(EndpointTest, LetsProxyAgentsTunnelPlainHttp) {
  EXPECT_TRUE(ask({.method = "CONNECT", .target = "dynamodb.eu-west-1.amazonaws.com:80"}).tunnel);
  const auto refused = ask({.method = "CONNECT", .target = "dynamodb.eu-west-1.amazonaws.com:443"});
  EXPECT_FALSE(refused.tunnel);
  EXPECT_EQ(refused.status, 501U);
  EXPECT_NE(refused.body.find("does not speak TLS"), std::string::npos);
  EXPECT_TRUE(refused.close);
}

TEST_F(EndpointTest, LetsBrowsersIn) {
  const auto preflight = ask({.method = "OPTIONS",
                              .headers = {{"Origin", "http://x"},
                                          {"Access-Control-Request-Headers", "a,b"},
                                          {"Access-Control-Request-Method", "POST"}}});
  EXPECT_EQ(preflight.status, 200U);
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Headers"), "a,b");
  EXPECT_EQ(header(preflight, "Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(header(preflight, "Access-Control-Max-Age"), "172800");
  auto headers = signed_headers(kListTables);
  headers.push_back({"Origin", "http://x"});
  EXPECT_EQ(header(ask({.headers = headers, .body = "{}"}), "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header(call(kListTables, "{}"), "Access-Control-Allow-Origin"), "");
}

TEST_F(EndpointTest, UnpacksAndPacksBodies) {
  for (const auto& [name, coding] :
       {std::pair("gzip", Coding::gzip), std::pair("deflate", Coding::deflate)}) {
    auto headers = signed_headers(kListTables);
    headers.push_back({"Content-Encoding", name});
    const std::string packed = compressed("{}", coding);
    EXPECT_EQ(ask({.headers = headers, .body = packed}).body, R"({"TableNames":[]})") << name;
    EXPECT_EQ(ask({.headers = headers, .body = "{}"}).body, error("SerializationException"));
  }
  Endpoint packing(host_, {.compress_from = 1});
  auto headers = signed_headers(kListTables);
  headers.push_back({"Accept-Encoding", "br, gzip;q=0.5"});
  wire::HttpResponse response;
  packing.handle({.method = "POST", .target = "/", .headers = headers, .body = "{}"}, response);
  EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(response, "x-amz-crc32"), std::to_string(crc32_of(response.body)));
  EXPECT_EQ(inflated(response.body, Coding::gzip, 100), R"({"TableNames":[]})");
}

TEST_F(EndpointTest, ABombIsNotUnpacked) {
  Endpoint careful(host_, {.body_bytes = 1000});
  auto headers = signed_headers(kListTables);
  headers.push_back({"Content-Encoding", "gzip"});
  const std::string bomb = compressed(std::string(100'000, ' '), Coding::gzip);
  wire::HttpResponse response;
  careful.handle({.method = "POST", .target = "/", .headers = headers, .body = bomb}, response);
  EXPECT_EQ(response.status, 413U);
}

TEST_F(EndpointTest, AdminCallsMoveTheClockAndReset) {
  const auto create = call("DynamoDB_20120810.CreateTable", R"({"TableName":"notes",
      "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})");
  ASSERT_EQ(create.status, 200U) << create.body;
  const auto advanced = ask({.target = "/_ddbsim/clock", .body = R"({"advance": "36h"})"});
  EXPECT_EQ(Json::parse(advanced.body)["now"], "2026-01-02T12:00:00.000Z");
  EXPECT_EQ(ask({.method = "GET", .target = "/_ddbsim/status"}).body, advanced.body);
  EXPECT_EQ(ask({.target = "/_ddbsim/reset"}).status, 200U);
  EXPECT_EQ(call(kListTables, "{}").body, R"({"TableNames":[]})");
  EXPECT_EQ(ask({.target = "/_ddbsim/clock", .body = "{}"}).status, 400U);
  EXPECT_EQ(ask({.target = "/_ddbsim/nothing"}).status, 404U);
}

TEST_F(EndpointTest, TimeToLiveFollowsTheVirtualClock) {
  call("DynamoDB_20120810.CreateTable", R"({"TableName":"notes",
      "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})");
  call("DynamoDB_20120810.UpdateTimeToLive", R"({"TableName":"notes",
      "TimeToLiveSpecification":{"AttributeName":"ends","Enabled":true}})");
  call("DynamoDB_20120810.PutItem",
       R"({"TableName":"notes","Item":{"pk":{"S":"a"},"ends":{"N":"1767229200"}}})");
  const auto count = [&] {
    return Json::parse(call("DynamoDB_20120810.Scan", R"({"TableName":"notes"})").body)["Count"];
  };
  EXPECT_EQ(count(), 1);
  ask({.target = "/_ddbsim/clock", .body = R"({"advance": "2h"})"});
  EXPECT_EQ(count(), 0);
}

TEST_F(EndpointTest, ShowsTheKeysThatContributorInsightsCounts) {
  call("DynamoDB_20120810.CreateTable", R"({"TableName":"notes",
      "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"})");
  call("DynamoDB_20120810.UpdateContributorInsights",
       R"({"TableName":"notes","ContributorInsightsAction":"ENABLE"})");
  call("DynamoDB_20120810.PutItem", R"({"TableName":"notes","Item":{"pk":{"S":"a"}}})");
  const auto show = [&](std::string_view query) {
    return ask({.method = "GET", .target = "/_ddbsim/contributor-insights" + std::string(query)});
  };
  EXPECT_EQ(show("?table=notes").body,
            R"({"table":"notes","rules":{"PKC":[{"key":"a","value":3.0}],"PKT":[]}})"
            "\n");
  EXPECT_EQ(show("?table=nothing").status, 404U);
  EXPECT_EQ(show("?table=notes&index=nothing").status, 404U);
}

TEST(Isolation, EveryKeyAndRegionHasItsAccount) {
  Host host{HostOptions{.isolate = true, .wall_clock = false}};
  host.account("a", "us-east-1").add_table({.name = "mine", .key = {.hash = {{"pk"}}}});
  EXPECT_NE(host.account("a", "us-east-1").find_table("mine"), nullptr);
  EXPECT_EQ(host.account("b", "us-east-1").find_table("mine"), nullptr);
  EXPECT_EQ(host.account("a", "eu-west-1").find_table("mine"), nullptr);
  EXPECT_EQ(host.account("a", "eu-west-1").parameters().region, "eu-west-1");
  EXPECT_EQ(host.accounts(), 3U);
}

}  // namespace
}  // namespace ddbsim::server
