#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/support/reference_engine.hpp"

// Parts of the reference engine that its reads and its writes share. Not for tests.
namespace ddbsim::testing::reference {

using table::IndexDefinition;
using table::KeyAttribute;
using table::KeySchema;

inline bool is(const service::Text& text, const char* value) { return text && *text == value; }

/// Hash attributes, then range attributes.
std::vector<KeyAttribute> attributes_of(const KeySchema& schema);
/// The values of these attributes; nothing unless all are there, of their types, not empty.
std::optional<Key> values_of(const std::vector<KeyAttribute>& attributes, const Attributes& item);
std::optional<Key> key_in(const Table& table, const Attributes& item);
/// A key as such: nothing else may be in it.
bool is_key(const Table& table, const Attributes& key);
/// Names of the table's key attributes and, unless null, of the index's.
std::set<std::string> key_names(const table::TableDefinition& definition,
                                const IndexDefinition* index);
Attributes only(const Attributes& item, const std::set<std::string>& names);
/// What an index shows of an item that is in it.
Attributes entry_of(const table::TableDefinition& definition, const IndexDefinition& index,
                    const Attributes& item);

/// What is wrong with an attribute as a key of an index. An empty value is another kind of error
/// than a wrong type or length: it does not become a reason of a cancelled transaction.
enum class Fault { none, wrong, empty };

/// The first fault; global indexes are looked at before local ones. Attributes may be missing.
Fault index_fault(const Table& table, const Attributes& item);

/// Is one of these a key attribute of the table or of any of its indexes?
bool has_key(const Table& table, const std::set<std::string>& names);
/// Does the filter, or the projection, lead into one?
bool enters_key(const Table& table, const Meaning& meaning);

/// `each`: 0.5, 1 or 2 for each started 4 KB.
double read_units(std::size_t bytes, double each);
/// One write; `factor` 2 in a transaction, on the table only.
void add_write_units(Units& units, const Table& table, const Attributes& before,
                     const Attributes& after, double factor);
/// Puts the units into the answer as far as the request wants them.
void report(Answer& answer, const service::Text& wanted, const std::map<std::string, Units>& units);

Answer query(const Table& table, const service::QueryRequest& request, const Meaning& meaning,
             std::int64_t page_bytes);
Answer scan(const Table& table, const service::ScanRequest& request, const Meaning& meaning,
            std::int64_t page_bytes);

}  // namespace ddbsim::testing::reference
