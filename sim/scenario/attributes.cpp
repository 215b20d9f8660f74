#include "sim/scenario/attributes.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "sim/scenario/fields.hpp"
#include "sim/scenario/scenario.hpp"

namespace ddbsim::scenario {

namespace {

using Names = std::set<std::string>;

void add_members(const Ordered& item, Names& names) {
  if (item.is_object()) {
    for (const auto& [name, value] : item.items()) {
      names.insert(name);
    }
  }
}

bool is_keyword(std::string word) {
  constexpr std::array<std::string_view, 9> kWords{"SET", "REMOVE", "ADD", "DELETE", "AND",
                                                   "OR",  "NOT",    "IN",  "BETWEEN"};
  std::ranges::transform(word, word.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return std::ranges::find(kWords, word) != kWords.end();
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The first names of paths in an expression: no placeholder, no function, no member of a map.
void add_paths(std::string_view text, Names& names) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) {
      ++end;
    }
    const char before = at == 0 ? ' ' : text[at - 1];
    const char after = end == text.size() ? ' ' : text[end];
    const std::string word(text.substr(at, end - at));
    const bool inside = before == ':' || before == '#' || before == '.' || before == '[';
    if (!inside && after != '(' && std::isdigit(static_cast<unsigned char>(word[0])) == 0 &&
        !is_keyword(word)) {
      names.insert(word);
    }
    at = end;
  }
}

/// Of an object with a table's name: a request, a part of one, or a table.
void add_request(const Ordered& request, Names& names) {
  for (const char* member : {"Item", "Key", "AttributeUpdates", "Expected"}) {
    if (request.contains(member)) {
      add_members(request[member], names);
    }
  }
  for (const auto& [member, value] : request.items()) {
    if (member.ends_with("Expression") && value.is_string()) {
      add_paths(value.get<std::string>(), names);
    } else if (member == "ExpressionAttributeNames" && value.is_object()) {
      for (const auto& [placeholder, name] : value.items()) {
        if (name.is_string()) {
          names.insert(name.get<std::string>());
        }
      }
    } else if (member == "AttributeDefinitions" && value.is_array()) {
      for (const Ordered& attribute : value) {
        names.insert(text_in(attribute, "AttributeName"));
      }
    }
  }
}

class Walk {
 public:
  explicit Walk(std::map<std::string, Names>& tables) : tables_(tables) {}

  void visit(const Ordered& json) {
    if (json.is_object()) {
      if (const auto table = json.find("TableName"); table != json.end() && table->is_string()) {
        add_request(json, tables_[table->get<std::string>()]);
      }
      if (const auto items = json.find("RequestItems"); items != json.end() && items->is_object()) {
        add_batch(*items);
      }
    }
    if (json.is_structured()) {
      for (const Ordered& part : json) {
        visit(part);
      }
    }
  }

 private:
  void add_batch(const Ordered& tables) {
    for (const auto& [table, requests] : tables.items()) {
      if (requests.is_array()) {
        for (const Ordered& request : requests) {
          add_put(request, tables_[table]);
        }
      }
    }
  }
  static void add_put(const Ordered& request, Names& names) {
    const Ordered::json_pointer item("/PutRequest/Item");
    if (request.is_object() && request.contains(item)) {
      add_members(request.at(item), names);
    }
  }

  std::map<std::string, Names>& tables_;
};

/// The scenario's own file and those that it includes anything of.
std::set<const Source*> sources_of(const Scenario& scenario) {
  std::set<const Source*> sources{scenario.source.get()};
  const auto add = [&sources](const auto& parts, auto origin_of) {
    for (const auto& part : parts) {
      sources.insert(origin_of(part).source.get());
    }
  };
  const auto own = [](const auto& part) -> const Origin& { return part.origin; };
  const auto named = [](const auto& part) -> const Origin& { return part.second.origin; };
  add(scenario.tables, own);
  add(scenario.data, own);
  add(scenario.mappings, own);
  add(scenario.patterns, named);
  add(scenario.functions, named);
  sources.erase(nullptr);
  return sources;
}

}  // namespace

std::map<std::string, std::set<std::string>> attributes_of_tables(const Scenario& scenario) {
  std::map<std::string, Names> tables;
  Walk walk(tables);
  for (const Source* source : sources_of(scenario)) {
    walk.visit(source->json());
  }
  for (const Data& data : scenario.data) {
    add_members(data.item, tables[data.table]);
  }
  for (const auto& [table, attribute] : scenario.time_to_live) {
    tables[table].insert(attribute);
  }
  return tables;
}

}  // namespace ddbsim::scenario
