#include "sim/explore/tables.hpp"

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::explore {

Tables tables_in(const service::Account& account) {
  Tables tables;
  for (const auto& [name, table] : account.tables()) {
    table->items().scan({}, [&](const value::Item& item) {
      tables[{name, table::key_text(table->definition().key, item)}] = value::to_json(item);
      return true;
    });
  }
  return tables;
}

}  // namespace ddbsim::explore
