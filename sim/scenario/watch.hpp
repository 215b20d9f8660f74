#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/evaluate.hpp"
#include "sim/scenario/judge.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/world.hpp"

namespace ddbsim::scenario {

/// Properties and SQL beside one run: hears of what is done, and judges. A property that breaks is
/// told once. RetryTransparent is of many runs and not judged.
class Watch {
 public:
  /// The world is set up; nothing was done yet. Both outlive it.
  Watch(const Scenario& scenario, world::World& world);

  /// A pattern of a client has committed. Its SQL may refuse what the requests did.
  void committed(const Step& step, const SqlCall& call, std::vector<Judgement>& out);
  /// The rows of a reading pattern beside those of its SQL.
  void compare(const Step& step, const SqlCall& call, const Json& response,
               std::vector<Judgement>& out);
  /// `by_client`: what changed was a client's doing; else of functions and time to live.
  void after_step(bool by_client, std::vector<Judgement>& out);
  /// All that is said at rest, or of the whole run. `at_rest`: the world came to rest.
  void at_end(bool at_rest, std::vector<Judgement>& out);

 private:
  struct Reader {
    table::Table* table = nullptr;
    table::ChangeLog::ReaderId id = 0;
  };

  void observe(const std::string& table, const value::Item& before, const value::Item& after,
               bool by_client);
  void read_changes(bool by_client);
  void read_changes(const std::string& name, table::Table& table, bool by_client);
  [[nodiscard]] Finding find(const Property& property, bool at_rest);
  [[nodiscard]] static Judgement judgement_of(const Property& property);
  void judge(const Property& property, bool at_rest, std::vector<Judgement>& out);

  const Scenario& scenario_;
  world::World& world_;
  std::unique_ptr<SqlOracle> sql_;
  std::vector<SqlCall> done_;
  std::map<std::string, Owed> owed_;  ///< by property
  std::map<std::string, Reader> readers_;
  std::set<std::string> broken_;  ///< properties that were told
  std::set<std::string> reached_;
};

}  // namespace ddbsim::scenario
