#include "sim/stack/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/node/node.h>  // clang-tidy takes the declaration in parser.h for a slip
#include <yaml-cpp/parser.h>

#include "sim/value/value_view.hpp"

namespace ddbsim::stack {

namespace {

constexpr std::string_view kYamlTag = "tag:yaml.org,2002:";

constexpr auto kFunctionTags = std::to_array<std::string_view>(
    {"And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "GetAtt", "If", "ImportValue",
     "Join", "Length", "Not", "Or", "Select", "Split", "Sub", "ToJsonString", "Transform"});

/// What the plain scalar means. Words of YAML 1.1, which CloudFormation reads.
Node::Kind kind_of_plain(std::string_view text) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO",
       "on", "On", "ON", "off", "Off", "OFF"});
  if (std::ranges::find(kWords, text) != kWords.end()) {
    return Node::Kind::boolean;
  }
  return is_json_number(text) ? Node::Kind::number : Node::Kind::text;
}

std::string truth_of(std::string_view word) {
  const char last = word.back();
  // "true", "yes" and "on" are the words that end so.
  const bool yes = (word.size() == 4 && (last == 'e' || last == 'E')) ||
                   (word.size() == 3 && (last == 's' || last == 'S')) ||
                   (word.size() == 2 && (last == 'n' || last == 'N'));
  return yes ? "true" : "false";
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// The sixteen bits of "\\uD83D" at the front; 0 when there is no such escape.
std::uint32_t escaped_unit(std::string_view text) {
  std::uint32_t unit = 0;
  if (text.size() >= 6 && text.starts_with("\\u") &&
      std::ranges::all_of(text.substr(2, 4), is_hex)) {
    std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
  }
  return unit;
}

/// JSON writes what is beyond U+FFFF as two escapes, YAML as one.
std::string without_surrogates(std::string_view json) {
  std::string out;
  while (!json.empty()) {
    const std::uint32_t high = escaped_unit(json);
    const std::uint32_t low = escaped_unit(json.substr(std::min<std::size_t>(6, json.size())));
    if ((high & 0xFC00U) == 0xD800U && (low & 0xFC00U) == 0xDC00U) {
      out += fmt::format("\\U{:08X}", 0x10000U + ((high & 0x3FFU) << 10U) + (low & 0x3FFU));
      json.remove_prefix(12);
      continue;
    }
    const std::size_t length = std::min<std::size_t>(json.front() == '\\' ? 2 : 1, json.size());
    out += json.substr(0, length);
    json.remove_prefix(length);
  }
  return out;
}

bool is_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

std::size_t height_of(const Node& node) {
  std::size_t highest = 0;
  for (const Node& item : node.items) {
    highest = std::max(highest, height_of(item));
  }
  return highest + 1;
}

/// Makes nodes of a parser's events. After the first error nothing more is made.
class Composer : public YAML::EventHandler {
 public:
  explicit Composer(std::string_view text) : text_(text) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) {
      fail(mark, "a template is one YAML document: remove what follows \"---\"");
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (wants_key()) {
      take_key(mark, null_as_written(mark));
    } else {
      // Nothing has no place: the parser says where the next value begins.
      const bool named = !open_.empty() && open_.back().node.is_map();
      finish(mark, "", anchor, at(named ? open_.back().key_mark : mark));
    }
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { close(); }

  void fail(const YAML::Mark& mark, std::string message) {
    if (!error_) {
      error_ =
          DocumentError{static_cast<std::size_t>(std::max(mark.line, 0)),
                        static_cast<std::size_t>(std::max(mark.column, 0)), std::move(message)};
    }
  }
  [[nodiscard]] bool failed() const noexcept { return error_.has_value(); }
  std::expected<Node, DocumentError> take() {
    if (error_) {
      return std::unexpected(std::move(*error_));
    }
    return std::move(root_);
  }

 private:
  /// A list or map that has not ended.
  struct Open {
    Node node;
    YAML::Mark mark;
    std::string tag;
    YAML::anchor_t anchor = 0;
    std::optional<std::string> key;
    YAML::Mark key_mark;
    std::set<std::string, std::less<>> names;
  };

  [[nodiscard]] Node at(const YAML::Mark& mark) {
    Node node;
    node.id = ++ids_;
    node.line = static_cast<std::uint32_t>(std::max(mark.line, 0));
    node.column = static_cast<std::uint32_t>(std::max(mark.column, 0));
    return node;
  }
  [[nodiscard]] bool wants_key() const {
    return !open_.empty() && open_.back().node.is_map() && !open_.back().key;
  }
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind);
  void close();
  void take_key(const YAML::Mark& mark, const std::string& key);
  void finish(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor, Node node);
  std::optional<Node> tagged(const YAML::Mark& mark, std::string_view tag, Node node);
  void place(Node node);
  void merge(Open& map);
  /// False when the template is too large with this in it.
  bool spend(const YAML::Mark& mark, const Node& node);
  [[nodiscard]] std::string null_as_written(const YAML::Mark& mark) const;

  std::string_view text_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  Node root_;
  std::optional<DocumentError> error_;
  std::size_t documents_ = 0;
  std::size_t values_ = 0;
  std::size_t characters_ = 0;
  std::uint32_t ids_ = 0;
};

