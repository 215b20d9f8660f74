#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "sim/scenario/placeholders.hpp"
#include "sim/scenario/reading.hpp"
#include "sim/value/dynamo_json.hpp"

namespace ddbsim::scenario::reading {

namespace {

using MaybePredicate = std::optional<Predicate>;
using Words = std::vector<std::string_view>;

// ---- expressions --------------------------------------------------------------------------------

/// The placeholders of one object ("names", "values") and the expressions that use them.
class Expressions {
 public:
  explicit Expressions(const Fields& fields) : fields_(fields) {
    if (const auto names = fields.find("names")) {
      for (const auto& [placeholder, attribute] : names->members()) {
        names_.emplace_back(placeholder, attribute.string().value_or(""));
      }
    }
    if (const auto values = fields.find("values")) {
      if (const auto json = values->closed_item()) {
        values_ = value::item_from_json(*json).value();
      }
    }
    placeholders_.emplace(names_.empty() ? nullptr : &names_, values_);
  }

  /// The bound expression of a member; nothing when it is absent, or wrong, which is told.
  std::optional<expression::Condition> condition(std::string_view member, expression::Kind kind,
                                                 std::string& text) {
    const auto place = fields_.find(member);
    const auto given = place ? place->string() : std::nullopt;
    if (!given) {
      return std::nullopt;
    }
    text = *given;
    const auto tree = expression::compile(kind, text);
    auto bound = tree ? expression::bind_condition(kind, *tree, *placeholders_)
                      : expression::Result<expression::Condition>(std::unexpected(tree.error()));
    if (!bound) {
      place->problem(fmt::format("the service refuses this: {}", bound.error().message));
      wrong_ = true;
      return std::nullopt;
    }
    any_ = true;
    return std::move(*bound);
  }

  /// After all: placeholders as such, and those that nothing uses.
  void finish() {
    auto error = placeholders_->check(any_ || wrong_);
    if (!error && !wrong_) {
      error = placeholders_->check_all_used();
    }
    if (error && (!names_.empty() || values_)) {
      fields_.place().problem(fmt::format("the service refuses this: {}", error->message));
    }
  }

