"""Which differences are known, which are one oracle's alone, and which are neither."""

import collections
import functools
import json
import os
import re

from compare import differences

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "known-differences.json")


class Known:
    """What known-differences.json lists, and how often each was met."""

    def __init__(self):
        with open(FILE, encoding="utf-8") as file:
            listed = json.load(file)
        self.wordings = listed["wordings"]
        self.classes = listed["classes"]
        self.met = collections.Counter()

    @functools.lru_cache(maxsize=None)  # the same texts come again and again
    def refusals(self, engine, answer):
        """The names of the refusals that an answer may mean, in this engine's words."""
        words = [(one["name"], one.get(engine)) for one in self.wordings]
        return {name for name, pattern in words if pattern and re.search(pattern, answer, re.S)}

    @functools.lru_cache(maxsize=None)
    def meant(self, answer):
        """The refusal that an answer in the service's words means: the first that fits."""
        return next((one["name"] for one in self.wordings if re.search(one["service"], answer, re.S)), None)

    def same_refusal(self, ours, oracle, theirs):
        """The name of the wording, when an oracle says the same in other words."""
        mine = self.meant(ours)
        return mine if mine in self.refusals(oracle, theirs) else None

    def class_of(self, **fields):
        for one in self.classes:
            if all(re.search(one[name], fields[name], re.S) for name in fields if name in one):
                return one["name"]
        return None


class Difference:
    """One field in which an oracle's answer differs from ddbsim's."""

    def __init__(self, oracle, path, ours, theirs):
        self.oracle, self.path, self.ours, self.theirs = oracle, path, ours, theirs

    def is_told_by(self, others):
        """Whether another oracle says exactly this, too."""
        return any((self.path, self.ours, self.theirs) == (one.path, one.ours, one.theirs) for one in others)


def compared(known, answers):
    """The differences of each oracle; one that says the same in other words has none."""
    ours = answers["ddbsim"]
    result = {}
    for oracle, theirs in answers.items():
        if oracle == "ddbsim":
            continue
        found = [Difference(oracle, *fields) for fields in differences(ours, theirs)]
        if found and found[0].path == "answer":
            wording = known.same_refusal(found[0].ours, oracle, found[0].theirs)
            if wording:
                known.met[f"{wording} (words)"] += 1
                found = []
        result[oracle] = found
    return result


def name_of(known, difference, found, operation, request):
    """The name of the class that a difference is in; None for one that is not listed.

    found: the differences of each oracle that still takes part.
    """
    name = known.class_of(**vars(difference), operation=operation, request=request)
    if name:
        return name
    others = [found[oracle] for oracle in found if oracle != difference.oracle]
    if others and all(difference.path not in [one.path for one in other] for other in others):
        return f"{difference.oracle} alone"
    if difference.path == "answer" and others and no_two_agree(known, difference, others):
        return "no two agree"
    return None


def no_two_agree(known, difference, others):
    """All refuse, each for another reason."""
    refused = [difference.ours, difference.theirs, *(one.theirs for other in others for one in other)]
    if not all(answer.startswith(("400", "500")) for answer in refused):
        return False
    theirs = known.refusals(difference.oracle, difference.theirs) | {difference.theirs}
    for other in others:
        for one in other:
            if theirs & (known.refusals(one.oracle, one.theirs) | {one.theirs, known.meant(one.theirs)} - {None}):
                return False
    return True
