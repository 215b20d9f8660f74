#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/choice/choices.hpp"
#include "sim/choice/clock.hpp"
#include "sim/expression/compiled.hpp"
#include "sim/service/client.hpp"
#include "sim/service/validation.hpp"
#include "sim/state/journal.hpp"
#include "sim/table/stream.hpp"
#include "sim/table/table.hpp"

namespace ddbsim::service {

/// What the service leaves unpublished, or what differs between accounts. Defaults are documented
/// here and in the scenario schema.
struct Parameters {
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  /// An index read may show versions up to this old. Default 0: indexes are always current.
  /// Unpublished by AWS.
  choice::Duration index_lag{0};
  /// An eventually consistent read of a table may show versions up to this old. Default 0.
  /// Unpublished by AWS.
  choice::Duration read_staleness{0};
  /// Between an item's TTL and its deletion. Default 0; AWS says "typically within a few days".
  choice::Duration ttl_delay{0};
  /// Partitions of a new table, which is also the number of shards of its stream. AWS decides this
  /// by throughput.
  std::uint32_t partitions = 1;
  /// Partition keys (as text) that live on a certain one of these partitions, by table: for those
  /// who want to see two keys on one shard, or on two. All others live where their hash falls.
  std::map<std::string, std::map<std::string, std::uint32_t, std::less<>>, std::less<>> placement;
  choice::Duration stream_retention = std::chrono::hours{24};  ///< documented
  choice::Duration iterator_life = std::chrono::minutes{15};   ///< documented
  choice::Duration token_life = std::chrono::minutes{10};      ///< documented: ClientRequestToken
  std::int64_t page_bytes = std::int64_t{1} << 20U;            ///< documented: Query and Scan
  /// How long a table, or a global index, is CREATING, UPDATING or DELETING. Default 0: it is what
  /// was asked for at once. AWS promises no time; a new table takes it some seconds, an index
  /// minutes.
  choice::Duration table_transition{0};
  /// Which generation of validation messages it speaks.
  Validation validation = Validation::classic;
};

/// Who calls, and who decides what could go more than one way during the call.
struct CallContext {
  choice::Choices* choices = nullptr;  ///< null: nothing unusual ever happens
  choice::Point point{};  ///< actor, subject, attempt, call; the views outlive the call
};

/// One write of a commit.
struct Write {
  table::Table* table;
  value::Item before;
  value::Item after;
  table::Cause cause = table::Cause::client;
};

/// A remembered TransactWriteItems: same token and same content answers again, other content is
/// refused.
struct RememberedToken {
  std::uint64_t content = 0;  ///< hash of the request
  choice::Instant expires{};
  std::shared_ptr<const TransactWriteItemsResponse> response;
};
struct TokenHash {
  std::uint64_t operator()(const std::string& token,
                           const RememberedToken& remembered) const noexcept {
    return value::hash_bytes(token, remembered.content) | 1U;
  }
};
struct TtlMark {
  std::string table;
  value::Item key;
};
/// An item that TTL deletes, and when at the earliest.
struct Expiring {
  choice::Instant at{};
  std::string table;
  value::Item key;
};

class ControlState;
class ObjectStore;

/// The simulated account: all that DynamoDB keeps for one customer in one region. Changes only
/// through its journal.
class Account {
 public:
  explicit Account(Parameters parameters = {}, choice::Instant start = choice::kDefaultStart);
  Account(const Account&) = delete;
  Account& operator=(const Account&) = delete;
  ~Account();

