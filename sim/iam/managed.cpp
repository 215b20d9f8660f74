#include "sim/iam/managed.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <nlohmann/json.hpp>

#include "sim/value/ensure.hpp"

namespace ddbsim::iam {

namespace {

struct Managed {
  std::string_view name;
  std::string_view path;  ///< "/" or "/service-role/"
  std::string_view document;
};

constexpr std::string_view kPath = "/";
constexpr std::string_view kServiceRole = "/service-role/";

constexpr std::array kManaged = {
    Managed{"AWSLambdaInvocation-DynamoDB", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": ["*"]},
      {"Effect": "Allow", "Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords",
        "dynamodb:GetShardIterator", "dynamodb:ListStreams"], "Resource": ["*"]}]})"},
    Managed{"AWSLambdaDynamoDBExecutionRole", kServiceRole, R"({"Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": ["dynamodb:DescribeStream",
        "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*"}]})"},
    Managed{"AWSLambdaVPCAccessExecutionRole", kServiceRole, R"({"Version": "2012-10-17",
      "Statement": [{"Sid": "AWSLambdaVPCAccessExecutionPermissions", "Effect": "Allow",
        "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents",
        "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
        "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses",
        "ec2:UnassignPrivateIpAddresses"], "Resource": "*"}]})"},
    Managed{"AWSLambdaBasicExecutionRole", kServiceRole, R"({"Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogGroup",
        "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}]})"},
    Managed{"AWSLambdaKinesisExecutionRole", kServiceRole, R"({"Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": ["kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary", "kinesis:GetRecords", "kinesis:GetShardIterator",
        "kinesis:ListShards", "kinesis:ListStreams", "kinesis:SubscribeToShard",
        "logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "*"}]})"},
    Managed{"AWSLambdaSQSQueueExecutionRole", kServiceRole, R"({"Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": ["sqs:ReceiveMessage", "sqs:DeleteMessage",
        "sqs:GetQueueAttributes", "logs:CreateLogGroup", "logs:CreateLogStream",
        "logs:PutLogEvents"], "Resource": "*"}]})"},
    Managed{"AWSLambdaENIManagementAccess", kServiceRole, R"({"Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Action": ["ec2:CreateNetworkInterface",
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
        "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"],
        "Resource": "*"}]})"},
    Managed{"AWSLambdaRole", kServiceRole, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": ["*"]}]})"},
    // Of its many actions of other services those that consoles use beside tables.
    Managed{"AmazonDynamoDBFullAccess", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Resource": "*", "Action": ["dynamodb:*", "dax:*",
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingActivities",
        "application-autoscaling:DescribeScalingPolicies",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:RegisterScalableTarget", "cloudwatch:DeleteAlarms",
        "cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics", "cloudwatch:PutMetricAlarm", "cloudwatch:GetMetricData",
        "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups",
        "iam:GetRole", "iam:ListRoles", "kms:DescribeKey", "kms:ListAliases",
        "sns:CreateTopic", "sns:DeleteTopic", "sns:ListSubscriptions",
        "sns:ListSubscriptionsByTopic", "sns:ListTopics", "sns:Subscribe", "sns:Unsubscribe",
        "sns:SetTopicAttributes", "lambda:CreateFunction", "lambda:ListFunctions",
        "lambda:ListEventSourceMappings", "lambda:CreateEventSourceMapping",
        "lambda:DeleteEventSourceMapping", "lambda:GetFunctionConfiguration",
        "lambda:DeleteFunction", "resource-groups:ListGroups",
        "resource-groups:ListGroupResources", "resource-groups:GetGroup",
        "resource-groups:GetGroupQuery", "resource-groups:DeleteGroup",
        "resource-groups:CreateGroup", "tag:GetResources", "kinesis:ListStreams",
        "kinesis:DescribeStream", "kinesis:DescribeStreamSummary"]},
      {"Effect": "Allow", "Action": "cloudwatch:GetInsightRuleReport",
        "Resource": "arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*"},
      {"Effect": "Allow", "Action": ["iam:PassRole"], "Resource": "*",
        "Condition": {"StringLike": {"iam:PassedToService": [
          "application-autoscaling.amazonaws.com", "application-autoscaling.amazonaws.com.cn",
          "dax.amazonaws.com"]}}},
      {"Effect": "Allow", "Action": ["iam:CreateServiceLinkedRole"], "Resource": "*",
        "Condition": {"StringEquals": {"iam:AWSServiceName": [
          "replication.dynamodb.amazonaws.com", "dax.amazonaws.com",
          "dynamodb.application-autoscaling.amazonaws.com",
          "contributorinsights.dynamodb.amazonaws.com",
          "kinesisreplication.dynamodb.amazonaws.com"]}}}]})"},
    Managed{"AmazonDynamoDBFullAccess_v2", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Sid": "GeneralPermissions", "Effect": "Allow", "Resource": "*",
        "Action": ["dynamodb:*",
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingActivities",
        "application-autoscaling:DescribeScalingPolicies",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:RegisterScalableTarget", "cloudwatch:DeleteAlarms",
        "cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics", "cloudwatch:PutMetricAlarm", "cloudwatch:GetMetricData",
        "iam:GetRole", "iam:ListRoles", "kms:DescribeKey", "kms:ListAliases",
        "tag:GetResources", "kinesis:ListStreams", "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary"]},
      {"Sid": "CloudWatchInsights", "Effect": "Allow",
        "Action": "cloudwatch:GetInsightRuleReport",
        "Resource": "arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*"},
      {"Sid": "PassRolePermissions", "Effect": "Allow", "Action": ["iam:PassRole"],
        "Resource": "*", "Condition": {"StringLike": {"iam:PassedToService": [
          "application-autoscaling.amazonaws.com",
          "application-autoscaling.amazonaws.com.cn"]}}},
      {"Sid": "CreateServiceLinkedRolePermissions", "Effect": "Allow",
        "Action": ["iam:CreateServiceLinkedRole"], "Resource": "*",
        "Condition": {"StringEquals": {"iam:AWSServiceName": [
          "replication.dynamodb.amazonaws.com",
          "dynamodb.application-autoscaling.amazonaws.com",
          "contributorinsights.dynamodb.amazonaws.com",
          "kinesisreplication.dynamodb.amazonaws.com"]}}}]})"},
    Managed{"AmazonDynamoDBReadOnlyAccess", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Sid": "GeneralPermissions", "Effect": "Allow", "Resource": "*", "Action": [
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingActivities",
        "application-autoscaling:DescribeScalingPolicies",
        "cloudwatch:DescribeAlarmHistory", "cloudwatch:DescribeAlarms",
        "cloudwatch:DescribeAlarmsForMetric", "cloudwatch:GetMetricStatistics",
        "cloudwatch:ListMetrics", "cloudwatch:GetMetricData",
        "dynamodb:BatchGetItem", "dynamodb:Describe*", "dynamodb:List*",
        "dynamodb:GetAbacStatus", "dynamodb:GetItem", "dynamodb:GetResourcePolicy",
        "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect", "dax:Describe*",
        "dax:List*", "dax:GetItem", "dax:BatchGetItem", "dax:Query", "dax:Scan",
        "ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups",
        "iam:GetRole", "iam:ListRoles", "kms:DescribeKey", "kms:ListAliases",
        "sns:ListSubscriptionsByTopic", "sns:ListTopics", "lambda:ListFunctions",
        "lambda:ListEventSourceMappings", "lambda:GetFunctionConfiguration",
        "resource-groups:ListGroups", "resource-groups:ListGroupResources",
        "resource-groups:GetGroup", "resource-groups:GetGroupQuery", "tag:GetResources",
        "kinesis:ListStreams", "kinesis:DescribeStream", "kinesis:DescribeStreamSummary"]},
      {"Sid": "CCIPermissions", "Effect": "Allow", "Action": "cloudwatch:GetInsightRuleReport",
        "Resource": "arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*"}]})"},
    // Without what its console asks of other services.
    Managed{"AWSLambda_FullAccess", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Resource": "*", "Action": ["cloudformation:DescribeStacks",
        "cloudformation:ListStackResources", "cloudwatch:ListMetrics",
        "cloudwatch:GetMetricData", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
        "ec2:DescribeVpcs", "kms:ListAliases", "iam:GetPolicy", "iam:GetPolicyVersion",
        "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies", "iam:ListRoles", "lambda:*", "logs:DescribeLogGroups",
        "states:DescribeStateMachine", "states:ListStateMachines", "tag:GetResources",
        "xray:GetTraceSummaries", "xray:BatchGetTraces"]},
      {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*",
        "Condition": {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}},
      {"Effect": "Allow", "Action": ["logs:DescribeLogStreams", "logs:GetLogEvents",
        "logs:FilterLogEvents"],
        "Resource": "arn:aws:logs:*:*:log-group:/aws/lambda/*"}]})"},
    Managed{"AWSLambda_ReadOnlyAccess", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Resource": "*", "Action": ["cloudformation:DescribeStacks",
        "cloudformation:ListStacks", "cloudformation:ListStackResources",
        "cloudwatch:GetMetricData", "cloudwatch:ListMetrics", "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets", "ec2:DescribeVpcs", "kms:ListAliases", "iam:GetPolicy",
        "iam:GetPolicyVersion", "iam:GetRole", "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:ListRoles",
        "logs:DescribeLogGroups", "lambda:Get*", "lambda:List*",
        "states:DescribeStateMachine", "states:ListStateMachines", "tag:GetResources",
        "xray:GetTraceSummaries", "xray:BatchGetTraces"]},
      {"Effect": "Allow", "Action": ["logs:DescribeLogStreams", "logs:GetLogEvents",
        "logs:FilterLogEvents"],
        "Resource": "arn:aws:logs:*:*:log-group:/aws/lambda/*"}]})"},
    Managed{"AdministratorAccess", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "*", "Resource": "*"}]})"},
    Managed{"PowerUserAccess", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*", "account:*"],
        "Resource": "*"},
      {"Effect": "Allow", "Action": ["account:GetAccountInformation",
        "account:GetPrimaryEmail", "account:ListRegions", "iam:CreateServiceLinkedRole",
        "iam:DeleteServiceLinkedRole", "iam:ListRoles",
        "organizations:DescribeOrganization"], "Resource": "*"}]})"},
    // Of its hundreds of services those that a function beside DynamoDB may ask.
    Managed{"ReadOnlyAccess", kPath, R"({"Version": "2012-10-17", "Statement": [
      {"Sid": "ReadOnlyActionsGroup1", "Effect": "Allow", "Resource": "*", "Action": [
        "application-autoscaling:Describe*", "cloudwatch:Describe*", "cloudwatch:Get*",
        "cloudwatch:List*", "dax:BatchGetItem", "dax:Describe*", "dax:GetItem",
        "dax:ListTags", "dax:Query", "dax:Scan", "dynamodb:BatchGet*", "dynamodb:Describe*",
        "dynamodb:Get*", "dynamodb:List*", "dynamodb:PartiQLSelect", "dynamodb:Query",
        "dynamodb:Scan", "ec2:Describe*", "ec2:Get*", "ec2:List*", "events:Describe*",
        "events:List*", "events:Test*", "iam:Generate*", "iam:Get*", "iam:List*",
        "iam:Simulate*", "kinesis:Describe*", "kinesis:Get*", "kinesis:List*",
        "kms:Describe*", "kms:Get*", "kms:List*", "lambda:Get*", "lambda:List*",
        "logs:Describe*", "logs:FilterLogEvents", "logs:Get*", "logs:ListTagsLogGroup",
        "s3:DescribeJob", "s3:Get*", "s3:List*", "secretsmanager:Describe*",
        "secretsmanager:GetResourcePolicy", "secretsmanager:List*", "sns:Check*",
        "sns:Get*", "sns:List*", "sqs:Get*", "sqs:List*", "sqs:Receive*", "ssm:Describe*",
        "ssm:Get*", "ssm:List*", "states:Describe*", "states:Get*", "states:List*",
        "tag:Get*", "xray:BatchGetTraces", "xray:Get*"]}]})"},
};

constexpr std::string_view kArnStart = "arn:aws:iam::aws:policy";

}  // namespace

std::optional<Policy> managed_policy(std::string_view name_or_arn) {
  const auto is_meant = [&](const Managed& each) {
    return each.name == name_or_arn ||
           (name_or_arn.starts_with(kArnStart) &&
            name_or_arn.substr(kArnStart.size()) == std::string(each.path).append(each.name));
  };
  const auto* const found = std::ranges::find_if(kManaged, is_meant);
  if (found == kManaged.end()) {
    return std::nullopt;
  }
  auto policy = Policy::parse(nlohmann::json::parse(found->document));
  value::ensure(policy.has_value(), "a managed policy is well formed");
  return std::move(*policy);
}

std::vector<std::string_view> managed_policy_names() {
  std::vector<std::string_view> out;
  out.reserve(kManaged.size());
  for (const Managed& each : kManaged) {
    out.push_back(each.name);
  }
  return out;
}

}  // namespace ddbsim::iam
