#include "sim/service/account.hpp"
#include "sim/service/request_checks.hpp"
#include "sim/service/resource.hpp"

namespace ddbsim::service {

/// Enabled ones and those of the last 24 hours, in order of ARN. An unknown table has none: no
/// error.
Result<ListStreamsResponse> execute(Account& account, const ListStreamsRequest& request,
                                    const CallContext& /*context*/) {
  if (Refusal refusal = check_request(request, {})) {
    return std::unexpected(std::move(*refusal));
  }
  const auto table = named_table_or_none(account, request.table_name, "ListStreams");
  if (!table) {
    return std::unexpected(table.error());
  }
  constexpr std::int64_t kMaxStreams = 100;  // documented
  const auto limit = static_cast<std::size_t>(request.limit.value_or(kMaxStreams));
  const Account::Streams& all = account.streams();
  auto next = request.exclusive_start_stream_arn
                  ? all.upper_bound(*request.exclusive_start_stream_arn)
                  : all.begin();

  ListStreamsResponse response{.streams = std::vector<StreamSummary>{}};
  for (; next != all.end(); ++next) {
    const table::Stream::Definition& stream = next->second->definition();
    if (!table->empty() && *table != stream.table_name) {
      continue;
    }
    if (response.streams->size() == limit) {
      response.last_evaluated_stream_arn = response.streams->back().stream_arn;
      break;
    }
    response.streams->push_back(
        {.stream_arn = stream.arn, .table_name = stream.table_name, .stream_label = stream.label});
  }
  return response;
}

}  // namespace ddbsim::service
