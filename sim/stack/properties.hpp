#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/stack/evaluator.hpp"
#include "sim/stack/findings.hpp"
#include "sim/stack/node.hpp"

namespace ddbsim::stack {

/// Of what form a property is. CloudFormation takes "5" for 5 and 5 for "5"; requests do not.
struct Shape {
  enum class Kind : std::uint8_t { text, integer, boolean, list, object, texts, any };
  Kind kind = Kind::any;
  std::string_view name;       ///< of a member
  std::vector<Shape> members;  ///< of an object; of a list, the one element
};
[[nodiscard]] Shape text_shape(std::string_view name);
[[nodiscard]] Shape integer_shape(std::string_view name);
[[nodiscard]] Shape boolean_shape(std::string_view name);
/// Any value, as it stands.
[[nodiscard]] Shape any_shape(std::string_view name);
/// Any names, each with a text.
[[nodiscard]] Shape texts_shape(std::string_view name);
[[nodiscard]] Shape object_shape(std::string_view name, std::vector<Shape> members);
[[nodiscard]] Shape list_shape(std::string_view name, Shape element);

/// A resource's properties, evaluated as they are asked for. What was not asked for is told at the
/// end, with the type's own words when it makes no difference.
class Properties {
 public:
  /// All must outlive it. `resource` is a member of Resources.
  Properties(const Node& resource, Evaluator& evaluator, Findings& findings);

  [[nodiscard]] const std::string& logical_id() const noexcept { return resource_.key; }
  [[nodiscard]] const std::string& type() const noexcept { return type_; }
  [[nodiscard]] const Node& resource() const noexcept { return resource_; }

  /// Evaluated; nothing when it is absent, or AWS::NoValue.
  [[nodiscard]] std::optional<Node> take(std::string_view name);
  /// As it is written.
  [[nodiscard]] const Node* raw(std::string_view name);
  [[nodiscard]] std::optional<std::string> text(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name);
  [[nodiscard]] std::optional<bool> boolean(std::string_view name);
  /// A list; one value alone stands for a list of it. Empty when it is absent.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);
  /// Its members as the shape has them; nothing when it is absent.
  [[nodiscard]] std::optional<Json> shaped(const Shape& shape);
  /// Each that is there goes into `out`.
  void copy(Json& out, const std::vector<Shape>& shapes);

  /// The property must be there: an error otherwise.
  void require(std::string_view name);
  /// These make no difference to what is simulated.
  void ignore(std::initializer_list<std::string_view> names);
  void pass_over(std::string reason);
  /// The whole resource: nothing is told of its properties.
  void leave(std::string reason);
  void error(const Node& at, std::string message) { findings_.error(at, std::move(message)); }
  /// Tells each property that nobody asked for.
  void finish();

  [[nodiscard]] Evaluator& evaluator() noexcept { return evaluator_; }

 private:
  Json convert(const Node& node, const Shape& shape, const std::string& path);
  Json convert_object(const Node& node, const Shape& shape, const std::string& path);
  Json wrong_type(const Node& node, const std::string& path, std::string_view wanted);

  const Node& resource_;
  const Node* properties_;
  std::string type_;
  Evaluator& evaluator_;
  Findings& findings_;
  std::set<std::string, std::less<>> asked_;
  bool left_ = false;
};

}  // namespace ddbsim::stack
