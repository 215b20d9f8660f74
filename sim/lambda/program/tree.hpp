#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

// A program that was read: what program.hpp describes, as data.
namespace ddbsim::lambda::program {

/// record.dynamodb.Keys.pk.S
struct Path {
  std::string text;  ///< as written, without ${ }
  std::string variable;
  std::vector<std::variant<std::string, std::size_t>> steps;
};

/// JSON with placeholders in its strings.
struct Template {
  struct Literal {
    nlohmann::json value;
  };
  struct Text {
    std::vector<std::variant<std::string, Path>> pieces;
  };
  struct Member;
  struct Object {
    std::vector<Member> members;
  };
  struct List {
    std::vector<Template> elements;
  };
  std::variant<Literal, Path, Text, Object, List> form;
};
struct Template::Member {
  std::string name;
  Template value;
};

struct Condition {
  struct Equals {
    Template left, right;
  };
  struct Less {
    Template left, right;
  };
  struct BeginsWith {
    Template text, prefix;
  };
  struct Exists {
    Path path;
  };
  struct Not {
    std::vector<Condition> one;
  };
  struct All {
    std::vector<Condition> parts;
  };
  struct Any {
    std::vector<Condition> parts;
  };
  std::variant<Equals, Less, BeginsWith, Exists, Not, All, Any> form;
};

struct Statement;
using Block = std::vector<Statement>;

struct Catch {
  std::string type;  ///< of the error; "*" is any
  Block body;
};
struct Call {
  std::string operation;
  Template body;
  std::string as;  ///< empty: nobody looks at the answer
  std::vector<Catch> catches;
};
/// One call, or several at once.
struct Calls {
  std::vector<Call> calls;
};
struct ForEach {
  Template list;
  std::string variable;
  Block body;
};
struct If {
  Condition condition;
  Block then;
  Block otherwise;
};
struct Let {
  std::string variable;
  Template value;
};
struct Sum {
  std::string variable;
  std::vector<Template> terms;
};
struct After {
  std::string variable;
  Template prefix;
  Template text;
};
struct Next {
  std::string variable;  ///< of the for_each that goes on
};
struct Stop {};
struct Fail {
  Template with;
};
struct ReportFailure {
  Template record;
};

struct Statement {
  std::string pointer;  ///< where it stands in the program
  std::variant<Calls, ForEach, If, Let, Sum, After, Next, Stop, Fail, ReportFailure> action;
};

}  // namespace ddbsim::lambda::program
