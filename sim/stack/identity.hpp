#pragma once

#include <span>
#include <string_view>

namespace ddbsim::stack {

/// What Ref and Fn::GetAtt of a resource give. In patterns, {name} is the physical name, {id} the
/// logical one, {path} IAM's Path, and {partition}, {region}, {account}, {suffix} are the stack's;
/// a pattern "=Property" is the value of that property.
struct Attribute {
  std::string_view name;
  std::string_view pattern;
};
struct Identity {
  std::string_view type;
  std::string_view name_property;  ///< "": it has none, the logical id is its name
  std::string_view ref;
  std::span<const Attribute> attributes;
};

/// From the "Return values" of each resource in CloudFormation's reference. Null: a type that is
/// not known here; Ref gives its logical id then.
[[nodiscard]] const Identity* identity_of(std::string_view type);

}  // namespace ddbsim::stack
