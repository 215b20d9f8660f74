#include "sim/scenario/reading.hpp"

namespace ddbsim::scenario::reading {

namespace {

template <class T>
void want(const Fields& fields, std::string_view name, std::optional<T> (Place::*accessor)() const,
          Wanted<T>& out) {
  if (const auto member = fields.find(name)) {
    if (auto value = (*member.*accessor)()) {
      out = Expected<T>{std::move(*value), member->origin()};
    }
  }
}

void want_count(const Fields& fields, Wanted<std::int64_t>& out) {
  if (const auto member = fields.find("count")) {
    if (const auto value = member->integer()) {
      out = Expected<std::int64_t>{*value, member->origin()};
    }
  }
}

void read_error(const Place& place, Wanted<ErrorExpectation>& out) {
  const Fields fields(place, "an expected error",
                      {"type", "message", "message_contains", "item", "reasons"}, {"type"});
  ErrorExpectation error;
  fields.string("type", error.type);
  fields.read("message", &Place::string, error.message);
  fields.read("message_contains", &Place::string, error.message_contains);
  fields.read("item", &Place::item, error.item);
  fields.read("reasons", &Place::strings, error.reasons);
  out = Expected<ErrorExpectation>{std::move(error), place.origin()};
}

void read_order(const Place& place, Wanted<OrderBy>& out) {
  const Fields fields(place, "order_by", {"attribute", "direction"}, {"attribute"});
  OrderBy order;
  fields.string("attribute", order.attribute);
  if (const auto direction = fields.find("direction")) {
    order.descending = direction->word({"ascending", "descending"}) == "descending";
  }
  out = Expected<OrderBy>{std::move(order), place.origin()};
}

/// What cannot hold together.
void check_together(const Fields& fields, const Expectation& expectation) {
  if (expectation.error) {
    for (const char* name : {"response", "contains", "lacks", "count", "items", "order_by"}) {
      if (const auto member = fields.find(name)) {
        member->problem("an answer is either refused (\"error\") or has a response, not both",
                        true);
      }
    }
  }
  for (const char* name : {"attributes", "any_order"}) {
    if (const auto member = fields.find(name); member && !expectation.items) {
      member->problem("this says how \"items\" are compared, but there are no \"items\" here",
                      true);
    }
  }
}

/// The words of one kind of list; `all` is the member that lists everything.
ListExpectation read_list(const Place& place, std::string_view what, std::string_view all) {
  const bool items = all == "items";
  const Fields fields =
      items ? Fields(place, what, {"count", "items", "attributes", "contains", "lacks"})
            : Fields(place, what, {"count", all, "contains", "lacks"});
  const auto accessor = items ? &Place::items : &Place::objects;
  ListExpectation out;
  want_count(fields, out.count);
  want(fields, all, accessor, out.all);
  want(fields, "contains", accessor, out.contains);
  want(fields, "lacks", accessor, out.lacks);
  fields.read("attributes", &Place::strings, out.attributes);
  return out;
}

void check_invocations(const Place& place) {
  for (const auto& [name, list] : place.members()) {
    if (name == "count" || !list.json().is_array()) {
      continue;
    }
    for (const Place& record : list.elements()) {
      const Fields fields(
          record, "an invocation",
          {"function", "mapping", "subject", "attempt", "records", "calls", "succeeded", "error",
           "hung", "cold_start", "real_time", "log", "elsewhere"});
    }
  }
}

void check_mapping_report(const Place& place) {
  const Fields fields(place, "what is expected of a mapping",
                      {"state", "last_result", "delivered", "filtered", "discarded", "invocations",
                       "failures", "throttled"});
}

}  // namespace

Expectation read_expectation(const Place& place) {
  const Fields fields(place, "an expectation",
                      {"response", "contains", "lacks", "error", "count", "items", "any_order",
                       "attributes", "order_by", "capacity", "capacity_at_most", "sql"});
  Expectation out;
  out.origin = place.origin();
  want(fields, "response", &Place::object, out.response);
  want(fields, "contains", &Place::object, out.contains);
  want(fields, "lacks", &Place::strings, out.lacks);
  want_count(fields, out.count);
  want(fields, "items", &Place::items, out.items);
  want(fields, "capacity", &Place::quantity, out.capacity);
  want(fields, "capacity_at_most", &Place::quantity, out.capacity_at_most);
  fields.read("any_order", &Place::boolean, out.any_order);
  fields.read("attributes", &Place::strings, out.attributes);
  if (const auto error = fields.find("error")) {
    read_error(*error, out.error);
  }
  if (const auto order = fields.find("order_by")) {
    read_order(*order, out.order_by);
  }
  if (const auto sql = fields.find("sql"); sql && sql->word({"differs"})) {
    out.sql_differs = sql->origin();
  }
  check_together(fields, out);
  return out;
}

StateExpectation read_state(const Place& place, bool at_rest) {
  const Fields fields =
      at_rest ? Fields(place, "at_rest",
                       {"within", "tables", "streams", "invocations", "destinations", "backlog",
                        "mappings"})
              : Fields(place, "a check",
                       {"tables", "streams", "invocations", "destinations", "backlog", "mappings"});
  StateExpectation out;
  out.origin = place.origin();
  fields.read("within", &Place::duration, out.within);
  if (const auto tables = fields.find("tables")) {
    for (const auto& [name, table] : tables->members()) {
      out.tables[name] = read_list(table, "what is expected of a table", "items");
    }
  }
  if (const auto streams = fields.find("streams")) {
    for (const auto& [name, stream] : streams->members()) {
      out.streams[name] = read_list(stream, "what is expected of a stream", "records");
    }
  }
  if (const auto invocations = fields.find("invocations")) {
    out.invocations = read_list(*invocations, "what is expected of invocations", "list");
    check_invocations(*invocations);
  }
  if (const auto destinations = fields.find("destinations")) {
    for (const auto& [name, destination] : destinations->members()) {
      out.destinations[name] =
          read_list(destination, "what is expected of a destination", "messages");
    }
  }
  if (const auto backlog = fields.find("backlog")) {
    for (const auto& [name, records] : backlog->members()) {
      if (const auto count = records.integer()) {
        out.backlog[name] = {*count, records.origin()};
      }
    }
  }
  if (const auto mappings = fields.find("mappings")) {
    for (const auto& [name, mapping] : mappings->members()) {
      check_mapping_report(mapping);
      if (auto members = mapping.object()) {
        out.mappings[name] = {std::move(*members), mapping.origin()};
      }
    }
  }
  return out;
}

}  // namespace ddbsim::scenario::reading
