#include "sim/service/operations/table_texts.hpp"

#include <algorithm>
#include <array>

namespace ddbsim::service {

namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 3> kProjections = {"ALL", "KEYS_ONLY", "INCLUDE"};
constexpr std::array<std::string_view, 4> kViews = {"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE",
                                                    "NEW_AND_OLD_IMAGES"};
constexpr std::array<std::string_view, 2> kModes = {"PROVISIONED", "PAY_PER_REQUEST"};
constexpr std::array<std::string_view, 2> kClasses = {"STANDARD", "STANDARD_INFREQUENT_ACCESS"};

template <class Enum, std::size_t Count>
Enum named(const std::array<std::string_view, Count>& names, std::string_view text) {
  return static_cast<Enum>(std::ranges::find(names, text) - names.begin());
}

}  // namespace

std::string_view text_of(table::ProjectionKind kind) noexcept {
  return kProjections[static_cast<std::size_t>(kind)];
}
std::string_view text_of(table::StreamView view) noexcept {
  return kViews[static_cast<std::size_t>(view)];
}
std::string_view text_of(table::BillingMode mode) noexcept {
  return kModes[static_cast<std::size_t>(mode)];
}
std::string_view text_of(table::TableClass table_class) noexcept {
  return kClasses[static_cast<std::size_t>(table_class)];
}

table::ProjectionKind projection_kind(std::string_view text) noexcept {
  return named<table::ProjectionKind>(kProjections, text);
}
table::StreamView stream_view(std::string_view text) noexcept {
  return named<table::StreamView>(kViews, text);
}
table::BillingMode billing_mode(std::string_view text) noexcept {
  return named<table::BillingMode>(kModes, text);
}
table::TableClass table_class(std::string_view text) noexcept {
  return named<table::TableClass>(kClasses, text);
}
value::Type scalar_type(std::string_view text) noexcept {
  return text == "S" ? value::Type::S : text == "N" ? value::Type::N : value::Type::B;
}

}  // namespace ddbsim::service
