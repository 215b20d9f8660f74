#include "sim/server/signature.hpp"

#include <gtest/gtest.h>

// Signatures made by botocore 1.29 for the key AKIDEXAMPLE and the secret
// wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY.
namespace ddbsim::server {
namespace {

using std::chrono::sys_seconds;
using namespace std::chrono_literals;

constexpr sys_seconds kSignedAt = std::chrono::sys_days(std::chrono::November / 22 / 2026) + 12h;
const Credentials kCredentials = {{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}};

struct Sent {
  std::string target = "/";
  std::string body = "{}";
  std::vector<wire::HttpHeader> headers = {
      {"Host", "localhost:8000"},
      {"X-Amz-Target", "DynamoDB_20120810.ListTables"},
      {"Content-Type", "application/x-amz-json-1.0"},
      {"X-Amz-Date", "20261122T120000Z"},
      {"Authorization",
       "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/us-east-1/dynamodb/aws4_request, "
       "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
       "Signature=adc6bb5b5be470702bf09fdd6108770c3db3cb185a61b45d35d0c99b906498b3"}};
  [[nodiscard]] wire::HttpRequest request() const {
    return {.method = "POST", .target = target, .headers = headers, .body = body};
  }
};

std::string told(const Sent& sent, sys_seconds now = kSignedAt + 1min) {
  const auto who = authorization_of(sent.request());
  if (!who) {
    return who.error().type;
  }
  const auto error = check_signature(sent.request(), *who, kCredentials, now);
  return error ? error->type + ": " + error->message : "good";
}

constexpr const char* kMismatch =
    "InvalidSignatureException: The request signature we calculated does not match the signature "
    "you provided. Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details.";

TEST(Signature, OfBotocoreIsGood) { EXPECT_EQ(told({}), "good"); }

TEST(Signature, InTheQueryStringIsGood) {
  Sent sent;
  sent.target =
      "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Fus-"
      "east-1%2Fdynamodb%2Faws4_request&X-Amz-Date=20261122T120000Z&X-Amz-Expires=3600&"
      "X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-target&X-Amz-Signature=65ed5a248"
      "265326f8d7a3c031ad430c903e88644afeb458c0e4542ae42712cf3";
  sent.headers = {{"Host", "localhost:8000"},
                  {"X-Amz-Target", "DynamoDB_20120810.ListTables"},
                  {"Content-Type", "application/x-amz-json-1.0"}};
  sent.body = "";  // botocore takes the body away when it signs in the query
  EXPECT_EQ(told(sent), "good");
  sent.target.back() = sent.target.back() == '0' ? '1' : '0';
  EXPECT_EQ(told(sent), kMismatch);
}

TEST(Signature, CoversBodyAndHeaders) {
  Sent other_body;
  other_body.body = "{ }";
  EXPECT_EQ(told(other_body), kMismatch);
  Sent other_target;
  other_target.headers[1].value = "DynamoDB_20120810.DeleteTable";
  EXPECT_EQ(told(other_target), kMismatch);
  Sent other_path;
  other_path.target = "/x";
  EXPECT_EQ(told(other_path), kMismatch);
}

TEST(Signature, BlanksAndCaseOfHeadersDoNotMatter) {
  Sent sent;
  sent.headers[1] = {"x-amz-TARGET", "DynamoDB_20120810.ListTables"};
  sent.headers[2].value = "application/x-amz-json-1.0  ";
  EXPECT_EQ(told(sent), "good");
}

TEST(Signature, HasATime) {
  EXPECT_EQ(told({}, kSignedAt + 15min), "good");
  EXPECT_EQ(told({}, kSignedAt + 15min + 1s),
            "InvalidSignatureException: Signature expired: 20261122T120000Z is now earlier than "
            "20261122T120001Z (20261122T121501Z - 15 min.)");
  EXPECT_EQ(told({}, kSignedAt - 16min),
            "InvalidSignatureException: Signature not yet current: 20261122T120000Z is still later "
            "than 20261122T115900Z (20261122T114400Z + 15 min.)");
}

TEST(Signature, OfAStrangerIsRefused) {
  Sent sent;
  sent.headers[4].value =
      "AWS4-HMAC-SHA256 Credential=OTHER/20261122/us-east-1/dynamodb/aws4_request, "
      "SignedHeaders=host, Signature=0";
  EXPECT_EQ(told(sent),
            "UnrecognizedClientException: The security token included in the request is invalid.");
}

TEST(Signature, HasAScope) {
  const auto with_credential = [](const std::string& credential) {
    static std::string value;
    value = "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host, Signature=0";
    Sent sent;
    sent.headers[4].value = value;
    return told(sent);
  };
  EXPECT_EQ(with_credential("AKIDEXAMPLE/20261121/us-east-1/dynamodb/aws4_request"),
            "InvalidSignatureException: Date in Credential scope does not match YYYYMMDD from "
            "ISO-8601 version of date from HTTP: '20261121' != '20261122', from "
            "'20261122T120000Z'.");
  EXPECT_EQ(with_credential("AKIDEXAMPLE/20261122/us-east-1/s3/aws4_request"),
            "InvalidSignatureException: Credential should be scoped to correct service: "
            "'dynamodb'. ");
  EXPECT_EQ(with_credential("AKIDEXAMPLE/20261122/us-east-1/dynamodb/aws4_request"),
            "InvalidSignatureException: 'X-Amz-Target' must be a 'SignedHeader' in the AWS "
            "Authorization.");
}

TEST(Credentials, AreReadFromJsonAndIni) {
  EXPECT_EQ(read_credentials(R"({"A": "x", "B": "y"})", "f"),
            (Credentials{{"A", "x"}, {"B", "y"}}));
  EXPECT_EQ(read_credentials("[default]\naws_access_key_id = A\naws_secret_access_key=x\n", "f"),
            (Credentials{{"A", "x"}}));
  EXPECT_THROW(static_cast<void>(read_credentials("nothing", "f")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(read_credentials(R"({"A": 1})", "f")), std::runtime_error);
}

}  // namespace
}  // namespace ddbsim::server
