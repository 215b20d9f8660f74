"""The course's flow with real clients against `ddbsim serve`: boto3, and the AWS CLI when it is there."""

import json
import os
import shutil
import subprocess
import unittest
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config
from botocore.exceptions import ClientError

import support

TABLE = "cruddur-messages"
INDEX = "message-group-sk-index"
MINE, THEIRS, GROUP = "user-1", "user-2", "group-1"


class Server(support.Server):
    def arguments(self, key="AKID", secret="secret", url=None):
        return {
            "endpoint_url": url or self.url,
            "region_name": "ca-central-1",
            "aws_access_key_id": key,
            "aws_secret_access_key": secret,
            "config": Config(retries={"max_attempts": 0}),
        }


def create_table(client):
    key = [("pk", "HASH"), ("sk", "RANGE")]
    index_key = [("message_group_uuid", "HASH"), ("sk", "RANGE")]
    units = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}

    def schema(parts):
        return [{"AttributeName": name, "KeyType": kind} for name, kind in parts]

    client.create_table(
        TableName=TABLE,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"}
            for name in ("message_group_uuid", "pk", "sk")
        ],
        KeySchema=schema(key),
        GlobalSecondaryIndexes=[
            {
                "IndexName": INDEX,
                "KeySchema": schema(index_key),
                "Projection": {"ProjectionType": "ALL"},
                "ProvisionedThroughput": units,
            }
        ],
        BillingMode="PROVISIONED",
        ProvisionedThroughput=units,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    client.get_waiter("table_exists").wait(TableName=TABLE)


def group_row(user, other, at, text):
    return {
        "pk": f"GRP#{user}",
        "sk": at,
        "message_group_uuid": GROUP,
        "message": text,
        "user_uuid": other,
        "user_display_name": other.title(),
        "user_handle": other,
    }


def message_row(at, text, group=GROUP):
    return {
        "pk": f"MSG#{group}",
        "sk": at,
        "message_uuid": f"m-{at}",
        "message": text,
        "user_uuid": MINE,
        "user_display_name": "Me",
        "user_handle": MINE,
    }


