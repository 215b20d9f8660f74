#include "sim/wire/http_listener.hpp"

#include <array>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace ddbsim::wire {
namespace {

namespace asio = boost::asio;

/// A listener on a thread of its own; its handler answers "METHOD TARGET BODY".
class HttpListenerTest : public testing::Test {
 protected:
  static ListenOptions options() {
    return {.limits = {.header_bytes = 4096, .body_bytes = 100'000},
            .request_time = std::chrono::milliseconds(300)};
  }
  HttpListenerTest()
      : listener_(options(),
                  [this](const HttpRequest& request, HttpResponse& response) {
                    if (request.target == "/later") {
                      response.later = [this](SendLater send) { owed_.push_back(std::move(send)); };
                      return;
                    }
                    if (request.target == "/pay") {
                      pay();
                    }
                    response.body = std::string(request.method) + " " +
                                    std::string(request.target) + " " + std::string(request.body);
                    response.close = request.has_header("x-close");
                    response.tunnel = request.method == "CONNECT";
                  }),
        thread_([this] { listener_.run(); }) {}
  ~HttpListenerTest() override {
    listener_.stop();
    thread_.join();
  }

  asio::ip::tcp::socket connect() {
    asio::ip::tcp::socket socket(context_);
    socket.connect({asio::ip::make_address("127.0.0.1"), listener_.port()});
    return socket;
  }
  static void send(asio::ip::tcp::socket& socket, std::string_view bytes) {
    boost::system::error_code ignored;
    asio::write(socket, asio::buffer(bytes.data(), bytes.size()), ignored);
  }
  /// Until what was received ends with `end`, or the connection does.
  static std::string receive(asio::ip::tcp::socket& socket, std::string_view end) {
    std::string out;
    std::array<char, 4096> piece{};
    boost::system::error_code error;
    while (!out.ends_with(end)) {
      const std::size_t count = socket.read_some(asio::buffer(piece), error);
      if (error) {
        return out + "(closed)";
      }
      out.append(piece.data(), count);
    }
    return out;
  }
  std::string ask(std::string_view bytes, std::string_view end) {
    auto socket = connect();
    send(socket, bytes);
    return receive(socket, end);
  }

  /// On the listener's thread.
  void pay() {
    HttpResponse late;
    late.body = "it came late";
    for (const SendLater& send : std::exchange(owed_, {})) {
      send(late);
      send(late);  // the second time nothing happens
    }
  }

  asio::io_context context_;
  std::vector<SendLater> owed_;
  HttpListener listener_;
  std::thread thread_;
};

TEST_F(HttpListenerTest, ATunnelEndsHere) {
  auto socket = connect();
  send(socket, "CONNECT far.away:80 HTTP/1.1\r\nHost: far.away:80\r\n\r\n");
  EXPECT_EQ(receive(socket, "\r\n\r\n"), "HTTP/1.1 200 Connection established\r\n\r\n");
  send(socket, "GET /inside HTTP/1.1\r\nHost: far.away\r\n\r\n");
  EXPECT_TRUE(receive(socket, "GET /inside ").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpListenerTest, AnAnswerThatComesLaterHoldsNobodyElseUp) {
  auto patient = connect();
  send(patient, "GET /later HTTP/1.1\r\n\r\nGET /behind HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(ask("GET /now HTTP/1.1\r\n\r\n", "GET /now ").ends_with("GET /now "));
  for (int i = 0; i < 3; ++i) {  // whichever connection was read first
    ask("GET /pay HTTP/1.1\r\n\r\n", "GET /pay ");
  }
  const std::string answers = receive(patient, "GET /behind ");
  const std::size_t late = answers.find("it came late");
  EXPECT_NE(late, std::string::npos);
  EXPECT_EQ(answers.find("it came late", late + 1), std::string::npos);
  EXPECT_LT(late, answers.find("GET /behind "));
}

TEST_F(HttpListenerTest, AnAnswerThatIsOwedEndsWithTheListener) {
  auto patient = connect();
  send(patient, "GET /later HTTP/1.1\r\n\r\n");
  ask("GET /now HTTP/1.1\r\n\r\n", "GET /now ");
  listener_.stop();
  EXPECT_TRUE(receive(patient, "never").ends_with("(closed)"));
}

TEST_F(HttpListenerTest, KeepsConnections) {
  auto socket = connect();
  for (const std::string target : {"/a", "/b", "/c"}) {
    send(socket, "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string answer = receive(socket, "GET " + target + " ");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\nServer: Server\r\n")) << answer;
    EXPECT_NE(answer.find("Connection: keep-alive"), std::string::npos);
  }
}

TEST_F(HttpListenerTest, EndsThemWhenAsked) {
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "never").ends_with("(closed)"));
  EXPECT_TRUE(ask("GET / HTTP/1.0\r\n\r\n", "never").ends_with("(closed)"));
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nX-Close: 1\r\n\r\n", "never").ends_with("(closed)"));
}

TEST_F(HttpListenerTest, AnswersPipelinedRequestsInTheirOrder) {
  std::string requests;
  std::size_t answers = 0;
  for (int i = 0; i < 500; ++i) {
    requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
  }
  const std::string all = ask(requests, "POST /499 {}");
  std::size_t at = 0;
  for (int i = 0; i < 500; ++i) {
    at = all.find("POST /" + std::to_string(i) + " {}", at);
    answers += at != std::string::npos ? 1U : 0U;
  }
  EXPECT_EQ(answers, 500U);
}

TEST_F(HttpListenerTest, PutsChunksTogether) {
  EXPECT_TRUE(ask("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n",
                  "POST / abcde")
                  .ends_with("POST / abcde"));
}

TEST_F(HttpListenerTest, TakesBytesAsTheyCome) {
  auto socket = connect();
  for (const char byte : std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")) {
    send(socket, std::string_view(&byte, 1));
  }
  EXPECT_TRUE(receive(socket, "abc").ends_with("POST / abc"));
}

/// Straight to the parser, so that no two pieces are put together on their way. What Beast takes
/// for granted it asserts, so that only builds with assertions (asan-ubsan, fuzz) show a piece too
/// small.
TEST(HttpParserTest, TakesChunksInAnyPieces) {
  const std::string request =
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\nT: "
      "v\r\n\r\n";
  for (std::size_t piece = 1; piece <= request.size(); ++piece) {
    HttpParser::Storage storage;
    HttpParser parser(storage, {});
    std::size_t used = 0;
    for (std::size_t end = piece; !parser.is_done(); end += piece) {
      boost::system::error_code error;
      std::size_t taken = 1;
      while (taken != 0 && !parser.is_done()) {
        taken = parser.feed(std::string_view(request).substr(used, end - used), error);
        ASSERT_TRUE(!error || error == boost::beast::http::error::need_more) << error.message();
        used += taken;
      }
      ASSERT_LT(end, request.size() + piece) << "in pieces of " << piece;
    }
    EXPECT_EQ(parser.request().body, "abcd");
    EXPECT_EQ(used, request.size());
  }
}

TEST_F(HttpListenerTest, SaysContinue) {
  auto socket = connect();
  send(socket, "POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(receive(socket, "\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  send(socket, "{}");
  EXPECT_TRUE(receive(socket, "{}").ends_with("POST / {}"));
}

TEST_F(HttpListenerTest, SendsNoBodyToHead) {
  const std::string answer = ask("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n", "never");
  EXPECT_NE(answer.find("Content-Length: 7\r\n"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n(closed)")) << answer;
}

TEST_F(HttpListenerTest, WhatIsNoHttpIsRefused) {
  for (const std::string_view bytes :
       {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\nbroken header\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"}) {
    EXPECT_TRUE(ask(bytes, "Bad Request\n").starts_with("HTTP/1.1 400 Bad Request\r\n")) << bytes;
  }
}

TEST_F(HttpListenerTest, WhatIsTooLargeIsRefused) {
  EXPECT_TRUE(ask("POST / HTTP/1.1\r\nContent-Length: 100001\r\n\r\n", "Large\n")
                  .starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nA: " + std::string(5000, 'x') + "\r\n\r\n", "Large\n")
                  .starts_with("HTTP/1.1 431 "));
}

TEST_F(HttpListenerTest, SlowSendersAreNotWaitedFor) {
  auto slow = connect();
  send(slow, "POST / HTTP/1.1\r\nContent-Le");
  // Others are served meanwhile.
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\n\r\n", "GET / ").ends_with("GET / "));
  EXPECT_EQ(receive(slow, "never"), "(closed)");
}

TEST_F(HttpListenerTest, ConnectionsThatAreCutLeaveNothing) {
  for (int i = 0; i < 200; ++i) {
    auto socket = connect();
    send(socket, "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
  }
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\n\r\n", "GET / ").ends_with("GET / "));
}

TEST(HttpListener, TellsThatAPortIsTaken) {
  const auto nothing = [](const HttpRequest&, HttpResponse&) {};
  const HttpListener first({}, nothing);
  try {
    const HttpListener second({.port = first.port()}, nothing);
    FAIL() << "two listeners on one port";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), "port " + std::to_string(first.port()) +
                                " of 127.0.0.1 is taken; --port 0 takes any free one");
  }
  EXPECT_THROW(HttpListener({.address = "nowhere"}, nothing), std::runtime_error);
}

}  // namespace
}  // namespace ddbsim::wire
