#include "sim/service/operations/throughput_changes.hpp"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace ddbsim::service {

namespace {

using std::chrono::days;
using std::chrono::floor;

/// "Thursday, January 1, 2026 12:00:00 AM UTC", as messages about limits have it.
std::string long_time(choice::Instant instant) {
  const std::tm time =
      fmt::gmtime(std::chrono::system_clock::to_time_t(floor<std::chrono::seconds>(instant)));
  return fmt::format("{:%A, %B} {}, {:%Y} {}:{:%M:%S %p} UTC", time, time.tm_mday, time,
                     (time.tm_hour + 11) % 12 + 1, time);
}

Refusal count_decrease(choice::Instant now, table::ThroughputHistory& history) {
  constexpr std::int64_t kFree = 4;
  constexpr std::chrono::hours kBetween{1};
  if (!history.last_decrease || floor<days>(*history.last_decrease) != floor<days>(now)) {
    history.decreases = 0;
  }
  if (history.decreases >= kFree && now < *history.last_decrease + kBetween) {
    return ServiceError{
        ErrorType::limit_exceeded,
        fmt::format(
            "Subscriber limit exceeded: Provisioned throughput decreases are limited within "
            "a given UTC day. After the first {} decreases, each subsequent decrease in the "
            "same UTC day can be performed at most once every 3600 seconds. Number of "
            "decreases today: {}. Last decrease at {}. Next decrease can be made at {}",
            kFree, history.decreases, long_time(*history.last_decrease),
            long_time(*history.last_decrease + kBetween))};
  }
  ++history.decreases;
  history.last_decrease = now;
  return {};
}

}  // namespace

Refusal change_throughput(const table::Throughput& wanted, std::string_view of, choice::Instant now,
                          table::Throughput& throughput, table::ThroughputHistory& history) {
  if (wanted == throughput) {
    return ServiceError{
        ErrorType::validation,
        fmt::format("The provisioned throughput for the {0} will not change. The requested value "
                    "equals the current value. Current ReadCapacityUnits provisioned for the {1}: "
                    "{2}. Requested ReadCapacityUnits: {2}. Current WriteCapacityUnits provisioned "
                    "for the {1}: {3}. Requested WriteCapacityUnits: {3}. Refer to the Amazon "
                    "DynamoDB Developer Guide for current limits and how to request higher limits.",
                    of, of.substr(0, of.find(' ')), wanted.read_units, wanted.write_units)};
  }
  if (wanted.read_units < throughput.read_units || wanted.write_units < throughput.write_units) {
    if (Refusal refusal = count_decrease(now, history)) {
      return refusal;
    }
  }
  if (wanted.read_units > throughput.read_units || wanted.write_units > throughput.write_units) {
    history.last_increase = now;
  }
  throughput = wanted;
  return {};
}

Refusal switch_to_on_demand(std::vector<choice::Instant>& since, choice::Instant now) {
  constexpr std::size_t kMost = 4;
  constexpr std::chrono::hours kDay{24};
  std::erase_if(since, [&](choice::Instant at) { return at <= now - kDay; });
  if (since.size() >= kMost) {
    return ServiceError{
        ErrorType::limit_exceeded,
        fmt::format(
            "Subscriber limit exceeded: Update to PayPerRequest mode are limited to {} times "
            "in 1 day(s). Last update at {}. Next update can be made at {}",
            kMost, long_time(since.back()), long_time(since.front() + kDay))};
  }
  since.push_back(now);
  return {};
}

}  // namespace ddbsim::service
