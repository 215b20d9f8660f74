#pragma once

#include <algorithm>

#include "sim/expression/partiql.hpp"
#include "tests/service/item_fixture.hpp"

namespace ddbsim::service {

/// The two tables and six items that DynamoDB Local was asked about:
///   "pqT"  pk (S), sk (N); global indexes gsi (g S, sk; ALL), gko (g; KEYS_ONLY); local index lsi
///          (l N; KEYS_ONLY)
///   "pqH"  pk (S)
class PartiqlTest : public ItemTest {
 protected:
  PartiqlTest() {
    using table::ProjectionKind;
    using value::Type;
    const table::KeyAttribute pk{"pk", Type::S};
    const table::KeyAttribute sk{"sk", Type::N};
    table::TableDefinition ranged{.name = "pqT", .key = {.hash = {pk}, .range = {sk}}};
    ranged.indexes = {{.name = "lsi",
                       .key = {.hash = {pk}, .range = {{"l", Type::N}}},
                       .projection = {.kind = ProjectionKind::keys_only},
                       .local = true},
                      {.name = "gsi",
                       .key = {.hash = {{"g", Type::S}}, .range = {sk}},
                       .projection = {.kind = ProjectionKind::all}},
                      {.name = "gko",
                       .key = {.hash = {{"g", Type::S}}, .range = {}},
                       .projection = {.kind = ProjectionKind::keys_only}}};
    account.add_table(std::move(ranged));
    account.add_table({.name = "pqH", .key = {.hash = {pk}, .range = {}}});
    fill();
  }

  void fill() {
    const value::Map nested = {{"b", value::List{1, "two"}}};
    put("pqT", {{"pk", "a"}, {"sk", 1}, {"g", "x"}, {"l", 10}, {"v", 1}, {"m", nested}});
    put("pqT", {{"pk", "a"},
                {"sk", 2},
                {"g", "x"},
                {"l", 9},
                {"v", 2},
                {"s", value::string_set({"p", "q"})}});
    put("pqT", {{"pk", "a"}, {"sk", 3}, {"g", "y"}, {"v", "str"}, {"nul", value::Null{}}});
    put("pqT", {{"pk", "b"}, {"sk", 1}, {"g", "x"}, {"v", 5}});
    put("pqH", {{"pk", "a"},
                {"v", 1},
                {"s", value::string_set({"p", "q"})},
                {"l", value::List{1}},
                {"order", "o"}});
    put("pqH", {{"pk", "b"}, {"v", 2}});
  }

  static StatementParameters optional(const expression::Parameters& parameters) {
    return parameters.empty() ? StatementParameters{} : StatementParameters(parameters);
  }

  Result<ExecuteStatementResponse> run(std::string statement,
                                       const expression::Parameters& parameters = {},
                                       Integer limit = {}, Text token = {}) {
    return call(ExecuteStatementRequest{.statement = std::move(statement),
                                        .parameters = optional(parameters),
                                        .next_token = std::move(token),
                                        .limit = limit});
  }

  static std::string key_text(const Item& item) {
    const value::ValueView pk = item.find("pk");
    const value::ValueView sk = item.find("sk");
    return (pk ? std::string(pk.bytes()) : "") + "/" + (sk ? sk.number().text() : "");
  }

  /// "a/1 a/2": keys in the order of the answer; or the error.
  static std::string keys_of(const Result<ExecuteStatementResponse>& response) {
    return listed(response, key_text, false);
  }
  /// The same sorted.
  std::string found(const std::string& statement, const expression::Parameters& parameters = {}) {
    return listed(run(statement, parameters), key_text, true);
  }
  /// Whole items, sorted.
  std::string sorted_text(const std::string& statement,
                          const expression::Parameters& parameters = {}) {
    return listed(run(statement, parameters), [](const Item& item) { return text_of(item); }, true);
  }

  template <class Show>
  static std::string listed(const Result<ExecuteStatementResponse>& response, Show show,
                            bool sorted) {
    if (!response) {
      return error_of(response);
    }
    std::vector<std::string> texts;
    for (const Item& item : *response->items) {
      texts.push_back(show(item));
    }
    if (sorted) {
      std::ranges::sort(texts);
    }
    std::string text;
    for (const std::string& one : texts) {
      text += (text.empty() ? "" : " ") + one;
    }
    return text;
  }

  /// Keys of all pages, pages separated by "|".
  std::string all_pages(const std::string& statement, std::int64_t limit) {
    std::string text;
    Text token;
    do {
      const auto page = run(statement, {}, limit, token);
      text += (token ? "|" : "") + keys_of(page);
      token = page ? page->next_token : Text{};
    } while (token);
    return text;
  }
};

}  // namespace ddbsim::service
