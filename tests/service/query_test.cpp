#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class Query : public ItemTest {
 protected:
  /// Of partition "p" of the table, or "g" of a global index.
  static QueryRequest request_for(Text index = {}) {
    const bool global = index && index->starts_with("gsi");
    return {.table_name = "ranged",
            .index_name = std::move(index),
            .key_condition_expression = global ? "g1 = :p" : "pk = :p",
            .expression_attribute_values = {{":p", global ? "g" : "p"}}};
  }
  static QueryRequest with(QueryRequest request, auto change) {
    change(request);
    return request;
  }
  static QueryRequest where(std::string key_condition, Item values, Text index = {}) {
    return {.table_name = "ranged",
            .index_name = std::move(index),
            .key_condition_expression = std::move(key_condition),
            .expression_attribute_values = std::move(values)};
  }
  std::string found(const QueryRequest& request) {
    const auto response = call(request);
    return response ? list_of(response->items, "sk") : error_of(response);
  }
  /// Sort keys of all pages, pages separated by "|".
  std::string pages(QueryRequest request) {
    std::string text;
    do {
      const auto response = call(request);
      text += (text.empty() ? "" : "|") + list_of(response->items, "sk");
      request.exclusive_start_key = response->last_evaluated_key;
    } while (request.exclusive_start_key);
    return text;
  }
};

TEST_F(Query, SelectsARangeOfSortKeys) {
  put_four();
  struct Case {
    std::string range;
    std::string forward;
    std::string backward;
  };
  for (const Case& c : std::vector<Case>{
           {"sk = :a", "s1", "s1"},
           {"sk < :a", "s0", "s0"},
           {"sk <= :a", "s0 s1", "s1 s0"},
           {"sk > :a", "s2 s3", "s3 s2"},
           {"sk >= :a", "s1 s2 s3", "s3 s2 s1"},
           {"sk BETWEEN :a AND :a", "s1", "s1"},
           {"begins_with(sk, :a)", "s1", "s1"},
       }) {
    QueryRequest request = where("pk = :p AND " + c.range, {{":p", "p"}, {":a", "s1"}});
    EXPECT_EQ(found(request), c.forward) << c.range;
    request.scan_index_forward = false;
    EXPECT_EQ(found(request), c.backward) << c.range;
  }
  EXPECT_EQ(found(request_for()), "s0 s1 s2 s3");
  EXPECT_EQ(found(with(request_for(), [](auto& r) { r.scan_index_forward = false; })),
            "s3 s2 s1 s0");
  EXPECT_EQ(found(where("pk = :p", {{":p", "missing"}})), "");
}

TEST_F(Query, ReadsIndexesInTheirOrder) {
  put_four();
  put("ranged", {{"pk", "p"}, {"sk", "s9"}});  // in no index
  EXPECT_EQ(found(request_for("gsi_all")), "s0 s1 s2 s3");
  EXPECT_EQ(found(request_for("lsi_keys")), "s3 s2 s1 s0") << "l2 descends";
  EXPECT_EQ(found(where("g1 = :g AND g2 > :n", {{":g", "g"}, {":n", 1}}, "gsi_all")), "s2 s3");
  EXPECT_EQ(
      text_of(call(with(request_for("lsi_keys"), [](auto& r) { r.limit = 1; }))->items->front()),
      R"({"l2":{"N":"6"},"pk":{"S":"p"},"sk":{"S":"s3"}})")
      << "what is projected";
  EXPECT_EQ(
      text_of(call(with(request_for("gsi_inc"), [](auto& r) { r.limit = 1; }))->items->front()),
      R"({"g1":{"S":"g"},"pk":{"S":"p"},"sk":{"S":"s0"},"x":{"S":"x0"}})");
}

