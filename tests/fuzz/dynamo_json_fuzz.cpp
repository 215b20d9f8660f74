// Any text as DynamoDB JSON: both readers agree on it, and what is an item is written and read back
// the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sim/value/dynamo_json.hpp"
#include "sim/wire/codec.hpp"

namespace {

using namespace ddbsim;  // NOLINT(google-build-using-namespace): a program of one function

void require(bool held) {
  if (!held) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  const std::string body = R"({"TableName":"tab","Item":)" + std::string(text) + "}";
  const auto request = wire::decode_text("PutItem", body);
  if (json.is_discarded() || !json.is_object()) {
    return 0;
  }
  static_cast<void>(value::value_from_json(json));
  const auto item = value::item_from_json(json);
  if (!item) {
    return 0;
  }
  std::string written;
  value::append_json(*item, written);
  const auto again = value::item_from_json(nlohmann::json::parse(written));
  require(again.has_value() && *again == *item && again->hash() == item->hash() &&
          again->size_bytes() == item->size_bytes());
  if (request) {
    const auto& put = std::get<service::PutItemRequest>(*request);
    require(put.value_error || put.item == *item);
  }
  return 0;
}
