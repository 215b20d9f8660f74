#include "sim/scenario/compare.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/value/dynamo_json.hpp"

namespace ddbsim::scenario {

namespace {

enum class How : bool { exact, subset };

std::optional<Mismatch> compare(const Json& expected, const Json& actual, How how);

std::optional<Mismatch> below(const std::string& token, std::optional<Mismatch> mismatch) {
  if (mismatch) {
    mismatch->pointer = "/" + token + mismatch->pointer;
  }
  return mismatch;
}

std::optional<Mismatch> compare_objects(const Json& expected, const Json& actual, How how) {
  for (const auto& [name, value] : expected.items()) {
    const auto found = actual.find(name);
    auto mismatch = found == actual.end()
                        ? Mismatch{"", fmt::format("expected {}, found nothing", brief(value))}
                        : compare(value, *found, how);
    if (mismatch) {
      return below(pointer_token(name), std::move(mismatch));
    }
  }
  if (how == How::exact) {
    for (const auto& [name, value] : actual.items()) {
      if (!expected.contains(name)) {
        return Mismatch{"/" + pointer_token(name),
                        fmt::format("expected nothing, found {}", brief(value))};
      }
    }
  }
  return std::nullopt;
}

std::optional<Mismatch> compare_lists(const Json& expected, const Json& actual, How how) {
  for (std::size_t index = 0; index < std::min(expected.size(), actual.size()); ++index) {
    if (auto mismatch = compare(expected[index], actual[index], how)) {
      return below(std::to_string(index), std::move(mismatch));
    }
  }
  if (expected.size() > actual.size()) {
    return Mismatch{fmt::format("/{}", actual.size()),
                    fmt::format("expected {}, found nothing", brief(expected[actual.size()]))};
  }
  if (expected.size() < actual.size()) {
    return Mismatch{fmt::format("/{}", expected.size()),
                    fmt::format("expected nothing, found {}", brief(actual[expected.size()]))};
  }
  return std::nullopt;
}

std::optional<Mismatch> compare(const Json& expected, const Json& actual, How how) {
  if (expected.is_object() && actual.is_object()) {
    return compare_objects(expected, actual, how);
  }
  if (expected.is_array() && actual.is_array()) {
    return compare_lists(expected, actual, how);
  }
  if (expected == actual) {
    return std::nullopt;
  }
  return Mismatch{"", fmt::format("expected {}, found {}", brief(expected), brief(actual))};
}

}  // namespace

std::optional<Mismatch> compare_exact(const Json& expected, const Json& actual) {
  return compare(expected, actual, How::exact);
}

std::optional<Mismatch> compare_subset(const Json& expected, const Json& actual) {
  return compare(expected, actual, How::subset);
}

Json cut_to(const Json& expected, const Json& actual) {
  if (expected.is_object() && actual.is_object()) {
    Json out = Json::object();
    for (const auto& [name, value] : expected.items()) {
      if (const auto found = actual.find(name); found != actual.end()) {
        out[name] = cut_to(value, *found);
      }
    }
    return out;
  }
  if (expected.is_array() && actual.is_array()) {
    Json out = Json::array();
    for (std::size_t index = 0; index < actual.size(); ++index) {
      out.push_back(index < expected.size() ? cut_to(expected[index], actual[index])
                                            : actual[index]);
    }
    return out;
  }
  return actual;
}

Json only(const Json& item, const std::vector<std::string>& attributes) {
  if (attributes.empty() || !item.is_object()) {
    return item;
  }
  Json out = Json::object();
  for (const std::string& name : attributes) {
    if (const auto found = item.find(name); found != item.end()) {
      out[name] = *found;
    }
  }
  return out;
}

Json canonical_item(const Json& item) {
  const auto parsed = value::item_from_json(item);
  return parsed ? value::to_json(*parsed) : item;
}

std::string brief(const Json& json) {
  constexpr std::size_t kLength = 70;
  std::string text = json.dump();
  if (text.size() > kLength) {
    std::size_t end = kLength - 3;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      --end;
    }
    text = text.substr(0, end) + "...";
  }
  return text;
}

}  // namespace ddbsim::scenario
