#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/service/account.hpp"
#include "sim/service/operations/several_tables.hpp"
#include "sim/service/operations/transaction.hpp"
#include "sim/value/function_ref.hpp"

// What TransactWriteItems and ExecuteTransaction do alike once their writes are prepared: all or
// nothing, once for each token, and what the answer tells of units.
namespace ddbsim::service {

/// One action, prepared and attached. Refers to the request and to what was made of it.
struct TransactedAction {
  const PreparedWrite& write;
  std::string_view shown;  ///< the table as the request calls it, by name or ARN
};
using Transacted = std::vector<TransactedAction>;  ///< in the order of the request

/// All or nothing: the outcomes, or why there are none. `evaluate(i)` says what action i comes to.
using EvaluateAction = value::FunctionRef<Result<WriteOutcome>(std::size_t)>;
[[nodiscard]] Result<std::vector<WriteOutcome>> evaluate_all(std::size_t actions,
                                                             EvaluateAction evaluate);

/// One commit of all that are no mere checks.
void commit_all(Account& account, const Transacted& writes,
                const std::vector<WriteOutcome>& outcomes);

using UnitsOfTables = Optional<std::vector<ConsumedCapacity>>;
[[nodiscard]] UnitsOfTables units_of_writes(Account& account, const Transacted& writes,
                                            const std::vector<WriteOutcome>& outcomes,
                                            const Text& return_consumed_capacity);
/// Of a repeated token: nothing is written, the items are read. AWS: "subsequent calls return the
/// number of read capacity units consumed in reading the item"; Dynoxide counts what the request
/// carries instead.
[[nodiscard]] UnitsOfTables units_of_replay(const Transacted& writes,
                                            const Text& return_consumed_capacity);

/// Does it once for each token. `content()` is the hash of what must be the same in a request that
/// repeats it; `act()` gives Result<Response>; `replay(remembered)` answers again. `remember`
/// says what of the response a repetition will want.
template <class Content, class Act, class Replay, class Remember>
[[nodiscard]] auto once(Account& account, const Text& token, Content content, Act act,
                        Replay replay, Remember remember) -> decltype(act()) {
  if (!token) {
    return act();
  }
  const std::uint64_t hash = content();
  if (const RememberedToken* remembered = account.find_token(*token)) {
    if (remembered->content != hash) {
      // Dynoxide's text; DynamoDB Local sends none.
      return fail(ErrorType::idempotent_parameter_mismatch,
                  "An error occurred (IdempotentParameterMismatchException)");
    }
    return replay(*remembered);
  }
  auto response = act();
  if (response) {
    account.remember_token(
        *token, {.content = hash,
                 .expires = account.now() + account.parameters().token_life,
                 .response = std::make_shared<TransactWriteItemsResponse>(remember(*response))});
  }
  return response;
}

}  // namespace ddbsim::service
