"""Random values and items in DynamoDB JSON: plain ones, and now and then ones at a limit, or broken."""

import base64

NAMES = ["a", "b", "c", "n", "m", "l", "ss", "ns", "s", "data", "x-y", "h", "g"]
STRINGS = ["", "a", "b", "ab", "abc", "ž", "\U0001f600", "A", "10", "9", " ", "x" * 40, 'q"uo\\te', "\n\t"]
NUMBERS = ["0", "1", "-1", "2", "3", "10", "9", "1.5", "-2.25", "100", "0.1", "42"]
ODD_NUMBERS = [
    *("-0", "1E2", "1e+05", "+7", ".5", "1.", "00012.3400", "123e-2", "1.0", "-.5", "0e999", "000"),
    *("9" * 38, "0." + "1" * 38, "1E-130", "9.99E+125", "9" * 38 + "E87", "-1E125", "1" + "0" * 60),
]
BROKEN_NUMBERS = [
    *("", "x", " 1", "1 ", "1_0", "NaN", "Infinity", "0x10", "1,000", "1e", ".", "--1", "1e1.5", "٣"),
    *("9" * 39, "1E126", "-1E126", "1E-131", "0." + "1" * 39, "1e99999999999", "1" * 39 + ".5"),
]
NO_VALUES = [
    *({}, {"X": "a"}, {"S": "a", "N": "1"}, "a", None, 1, [], {"S": None}, {"BOOL": None}),
    *({"S": 1}, {"N": 1}, {"B": 1}, {"S": ["a"]}, {"BOOL": "true"}, {"NULL": "true"}),
    *({"L": {}}, {"L": [{}]}, {"L": [None]}, {"M": []}, {"M": {"a": {}}}, {"M": {"": {"S": "x"}}}),
    *({"SS": "a"}, {"SS": [1]}, {"NS": [1]}),
]
TYPES = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"]


class Values:
    """Draws from `random`; `wildness` is the probability that a value is not plain."""

    def __init__(self, random, wildness):
        self.random = random
        self.wildness = wildness

    def wild(self, factor=1.0):
        return self.random.random() < self.wildness * factor

    def number(self):
        if self.wild():
            return self.random.choice(ODD_NUMBERS)
        return self.random.choice(BROKEN_NUMBERS if self.wild(0.5) else NUMBERS)

    def string(self):
        return self.random.choice(STRINGS)

    def binary(self):
        if self.wild(0.5):
            return self.random.choice(["!!", "YQ", "Y===", "YQ==x", "a", "YR==", "Y Q="])
        return base64.b64encode(self.random.choice([b"", b"a", b"ab", b"abc", b"\x00\xff"])).decode()

    def members(self, draw):
        """The members of a set: distinct, but for an accident."""
        drawn = [draw() for _ in range(self.random.choice([1, 2, 2, 3]))]
        if self.wild():
            return self.random.choice([[], drawn + drawn[:1]])
        return list(dict.fromkeys(drawn))

    def inner(self, depth):
        return [self.value(depth=depth - 1) for _ in range(self.random.choice([0, 1, 2, 3]))]

    def value_of(self, kind, depth):
        draw = {
            "S": self.string,
            "N": self.number,
            "B": self.binary,
            "BOOL": lambda: self.random.random() < 0.5,
            "NULL": lambda: not self.wild(),
            "L": lambda: self.inner(depth),
            "M": lambda: dict(zip(self.random.sample(NAMES, 3), self.inner(depth))),
            "SS": lambda: self.members(self.string),
            "NS": lambda: self.members(self.number),
            "BS": lambda: self.members(self.binary),
        }
        return {kind: draw[kind]()}

    def broken(self):
        """No value at all."""
        return self.random.choice(NO_VALUES)

    def deep(self):
        value = {"S": "deep"}
        for _ in range(self.random.choice([30, 31, 32, 33])):
            value = {"L": [value]} if self.random.random() < 0.5 else {"M": {"d": value}}
        return value

    def value(self, kind=None, depth=2):
        if kind is None and self.wild(0.3):
            return self.broken()
        if kind is None and self.wild(0.05):
            return self.deep()
        kinds = TYPES if depth > 0 else TYPES[:5]
        return self.value_of(kind or self.random.choice(kinds), depth)

    def attributes(self, most=5):
        """Some attributes of an item, without its key: often those that updates and conditions ask about."""
        typed = {"n": "N", "s": "S", "m": "M", "l": "L", "ss": "SS", "ns": "NS"}
        names = self.random.sample(NAMES, self.random.randint(0, most))
        result = {}
        for name in names:
            kind = typed.get(name) if self.random.random() < 0.8 else None
            result[name] = self.value(kind)
        for name, kind in (("g", "S"), ("h", "N"), ("k", "S")):
            result.pop(name, None)
            if self.random.random() < 0.4:
                result[name] = self.value(None if self.wild() else kind)
        return result


def plain_values(random):
    return Values(random, 0.0)
