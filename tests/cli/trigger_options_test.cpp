#include <algorithm>
#include <cctype>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

// Each option of an event source mapping has a scenario that fails when the option is ignored: it
// holds as it is, and no more when the option is taken out of the file.
namespace ddbsim::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Option {
  const char* name;
  const char* file;
};

class TriggerOptions : public testing::TestWithParam<Option> {
 protected:
  static std::string path() { return std::string("scenarios/triggers/") + GetParam().file; }
  Json scenario() const {
    std::ifstream in(checkout_.path() / path());
    return Json::parse(in);
  }
  /// How often the option was taken out.
  static int ignore(Json& json) {
    int count = 0;
    if (json.is_object() && json.contains(GetParam().name)) {
      // A position must be given: the other one.
      if (json[GetParam().name] == "LATEST") {
        json[GetParam().name] = "TRIM_HORIZON";
      } else {
        json.erase(GetParam().name);
      }
      ++count;
    }
    if (json.is_structured()) {
      for (Json& child : json) {
        count += ignore(child);
      }
    }
    return count;
  }

  const Checkout checkout_;
};

TEST_P(TriggerOptions, MatterToTheirScenario) {
  const Outcome with = checkout_.ddbsim("run " + path());
  EXPECT_EQ(with.code, 0) << with.text;
  Json json = scenario();
  ASSERT_GT(ignore(json), 0);
  checkout_.write(path(), json.dump(2));
  const Outcome without = checkout_.ddbsim("run " + path());
  EXPECT_EQ(without.code, 1) << without.text;
}

INSTANTIATE_TEST_SUITE_P(
    Each, TriggerOptions,
    testing::Values(Option{"BatchSize", "batch-size.json"},
                    Option{"MaximumBatchingWindowInSeconds", "batching-window.json"},
                    Option{"ParallelizationFactor",
                           "parallelization-keeps-the-order-of-an-item.json"},
                    Option{"BisectBatchOnFunctionError", "bisect-with-three-retries.json"},
                    Option{"MaximumRetryAttempts", "bisect-with-three-retries.json"},
                    Option{"MaximumRetryAttempts", "retries-are-counted.json"},
                    Option{"MaximumRecordAgeInSeconds", "record-age.json"},
                    Option{"TumblingWindowInSeconds", "tumbling-window.json"},
                    Option{"window_state_bytes_max", "a-window-whose-state-grows-too-large.json"},
                    Option{"FunctionResponseTypes", "partial-failures.json"},
                    Option{"FilterCriteria", "filters-discard-and-count.json"},
                    Option{"DestinationConfig", "bisect-with-three-retries.json"},
                    Option{"DestinationConfig", "failure-destination.json"},
                    Option{"DestinationConfig", "failure-destination-in-a-bucket.json"},
                    Option{"StartingPosition", "starting-position.json"},
                    Option{"Enabled", "disabled-until-it-is-enabled.json"},
                    Option{"reserved_concurrency", "throttled-by-reserved-concurrency.json"},
                    Option{"payload_bytes_max", "six-megabytes.json"}),
    [](const auto& test) {
      std::string name = std::string(test.param.name) + "_" + test.param.file;
      std::ranges::replace_if(name, [](char c) { return std::isalnum(c) == 0; }, '_');
      return name;
    });

}  // namespace
}  // namespace ddbsim::cli
