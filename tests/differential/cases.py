"""Random cases: some items that all engines take, one request that may be subtly wrong, and a look at what
it left. A case is a list of (operation, body)."""

import copy
import json

import control
import partiql
import tables
from expressions import Expressions
from values import Values, plain_values

WRONG = [None, 1, 1.5, -1, "", "x", True, [], {}, [1], ["a"], {"a": "b"}, "x" * 300, 0, {"S": "a"}, [{}], [None]]
COMPARISONS = ["EQ", "NE", "LT", "LE", "GT", "GE", "BETWEEN", "IN", "NULL", "NOT_NULL"]
COMPARISONS += ["BEGINS_WITH", "CONTAINS", "NOT_CONTAINS"]
CAPACITY = ("TOTAL", "INDEXES")


class Cases:
    """One case of the data operations after another, each by its number and nothing else but the seed."""

    def __init__(self, random, number, wildness):
        self.random = random
        self.number = number
        self.values = Values(random, wildness)
        self.table = random.choice(["indexed", "indexed", "indexed", "single", "binary", "numbers"])

    def wild(self, factor=1.0):
        return self.values.wild(factor)

    def expressions(self):
        return Expressions(self.random, self.values)

    def maybe(self, probability=0.5):
        return self.random.random() < probability

    # ---- Around the request ----

    def case(self):
        kinds = {
            "put": (self.put, 3),
            "get": (self.get, 2),
            "update": (self.update, 5),
            "delete": (self.delete, 2),
            "query": (self.query, 4),
            "scan": (self.scan, 3),
            "batch get": (self.batch_get, 2),
            "batch write": (self.batch_write, 2),
            "transact write": (self.transact_write, 3),
            "transact get": (self.transact_get, 1),
            "legacy update": (self.legacy_update, 2),
            "legacy put": (self.legacy_put, 1),
            "legacy query": (self.legacy_query, 2),
            "legacy scan": (self.legacy_scan, 1),
            "statement": (lambda: partiql.statement(self), 2),
            "statements": (lambda: partiql.statements(self), 1),
            "table": (lambda: control.table_case(self), 2),
            "table change": (lambda: control.change_case(self), 2),
            "stream": (lambda: control.stream_case(self), 1),
        }
        names = list(kinds)
        kind = self.random.choices(names, [kinds[name][1] for name in names])[0]
        made = kinds[kind][0]()
        if isinstance(made, list):
            return made
        operation, body = made
        return [*self.setup(), (operation, self.maybe_mutated(body)), *self.look()]

    def setup(self):
        plain = plain_values(self.random)
        for i in range(self.random.choice([0, 1, 2, 4])):
            yield "PutItem", {"TableName": self.table, "Item": {**plain.attributes(), **self.key(i)}}

    def look(self):
        partition = tables.partition(self.table, self.number)
        condition = {"ComparisonOperator": "EQ", "AttributeValueList": [partition]}
        yield "Query", {"TableName": self.table, "KeyConditions": {"pk": condition}, "ConsistentRead": True}

    def maybe_mutated(self, body):
        if not self.wild(0.5):
            return body
        if self.wild(0.1):
            text = json.dumps(body)
            return text[: self.random.randrange(len(text))].encode()
        return mutated(self.random, body)

    def key(self, i=None):
        return tables.key(self.table, self.number, self.random.randrange(4) if i is None else i)

    def maybe_wrong_key(self):
        made = self.key()
        if self.wild(0.5):
            change = self.random.choice(["extra", "type", "drop", "empty", "long"])
            name = self.random.choice(sorted(made))
            if change == "extra":
                made["extra"] = {"S": "x"}
            elif change == "drop":
                made.pop(name)
            elif change == "long":
                made[name] = {"S": "x" * self.random.choice([1024, 1025, 2048, 2049])}
            else:
                made[name] = {"S": ""} if change == "empty" else self.values.value()
        return made

    def name(self):
        return self.random.choice(["nothing", "x", "", "a;b"]) if self.wild(0.1) else self.table

    def options(self, body, **choices):
        for name, values in choices.items():
            if self.maybe(0.3):
                body[name] = self.random.choice([*values, "WRONG"] if self.wild(0.2) else values)
        return body

    def write_options(self, body, returns=("NONE", "ALL_OLD")):
        return self.options(
            body,
            ReturnValues=returns if not self.wild(0.3) else ("ALL_NEW", "UPDATED_OLD", "UPDATED_NEW", "ALL_OLD"),
            ReturnConsumedCapacity=("TOTAL", "INDEXES", "NONE"),
            ReturnValuesOnConditionCheckFailure=("ALL_OLD", "NONE"),
        )

    def conditional(self, body, expressions, probability=0.5):
        if self.maybe(probability):
            body["ConditionExpression"] = expressions.maybe_broken(expressions.condition())
        return expressions.attach(body)

    # ---- Single items ----

    def put(self):
        body = {"TableName": self.name(), "Item": {**self.values.attributes(), **self.maybe_wrong_key()}}
        return "PutItem", self.conditional(self.write_options(body), self.expressions())

    def projected(self, body, expressions):
        if self.maybe():
            body["ProjectionExpression"] = expressions.maybe_broken(expressions.projection())
        return expressions.attach(body)

    def get(self):
        body = {"TableName": self.name(), "Key": self.maybe_wrong_key()}
        self.options(body, ReturnConsumedCapacity=CAPACITY, ConsistentRead=(True, False))
        expressions = self.expressions()
        self.projected(body, expressions)
        body.pop("ExpressionAttributeValues", None)
        return "GetItem", body

    def update(self):
        expressions = self.expressions()
        body = {"TableName": self.name(), "Key": self.maybe_wrong_key()}
        body["UpdateExpression"] = expressions.maybe_broken(expressions.update())
        returns = ("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")
        return "UpdateItem", self.conditional(self.write_options(body, returns), expressions, 0.3)

    def delete(self):
        body = {"TableName": self.name(), "Key": self.maybe_wrong_key()}
        return "DeleteItem", self.conditional(self.write_options(body), self.expressions())

    # ---- Many items ----

    def index(self):
        indexes = [name for name in tables.KEYS if name is not None]
        return self.random.choice(indexes) if self.table == "indexed" and self.maybe() else None

    def read_options(self, body):
        self.options(
            body,
            Limit=(1, 2, 3, 100) if not self.wild(0.2) else (0, -1),
            Select=("COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES"),
            ReturnConsumedCapacity=("TOTAL", "INDEXES"),
            ConsistentRead=(True, False),
        )
        if body.get("Select") == "SPECIFIC_ATTRIBUTES" and not self.wild():
            body["ProjectionExpression"] = "a, b"
        if body.get("Select") == "ALL_PROJECTED_ATTRIBUTES" and "IndexName" not in body and not self.wild():
            del body["Select"]
        if body.get("ConsistentRead") and body.get("IndexName") in ("byG", "keys", "some") and not self.wild():
            del body["ConsistentRead"]
        return body

    def sort_value(self, name):
        if name == "sk":
            return tables.sort(self.table, self.random.randrange(4))
        return plain_values(self.random).value("N" if name == "h" else "S")

    def partition_value(self, name):
        return tables.partition(self.table, self.number) if name == "pk" else self.sort_value(name)

    def start_key(self, body, hash_name, range_name):
        if self.maybe(0.15):
            start = self.maybe_wrong_key()
            for name in (hash_name, range_name):
                if name not in (None, "pk", "sk"):
                    start[name] = self.sort_value(name)
            body["ExclusiveStartKey"] = start

    def query(self):
        expressions = self.expressions()
        index = self.index()
        hash_name, range_name = tables.KEYS[index]
        if self.table == "single":
            range_name = None
        body = {"TableName": self.name()}
        if index:
            body["IndexName"] = "nothing" if self.wild(0.1) else index
        sort = (range_name, self.sort_value(range_name)) if range_name else None
        condition = expressions.key_condition((hash_name, self.partition_value(hash_name)), sort)
        body["KeyConditionExpression"] = expressions.maybe_broken(condition)
        if self.maybe(0.3):
            body["FilterExpression"] = expressions.maybe_broken(expressions.condition())
        if self.maybe(0.3):
            body["ProjectionExpression"] = expressions.maybe_broken(expressions.projection())
        self.options(body, ScanIndexForward=(True, False))
        self.start_key(body, hash_name, range_name)
        expressions.attach(self.read_options(body))
        return "Query", body

    def scan(self):
        expressions = self.expressions()
        body = {"TableName": "scanned"}
        if self.maybe(0.4):
            body["IndexName"] = self.random.choice(["byG", "keys"])
        if self.maybe(0.5):
            body["FilterExpression"] = expressions.maybe_broken(expressions.condition())
        if self.maybe(0.3):
            body["ProjectionExpression"] = expressions.maybe_broken(expressions.projection())
        if self.wild(0.3):
            body["Segment"] = self.random.choice([0, 1, 5, -1])
        if self.wild(0.3):
            body["TotalSegments"] = self.random.choice([0, 1, 4])
        expressions.attach(self.read_options(body))
        return "Scan", body

    def batch_get(self):
        request = {"Keys": [self.maybe_wrong_key() if self.wild() else self.key(i) for i in self.distinct()]}
        self.projected(request, self.expressions())
        request.pop("ExpressionAttributeValues", None)
        body = {"RequestItems": {self.name(): request}}
        return "BatchGetItem", self.options(body, ReturnConsumedCapacity=CAPACITY)

    def distinct(self):
        numbers = self.random.sample(range(5), self.random.choice([1, 2, 3]))
        if self.table == "single" and not self.wild():
            return numbers[:1]
        return numbers + numbers[:1] if self.wild(0.3) else numbers

    def batch_write(self):
        def one(i):
            key = self.maybe_wrong_key() if self.wild(0.5) else self.key(i)
            if self.maybe(0.3):
                return {"DeleteRequest": {"Key": key}}
            return {"PutRequest": {"Item": {**self.values.attributes(), **key}}}

        requests = [one(i) for i in self.distinct()]
        if self.wild(0.2):
            requests.append({})
        body = {"RequestItems": {self.name(): requests}}
        return "BatchWriteItem", self.options(body, ReturnConsumedCapacity=CAPACITY)

    def transact_write(self):
        items = [self.action(i) for i in self.distinct()]
        body = self.options({"TransactItems": items}, ReturnConsumedCapacity=CAPACITY)
        return "TransactWriteItems", body

    def action(self, i):
        expressions = self.expressions()
        kind = self.random.choice(["Put", "Update", "Delete", "ConditionCheck"])
        key = self.maybe_wrong_key() if self.wild(0.5) else self.key(i)
        body = {"TableName": self.name()}
        if kind == "Put":
            body["Item"] = {**self.values.attributes(), **key}
        else:
            body["Key"] = key
        if kind == "Update":
            body["UpdateExpression"] = expressions.maybe_broken(expressions.update())
        self.options(body, ReturnValuesOnConditionCheckFailure=("ALL_OLD", "NONE"))
        return {kind: self.conditional(body, expressions, 1.0 if kind == "ConditionCheck" else 0.3)}

    def transact_get(self):
        def one(i):
            body = {"TableName": self.name(), "Key": self.maybe_wrong_key() if self.wild() else self.key(i)}
            self.projected(body, self.expressions())
            body.pop("ExpressionAttributeValues", None)
            return {"Get": body}

        items = [one(i) for i in self.distinct()]
        return "TransactGetItems", self.options({"TransactItems": items}, ReturnConsumedCapacity=CAPACITY)

    # ---- What was before expressions ----

    def comparison(self, kind=None):
        operator = self.random.choice(COMPARISONS)
        counts = {"BETWEEN": 2, "IN": 2, "NULL": 0, "NOT_NULL": 0}
        count = self.random.randrange(4) if self.wild(0.5) else counts.get(operator, 1)
        kind = kind or (None if self.wild() else self.random.choice(["S", "N"]))
        made = {"ComparisonOperator": operator}
        if count or self.wild():
            made["AttributeValueList"] = [self.values.value(kind) for _ in range(count)]
        return made

    def expected(self, body):
        def one():
            draw = self.random.random()
            if draw < 0.4:
                return self.comparison()
            if draw < 0.6:
                return {"Exists": self.maybe()} if self.wild() else {"Exists": False}
            return {"Value": self.values.value(), **({"Exists": True} if self.maybe(0.3) else {})}

        if self.maybe(0.5):
            names = self.random.sample(["n", "s", "m", "l", "ss", "a"], self.random.choice([1, 1, 2]))
            body["Expected"] = {name: one() for name in names}
            if len(names) > 1 or self.wild(0.5):
                self.options(body, ConditionalOperator=("AND", "OR"))
        return body

    def legacy_update(self):
        def one():
            made = {"Action": self.random.choice(["PUT", "ADD", "DELETE"])} if self.maybe(0.8) else {}
            kinds = {"PUT": None, "ADD": self.random.choice(["N", "SS", "L"]), "DELETE": "SS"}
            kind = kinds.get(made.get("Action"))
            if made.get("Action") != "DELETE" or self.maybe():
                made["Value"] = self.values.value(None if self.wild() else kind)
            return made

        names = self.random.sample(["n", "s", "m", "l", "ss", "ns", "a"], self.random.choice([1, 2]))
        if self.wild(0.2):
            names.append("pk")
        body = {"TableName": self.name(), "Key": self.maybe_wrong_key()}
        body["AttributeUpdates"] = {name: one() for name in names}
        returns = ("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")
        return "UpdateItem", self.write_options(self.expected(body), returns)

    def legacy_put(self):
        body = {"TableName": self.name(), "Item": {**self.values.attributes(), **self.maybe_wrong_key()}}
        return "PutItem", self.write_options(self.expected(body))

    def filtered(self, body, name):
        if self.maybe(0.6):
            names = self.random.sample(["n", "s", "m", "l", "ss", "a"], self.random.choice([1, 1, 2]))
            body[name] = {attribute: self.comparison() for attribute in names}
            if len(names) > 1 or self.wild(0.5):
                self.options(body, ConditionalOperator=("AND", "OR"))
        if self.maybe(0.2):
            body["AttributesToGet"] = self.random.choices(["a", "n", "s", "pk"], k=2 if self.wild() else 1)
        body.pop("ProjectionExpression", None)
        return body

    def legacy_query(self):
        hash_name, range_name = tables.KEYS[None]
        partition = {"ComparisonOperator": "EQ", "AttributeValueList": [self.partition_value(hash_name)]}
        conditions = {hash_name: self.comparison() if self.wild(0.3) else partition}
        if self.table != "single" and self.maybe():
            kind = next(iter(self.sort_value(range_name)))
            conditions[range_name] = self.comparison(kind)
        body = {"TableName": self.name(), "KeyConditions": conditions}
        return "Query", self.filtered(self.read_options(body), "QueryFilter")

    def legacy_scan(self):
        return "Scan", self.filtered(self.read_options({"TableName": "scanned"}), "ScanFilter")


# ---- JSON, broken in one place ----


def places(node, path=()):
    """Every path into a tree of JSON."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        yield (*path, name)
        yield from places(child, (*path, name))


def mutated(random, body):
    """The same, with one member gone, of another type, twice, or unknown."""
    result = copy.deepcopy(body)
    path = random.choice([place for place in places(result) if len(place) < 5])
    holder = result
    for step in path[:-1]:
        holder = holder[step]
    change = random.choice(["drop", "replace", "replace", "unknown"])
    if change == "drop":
        del holder[path[-1]]
    elif change == "replace":
        holder[path[-1]] = random.choice(WRONG)
    elif isinstance(holder, dict):
        holder["Unknown"] = random.choice(WRONG)
    else:
        holder.append(holder[path[-1]])
    return result
