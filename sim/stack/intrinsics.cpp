#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/stack/document.hpp"
#include "sim/stack/evaluator.hpp"
#include "sim/wire/suggest.hpp"

// Functions that make values of values.
namespace ddbsim::stack {

namespace {

std::optional<std::size_t> number_of(const Node& node) {
  std::size_t value = 0;
  const std::string& text = node.text;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return node.is_scalar() && whole ? std::optional(value) : std::nullopt;
}

std::string base64_of(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::string_view part = text.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = (bits << 8U) | (i < part.size() ? static_cast<unsigned char>(part[i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= part.size() ? kDigits[(bits >> (18U - 6U * i)) & 63U] : '=';
    }
  }
  return out;
}

/// "10.0.0.0/16" as its address and the length of its prefix.
struct Block {
  std::uint32_t address = 0;
  std::uint32_t prefix = 0;
};
std::optional<Block> block_of(std::string_view text) {
  std::array<std::uint32_t, 5> parts{};
  constexpr std::string_view kEnds = ".../";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parts[i]);
    if (error != std::errc() || parts[i] > (i < 4 ? 255U : 32U)) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i < 4 && !text.starts_with(kEnds[i])) {
      return std::nullopt;
    }
    text.remove_prefix(i < 4 ? 1 : 0);
  }
  const std::uint32_t address = (parts[0] << 24U) | (parts[1] << 16U) | (parts[2] << 8U) | parts[3];
  return text.empty() ? std::optional(Block{address, parts[4]}) : std::nullopt;
}

}  // namespace

Node Evaluator::join(const Node& argument) {
  constexpr std::string_view kShape =
      "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and "
      "(2) a list of strings to be joined or a function that returns a list of strings (such as "
      "Fn::GetAZs) to be joined.";
  if (!argument.is_list() || argument.items.size() != 2 || !argument.items[0].is_scalar()) {
    return error(argument, std::string(kShape));
  }
  const Node list = evaluate(argument.items[1]);
  if (!list.is_list()) {
    return error(argument, std::string(kShape));
  }
  std::string out;
  for (const Node& item : list.items) {
    if (!item.is_scalar()) {
      return error(item.line == 0 ? argument : item, std::string(kShape));
    }
    out += (&item == list.items.data() ? "" : argument.items[0].text) + item.text;
    if (out.size() > kTemplateBytesMax) {
      return error(argument, "Fn::Join makes a text of more than 1000000 characters");
    }
  }
  return text_node(argument, std::move(out));
}

Node Evaluator::select(const Node& argument) {
  if (!argument.is_list() || argument.items.size() != 2) {
    return error(argument,
                 "Template error: Fn::Select requires a list argument with two elements: an "
                 "integer index and a list");
  }
  const Node at = evaluate(argument.items[0]);
  const Node list = evaluate(argument.items[1]);
  const auto index = number_of(at);
  if (!index || !list.is_list()) {
    return error(argument,
                 "Template error: Fn::Select requires a list argument with two elements: an "
                 "integer index and a list");
  }
  if (*index >= list.items.size()) {
    return error(argument, fmt::format("Template error: Fn::Select cannot select nonexistent value "
                                       "at index {}",
                                       *index));
  }
  return list.items[*index];
}

Node Evaluator::split(const Node& argument) {
  constexpr std::string_view kShape =
      "Template error: every Fn::Split object requires two parameters, (1) a string delimiter and "
      "(2) a string to be split or a function that returns a string to be split.";
  if (!argument.is_list() || argument.items.size() != 2 || !argument.items[0].is_scalar() ||
      argument.items[0].text.empty()) {
    return error(argument, std::string(kShape));
  }
  const std::string whole = text(argument.items[1], "Fn::Split");
  const std::string& delimiter = argument.items[0].text;
  std::vector<Node> parts;
  std::string_view rest = whole;
  while (!findings_.failed()) {
    const std::size_t end = std::min(rest.find(delimiter), rest.size());
    parts.push_back(spent(text_node(argument, std::string(rest.substr(0, end)))));
    if (end == rest.size()) {
      break;
    }
    rest.remove_prefix(end + delimiter.size());
  }
  return list_node(argument, std::move(parts));
}