TEST_F(Query, PagesThroughTableAndIndexesInBothDirections) {
  put_four();
  for (const char* index : {"", "gsi_all", "gsi_keys", "lsi_all"}) {
    SCOPED_TRACE(index);
    QueryRequest request = request_for(*index == 0 ? Text{} : Text(index));
    request.limit = 3;
    EXPECT_EQ(pages(request), "s0 s1 s2|s3");
    request.scan_index_forward = false;
    EXPECT_EQ(pages(request), "s3 s2 s1|s0");
  }
}

TEST_F(Query, HasALastEvaluatedKeyWheneverTheLimitIsReached) {
  put_four();
  const auto last_key = [&](std::int64_t limit) {
    return text_of(
        call(with(request_for(), [&](auto& r) { r.limit = limit; }))->last_evaluated_key);
  };
  EXPECT_EQ(last_key(2), R"({"pk":{"S":"p"},"sk":{"S":"s1"}})");
  EXPECT_EQ(last_key(4), R"({"pk":{"S":"p"},"sk":{"S":"s3"}})")
      << "nothing follows, but the service does not look";
  EXPECT_EQ(last_key(5), "none");
  EXPECT_EQ(
      text_of(call(with(request_for("gsi_all"), [](auto& r) { r.limit = 1; }))->last_evaluated_key),
      R"({"g1":{"S":"g"},"g2":{"N":"0"},"pk":{"S":"p"},"sk":{"S":"s0"}})")
      << "keys of index and table";
}

TEST_F(Query, EndsAPageWithTheItemThatReachesOneMegabyte) {
  // "pk" "x" + "sk" "00" + "v" + value: 8 bytes beside the value, so that four items are exactly 1
  // MB.
  for (int i = 0; i < 5; ++i) {
    put("ranged",
        {{"pk", "p"}, {"sk", fmt::format("{:02}", i)}, {"v", std::string(256 * 1024 - 8, 'x')}});
  }
  QueryRequest request = request_for();
  request.projection_expression = "sk";
  request.return_consumed_capacity = "TOTAL";
  EXPECT_EQ(pages(request), "00 01 02 03|04");
  EXPECT_EQ(text_of(call(request)->consumed_capacity), "128") << "size before projection";
  put("ranged", {{"pk", "p"}, {"sk", "00"}, {"v", std::string(256 * 1024 - 9, 'x')}});
  EXPECT_EQ(pages(request), "00 01 02 03 04|")
      << "one byte less than 1 MB: one more item, whatever its size, and then an empty page";
  EXPECT_EQ(text_of(call(request)->consumed_capacity), "160");
}

TEST_F(Query, FiltersAfterReading) {
  put_four();
  QueryRequest request = where("pk = :p", {{":p", "p"}, {":x", "x1"}});
  request.filter_expression = "x = :x";
  request.limit = 2;
  request.return_consumed_capacity = "TOTAL";
  auto response = call(request);
  EXPECT_EQ(list_of(response->items, "sk"), "s1");
  EXPECT_EQ(response->count, 1);
  EXPECT_EQ(response->scanned_count, 2) << "the limit counts what is read";
  EXPECT_EQ(text_of(response->last_evaluated_key), R"({"pk":{"S":"p"},"sk":{"S":"s1"}})");
  EXPECT_EQ(text_of(response->consumed_capacity), "0.5");
  request.exclusive_start_key = response->last_evaluated_key;
  response = call(request);
  EXPECT_EQ(list_of(response->items, "sk"), "") << "an empty page";
  EXPECT_TRUE(response->items);
}

