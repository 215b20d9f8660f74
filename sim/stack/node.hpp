#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace ddbsim::stack {

/// Members in the order of the template.
using Json = nlohmann::ordered_json;

/// A value of a template, and where it stands. Short tags (!Ref) are members (Ref) already.
struct Node {
  enum class Kind : std::uint8_t { absent, null, boolean, number, text, list, map };

  Kind kind = Kind::null;    ///< absent: AWS::NoValue, which takes its member or element with it
  std::uint32_t id = 0;      ///< of the value in the template; copies share it
  std::uint32_t line = 0;    ///< from 0
  std::uint32_t column = 0;  ///< from 0, in bytes
  std::string key;           ///< the name under which it stands in a map
  std::string text;          ///< of a scalar: as written, "true" or "false" of a boolean
  std::vector<Node> items;   ///< elements of a list, members of a map

  [[nodiscard]] bool is_list() const noexcept { return kind == Kind::list; }
  [[nodiscard]] bool is_map() const noexcept { return kind == Kind::map; }
  [[nodiscard]] bool is_null() const noexcept { return kind == Kind::null; }
  [[nodiscard]] bool is_absent() const noexcept { return kind == Kind::absent; }
  [[nodiscard]] bool is_scalar() const noexcept {
    return kind == Kind::boolean || kind == Kind::number || kind == Kind::text;
  }
  /// The member of a map; null when there is none, or this is no map.
  [[nodiscard]] const Node* find(std::string_view name) const;
};

// Values that are made; they stand where `where` stands.
[[nodiscard]] Node make_node(const Node& where, Node::Kind kind);
[[nodiscard]] Node text_node(const Node& where, std::string text);
[[nodiscard]] Node list_node(const Node& where, std::vector<Node> items);
/// The items have their keys.
[[nodiscard]] Node map_node(const Node& where, std::vector<Node> items);
[[nodiscard]] Node keyed(std::string key, Node node);
/// {"NAME": argument}
[[nodiscard]] Node call_node(std::string name, Node argument);

/// "Ref" or "Fn::..." when the node is a map with that member only; else "".
[[nodiscard]] std::string_view function_of(const Node& node);
/// A Ref of this very name.
[[nodiscard]] bool is_ref_to(const Node& node, std::string_view name);

/// Numbers as JSON writes them are numbers, everything else keeps its text.
[[nodiscard]] Json to_json(const Node& node);
/// "a list", "the text \"x\"", ...
[[nodiscard]] std::string describe(const Node& node);

/// `text` is a number by JSON's grammar. What YAML 1.1 calls a number besides (012, 0x1F, 12:30)
/// stays text: account ids begin with zeros.
[[nodiscard]] bool is_json_number(std::string_view text);

}  // namespace ddbsim::stack