Node Evaluator::find_in_map(const Node& argument) {
  if (!argument.is_list() || argument.items.size() < 3 || argument.items.size() > 4) {
    return error(argument,
                 "Template error: every Fn::FindInMap object requires three parameters, the map "
                 "name, map key and the attribute for return value");
  }
  const std::string map = text(argument.items[0], "Fn::FindInMap");
  const std::string top = text(argument.items[1], "Fn::FindInMap");
  const std::string second = text(argument.items[2], "Fn::FindInMap");
  if (findings_.failed()) {
    return make_node(argument, Node::Kind::null);
  }
  const Node* mappings = root_.find("Mappings");
  const Node* named = mappings == nullptr ? nullptr : mappings->find(map);
  const Node* row = named == nullptr ? nullptr : named->find(top);
  const Node* value = row == nullptr ? nullptr : row->find(second);
  if (value != nullptr) {
    return *value;
  }
  // AWS::LanguageExtensions: {"DefaultValue": ...} as a fourth parameter.
  if (argument.items.size() == 4 && argument.items[3].find("DefaultValue") != nullptr) {
    return evaluate(*argument.items[3].find("DefaultValue"));
  }
  if (named == nullptr) {
    return error(argument, fmt::format("Template error: Mapping named '{}' is not present in the "
                                       "'Mappings' section of template.",
                                       map));
  }
  return error(argument, fmt::format("Template error: Unable to get mapping for {}::{}::{}", map,
                                     top, second));
}

Node Evaluator::base64(const Node& argument) {
  return text_node(argument, base64_of(text(argument, "Fn::Base64")));
}

Node Evaluator::get_azs(const Node& argument) {
  std::string region = text(argument, "Fn::GetAZs");
  region = region.empty() ? parameters_.region : region;
  std::vector<Node> zones;
  for (const std::string_view letter : {"a", "b", "c"}) {
    zones.push_back(text_node(argument, fmt::format("{}{}", region, letter)));
  }
  return list_node(argument, std::move(zones));
}

Node Evaluator::import_value(const Node& argument) {
  const std::string name = text(argument, "Fn::ImportValue");
  const auto given = parameters_.values.find(name);
  if (given == parameters_.values.end()) {
    return error(argument, fmt::format("No export named {0} found: other stacks are not known "
                                       "here, give its value with --parameter {0}=VALUE",
                                       name));
  }
  return text_node(argument, given->second);
}

Node Evaluator::length(const Node& argument) {
  const Node list = evaluate(argument);
  if (!list.is_list()) {
    return error(argument,
                 fmt::format("Template error: Fn::Length takes a list, not {}", describe(list)));
  }
  Node node = make_node(argument, Node::Kind::number);
  node.text = std::to_string(list.items.size());
  return node;
}

Node Evaluator::to_json_string(const Node& argument) {
  return text_node(argument, to_json(evaluate(argument)).dump());
}

Node Evaluator::cidr(const Node& argument) {
  constexpr std::size_t kCountMax = 256;
  if (!argument.is_list() || argument.items.size() < 2 || argument.items.size() > 3) {
    return error(argument,
                 "Template error: every Fn::Cidr object requires two or three "
                 "parameters: an ipBlock, a count and cidrBits");
  }
  const auto block = block_of(text(argument.items[0], "Fn::Cidr"));
  const auto count = number_of(evaluate(argument.items[1]));
  const auto bits = argument.items.size() == 3 ? number_of(evaluate(argument.items[2]))
                                               : std::optional<std::size_t>(8);
  const bool possible = block && count && bits && *count >= 1 && *count <= kCountMax &&
                        *bits <= 32 && 32 - *bits >= block->prefix;
  if (!possible ||
      *count > (std::uint64_t{1} << (32 - static_cast<std::uint32_t>(*bits) - block->prefix))) {
    return error(argument,
                 "Template error: Fn::Cidr takes a block of IPv4 addresses, a count "
                 "from 1 to 256, and the bits of each part that fit into the block");
  }
  std::vector<Node> parts;
  for (std::size_t i = 0; i < *count; ++i) {
    const auto address = static_cast<std::uint32_t>(block->address + (std::uint64_t{i} << *bits));
    parts.push_back(
        text_node(argument, fmt::format("{}.{}.{}.{}/{}", address >> 24U, (address >> 16U) & 255U,
                                        (address >> 8U) & 255U, address & 255U, 32 - *bits)));
  }
  return list_node(argument, std::move(parts));
}

Node Evaluator::transform(const Node& argument) {
  return error(argument,
               "macros and AWS::Include are run by CloudFormation only: write the template as it "
               "is after them (aws cloudformation get-template --template-stage Processed)");
}

}  // namespace ddbsim::stack
