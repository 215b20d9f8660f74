"""Users of `ddbsim serve --credentials` whose policies refuse what they may not do."""

import json
import os
import tempfile
import unittest

import boto3
from botocore.exceptions import ClientError

import support

TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/notes"

KEYS = {
    "ADMIN": "secret",
    "ANDREW": {
        "secret": "secret",
        "user": "andrew",
        "policies": {
            "own-notes": {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Action": ["dynamodb:PutItem", "dynamodb:Query"],
                    "Resource": TABLE,
                    "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": "${aws:username}"}},
                },
            }
        },
    },
}


class IamTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(KEYS, file)
        cls.server = support.Server("--credentials", file.name)
        os.unlink(file.name)
        cls.client("ADMIN").create_table(
            TableName="notes",
            AttributeDefinitions=[{"AttributeName": "owner", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "owner", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    @classmethod
    def client(cls, key):
        return boto3.client(
            "dynamodb",
            endpoint_url=cls.server.url,
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key="secret",
        )

    def refusal(self, call, **arguments):
        with self.assertRaises(ClientError) as refused:
            call(**arguments)
        return refused.exception.response["Error"]

    def test_allowed(self):
        self.client("ANDREW").put_item(TableName="notes", Item={"owner": {"S": "andrew"}})

    def test_refused_by_condition(self):
        error = self.refusal(self.client("ANDREW").put_item, TableName="notes", Item={"owner": {"S": "bayko"}})
        self.assertEqual(error["Code"], "AccessDeniedException")
        self.assertEqual(
            error["Message"],
            "User: arn:aws:iam::000000000000:user/andrew is not authorized to perform: dynamodb:PutItem on"
            f" resource: {TABLE} because no identity-based policy allows the dynamodb:PutItem action",
        )

    def test_refused_by_action(self):
        self.assertEqual(self.refusal(self.client("ANDREW").scan, TableName="notes")["Code"], "AccessDeniedException")

    def test_key_without_policies(self):
        self.assertIn("Items", self.client("ADMIN").scan(TableName="notes"))


if __name__ == "__main__":
    support.main()
