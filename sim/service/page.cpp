#include "sim/service/page.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/service/key_counts.hpp"
#include "sim/service/resource.hpp"
#include "sim/service/transitions.hpp"

namespace ddbsim::service {

namespace {

ServiceError refused_parameters(std::string_view message) {
  return {.message = fmt::format("One or more parameter values were invalid: {}", message)};
}

ServiceError bad_start_key(std::string_view why = {}) {
  return {.message = why.empty() ? std::string("The provided starting key is invalid")
                                 : fmt::format("The provided starting key is invalid: {}", why)};
}

/// Top-level names of a projection that the source does not hold, each once.
std::vector<std::string_view> not_shown(const Source& source,
                                        const expression::Projection& projection) {
  std::vector<std::string_view> missing;
  for (const expression::Path& path : projection.paths()) {
    const std::string_view name = path.front().name;
    if (!source.shows(name) && std::ranges::find(missing, name) == missing.end()) {
      missing.push_back(name);
    }
  }
  return missing;
}

}  // namespace

bool Source::shows(std::string_view attribute) const noexcept {
  if (index == nullptr) {
    return true;
  }
  const table::Projection& projection = index->definition().projection;
  return projection.kind == table::ProjectionKind::all || is_key(attribute) ||
         (projection.kind == table::ProjectionKind::include &&
          std::ranges::find(projection.include, attribute) != projection.include.end());
}

bool Source::is_key(std::string_view attribute) const noexcept {
  return table->definition().key.has(attribute) ||
         (index != nullptr && index->definition().key.has(attribute));
}

std::size_t Source::key_count() const noexcept {
  const table::KeySchema& schema = table->definition().key;
  std::size_t count = schema.hash.size() + schema.range.size();
  if (index != nullptr) {
    for (const auto* part : {&index->definition().key.hash, &index->definition().key.range}) {
      count += static_cast<std::size_t>(std::ranges::count_if(
          *part, [&](const table::KeyAttribute& key) { return !schema.has(key.name); }));
    }
  }
  return count;
}

Result<Source> locate_source(const Account& account, std::string_view action,
                             std::string_view table_name, const Text& index_name, bool consistent) {
  const auto table = locate_table(account, table_name, action);
  if (!table) {
    return std::unexpected(table.error());
  }
  Source source{.table = *table, .shown = table_name};
  if (index_name) {
    source.index = (*table)->index(*index_name);
    if (source.index == nullptr) {
      return invalid(fmt::format("The table does not have the specified index: {}", *index_name));
    }
    if (account.parameters().table_transition.count() != 0 &&
        is_backfilling(account, source.table->definition().name, *index_name)) {
      return invalid(
          fmt::format("Cannot read from backfilling global secondary index: {}", *index_name));
    }
  }
  if (consistent && source.is_global_index()) {
    return invalid("Consistent reads are not supported on global secondary indexes");
  }
  return source;
}

Refusal check_select(const Text& select, const Text& projection_expression,
                     const AttributesToGet& attributes_to_get, const Text& index_name) {
  if (!select) {
    return {};
  }
  const bool specific = *select == "SPECIFIC_ATTRIBUTES";
  const bool chosen = projection_expression || attributes_to_get;
  if (chosen && !specific) {
    return ServiceError{
        .message = fmt::format("Cannot specify the {} when choosing to get {}",
                               attributes_to_get ? "AttributesToGet" : "ProjectionExpression",
                               *select == "COUNT" ? "only the Count" : *select)};
  }
  if (specific && !chosen) {
    return ServiceError{.message =
                            "Must specify the AttributesToGet or ProjectionExpression when "
                            "choosing to get SPECIFIC_ATTRIBUTES"};
  }
  if (*select == "ALL_PROJECTED_ATTRIBUTES" && !index_name) {
    return ServiceError{
        .message = "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"};
  }
  return {};
}

Result<View> bind_view(Bindings& bindings, const Text& filter_expression,
                       const Text& projection_expression, const Text& select, LegacyView& legacy) {
  auto filter = bindings.condition(expression::Kind::filter, filter_expression);
  if (!filter) {
    return std::unexpected(std::move(filter.error()));
  }
  auto projection = bindings.projection(projection_expression);
  if (!projection) {
    return std::unexpected(std::move(projection.error()));
  }
  return View{.filter = std::move(*(legacy.filter ? &legacy.filter : &*filter)),
              .projection = std::move(*(legacy.projection ? &legacy.projection : &*projection)),
              .count_only = is(select, "COUNT")};
}

Refusal check_paths(const Source& source, const View& view) {
  return check_keys_are_scalars(*source.table, view.filter).or_else([&] {
    return check_keys_are_scalars(*source.table, view.projection);
  });
}

Refusal check_shown(const Source& source, const Text& select, View& view) {
  const table::IndexDefinition* const index =
      source.index == nullptr ? nullptr : &source.index->definition();
  const bool lacks = index != nullptr && is(select, "ALL_ATTRIBUTES") &&
                     index->projection.kind != table::ProjectionKind::all;
  if (lacks && !index->local) {
    return refused_parameters(fmt::format(
        "Select type ALL_ATTRIBUTES is not supported for global secondary index {} because its "
        "projection type is not ALL",
        index->name));
  }
  if (Refusal refusal = check_paths(source, view)) {
    return refusal;
  }
  view.fetch = lacks;
  if (index == nullptr || lacks || !view.projection) {
    return {};
  }
  const auto missing = not_shown(source, *view.projection);
  if (missing.empty() || index->local) {
    view.fetch = !missing.empty();
    return {};
  }
  // Dynoxide and dynalite answer with empty items; the service refuses, as DynamoDB Local does.
  return refused_parameters(fmt::format("Global secondary index {} does not project [{}]",
                                        index->name, fmt::join(missing, ", ")));
}

Refusal check_start_key(const Source& source, const value::Item& start_key, Reader reader) {
  if (!start_key) {
    return {};
  }
  if (start_key.count() != source.key_count()) {
    return reader == Reader::scan && source.index == nullptr
               ? bad_start_key("The provided key element does not match the schema")
               : bad_start_key();
  }
  if (Refusal refusal = check_key_attributes(source.table->definition().key, start_key)) {
    return bad_start_key(refusal->message);
  }
  // No "The provided starting key is invalid" before what is wrong with the index's own attributes.
  return source.index == nullptr ? Refusal{}
                                 : check_key_attributes(source.index->definition().key, start_key);
}

Page::Page(Account& account, const Source& source, const View& view, bool consistent,
           const Integer& limit)
    : account_(account),
      source_(source),
      view_(view),
      read_(consistent ? capacity::Read::consistent : capacity::Read::eventual),
      limit_(limit.value_or(std::numeric_limits<std::int64_t>::max())) {}

bool Page::take(const value::Item& entry) {
  ++scanned_;
  bytes_ += entry.size_bytes();
  if (account_.counts_keys()) {
    constexpr double kBlock = 4096;  // bytes; nothing read costs one
    count_read(account_, *source_.table, source_.index, entry,
               static_cast<double>(entry.size_bytes()) / kBlock * capacity::read_units(0, read_));
  }
  if (!view_.filter || view_.filter->holds(entry)) {
    ++count_;
    if (!view_.count_only) {
      items_.push_back(shown(entry));
    }
  }
  if (scanned_ < limit_ && bytes_ < static_cast<std::uint64_t>(account_.parameters().page_bytes)) {
    return true;
  }
  last_ = account_.builder().project(
      entry, [this](std::string_view name) { return source_.is_key(name); });
  return false;
}

value::Item Page::shown(const value::Item& entry) {
  if (!view_.fetch) {
    return project(account_, view_.projection, entry);
  }
  // A fetch reads the newest version; each is an own read of the table, rounded up by itself.
  const value::Item item = source_.table->get(entry);
  fetched_units_ += capacity::read_units(item.size_bytes(), read_);
  return project(account_, view_.projection, item ? item : entry);
}

ConsumedUnits Page::consumed() const {
  ConsumedUnits units(source_.table->definition(), source_.shown);
  const double read = capacity::read_units(bytes_, read_);
  if (source_.index == nullptr) {
    units.add_table(read);
  } else {
    units.add_index(source_.index->definition(), read);
    units.add_table(fetched_units_);
  }
  return units;
}

}  // namespace ddbsim::service