bool Composer::spend(const YAML::Mark& mark, const Node& node) {
  ++values_;
  characters_ += node.text.size() + node.key.size();
  if (values_ > kValuesMax || characters_ > kCharactersMax) {
    fail(mark,
         fmt::format("the template has more than {} values with its aliases expanded", kValuesMax));
  }
  return !error_ && std::ranges::all_of(
                        node.items, [this, &mark](const Node& item) { return spend(mark, item); });
}

/// A null as a member's name: `Null` is an operator of IAM's conditions. The parser has dropped
/// which of the spellings it was.
std::string Composer::null_as_written(const YAML::Mark& mark) const {
  const auto position = static_cast<std::size_t>(std::max(mark.pos, 0));
  if (position < text_.size()) {
    for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
      if (text_.substr(position).starts_with(word)) {
        return std::string(word);
      }
    }
  }
  return "";
}

void Composer::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (error_) {
    return;
  }
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) {
    fail(mark, "an alias inside of what it stands for");
    return;
  }
  const Node& node = found->second;
  if (wants_key()) {
    take_key(mark, node.text);
  } else if (open_.size() + height_of(node) > kLevelsMax) {
    fail(mark, fmt::format("nested deeper than {} levels", kLevelsMax));
  } else if (spend(mark, node)) {
    place(node);
  }
}

void Composer::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                        const std::string& value) {
  if (error_) {
    return;
  }
  if (wants_key()) {
    if (anchor != 0) {
      Node node = at(mark);
      node.kind = Node::Kind::text;
      node.text = value;
      anchors_[anchor] = std::move(node);
    }
    take_key(mark, value);
    return;
  }
  Node node = at(mark);
  node.kind = tag == "?" ? kind_of_plain(value) : Node::Kind::text;
  node.text = node.kind == Node::Kind::boolean ? truth_of(value) : value;
  if (spend(mark, node)) {
    finish(mark, tag, anchor, std::move(node));
  }
}

void Composer::open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    Node::Kind kind) {
  if (error_) {
    return;
  }
  if (wants_key()) {
    fail(mark, "the name of a member is a text, not a list or a map");
  } else if (open_.size() >= kLevelsMax) {
    fail(mark, fmt::format("nested deeper than {} levels", kLevelsMax));
  } else {
    Open opened;
    opened.node = at(mark);
    opened.node.kind = kind;
    opened.mark = mark;
    opened.tag = tag;
    opened.anchor = anchor;
    open_.push_back(std::move(opened));
  }
}

