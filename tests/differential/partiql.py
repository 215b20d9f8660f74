"""Random PartiQL: statements with parameters on a case's own items, sometimes broken."""

from values import plain_values

CAPACITY = ("TOTAL", "INDEXES")
OPERATORS = ["=", "<>", "<", "<=", ">", ">="]


def condition(case, parameters):
    """Something about an attribute that is no key."""
    name = case.random.choice(["n", "s", "a", "m.a", "l[0]", "ss"])
    draw = case.random.random()
    if draw < 0.4:
        parameters.append(case.values.value())
        return f"{name} {case.random.choice(OPERATORS)} ?"
    if draw < 0.55:
        parameters.extend([case.values.value("N"), case.values.value("N")])
        return f"{name} BETWEEN ? AND ?"
    if draw < 0.7:
        parameters.append(case.values.value())
        return f"{name} IN [?, 1, 'a']"
    if draw < 0.8:
        return f"{name} IS {case.random.choice(['', 'NOT '])}{case.random.choice(['MISSING', 'NULL'])}"
    parameters.append({"S": "a"})
    return f"{case.random.choice(['begins_with', 'contains'])}({name}, ?)"


def where(case, parameters, sort=True):
    key = case.key()
    parameters.append(key["pk"])
    text = "pk = ?"
    if sort and "sk" in key:
        parameters.append(key["sk"])
        text += " AND sk = ?"
    if case.maybe(0.3):
        text += f" AND {condition(case, parameters)}"
    return text


def select(case, parameters):
    what = case.random.choice(["*", "*", "pk, n", "m.a, l[0]", "pk"])
    source = f'"{case.table}"'
    return f"SELECT {what} FROM {source} WHERE {where(case, parameters, sort=case.maybe(0.3))}"


def insert(case, parameters):
    item = {**plain_values(case.random).attributes(2), **case.key()}
    parameters.extend(item.values())
    members = ", ".join(f"'{name}': ?" for name in item)
    return f"INSERT INTO \"{case.table}\" VALUE {{{members}}}"


def assignment(case, parameters):
    name = case.random.choice(["n", "a", "s", "m.a", "l[0]"])
    draw = case.random.random()
    if draw < 0.2:
        return f"REMOVE {name}"
    parameters.append(case.values.value("N" if draw < 0.5 else None))
    return f"SET {name} = n + ?" if draw < 0.4 else f"SET {name} = ?"


def update(case, parameters):
    changes = " ".join(assignment(case, parameters) for _ in range(case.random.choice([1, 1, 2])))
    returning = case.random.choice(["", "", "ALL OLD", "MODIFIED NEW", "ALL NEW", "MODIFIED OLD"])
    returning = returning and f" RETURNING {returning} *"
    return f'UPDATE "{case.table}" {changes} WHERE {where(case, parameters)}{returning}'


def delete(case, parameters):
    returning = case.random.choice(["", " RETURNING ALL OLD *"])
    return f'DELETE FROM "{case.table}" WHERE {where(case, parameters)}{returning}'


def one(case, kinds):
    parameters = []
    text = case.random.choice(kinds)(case, parameters)
    if case.wild(0.5):
        words = text.split(" ")
        at = case.random.randrange(len(words))
        odd = [[], [words[at]] * 2, ["("], ["nothing"], ["'"], ["="], ["?"]]
        words[at : at + 1] = case.random.choice(odd)
        text = " ".join(words)
    if case.wild(0.3) and parameters:
        parameters.pop()
    made = {"Statement": text}
    if parameters:
        made["Parameters"] = parameters
    return made


def statement(case):
    body = one(case, [select, select, insert, update, delete])
    case.options(body, ReturnConsumedCapacity=CAPACITY, ConsistentRead=(True, False))
    return "ExecuteStatement", body


def statements(case):
    kinds = case.random.choice([[select], [insert, update, delete]])
    count = case.random.choice([1, 2, 3])
    made = [one(case, kinds) for _ in range(count)]
    if case.maybe():
        return "BatchExecuteStatement", case.options({"Statements": made}, ReturnConsumedCapacity=CAPACITY)
    return "ExecuteTransaction", case.options({"TransactStatements": made}, ReturnConsumedCapacity=CAPACITY)


