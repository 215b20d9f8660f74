"""Pattern D as it was published: move a conversation when a message comes.

Runs as a Lambda function on the stream of cruddur-messages. It keeps the published one's faults:
only the first record of a batch counts, and a row is deleted before it is put again.
"""
import boto3
from boto3.dynamodb.conditions import Key

dynamodb = boto3.resource(
    "dynamodb",
    region_name="us-east-1",
    endpoint_url="http://dynamodb.us-east-1.amazonaws.com",
)


def lambda_handler(event, context):
    record = event["Records"][0]
    if record["eventName"] == "REMOVE":
        return
    pk = record["dynamodb"]["Keys"]["pk"]["S"]
    sk = record["dynamodb"]["Keys"]["sk"]["S"]
    if not pk.startswith("MSG#"):
        return
    group_uuid = pk.replace("MSG#", "")
    message = record["dynamodb"]["NewImage"]["message"]["S"]
    print("group", group_uuid, "moves to", sk)

    table = dynamodb.Table("cruddur-messages")
    rows = table.query(
        IndexName="message-group-sk-index",
        KeyConditionExpression=Key("message_group_uuid").eq(group_uuid),
    )
    for row in rows["Items"]:
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})
        table.put_item(
            Item={
                "pk": row["pk"],
                "sk": sk,
                "message_group_uuid": row["message_group_uuid"],
                "message": message,
                "user_display_name": row["user_display_name"],
                "user_handle": row["user_handle"],
                "user_uuid": row["user_uuid"],
            }
        )