class CourseTest(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(lambda: self.assertEqual(self.server.stop(), 0))
        arguments = self.server.arguments()
        self.client = boto3.client("dynamodb", **arguments)
        self.streams = boto3.client("dynamodbstreams", **arguments)
        self.table = boto3.resource("dynamodb", **arguments).Table(TABLE)
        create_table(self.client)

    def seed(self):
        last = "2026-11-22T10:39:00"
        for user, other in ((MINE, THEIRS), (THEIRS, MINE)):
            self.table.put_item(Item=group_row(user, other, last, "line 39"))
        for minute in range(40):
            self.table.put_item(Item=message_row(f"2026-11-22T10:{minute:02}:00", f"line {minute}"))

    def test_the_whole_course(self):
        self.seed()
        self.assertEqual(self.client.list_tables()["TableNames"], [TABLE])
        self.assertEqual(self.table.scan()["Count"], 42)
        conversation = self.table.query(
            KeyConditionExpression=Key("pk").eq(f"MSG#{GROUP}") & Key("sk").begins_with("2026"),
            ScanIndexForward=False,
            Limit=20,
            ReturnConsumedCapacity="TOTAL",
        )
        self.assertEqual(
            [row["message"] for row in conversation["Items"]],
            [f"line {line}" for line in range(39, 19, -1)],
        )
        self.assertEqual(conversation["ConsumedCapacity"]["CapacityUnits"], 0.5)
        self.assertEqual(conversation["LastEvaluatedKey"]["sk"], "2026-11-22T10:20:00")
        groups = self.table.query(
            KeyConditionExpression=Key("pk").eq(f"GRP#{MINE}") & Key("sk").begins_with("2026"),
            ReturnConsumedCapacity="TOTAL",
        )
        self.assertEqual([row["user_handle"] for row in groups["Items"]], [THEIRS])
        by_group = self.table.query(
            IndexName=INDEX, KeyConditionExpression=Key("message_group_uuid").eq(GROUP)
        )
        self.assertEqual(by_group["Count"], 2)
        self.client.delete_table(TableName=TABLE)
        self.assertEqual(self.client.list_tables()["TableNames"], [])

    def test_a_new_conversation_in_one_batch(self):
        with self.table.batch_writer() as batch:
            batch.put_item(Item=message_row("2026-11-22T11:00:00", "hello", "group-2"))
            for user, other in ((MINE, THEIRS), (THEIRS, MINE)):
                batch.put_item(Item=group_row(user, other, "2026-11-22T11:00:00", "hello"))
        self.assertEqual(self.table.scan()["Count"], 3)

    def test_values_come_back_as_they_went(self):
        item = {
            "pk": "a",
            "sk": "b",
            "number": Decimal("-12345678901234567890.12345678901234567"),
            "bytes": b"\x00\xff",
            "nothing": None,
            "flag": True,
            "list": ["ž", Decimal(1), {"deep": set(["x", "y"])}],
            "numbers": set([Decimal(1), Decimal("2.5")]),
            "empty": "",
        }
        self.table.put_item(Item=item)
        found = self.table.get_item(Key={"pk": "a", "sk": "b"})["Item"]
        found["bytes"] = found["bytes"].value
        self.assertEqual(found, item)

    def test_refusals_are_typed(self):
        self.seed()
        with self.assertRaises(self.client.exceptions.ConditionalCheckFailedException):
            self.table.put_item(
                Item=message_row("2026-11-22T10:00:00", "again"),
                ConditionExpression=Attr("pk").not_exists(),
            )
        with self.assertRaisesRegex(ClientError, "The provided key element does not match the schema"):
            self.table.get_item(Key={"pk": "a"})
        with self.assertRaises(self.client.exceptions.ResourceNotFoundException):
            self.client.describe_table(TableName="nothing")
        with self.assertRaises(self.client.exceptions.TransactionCanceledException) as cancelled:
            self.client.transact_write_items(
                TransactItems=[
                    {"Delete": {"TableName": TABLE, "Key": {"pk": {"S": "x"}, "sk": {"S": "y"}}}},
                    {
                        "ConditionCheck": {
                            "TableName": TABLE,
                            "Key": {"pk": {"S": "x"}, "sk": {"S": "z"}},
                            "ConditionExpression": "attribute_exists(pk)",
                        }
                    },
                ]
            )
        reasons = [r["Code"] for r in cancelled.exception.response["CancellationReasons"]]
        self.assertEqual(reasons, ["None", "ConditionalCheckFailed"])

    def test_the_stream_tells_every_write(self):
        self.seed()
        arn = self.streams.list_streams(TableName=TABLE)["Streams"][0]["StreamArn"]
        shards = self.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        iterator = self.streams.get_shard_iterator(
            StreamArn=arn, ShardId=shards[0]["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records = self.streams.get_records(ShardIterator=iterator)["Records"]
        self.assertEqual([r["eventName"] for r in records], ["INSERT"] * 42)
        self.assertEqual(records[-1]["dynamodb"]["NewImage"]["message"], {"S": "line 39"})

    def test_statements(self):
        self.seed()
        found = self.client.execute_statement(
            Statement=f'SELECT message FROM "{TABLE}" WHERE pk = ? AND sk >= ?',
            Parameters=[{"S": f"MSG#{GROUP}"}, {"S": "2026-11-22T10:38"}],
        )
        self.assertEqual([i["message"]["S"] for i in found["Items"]], ["line 38", "line 39"])

    def test_pages_join(self):
        self.seed()
        pages = self.client.get_paginator("scan").paginate(TableName=TABLE, PaginationConfig={"PageSize": 5})
        keys = [(i["pk"]["S"], i["sk"]["S"]) for page in pages for i in page["Items"]]
        self.assertEqual(len(keys), 42)
        self.assertEqual(len(set(keys)), 42)

    def test_a_hard_coded_endpoint_works_through_a_proxy(self):
        os.environ["HTTP_PROXY"] = self.server.url
        self.addCleanup(lambda: os.environ.pop("HTTP_PROXY"))
        hard_coded = self.server.arguments(url="http://dynamodb.ca-central-1.amazonaws.com")
        client = boto3.client("dynamodb", **hard_coded)
        self.assertEqual(client.list_tables()["TableNames"], [TABLE])

    @unittest.skipUnless(shutil.which("aws"), "the AWS CLI is not installed")
    def test_the_aws_cli(self):
        environment = dict(os.environ, AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b")
        done = subprocess.run(
            ["aws", "dynamodb", "list-tables", "--endpoint-url", self.server.url, "--region", "us-east-1"],
            env=environment, capture_output=True, text=True, check=True,
        )
        self.assertEqual(json.loads(done.stdout), {"TableNames": [TABLE]})


class SignatureTest(unittest.TestCase):
    def test_signatures_are_verified_when_asked(self):
        path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"ddbsim-credentials-{os.getpid()}")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"AKID": "secret"}, file)
        self.addCleanup(os.unlink, path)
        server = Server("--credentials", path)
        self.addCleanup(server.stop)
        good = boto3.client("dynamodb", **server.arguments())
        self.assertEqual(good.list_tables()["TableNames"], [])
        for key, secret, code in (
            ("AKID", "wrong", "InvalidSignatureException"),
            ("OTHER", "secret", "UnrecognizedClientException"),
        ):
            bad = boto3.client("dynamodb", **server.arguments(key, secret))
            with self.assertRaisesRegex(ClientError, code):
                bad.list_tables()


if __name__ == "__main__":
    support.main()