TEST_F(Query, AFilterReadsNoKeyOfWhatIsQueried) {
  const auto filtered = [&](Text index, std::string filter) {
    QueryRequest request = request_for(std::move(index));
    request.filter_expression = std::move(filter);
    return found(request);
  };
  put_four();
  const std::string refused =
      "Filter Expression can only contain non-primary key attributes: Primary key attribute: ";
  EXPECT_EQ(filtered({}, "sk = :p"), validation(refused + "sk"));
  EXPECT_EQ(filtered({}, "attribute_exists(pk) AND sk = :p"), validation(refused + "pk"));
  EXPECT_EQ(filtered("gsi_all", "g2 = :p"), validation(refused + "g2"));
  EXPECT_EQ(filtered("gsi_all", "pk <> :p"), "s0 s1 s2 s3")
      << "the table's key may be filtered in an index";
  EXPECT_EQ(filtered("gsi_keys", "y = :p AND x = :p"),
            parameters(
                "Secondary index gsi_keys does not project one or more filter attributes: [y, x]"));
  EXPECT_EQ(
      filtered("lsi_keys", "x = :p"),
      parameters("Secondary index lsi_keys does not project one or more filter attributes: [x]"));
  EXPECT_EQ(filtered("gsi_inc", "x <> :p"), "s0 s1 s2 s3");
}

TEST_F(Query, SelectMustFitProjectionAndIndex) {
  struct Case {
    Text index;
    std::string select;
    Text projection;
    std::string result;
  };
  put_four();
  const std::string cannot = "Cannot specify the ProjectionExpression when choosing to get ";
  const std::string all = "s0 s1 s2 s3";
  const std::vector<Case> cases{
      {{}, "ALL_ATTRIBUTES", {}, all},
      {{}, "ALL_ATTRIBUTES", "sk", validation(cannot + "ALL_ATTRIBUTES")},
      {{},
       "ALL_PROJECTED_ATTRIBUTES",
       {},
       validation("ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName")},
      {{}, "ALL_PROJECTED_ATTRIBUTES", "sk", validation(cannot + "ALL_PROJECTED_ATTRIBUTES")},
      {{}, "SPECIFIC_ATTRIBUTES", "sk", all},
      {{},
       "SPECIFIC_ATTRIBUTES",
       {},
       validation("Must specify the AttributesToGet or ProjectionExpression when choosing to get "
                  "SPECIFIC_ATTRIBUTES")},
      {{}, "COUNT", {}, "no items member"},
      {{}, "COUNT", "sk", validation(cannot + "only the Count")},
      {"gsi_all", "ALL_ATTRIBUTES", {}, all},
      {"gsi_keys",
       "ALL_ATTRIBUTES",
       {},
       parameters("Select type ALL_ATTRIBUTES is not supported for global secondary index gsi_keys "
                  "because its "
                  "projection type is not ALL")},
      {"gsi_keys", "ALL_PROJECTED_ATTRIBUTES", {}, all},
      {"gsi_keys", "SPECIFIC_ATTRIBUTES", "sk, pk", all},
      {"gsi_keys", "SPECIFIC_ATTRIBUTES", "sk, x, y.a",
       parameters("Global secondary index gsi_keys does not project [x, y]")},
      {"gsi_inc", "SPECIFIC_ATTRIBUTES", "sk, x", all},
  };
  for (const Case& c : cases) {
    QueryRequest request = request_for(c.index);
    request.select = c.select;
    request.projection_expression = c.projection;
    EXPECT_EQ(found(request), c.result) << c.select;
  }
}

TEST_F(Query, ExpressionsAreReadBeforeSelect) {
  QueryRequest request = request_for({});
  request.select = "COUNT";
  request.projection_expression = "sk";
  request.filter_expression = "x = :undefined";
  EXPECT_EQ(found(request),
            validation("Invalid FilterExpression: An expression attribute value used in expression "
                       "is not defined; attribute value: :undefined"));
}

TEST_F(Query, CountsWithoutItems) {
  put_four();
  const auto response = call(with(request_for(), [](auto& r) { r.select = "COUNT"; }));
  EXPECT_FALSE(response->items);
  EXPECT_EQ(response->count, 4);
  EXPECT_EQ(response->scanned_count, 4);
}

