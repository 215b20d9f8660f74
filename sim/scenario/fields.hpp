#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/choice/clock.hpp"
#include "sim/scenario/source.hpp"

// Reading JSON with all its mistakes told: each accessor returns nothing after it has added a
// problem, and reading goes on, so that one look at a file finds everything.
namespace ddbsim::scenario {

using Problems = std::vector<Problem>;

/// "the string "abc"", "the number 12", "an object", "a list", "true", "null".
[[nodiscard]] std::string describe(const Ordered& json);

/// The member's text, of JSON that nobody has checked yet; empty when there is none.
template <class Tree>
[[nodiscard]] std::string text_in(const Tree& json, const char* member) {
  if (!json.is_object() || !json.contains(member) || !json[member].is_string()) {
    return "";
  }
  return json[member].template get<std::string>();
}

/// A value of a file, and where it stands.
class Place {
 public:
  Place(std::shared_ptr<const Source> source, std::string pointer, const Ordered& json,
        Problems& problems)
      : source_(std::move(source)),
        pointer_(std::move(pointer)),
        json_(&json),
        problems_(&problems) {}

  [[nodiscard]] const Ordered& json() const noexcept { return *json_; }
  [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }
  [[nodiscard]] Origin origin() const { return {source_, pointer_}; }
  [[nodiscard]] Problems& problems() const noexcept { return *problems_; }
  [[nodiscard]] const std::shared_ptr<const Source>& source() const noexcept { return source_; }

  void problem(std::string message, bool at_name = false) const {
    problem_below("", std::move(message), at_name);
  }
  void problem_below(std::string_view below, std::string message, bool at_name = false) const;
  /// "expected WHAT, found ...".
  void expected(std::string_view what) const;

  [[nodiscard]] Place member(std::string_view name) const;
  /// Members of an object, elements of a list; none, with a problem, when it is not one.
  [[nodiscard]] std::vector<std::pair<std::string, Place>> members() const;
  [[nodiscard]] std::vector<Place> elements() const;

  [[nodiscard]] std::optional<std::string> string() const;
  /// One of a few words.
  [[nodiscard]] std::optional<std::string> word(
      std::initializer_list<std::string_view> words) const;
  /// A string, or a list of strings that are lines.
  [[nodiscard]] std::optional<std::string> text() const;
  [[nodiscard]] std::optional<std::vector<std::string>> strings() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<double> quantity() const;  ///< a number, not negative
  [[nodiscard]] std::optional<std::int64_t> integer(
      std::int64_t least = 0, std::int64_t most = std::numeric_limits<std::int64_t>::max()) const;
  [[nodiscard]] std::optional<choice::Duration> duration() const;
  [[nodiscard]] std::optional<choice::Instant> instant() const;
  /// An object, as it stands.
  [[nodiscard]] std::optional<Json> object() const;
  /// DynamoDB JSON of an item, whose placeholders may still be open.
  [[nodiscard]] std::optional<Json> item() const;
  /// An item that nothing fills: a placeholder in it is a mistake, and $${ a plain ${.
  [[nodiscard]] std::optional<Json> closed_item() const;
  /// An item in which ${ is a text like any other: of what programs write.
  [[nodiscard]] std::optional<Json> literal_item() const;
  [[nodiscard]] std::optional<Json> items() const;  ///< a list of them
  /// A list of objects.
  [[nodiscard]] std::optional<Json> objects() const;

 private:
  [[nodiscard]] bool is_item(const Json& json) const;  ///< tells what it is not

  std::shared_ptr<const Source> source_;
  std::string pointer_;
  const Ordered* json_;
  Problems* problems_;
};

/// The members of an object that may have certain ones only. Says what it does not know, with the
/// nearest name that it does.
class Fields {
 public:
  /// `what` names the object in messages: "a request step".
  Fields(Place place, std::string_view what, const std::vector<std::string_view>& known,
         const std::vector<std::string_view>& required = {});
  /// Knows every member: for a second look at an object.
  [[nodiscard]] static Fields unchecked(const Place& place) { return Fields(place); }

  [[nodiscard]] const Place& place() const noexcept { return place_; }
  /// The member, when it is there and the object is one.
  [[nodiscard]] std::optional<Place> find(std::string_view name) const;

  /// `out` keeps its value when the member is absent or wrong.
  template <class T, class Out>
  void read(std::string_view name, std::optional<T> (Place::*accessor)() const, Out& out) const {
    if (const auto member = find(name)) {
      if (auto value = (*member.*accessor)()) {
        out = std::move(*value);
      }
    }
  }
  void string(std::string_view name, std::string& out) const { read(name, &Place::string, out); }
  void text(std::string_view name, std::string& out) const { read(name, &Place::text, out); }

 private:
  explicit Fields(Place place) : place_(std::move(place)) {}
  Place place_;
};

}  // namespace ddbsim::scenario
