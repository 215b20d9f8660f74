#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ddbsim::iam {

/// Letters A to Z as a to z; the rest stays.
[[nodiscard]] std::string lowered(std::string_view text);

/// What is known of a request: condition keys and their values. The case of keys does not count
/// (documented), that of values does.
class Context {
 public:
  using Values = std::vector<std::string>;

  /// Replaces what the key had. Without values the key is there and empty, as
  /// `dynamodb:LeadingKeys` of no item would be.
  void set(std::string_view key, Values values) { values_[lowered(key)] = std::move(values); }
  void set(std::string_view key, std::string value) { set(key, Values{std::move(value)}); }
  /// Takes over all that `other` has.
  void merge(const Context& other);

  /// Null when the request does not have the key.
  [[nodiscard]] const Values* find(std::string_view key) const;

 private:
  std::map<std::string, Values, std::less<>> values_;  ///< by the key in lower case
};

/// One thing that somebody wants to do. A call of the API may be several of them.
struct Request {
  std::string action;    ///< "dynamodb:Query"
  std::string resource;  ///< an ARN, or "*" where the action has none
  Context context = {};
};

}  // namespace ddbsim::iam