TEST_F(Query, OfALocalIndexFetchesWhatItDoesNotHold) {
  put_four();
  const auto fetched = [&](Text select, Text projection) {
    QueryRequest request = request_for("lsi_keys");
    request.select = std::move(select);
    request.projection_expression = std::move(projection);
    request.limit = 2;
    request.return_consumed_capacity = "INDEXES";
    const auto response = call(request);
    return list_of(response->items, "x") + " for " + text_of(response->consumed_capacity);
  };
  EXPECT_EQ(fetched({}, {}), "- - for 0.5 = table 0, lsi_keys 0.5");
  EXPECT_EQ(fetched({}, "l2, pk"), "- - for 0.5 = table 0, lsi_keys 0.5");
  EXPECT_EQ(fetched({}, "x"), "x3 x2 for 1.5 = table 1, lsi_keys 0.5")
      << "each fetch is a read of its own";
  EXPECT_EQ(fetched("ALL_ATTRIBUTES", {}), "x3 x2 for 1.5 = table 1, lsi_keys 0.5");
  EXPECT_EQ(fetched("COUNT", {}), "no items member for 0.5 = table 0, lsi_keys 0.5");
}

TEST_F(Query, ConsumesUnitsOfTableOrIndex) {
  put_four();
  const auto units = [&](Text index, bool consistent, std::string detail) {
    QueryRequest request = request_for(std::move(index));
    request.consistent_read = consistent;
    request.return_consumed_capacity = std::move(detail);
    return text_of(call(request)->consumed_capacity);
  };
  EXPECT_EQ(units({}, false, "TOTAL"), "0.5");
  EXPECT_EQ(units({}, true, "INDEXES"), "1 = table 1");
  EXPECT_EQ(units("gsi_all", false, "INDEXES"), "0.5 = table 0, gsi_all 0.5");
  EXPECT_EQ(units("lsi_all", true, "INDEXES"), "1 = table 0, lsi_all 1");
  EXPECT_EQ(units("lsi_all", true, "NONE"), "none");
  QueryRequest nothing = where("pk = :p", {{":p", "missing"}});
  nothing.return_consumed_capacity = "TOTAL";
  EXPECT_EQ(text_of(call(nothing)->consumed_capacity), "0.5") << "finding nothing costs a read";
}

TEST_F(Query, TheKeyConditionMustFitTheSchema) {
  struct Case {
    std::string condition;
    std::string error;
  };
  const std::vector<Case> cases{
      {"sk = :p", validation("Query condition missed key schema element: pk")},
      {"elsewhere = :p", validation("Query condition missed key schema element: pk")},
      {"pk = :p AND elsewhere = :p", validation("Query condition missed key schema element: sk")},
      {"pk > :p", validation("Query key condition not supported")},
      {"begins_with(pk, :p)", validation("Query key condition not supported")},
      {"pk = :p OR sk = :p", validation("Invalid operator used in KeyConditionExpression: OR")},
      {"pk = :p AND sk = :p AND l1 = :p", validation("Conditions can be of length 1 or 2 only")},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(found(where(c.condition, {{":p", "p"}})), c.error) << c.condition;
  }
  EXPECT_EQ(found(where("pk = :n", {{":n", 1}})),
            parameters("Condition parameter type does not match schema type"));
}

TEST_F(Query, RefusesUnknownIndexesAndConsistentReadsOfGlobalOnes) {
  EXPECT_EQ(found(where("pk = :p", {{":p", "p"}}, "unknown")),
            validation("The table does not have the specified index: unknown"));
  EXPECT_EQ(found(with(request_for("gsi_all"), [](auto& r) { r.consistent_read = true; })),
            validation("Consistent reads are not supported on global secondary indexes"));
}

