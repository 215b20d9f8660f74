"""The tables that all cases share, and what their keys look like for one case: each case writes item
collections of its own, so that none sees what another did."""

import base64


def attribute(name, kind):
    return {"AttributeName": name, "AttributeType": kind}


def schema(*names):
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))]


def index(name, keys, kind="ALL", *others):
    projection = {"ProjectionType": kind}
    if others:
        projection["NonKeyAttributes"] = list(others)
    return {"IndexName": name, "KeySchema": schema(*keys), "Projection": projection}


def table(name, keys, definitions, **more):
    return {
        "TableName": name,
        "KeySchema": schema(*keys),
        "AttributeDefinitions": [attribute(*definition) for definition in definitions],
        "BillingMode": "PAY_PER_REQUEST",
        **more,
    }


INDEXED = [("pk", "S"), ("sk", "N"), ("g", "S"), ("h", "N"), ("k", "S")]
GLOBAL = [
    index("byG", ["g", "h"]),
    index("keys", ["g"], "KEYS_ONLY"),
    index("some", ["h", "k"], "INCLUDE", "a", "m"),
]
LOCAL = [index("local", ["pk", "k"]), index("localKeys", ["pk", "h"], "KEYS_ONLY")]

TABLES = [
    table("indexed", ["pk", "sk"], INDEXED, GlobalSecondaryIndexes=GLOBAL, LocalSecondaryIndexes=LOCAL),
    table("single", ["pk"], [("pk", "S")]),
    table("binary", ["pk", "sk"], [("pk", "B"), ("sk", "B")]),
    table("numbers", ["pk", "sk"], [("pk", "N"), ("sk", "S")]),
    table("scanned", ["pk", "sk"], INDEXED[:4], GlobalSecondaryIndexes=GLOBAL[:2]),
]

# Key attributes of each index, and of the table itself (None): partition key, sort key.
KEYS = {
    None: ("pk", "sk"),
    "byG": ("g", "h"),
    "keys": ("g", None),
    "some": ("h", "k"),
    "local": ("pk", "k"),
    "localKeys": ("pk", "h"),
}


def scanned_items():
    """What is in the table that scans read; nothing writes to it later."""
    for i in range(12):
        item = {"pk": {"S": f"p{i % 3}"}, "sk": {"N": str(i)}}
        item.update(n={"N": str(i * 10)}, s={"S": "ab"[i % 2] * (i + 1)})
        if i % 2 == 0:
            item.update(g={"S": f"g{i % 4}"}, h={"N": str(i)})
        if i % 3 == 0:
            item.update(m={"M": {"a": {"N": str(i)}}}, ss={"SS": ["x", f"y{i}"]})
            item.update(l={"L": [{"N": "1"}, {"S": "two"}]})
        yield item


def partition(table_name, case):
    """The partition key value of a case."""
    if table_name == "binary":
        return {"B": base64.b64encode(b"c%d" % case).decode()}
    return {"N": str(case)} if table_name == "numbers" else {"S": f"c{case}"}


def sort(table_name, i):
    if table_name == "binary":
        return {"B": base64.b64encode(b"s%d" % i).decode()}
    return {"S": f"s{i}"} if table_name == "numbers" else {"N": str(i)}


def key(table_name, case, i):
    result = {"pk": partition(table_name, case)}
    if table_name != "single":
        result["sk"] = sort(table_name, i)
    return result
