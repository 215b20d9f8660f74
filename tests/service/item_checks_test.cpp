#include "sim/service/item_checks.hpp"

#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class LocateTable : public ItemTest {
 protected:
  std::string located(std::string_view name) {
    const auto table = locate_table(account, name);
    return table ? (*table)->definition().name : error_of(table);
  }
};

TEST_F(LocateTable, TakesANameOrTheArnOfATableOfThisAccount) {
  const std::string not_found = "ResourceNotFoundException: Requested resource not found";
  EXPECT_EQ(located("plain"), "plain");
  EXPECT_EQ(located("missing"), not_found);
  EXPECT_EQ(located(account.table_arn("plain")), "plain");
  EXPECT_EQ(located(account.table_arn("missing")), not_found);
  EXPECT_EQ(located("arn:aws:dynamodb:us-east-1:999999999999:table/plain"), not_found);
  EXPECT_EQ(located("arn:aws:dynamodb"),
            validation("Invalid TableArn: Invalid ResourceArn provided as input arn:aws:dynamodb"));
}

}  // namespace
}  // namespace ddbsim::service
