#include "sim/service/operations/transacted.hpp"

namespace ddbsim::service {

Result<std::vector<WriteOutcome>> evaluate_all(std::size_t actions, EvaluateAction evaluate) {
  std::vector<WriteOutcome> outcomes;
  outcomes.reserve(actions);
  Reasons reasons(actions);
  for (std::size_t i = 0; i < actions; ++i) {
    auto outcome = evaluate(i);
    if (!outcome) {
      reasons.fail(i, std::move(outcome.error()));
      outcome = WriteOutcome{};
    }
    outcomes.push_back(std::move(*outcome));
  }
  if (Refusal error = std::move(reasons).error()) {
    return std::unexpected(std::move(*error));
  }
  return outcomes;
}

void commit_all(Account& account, const Transacted& writes,
                const std::vector<WriteOutcome>& outcomes) {
  std::vector<Write> commit;
  commit.reserve(writes.size());
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (writes[i].write.action != WriteAction::check) {
      commit.push_back(as_write(writes[i].write, outcomes[i]));
    }
  }
  if (!commit.empty()) {
    account.commit(commit);
  }
}

UnitsOfTables units_of_writes(Account& account, const Transacted& writes,
                              const std::vector<WriteOutcome>& outcomes,
                              const Text& return_consumed_capacity) {
  if (capacity_detail(return_consumed_capacity) == CapacityDetail::none) {
    return std::nullopt;
  }
  ConsumedByTable consumed;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    const table::Table& table = *writes[i].write.table;
    consumed.of(table, writes[i].shown)
        .add_write(table, account.builder(), outcomes[i].before, outcomes[i].after,
                   /*transactional=*/true);
  }
  return consumed.report(return_consumed_capacity, CapacityKind::transactional_write);
}

UnitsOfTables units_of_replay(const Transacted& writes, const Text& return_consumed_capacity) {
  ConsumedByTable consumed;
  for (const auto& [write, shown] : writes) {
    consumed.of(*write.table, shown)
        .add_table(
            capacity::read_units(current_item(write).size_bytes(), capacity::Read::transactional));
  }
  return consumed.report(return_consumed_capacity, CapacityKind::transactional_read);
}

}  // namespace ddbsim::service
