// Key attributes have no parts: expressions that lead into one are refused.
#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {
namespace {

class KeyPaths : public ItemTest {
 protected:
  static std::string scalars(std::string_view key) {
    return validation(
        fmt::format("Key attributes must be scalars; list random access '[]' and map lookup '.' "
                    "are not allowed: {}",
                    key));
  }
  template <class Request>
  std::string error(const Request& request) {
    return error_of(call(request));
  }
  std::string scan(const char* filter, const char* index = nullptr) {
    return error(ScanRequest{.table_name = "ranged",
                             .index_name = index == nullptr ? Text() : Text(index),
                             .filter_expression = filter});
  }
  std::string query(const char* filter, const char* projection = nullptr) {
    return error(
        QueryRequest{.table_name = "ranged",
                     .projection_expression = projection == nullptr ? Text() : Text(projection),
                     .filter_expression = filter == nullptr ? Text() : Text(filter),
                     .key_condition_expression = "pk = :p",
                     .expression_attribute_values = {{":p", "p"}}});
  }
  std::string update(const char* expression) {
    return error(UpdateItemRequest{.table_name = "ranged",
                                   .key = {{"pk", "p"}, {"sk", "s"}},
                                   .update_expression = expression});
  }
};

TEST_F(KeyPaths, AreRefusedInFilters) {
  EXPECT_EQ(scan("attribute_exists(pk.a)"), scalars("Key: pk"));
  EXPECT_EQ(scan("attribute_exists(sk[1]) AND attribute_exists(g1.a)"), scalars("Key: sk"));
  EXPECT_EQ(scan("attribute_exists(g1[1])"), scalars("IndexKey: g1")) << "of any index";
  EXPECT_EQ(scan("attribute_exists(l1.a)", "gsi_all"), scalars("IndexKey: l1"));
  EXPECT_EQ(scan("attribute_exists(x.a)"), "ok");
  EXPECT_EQ(query("attribute_exists(g2.a)"), scalars("IndexKey: g2"));
  EXPECT_EQ(query("attribute_exists(pk.a)"),
            validation("Filter Expression can only contain non-primary key attributes: Primary key "
                       "attribute: pk"));
}

TEST_F(KeyPaths, AreRefusedInProjections) {
  const Item key = {{"pk", "p"}, {"sk", "s"}};
  EXPECT_EQ(query(nullptr, "x, g1.a"), scalars("IndexKey: g1"));
  EXPECT_EQ(error(ScanRequest{.table_name = "plain", .projection_expression = "pk[0]"}),
            scalars("Key: pk"));
  EXPECT_EQ(
      error(GetItemRequest{.table_name = "ranged", .key = key, .projection_expression = "pk.a"}),
      scalars("Key: pk"));
  EXPECT_EQ(error(GetItemRequest{
                .table_name = "ranged", .key = {{"pk", "p"}}, .projection_expression = "pk.a"}),
            validation("The provided key element does not match the schema"));
  KeysAndAttributes asked;
  asked.keys = {key};
  asked.projection_expression = "sk.a";
  EXPECT_EQ(error(BatchGetItemRequest{.request_items = {{{"ranged", asked}}}}), scalars("Key: sk"));
  TransactGetItem get;
  get.get = TransactGet{.table_name = "ranged", .key = key, .projection_expression = "l2.a"};
  EXPECT_EQ(error(TransactGetItemsRequest{.transact_items = {{get}}}), scalars("IndexKey: l2"));
}

TEST_F(KeyPaths, AreRefusedInUpdates) {
  EXPECT_EQ(update("REMOVE g1.a"), scalars("IndexKey: g1"));
  EXPECT_EQ(update("SET x = g1.a"), scalars("IndexKey: g1"));
  EXPECT_EQ(update("SET x = if_not_exists(pk[1], y)"), scalars("Key: pk"));
  EXPECT_EQ(update("REMOVE pk.a"),
            parameters("Cannot update attribute pk. This attribute is part of the key"));
}

}  // namespace
}  // namespace ddbsim::service
