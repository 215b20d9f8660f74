"""Random cases about tables themselves: made, described, changed, deleted; their time to live and streams."""

import tables

UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
ODD_UNITS = [UNITS, {"ReadCapacityUnits": 0, "WriteCapacityUnits": 1}, {}]
STREAMS = (
    {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    {"StreamEnabled": False},
    {"StreamEnabled": True},
)
ODD_PROJECTIONS = [
    {},
    {"ProjectionType": "ALL", "NonKeyAttributes": ["a"]},
    {"ProjectionType": "INCLUDE"},
]
MISTAKES = ["definition", "unused", "order", "throughput", "mode", "projection", "twice", "name", "none"]


def name_of(case):
    return f"made-{case.number}"


def definition(case):
    """A table that is right, with some of what a table can have."""
    keys = case.random.choice([["pk"], ["pk", "sk"]])
    used = {name: case.random.choice("SNB") for name in keys}
    made = {"TableName": name_of(case), "KeySchema": tables.schema(*keys)}
    provisioned = case.maybe()
    indexes = {}
    probabilities = {"GlobalSecondaryIndexes": 0.5, "LocalSecondaryIndexes": 0.3 if len(keys) > 1 else 0.0}
    for kind, probability in probabilities.items():
        if case.maybe(probability):
            count = case.random.choice([1, 1, 2])
            indexes[kind] = [index(case, kind, i, provisioned, used) for i in range(count)]
    made.update(indexes)
    made["AttributeDefinitions"] = [tables.attribute(*one) for one in used.items()]
    made["BillingMode"] = "PROVISIONED" if provisioned else "PAY_PER_REQUEST"
    if provisioned:
        made["ProvisionedThroughput"] = UNITS
    case.options(
        made,
        StreamSpecification=STREAMS,
        TableClass=("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
        DeletionProtectionEnabled=(False,),
    )
    return made


def index(case, kind, i, provisioned, used):
    is_global = kind == "GlobalSecondaryIndexes"
    keys = [f"g{i}"] if is_global else ["pk", f"l{i}"]
    if is_global and case.maybe():
        keys.append(f"h{i}")
    for key in keys:
        used.setdefault(key, case.random.choice("SN"))
    projection = case.random.choice([("ALL",), ("KEYS_ONLY",), ("INCLUDE", "a", "b")])
    made = tables.index(f"{kind[:1]}index{i}", keys, *projection)
    if is_global and provisioned:
        made["ProvisionedThroughput"] = UNITS
    return made


def slightly_wrong(case, made):
    """One of the mistakes that people make with tables."""
    change = case.random.choice(MISTAKES)
    if change == "definition":
        made["AttributeDefinitions"].pop()
    elif change == "unused":
        made["AttributeDefinitions"].append(tables.attribute("unused", "S"))
    elif change == "order":
        made["KeySchema"].reverse()
    elif change == "throughput":
        made["ProvisionedThroughput"] = case.random.choice(ODD_UNITS)
    elif change == "mode":
        made["BillingMode"] = "PROVISIONED"
        made.pop("ProvisionedThroughput", None)
    elif change == "name":
        made["TableName"] = case.random.choice(["ab", "a;b", "", "x" * 256])
    for kind in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"):
        for one in made.get(kind, [])[:1]:
            if change == "projection":
                one["Projection"] = case.random.choice(ODD_PROJECTIONS)
            elif change == "twice":
                made[kind].append(one)
            elif change == "none":
                made[kind] = []
    return made


def table_case(case):
    made = definition(case)
    if case.wild(2):
        made = slightly_wrong(case, made)
    named = {"TableName": name_of(case)}
    return [
        ("CreateTable", case.maybe_mutated(made)),
        ("DescribeTable", case.maybe_mutated(named)),
        ("CreateTable", made) if case.maybe(0.2) else ("DescribeTimeToLive", case.maybe_mutated(named)),
        ("DeleteTable", case.maybe_mutated(named)),
        ("DeleteTable", named),
    ]


def index_change(case, units):
    """One element of GlobalSecondaryIndexUpdates, and the definitions that go with it."""
    create = {"IndexName": "new", "KeySchema": tables.schema("x"), "Projection": {"ProjectionType": "ALL"}}
    if case.maybe():
        create["ProvisionedThroughput"] = UNITS
    name = case.random.choice(["byG", "nothing", "new"])
    updates = case.random.choice(
        [
            {"Create": create},
            {"Delete": {"IndexName": name}},
            {"Update": {"IndexName": name, "ProvisionedThroughput": units}},
        ]
    )
    made = {"GlobalSecondaryIndexUpdates": [updates]}
    if "Create" in updates and case.maybe(0.8):
        made["AttributeDefinitions"] = [tables.attribute("x", case.random.choice("SN"))]
    return made


def change(case):
    """An UpdateTable or UpdateTimeToLive on the table of `change_case`."""
    units = {
        "ReadCapacityUnits": case.random.choice([5, 6, 0]),
        "WriteCapacityUnits": case.random.choice([5, 7]),
    }
    mode = case.random.choice(["PROVISIONED", "PAY_PER_REQUEST"])
    stream = case.random.choice([*STREAMS, {"StreamEnabled": False, "StreamViewType": "KEYS_ONLY"}])
    time_to_live = {"AttributeName": case.random.choice(["t", "u", ""]), "Enabled": case.maybe()}
    return case.random.choice(
        [
            ("UpdateTable", {"ProvisionedThroughput": units}),
            ("UpdateTable", {"BillingMode": mode}),
            ("UpdateTable", {"BillingMode": "PROVISIONED", "ProvisionedThroughput": units}),
            ("UpdateTable", index_change(case, units)),
            ("UpdateTable", index_change(case, units)),
            ("UpdateTable", {"StreamSpecification": stream}),
            ("UpdateTable", {"TableClass": "STANDARD_INFREQUENT_ACCESS"}),
            ("UpdateTable", {}),
            ("UpdateTimeToLive", {"TimeToLiveSpecification": time_to_live}),
        ]
    )


def change_case(case):
    more = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": UNITS}
    by_g = tables.index("byG", ["g"])
    if case.maybe():
        more = {}
    else:
        by_g["ProvisionedThroughput"] = UNITS
    made = tables.table(name_of(case), ["pk"], [("pk", "S"), ("g", "S")], GlobalSecondaryIndexes=[by_g])
    made.update(more)
    named = {"TableName": name_of(case)}
    steps = [("CreateTable", made)]
    for _ in range(case.random.choice([1, 2])):
        operation, body = change(case)
        steps += [(operation, case.maybe_mutated({**named, **body})), ("DescribeTable", named)]
    return [*steps, ("DescribeTimeToLive", named), ("DeleteTable", named)]


# ---- Streams: what follows refers to answers by "$NAME", which the runner fills in ----


def stream_case(case):
    view = case.random.choice(["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"])
    stream = {"StreamEnabled": True, "StreamViewType": view}
    made = tables.table(name_of(case), ["pk"], [("pk", "S")], StreamSpecification=stream)
    writes = []
    case.table = "single"
    for _ in range(case.random.choice([1, 3, 5])):
        operation, body = case.random.choice([case.put, case.update, case.delete])()
        writes.append((operation, {**body, "TableName": name_of(case)}))
    iterator = {"StreamArn": "$LatestStreamArn", "ShardId": "$ShardId"}
    kinds = ["TRIM_HORIZON", "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]
    iterator["ShardIteratorType"] = case.random.choice(kinds)
    if iterator["ShardIteratorType"].endswith("NUMBER") and not case.wild():
        iterator["SequenceNumber"] = "$StartingSequenceNumber"
    records = case.options({"ShardIterator": "$ShardIterator"}, Limit=(1, 2, 1000))
    return [
        ("CreateTable", made),
        *writes,
        ("DescribeTable", {"TableName": name_of(case)}),
        ("ListStreams", {"TableName": name_of(case)}),
        ("DescribeStream", case.maybe_mutated({"StreamArn": "$LatestStreamArn"})),
        ("GetShardIterator", case.maybe_mutated(iterator)),
        ("GetRecords", case.maybe_mutated(records)),
        ("DeleteTable", {"TableName": name_of(case)}),
    ]