TEST_F(Query, SaysWhatIsWrongInTheRequestBeforeItLooksForTheTable) {
  QueryRequest request{.table_name = "missing"};
  EXPECT_EQ(error_of(call(request)),
            validation("Either the KeyConditions or KeyConditionExpression parameter must be "
                       "specified in the request."));
  request.key_condition_expression = "";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid KeyConditionExpression: The expression can not be empty;"));
  request.key_condition_expression = "pk = :p OR sk = :p";
  request.expression_attribute_values = {{":p", "p"}};
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid operator used in KeyConditionExpression: OR"));
  request.key_condition_expression = "pk = :p";
  EXPECT_EQ(error_of(call(request)), "ResourceNotFoundException: Requested resource not found");
  request.filter_expression = "";
  EXPECT_EQ(error_of(call(request)),
            validation("Invalid FilterExpression: The expression can not be empty;"));
  request.filter_expression = std::nullopt;
  request.select = "SPECIFIC_ATTRIBUTES";
  EXPECT_EQ(error_of(call(request)),
            validation("Must specify the AttributesToGet or ProjectionExpression when "
                       "choosing to get SPECIFIC_ATTRIBUTES"));
  EXPECT_EQ(error_of(call(
                QueryRequest{.table_name = "missing", .expression_attribute_values = {{":p", 1}}})),
            validation("ExpressionAttributeValues can only be specified when using expressions: "
                       "FilterExpression and "
                       "KeyConditionExpression are null"));
  EXPECT_EQ(
      found(where("pk = :p", {{":p", "p"}, {":q", 1}})),
      validation("Value provided in ExpressionAttributeValues unused in expressions: keys: {:q}"));
}

TEST_F(Query, StartsOnlyAfterAKeyThatItCouldHaveEndedWith) {
  struct Case {
    Text index;
    Item start;
    std::string result;
  };
  put_four();
  const std::string invalid_key = "The provided starting key is invalid";
  const std::string no_match = "The provided key element does not match the schema";
  const std::string outside =
      "The provided starting key is outside query boundaries based on provided conditions";
  const std::string empty =
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty "
      "string value. Key: sk";
  const std::vector<Case> cases{
      {{}, Item{{"pk", "p"}, {"sk", "s1"}}, "s2 s3"},
      {{}, Item{{"pk", "p"}, {"sk", "s1x"}}, "s2 s3"},
      {{}, Item(value::Map{}), validation(invalid_key)},
      {{}, Item{{"pk", "p"}}, validation(invalid_key)},
      {{}, Item{{"pk", "p"}, {"sk", "s1"}, {"x", 1}}, validation(invalid_key)},
      {{}, Item{{"pk", "p"}, {"x", "s1"}}, validation(invalid_key + ": " + no_match)},
      {{}, Item{{"pk", "p"}, {"sk", 1}}, validation(invalid_key + ": " + no_match)},
      {{}, Item{{"pk", "p"}, {"sk", ""}}, validation(invalid_key + ": " + empty)},
      {{}, Item{{"pk", "q"}, {"sk", "s1"}}, validation(outside)},
      {"gsi_all", Item{{"pk", "p"}, {"sk", "s1"}, {"g1", "g"}, {"g2", 1}}, "s2 s3"},
      {"gsi_all", Item{{"pk", "o"}, {"sk", "s1"}, {"g1", "g"}, {"g2", 1}}, "s1 s2 s3"},
      {"gsi_all", Item{{"pk", "p"}, {"sk", "s1"}, {"g1", "g"}}, validation(invalid_key)},
      {"gsi_all", Item{{"pk", "p"}, {"sk", "s1"}, {"g1", "h"}, {"g2", 1}}, validation(outside)},
      {"gsi_all", Item{{"pk", "p"}, {"sk", "s1"}, {"g1", "g"}, {"g2", "1"}}, validation(no_match)},
      {"gsi_all", Item{{"pk", "p"}, {"sk", 1}, {"g1", "g"}, {"g2", 1}},
       validation(invalid_key + ": " + no_match)},
      {"lsi_all", Item{{"pk", "p"}, {"sk", "s1"}, {"l1", "l1"}}, "s2 s3"},
      {"lsi_all", Item{{"pk", "p"}, {"sk", "s1"}}, validation(invalid_key)},
      {"lsi_all", Item{{"pk", "q"}, {"sk", "s1"}, {"l1", "l1"}}, validation(outside)},
  };
  for (const Case& c : cases) {
    QueryRequest request = request_for(c.index);
    request.exclusive_start_key = c.start;
    EXPECT_EQ(found(request), c.result) << text_of(c.start);
  }
}

