#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace ddbsim::lambda::process {

/// A certificate authority for one run, in memory: functions that speak https to AWS, or to any
/// host, meet a certificate of that host signed by it. Its own certificate is valid in any virtual
/// time from 1970 to 2099.
class Certificates {
 public:
  Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;
  ~Certificates();

  /// The authority's certificate, PEM: what functions are told to trust.
  [[nodiscard]] std::string authority_pem() const;
  /// What a server named `host` needs, made when it is first asked for.
  [[nodiscard]] boost::asio::ssl::context& server(const std::string& host);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ddbsim::lambda::process
