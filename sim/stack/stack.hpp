#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

// CloudFormation and SAM templates as fragments of scenarios. Pure: text in, JSON out.
namespace ddbsim::stack {

/// What a deployment is told besides its template.
struct Parameters {
  /// Values of the template's parameters; lists with commas. A value under the name of an export is
  /// what Fn::ImportValue of that export gives.
  std::map<std::string, std::string> values;
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  std::string stack_name = "local";
};

/// Something that no deployment could be made of, or that is not known here.
struct StackError {
  std::size_t line = 1;    ///< from 1
  std::size_t column = 1;  ///< from 1, in characters (UTF-8 code points)
  std::string path;        ///< "Resources/MessagesTable/Properties/KeySchema"; "" for the whole
  std::string message;     ///< in CloudFormation's own words where it has some
};

/// Something in the template that the fragment is without.
struct PassedOver {
  std::string logical_id;  ///< of the resource; "" for what stands in no resource
  std::string type;        ///< "AWS::Cognito::UserPool"
  std::string reason;      ///< "is not simulated", "property SSESpecification is not simulated"
  friend bool operator==(const PassedOver&, const PassedOver&) = default;
};
/// "MessagesTable (AWS::DynamoDB::Table): property SSESpecification is not simulated"
[[nodiscard]] std::string text_of(const PassedOver& passed_over);

struct Stack {
  /// A scenario fragment with those of "tables", "functions", "roles", "mappings", "network" and
  /// "time_to_live" that the template has something for.
  nlohmann::ordered_json fragment;
  std::vector<PassedOver> passed_over;       ///< in the order of the template
  std::map<std::string, std::string> names;  ///< logical id -> physical name
};

/// Reads a template, YAML or JSON, as CloudFormation does after `aws cloudformation package` or
/// `sam build` would have run: Code, CodeUri and ContentUri are local folders or files, relative to
/// the folder of `path`; the fragment has them relative to what `path` is relative to.
///
/// A resource without a name of its own is called by its logical id (in lower case when it is a
/// bucket), where AWS adds the stack's name and random characters.
///
/// Fn::GetAtt Table.StreamArn is known only once the table is there: it reads
/// "arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/*", which is what policies need; an event
/// source mapping has the table's NAME as its EventSourceArn instead, as scenarios write it.
///
/// A serverless function becomes what SAM makes of it: a function, its role (NAMERole, unless it
/// has one) and a mapping for each of its events of type DynamoDB.
///
/// Any text is answered, with a stack or an error; more than 1 MB of text, 500 resources (both are
/// CloudFormation's quotas), 100 levels or 200'000 values, aliases expanded, are refused.
[[nodiscard]] std::expected<Stack, StackError> read_template(std::string_view text,
                                                             const std::string& path,
                                                             const Parameters& parameters);

}  // namespace ddbsim::stack
