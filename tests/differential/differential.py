"""Asks ddbsim and two other simulators of DynamoDB the same thousands of questions, and compares the answers.

Every class of difference that remains is in known-differences.json, with the reason why ours is right; any
other is printed, with its seed, the request and all answers, and makes the exit code 1.
"""

import argparse
import collections
import copy
import json
import os
import random
import re
import sys
import time

import engines
import tables
from cases import Cases
from compare import normal
from judge import Known, compared, name_of

REMEMBERED = ("LatestStreamArn", "ShardId", "ShardIterator", "StartingSequenceNumber")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--program", default=os.path.join(engines.TOP, "build", "release", "ddbsim"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=4000)
    parser.add_argument("--only", type=int, help="one case, every step of it printed")
    parser.add_argument("--oracles", default="local,dynoxide")
    parser.add_argument("--classes", action="store_true", help="print known differences, too, one of each class")
    return parser.parse_args()


def case_of(seed, number):
    """A case depends on the seed and its number only; half of the cases are hardly wild at all."""
    drawn = random.Random(f"{seed}/{number}")
    return Cases(drawn, number, drawn.choice([0.02, 0.1, 0.1, 0.3])).case()


# ---- Asking ----


def members(body):
    """All members of an answer, at any depth."""
    children = enumerate(body) if isinstance(body, list) else body.items() if isinstance(body, dict) else ()
    for name, value in children:
        yield name, value
        yield from members(value)


def filled(body, memory):
    """The request with "$NAME" replaced by what this engine answered before."""
    if isinstance(body, str) and body.startswith("$"):
        return memory.get(body[1:], body)
    if isinstance(body, dict):
        return {name: filled(value, memory) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, memory) for value in body]
    return body


class Player:
    """An engine, and what it answered in this case that later steps refer to."""

    def __init__(self, engine):
        self.engine = engine
        self.memory = {}

    def play(self, operation, body):
        status, answer = self.engine.ask(operation, filled(body, self.memory))
        for name, value in members(answer):
            if name in REMEMBERED and isinstance(value, str):
                self.memory[name] = value
        return normal(operation, body, status, copy.deepcopy(answer))


# ---- Judging ----


class Judge:
    """Counts answers, and prints one example of each shape of difference."""

    def __init__(self, known, options):
        self.known = known
        self.options = options
        self.answers = 0
        self.failures = collections.Counter()
        self.shown = set()

    def judge(self, number, operation, body, answers):
        """Compares the answers of a step; gives the oracles that went another way than ddbsim."""
        found = compared(self.known, answers)
        self.answers += len(found)
        request = body.decode() if isinstance(body, bytes) else json.dumps(body)
        for oracle, different in found.items():
            for difference in different:
                name = name_of(self.known, difference, found, operation, request)
                self.count(name, operation, difference)
                others = [one for other in found if other != oracle for one in found[other]]
                if self.is_new(name, operation, difference):
                    asked = f"{operation}, case {number} of seed {self.options.seed}"
                    asked += f"\n  request   {request[:1500]}"
                    self.print(name, asked, difference, difference.is_told_by(others), answers)
        return {name for name, different in found.items() if different} | half_done(operation, answers)

    def count(self, name, operation, difference):
        if name is None:
            self.failures[shape(operation, difference)] += 1
        else:
            self.known.met[name] += 1

    def is_new(self, name, operation, difference):
        seen = (name, *shape(operation, difference)) in self.shown
        self.shown.add((name, *shape(operation, difference)))
        return not seen and (name is None or self.options.classes)

    def print(self, name, asked, difference, agreed, answers):
        who = "both oracles agree" if agreed else difference.oracle
        print(f"\n{name or 'NOT LISTED'}: {who}, at {difference.path}: {asked}")
        print(f"  ddbsim    {difference.ours[:600]}\n  {difference.oracle:9} {difference.theirs[:600]}")
        for other, answer in answers.items():
            if other not in ("ddbsim", difference.oracle):
                print(f"  {other:9} {answer['answer'][:600]}")


def half_done(operation, answers):
    """DynamoDB Local does the first of a batch of statements that it refuses for naming an item twice."""
    refused = answers.get("local", {}).get("answer", "").startswith("400")
    return {"local"} if operation == "BatchExecuteStatement" and refused else set()


def shape(operation, difference):
    """What two examples of one difference have in common: the texts without names, values and numbers."""
    texts = (difference.path, difference.ours, difference.theirs)
    bare = (re.sub(r"'[^']*'|\"[^\"]*\"|[:#]\w+|\d+|\[.*?\]", "_", text)[:90] for text in texts)
    return operation, difference.oracle, *bare


def play_case(started, judge, number, verbose=False):
    players = {engine.name: Player(engine) for engine in started}
    for operation, body in case_of(judge.options.seed, number):
        answers = {name: player.play(operation, body) for name, player in players.items()}
        if verbose:
            print(operation, body if isinstance(body, bytes) else json.dumps(body))
            for name, answer in answers.items():
                print(f"   {name:9} {json.dumps(answer)}")
        for name in judge.judge(number, operation, body, answers):
            del players[name]  # its state may differ from here on


def prepare(started):
    for engine in started:
        for table in tables.TABLES:
            status, answer = engine.ask("CreateTable", table)
            assert status == 200, (engine.name, answer)
        for item in tables.scanned_items():
            status, answer = engine.ask("PutItem", {"TableName": "scanned", "Item": item})
            assert status == 200, (engine.name, answer)


def report(judge, seconds):
    for name, count in sorted(judge.known.met.items()):
        print(f"{count:7}  {name}")
    failures = sum(judge.failures.values())
    shapes = len(judge.failures)
    print(f"{judge.answers} answers compared in {seconds:.0f} s, {failures} not listed, of {shapes} shapes")
    return 1 if failures else 0


def main():
    options = arguments()
    judge = Judge(Known(), options)
    numbers = [options.only] if options.only is not None else range(options.cases)
    begin = time.monotonic()
    try:
        with engines.started(options.program, options.oracles.split(",")) as started:
            prepare(started)
            for number in numbers:
                play_case(started, judge, number, verbose=options.only is not None)
    except engines.Missing as missing:
        print(f"make differential needs {missing}", file=sys.stderr)
        return 2
    return report(judge, time.monotonic() - begin)


if __name__ == "__main__":
    sys.exit(main())
