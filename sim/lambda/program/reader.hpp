#pragma once

#include <array>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/lambda/program/program.hpp"
#include "sim/lambda/program/tree.hpp"

namespace ddbsim::lambda::program {

/// Makes a program's tree from its JSON, and finds all that is wrong with it. What is returned is
/// whole only while there are no problems.
class Reader {
 public:
  [[nodiscard]] Block read(const nlohmann::ordered_json& program);
  [[nodiscard]] std::vector<Problem>& problems() noexcept { return problems_; }

 private:
  using Json = nlohmann::ordered_json;
  using Pointer = Json::json_pointer;
  /// A value, and where it stands.
  struct At {
    const Json& json;
    Pointer pointer;
    [[nodiscard]] At member(const std::string& name) const {
      return {json.at(name), pointer / name};
    }
    [[nodiscard]] At element(std::size_t index) const { return {json[index], pointer / index}; }
  };

  using Read = void (Reader::*)(const At&, Block&);
  static const std::array<std::pair<std::string_view, Read>, 7> kReaders;  ///< by statement

  // reader.cpp: statements.
  Block block(const At& at);
  void statement(const At& at, Block& out);
  void unknown_statement(const At& at);
  void read_for_each(const At& at, Block& out);
  void read_if(const At& at, Block& out);
  void read_let(const At& at, Block& out);
  void read_next(const At& at, Block& out);
  void read_fail(const At& at, Block& out);
  void read_report_failure(const At& at, Block& out);
  void read_at_once(const At& at, Block& out);
  void read_call(const At& at, Block& out);
  Call call(const At& at, const std::string& operation);
  std::vector<Catch> catches(const At& at);

  // read_values.cpp: what statements are made of.
  Condition condition(const At& at);
  std::vector<Condition> conditions(const At& at);
  Template read_template(const At& at);
  Template read_string(const At& at);
  Path path(const At& at, const std::string& text);
  Path path_alone(const At& at);
  std::vector<Template> operands(const At& at, std::size_t least, std::size_t most);

  /// A new name for a variable; empty after a problem.
  std::string variable_name(const At& at);

  bool has_member(const At& at, const std::string& name);
  void check_members(const At& at, std::string_view what,
                     std::initializer_list<std::string_view> known);
  void problem(const At& at, std::string message, bool at_name = false);
  void expected(const At& at, std::string_view what);

  std::set<std::string, std::less<>> variables_;
  std::vector<std::string> loops_;
  std::vector<Problem> problems_;
};

}  // namespace ddbsim::lambda::program
