"""Random expressions: conditions, updates, projections, key conditions, by their grammar; then, sometimes,
broken in one place. An `Expressions` collects the names and values that its texts refer to."""

import re

from values import NAMES

COMPARATORS = ["=", "<>", "<", "<=", ">", ">="]
KINDS = ["S", "SS", "N", "NS", "B", "BS", "BOOL", "NULL", "L", "M"]
ODD_TOKENS = ["(", ")", ",", "=", "AND", "OR", "NOT", "SET", ":undefined", "#undefined", "1", '"', "!"]
ODD_TOKENS += [".", "[", "]", "é", "+", "*", "a", "BETWEEN"]
FUNCTIONS = r"\b(size|contains|attribute_exists|begins_with|list_append|if_not_exists)\b"
CHANGES = ["drop", "double", "replace", "insert", "cut", "wrap", "function", "empty"]
RESERVED = ["name", "status", "size", "Count", "year"]


class Expressions:
    def __init__(self, random, values):
        self.random = random
        self.values = values
        self.names = {}
        self.used_values = {}

    def wild(self, factor=1.0):
        return self.values.wild(factor)

    # ---- What an expression is made of ----

    def placeholder(self, name):
        key = "#" + re.sub(r"\W", "_", name)
        self.names[key] = name
        return key

    def attribute(self):
        name = self.random.choice(NAMES)
        if self.wild(0.2):
            return self.random.choice(RESERVED)
        return self.placeholder(name) if "-" in name or self.random.random() < 0.3 else name

    def path(self):
        text = self.attribute()
        for _ in range(self.random.choice([0, 0, 0, 1, 1, 2])):
            index = self.random.choice(["0", "1", "2", "99"])
            text += f"[{index}]" if self.random.random() < 0.4 else "." + self.attribute()
        return text

    def value(self, kind=None):
        key = f":v{len(self.used_values)}"
        self.used_values[key] = self.values.value(kind)
        return key

    def operand(self):
        draw = self.random.random()
        if draw < 0.5:
            return self.path()
        if draw < 0.9:
            return self.value()
        return f"size({self.path()})"

    # ---- Conditions ----

    def function(self):
        return self.random.choice(
            [
                lambda: f"attribute_exists({self.path()})",
                lambda: f"attribute_not_exists({self.path()})",
                lambda: f"begins_with({self.path()}, {self.value(self.random.choice(['S', 'S', 'B', 'N']))})",
                lambda: f"contains({self.path()}, {self.operand()})",
                lambda: f"attribute_type({self.path()}, {self.kind()})",
            ]
        )()

    def kind(self):
        key = f":v{len(self.used_values)}"
        self.used_values[key] = {"S": "X" if self.wild() else self.random.choice(KINDS)}
        return key

    def comparison(self):
        draw = self.random.random()
        if draw < 0.15:
            kind = self.random.choice(["N", "S", None])
            return f"{self.path()} BETWEEN {self.value(kind)} AND {self.value(kind)}"
        if draw < 0.3:
            options = ", ".join(self.operand() for _ in range(self.random.choice([1, 2, 3])))
            return f"{self.operand()} IN ({options})"
        right = f"size({self.path()}) {self.random.choice(COMPARATORS)} {self.value('N')}"
        plain = f"{self.operand()} {self.random.choice(COMPARATORS)} {self.operand()}"
        return right if draw < 0.4 else plain

    def condition(self, depth=2):
        draw = self.random.random()
        if depth == 0 or draw < 0.5:
            return self.comparison() if self.random.random() < 0.6 else self.function()
        if draw < 0.6:
            return f"NOT {self.condition(depth - 1)}"
        if draw < 0.7:
            return f"({self.condition(depth - 1)})"
        word = self.random.choice(["AND", "OR", "and"])
        return f"{self.condition(depth - 1)} {word} {self.condition(depth - 1)}"

    # ---- Updates, projections, key conditions ----

    def assigned(self):
        return self.random.choice(
            [
                self.value,
                self.path,
                lambda: f"{self.path()} + {self.value('N')}",
                lambda: f"{self.value('N')} - {self.path()}",
                lambda: f"if_not_exists({self.path()}, {self.operand()})",
                lambda: f"if_not_exists({self.path()}, {self.value('N')}) + {self.value('N')}",
                lambda: f"list_append({self.path()}, {self.value('L')})",
                lambda: f"list_append({self.value('L')}, if_not_exists({self.path()}, {self.value('L')}))",
            ]
        )()

    def clause(self, word):
        actions = {
            "SET": lambda: f"{self.path()} = {self.assigned()}",
            "REMOVE": self.path,
            "ADD": lambda: f"{self.path()} {self.value(self.random.choice(['N', 'N', 'SS', 'NS', None]))}",
            "DELETE": lambda: f"{self.path()} {self.value(self.random.choice(['SS', 'NS', None]))}",
        }
        count = self.random.choice([1, 1, 2, 3])
        return f"{word} " + ", ".join(actions[word]() for _ in range(count))

    def update(self):
        words = self.random.sample(["SET", "SET", "REMOVE", "ADD", "DELETE"], self.random.choice([1, 1, 2, 3]))
        if not self.wild():
            words = list(dict.fromkeys(words))
        return " ".join(self.clause(word) for word in words)

    def projection(self):
        return ", ".join(self.path() for _ in range(self.random.choice([1, 2, 3])))

    def key_condition(self, partition, sort):
        """`partition` and `sort` are (name, value) of the item collection and of one of its keys."""
        text = f"{partition[0]} = {self.given(partition[1])}"
        if sort is None or self.random.random() < 0.3:
            return text
        name, value = sort
        draw = self.random.random()
        if draw < 0.2:
            range_ = f"{name} BETWEEN {self.given(value)} AND {self.given(value)}"
        elif draw < 0.35:
            range_ = f"begins_with({name}, {self.given(value)})"
        else:
            allowed = COMPARATORS if self.wild() else ["=", "<", "<=", ">", ">="]
            range_ = f"{name} {self.random.choice(allowed)} {self.given(value)}"
        return f"{text} AND {range_}" if self.random.random() < 0.8 else f"{range_} AND {text}"

    def given(self, value):
        key = f":v{len(self.used_values)}"
        self.used_values[key] = self.values.value() if self.wild(0.5) else value
        return key

    # ---- One place broken ----

    def maybe_broken(self, text):
        return self.broken(text) if self.wild() else text

    def broken(self, text):
        tokens = re.findall(r"\s+|\w+|[#:]\w+|<>|<=|>=|.", text)
        at = self.random.randrange(len(tokens))
        change = self.random.choice(CHANGES)
        if change == "drop":
            tokens.pop(at)
        elif change == "double":
            tokens.insert(at, tokens[at])
        elif change in ("replace", "insert"):
            tokens[at : at + (change == "replace")] = [self.random.choice(ODD_TOKENS)]
        elif change == "cut":
            tokens = tokens[:at]
        elif change == "wrap":
            tokens = ["(", "(", *tokens, ")", ")"]
        elif change == "function":
            return re.sub(FUNCTIONS, self.random.choice(["foo", "SIZE", "contains", "size"]), text)
        else:
            return self.random.choice(["", " "])
        return "".join(tokens)

    def attach(self, request):
        """Adds the names and values; sometimes one too many or too few."""
        names, values = dict(self.names), dict(self.used_values)
        for given, extra in ((names, ("#unused", "a")), (values, (":unused", {"S": "a"}))):
            if self.wild(0.3):
                given[extra[0]] = extra[1]
            if given and self.wild(0.3):
                given.pop(self.random.choice(sorted(given)))
        if self.wild(0.1):
            names["broken"] = "a"
        if names or self.wild(0.2):
            request["ExpressionAttributeNames"] = names
        if values or self.wild(0.2):
            request["ExpressionAttributeValues"] = values
        return request
