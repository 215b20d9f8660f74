"""The messaging table of the model (see sim/../model/messaging), as requests: how it is made, filled, and asked."""

import json
import random

TABLE = "cruddur-messages"
INDEX = "message-group-sk-index"
MESSAGES = 20  # of a conversation; with the rows of its two members 22 items
ITEMS = MESSAGES + 2


def create_table():
    return {
        "TableName": TABLE,
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"}
                                 for name in ("message_group_uuid", "pk", "sk")],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": INDEX,
            "KeySchema": [{"AttributeName": "message_group_uuid", "KeyType": "HASH"},
                          {"AttributeName": "sk", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
        "BillingMode": "PAY_PER_REQUEST",
    }


def uuid(kind, n):
    return f"{n:08x}-{kind:04x}-4d7a-9d55-{n * 7919:012x}"


def s(text):
    return {"S": text}


def message_key(group, n):
    return {"pk": s("MSG#" + uuid(0x77aa, group)), "sk": s(f"2026-03-{1 + n:02}T10:{n:02}:{group % 60:02}.000Z")}


def message(group, n, text="are we still on for lunch tomorrow, or shall we move it?"):
    user = group * 2 + n % 2
    return message_key(group, n) | {
        "message_uuid": s(uuid(0x1111, group * MESSAGES + n)), "message": s(text), "user_uuid": s(uuid(0xaaaa, user)),
        "user_display_name": s("Andrew Brown"), "user_handle": s("andrewbrown"), "edits": {"N": str(n % 10)}}


def member_key(group, member, time="2026-03-20T10:19:00.000Z"):
    return {"pk": s("GRP#" + uuid(0xaaaa, group * 2 + member)), "sk": s(time)}


def member(group, which, time="2026-03-20T10:19:00.000Z", text="are we still on for lunch tomorrow?"):
    return member_key(group, which, time) | {
        "message_group_uuid": s(uuid(0x77aa, group)), "message": s(text), "user_uuid": s(uuid(0xaaaa, group * 2 + 1 - which)),
        "user_display_name": s("Bayko Loutch"), "user_handle": s("bayko")}


def all_items(groups):
    for group in range(groups):
        yield from (message(group, n) for n in range(MESSAGES))
        yield from (member(group, which) for which in (0, 1))


def batches(groups):
    batch = []
    for item in all_items(groups):
        batch.append({"PutRequest": {"Item": item}})
        if len(batch) == 25:
            yield {"RequestItems": {TABLE: batch}}
            batch = []
    if batch:
        yield {"RequestItems": {TABLE: batch}}


def _get(group, n):
    return {"TableName": TABLE, "Key": message_key(group, n)}


def _put(group, n):
    return {"TableName": TABLE, "Item": member(group, n % 2, text=f"see you there, number {n}")}


def _update(group, n):
    return {"TableName": TABLE, "Key": message_key(group, n), "UpdateExpression": "SET edits = edits + :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}}}


def _query(group, n):
    return {"TableName": TABLE, "KeyConditionExpression": "pk = :pk AND begins_with(sk, :year)", "ScanIndexForward": False,
            "Limit": 20, "ExpressionAttributeValues": {":pk": message_key(group, n)["pk"], ":year": s("2026")}}


def _query_index(group, n):
    return {"TableName": TABLE, "IndexName": INDEX, "KeyConditionExpression": "message_group_uuid = :g",
            "ExpressionAttributeValues": {":g": s(uuid(0x77aa, group))}}


def _scan(group, n):
    return {"TableName": TABLE, "Limit": 100, "ExclusiveStartKey": message_key(group, n)}


def _batch(group, n):
    return {"RequestItems": {TABLE: [{"PutRequest": {"Item": message(group, i, text=f"edited, number {n}")}}
                                     for i in range(MESSAGES)] +
                             [{"PutRequest": {"Item": message(group + 1, i, text=f"edited, number {n}")}} for i in range(5)]}}


def _transact(group, n):
    """Delete and put: the move of a conversation, there and, with the next request, back."""
    times = ("2026-03-20T10:19:00.000Z", "2026-03-21T08:00:00.000Z")
    return {"TransactItems": [{"Delete": {"TableName": TABLE, "Key": member_key(group, 0, times[n % 2])}},
                              {"Put": {"TableName": TABLE, "Item": member(group, 0, times[1 - n % 2])}}]}


def _count(answer):
    return answer.get("Count")


def _is_page(answer):
    """A page of 100, but for the last of the table."""
    return _count(answer) == 100 if "LastEvaluatedKey" in answer else 0 < _count(answer) < 100


# name: operation, request of a group and a number, what a right answer shows
OPERATIONS = {
    "GetItem": ("GetItem", _get, lambda answer: len(answer["Item"]) == 8),
    "PutItem, index written": ("PutItem", _put, lambda answer: answer == {}),
    "UpdateItem": ("UpdateItem", _update, lambda answer: answer == {}),
    "Query of 20": ("Query", _query, lambda answer: _count(answer) == 20 and len(answer["Items"]) == 20),
    "Query of the index, 2 rows": ("Query", _query_index, lambda answer: _count(answer) == 2),
    "Scan, page of 100 from a start key": ("Scan", _scan, _is_page),
    "BatchWriteItem of 25": ("BatchWriteItem", _batch, lambda answer: answer["UnprocessedItems"] == {}),
    "TransactWriteItems, delete and put": ("TransactWriteItems", _transact, lambda answer: answer == {}),
}


def bodies(name, groups, count):
    """Requests for a walk over all groups, the same for every server."""
    _, make, _ = OPERATIONS[name]
    rng = random.Random(name)
    # Never the last groups of the table: a batch takes the next one as well, a scan needs rows behind its start.
    for n in range(count):
        yield json.dumps(make(rng.randrange(groups - 1), n % MESSAGES), separators=(",", ":"))
