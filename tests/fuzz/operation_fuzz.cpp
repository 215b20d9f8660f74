// Any text as the body of any operation, on an account with a table: refused or done, and the state
// is sound afterwards.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "sim/service/account.hpp"
#include "sim/service/reflection.hpp"
#include "sim/wire/codec.hpp"

namespace {

using namespace ddbsim;  // NOLINT(google-build-using-namespace): a program of one function

void add_table(service::Account& account) {
  using value::Type;
  table::TableDefinition definition{.name = "tab",
                                    .key = {.hash = {{"p", Type::S}}, .range = {{"s", Type::N}}}};
  definition.attributes = {{"p", Type::S}, {"s", Type::N}, {"g", Type::S}};
  definition.indexes = {
      {.name = "gsi", .key = {.hash = {{"g", Type::S}}, .range = {{"s", Type::N}}}},
      {.name = "lsi", .key = {.hash = {{"p", Type::S}}, .range = {{"g", Type::S}}}, .local = true}};
  account.open_stream(account.add_table(std::move(definition)),
                      table::StreamView::new_and_old_images);
  const value::Item item = {{"p", "a"}, {"s", 1}, {"g", "x"}, {"m", value::Map{{"k", 1}}}};
  const service::PutItemRequest put{.table_name = "tab", .item = item};
  static_cast<void>(service::execute(account, service::RequestRef(&put), {}));
}

void run(std::string_view operation, std::string_view body, service::Account& account) {
  const auto request = wire::decode_text(operation, body);
  if (!request) {
    return;
  }
  const auto response =
      service::execute(account, service::reference_to(*request), service::CallContext{});
  if (response) {
    std::string text;
    wire::encode(*response, text);
  }
  account.verify();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  service::Account account({}, choice::Instant{});
  add_table(account);
  std::string_view bytes(reinterpret_cast<const char*>(data), size);  // NOLINT
  while (!bytes.empty()) {  // a request a line, each after the number of its operation
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    if (!line.empty()) {
      const std::size_t operation =
          static_cast<unsigned char>(line[0]) % std::variant_size_v<service::Request>;
      run(service::operation_name(operation), line.substr(1), account);
    }
  }
  return 0;
}
