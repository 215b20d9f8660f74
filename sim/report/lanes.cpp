#include "sim/report/lanes.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace ddbsim::report {

namespace {

using explore::Story;
using explore::StoryLine;
using Kind = StoryLine::Kind;

/// Who takes part, before it is known how many lanes there are: `place` tells the lanes of one
/// function apart.
struct Role {
  Lane::Kind kind;
  std::string name;
  std::string place;
  bool operator==(const Role&) const = default;
};

/// "table", "table/index", "a, b": the tables.
std::vector<std::string> tables_of(const StoryLine& line) {
  std::vector<std::string> out;
  const auto add = [&out](std::string_view table) {
    table = table.substr(0, table.find('/'));
    if (!table.empty() && std::ranges::find(out, table) == out.end()) {
      out.emplace_back(table);
    }
  };
  std::string_view rest = line.target;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    add(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  for (const explore::StoryChange& change : line.changes) {
    add(change.table);
  }
  return out;
}

/// The roles of a story, and the steps between them.
class Casting {
 public:
  explicit Casting(const Story& story) {
    for (const StoryLine& line : story.lines) {
      cast(line);
    }
  }

  std::vector<Role> roles;
  std::vector<Path> paths;  ///< indices of `roles`

 private:
  std::size_t role(Lane::Kind kind, const std::string& name, const std::string& place = {}) {
    const Role wanted{kind, name, place};
    const auto at = std::ranges::find(roles, wanted);
    if (at != roles.end()) {
      return static_cast<std::size_t>(at - roles.begin());
    }
    roles.push_back(wanted);
    return roles.size() - 1;
  }

  /// The lane of the trigger that runs this invocation.
  [[nodiscard]] const std::string& place_of(const StoryLine& line) const {
    static const std::string kNone;
    const auto exact = places_.find({line.actor, line.subject});
    if (exact != places_.end()) {
      return exact->second;
    }
    const auto latest = places_.find({line.actor, ""});
    return latest == places_.end() ? kNone : latest->second;
  }

  void reach_tables(const StoryLine& line, Path& path) {
    for (const std::string& table : tables_of(line)) {
      path.to.push_back(role(Lane::Kind::table, table));
    }
  }

  void cast(const StoryLine& line) {
    Path path{.ends = !line.ended.empty()};
    switch (line.kind) {
      case Kind::request:
        path.from = role(Lane::Kind::client, line.actor);
        reach_tables(line, path);
        break;
      case Kind::expiry:
        path.from = role(Lane::Kind::service, line.actor.empty() ? "time-to-live" : line.actor);
        reach_tables(line, path);
        break;
      case Kind::landing:
        path.from = role(Lane::Kind::service, "on its way");
        reach_tables(line, path);
        break;
      case Kind::delivery:
        places_[{line.actor, line.subject}] = line.place;
        places_[{line.actor, ""}] = line.place;
        path.from = role(Lane::Kind::trigger, line.place);
        path.to = {role(Lane::Kind::function, line.actor, line.place)};
        path.begins = true;
        break;
      case Kind::call:
      case Kind::wake:
        path.from = role(Lane::Kind::function, line.actor, place_of(line));
        reach_tables(line, path);
        break;
      case Kind::split:
      case Kind::advance:
        break;
    }
    paths.push_back(std::move(path));
  }

  /// (function, first record), and (function, "") for the latest: the delivery's place.
  std::map<std::pair<std::string, std::string>, std::string> places_;
};

/// Functions of one place go by their name alone.
std::string title_of(const Role& role, const std::vector<Role>& roles) {
  const auto same = [&role](const Role& other) {
    return other.kind == role.kind && other.name == role.name;
  };
  if (role.kind != Lane::Kind::function || std::ranges::count_if(roles, same) == 1) {
    return role.name;
  }
  const std::size_t slash = role.place.rfind('/');
  return role.name + " " + (slash == std::string::npos ? role.place : role.place.substr(slash + 1));
}

}  // namespace

std::string_view name_of(Lane::Kind kind) noexcept {
  static constexpr std::array<std::string_view, 5> kNames = {"client", "service", "table",
                                                             "function", "trigger"};
  return kNames.at(static_cast<std::size_t>(kind));
}

Cast::Cast(const Story& story) {
  Casting casting(story);
  std::vector<std::size_t> order(casting.roles.size());
  for (std::size_t index = 0; index < order.size(); ++index) {
    order[index] = index;
  }
  std::ranges::sort(order, {},
                    [&](std::size_t index) { return std::pair(casting.roles[index].kind, index); });
  std::vector<std::size_t> lane_of(order.size());
  for (const std::size_t index : order) {
    lane_of[index] = lanes.size();
    lanes.push_back({casting.roles[index].kind, title_of(casting.roles[index], casting.roles)});
  }
  paths = std::move(casting.paths);
  for (Path& path : paths) {
    if (path.from) {
      path.from = lane_of[*path.from];
    }
    std::ranges::for_each(path.to, [&](std::size_t& lane) { lane = lane_of[lane]; });
  }
}

}  // namespace ddbsim::report
