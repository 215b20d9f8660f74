#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/server/hosted.hpp"
#include "sim/server/signature.hpp"
#include "sim/server/users.hpp"
#include "sim/wire/http.hpp"

// The DynamoDB endpoint, with Lambda's and our own calls beside it: what happens to an HTTP request
// before and after its operation. Routes, headers, and errors that belong to no operation are as
// dynalite and Dynoxide have them, which agree except where a comment says so.
namespace ddbsim::server {

struct EndpointOptions {
  std::string region = "us-east-1";             ///< in the answer to GET /
  std::optional<Credentials> credentials = {};  ///< absent: any signature will do
  Users users = {};                             ///< whose requests need policies that allow them
  std::size_t body_bytes = std::size_t{16} << 20U;  ///< of a body after its content coding
  std::size_t compress_from = 1024;                 ///< bytes of an answer worth compressing
};

class Endpoint {
 public:
  Endpoint(Host& host, EndpointOptions options) : host_(host), options_(std::move(options)) {}

  /// Answers any request. Never throws but when memory ends.
  void handle(const wire::HttpRequest& request, wire::HttpResponse& response);

  [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }

 private:
  void get(const wire::HttpRequest& request, wire::HttpResponse& response);
  static void preflight(const wire::HttpRequest& request, wire::HttpResponse& response);
  void post(const wire::HttpRequest& request, wire::HttpResponse& response);
  void call_lambda(const wire::HttpRequest& request, wire::HttpResponse& response);
  void operate(const wire::HttpRequest& request, std::string_view body,
               wire::HttpResponse& response);
  void run(std::string_view operation, std::string_view body, const Authorization& who,
           wire::HttpResponse& response);
  static void fail(const FrontError& error, wire::HttpResponse& response);
  void finish(const wire::HttpRequest& request, wire::HttpResponse& response) const;
  /// The operation, when IAM lets the caller.
  [[nodiscard]] service::Result<service::Response> answer(service::Account& account,
                                                          service::RequestRef request,
                                                          const Authorization& who) const;
  [[nodiscard]] std::optional<std::string> denial_of(const wire::HttpRequest& request,
                                                     const world::World& world,
                                                     const Authorization& who) const;
  [[nodiscard]] std::string_view next_request_id();
  [[nodiscard]] std::optional<FrontError> check_signature_of(const wire::HttpRequest& request,
                                                             const Authorization& who) const;

  Host& host_;
  EndpointOptions options_;
  std::uint64_t requests_ = 0;
  std::string request_id_;
};

}  // namespace ddbsim::server