 private:
  const Fields& fields_;
  expression::Names names_;
  value::Item values_;
  std::optional<expression::Placeholders> placeholders_;
  bool any_ = false;
  bool wrong_ = false;
};

/// table, where, names and values, with these members besides.
Fields selection_fields(const Place& place, std::string_view what, Words also = {},
                        Words required = {}) {
  also.insert(also.begin(), {"table", "where", "names", "values"});
  required.insert(required.begin(), "table");
  return {place, what, also, required};
}

Selection read_selection(const Fields& fields, Expressions& expressions) {
  Selection selection;
  fields.string("table", selection.table);
  if (auto where = expressions.condition("where", expression::Kind::filter, selection.text)) {
    selection.where = std::move(*where);
  }
  return selection;
}

Selection read_selection(const Fields& fields) {
  Expressions expressions(fields);
  Selection selection = read_selection(fields, expressions);
  expressions.finish();
  return selection;
}

/// Names of attributes, at least one.
std::vector<std::string> read_attributes(const Fields& fields, std::string_view member) {
  std::vector<std::string> names;
  fields.read(member, &Place::strings, names);
  if (const auto list = fields.find(member);
      list && list->json().is_array() && list->json().empty()) {
    list->problem("expected at least one attribute");
  }
  return names;
}

// ---- one kind each ------------------------------------------------------------------------------

Predicate read_one_live_row(const Place& place) {
  const Fields fields = selection_fields(place, "one_live_row", {"identity"}, {"identity"});
  return OneLiveRow{read_selection(fields), read_attributes(fields, "identity")};
}

void read_limit(const Fields& fields, std::string_view member, std::optional<std::int64_t>& out) {
  if (const auto limit = fields.find(member)) {
    out = limit->integer();
  }
}

Predicate read_count(const Place& place) {
  const Fields fields = selection_fields(place, "count", {"is", "at_least", "at_most"});
  CountOf count{.rows = read_selection(fields)};
  read_limit(fields, "at_least", count.at_least);
  read_limit(fields, "at_most", count.at_most);
  if (const auto is = fields.find("is")) {
    if (count.at_least || count.at_most) {
      is->problem(R"("is" says all: leave out "at_least" and "at_most")", true);
    }
    count.at_least = count.at_most = is->integer();
  } else if (!fields.find("at_least") && !fields.find("at_most")) {
    place.problem(R"(count needs "is", "at_least" or "at_most")");
  } else if (count.at_least && count.at_most && *count.at_least > *count.at_most) {
    place.problem(
        fmt::format("no number is at least {} and at most {}", *count.at_least, *count.at_most));
  }
  return count;
}

Predicate read_unique(const Place& place) {
  const Fields fields = selection_fields(place, "unique", {"attributes"}, {"attributes"});
  return UniqueRows{read_selection(fields), read_attributes(fields, "attributes")};
}

Predicate read_all(const Place& place) {
  const Fields fields = selection_fields(place, "all", {"hold"}, {"hold"});
  Expressions expressions(fields);
  AllRows all{.rows = read_selection(fields, expressions)};
  if (auto hold = expressions.condition("hold", expression::Kind::condition, all.text)) {
    all.hold = std::move(*hold);
  }
  expressions.finish();
  return all;
}

Predicate read_references(const Place& place) {
  const Words members{"from", "attributes", "to", "to_attributes"};
  const Fields fields(place, "references", members, members);
  References references;
  const auto select = [&fields](std::string_view member, Selection& out) {
    if (const auto selection = fields.find(member)) {
      out = read_selection(selection_fields(*selection, fmt::format("\"{}\"", member)));
    }
  };
  select("from", references.from);
  select("to", references.to);
  references.attributes = read_attributes(fields, "attributes");
  references.to_attributes = read_attributes(fields, "to_attributes");
  if (references.attributes.size() != references.to_attributes.size()) {
    place.problem(
        fmt::format("\"attributes\" and \"to_attributes\" belong together one by one: "
                    "there are {} and {}",
                    references.attributes.size(), references.to_attributes.size()));
  }
  return references;
}

Predicate read_equal(const Place& place) {
  const Fields fields(place, "equal", {"requests", "attributes"}, {"requests"});
  EqualAnswers equal;
  if (const auto requests = fields.find("requests")) {
    for (const Place& element : requests->elements()) {
      if (auto request = read_request(element, false)) {
        if (has_placeholders(request->body)) {
          element.problem("a request of a property has no ${parameters}");
        }
        equal.texts.push_back(request->body.dump());
        equal.requests.push_back(std::move(*request));
      }
    }
    if (requests->json().is_array() && requests->json().size() < 2) {
      requests->problem("expected two requests or more, that are to answer the same");
    }
  }
  fields.read("attributes", &Place::strings, equal.attributes);
  return equal;
}

Predicate read_tables_state(const Place& place) {
  const Fields fields(place, "state", {"tables"}, {"tables"});
  TablesState state{.tables = {}, .origin = place.origin()};
  state.tables = read_state(place, false).tables;
  return state;
}

std::map<std::string, std::vector<std::string>> read_by_table(const Fields& fields,
                                                              std::string_view member) {
  std::map<std::string, std::vector<std::string>> out;
  if (const auto tables = fields.find(member)) {
    for (const auto& [table, attributes] : tables->members()) {
      out[table] = attributes.strings().value_or(std::vector<std::string>());
    }
  }
  return out;
}

/// Member "tables" of what compares tables.
std::map<std::string, std::vector<std::string>> read_compared(const Fields& fields) {
  if (const auto tables = fields.find("tables");
      tables && tables->json().is_object() && tables->json().empty()) {
    tables->problem(
        "this names no table: say which are compared, each with its attributes ([]: all of them)");
  }
  return read_by_table(fields, "tables");
}

Predicate read_sql(const Place& place) {
  NoSqlRows out{.sql = {}, .attributes = {}, .origin = place.origin()};
  if (!place.json().is_object()) {
    out.sql = place.text().value_or("");
    return out;
  }
  const Fields fields(place, "sql", {"query", "attributes"}, {"query"});
  fields.text("query", out.sql);
  out.attributes = read_by_table(fields, "attributes");
  if (const auto query = fields.find("query")) {
    out.origin = query->origin();
  }
  return out;
}

Predicate read_patterns(const Place& place) {
  PatternsAgree out;
  for (const Place& element : place.elements()) {
    const Fields fields(element, "a pattern of a property", {"pattern", "with", "for"},
                        {"pattern"});
    PatternsAgree::Use use{.pattern = {},
                           .with = {},
                           .for_each = {},
                           .text = element.json().dump(),
                           .origin = element.origin()};
    fields.string("pattern", use.pattern);
    fields.text("for", use.for_each);
    if (const auto with = fields.find("with")) {
      for (const auto& [name, value] : with->members()) {
        use.with[name] = value.json();
      }
    }
    out.uses.push_back(std::move(use));
  }
  return out;
}

void read_outcome(const Place& place, OneOf& one_of) {
  OneOf::Outcome outcome;
  for (const auto& [table, items] : place.members()) {
    if (!one_of.tables.contains(table)) {
      items.problem(fmt::format("\"tables\" does not name {}", table), true);
    }
    for (const Place& element : items.elements()) {
      if (const auto item = element.literal_item()) {
        outcome[table].push_back(value::item_from_json(*item).value());
      }
    }
    std::ranges::sort(outcome[table], {}, &value::Item::hash);
  }
  one_of.outcomes.push_back(std::move(outcome));
}

Predicate read_one_of(const Place& place) {
  const Fields fields(place, "one_of", {"tables", "outcomes"}, {"tables", "outcomes"});
  OneOf one_of{.tables = read_compared(fields), .outcomes = {}};
  if (const auto outcomes = fields.find("outcomes")) {
    for (const Place& outcome : outcomes->elements()) {
      read_outcome(outcome, one_of);
    }
  }
  return one_of;
}

Predicate read_retry_transparent(const Place& place) {
  const Fields fields(place, "retry_transparent", {"tables"}, {"tables"});
  return RetryTransparent{read_compared(fields)};
}

// ---- which kind it is ---------------------------------------------------------------------------

struct Word {
  std::string_view name;
  Predicate (*read)(const Place&);
};
constexpr std::array kObjects{
    Word{"one_live_row", read_one_live_row},
    Word{"count", read_count},
    Word{"unique", read_unique},
    Word{"all", read_all},
    Word{"references", read_references},
    Word{"equal", read_equal},
    Word{"state", read_tables_state},
    Word{"sql", read_sql},
    Word{"patterns", read_patterns},
    Word{"one_of", read_one_of},
    Word{"retry_transparent", read_retry_transparent},
};

MaybePredicate read_built_in(const Place& place) {
  const auto word = place.word({"drains", "livelock", "unprocessed"});
  if (!word) {
    return std::nullopt;
  }
  return *word == "drains"     ? Predicate(Drains{})
         : *word == "livelock" ? Predicate(Livelock{})
                               : Predicate(Unprocessed{});
}

MaybePredicate read_predicate(const Place& place) {
  if (place.json().is_string()) {
    return read_built_in(place);
  }
  Words names;
  std::ranges::transform(kObjects, std::back_inserter(names), &Word::name);
  const std::size_t before = place.problems().size();
  const Fields fields(place, "what a property says", names);
  if (place.problems().size() != before) {
    return std::nullopt;
  }
  if (place.json().size() != 1) {
    place.problem(fmt::format("a property says one thing, like {{\"count\": {{...}}}}; this one {}",
                              place.json().empty() ? "none" : std::to_string(place.json().size())));
    return std::nullopt;
  }
  const std::string& name = place.json().begin().key();
  const auto word = std::ranges::find(kObjects, name, &Word::name);
  return word->read(place.member(name));
}

/// What only the whole search knows has one moment at which it makes sense.
void check_moment(const Property& property, const Place& place) {
  using When = Property::When;
  const auto only = [&](When when) {
    if (property.when != when) {
      place.problem(
          fmt::format("\"{}\" is stated with \"{}\"", name_of(property.predicate), name_of(when)));
    }
  };
  if (std::holds_alternative<RetryTransparent>(property.predicate) ||
      std::holds_alternative<Drains>(property.predicate)) {
    only(When::at_rest);
  } else if (std::holds_alternative<Livelock>(property.predicate) ||
             std::holds_alternative<Unprocessed>(property.predicate)) {
    only(When::never);
  }
}

constexpr std::array kWhen{Property::When::at_rest, Property::When::always, Property::When::never,
                           Property::When::sometimes};

std::optional<Property> read_property(const std::string& name, const Place& place) {
  const Fields fields(place, "a property", {"at_rest", "always", "never", "sometimes"});
  if (!place.json().is_object() || place.json().size() != 1) {
    place.problem(
        R"(a property has one member, "at_rest", "always", "never" or "sometimes", which says when)");
    return std::nullopt;
  }
  for (const Property::When when : kWhen) {
    if (const auto said = fields.find(name_of(when))) {
      if (auto predicate = read_predicate(*said)) {
        Property property{name, when, std::move(*predicate), place.origin()};
        check_moment(property, *said);
        return property;
      }
    }
  }
  return std::nullopt;
}

}  // namespace

void read_properties(const Fields& fields, Scenario& scenario) {
  const auto properties = fields.find("properties");
  if (!properties) {
    return;
  }
  for (const auto& [name, place] : properties->members()) {
    if (std::ranges::find(scenario.properties, name, &Property::name) !=
        scenario.properties.end()) {
      place.problem(fmt::format("a fragment has a property \"{}\" already", name), true);
    } else if (auto property = read_property(name, place)) {
      scenario.properties.push_back(std::move(*property));
    }
  }
}

}  // namespace ddbsim::scenario::reading
