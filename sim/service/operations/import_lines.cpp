#include "sim/service/operations/import_lines.hpp"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::service {

namespace {

using Json = nlohmann::json;
using Row = std::vector<std::string>;

/// The next row of a CSV text, which it is taken off; a quoted field may span lines.
Row take_row(std::string_view& text, char delimiter) {
  Row row(1);
  bool quoted = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        row.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        row.back() += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == delimiter) {
      row.emplace_back();
    } else if (c == '\n') {
      ++i;
      break;
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  text.remove_prefix(std::min(i, text.size()));
  return row;
}

/// {"S": "text"}, or what the key wants.
Json field_of(const table::TableDefinition& definition, const std::string& name,
              const std::string& text) {
  const auto key = std::ranges::find(definition.attributes, name, &table::KeyAttribute::name);
  const value::Type type = key == definition.attributes.end() ? value::Type::S : key->type;
  return Json{{std::string(value::name_of(type)), text}};
}

void add(Account& account, const Json& json, ImportedLines& lines) {
  auto item = value::item_from_json(json, &account.layouts());
  if (item) {
    lines.items.push_back(std::move(*item));
  } else {
    ++lines.errors;
  }
}

}  // namespace

ImportedLines read_json_lines(Account& account, std::string_view text) {
  ImportedLines lines;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_object() && json.contains("Item") && json["Item"].is_object()) {
      add(account, json["Item"], lines);
    } else {
      ++lines.errors;
    }
  }
  return lines;
}

ImportedLines read_csv(Account& account, const table::TableDefinition& definition, char delimiter,
                       std::vector<std::string> header, std::string_view text) {
  ImportedLines lines;
  if (header.empty() && !text.empty()) {
    header = take_row(text, delimiter);
  }
  while (!text.empty()) {
    const Row row = take_row(text, delimiter);
    if (row.size() == 1 && row[0].empty()) {
      continue;
    }
    if (row.size() != header.size()) {
      ++lines.errors;
      continue;
    }
    Json json = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].empty()) {
        json[header[i]] = field_of(definition, header[i], row[i]);
      }
    }
    add(account, json, lines);
  }
  return lines;
}

}  // namespace ddbsim::service
