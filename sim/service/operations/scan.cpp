#include <fmt/format.h>

#include "sim/service/account.hpp"
#include "sim/service/page.hpp"
#include "sim/service/request_checks.hpp"

namespace ddbsim::service {

namespace {

using expression::Kind;

Refusal check_segments(const ScanRequest& request) {
  if (request.segment && !request.total_segments) {
    return ServiceError{.message =
                            "The TotalSegments parameter is required but was not present in the "
                            "request when Segment parameter is present"};
  }
  if (request.total_segments && !request.segment) {
    return ServiceError{.message =
                            "The Segment parameter is required but was not present in the request "
                            "when parameter TotalSegments is present"};
  }
  if (request.segment && *request.segment >= *request.total_segments) {
    return ServiceError{.message =
                            fmt::format("The Segment parameter is zero-based and must be less than "
                                        "parameter TotalSegments: Segment: {} is not less than "
                                        "TotalSegments: {}",
                                        *request.segment, *request.total_segments)};
  }
  return {};
}

/// What is said before the table is looked for, in the service's order.
Result<View> prepare(Account& account, const ScanRequest& request) {
  Bindings bindings(account, names_or_null(request.expression_attribute_names),
                    request.expression_attribute_values);
  if (Refusal refusal = check_request(request, {&request.exclusive_start_key})) {
    return std::unexpected(std::move(*refusal));
  }
  Result<LegacyView> legacy;
  if (uses_legacy(request)) {
    legacy = view_from(request.attributes_to_get, request.scan_filter, nullptr,
                       request.conditional_operator);
    if (!legacy) {
      return std::unexpected(std::move(legacy.error()));
    }
  }
  if (Refusal refusal = with_parameters(request, [&](ParameterList parameters) {
                          return bindings.check(parameters);
                        }).or_else([&] { return check_segments(request); })) {
    return std::unexpected(std::move(*refusal));
  }
  auto view = bind_view(bindings, request.filter_expression, request.projection_expression,
                        request.select, *legacy);
  if (view) {
    if (Refusal refusal = bindings.check_all_used().or_else([&] {
          return check_select(request.select, request.projection_expression,
                              request.attributes_to_get, request.index_name);
        })) {
      return std::unexpected(std::move(*refusal));
    }
  }
  return view;
}

Refusal check_segment_of_start(const Source& source, const ScanRequest& request,
                               const table::KeySpace::ScanPart& part) {
  if (part.start_after == nullptr ||
      source.entries().in_segment(*part.start_after, part.segment, part.total)) {
    return {};
  }
  return ServiceError{
      .message = fmt::format("The provided starting key is invalid: Invalid ExclusiveStartKey. "
                             "Please use ExclusiveStartKey with correct Segment. TotalSegments: {} "
                             "Segment: {}",
                             *request.total_segments, *request.segment)};
}

}  // namespace

Result<ScanResponse> execute(Account& account, const ScanRequest& request,
                             const CallContext& context) {
  auto view = prepare(account, request);
  if (!view) {
    return std::unexpected(std::move(view.error()));
  }
  const bool consistent = request.consistent_read.value_or(false);
  const auto source =
      locate_source(account, "Scan", *request.table_name, request.index_name, consistent);
  if (!source) {
    return std::unexpected(source.error());
  }
  const table::KeySpace::ScanPart part{
      .segment = static_cast<std::uint32_t>(request.segment.value_or(0)),
      .total = static_cast<std::uint32_t>(request.total_segments.value_or(1)),
      .start_after = request.exclusive_start_key ? &request.exclusive_start_key : nullptr};
  if (Refusal refusal = check_start_key(*source, request.exclusive_start_key, Reader::scan)
                            .or_else([&] { return check_segment_of_start(*source, request, part); })
                            .or_else([&] { return check_shown(*source, request.select, *view); })) {
    return std::unexpected(std::move(*refusal));
  }
  Page page(account, *source, *view, consistent, request.limit);
  source->table->scan(source->index, part,
                      account.read_view(context, source->is_global_index(), consistent),
                      [&page](const value::Item& entry) { return page.take(entry); });
  ScanResponse response;
  page.answer(response, request.return_consumed_capacity);
  return response;
}

}  // namespace ddbsim::service
