#pragma once

#include <string>
#include <string_view>

#include "sim/lambda/handler.hpp"

// Functions for scenarios about triggers themselves: what is delivered, how often, and what happens
// when a function fails. They work for any table whose key is made of texts.
namespace ddbsim::messaging {

/// Where deliveries are counted: key `record` (S), attribute `deliveries` (N).
inline constexpr std::string_view kDeliveries = "deliveries";

/// Counts each record of its batch, in order: one item for each, named by the event and the values
/// of the key, in order of their names: "INSERT MSG#1|2026-03-01". Fails when a request fails.
[[nodiscard]] lambda::NativeFunction count_deliveries(std::string table = std::string(kDeliveries));
/// The same, but fails at a record whose new item has `poison` = true.
[[nodiscard]] lambda::NativeFunction fail_on_poison(std::string table = std::string(kDeliveries));
/// The same, but stops at the first record that is poisoned or whose request failed, and reports it
/// as a batch item failure.
[[nodiscard]] lambda::NativeFunction report_poison(std::string table = std::string(kDeliveries));

/// The same as `fail_on_poison`, but looks at the whole batch first: it does all of it, or nothing.
[[nodiscard]] lambda::NativeFunction all_or_none(std::string table = std::string(kDeliveries));
/// Writes down in which order it got the changes of each item: one item for each, named by the
/// values of its key; the list `order` has the numbers `n` that the item held. Fails at a poisoned
/// record.
[[nodiscard]] lambda::NativeFunction record_order(std::string table = std::string(kDeliveries));
/// For tumbling windows: the state is how many records there were, and their names. Writes the
/// number down at the window's end as the deliveries of "WINDOW 2026-03-01T09:00:00.000Z", with
/// ", early" behind it when the window ended before its time.
[[nodiscard]] lambda::NativeFunction count_in_window(std::string table = std::string(kDeliveries));

/// Writes into the table whose stream it reads: counts in an item whose partition key is that of
/// the record, with "ECHO#" before it where it isn't yet. Each of its writes makes a record, hence
/// it never comes to rest unless a filter keeps its own records from it.
[[nodiscard]] lambda::NativeFunction echo();

}  // namespace ddbsim::messaging
