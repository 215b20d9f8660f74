// ListStreams, DescribeStream, GetShardIterator, GetRecords, and the form of a record. Forms and
// texts as captured on DynamoDB Local, which has the service's; Dynoxide has its own.
#include "sim/service/stream_record.hpp"
#include "tests/service/item_fixture.hpp"
#include "tests/support/tables.hpp"

namespace ddbsim::service {
namespace {

using namespace std::chrono_literals;
using ddbsim::testing::table_definition;
using table::StreamView;

constexpr const char* kUnknownStream =
    "arn:aws:dynamodb:us-east-1:000000000000:table/tab/stream/2015-01-01T00:00:00.000";
constexpr const char* kUnknownShard = "shardId-00000001414562045508-2bac9cd2";

class Streams : public ::testing::Test {
 protected:
  explicit Streams(Parameters parameters = {}) : account_(std::move(parameters)) {}

  template <class Request>
  Result<typename Request::Response> call(const Request& request) {
    return execute(account_, request, CallContext{});
  }
  table::Table& add_table(std::string_view name, StreamView view = StreamView::new_and_old_images) {
    table::TableDefinition definition = table_definition(name, "pk:S/sk:N");
    definition.stream = view;
    return account_.add_table(definition);
  }
  void put(std::string_view table, Item item) {
    ASSERT_EQ(
        error_of(call(PutItemRequest{.table_name = std::string(table), .item = std::move(item)})),
        "ok");
  }
  void remove(std::string_view table, Item key) {
    ASSERT_EQ(
        error_of(call(DeleteItemRequest{.table_name = std::string(table), .key = std::move(key)})),
        "ok");
  }
  std::string arn(std::string_view table) { return account_.stream_of(table)->definition().arn; }
  std::string shard(std::string_view table) { return account_.stream_of(table)->shards()[0]->id(); }
  /// An iterator of the first shard, or the error.
  std::string iterator(const std::string& stream, const std::string& shard_id, std::string type,
                       Text sequence_number = {}) {
    const auto response =
        call(GetShardIteratorRequest{.stream_arn = stream,
                                     .shard_id = shard_id,
                                     .shard_iterator_type = std::move(type),
                                     .sequence_number = std::move(sequence_number)});
    return response ? *response->shard_iterator : error_of(response);
  }
  std::string from_begin(std::string_view table) {
    return iterator(arn(table), shard(table), "TRIM_HORIZON");
  }
  Result<GetRecordsResponse> records(std::string shard_iterator, Integer limit = {}) {
    return call(GetRecordsRequest{.shard_iterator = std::move(shard_iterator), .limit = limit});
  }
  /// Sort keys of the records that an iterator gives.
  static std::string sort_keys(const Result<GetRecordsResponse>& response) {
    std::vector<Item> keys;
    for (const StreamRecord& record : *response->records) {
      keys.push_back(record.dynamodb->keys);
    }
    return list_of(keys, "sk");
  }

