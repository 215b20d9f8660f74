#include <algorithm>

#include "sim/service/account.hpp"
#include "sim/service/bindings.hpp"
#include "sim/service/legacy.hpp"
#include "sim/service/operations/several_tables.hpp"
#include "sim/service/read_path.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {
namespace {

constexpr std::size_t kMaxKeys = 100;  ///< documented
constexpr std::size_t kMaxResponseBytes =
    16ULL * 1024 * 1024;  ///< documented; what lies beyond is left unprocessed

/// What is asked of one table.
struct TableRead {
  const std::string* name;  ///< as the request has it, a name or an ARN
  const KeysAndAttributes* asked;
  MaybeProjection projection;
  const table::Table* table = nullptr;

  [[nodiscard]] bool consistent() const { return asked->consistent_read.value_or(false); }
};

/// Keys as such, without their table; `count` goes on over the tables of a request.
Refusal check_keys(const std::vector<value::Item>& keys, std::size_t& count) {
  for (auto key = keys.begin(); key != keys.end(); ++key) {
    if (Refusal refusal = check_values(*key)) {
      return refusal;
    }
    if (std::find(keys.begin(), key, *key) != key) {
      return invalid("Provided list of item keys contains duplicates").error();
    }
    if (++count > kMaxKeys) {
      return invalid("Too many items requested for the BatchGetItem call").error();
    }
  }
  return {};
}

/// What is said of AttributesToGet (dynalite, Dynoxide) and of names as such (all oracles) comes
/// before the keys; what is said of the expression after them (DynamoDB Local, Dynoxide).
Refusal check_projection_alone(const KeysAndAttributes& asked) {
  if (asked.attributes_to_get) {
    const auto attributes = projection_from(asked.attributes_to_get);
    return attributes ? Refusal{} : attributes.error();
  }
  const Names* const names = names_or_null(asked.expression_attribute_names);
  return names == nullptr
             ? Refusal{}
             : check_presence({{expression::Kind::projection, &asked.projection_expression}}, names,
                              value::Item())
                   .or_else([&] { return check_names(*names); });
}

Result<std::vector<TableRead>> prepare(Account& account, const BatchGetItemRequest& request) {
  std::vector<TableRead> reads;
  std::size_t count = 0;
  for (const auto& [name, asked] : *request.request_items) {
    if (Refusal refusal =
            check_projection_alone(asked).or_else([&] { return check_keys(*asked.keys, count); })) {
      return std::unexpected(std::move(*refusal));
    }
    auto projection = prepare_projection(account, asked.projection_expression,
                                         asked.expression_attribute_names, asked.attributes_to_get);
    if (!projection) {
      return std::unexpected(std::move(projection.error()));
    }
    reads.push_back({.name = &name, .asked = &asked, .projection = std::move(*projection)});
  }
  return reads;
}

/// A table may be asked by name and by ARN in one request; its keys are distinct all the same.
Refusal check_both_names(const std::vector<TableRead>& reads) {
  for (auto read = reads.begin(); read != reads.end(); ++read) {
    const auto other = std::find_if(reads.begin(), read, [&](const TableRead& earlier) {
      return earlier.table == read->table;
    });
    if (other != read && std::ranges::find_first_of(*other->asked->keys, *read->asked->keys) !=
                             other->asked->keys->end()) {
      return invalid("Provided list of item keys contains duplicates").error();
    }
  }
  return {};
}

/// All tables are looked for before a key is held against one.
Refusal attach(const Account& account, std::vector<TableRead>& reads) {
  for (TableRead& read : reads) {
    auto table = locate_table(account, *read.name, "BatchGetItem");
    if (!table) {
      return std::move(table.error());
    }
    read.table = *table;
  }
  for (const TableRead& read : reads) {
    for (const value::Item& key : *read.asked->keys) {
      if (Refusal refusal = check_key(read.table->definition().key, key)) {
        return refusal;
      }
    }
    if (Refusal refusal = check_keys_are_scalars(*read.table, read.projection)) {
      return refusal;
    }
  }
  return check_both_names(reads);
}

/// Reads in order of the request until the response is full; the first item that does not fit, and
/// all that follow it, are left to the client.
class Reader {
 public:
  Reader(Account& account, const CallContext& context) : account_(account), context_(context) {}

  void read(const TableRead& read) {
    std::vector<value::Item>& items = responses_[*read.name];
    const auto kind = read.consistent() ? capacity::Read::consistent : capacity::Read::eventual;
    for (const value::Item& key : *read.asked->keys) {
      const value::Item item =
          full_ ? value::Item{}
                : read_item(account_, *read.table, key, read.consistent(), context_);
      full_ = full_ || bytes_ + item.size_bytes() > kMaxResponseBytes;
      if (full_) {
        leave(read, key);
        continue;
      }
      bytes_ += item.size_bytes();
      consumed_.of(*read.table, *read.name)
          .add_table(capacity::read_units(item.size_bytes(), kind));
      if (item) {
        items.push_back(project(account_, read.projection, item));
      }
    }
  }

  [[nodiscard]] BatchGetItemResponse finish(const Text& return_consumed_capacity) && {
    return {.responses = std::move(responses_),
            .unprocessed_keys = std::move(unprocessed_),
            .consumed_capacity = consumed_.report(return_consumed_capacity)};
  }

 private:
  void leave(const TableRead& read, const value::Item& key) {
    const auto [at, is_new] = unprocessed_.try_emplace(*read.name);
    if (is_new) {
      at->second = {.keys = std::vector<value::Item>{},
                    .consistent_read = read.asked->consistent_read,
                    .projection_expression = read.asked->projection_expression,
                    .expression_attribute_names = read.asked->expression_attribute_names,
                    .attributes_to_get = read.asked->attributes_to_get};
    }
    at->second.keys->push_back(key);
  }

  Account& account_;
  const CallContext& context_;
  std::size_t bytes_ = 0;
  bool full_ = false;
  std::map<std::string, std::vector<value::Item>> responses_;
  std::map<std::string, KeysAndAttributes> unprocessed_;
  ConsumedByTable consumed_;
};

}  // namespace

Result<BatchGetItemResponse> execute(Account& account, const BatchGetItemRequest& request,
                                     const CallContext& context) {
  if (Refusal refusal = check_request(request, {})) {
    return std::unexpected(std::move(*refusal));
  }
  auto reads = prepare(account, request);
  if (!reads) {
    return std::unexpected(std::move(reads.error()));
  }
  if (Refusal refusal = attach(account, *reads)) {
    return std::unexpected(std::move(*refusal));
  }
  Reader reader(account, context);
  for (const TableRead& read : *reads) {
    reader.read(read);
  }
  return std::move(reader).finish(request.return_consumed_capacity);
}

}  // namespace ddbsim::service
