// TagResource, UntagResource, ListTagsOfResource, and what else an account says of itself.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

class TagsTest : public TablesTest {
 protected:
  TagsTest() { static_cast<void>(answer(on_demand_table("messages"))); }

  static std::vector<Tag> numbered(int from, int to) {
    std::vector<Tag> tags;
    for (int i = from; i < to; ++i) {
      tags.push_back({.key = "k" + std::to_string(100 + i), .value = "v"});
    }
    return tags;
  }
  TagResourceRequest tag(std::vector<Tag> tags) {
    return {.resource_arn = arn, .tags = std::move(tags)};
  }
  UntagResourceRequest untag(std::vector<std::string> keys) {
    return {.resource_arn = arn, .tag_keys = std::move(keys)};
  }
  /// "a=1 b=2", over all pages.
  std::string all_tags() {
    std::string out;
    ListTagsOfResourceRequest request{.resource_arn = arn};
    do {
      const ListTagsOfResourceResponse response = answer(request);
      for (const Tag& tag : *response.tags) {
        out += (out.empty() ? "" : " ") + *tag.key + "=" + *tag.value;
      }
      request.next_token = response.next_token;
    } while (request.next_token);
    return out;
  }

  const std::string arn = "arn:aws:dynamodb:us-east-1:000000000000:table/messages";
};

TEST_F(TagsTest, AreSetReplacedAndTakenAway) {
  EXPECT_EQ(all_tags(), "");
  static_cast<void>(answer(tag({{.key = "team", .value = "a"}, {.key = "stage", .value = ""}})));
  static_cast<void>(answer(tag({{.key = "team", .value = "b"}})));
  EXPECT_EQ(all_tags(), "stage= team=b");
  static_cast<void>(answer(untag({"stage", "never-there"})));
  EXPECT_EQ(all_tags(), "team=b");
}

TEST_F(TagsTest, AtCreationAreKeptUntilTheTableGoes) {
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  CreateTableRequest request = on_demand_table("messages");
  request.tags = {{{.key = "team", .value = "a"}}};
  static_cast<void>(answer(request));
  EXPECT_EQ(all_tags(), "team=a");
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  static_cast<void>(answer(on_demand_table("messages")));
  EXPECT_EQ(all_tags(), "");
}

TEST_F(TagsTest, AreListedTenAtATime) {
  static_cast<void>(answer(tag(numbered(0, 25))));
  EXPECT_EQ(answer(ListTagsOfResourceRequest{.resource_arn = arn}).tags->size(), 10U);
  EXPECT_EQ(std::ranges::count(all_tags(), '='), 25);
}

TEST_F(TagsTest, AreFiftyAtMost) {
  const std::string text =
      "ValidationException: One or more parameter values were invalid: Too many tags: tag limit is "
      "50";
  EXPECT_EQ(refusal(tag(numbered(0, 51))), text);
  static_cast<void>(answer(tag(numbered(0, 40))));
  EXPECT_EQ(refusal(tag(numbered(30, 51))), text);
  EXPECT_EQ(std::ranges::count(all_tags(), '='), 40);
  static_cast<void>(answer(tag(numbered(30, 50))));
}

TEST_F(TagsTest, WithThePrefixOfAwsAreReserved) {
  EXPECT_NE(refusal(tag({{.key = "aws:team", .value = "a"}})), "");
  EXPECT_NE(refusal(untag({"aws:team"})), "");
}

TEST_F(TagsTest, RefuseARequestWithoutAny) {
  EXPECT_EQ(refusal(tag({})),
            "ValidationException: Atleast one Tag needs to be provided as Input.");
  EXPECT_EQ(refusal(untag({})),
            "ValidationException: Atleast one Tag Key needs to be provided as Input.");
  EXPECT_EQ(refusal(TagResourceRequest{.resource_arn = arn}),
            "ValidationException: 1 validation error detected: Value null at 'tags' failed to "
            "satisfy constraint: Member must not be null");
}

TEST_F(TagsTest, BelongToTablesOfThisAccount) {
  const auto list = [&](std::string_view of) {
    return refusal(ListTagsOfResourceRequest{.resource_arn = std::string(of)});
  };
  const std::string missing = "arn:aws:dynamodb:us-east-1:000000000000:table/nothing";
  EXPECT_EQ(list(missing), "ResourceNotFoundException: Requested resource not found: ResourcArn: " +
                               missing + " not found");
  EXPECT_EQ(list("messages"),
            "ValidationException: Invalid TableArn: Invalid ResourceArn provided as input "
            "messages");
  EXPECT_EQ(list(arn + "/index/by-a"),
            "ValidationException: Invalid TableArn: Invalid ResourceArn provided as input " + arn +
                "/index/by-a");
  const std::string foreign = "arn:aws:dynamodb:us-east-1:999999999999:table/messages";
  EXPECT_EQ(list(foreign),
            "AccessDeniedException: User: arn:aws:iam::000000000000:root is not authorized to "
            "perform: dynamodb:ListTagsOfResource on resource: " +
                foreign +
                " because no resource-based policy allows the dynamodb:ListTagsOfResource action");
}

TEST_F(TagsTest, ComeBackWithAnUndo) {
  static_cast<void>(answer(tag({{.key = "team", .value = "a"}})));
  const auto mark = account.journal().mark();
  static_cast<void>(answer(untag({"team"})));
  static_cast<void>(answer(DeleteTableRequest{.table_name = "messages"}));
  account.journal().undo_to(mark);
  account.journal().release(mark);
  EXPECT_EQ(all_tags(), "team=a");
}

using LimitsTest = TablesTest;

TEST_F(LimitsTest, AreThoseThatAnAccountBeginsWith) {
  const DescribeLimitsResponse limits = answer(DescribeLimitsRequest{});
  EXPECT_EQ(limits.account_max_read_capacity_units, 80'000);
  EXPECT_EQ(limits.account_max_write_capacity_units, 80'000);
  EXPECT_EQ(limits.table_max_read_capacity_units, 40'000);
  EXPECT_EQ(limits.table_max_write_capacity_units, 40'000);
}

TEST_F(LimitsTest, TheEndpointIsThatOfTheRegion) {
  const DescribeEndpointsResponse response = answer(DescribeEndpointsRequest{});
  EXPECT_EQ(response.endpoints->at(0).address, "dynamodb.us-east-1.amazonaws.com");
  EXPECT_EQ(response.endpoints->at(0).cache_period_in_minutes, 1440);
}

}  // namespace
}  // namespace ddbsim::service
