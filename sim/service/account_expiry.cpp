#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/service/account.hpp"

// Time to live: which items are due, and their deletion. AWS: "How it works: DynamoDB Time to Live
// (TTL)".
namespace ddbsim::service {
namespace {

/// Documented: an item whose time is more than five years in the past is not deleted.
constexpr std::chrono::days kOldest{5 * 365};
/// The year 9999; what lies beyond (a time in microseconds, say) never comes.
constexpr std::int64_t kNever = 253'402'300'800;

/// When the item expires, by its attribute: a Number of whole epoch seconds, anything else is no
/// time.
std::optional<choice::Instant> expiry_in(const value::Item& item, std::string_view attribute) {
  const value::ValueView value = item.find(attribute);
  std::int64_t seconds = 0;
  if (!value.is(value::Type::N) || !value.number().to_int64(seconds) || seconds < 0 ||
      seconds >= kNever) {
    return std::nullopt;
  }
  return choice::Instant{std::chrono::seconds{seconds}};
}

/// Table and key: marks of one instant are in order of that. The length tells "a|b", "c" from "a",
/// "b|c".
std::string mark_name(const table::Table& table, const value::Item& item) {
  const table::TableDefinition& definition = table.definition();
  return fmt::format("{}\n{}\n{}", definition.name, table::key_text(definition.key, item),
                     table.items().partition_bytes(item).size());
}

}  // namespace

/// The mark that an item has; a function of the item alone, so that it can be found again when the
/// item goes.
std::optional<Account::ExpiryKey> Account::expiry_of(const table::Table& table,
                                                     const value::Item& item) const {
  const std::string& attribute = table.definition().ttl_attribute;
  if (attribute.empty() || !item) {
    return std::nullopt;
  }
  const std::optional<choice::Instant> expiry = expiry_in(item, attribute);
  if (!expiry) {
    return std::nullopt;
  }
  return ExpiryKey(*expiry + parameters_.ttl_delay, mark_name(table, item));
}

std::optional<choice::Instant> Account::expires(const table::Table& table,
                                                const value::Item& item) const {
  const std::optional<ExpiryKey> key = expiry_of(table, item);
  return key ? std::optional(key->first) : std::nullopt;
}

void Account::mark_expiry(const Write& write) {
  if (write.table->definition().ttl_attribute.empty()) {
    return;
  }
  const std::optional<ExpiryKey> before = expiry_of(*write.table, write.before);
  const std::optional<ExpiryKey> after = expiry_of(*write.table, write.after);
  if (before == after) {
    return;
  }
  if (before) {
    expiries_.erase(*before);
  }
  if (after) {
    const table::TableDefinition& definition = write.table->definition();
    expiries_.set(*after, {.table = definition.name,
                           .key = table::key_of(definition.key, write.after, &layouts_)});
  }
}

/// The marks that the service would act upon: those of items that expired too long ago stay behind.
Account::Marks::const_iterator Account::first_mark() const {
  const choice::Instant oldest = now() - kOldest + parameters_.ttl_delay;
  return expiries_.entries().lower_bound(ExpiryKey(oldest, std::string()));
}

std::optional<choice::Instant> Account::next_expiry() const {
  const auto next = first_mark();
  if (next == expiries_.entries().end()) {
    return std::nullopt;
  }
  return std::max(next->first.first, now());
}

bool Account::expire_next() {
  const auto next = first_mark();
  if (next == expiries_.entries().end() || next->first.first > now()) {
    return false;
  }
  expire({.at = next->first.first, .table = next->second.table, .key = next->second.key});
  return true;
}

std::vector<Expiring> Account::expiring() const {
  std::vector<Expiring> all;
  for (auto at = first_mark(); at != expiries_.entries().end(); ++at) {
    all.push_back({.at = at->first.first, .table = at->second.table, .key = at->second.key});
  }
  return all;
}

void Account::expire(const Expiring& expiring) {
  table::Table* table = find_table(expiring.table);
  const Write write{.table = table,
                    .before = table->get(expiring.key),
                    .after = {},
                    .cause = table::Cause::time_to_live};
  commit({&write, 1});
}

void Account::clear_marks(std::string_view table_name) {
  std::vector<ExpiryKey> marks;
  for (const auto& [key, mark] : expiries_.entries()) {
    if (mark.table == table_name) {
      marks.push_back(key);
    }
  }
  for (const ExpiryKey& key : marks) {
    expiries_.erase(key);
  }
}

void Account::set_ttl(table::Table& table, std::string attribute) {
  table::TableDefinition definition = table.definition();
  clear_marks(definition.name);
  definition.ttl_attribute = std::move(attribute);
  table.set_definition(std::move(definition));
  if (table.definition().ttl_attribute.empty()) {
    return;
  }
  std::vector<value::Item> items;  // a scan does not like changes meanwhile
  table.items().scan({}, [&](const value::Item& item) {
    items.push_back(item);
    return true;
  });
  for (const value::Item& item : items) {
    mark_expiry({.table = &table, .before = {}, .after = item, .cause = table::Cause::client});
  }
}

void Account::verify_marks() const {
  std::size_t marked = 0;
  for (const auto& [name, table] : tables()) {
    table->items().scan({}, [&](const value::Item& item) {
      const std::optional<ExpiryKey> key = expiry_of(*table, item);
      if (key && expiries_.find(*key) == nullptr) {
        throw std::logic_error(fmt::format("{}: an item with a time to live has no mark", name));
      }
      marked += key ? 1U : 0U;
      return true;
    });
  }
  if (marked != expiries_.entries().size()) {
    throw std::logic_error("a TTL mark has no item");
  }
}

}  // namespace ddbsim::service
