#include <gtest/gtest.h>

#include "sim/lambda/handler.hpp"

// A native function is plain blocking code; the handler stops it at each call and resumes it with
// the answer.
namespace ddbsim::lambda {
namespace {

using service::GetItemRequest;
using service::GetItemResponse;

Answer answer(std::uint32_t call, const GetItemRequest& request, GetItemResponse response) {
  return {call, request,
          service::Response(std::in_place_type<GetItemResponse>, std::move(response))};
}

GetItemRequest get(std::string_view pk) { return {.table_name = "table", .key = {{"pk", pk}}}; }

/// Reads a, then what a names; fails when there is none.
std::variant<Done, Failed> follow(service::Client& client, const Event&, const InvocationContext&) {
  const auto first = client.call(get("a"));
  if (!first) {
    return Failed{"Refused", first.error().message};
  }
  const auto next = first->item.find("next");
  if (!next) {
    return Failed{"Missing", "a names nothing"};
  }
  const auto second = client.call(get(next.bytes()));
  return second ? std::variant<Done, Failed>(Done{}) : Failed{"Refused", second.error().message};
}

TEST(NativeHandler, SuspendsAtTheFirstCallWithoutAnAnswer) {
  const NativeHandler handler(follow);
  const Step step = handler.next({}, {}, {});
  const auto& waiting = std::get<Waiting>(step);
  ASSERT_EQ(waiting.calls.size(), 1U);
  EXPECT_EQ(waiting.calls[0].number, 1U);
  EXPECT_EQ(std::get<GetItemRequest>(waiting.calls[0].request).key, get("a").key);
}

TEST(NativeHandler, GoesOnFromAnAnswer) {
  const NativeHandler handler(follow);
  const std::vector<Answer> answers = {answer(1, get("a"), {.item = {{"next", "b"}}})};
  const Step step = handler.next({}, {}, answers);
  const auto& waiting = std::get<Waiting>(step);
  EXPECT_EQ(waiting.calls[0].number, 2U);
  EXPECT_EQ(std::get<GetItemRequest>(waiting.calls[0].request).key, get("b").key);
}

TEST(NativeHandler, AnotherAnswerAnotherWay) {
  const NativeHandler handler(follow);
  const std::vector<Answer> nothing = {answer(1, get("a"), {})};
  EXPECT_EQ(std::get<Failed>(handler.next({}, {}, nothing)),
            (Failed{"Missing", "a names nothing"}));
  const std::vector<Answer> refused = {
      {1, get("a"),
       service::fail(service::ErrorType::internal_server_error, "Internal server error")}};
  EXPECT_EQ(std::get<Failed>(handler.next({}, {}, refused)),
            (Failed{"Refused", "Internal server error"}));
}

TEST(NativeHandler, ReturnsInTheEnd) {
  const NativeHandler handler(follow);
  const std::vector<Answer> answers = {answer(1, get("a"), {.item = {{"next", "b"}}}),
                                       answer(2, get("b"), {})};
  EXPECT_EQ(std::get<Done>(handler.next({}, {}, answers)), Done{});
}

TEST(NativeHandler, AnExceptionIsAFailure) {
  const NativeHandler handler(
      [](service::Client&, const Event&, const InvocationContext&) -> std::variant<Done, Failed> {
        throw std::runtime_error("no such thing");
      });
  EXPECT_EQ(std::get<Failed>(handler.next({}, {}, {})), (Failed{"Error", "no such thing"}));
}

TEST(NativeHandler, TellsWhichCallIsNotDeterministic) {
  int runs = 0;
  const NativeHandler handler([&](service::Client& client, const Event&, const InvocationContext&) {
    static_cast<void>(client.call(get(runs++ == 0 ? "a" : "b")));
    return std::variant<Done, Failed>(Done{});
  });
  const Step first = handler.next({}, {}, {});
  const auto& call = std::get<Waiting>(first).calls[0];
  const std::vector<Answer> answers = {answer(1, std::get<GetItemRequest>(call.request), {})};
  try {
    static_cast<void>(handler.next({}, {}, answers));
    FAIL() << "must be noticed";
  } catch (const NotDeterministic& error) {
    EXPECT_NE(std::string_view(error.what()).find("not deterministic at call 1"),
              std::string_view::npos);
    EXPECT_NE(std::string_view(error.what()).find("\"pk\":{\"S\":\"b\"}"), std::string_view::npos);
  }
}

}  // namespace
}  // namespace ddbsim::lambda
