#include "tests/service/item_fixture.hpp"

// KeyConditions, QueryFilter, ScanFilter, ConditionalOperator and AttributesToGet. DynamoDB Local,
// Dynoxide and dynalite were asked for each case; where they differ, the case says whose answer it
// has. What each comparison operator means is in legacy_expected_test.cpp.
namespace ddbsim::service {
namespace {

using Values = std::vector<value::AttributeValue>;
using Conditions = std::map<std::string, AttributeCondition>;
using Attributes = std::vector<std::string>;

AttributeCondition compared(std::string op, Values values = {}) {
  return {.attribute_value_list = std::move(values), .comparison_operator = std::move(op)};
}

std::string mixed(std::string_view legacy, std::string_view expressions) {
  return validation(
      fmt::format("Can not use both expression and non-expression parameters in the same request: "
                  "Non-expression parameters: {} Expression parameters: {}",
                  legacy, expressions));
}

const std::string kTwice = parameters("Duplicate value in attribute name: x");

class LegacyReads : public ItemTest {
 protected:
  LegacyReads() { put_four(); }

  static QueryRequest query(Conditions key = {{"pk", compared("EQ", {"p"})}}, Text index = {}) {
    return {
        .table_name = "ranged", .index_name = std::move(index), .key_conditions = std::move(key)};
  }
  static ScanRequest scan(AttributeConditions filter = {}) {
    return {.table_name = "ranged", .scan_filter = std::move(filter)};
  }
  /// With partition "p".
  std::string found(AttributeCondition sort_key) {
    return answer(query({{"pk", compared("EQ", {"p"})}, {"sk", std::move(sort_key)}}));
  }
  /// Sort keys that are found, or the error.
  template <class Request>
  std::string answer(const Request& request) {
    const auto response = call(request);
    return response ? list_of(response->items, "sk") : error_of(response);
  }
  template <class Request>
  std::string with(Request request, auto change) {
    change(request);
    return answer(request);
  }
};

TEST_F(LegacyReads, KeyConditionsSelectARange) {
  struct Case {
    const char* op;
    Values values;
    const char* found;
  };
  for (const Case& c : std::vector<Case>{
           {"EQ", {"s1"}, "s1"},
           {"LE", {"s1"}, "s0 s1"},
           {"LT", {"s1"}, "s0"},
           {"GE", {"s1"}, "s1 s2 s3"},
           {"GT", {"s1"}, "s2 s3"},
           {"BETWEEN", {"s1", "s2"}, "s1 s2"},
           {"BEGINS_WITH", {"s1"}, "s1"},
       }) {
    EXPECT_EQ(found(compared(c.op, c.values)), c.found) << c.op;
  }
  EXPECT_EQ(answer(query()), "s0 s1 s2 s3");
  EXPECT_EQ(with(query(), [](auto& r) { r.scan_index_forward = false; }), "s3 s2 s1 s0");
  EXPECT_EQ(answer(query({{"g1", compared("EQ", {"g"})}, {"g2", compared("GT", {1})}}, "gsi_all")),
            "s2 s3");
  EXPECT_EQ(
      answer(query({{"pk", compared("EQ", {"p"})}, {"l1", compared("GE", {"l2"})}}, "lsi_all")),
      "s2 s3");
}

TEST_F(LegacyReads, KeyConditionsMustFitTheKey) {
  const std::string not_indexable =
      validation("Attempted conditional constraint is not an indexable operation");
  const std::string not_supported = validation("Query key condition not supported");
  for (const char* op : {"NE", "IN", "CONTAINS", "NOT_CONTAINS", "NULL", "NOT_NULL"}) {
    const Values values = std::string_view(op).ends_with("NULL") ? Values{} : Values{"p"};
    EXPECT_EQ(found(compared(op, values)), not_indexable) << op;
    EXPECT_EQ(answer(query({{"pk", compared(op, values)}})), not_indexable)
        << op << ": dynalite; DynamoDB Local says \"not supported\" of a partition key";
  }
  EXPECT_EQ(found(compared("NE", {1})), not_indexable) << "before the type: dynalite";
  for (const char* op : {"LE", "LT", "GE", "GT", "BEGINS_WITH"}) {
    EXPECT_EQ(answer(query({{"pk", compared(op, {"p"})}})), not_supported) << op;
  }
  const std::string wrong_type = parameters("Condition parameter type does not match schema type");
  EXPECT_EQ(found(compared("EQ", {1})), wrong_type);
  EXPECT_EQ(found(compared("BETWEEN", {1, 2})), wrong_type);
  EXPECT_EQ(answer(query({{"pk", compared("EQ", {true})}})), wrong_type) << "DynamoDB Local";
  EXPECT_EQ(answer(query({{"pk", compared("GT", {1})}})), wrong_type);
  EXPECT_EQ(answer(query({{"pk", compared("EQ", {""})}})),  // DynamoDB Local
            validation("One or more parameter values are not valid. The AttributeValue for a key "
                       "attribute cannot contain an empty string value. Key: pk"));
  EXPECT_EQ(answer(query({{"sk", compared("EQ", {"s1"})}})),
            validation("Query condition missed key schema element: pk"));
  EXPECT_EQ(answer(query({{"pk", compared("EQ", {"p"})}, {"y", compared("NE", {"p"})}})),
            validation("Query condition missed key schema element: sk"));
  EXPECT_EQ(answer(query({{"pk", compared("NE", {"p"})}}, "nope")),
            validation("The table does not have the specified index: nope"));
}

TEST_F(LegacyReads, KeyConditionsAreCheckedBeforeTheTableIsLookedFor) {
  const auto nowhere = [&](Conditions key) {
    return with(query(std::move(key)), [](auto& r) { r.table_name = "nowhere"; });
  };
  const std::string length = validation("Conditions can be of length 1 or 2 only");
  const AttributeCondition equal = compared("EQ", {"p"});
  EXPECT_EQ(nowhere({}), length);
  EXPECT_EQ(nowhere({{"a", equal}, {"b", equal}, {"c", equal}}), length);
  EXPECT_EQ(nowhere({{"a", {.comparison_operator = "EQ"}}}),
            parameters("Invalid number of argument(s) for the EQ ComparisonOperator"));
  EXPECT_EQ(nowhere({{"a", compared("GT", {value::string_set({"x"})})}}),
            parameters("ComparisonOperator GT is not valid for SS AttributeValue type"));
  EXPECT_EQ(nowhere({{"a", compared("BEGINS_WITH", {1})}}),
            parameters("ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"));
  EXPECT_EQ(nowhere({{"a", compared("BETWEEN", {"b", "a"})}}),
            validation("The BETWEEN condition was provided a range where the lower bound is "
                       "greater than the upper bound"));
  EXPECT_EQ(nowhere({{"a", compared("NE", {"p"})}}),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(with(query(), [](auto& r) { r.key_conditions.reset(); }),
            validation("Either the KeyConditions or KeyConditionExpression parameter must be "
                       "specified in the request."));
}

TEST_F(LegacyReads, StartKeysMustFitKeyConditions) {
  const auto from = [&](Conditions key, Item start) {
    return with(query(std::move(key)), [&](auto& r) { r.exclusive_start_key = start; });
  };
  const AttributeCondition p = compared("EQ", {"p"});
  EXPECT_EQ(from({{"pk", p}}, {{"pk", "p"}, {"sk", "s1"}}), "s2 s3");
  EXPECT_EQ(from({{"pk", p}}, {{"pk", "q"}, {"sk", "s1"}}),
            validation("The provided starting key is outside query boundaries based on provided "
                       "conditions"));
  EXPECT_EQ(from({{"pk", p}, {"sk", compared("LT", {"a"})}}, {{"pk", "p"}, {"sk", "s1"}}),
            validation("The provided starting key does not match the range key predicate"));
}

TEST_F(LegacyReads, FiltersLeaveItemsOutAfterReading) {
  const auto filtered = [&](const Conditions& filter, const Text& conditional_operator = {}) {
    QueryRequest q = query();
    q.query_filter = filter;
    q.conditional_operator = conditional_operator;
    const std::string queried = answer(q);
    ScanRequest s = scan(filter);
    s.conditional_operator = conditional_operator;
    EXPECT_EQ(answer(s), queried);
    return queried;
  };
  EXPECT_EQ(filtered({{"x", compared("EQ", {"x1"})}}), "s1");
  EXPECT_EQ(filtered({{"x", compared("NE", {"x1"})}}), "s0 s2 s3");
  EXPECT_EQ(filtered({{"x", compared("IN", {"x1", "x2"})}}), "s1 s2");
  EXPECT_EQ(filtered({{"g2", compared("BETWEEN", {1, 2})}}), "s1 s2");
  EXPECT_EQ(filtered({{"x", compared("EQ", {"x1"})}, {"g2", compared("EQ", {2})}}), "");
  EXPECT_EQ(filtered({{"x", compared("EQ", {"x1"})}, {"g2", compared("EQ", {2})}}, "OR"), "s1 s2");
  EXPECT_EQ(filtered({}), "s0 s1 s2 s3");
  EXPECT_EQ(filtered({}, "OR"),  // DynamoDB Local, as the next
            validation("ConditionalOperator cannot be used without Filter or Expected"));
  EXPECT_EQ(filtered({{"x", compared("EQ", {"x1"})}}, "OR"),
            validation("ConditionalOperator can only be used when Filter or Expected has two or "
                       "more elements"));
  EXPECT_EQ(filtered({{"x", compared("EQ")}}, "OR"),
            parameters("Invalid number of argument(s) for the EQ ComparisonOperator"));
  QueryRequest counted = query();
  counted.query_filter = Conditions{{"x", compared("EQ", {"x1"})}};
  const auto response = call(counted);
  EXPECT_EQ(response->count, 1);
  EXPECT_EQ(response->scanned_count, 4);
}

TEST_F(LegacyReads, QueryFilterTakesNoKeyAttribute) {
  const auto by = [&](const std::string& attribute, const value::AttributeValue& value,
                      const Text& index = {}) {
    QueryRequest request = index ? query({{"g1", compared("EQ", {"g"})}}, index) : query();
    request.query_filter = Conditions{{attribute, compared("EQ", {value})}};
    return answer(request);
  };
  const auto refusal = [](std::string_view key) {
    return validation(fmt::format(
        "QueryFilter can only contain non-primary key attributes: Primary key attribute: {}", key));
  };
  EXPECT_EQ(by("pk", "p"), refusal("pk"));
  EXPECT_EQ(by("sk", "s1"), refusal("sk"));
  EXPECT_EQ(by("g2", 1, "gsi_all"), refusal("g2"));
  EXPECT_EQ(by("sk", "s1", "gsi_all"), "s1");
  EXPECT_EQ(with(query(*query().key_conditions, "lsi_all"),
                 [](auto& r) {
                   r.query_filter = Conditions{{"l1", compared("NULL")}, {"pk", compared("NULL")}};
                 }),
            refusal("pk"))
      << "the first of the schema";
  EXPECT_EQ(by("y", "y", "gsi_keys"),  // DynamoDB Local
            parameters("Secondary index gsi_keys does not project one or more filter attributes: "
                       "[y]"));
  EXPECT_EQ(answer(scan(Conditions{{"sk", compared("EQ", {"s1"})}})), "s1")
      << "a scan filters by anything";
}

TEST_F(LegacyReads, AttributesToGetAreNamesOfWholeAttributes) {
  put("plain", {{"pk", "a"}, {"a.b", "dot"}, {"size", 1}, {"l", value::List{"x"}}});
  const auto shown = [&](Attributes attributes) {
    return text_of(call(GetItemRequest{.table_name = "plain",
                                       .key = {{"pk", "a"}},
                                       .attributes_to_get = std::move(attributes)})
                       ->item);
  };
  EXPECT_EQ(shown({"a.b", "pk"}), R"({"a.b":{"S":"dot"},"pk":{"S":"a"}})");
  EXPECT_EQ(shown({"size"}), R"({"size":{"N":"1"}})") << "no word is reserved";
  EXPECT_EQ(shown({"l[0]", "missing"}), "{}");
  const BatchGetItemRequest batch{.request_items = {{{"plain",
                                                      {.keys = std::vector<Item>{{{"pk", "a"}}},
                                                       .attributes_to_get = Attributes{"size"}}}}}};
  EXPECT_EQ(text_of(call(batch)->responses->at("plain").front()), R"({"size":{"N":"1"}})");
  const auto x = [](auto& r) { r.attributes_to_get = Attributes{"x"}; };
  QueryRequest q = query();
  x(q);
  EXPECT_EQ(text_of(call(q)->items->front()), R"({"x":{"S":"x0"}})");
  ScanRequest s = scan();
  x(s);
  EXPECT_EQ(text_of(call(s)->items->front()), R"({"x":{"S":"x0"}})");
}

TEST_F(LegacyReads, AttributesToGetOfAnIndexThatLacksThem) {
  const auto of = [&](std::string index, Attributes attributes) {
    QueryRequest request = index.starts_with("gsi") ? query({{"g1", compared("EQ", {"g"})}}, index)
                                                    : query(*query().key_conditions, index);
    request.attributes_to_get = std::move(attributes);
    request.limit = 1;
    const auto response = call(request);
    return response ? text_of(response->items->front()) : error_of(response);
  };
  EXPECT_EQ(of("lsi_keys", {"y"}), R"({"y":{"S":"yyyyyyyyyy"}})") << "fetched from the table";
  EXPECT_EQ(of("gsi_keys", {"sk", "y"}),
            parameters("Global secondary index gsi_keys does not project [y]"));
}

TEST_F(LegacyReads, RefusesAnAttributeThatIsAskedForTwice) {
  const Attributes twice = {"x", "y", "x"};
  const Item key = {{"pk", "p"}, {"sk", "s0"}};
  EXPECT_EQ(error_of(call(
                GetItemRequest{.table_name = "nowhere", .key = key, .attributes_to_get = twice})),
            kTwice)
      << "before the table is looked for";
  EXPECT_EQ(
      error_of(call(BatchGetItemRequest{.request_items = {{{"ranged",
                                                            {.keys = std::vector<Item>{key, key},
                                                             .attributes_to_get = twice}}}}})),
      kTwice)
      << "before keys that are there twice";
  const auto ask = [&](auto& r) {
    r.attributes_to_get = twice;
    r.select = "COUNT";
  };
  EXPECT_EQ(with(query({{"a", compared("EQ")}}), ask), kTwice) << "first of all: dynalite";
  EXPECT_EQ(with(scan(Conditions{{"a", compared("EQ")}}), ask), kTwice);
  EXPECT_EQ(with(scan(), [](auto& r) { r.attributes_to_get = Attributes(); }),
            validation("1 validation error detected: Value '[]' at 'attributesToGet' failed to "
                       "satisfy constraint: Member must have length greater than or equal to 1"));
}

TEST_F(LegacyReads, SelectAndAttributesToGet) {  // DynamoDB Local; dynalite does not look at it
  const auto selected = [&](std::string select, Text index = {}) {
    const auto ask = [&](auto& r) {
      r.attributes_to_get = Attributes{"x"};
      r.select = select;
      r.index_name = index;
    };
    const std::string scanned = with(scan(), ask);
    EXPECT_EQ(with(query(), ask), scanned);
    return scanned;
  };
  EXPECT_EQ(selected("COUNT"),
            validation("Cannot specify the AttributesToGet when choosing to get only the Count"));
  EXPECT_EQ(selected("ALL_ATTRIBUTES"),
            validation("Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES"));
  EXPECT_EQ(selected("ALL_PROJECTED_ATTRIBUTES", "lsi_all"),
            validation("Cannot specify the AttributesToGet when choosing to get "
                       "ALL_PROJECTED_ATTRIBUTES"));
  EXPECT_EQ(selected("SPECIFIC_ATTRIBUTES"), "- - - -");
  const auto specific = [](auto& r) { r.select = "SPECIFIC_ATTRIBUTES"; };
  EXPECT_EQ(with(query({{"a", compared("EQ")}}), specific),
            parameters("Invalid number of argument(s) for the EQ ComparisonOperator"))
      << "conditions before Select";
}

TEST_F(LegacyReads, DoNotMixWithExpressions) {
  const auto everything = [](auto& r) {
    r.attributes_to_get = Attributes{"x"};
    r.conditional_operator = "AND";
    r.projection_expression = r.filter_expression = "not parsed";
    r.exclusive_start_key = {{"pk", value::StringSet{}}};
  };
  EXPECT_EQ(with(scan(Conditions{}), everything),
            mixed("{AttributesToGet, ScanFilter, ConditionalOperator}",
                  "{ProjectionExpression, FilterExpression}"));
  EXPECT_EQ(with(query(),
                 [&](auto& r) {
                   everything(r);
                   r.query_filter = Conditions();
                   r.key_condition_expression = "not parsed";
                 }),
            mixed("{AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions}",
                  "{ProjectionExpression, FilterExpression, KeyConditionExpression}"));
  EXPECT_EQ(with(query(), [](auto& r) { r.key_condition_expression = "not parsed"; }),
            mixed("{KeyConditions}", "{KeyConditionExpression}"));
  EXPECT_EQ(error_of(call(GetItemRequest{.table_name = "ranged",
                                         .key = {{"pk", "p"}, {"sk", "s0"}},
                                         .projection_expression = "",
                                         .attributes_to_get = Attributes{"x", "x"}})),
            mixed("{AttributesToGet}", "{ProjectionExpression}"));
  EXPECT_EQ(error_of(call(BatchGetItemRequest{
                .request_items = {{{"ranged",
                                    {.keys = std::vector<Item>{{{"pk", "p"}}},
                                     .projection_expression = "x",
                                     .attributes_to_get = Attributes{"x"}}}}}})),
            mixed("{AttributesToGet}", "{ProjectionExpression}"));
  EXPECT_EQ(with(query(), [](auto& r) { r.expression_attribute_names = Names{{"#a", "a"}}; }),
            validation("ExpressionAttributeNames can only be specified when using expressions"));
}

TEST_F(LegacyReads, KeyConditionsMixWithOtherExpressions) {  // DynamoDB Local, dynalite
  EXPECT_EQ(with(query(),
                 [](auto& r) {
                   r.filter_expression = "x = :x";
                   r.projection_expression = "sk";
                   r.expression_attribute_values = {{":x", "x1"}};
                 }),
            "s1");
  EXPECT_EQ(with(query(),
                 [](auto& r) {
                   r.filter_expression = "x = :x";
                   r.attributes_to_get = Attributes{"sk"};
                 }),
            mixed("{AttributesToGet}", "{FilterExpression}"));
}

TEST_F(LegacyReads, MembersAreCheckedInTheServicesOrder) {  // dynalite
  const std::string message = with(query({{"a", {.comparison_operator = "X"}}}), [](auto& r) {
    r.table_name = ";;;";
    r.select = "X";
    r.conditional_operator = "X";
    r.query_filter = Conditions{{"a", {}}};
    r.attributes_to_get = Attributes();
    r.limit = 0;
  });
  std::string order;
  for (std::size_t at = 0; (at = message.find(" at '", at)) != std::string::npos;) {
    at += 5;
    order += message.substr(at, message.find('\'', at) - at) + " ";
  }
  EXPECT_EQ(order,
            "select queryFilter.a.member.comparisonOperator tableName conditionalOperator "
            "attributesToGet limit keyConditions.a.member.comparisonOperator ");
}

}  // namespace
}  // namespace ddbsim::service
