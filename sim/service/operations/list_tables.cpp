#include "sim/service/account.hpp"
#include "sim/service/shapes.hpp"

namespace ddbsim::service {

/// In order of name; the service promises none.
Result<ListTablesResponse> execute(Account& account, const ListTablesRequest& request,
                                   const CallContext& /*context*/) {
  constexpr std::int64_t kMostNames = 100;
  if (auto refusal = check_shape(request)) {
    return std::unexpected(std::move(*refusal));
  }
  const auto limit = static_cast<std::size_t>(request.limit.value_or(kMostNames));
  const Account::Tables& tables = account.tables();
  auto next = request.exclusive_start_table_name
                  ? tables.upper_bound(*request.exclusive_start_table_name)
                  : tables.begin();
  ListTablesResponse response{.table_names = std::vector<std::string>()};
  std::vector<std::string>& names = *response.table_names;
  for (; next != tables.end() && names.size() < limit; ++next) {
    names.push_back(next->first);
  }
  if (next != tables.end()) {
    response.last_evaluated_table_name = names.back();
  }
  return response;
}

}  // namespace ddbsim::service
