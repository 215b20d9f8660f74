#include "sim/wire/direct_reader.hpp"

#include <algorithm>
#include <limits>

#include "sim/service/reflection.hpp"
#include "sim/value/json_cursor.hpp"
#include "sim/wire/alternative.hpp"

namespace ddbsim::wire {

namespace {

using service::as;
using service::MemberInfo;
using service::TypeInfo;
using service::TypeKind;

class DirectReader {
 public:
  DirectReader(std::string_view text, value::Layouts* layouts) : cursor_(text), items_(layouts) {}

  [[nodiscard]] bool read(const TypeInfo& type, void* out) {
    return structure(type, out) && cursor_.at_end();
  }

 private:
  bool structure(const TypeInfo& type, void* out) {
    std::uint64_t seen = 0;
    return cursor_.object([&](std::string_view name) {
      const auto found = std::ranges::find(type.members, name, &MemberInfo::name);
      const auto index = static_cast<std::size_t>(found - type.members.begin());
      if (found == type.members.end() || index >= 64 || (seen >> index & 1U) != 0) {
        return false;
      }
      seen |= std::uint64_t{1} << index;
      if (cursor_.peek() == 'n') {
        return cursor_.word("null");
      }
      return value(*found->type, found->emplace(out), found->constraint.narrow);
    });
  }

  bool value(const TypeInfo& type, void* out, bool narrow) {
    switch (type.kind) {
      case TypeKind::text:
        return text(as<std::string>(out));
      case TypeKind::integer:
        return integer(as<std::int64_t>(out), narrow);
      case TypeKind::real:
        return false;  // no request has one
      case TypeKind::boolean:
        return cursor_.boolean(as<bool>(out));
      case TypeKind::item:
        return items_.read(cursor_, as<value::Item>(out));
      case TypeKind::value:
        return items_.read(cursor_, as<value::AttributeValue>(out));
      case TypeKind::names:
        return names(as<service::Names>(out));
      case TypeKind::structure:
        return structure(type, out);
      case TypeKind::list:
        return cursor_.array([&] { return value(*type.element, type.append(out), narrow); });
      case TypeKind::map:
        return map(type, out, narrow);
    }
    return false;
  }

  bool text(std::string& out) {
    std::string_view read;
    return cursor_.string(read) && (out.assign(read), true);
  }

  bool integer(std::int64_t& out, bool narrow) {
    using Narrow = std::numeric_limits<std::int32_t>;
    return cursor_.integer(out) && (!narrow || (out >= Narrow::min() && out <= Narrow::max()));
  }

  /// In order of placeholders, as a document has them.
  bool names(service::Names& out) {
    const bool good = cursor_.object([&](std::string_view placeholder) {
      std::string_view name;
      return cursor_.string(name) && (out.emplace_back(placeholder, name), true);
    });
    const auto placeholder = [](const auto& entry) -> const std::string& { return entry.first; };
    std::ranges::sort(out, {}, placeholder);
    return good && std::ranges::adjacent_find(out, {}, placeholder) == out.end();
  }

  bool map(const TypeInfo& type, void* out, bool narrow) {
    return cursor_.object([&](std::string_view key) {
      const std::size_t before = type.size(out);
      void* const element = type.insert(out, std::string(key));
      return type.size(out) > before && value(*type.element, element, narrow);
    });
  }

  value::JsonCursor cursor_;
  value::ItemReader items_;
};

}  // namespace

std::optional<service::Request> read_directly(std::string_view operation, std::string_view body,
                                              value::Layouts* layouts) {
  const auto index = service::operation_named(operation);
  if (!index || !value::is_utf8(body)) {
    return std::nullopt;
  }
  std::optional<service::Request> request = alternative<service::Request>(*index);
  DirectReader reader(body, layouts);
  void* const structure = std::visit([](auto& typed) -> void* { return &typed; }, *request);
  if (!reader.read(service::request_type(*index), structure)) {
    return std::nullopt;
  }
  return request;
}

}  // namespace ddbsim::wire
