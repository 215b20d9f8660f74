#include <fmt/format.h>

#include "sim/scenario/reading.hpp"
#include "sim/service/reflection.hpp"
#include "sim/wire/suggest.hpp"

namespace ddbsim::scenario::reading {

namespace {

/// Compares the members of what is expected with those that an answer can have.
class ResponseCheck {
 public:
  ResponseCheck(std::string_view operation, const Origin& origin, Problems& problems)
      : operation_(operation), origin_(origin), problems_(problems) {}

  void run(const service::TypeInfo& type, const Json& json, const std::string& pointer) {
    using Kind = service::TypeKind;
    if (type.kind == Kind::structure && json.is_object()) {
      members(type, json, pointer);
    } else if (type.kind == Kind::list && json.is_array()) {
      for (std::size_t index = 0; index < json.size(); ++index) {
        run(*type.element, json[index], fmt::format("{}/{}", pointer, index));
      }
    } else if (type.kind == Kind::map && json.is_object()) {
      for (const auto& [name, value] : json.items()) {
        run(*type.element, value, pointer + "/" + pointer_token(name));
      }
    }
  }

 private:
  void members(const service::TypeInfo& type, const Json& json, const std::string& pointer) {
    std::vector<std::string_view> names;
    for (const service::MemberInfo& member : type.members) {
      names.push_back(member.name);
    }
    for (const auto& [name, value] : json.items()) {
      const std::string below = pointer + "/" + pointer_token(name);
      const auto found = std::ranges::find(names, name);
      if (found == names.end()) {
        problems_.push_back(origin_.problem(
            below,
            fmt::format("the answer of {} has no member \"{}\"{}{}", operation_, name,
                        pointer.empty() ? "" : " here", wire::did_you_mean(name, names)),
            true));
      } else {
        run(*type.members[static_cast<std::size_t>(found - names.begin())].type, value, below);
      }
    }
  }

  std::string_view operation_;
  const Origin& origin_;
  Problems& problems_;
};

}  // namespace

void check_response(std::string_view operation, const Expectation& expectation,
                    Problems& problems) {
  std::size_t index = 0;
  while (index < std::variant_size_v<service::Request> &&
         service::operation_name(index) != operation) {
    ++index;
  }
  if (index == std::variant_size_v<service::Request>) {
    return;  // raw
  }
  for (const Wanted<Json>* wanted : {&expectation.response, &expectation.contains}) {
    if (*wanted) {
      ResponseCheck(operation, (*wanted)->origin, problems)
          .run(service::response_type(index), (*wanted)->value, "");
    }
  }
}

}  // namespace ddbsim::scenario::reading
