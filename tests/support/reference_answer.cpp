#include "sim/value/dynamo_json.hpp"
#include "tests/support/reference_engine.hpp"

// From responses of the engine under test to answers, and from answers to text.
namespace ddbsim::testing::reference {
namespace {

using namespace service;

void add_item(Answer& answer, std::string label, const value::Item& item) {
  if (item) {
    answer.items.emplace_back(std::move(label), item.to_map());
  }
}

void add_consumed(Answer& answer, const ConsumedCapacity& consumed) {
  answer.totals[*consumed.table_name] = *consumed.capacity_units;
  if (!consumed.table) {
    return;
  }
  Units& units = answer.units[*consumed.table_name];
  units.table = *consumed.table->capacity_units;
  for (const auto* indexes :
       {&consumed.local_secondary_indexes, &consumed.global_secondary_indexes}) {
    if (*indexes) {
      for (const auto& [name, capacity] : **indexes) {
        units.indexes[name] = *capacity.capacity_units;
      }
    }
  }
}

struct Convert {
  Answer answer = {};

  void consumed(const Optional<ConsumedCapacity>& one) {
    if (one) {
      add_consumed(answer, *one);
    }
  }
  void consumed(const Optional<std::vector<ConsumedCapacity>>& all) {
    for (const ConsumedCapacity& one : all.value_or(std::vector<ConsumedCapacity>{})) {
      add_consumed(answer, one);
    }
  }
  template <class Page>
  void page(const Page& response) {
    answer.count = *response.count;
    answer.scanned = *response.scanned_count;
    if (response.last_evaluated_key) {
      answer.last_key = response.last_evaluated_key.to_map();
    }
    for (const value::Item& item : response.items.value_or(std::vector<value::Item>{})) {
      add_item(answer, "", item);
    }
    consumed(response.consumed_capacity);
  }
  template <class Write>
  void write(const Write& response) {
    add_item(answer, "attributes", response.attributes);
    consumed(response.consumed_capacity);
  }

  void operator()(const PutItemResponse& response) { write(response); }
  void operator()(const UpdateItemResponse& response) { write(response); }
  void operator()(const DeleteItemResponse& response) { write(response); }
  void operator()(const GetItemResponse& response) {
    add_item(answer, "item", response.item);
    consumed(response.consumed_capacity);
  }
  void operator()(const BatchGetItemResponse& response) {
    for (const auto& [table, items] : *response.responses) {
      for (const value::Item& item : items) {
        add_item(answer, table, item);
      }
    }
    consumed(response.consumed_capacity);
  }
  void operator()(const BatchWriteItemResponse& response) { consumed(response.consumed_capacity); }
  void operator()(const TransactGetItemsResponse& response) {
    for (std::size_t i = 0; i < response.responses->size(); ++i) {
      add_item(answer, std::to_string(i), (*response.responses)[i].item);
    }
    consumed(response.consumed_capacity);
  }
  void operator()(const TransactWriteItemsResponse& response) {
    consumed(response.consumed_capacity);
  }
  void operator()(const QueryResponse& response) { page(response); }
  void operator()(const ScanResponse& response) { page(response); }
  template <class Other>
  void operator()(const Other& /*response*/) {}
};

}  // namespace

Answer answer_of(const Result<Response>& response) {
  if (response) {
    Convert convert;
    std::visit(convert, *response);
    return std::move(convert.answer);
  }
  const ServiceError& error = response.error();
  Answer answer{.error = std::string(name_of(error.type))};
  add_item(answer, "old", error.item);
  for (std::size_t i = 0; i < error.cancellation_reasons.size(); ++i) {
    answer.reasons.push_back(error.cancellation_reasons[i].code);
    add_item(answer, "reason " + std::to_string(i), error.cancellation_reasons[i].item);
  }
  return answer;
}

std::string text_of(const Attributes& item) {
  std::string text;
  value::append_json(value::Item(item), text);
  return text;
}

std::string text_of(const Answer& answer) {
  std::string text = answer.error.empty() ? "ok" : answer.error;
  for (const std::string& reason : answer.reasons) {
    text += " [" + reason + "]";
  }
  if (answer.count >= 0) {
    text += " count " + std::to_string(answer.count) + " of " + std::to_string(answer.scanned);
  }
  for (const auto& [table, total] : answer.totals) {
    text += "\n  units " + table + ": " + std::to_string(total);
  }
  for (const auto& [table, units] : answer.units) {
    text += "\n  units of table " + table + ": " + std::to_string(units.table);
    for (const auto& [index, part] : units.indexes) {
      text += ", " + index + ": " + std::to_string(part);
    }
  }
  for (const auto& [label, item] : answer.items) {
    text += "\n  " + label + " " + text_of(item);
  }
  return answer.last_key.empty() ? text : text + "\n  last " + text_of(answer.last_key);
}

}  // namespace ddbsim::testing::reference
