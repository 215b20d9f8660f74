#include "sim/stack/identity.hpp"

#include <algorithm>
#include <array>

namespace ddbsim::stack {

namespace {

constexpr std::string_view kTableArn = "arn:{partition}:dynamodb:{region}:{account}:table/{name}";
constexpr std::string_view kStreamArn =
    "arn:{partition}:dynamodb:{region}:{account}:table/{name}/stream/*";
constexpr std::string_view kFunctionArn =
    "arn:{partition}:lambda:{region}:{account}:function:{name}";
constexpr std::string_view kLayerArn = "arn:{partition}:lambda:{region}:{account}:layer:{name}:1";
constexpr std::string_view kPolicyArn = "arn:{partition}:iam::{account}:policy{path}{name}";
constexpr std::string_view kQueueUrl = "https://sqs.{region}.{suffix}/{account}/{name}";
constexpr std::string_view kTopicArn = "arn:{partition}:sns:{region}:{account}:{name}";

constexpr auto kTable = std::to_array<Attribute>({{"Arn", kTableArn}, {"StreamArn", kStreamArn}});
constexpr auto kFunction = std::to_array<Attribute>({{"Arn", kFunctionArn}});
constexpr auto kLayer = std::to_array<Attribute>({{"LayerVersionArn", kLayerArn}});
constexpr auto kMapping = std::to_array<Attribute>(
    {{"Id", "{id}"},
     {"EventSourceMappingArn",
      "arn:{partition}:lambda:{region}:{account}:event-source-mapping:{id}"}});
constexpr auto kRole = std::to_array<Attribute>(
    {{"Arn", "arn:{partition}:iam::{account}:role{path}{name}"}, {"RoleId", "{id}"}});
constexpr auto kPolicy = std::to_array<Attribute>({{"PolicyArn", kPolicyArn}});
constexpr auto kQueue =
    std::to_array<Attribute>({{"Arn", "arn:{partition}:sqs:{region}:{account}:{name}"},
                              {"QueueName", "{name}"},
                              {"QueueUrl", kQueueUrl}});
constexpr auto kTopic =
    std::to_array<Attribute>({{"TopicArn", kTopicArn}, {"TopicName", "{name}"}});
constexpr auto kBucket =
    std::to_array<Attribute>({{"Arn", "arn:{partition}:s3:::{name}"},
                              {"DomainName", "{name}.s3.{suffix}"},
                              {"RegionalDomainName", "{name}.s3.{region}.{suffix}"}});
constexpr auto kStream =
    std::to_array<Attribute>({{"Arn", "arn:{partition}:kinesis:{region}:{account}:stream/{name}"}});
constexpr auto kLogGroup = std::to_array<Attribute>(
    {{"Arn", "arn:{partition}:logs:{region}:{account}:log-group:{name}:*"}});
constexpr auto kKey = std::to_array<Attribute>(
    {{"Arn", "arn:{partition}:kms:{region}:{account}:key/{id}"}, {"KeyId", "{id}"}});
constexpr auto kVpc = std::to_array<Attribute>(
    {{"VpcId", "{id}"}, {"CidrBlock", "=CidrBlock"}, {"DefaultSecurityGroup", "{id}-default"}});
constexpr auto kSubnet = std::to_array<Attribute>({{"SubnetId", "{id}"},
                                                   {"VpcId", "=VpcId"},
                                                   {"CidrBlock", "=CidrBlock"},
                                                   {"AvailabilityZone", "=AvailabilityZone"}});
constexpr auto kRouteTable = std::to_array<Attribute>({{"RouteTableId", "{id}"}});
constexpr auto kSecurityGroup =
    std::to_array<Attribute>({{"GroupId", "{id}"}, {"Id", "{id}"}, {"VpcId", "=VpcId"}});
constexpr auto kEndpoint = std::to_array<Attribute>({{"Id", "{id}"}});
constexpr auto kNatGateway = std::to_array<Attribute>({{"NatGatewayId", "{id}"}});
constexpr auto kInternetGateway = std::to_array<Attribute>({{"InternetGatewayId", "{id}"}});

constexpr auto kIdentities = std::to_array<Identity>({
    {"AWS::DynamoDB::Table", "TableName", "{name}", kTable},
    {"AWS::DynamoDB::GlobalTable", "TableName", "{name}", kTable},
    {"AWS::Lambda::Function", "FunctionName", "{name}", kFunction},
    {"AWS::Lambda::LayerVersion", "LayerName", kLayerArn, kLayer},
    {"AWS::Lambda::EventSourceMapping", "", "{id}", kMapping},
    {"AWS::IAM::Role", "RoleName", "{name}", kRole},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName", kPolicyArn, kPolicy},
    {"AWS::SQS::Queue", "QueueName", kQueueUrl, kQueue},
    {"AWS::SNS::Topic", "TopicName", kTopicArn, kTopic},
    {"AWS::S3::Bucket", "BucketName", "{name}", kBucket},
    {"AWS::Kinesis::Stream", "Name", "{name}", kStream},
    {"AWS::Logs::LogGroup", "LogGroupName", "{name}", kLogGroup},
    {"AWS::KMS::Key", "", "{id}", kKey},
    {"AWS::EC2::VPC", "", "{id}", kVpc},
    {"AWS::EC2::Subnet", "", "{id}", kSubnet},
    {"AWS::EC2::RouteTable", "", "{id}", kRouteTable},
    {"AWS::EC2::SecurityGroup", "", "{id}", kSecurityGroup},
    {"AWS::EC2::VPCEndpoint", "", "{id}", kEndpoint},
    {"AWS::EC2::NatGateway", "", "{id}", kNatGateway},
    {"AWS::EC2::InternetGateway", "", "{id}", kInternetGateway},
});

}  // namespace

const Identity* identity_of(std::string_view type) {
  const auto found = std::ranges::find(kIdentities, type, &Identity::type);
  return found == kIdentities.end() ? nullptr : &*found;
}

}  // namespace ddbsim::stack
