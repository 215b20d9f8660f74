// Any bytes as the body of any operation: decoding never fails by anything but its result, what was
// decoded is encoded and decoded to the same again, and the checks of shapes and the canonical text
// cope with it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sim/service/reflection.hpp"
#include "sim/wire/codec.hpp"

namespace {

using namespace ddbsim;

void require(bool held) {
  if (!held) {
    std::abort();
  }
}

void check(const service::Request& request, std::string_view operation) {
  const service::RequestRef reference = service::reference_to(request);
  std::visit(
      [&](const auto* typed) {
        static_cast<void>(service::check_shape(service::request_type(request.index()), typed));
      },
      reference);
  static_cast<void>(wire::canonical_text(reference));
  std::string text;
  wire::encode(reference, text);
  const auto again = wire::decode_text(operation, text);
  require(again.has_value());
  std::string second;
  wire::encode(service::reference_to(*again), second);
  require(text == second);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::size_t index = data[0] % std::variant_size_v<service::Request>;
  const std::string_view operation = service::operation_name(index);
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (const auto request = wire::decode_text(operation, body)) {
    check(*request, operation);
  }
  const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_discarded()) {
    if (const auto request = wire::decode(operation, json, wire::Mode::strict)) {
      check(*request, operation);
    }
    static_cast<void>(wire::decode_response(index, json));
    static_cast<void>(wire::decode_error(json, 400));
  }
  return 0;
}
