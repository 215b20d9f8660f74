#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/expression/bound_before.hpp"

namespace ddbsim::expression {

/// One step of a document path as written. Views point into `Tree::text`.
struct RawStep {
  static constexpr std::size_t kNoIndex = PathStep::kNoIndex;
  std::string_view text;         ///< name, #placeholder, or the digits of an index
  std::size_t index = kNoIndex;  ///< set for an index; above `kMaxListIndex` when it is too large
};
using RawPath = std::vector<RawStep>;

/// Everything that an expression can be made of.
enum class Op : std::uint8_t {
  path,
  literal,  ///< :value
  either,   ///< OR
  both,     ///< AND
  negation,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  between,
  in,
  call,  ///< a function, by its name
  plus,
  minus,
};

/// Name of an operator in messages: "AND", "<>", "BETWEEN"; empty for path, literal and call.
[[nodiscard]] std::string_view symbol_of(Op op) noexcept;

struct Node {
  Op op = Op::path;
  std::string_view text;  ///< of a literal its placeholder, of a call its function name
  RawPath path = {};      ///< of a path
  std::vector<std::uint32_t> operands =
      {};  ///< of the rest: places in `Tree::nodes`, all before this one
};

/// One action of an update.
struct RawAction {
  enum class Section : std::uint8_t { set, remove, add, erase };
  static constexpr std::uint32_t kNoOperand = static_cast<std::uint32_t>(-1);
  Section section;
  RawPath target;
  std::uint32_t operand = kNoOperand;  ///< place in `Tree::nodes`; none for REMOVE
};

struct Tree {
  Kind kind = Kind::condition;
  std::string text;
  std::vector<Node> nodes = {};
  std::uint32_t root = 0;                         ///< of a condition, filter or key condition
  std::vector<RawPath> paths = {};                ///< of a projection
  std::vector<RawAction> actions = {};            ///< of an update
  std::vector<RawAction::Section> sections = {};  ///< of an update, in the order of the text
  bool redundant_parentheses = false;
  /// Of an update: memory, no part of the tree. A world and its trees belong to one thread.
  mutable BoundBefore bound_before = {};
};

}  // namespace ddbsim::expression
