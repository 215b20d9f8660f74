#include "sim/service/account.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/service/control_state.hpp"
#include "sim/service/history.hpp"
#include "sim/service/key_counts.hpp"
#include "sim/service/transitions.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::service {
namespace {

/// The account's own parts; those of tables and streams have slots that are hashes of names.
enum class Part : std::uint8_t {
  now,
  commits,
  generations,
  tables,
  streams,
  open_streams,
  tokens,
  token_ends,
  expiries,
  counts_keys
};
std::uint64_t slot_of(Part part) { return static_cast<std::uint64_t>(part) + 1; }

choice::Duration version_window(const Parameters& parameters) {
  return std::max(parameters.index_lag, parameters.read_staleness);
}

/// Settings belong to tables that are there.
void verify_settings(const Account& account) {
  for (const auto& [name, settings] : account.control().all_settings()) {
    if (account.find_table(name) == nullptr) {
      throw std::logic_error(fmt::format("settings of a table that is not there: {}", name));
    }
  }
  for (const auto& [name, transition] : account.control().transitions.entries()) {
    if (account.find_table(name) == nullptr || transition.until <= account.now()) {
      throw std::logic_error(fmt::format("a transition that is over: {}", name));
    }
  }
  if (account.counts_keys() != account.control().counts_any_keys()) {
    throw std::logic_error("whether keys are counted does not agree with the settings");
  }
}

}  // namespace

std::uint64_t Account::TableHash::operator()(
    const std::string& name, const std::shared_ptr<table::Table>& table) const noexcept {
  return value::hash_bytes(name, value::hash_bytes(table->definition().id)) | 1U;
}

Account::Account(Parameters parameters, choice::Instant start)
    : parameters_(std::move(parameters)),
      builder_(&layouts_),
      now_(journal_, slot_of(Part::now), start),
      commits_(journal_, slot_of(Part::commits), 0),
      generations_(journal_, slot_of(Part::generations)),
      tables_(journal_, slot_of(Part::tables)),
      streams_(journal_, slot_of(Part::streams)),
      open_streams_(journal_, slot_of(Part::open_streams)),
      tokens_(journal_, slot_of(Part::tokens)),
      token_ends_(journal_, slot_of(Part::token_ends)),
      expiries_(journal_, slot_of(Part::expiries)),
      counts_keys_(journal_, slot_of(Part::counts_keys), false),
      control_(std::make_unique<ControlState>(journal_)) {}

Account::~Account() = default;

void Account::advance_to(choice::Instant instant) {
  if (instant <= now()) {
    return;
  }
  now_.set(instant);
  trim_streams();
  trim_tokens();
  trim_versions();
  finish_transitions(*this, now());
  trim_histories(*this);
  control_->drop_expired_backups(now());
}

void Account::trim_versions() {
  const choice::Duration window = version_window(parameters_);
  if (window.count() == 0) {
    return;
  }
  for (const auto& [name, table] : tables()) {
    table->forget_versions_before(now() - window);
  }
}

std::uint64_t Account::next_generation(const std::string& of) {
  const std::uint64_t* before = generations_.find(of);
  const std::uint64_t generation = before == nullptr ? 1 : *before + 1;
  generations_.set(of, generation);
  return generation;
}

table::Table* Account::find_table(std::string_view name) const noexcept {
  const auto* table = tables_.find(name);
  return table == nullptr ? nullptr : table->get();
}

table::Table& Account::add_table(table::TableDefinition definition) {
  const std::string name = definition.name;
  if (tables_.find(name) != nullptr) {
    throw std::logic_error("there is a table " + name);
  }
  const std::uint64_t generation = next_generation("table/" + name);
  if (definition.id.empty()) {
    definition.id = make_uuid("table", fmt::format("{}/{}", name, generation));
  }
  if (definition.created == choice::Instant{}) {
    definition.created = now();
  }
  const std::optional<table::StreamView> view = std::exchange(definition.stream, std::nullopt);
  const std::uint64_t id = value::hash_bytes("table/" + name, generation);
  auto table = std::make_shared<table::Table>(journal_, layouts_, id, std::move(definition));
  table->keep_versions_for(version_window(parameters_));
  tables_.set(name, table);
  if (view) {
    open_stream(*table, *view);
  }
  return *table;
}