void Composer::close() {
  if (error_) {
    return;
  }
  Open done = std::move(open_.back());
  open_.pop_back();
  if (done.names.contains("<<")) {
    merge(done);
  }
  Node head = make_node(done.node, done.node.kind);
  if (!error_ && spend(done.mark, head)) {
    finish(done.mark, done.tag, done.anchor, std::move(done.node));
  }
}

void Composer::take_key(const YAML::Mark& mark, const std::string& key) {
  if (error_) {
    return;
  }
  Open& map = open_.back();
  if (!map.names.insert(key).second) {
    fail(mark, fmt::format("the member \"{}\" stands twice in one map", key));
    return;
  }
  characters_ += key.size();
  map.key = key;
  map.key_mark = mark;
}

/// "<<: *defaults": members that the map has not got itself.
void Composer::merge(Open& map) {
  auto& items = map.node.items;
  const auto found = std::ranges::find(items, "<<", &Node::key);
  if (found == items.end()) {
    return;
  }
  const Node merged = std::move(*found);
  items.erase(found);
  const std::vector<Node> sources = merged.is_list() ? merged.items : std::vector<Node>{merged};
  for (const Node& source : sources) {
    if (!source.is_map()) {
      fail(map.mark, "<< takes a map, or a list of maps");
      return;
    }
    for (const Node& item : source.items) {
      if (map.names.insert(item.key).second && spend(map.mark, item)) {
        items.push_back(item);
      }
    }
  }
}

std::optional<Node> Composer::tagged(const YAML::Mark& mark, std::string_view tag, Node node) {
  if (tag.empty() || tag == "?" || tag == "!") {
    return node;
  }
  if (tag.starts_with(kYamlTag)) {
    const std::string_view type = tag.substr(kYamlTag.size());
    if (node.is_scalar() && (type == "int" || type == "float" || type == "bool")) {
      node.kind = kind_of_plain(node.text);
      node.text = node.kind == Node::Kind::boolean ? truth_of(node.text) : node.text;
    }
    return node;
  }
  const std::string_view name = tag.substr(1);
  if (name == "Ref" || name == "Condition") {
    return call_node(std::string(name), std::move(node));
  }
  if (std::ranges::find(kFunctionTags, name) == kFunctionTags.end()) {
    fail(mark, fmt::format("the tag {} is none of CloudFormation's functions", tag));
    return std::nullopt;
  }
  return call_node(fmt::format("Fn::{}", name), std::move(node));
}

void Composer::finish(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor,
                      Node node) {
  auto made = tagged(mark, tag, std::move(node));
  if (!made) {
    return;
  }
  if (anchor != 0 && spend(mark, *made)) {
    anchors_[anchor] = *made;
  }
  place(std::move(*made));
}

void Composer::place(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  Open& parent = open_.back();
  node.key.clear();
  if (parent.node.is_map()) {
    node.key = parent.key.value_or("");
    parent.key.reset();
  }
  parent.node.items.push_back(std::move(node));
}

}  // namespace

std::expected<Node, DocumentError> read_document(std::string_view text) {
  if (text.size() > kTemplateBytesMax) {
    return std::unexpected(
        DocumentError{0, 0,
                      fmt::format("the template is larger than {} bytes, which is "
                                  "CloudFormation's quota",
                                  kTemplateBytesMax)});
  }
  if (!value::is_utf8(text)) {
    return std::unexpected(DocumentError{0, 0, "the template is not valid UTF-8"});
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  const std::string yaml = is_json(text) ? without_surrogates(text) : std::string(text);
  std::istringstream stream(yaml);
  Composer composer(yaml);
  try {
    YAML::Parser parser(stream);
    // On some broken texts the parser finds empty documents without end: the second is an error.
    while (!composer.failed() && parser.HandleNextDocument(composer)) {
    }
  } catch (const YAML::Exception& error) {
    composer.fail(error.mark,
                  fmt::format("Template format error: YAML not well-formed: {}", error.msg));
  }
  return composer.take();
}

}  // namespace ddbsim::stack