  [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
  [[nodiscard]] state::Journal& journal() noexcept { return journal_; }
  [[nodiscard]] value::Layouts& layouts() noexcept { return layouts_; }
  [[nodiscard]] expression::Cache& expressions() noexcept { return expressions_; }
  [[nodiscard]] value::ItemBuilder& builder() noexcept { return builder_; }

  [[nodiscard]] choice::Instant now() const noexcept { return now_.get(); }
  /// Moves the clock forward (never back) and drops what is too old to be asked for: stream
  /// records, tokens, versions. TTL does not fire by itself: see `next_expiry` and `expire_next`.
  void advance_to(choice::Instant instant);

  using Tables = std::map<std::string, std::shared_ptr<table::Table>, std::less<>>;
  [[nodiscard]] const Tables& tables() const noexcept { return tables_.entries(); }
  /// Null when there is none.
  [[nodiscard]] table::Table* find_table(std::string_view name) const noexcept;
  /// There must be none of that name. Fills in `id` and `created` where they are empty; opens the
  /// stream that the definition names.
  table::Table& add_table(table::TableDefinition definition);
  /// Moves it aside whole: its stream is closed, its TTL marks go; undo brings it back. No effect
  /// when there is none.
  void remove_table(std::string_view name);

  using Streams = std::map<std::string, std::shared_ptr<table::Stream>, std::less<>>;
  [[nodiscard]] const Streams& streams() const noexcept { return streams_.entries(); }
  [[nodiscard]] std::shared_ptr<table::Stream> find_stream(std::string_view arn) const noexcept;
  /// The enabled stream of a table; null when it has none.
  [[nodiscard]] std::shared_ptr<table::Stream> stream_of(
      std::string_view table_name) const noexcept;
  /// Turns a new stream on (with an ARN of its own) and says so in the table's definition. The
  /// table has none that is enabled.
  void open_stream(table::Table& table, table::StreamView view);
  /// Turns it off; it stays readable for the retention. No effect when none is enabled.
  void close_stream(table::Table& table);

  /// Where a table's items with the partition key of this one live: a hash in the range of a shard.
  [[nodiscard]] std::uint64_t place_of(const table::Table& table, const value::Item& item) const;
  /// Commits all writes as one: change logs, indexes, streams, TTL marks. A write whose images are
  /// equal makes no stream record. Returns the commit number.
  std::uint64_t commit(std::span<const Write> writes);
  /// Number of the latest commit; 0 before the first.
  [[nodiscard]] std::uint64_t last_commit() const noexcept { return commits_.get(); }

  /// When the next item may be deleted by TTL, now or later; absent when none will.
  [[nodiscard]] std::optional<choice::Instant> next_expiry() const;
  /// Deletes the item that is due first, if it is still there and still expired. False when none is
  /// due by now.
  bool expire_next();
  /// When TTL may delete an item of a table; absent: never.
  [[nodiscard]] std::optional<choice::Instant> expires(const table::Table& table,
                                                       const value::Item& item) const;
  /// All that TTL deletes, now or later, in order of time; and one of them, which is due.
  [[nodiscard]] std::vector<Expiring> expiring() const;
  void expire(const Expiring& expiring);
  /// Turns TTL on (name of the attribute) or off (empty) for a table: marks what is there.
  void set_ttl(table::Table& table, std::string attribute);

  /// Settings that change nothing about items, backups, exports: `control_state.hpp`.
  [[nodiscard]] ControlState& control() noexcept { return *control_; }
  [[nodiscard]] const ControlState& control() const noexcept { return *control_; }
  /// Does any table count the accesses to its keys (Contributor Insights)?
  [[nodiscard]] bool counts_keys() const noexcept { return counts_keys_.get(); }
  void set_counts_keys(bool counts) { counts_keys_.set(counts); }
  /// Where exports go and imports come from; null, as at first: there is no such place. Outlives
  /// the account.
  void use_objects(ObjectStore* objects) noexcept { objects_ = objects; }
  [[nodiscard]] ObjectStore* objects() const noexcept { return objects_; }

  [[nodiscard]] const RememberedToken* find_token(const std::string& token) const;
  void remember_token(const std::string& token, RememberedToken remembered);

  /// A UUID made of its coordinates, not of randomness: equal runs, equal ids.
  [[nodiscard]] std::string make_uuid(std::string_view purpose, std::string_view name) const;
  [[nodiscard]] std::string table_arn(std::string_view table_name) const;
  [[nodiscard]] std::string stream_arn(std::string_view table_name, std::string_view label) const;

  /// Read view of a request: window and who decides, by what is read and how.
  [[nodiscard]] table::ReadView read_view(const CallContext& context, bool index,
                                          bool consistent) const;

  /// All tables and streams verify, TTL marks are those of the items; throws std::logic_error.
  void verify() const;

 private:
  /// Of what never changes while a table is there, since the map asks when it comes and again when
  /// it goes.
  struct TableHash {
    std::uint64_t operator()(const std::string& name,
                             const std::shared_ptr<table::Table>& table) const noexcept;
  };
  using ExpiryKey = std::pair<choice::Instant, std::string>;
  using Marks = std::map<ExpiryKey, TtlMark, std::less<>>;
  [[nodiscard]] Marks::const_iterator first_mark() const;
  struct TokenEnd {  ///< in order of time
    choice::Instant at{};
    std::string token;
  };

  std::uint64_t next_generation(const std::string& of);
  [[nodiscard]] std::string free_stream_label(std::string_view table_name) const;
  void append_to_stream(const table::Table& table, const table::Change& change) const;
  [[nodiscard]] std::optional<ExpiryKey> expiry_of(const table::Table& table,
                                                   const value::Item& item) const;
  void mark_expiry(const Write& write);
  void clear_marks(std::string_view table_name);
  void trim_streams();
  void trim_tokens();
  void trim_versions();
  void verify_marks() const;

  Parameters parameters_;
  state::Journal journal_;
  value::Layouts layouts_;
  value::ItemBuilder builder_;
  expression::Cache expressions_;
  state::Cell<choice::Instant, state::NotHashed> now_;
  state::Cell<std::uint64_t, state::NotHashed> commits_;
  /// How many tables, and streams, of a name there have been: ids are made of it, the hash has it
  /// through them.
  state::Map<std::string, std::uint64_t, state::NotHashed> generations_;
  state::Map<std::string, std::shared_ptr<table::Table>, TableHash> tables_;
  state::Map<std::string, std::shared_ptr<table::Stream>, state::NotHashed> streams_;  ///< by ARN
  state::Map<std::string, std::shared_ptr<table::Stream>, state::NotHashed>
      open_streams_;  ///< by table name
  state::Map<std::string, RememberedToken, TokenHash> tokens_;
  state::Log<TokenEnd, state::NotHashed> token_ends_;
  /// (when, table and key) -> what to delete; only tables with TTL on. Derived from items, hence
  /// not hashed.
  state::Map<ExpiryKey, TtlMark, state::NotHashed> expiries_;
  state::Cell<bool, state::NotHashed> counts_keys_;
  std::unique_ptr<ControlState> control_;
  ObjectStore* objects_ = nullptr;
};

// One file for each operation, `operations/`: checks in the service's order, change of state,
// response.
[[nodiscard]] Result<CreateTableResponse> execute(Account&, const CreateTableRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<DescribeTableResponse> execute(Account&, const DescribeTableRequest&,
                                                    const CallContext&);
[[nodiscard]] Result<ListTablesResponse> execute(Account&, const ListTablesRequest&,
                                                 const CallContext&);
[[nodiscard]] Result<UpdateTableResponse> execute(Account&, const UpdateTableRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<DeleteTableResponse> execute(Account&, const DeleteTableRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<UpdateTimeToLiveResponse> execute(Account&, const UpdateTimeToLiveRequest&,
                                                       const CallContext&);
[[nodiscard]] Result<DescribeTimeToLiveResponse> execute(Account&, const DescribeTimeToLiveRequest&,
                                                         const CallContext&);
[[nodiscard]] Result<PutItemResponse> execute(Account&, const PutItemRequest&, const CallContext&);
[[nodiscard]] Result<GetItemResponse> execute(Account&, const GetItemRequest&, const CallContext&);
[[nodiscard]] Result<UpdateItemResponse> execute(Account&, const UpdateItemRequest&,
                                                 const CallContext&);
[[nodiscard]] Result<DeleteItemResponse> execute(Account&, const DeleteItemRequest&,
                                                 const CallContext&);
[[nodiscard]] Result<BatchGetItemResponse> execute(Account&, const BatchGetItemRequest&,
                                                   const CallContext&);
[[nodiscard]] Result<BatchWriteItemResponse> execute(Account&, const BatchWriteItemRequest&,
                                                     const CallContext&);
[[nodiscard]] Result<TransactGetItemsResponse> execute(Account&, const TransactGetItemsRequest&,
                                                       const CallContext&);
[[nodiscard]] Result<TransactWriteItemsResponse> execute(Account&, const TransactWriteItemsRequest&,
                                                         const CallContext&);
[[nodiscard]] Result<QueryResponse> execute(Account&, const QueryRequest&, const CallContext&);
[[nodiscard]] Result<ScanResponse> execute(Account&, const ScanRequest&, const CallContext&);
[[nodiscard]] Result<ListStreamsResponse> execute(Account&, const ListStreamsRequest&,
                                                  const CallContext&);
[[nodiscard]] Result<DescribeStreamResponse> execute(Account&, const DescribeStreamRequest&,
                                                     const CallContext&);
[[nodiscard]] Result<GetShardIteratorResponse> execute(Account&, const GetShardIteratorRequest&,
                                                       const CallContext&);
[[nodiscard]] Result<GetRecordsResponse> execute(Account&, const GetRecordsRequest&,
                                                 const CallContext&);

[[nodiscard]] Result<ExecuteStatementResponse> execute(Account&, const ExecuteStatementRequest&,
                                                       const CallContext&);
[[nodiscard]] Result<BatchExecuteStatementResponse> execute(Account&,
                                                            const BatchExecuteStatementRequest&,
                                                            const CallContext&);
[[nodiscard]] Result<ExecuteTransactionResponse> execute(Account&, const ExecuteTransactionRequest&,
                                                         const CallContext&);

// The rest of the control plane is declared in operations/control_plane.hpp.

/// Any operation; the response alternative is the request's.
[[nodiscard]] Result<Response> execute(Account& account, RequestRef request,
                                       const CallContext& context);

/// The account behind a `Client`, for one caller.
class AccountClient final : public Client {
 public:
  explicit AccountClient(Account& account, CallContext context = {})
      : account_(account), context_(context) {}
  Result<Response> send(RequestRef request) override {
    return execute(account_, request, context_);
  }

 private:
  Account& account_;
  CallContext context_;
};

}  // namespace ddbsim::service