void Account::remove_table(std::string_view name) {
  const auto* found = tables_.find(name);
  if (found == nullptr) {
    return;
  }
  const std::shared_ptr<table::Table> table = *found;
  close_stream(*table);
  clear_marks(name);
  control_->forget_table(std::string(name), table_arn(name));
  if (counts_keys()) {
    set_counts_keys(control_->counts_any_keys());
  }
  tables_.erase(std::string(name));
}

std::uint64_t Account::commit(std::span<const Write> writes) {
  const std::uint64_t number = commits_.get() + 1;
  commits_.set(number);
  for (const Write& write : writes) {
    if (!write.before && !write.after) {
      continue;  // deleted what was not there
    }
    table::Change change{.commit = number,
                         .at = now(),
                         .before = write.before,
                         .after = write.after ? builder_.adopt(write.after) : value::Item{},
                         .cause = write.cause};
    if (change.before != change.after) {
      append_to_stream(*write.table, change);
      mark_expiry(write);
    }
    if (counts_keys() && write.cause == table::Cause::client) {
      // Of a transaction there are several, as a rule; a commit does not know what it is of.
      count_write(*this, *write.table, write.before, write.after, writes.size() > 1);
    }
    write.table->commit(std::move(change));
  }
  return number;
}

const RememberedToken* Account::find_token(const std::string& token) const {
  return tokens_.find(token);
}

void Account::remember_token(const std::string& token, RememberedToken remembered) {
  token_ends_.append({.at = remembered.expires, .token = token});
  tokens_.set(token, std::move(remembered));
}

/// Tokens live equally long, so that the log of their ends is in order of time.
void Account::trim_tokens() {
  while (token_ends_.begin() < token_ends_.end() &&
         token_ends_.at(token_ends_.begin()).at <= now()) {
    const std::string token = token_ends_.at(token_ends_.begin()).token;
    const RememberedToken* remembered = tokens_.find(token);
    if (remembered != nullptr && remembered->expires <= now()) {
      tokens_.erase(token);
    }
    token_ends_.trim();
  }
}

std::string Account::make_uuid(std::string_view purpose, std::string_view name) const {
  const std::uint64_t seed =
      value::hash_bytes(parameters_.account_id, value::hash_bytes(parameters_.region));
  const std::uint64_t high = value::hash_bytes(name, value::hash_bytes(purpose, seed));
  const std::uint64_t low = value::mix(high, seed);
  // Version 4, variant 1: what clients expect of an id that says nothing.
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                     high & 0xFFFU, ((low >> 48U) & 0x3FFFU) | 0x8000U, low & 0xFFFF'FFFF'FFFFU);
}

std::string Account::table_arn(std::string_view table_name) const {
  return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", parameters_.region, parameters_.account_id,
                     table_name);
}

table::ReadView Account::read_view(const CallContext& context, bool index, bool consistent) const {
  const choice::Duration lag = index ? parameters_.index_lag : parameters_.read_staleness;
  return {.now = now(),
          .window = consistent ? choice::Duration{0} : lag,
          .choices = context.choices,
          .point = context.point};
}

void Account::verify() const {
  for (const auto& [name, table] : tables()) {
    table->verify();
    if (table->definition().name != name) {
      throw std::logic_error(
          fmt::format("table {} stands under the name {}", table->definition().name, name));
    }
    if ((stream_of(name) != nullptr) != table->definition().stream.has_value()) {
      throw std::logic_error(fmt::format("table {} and its stream do not agree", name));
    }
  }
  for (const auto& [arn, stream] : streams()) {
    stream->verify();
    const bool open = stream_of(stream->definition().table_name) == stream;
    if (open != (stream->status() == table::Stream::Status::enabled)) {
      throw std::logic_error(fmt::format("stream {} is enabled and nobody's, or the reverse", arn));
    }
  }
  verify_marks();
  verify_settings(*this);
}

}  // namespace ddbsim::service