  Account account_;
};

// ---- Records ------------------------------------------------------------------------------------

TEST_F(Streams, ARecordHasTheFormOfTheService) {
  add_table("tab");
  account_.advance_to(account_.now() + 1999ms);
  put("tab", {{"pk", "a"}, {"sk", 1}, {"g", "x"}, {"n", 5}});
  const auto response = records(from_begin("tab"));
  ASSERT_EQ(response->records->size(), 1U);
  const StreamRecord& record = response->records->front();
  EXPECT_EQ(record.event_id->size(), 32U);
  EXPECT_EQ(record.event_name, "INSERT");
  EXPECT_EQ(record.event_version, "1.1");
  EXPECT_EQ(record.event_source, "aws:dynamodb");
  EXPECT_EQ(record.aws_region, "us-east-1");
  EXPECT_FALSE(record.user_identity);
  const StreamRecordBody& body = *record.dynamodb;
  EXPECT_EQ(body.approximate_creation_date_time, 1'767'225'601.0);  // whole seconds, cut
  EXPECT_EQ(text_of(body.keys), R"({"pk":{"S":"a"},"sk":{"N":"1"}})");
  EXPECT_EQ(text_of(body.new_image),
            R"({"g":{"S":"x"},"n":{"N":"5"},"pk":{"S":"a"},"sk":{"N":"1"}})");
  EXPECT_FALSE(body.old_image);
  EXPECT_EQ(body.sequence_number, "100000000000000000001");
  EXPECT_EQ(body.size_bytes, 19);  // keys 7, image 12: as DynamoDB Local counts this very record
  EXPECT_EQ(body.stream_view_type, "NEW_AND_OLD_IMAGES");
}

TEST_F(Streams, TheViewDecidesWhichImagesAreShown) {
  struct Case {
    StreamView view;
    const char* name;
    const char* shown;  ///< of INSERT, MODIFY, REMOVE: n, o, b(oth), -
    std::vector<std::int64_t> sizes;
  };
  // Keys 7 bytes, images 10.
  const std::vector<Case> cases{
      {StreamView::keys_only, "KEYS_ONLY", "---", {7, 7, 7}},
      {StreamView::new_image, "NEW_IMAGE", "nn-", {17, 17, 7}},
      {StreamView::old_image, "OLD_IMAGE", "-oo", {7, 17, 17}},
      {StreamView::new_and_old_images, "NEW_AND_OLD_IMAGES", "nbo", {17, 27, 17}}};
  for (const Case& c : cases) {
    add_table(c.name, c.view);
    put(c.name, {{"pk", "a"}, {"sk", 1}, {"n", 1}});
    put(c.name, {{"pk", "a"}, {"sk", 1}, {"n", 2}});
    remove(c.name, {{"pk", "a"}, {"sk", 1}});
    const auto response = records(from_begin(c.name));
    std::string shown;
    std::string names;
    for (std::size_t i = 0; i < response->records->size(); ++i) {
      const StreamRecord& record = (*response->records)[i];
      const bool has_new = static_cast<bool>(record.dynamodb->new_image);
      const bool has_old = static_cast<bool>(record.dynamodb->old_image);
      shown += has_new && has_old ? 'b' : has_new ? 'n' : has_old ? 'o' : '-';
      names += *record.event_name + " ";
      EXPECT_EQ(record.dynamodb->stream_view_type, c.name);
      EXPECT_EQ(record.dynamodb->size_bytes, c.sizes[i]) << c.name << " " << i;
    }
    EXPECT_EQ(shown, c.shown) << c.name;
    EXPECT_EQ(names, "INSERT MODIFY REMOVE ");
  }
}

TEST_F(Streams, AWriteWithoutChangeLeavesNoRecord) {
  add_table("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  put("tab", {{"pk", "a"}, {"sk", 1}});
  remove("tab", {{"pk", "b"}, {"sk", 1}});
  EXPECT_EQ(records(from_begin("tab"))->records->size(), 1U);
}

// ---- ListStreams --------------------------------------------------------------------------------

TEST_F(Streams, AreListedInPages) {
  for (const char* name : {"ccc", "aaa", "bbb"}) {
    add_table(name);
  }
  const auto page = call(ListStreamsRequest{.limit = 2});
  ASSERT_EQ(page->streams->size(), 2U);
  EXPECT_EQ(page->streams->at(0).table_name, "aaa");
  EXPECT_EQ(page->streams->at(0).stream_label, "2026-01-01T00:00:00.000");
  EXPECT_EQ(page->streams->at(0).stream_arn, arn("aaa"));
  EXPECT_EQ(page->last_evaluated_stream_arn, arn("bbb"));
  const auto rest =
      call(ListStreamsRequest{.exclusive_start_stream_arn = page->last_evaluated_stream_arn});
  ASSERT_EQ(rest->streams->size(), 1U);
  EXPECT_EQ(rest->streams->at(0).table_name, "ccc");
  EXPECT_FALSE(rest->last_evaluated_stream_arn);
}

TEST_F(Streams, OfATableAreAllThatItHadInTheLastDay) {
  table::Table& table = add_table("ttt");
  account_.close_stream(table);
  account_.open_stream(table, StreamView::keys_only);
  add_table("other");
  EXPECT_EQ(call(ListStreamsRequest{.table_name = "ttt"})->streams->size(), 2U);
  EXPECT_TRUE(call(ListStreamsRequest{.table_name = "missing"})->streams->empty());
  account_.advance_to(account_.now() + 24h + 1ms);
  EXPECT_EQ(call(ListStreamsRequest{.table_name = "ttt"})->streams->size(), 1U);
}

// ---- DescribeStream -----------------------------------------------------------------------------

TEST_F(Streams, ADescriptionNamesTheStreamAndItsOpenShard) {
  add_table("tab");
  const auto response = call(DescribeStreamRequest{.stream_arn = arn("tab")});
  const StreamDescription& description = *response->stream_description;
  EXPECT_EQ(description.stream_arn, arn("tab"));
  EXPECT_EQ(description.stream_label, "2026-01-01T00:00:00.000");
  EXPECT_EQ(description.stream_status, "ENABLED");
  EXPECT_EQ(description.stream_view_type, "NEW_AND_OLD_IMAGES");
  EXPECT_EQ(description.creation_request_date_time, 1'767'225'600.0);
  EXPECT_EQ(description.table_name, "tab");
  ASSERT_EQ(description.key_schema->size(), 2U);
  EXPECT_EQ(description.key_schema->at(0).attribute_name, "pk");
  EXPECT_EQ(description.key_schema->at(0).key_type, "HASH");
  EXPECT_EQ(description.key_schema->at(1).key_type, "RANGE");
  ASSERT_EQ(description.shards->size(), 1U);
  const ShardDescription& only = description.shards->front();
  EXPECT_EQ(only.shard_id, shard("tab"));
  EXPECT_EQ(only.sequence_number_range->starting_sequence_number, "100000000000000000001");
  EXPECT_FALSE(only.sequence_number_range->ending_sequence_number);
  EXPECT_FALSE(only.parent_shard_id);
}

TEST_F(Streams, AShardOfADisabledStreamHasAnEnd) {
  table::Table& table = add_table("tab");
  const std::string stream = arn("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  put("tab", {{"pk", "a"}, {"sk", 2}});
  account_.close_stream(table);
  const auto response = call(DescribeStreamRequest{.stream_arn = stream});
  const StreamDescription& description = *response->stream_description;
  EXPECT_EQ(description.stream_status, "DISABLED");
  EXPECT_EQ(description.shards->front().sequence_number_range->ending_sequence_number,
            "100000000000000000002");
}

class ManyShards : public Streams {
 protected:
  ManyShards() : Streams({.partitions = 5}) { add_table("tab"); }
};

TEST_F(ManyShards, AreDescribedInPages) {
  const auto page = call(DescribeStreamRequest{.stream_arn = arn("tab"), .limit = 3});
  ASSERT_EQ(page->stream_description->shards->size(), 3U);
  const Text last = page->stream_description->last_evaluated_shard_id;
  EXPECT_EQ(last, page->stream_description->shards->back().shard_id);
  const auto rest =
      call(DescribeStreamRequest{.stream_arn = arn("tab"), .exclusive_start_shard_id = last});
  EXPECT_EQ(rest->stream_description->shards->size(), 2U);
  EXPECT_FALSE(rest->stream_description->last_evaluated_shard_id);
  const auto none = call(DescribeStreamRequest{
      .stream_arn = arn("tab"),
      .exclusive_start_shard_id = rest->stream_description->shards->back().shard_id});
  EXPECT_TRUE(none->stream_description->shards->empty());
}

TEST_F(ManyShards, EachHaveSequenceNumbersOfTheirOwn) {
  for (int i = 0; i < 50; ++i) {
    put("tab", {{"pk", fmt::format("{}", i)}, {"sk", 1}});
  }
  std::size_t all = 0;
  for (std::size_t number = 0; number < 5; ++number) {
    const std::string id = account_.stream_of("tab")->shards()[number]->id();
    const auto response = records(iterator(arn("tab"), id, "TRIM_HORIZON"));
    for (const StreamRecord& record : *response->records) {
      EXPECT_TRUE(record.dynamodb->sequence_number->starts_with(fmt::format("{}", number + 1)));
    }
    all += response->records->size();
  }
  EXPECT_EQ(all, 50U);
}

// ---- splits -------------------------------------------------------------------------------------

TEST_F(Streams, ASplitShardIsClosedAndHasChildren) {
  add_table("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  ASSERT_TRUE(account_.stream_of("tab")->split(0, account_.now()));
  const auto described = call(DescribeStreamRequest{.stream_arn = arn("tab")});
  ASSERT_TRUE(described);
  const auto& shards = *described->stream_description->shards;
  ASSERT_EQ(shards.size(), 3U);
  EXPECT_EQ(shards[0].sequence_number_range->ending_sequence_number, "100000000000000000001");
  EXPECT_FALSE(shards[0].parent_shard_id);
  for (const std::size_t child : {1U, 2U}) {
    EXPECT_EQ(shards[child].parent_shard_id, shards[0].shard_id);
    EXPECT_FALSE(shards[child].sequence_number_range->ending_sequence_number);
  }
  const auto children = call(DescribeStreamRequest{
      .stream_arn = arn("tab"),
      .shard_filter = ShardFilter{.type = "CHILD_SHARDS", .shard_id = shards[0].shard_id}});
  ASSERT_EQ(children->stream_description->shards->size(), 2U);
  EXPECT_EQ((*children->stream_description->shards)[0].shard_id, shards[1].shard_id);
}

TEST_F(Streams, AClosedShardEndsAndItsChildrenTakeWhatComes) {
  add_table("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  ASSERT_TRUE(account_.stream_of("tab")->split(0, account_.now()));
  put("tab", {{"pk", "a"}, {"sk", 2}});
  std::size_t in_children = 0;
  for (const auto& shard : account_.stream_of("tab")->shards()) {
    const auto response = records(iterator(arn("tab"), shard->id(), "TRIM_HORIZON"));
    EXPECT_EQ(response->next_shard_iterator.has_value(), !shard->closed_at());
    if (shard->closed_at()) {
      EXPECT_EQ(response->records->size(), 1U);
    } else {
      in_children += response->records->size();
    }
  }
  EXPECT_EQ(in_children, 1U);
}

TEST_F(Streams, ThatAreUnknownAreNotFound) {
  const std::string not_found =
      fmt::format("ResourceNotFoundException: Requested resource not found: Stream: {} not found",
                  kUnknownStream);
  EXPECT_EQ(error_of(call(DescribeStreamRequest{.stream_arn = kUnknownStream})), not_found);
  EXPECT_EQ(iterator(kUnknownStream, kUnknownShard, "LATEST"), not_found);
}

// ---- GetShardIterator ---------------------------------------------------------------------------

TEST_F(Streams, IteratorsBeginWhereTheirTypeSays) {
  add_table("tab");
  for (int i = 1; i <= 3; ++i) {
    put("tab", {{"pk", "a"}, {"sk", i}});
  }
  const std::string second = account_.stream_of("tab")->shards()[0]->sequence_number(1);
  struct Case {
    const char* type;
    Text number;
    const char* found;
  };
  const std::vector<Case> cases{{"TRIM_HORIZON", {}, "1 2 3 4"},
                                {"LATEST", {}, "4"},
                                {"AT_SEQUENCE_NUMBER", second, "2 3 4"},
                                {"AFTER_SEQUENCE_NUMBER", second, "3 4"}};
  std::vector<std::string> iterators;
  iterators.reserve(cases.size());
  for (const Case& c : cases) {
    iterators.push_back(iterator(arn("tab"), shard("tab"), c.type, c.number));
  }
  put("tab", {{"pk", "a"}, {"sk", 4}});
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(sort_keys(records(iterators[i])), cases[i].found) << cases[i].type;
  }
}

TEST_F(Streams, IteratorsAreRefused) {
  add_table("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  const std::string first = "100000000000000000001";
  const std::string none = validation("Invalid SequenceNumber for the shard");
  EXPECT_EQ(iterator(arn("tab"), kUnknownShard, "LATEST"),
            "ResourceNotFoundException: Requested resource not found: Shard does not exist");
  EXPECT_EQ(iterator(arn("tab"), shard("tab"), "AT_SEQUENCE_NUMBER"),
            parameters("Invalid SequenceNumber"));
  EXPECT_EQ(iterator(arn("tab"), shard("tab"), "AFTER_SEQUENCE_NUMBER"),
            parameters("Invalid SequenceNumber"));
  EXPECT_EQ(iterator(arn("tab"), shard("tab"), "TRIM_HORIZON", first),
            parameters("SequenceNumber should not be passed for this iterator type"));
  EXPECT_EQ(iterator(arn("tab"), shard("tab"), "AT_SEQUENCE_NUMBER", "000000000000000000000"),
            none);
  EXPECT_EQ(iterator(arn("tab"), shard("tab"), "AT_SEQUENCE_NUMBER", "100000000000000000002"), none)
      << "not written yet";
  EXPECT_EQ(iterator(arn("tab"), shard("tab"), "AT_SEQUENCE_NUMBER", "1"),
            validation("1 validation error detected: Value '1' at 'sequenceNumber' failed to "
                       "satisfy constraint: Member must have length greater than or equal to 21"));
  account_.advance_to(account_.now() + 24h + 1ms);
  EXPECT_EQ(iterator(arn("tab"), shard("tab"), "AT_SEQUENCE_NUMBER", first),
            "TrimmedDataAccessException: The operation attempted to read past the oldest stream "
            "record in a shard.");
}

TEST_F(Streams, IteratorsSayAllThatTheyAre) {
  add_table("tab");
  EXPECT_EQ(from_begin("tab"), from_begin("tab"));  // equal questions, equal texts
  EXPECT_TRUE(from_begin("tab").starts_with(arn("tab") + "|1|"));
  Account other;
  EXPECT_EQ(error_of(execute(other, GetRecordsRequest{.shard_iterator = from_begin("tab")}, {})),
            fmt::format("ResourceNotFoundException: Requested resource not found: Stream: {} not "
                        "found",
                        arn("tab")));
}

// ---- GetRecords ---------------------------------------------------------------------------------

TEST_F(Streams, AreReadFromIteratorToIterator) {
  add_table("tab");
  for (int i = 1; i <= 5; ++i) {
    put("tab", {{"pk", "a"}, {"sk", i}});
  }
  const auto first = records(from_begin("tab"), 2);
  EXPECT_EQ(sort_keys(first), "1 2");
  const auto second = records(*first->next_shard_iterator, 2);
  EXPECT_EQ(sort_keys(second), "3 4");
  const auto third = records(*second->next_shard_iterator);
  EXPECT_EQ(sort_keys(third), "5");
  const auto end = records(*third->next_shard_iterator);
  EXPECT_EQ(sort_keys(end), "");
  put("tab", {{"pk", "a"}, {"sk", 6}});
  EXPECT_EQ(sort_keys(records(*end->next_shard_iterator)), "6");
}

TEST_F(Streams, AClosedShardEndsWithItsLastRecord) {
  table::Table& table = add_table("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  put("tab", {{"pk", "a"}, {"sk", 2}});
  const std::string begin = from_begin("tab");
  account_.close_stream(table);
  const auto first = records(begin, 1);
  ASSERT_TRUE(first->next_shard_iterator);
  const auto last = records(*first->next_shard_iterator);
  EXPECT_EQ(sort_keys(last), "2");
  EXPECT_FALSE(last->next_shard_iterator);
}

TEST_F(Streams, AreReadAfterTheirTableIsGone) {
  add_table("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  const std::string begin = from_begin("tab");
  account_.remove_table("tab");
  EXPECT_EQ(sort_keys(records(begin)), "1");
}

TEST_F(Streams, GiveAThousandRecordsOrOneMegabyte) {
  add_table("tab");
  for (int i = 0; i < 1001; ++i) {
    put("tab", {{"pk", "a"}, {"sk", i}});
  }
  EXPECT_EQ(records(from_begin("tab"))->records->size(), 1000U);
  add_table("big");
  for (int i = 0; i < 4; ++i) {
    put("big", {{"pk", "a"}, {"sk", i}, {"v", std::string(350'000, 'x')}});
  }
  const auto response = records(from_begin("big"));
  EXPECT_EQ(sort_keys(response), "0 1");  // the third would make it more than 1 048 576 bytes
  EXPECT_EQ(sort_keys(records(*response->next_shard_iterator)), "2 3");
}

TEST_F(Streams, AnIteratorLivesFifteenMinutes) {
  add_table("tab");
  const std::string begin = from_begin("tab");
  account_.advance_to(account_.now() + 15min - 1ms);
  const auto response = records(begin);
  ASSERT_TRUE(response);
  account_.advance_to(account_.now() + 1ms);
  EXPECT_EQ(error_of(records(begin)),
            "ExpiredIteratorException: The shard iterator has expired and can no longer be used to "
            "retrieve stream records.");
  EXPECT_TRUE(records(*response->next_shard_iterator));  // it began to live when it was given
}

class ShortRetention : public Streams {
 protected:
  ShortRetention() : Streams({.stream_retention = 1min}) {}
};

TEST_F(ShortRetention, AnIteratorOfTrimmedRecordsIsRefused) {
  add_table("tab");
  put("tab", {{"pk", "a"}, {"sk", 1}});
  const std::string begin = from_begin("tab");
  account_.advance_to(account_.now() + 2min);
  EXPECT_EQ(error_of(records(begin)),
            "TrimmedDataAccessException: The operation attempted to read past the oldest stream "
            "record in a shard.");
  EXPECT_TRUE(records(from_begin("tab"))->records->empty());
}

TEST_F(Streams, WhatIsNoIteratorIsRefused) {
  add_table("tab");
  const std::string good = from_begin("tab");
  for (const std::string& bad : {std::string("abc"), arn("tab") + "|1|AAAA", arn("tab") + "|1|***",
                                 good + "x", good.substr(0, good.size() - 4)}) {
    EXPECT_EQ(error_of(records(bad)), validation("Invalid ShardIterator")) << bad;
  }
  EXPECT_EQ(error_of(records(good, 1001)),
            validation("1 validation error detected: Value '1001' at 'limit' failed to satisfy "
                       "constraint: Member must have value less than or equal to 1000"));
  EXPECT_EQ(error_of(call(GetRecordsRequest{})),
            validation("1 validation error detected: Value null at 'shardIterator' failed to "
                       "satisfy constraint: Member must not be null"));
}

}  // namespace
}  // namespace ddbsim::service
