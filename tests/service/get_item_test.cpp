#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class GetItem : public ItemTest {};

TEST_F(GetItem, FindsAnItemByItsWholeKey) {
  put("ranged", {{"pk", "p"}, {"sk", "s"}, {"a", 1}});
  EXPECT_EQ(text_of(get("ranged", {{"pk", "p"}, {"sk", "s"}})),
            R"({"a":{"N":"1"},"pk":{"S":"p"},"sk":{"S":"s"}})");
  EXPECT_EQ(text_of(get("ranged", {{"pk", "p"}, {"sk", "other"}})), "none");
  EXPECT_EQ(text_of(get("ranged", {{"pk", "other"}, {"sk", "s"}})), "none");
}

TEST_F(GetItem, TakesTheKeyAttributesAllOfThemAndNoOther) {
  struct Case {
    Item key;
    std::string error;
  };
  const std::string no_match = validation("The provided key element does not match the schema");
  const std::string empty =
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty string value. Key: ";
  const std::vector<Case> cases{
      {Item(value::Map{}), no_match},
      {Item{{"pk", "p"}}, no_match},
      {Item{{"pk", "p"}, {"x", "s"}}, no_match},
      {Item{{"pk", "p"}, {"sk", "s"}, {"x", 1}}, no_match},
      {Item{{"pk", "p"}, {"sk", 1}}, no_match},
      {Item{{"pk", "p"}, {"sk", value::Null{}}}, no_match},
      {Item{{"pk", ""}, {"sk", 1}}, validation(empty + "pk")},
      {Item{{"pk", "p"}, {"sk", ""}}, validation(empty + "sk")},
      {Item{{"pk", std::string(2049, 'z')}, {"sk", ""}},
       parameters("Size of hashkey has exceeded the maximum size limit of2048 bytes")},
      {Item{{"pk", "p"}, {"sk", std::string(1025, 'z')}},
       parameters("Aggregated size of all range keys has exceeded the size limit of 1024 bytes")},
      {Item{{"pk", "p"}, {"sk", "s"}}, "ok"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(error_of(call(GetItemRequest{.table_name = "ranged", .key = c.key})), c.error);
  }
}

TEST_F(GetItem, OfAMissingTableSaysSoAfterTheExpression) {
  GetItemRequest request{.table_name = "missing", .key = {{"pk", "p"}}};
  EXPECT_EQ(error_of(call(request)), "ResourceNotFoundException: Requested resource not found");
  request.expression_attribute_names = Names{{"#a", "a"}};
  EXPECT_EQ(error_of(call(request)),
            validation("ExpressionAttributeNames can only be specified when using expressions"));
  request.projection_expression = "#b";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid ProjectionExpression: An expression attribute name used in the "
                       "document path is not defined; attribute name: #b"));
  request.projection_expression = "b";
  EXPECT_EQ(error_of(call(request)), validation("Value provided in ExpressionAttributeNames unused "
                                                "in expressions: keys: {#a}"));
  request.expression_attribute_names = {};
  request.projection_expression = "";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid ProjectionExpression: The expression can not be empty;"));
}

TEST_F(GetItem, ShowsTheProjectedPartsOnly) {
  put("plain", {{"pk", "p"}, {"a", value::Map{{"b", 1}, {"c", 2}}}, {"d", 3}});
  const auto projected = [&](std::string projection) {
    return text_of(call(GetItemRequest{.table_name = "plain",
                                       .key = {{"pk", "p"}},
                                       .projection_expression = std::move(projection)})
                       ->item);
  };
  EXPECT_EQ(projected("d, a.b"), R"({"a":{"M":{"b":{"N":"1"}}},"d":{"N":"3"}})");
  EXPECT_EQ(projected("nothing"), "{}") << "the item exists";
}

TEST_F(GetItem, CostsHalfAUnitForEach4KilobytesOneWhenConsistent) {
  put("plain", {{"pk", "p"}, {"a", std::string(5000, 'x')}});
  const auto units = [&](std::string key, bool consistent, std::string detail) {
    return text_of(call(GetItemRequest{.table_name = "plain",
                                       .key = {{"pk", std::move(key)}},
                                       .consistent_read = consistent,
                                       .projection_expression = "pk",
                                       .return_consumed_capacity = std::move(detail)})
                       ->consumed_capacity);
  };
  EXPECT_EQ(units("p", false, "TOTAL"), "1") << "the whole item is read, whatever is shown";
  EXPECT_EQ(units("p", true, "INDEXES"), "2 = table 2");
  EXPECT_EQ(units("missing", false, "INDEXES"), "0.5 = table 0.5");
  EXPECT_EQ(units("missing", true, "TOTAL"), "1");
  EXPECT_EQ(units("p", true, "NONE"), "none");
}

}  // namespace
}  // namespace ddbsim::service
