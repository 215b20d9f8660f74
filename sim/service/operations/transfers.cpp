#include "sim/service/operations/transfers.hpp"

#include <charconv>
#include <iterator>

#include <fmt/format.h>

#include "sim/service/resource.hpp"

namespace ddbsim::service {

std::string new_transfer_arn(const Account& account, const std::string& table,
                             std::string_view kind) {
  const ControlState& control = account.control();
  for (std::uint64_t attempt = 0;; ++attempt) {
    std::string arn = new_arn(account, table, kind, attempt);
    if (control.exports.find(arn) == nullptr && control.imports.find(arn) == nullptr) {
      return arn;
    }
  }
}

Refusal check_store(const Account& account) {
  return account.objects() != nullptr
             ? Refusal()
             : invalid(
                   "ddbsim has no buckets here: `ddbsim serve --s3 DIR` takes the folders of DIR "
                   "for buckets")
                   .error();
}

std::string list_token(const std::string& arn) {
  constexpr std::size_t kGroup = 8;
  constexpr std::size_t kLeast = 56;
  std::string padded = arn;
  padded.resize(std::max(kLeast, (arn.size() + kGroup - 1) / kGroup * kGroup), '\0');
  std::string token;
  for (const char byte : padded) {
    fmt::format_to(std::back_inserter(token), "{:02x}", static_cast<unsigned char>(byte));
  }
  return token;
}

Result<std::string> place_of_token(const std::string& token) {
  constexpr int kHexadecimal = 16;
  std::string place;
  for (std::size_t i = 0; i + 1 < token.size(); i += 2) {
    unsigned char byte = 0;
    const char* const begin = token.data() + i;
    const auto [end, error] = std::from_chars(begin, begin + 2, byte, kHexadecimal);
    if (error != std::errc() || end != begin + 2) {
      return invalid("Invalid NextToken");  // unpublished
    }
    if (byte != 0) {
      place += static_cast<char>(byte);
    }
  }
  return place;
}

}  // namespace ddbsim::service
