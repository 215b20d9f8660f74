"""What is legitimately free in an answer is taken out; what is left is compared field by field."""

import json
import re

# Members whose values each engine chooses, or that depend on the moment.
FREE = re.compile(
    r"^(.*DateTime|.*Arn|.*StreamLabel|TableId|TableSizeBytes|IndexSizeBytes|TableStatus|IndexStatus"
    r"|Backfilling|StreamStatus|ShardId|ParentShardId|.*ShardIterator|.*SequenceNumber"
    r"|LastEvaluatedShardId|eventID|awsRegion|NextToken)$"
)
UNORDERED = {"AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "NonKeyAttributes"}
SETS = {"SS", "NS", "BS"}
GLOBAL_INDEXES = {"byG", "keys", "some"}


def dumped(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def sorted_list(values):
    return sorted(values, key=dumped)


def clean_message(text):
    """Lists without an order, sorted; values of Java objects, which nobody can print alike, dropped."""
    text = re.sub(r"\{([^{}]*)\}", lambda m: "{" + ", ".join(sorted(m[1].split(", "))) + "}", text)
    text = re.sub(r"Value '[\[{].*?[\]}]' at", "Value '(structure)' at", text)
    # Dynoxide writes this before any refusal of PutItem and UpdateItem.
    text = re.sub(r"^1 validation error detected: (?!Value )", "", text)
    found = re.match(r"(\d+ validation errors? detected: )(Value .*)", text, re.S)
    if found:
        return found[1] + "; ".join(sorted(found[2].split("; ")))
    return text


def clean(value, name=""):
    if FREE.match(name):
        return "(free)"
    if name in SETS and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return sorted(value)
    if name in UNORDERED and isinstance(value, list):
        return sorted_list([clean(one) for one in value])
    if isinstance(value, dict):
        return {member: clean(inner, member) for member, inner in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return value


def error(status, body):
    """An error as {"answer": "400 Type: message"}, with what else it says."""
    if not isinstance(body, dict):
        return {"answer": f"{status} {body}"}
    kind = str(body.get("__type", "")).rpartition("#")[2]
    message = body.get("message", body.get("Message"))
    said = f"{status} {kind}"
    if isinstance(message, str) and message:
        said += f": {clean_message(message)}"
    more = {name: value for name, value in body.items() if name not in ("__type", "message", "Message")}
    for reason in more.get("CancellationReasons") or []:
        if isinstance(reason.get("Message"), str):
            reason["Message"] = clean_message(reason["Message"])
    return {"answer": said, **clean(more)}


def unordered(operation, request, body):
    """Items whose order, or choice, the service leaves open."""
    if operation in ("Query", "Scan") and isinstance(request, dict) and "Items" in body:
        open_order = operation == "Scan" or request.get("IndexName") in GLOBAL_INDEXES
        if open_order and "LastEvaluatedKey" in body:
            free = ("Items", "LastEvaluatedKey", "Count", "ConsumedCapacity")
            return {**body, **{name: "(free)" for name in free if name in body}}
        if open_order:
            return {**body, "Items": sorted_list(body["Items"])}
    if operation == "BatchGetItem" and isinstance(body.get("Responses"), dict):
        return {**body, "Responses": {name: sorted_list(items) for name, items in body["Responses"].items()}}
    return body


def normal(operation, request, status, body):
    if status != 200 or not isinstance(body, dict):
        return error(status, body)
    return {"answer": "200", **unordered(operation, request, clean(body))}


def differences(ours, theirs, path=""):
    """Every (path, ours, theirs) in which two normal answers differ; when one refused, only that."""
    if path == "" and ours["answer"] != theirs["answer"]:
        yield "answer", ours["answer"], theirs["answer"]
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted(set(ours) | set(theirs)):
            yield from differences(ours.get(name, "(none)"), theirs.get(name, "(none)"), f"{path}.{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, pair in enumerate(zip(ours, theirs)):
            yield from differences(*pair, f"{path}[{i}]")
    elif ours != theirs:
        yield path, text(ours), text(theirs)


def text(value):
    return value if isinstance(value, str) else dumped(value)
