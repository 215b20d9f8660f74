#include "sim/server/function_log.hpp"

#include <gtest/gtest.h>

namespace ddbsim::server {
namespace {

class FunctionLogTest : public testing::Test {
 protected:
  std::string shown_;
  std::shared_ptr<FunctionLog> log_ =
      std::make_shared<FunctionLog>([this](std::string_view line) { shown_ += line; });
};

TEST_F(FunctionLogTest, LinesAreWholeAndSayWhose) {
  log_->add("a", "one\ntw");
  log_->add("b", "other\n");
  log_->add("a", "o\n\nthree");
  EXPECT_EQ(shown_, "a | one\nb | other\na | two\na | \n");
  log_->end_line("a");
  log_->end_line("a");
  EXPECT_EQ(shown_, "a | one\nb | other\na | two\na | \na | three\n");
}

class LoggedHandlerTest : public FunctionLogTest {
 protected:
  lambda::Activity play(std::shared_ptr<const lambda::Handler> function) {
    double now = 100;
    const LoggedHandler handler(std::move(function), log_, [&now] { return now += 12.34; }, 256);
    const lambda::InvocationContext context{.function_name = "f",
                                            .function_arn = {},
                                            .request_id = "id",
                                            .started = {},
                                            .deadline = {}};
    static_cast<void>(handler.next({}, context, {}));
    return handler.take_activity(context);
  }
};

TEST_F(LoggedHandlerTest, AnInvocationHasABeginningAndAnEnd) {
  const auto activity = play(std::make_shared<lambda::NativeHandler>(
      [](service::Client&, const lambda::Event&, const lambda::InvocationContext&) {
        return lambda::Done{};
      }));
  EXPECT_EQ(activity.log,
            "START RequestId: id Version: $LATEST\nEND RequestId: id\nREPORT RequestId: "
            "id\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\t\n");
  EXPECT_TRUE(shown_.starts_with("f | START RequestId: id Version: $LATEST\nf | END"));
}

TEST_F(LoggedHandlerTest, AnExceptionOfTheSandboxIsAFailedInvocation) {
  class NoProcess final : public lambda::Handler {
    lambda::Step next(const lambda::Event&, const lambda::InvocationContext&,
                      std::span<const lambda::Answer>) const override {
      throw std::runtime_error("no process is to be had");
    }
  };
  const auto activity = play(std::make_shared<NoProcess>());
  EXPECT_NE(activity.log.find("no process is to be had\nSandbox.Failure\n"), std::string::npos)
      << activity.log;
}

}  // namespace
}  // namespace ddbsim::server
