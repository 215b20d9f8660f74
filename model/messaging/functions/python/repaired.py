"""Pattern D repaired: every message of the batch, each move in one transaction."""
import boto3
from botocore.exceptions import ClientError

TABLE = "cruddur-messages"
TRIES = 4

table = boto3.resource("dynamodb", region_name="us-east-1").Table(TABLE)
client = table.meta.client


def lost_the_race(error):
    """Another move was faster, or our own first try whose answer was lost: worth reading again."""
    if error.response["Error"]["Code"] != "TransactionCanceledException":
        return False
    reasons = error.response.get("CancellationReasons", [])
    return all(
        reason["Code"] in ("None", "ConditionalCheckFailed", "TransactionConflict")
        for reason in reasons
    )


def row_sort_key(at, group):
    # The group's id, so that two conversations of one instant do not overwrite each other.
    return f"{at}#{group}"


def writes_of_move(group, members, before, text, at):
    yield {
        "Update": {
            "TableName": TABLE,
            "Key": {"pk": f"CNV#{group}", "sk": "state"},
            "UpdateExpression": "SET last_message_at = :at",
            "ConditionExpression": "last_message_at = :from",
            "ExpressionAttributeValues": {":at": at, ":from": before},
        }
    }
    for owner in members:
        pk = f"GRP#{owner['user_uuid']}"
        key = {"pk": pk, "sk": row_sort_key(before, group)}
        yield {"Delete": {"TableName": TABLE, "Key": key}}
        for other in members:
            if other != owner:
                item = {
                    "pk": pk,
                    "sk": row_sort_key(at, group),
                    "message_group_uuid": group,
                    "message": text,
                    **{name: other[name] for name in ("user_uuid", "user_display_name", "user_handle")},
                }
                yield {"Put": {"TableName": TABLE, "Item": item}}


def move(group, text, at):
    for attempt in range(1, TRIES + 1):
        found = table.get_item(Key={"pk": f"CNV#{group}", "sk": "state"}, ConsistentRead=True)
        conversation = found.get("Item")
        # Only forward in time: a duplicate or a late message changes nothing.
        if conversation is None or conversation["last_message_at"] >= at:
            return
        before = conversation["last_message_at"]
        writes = list(writes_of_move(group, conversation["members"], before, text, at))
        try:
            client.transact_write_items(TransactItems=writes)
            return
        except ClientError as error:
            if attempt == TRIES or not lost_the_race(error):
                raise


def lambda_handler(event, context):
    for record in event["Records"]:
        keys = record["dynamodb"]["Keys"]
        pk = keys["pk"]["S"]
        # Only INSERT: an edited message (MODIFY) is no new one and must not move anything.
        if record["eventName"] == "INSERT" and pk.startswith("MSG#"):
            text = record["dynamodb"]["NewImage"]["message"]["S"]
            move(pk.removeprefix("MSG#"), text, keys["sk"]["S"])
