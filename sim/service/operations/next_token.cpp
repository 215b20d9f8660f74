#include "sim/service/operations/next_token.hpp"

#include "sim/value/dynamo_json.hpp"
#include "sim/value/hash.hpp"

namespace ddbsim::service {

namespace {

constexpr std::string_view kVersion = "V1";

void put(std::uint64_t number, std::size_t bytes, std::string& out) {
  for (std::size_t i = 0; i < bytes; ++i) {
    out += static_cast<char>(number >> (8 * i) & 0xFFU);
  }
}

/// Reads what `put` wrote; afterwards `failed()` says whether all of it was there.
class Bytes {
 public:
  explicit Bytes(std::string_view text) : text_(text) {}

  std::string_view take(std::size_t bytes) {
    failed_ = failed_ || bytes > text_.size();
    const std::string_view taken = text_.substr(0, failed_ ? 0 : bytes);
    text_.remove_prefix(taken.size());
    return taken;
  }
  std::uint64_t number(std::size_t bytes) {
    std::uint64_t number = 0;
    const std::string_view taken = take(bytes);
    for (std::size_t i = taken.size(); i-- > 0;) {
      number = number << 8U | static_cast<unsigned char>(taken[i]);
    }
    return number;
  }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

 private:
  std::string_view text_;
  bool failed_ = false;
};

std::uint64_t hash_of(const Source& source) {
  const std::uint64_t table = value::hash_bytes(source.table->definition().name, 1);
  return source.index == nullptr ? table
                                 : value::hash_bytes(source.index->definition().name, table);
}

/// A key attribute by its packed bytes; false when they are not those of such a type.
bool add_attribute(const Source& source, Bytes& bytes, value::ItemBuilder& builder) {
  const std::string_view name = bytes.take(bytes.number(2));
  const auto type = static_cast<value::Type>(bytes.number(1));
  const std::string_view packed = bytes.take(bytes.number(4));
  const bool scalar =
      type == value::Type::S || type == value::Type::B ||
      (type == value::Type::N && packed.size() >= 3 && packed.size() <= value::Number::kMaxBytes);
  if (bytes.failed() || !scalar || !source.is_key(name)) {
    return false;
  }
  builder.add(name, value::ValueView(type, packed));
  return true;
}

}  // namespace

std::string next_token(const Source& source, const NextPage& page) {
  std::string bytes(kVersion);
  put(hash_of(source), 8, bytes);
  put(page.partition, 4, bytes);
  for (std::size_t i = 0; i < page.after.count(); ++i) {
    const value::ValueView view = page.after.value(i);
    put(page.after.name(i).size(), 2, bytes);
    bytes += page.after.name(i);
    put(static_cast<std::uint64_t>(view.type()), 1, bytes);
    put(view.bytes().size(), 4, bytes);
    bytes += view.bytes();
  }
  return value::to_base64(bytes);
}

std::optional<NextPage> next_page(const Source& source, std::string_view token) {
  const auto decoded = value::from_base64(token);
  if (!decoded) {
    return std::nullopt;
  }
  Bytes bytes(*decoded);
  if (bytes.take(kVersion.size()) != kVersion || bytes.number(8) != hash_of(source)) {
    return std::nullopt;
  }
  NextPage page{.partition = static_cast<std::uint32_t>(bytes.number(4))};
  value::ItemBuilder builder;
  const bool has_key = !bytes.empty();
  while (!bytes.failed() && !bytes.empty()) {
    if (!add_attribute(source, bytes, builder)) {
      return std::nullopt;
    }
  }
  page.after = has_key ? builder.finish() : value::Item{};
  const bool good = !bytes.failed() && !check_start_key(source, page.after, Reader::query);
  return good ? std::optional(std::move(page)) : std::nullopt;
}

}  // namespace ddbsim::service
