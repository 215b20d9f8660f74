#include "sim/stack/policy_templates.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace ddbsim::stack {

namespace {

/// Lists are one text, parted by blanks.
struct Statement {
  std::string_view policy;
  std::string_view actions;  ///< without "SERVICE:"
  std::string_view service;
  std::string_view resources;  ///< after "arn:PARTITION:"; "*" is "*"
};

constexpr std::string_view kTableAndIndexes =
    "dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName} "
    "dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/*";
constexpr std::string_view kTable = "dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}";
constexpr std::string_view kQueue = "sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}";
constexpr std::string_view kBucket = "s3:::${BucketName} s3:::${BucketName}/*";

constexpr auto kStatements = std::to_array<Statement>({
    {"DynamoDBCrudPolicy",
     "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable "
     "ConditionCheckItem",
     "dynamodb", kTableAndIndexes},
    {"DynamoDBReadPolicy", "GetItem Scan Query BatchGetItem DescribeTable", "dynamodb",
     kTableAndIndexes},
    {"DynamoDBWritePolicy", "PutItem UpdateItem BatchWriteItem", "dynamodb", kTableAndIndexes},
    {"DynamoDBReconfigurePolicy", "UpdateTable", "dynamodb", kTable},
    {"DynamoDBStreamReadPolicy", "DescribeStream GetRecords GetShardIterator", "dynamodb",
     "dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/${StreamName}"},
    {"DynamoDBStreamReadPolicy", "ListStreams", "dynamodb",
     "dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/*"},
    {"SQSSendMessagePolicy", "SendMessage*", "sqs", kQueue},
    {"SQSPollerPolicy",
     "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch "
     "GetQueueAttributes ReceiveMessage",
     "sqs", kQueue},
    {"SNSPublishMessagePolicy", "Publish", "sns",
     "sns:${AWS::Region}:${AWS::AccountId}:${TopicName}"},
    {"LambdaInvokePolicy", "InvokeFunction", "lambda",
     "lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}*"},
    {"S3ReadPolicy",
     "GetObject ListBucket GetBucketLocation GetObjectVersion "
     "GetLifecycleConfiguration",
     "s3", kBucket},
    {"CloudWatchPutMetricPolicy", "PutMetricData", "cloudwatch", "*"},
    {"VPCAccessPolicy",
     "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces "
     "DetachNetworkInterface",
     "ec2", "*"},
});

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Node statement_node(const Statement& statement, const Node& parameters) {
  std::vector<Node> actions;
  for (const std::string_view action : words(statement.actions)) {
    actions.push_back(
        text_node(parameters, std::string(statement.service) + ":" + std::string(action)));
  }
  std::vector<Node> resources;
  for (const std::string_view resource : words(statement.resources)) {
    if (resource == "*") {
      resources.push_back(text_node(parameters, "*"));
      continue;
    }
    Node text = text_node(parameters, "arn:${AWS::Partition}:" + std::string(resource));
    resources.push_back(call_node("Fn::Sub", list_node(parameters, {std::move(text), parameters})));
  }
  return map_node(parameters, {keyed("Effect", text_node(parameters, "Allow")),
                               keyed("Action", list_node(parameters, std::move(actions))),
                               keyed("Resource", list_node(parameters, std::move(resources)))});
}

}  // namespace

std::optional<Node> policy_from_template(std::string_view name, const Node& parameters) {
  const Node given = parameters.is_map() ? parameters : make_node(parameters, Node::Kind::map);
  std::vector<Node> statements;
  for (const Statement& statement : kStatements) {
    if (statement.policy == name) {
      statements.push_back(statement_node(statement, given));
    }
  }
  if (statements.empty()) {
    return std::nullopt;
  }
  return map_node(given, {keyed("Statement", list_node(given, std::move(statements)))});
}

}  // namespace ddbsim::stack
