// PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy, and policies at creation. What is
// said of revisions is documented in the API reference; the texts of refusals of documents are
// ours.
#include "tests/service/table_fixture.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;

class PoliciesTest : public TablesTest {
 protected:
  PoliciesTest() { static_cast<void>(answer(on_demand_table("messages"))); }

  static std::string document(std::string_view effect = "Allow") {
    return R"({"Version": "2012-10-17", "Statement": [{"Effect": ")" + std::string(effect) +
           R"(", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}]})";
  }
  PutResourcePolicyRequest put(std::string policy) {
    return {.resource_arn = arn, .policy = std::move(policy)};
  }

  const std::string arn = "arn:aws:dynamodb:us-east-1:000000000000:table/messages";
  const std::string none =
      "PolicyNotFoundException: Resource-based policy not found for the "
      "provided ResourceArn: " +
      arn;
};

TEST_F(PoliciesTest, ArePutReadAndDeleted) {
  EXPECT_EQ(refusal(GetResourcePolicyRequest{.resource_arn = arn}), none);
  const std::string revision = *answer(put(document())).revision_id;
  const GetResourcePolicyResponse policy = answer(GetResourcePolicyRequest{.resource_arn = arn});
  EXPECT_EQ(policy.policy, document());
  EXPECT_EQ(policy.revision_id, revision);
  EXPECT_EQ(answer(DeleteResourcePolicyRequest{.resource_arn = arn}).revision_id, revision);
  EXPECT_EQ(refusal(GetResourcePolicyRequest{.resource_arn = arn}), none);
}

TEST_F(PoliciesTest, KeepTheirRevisionWhenTheyStayTheSame) {
  const std::string revision = *answer(put(document())).revision_id;
  advance(1min);
  EXPECT_EQ(answer(put(document())).revision_id, revision);
  EXPECT_NE(answer(put(document("Deny"))).revision_id, revision);
}

TEST_F(PoliciesTest, AreChangedOnlyFromTheRevisionThatIsExpected) {
  PutResourcePolicyRequest request = put(document());
  request.expected_revision_id = "17";
  EXPECT_EQ(refusal(request), none);
  request.expected_revision_id = "NO_POLICY";
  const std::string revision = *answer(request).revision_id;
  EXPECT_EQ(refusal(request), none);
  request.expected_revision_id = revision;
  request.policy = document("Deny");
  static_cast<void>(answer(request));
  EXPECT_EQ(
      refusal(DeleteResourcePolicyRequest{.resource_arn = arn, .expected_revision_id = revision}),
      none);
}

TEST_F(PoliciesTest, AreDeletedTwiceWithoutAnErrorUnlessARevisionIsExpected) {
  EXPECT_FALSE(answer(DeleteResourcePolicyRequest{.resource_arn = arn}).revision_id);
  EXPECT_EQ(refusal(DeleteResourcePolicyRequest{.resource_arn = arn,
                                                .expected_revision_id = "NO_POLICY"}),
            none);
}

TEST_F(PoliciesTest, AreJsonWithStatementsAndAtMost20Kilobytes) {
  for (const std::string_view bad : {"", "no json", "{}", R"({"Statement": []})",
                                     R"({"Statement": {"Effect": "Maybe", "Principal": "*"}})"}) {
    EXPECT_EQ(refusal(put(std::string(bad))),
              "ValidationException: One or more parameter values were invalid: The resource policy "
              "document is malformed")
        << bad;
  }
  EXPECT_NE(refusal(put(document() + std::string(20 * 1024, ' '))), "");
}

TEST_F(PoliciesTest, BelongToStreamsToo) {
  CreateTableRequest request = on_demand_table("other");
  request.stream_specification =
      StreamSpecification{.stream_enabled = true, .stream_view_type = "NEW_IMAGE"};
  const std::string stream = *answer(request).table_description->latest_stream_arn;
  static_cast<void>(answer(PutResourcePolicyRequest{.resource_arn = stream, .policy = document()}));
  EXPECT_EQ(answer(GetResourcePolicyRequest{.resource_arn = stream}).policy, document());
}

TEST_F(PoliciesTest, AtCreationGoWithTheTable) {
  CreateTableRequest request = on_demand_table("other");
  request.resource_policy = document();
  static_cast<void>(answer(request));
  const GetResourcePolicyRequest get{.resource_arn = account.table_arn("other")};
  EXPECT_EQ(answer(get).policy, document());
  static_cast<void>(answer(DeleteTableRequest{.table_name = "other"}));
  EXPECT_EQ(refusal(get),
            "ResourceNotFoundException: Requested resource not found: Table: other not found");
  request.resource_policy = "{";
  EXPECT_NE(refusal(request), "");
}

}  // namespace
}  // namespace ddbsim::service
