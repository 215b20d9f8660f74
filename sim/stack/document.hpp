#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

#include "sim/stack/node.hpp"

namespace ddbsim::stack {

/// Values in one template, aliases expanded, before and after its functions ran; characters count
/// as parts of a value. Aliases of aliases would make any number of them.
constexpr std::size_t kValuesMax = 200'000;
constexpr std::size_t kCharactersMax = 16'000'000;
/// CloudFormation's quota for templates in a bucket, in bytes.
constexpr std::size_t kTemplateBytesMax = 1'000'000;
constexpr std::size_t kLevelsMax = 100;

struct DocumentError {
  std::size_t line = 0;    ///< from 0
  std::size_t column = 0;  ///< from 0, in bytes
  std::string message;
};

/// One YAML document (YAML 1.1's booleans, JSON's numbers; anchors, aliases and merge keys as the
/// SAM and AWS command lines resolve them), of which JSON is a part.
[[nodiscard]] std::expected<Node, DocumentError> read_document(std::string_view text);

}  // namespace ddbsim::stack