TEST_F(Query, AStartKeyMustFulfilTheRange) {
  struct Case {
    std::string range;
    std::string start;
    std::string forward;  ///< empty: refused
    std::string backward;
  };
  put_four();
  const std::string refused =
      validation("The provided starting key does not match the range key predicate");
  const std::vector<Case> cases{
      {"sk > :s", "s2", "s3", ""},
      {"sk > :s", "s1", refused, refused},
      {"sk >= :s", "s1", "s2 s3", ""},
      {"sk >= :s", "s0", refused, refused},
      {"sk < :s", "s0", "", ""},
      {"sk < :s", "s2", refused, refused},
      {"sk = :s", "s1", "", ""},
      {"sk = :s", "s0", refused, refused},
      {"begins_with(sk, :s)", "s1zz", "", "s1"},
      {"begins_with(sk, :s)", "a", refused, refused},
      {"sk BETWEEN :s AND :s", "a", refused, refused},
  };
  for (const Case& c : cases) {
    QueryRequest request = where("pk = :p AND " + c.range, {{":p", "p"}, {":s", "s1"}});
    request.exclusive_start_key = {{"pk", "p"}, {"sk", c.start}};
    EXPECT_EQ(found(request), c.forward) << c.range << " after " << c.start;
    request.scan_index_forward = false;
    EXPECT_EQ(found(request), c.backward) << c.range << " before " << c.start;
  }
}

TEST_F(Query, OfAMultiAttributeIndexTakesEqualitiesAndOneRangeAtTheEnd) {
  using value::Type;
  account.find_table("plain")->add_index({.name = "multi",
                                          .key = {.hash = {{"country", Type::S}, {"year", Type::N}},
                                                  .range = {{"city", Type::S}, {"n", Type::N}}}});
  for (int n = 0; n < 4; ++n) {
    put("plain", {{"pk", fmt::format("p{}", n)},
                  {"country", "AT"},
                  {"year", 2026},
                  {"city", n < 2 ? "Graz" : "Wien"},
                  {"n", n}});
  }
  put("plain", {{"pk", "other"}, {"country", "AT"}, {"year", 2025}, {"city", "Wien"}, {"n", 9}});
  const auto found_by = [&](const std::string& range, Item start = {}) {
    const auto response =
        call(QueryRequest{.table_name = "plain",
                          .index_name = "multi",
                          .exclusive_start_key = std::move(start),
                          .key_condition_expression = "country = :c AND #y = :y" + range,
                          .expression_attribute_names = Names{{"#y", "year"}},
                          .expression_attribute_values =
                              range.empty() ? Item{{":c", "AT"}, {":y", 2026}}
                              : range.find(":n") == std::string::npos
                                  ? Item{{":c", "AT"}, {":y", 2026}, {":w", "Wien"}}
                                  : Item{{":c", "AT"}, {":y", 2026}, {":w", "Wien"}, {":n", 2}}});
    return response ? list_of(response->items, "n") : error_of(response);
  };
  EXPECT_EQ(found_by(""), "0 1 2 3");
  EXPECT_EQ(found_by(" AND city = :w"), "2 3");
  EXPECT_EQ(found_by(" AND city = :w AND n > :n"), "3");
  EXPECT_EQ(found_by(" AND city < :w"), "0 1");
  EXPECT_EQ(found_by(" AND city = :w",
                     {{"pk", "p2"}, {"country", "AT"}, {"year", 2026}, {"city", "Wien"}, {"n", 2}}),
            "3");
}

}  // namespace
}  // namespace ddbsim::service
