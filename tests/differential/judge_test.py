"""What the differential test takes for a difference: it must be able to find one."""

import os
import sys
import unittest

from compare import differences, normal
from judge import Known, compared, name_of

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "clients"))
import support  # noqa: E402

REFUSED = {"__type": "com.amazon.coral.validate#ValidationException"}


def refusal(message):
    return normal("PutItem", {}, 400, {**REFUSED, "message": message})


def verdict(**answers):
    """The name of the first difference; "" when there is none, None when it is not listed."""
    known = Known()
    found = compared(known, answers)
    names = [name_of(known, one, found, "PutItem", "{}") for each in found.values() for one in each]
    return names[0] if names else ""


class NormalAnswerTest(unittest.TestCase):
    def difference(self, ours, theirs, operation="GetItem", request=None):
        both = (normal(operation, request or {}, 200, body) for body in (ours, theirs))
        return list(differences(*both))

    def test_every_field_counts(self):
        ours, theirs = {"Item": {"a": {"N": "1"}}}, {"Item": {"a": {"N": "1.0"}, "b": {"S": ""}}}
        found = [path for path, _, _ in self.difference(ours, theirs)]
        self.assertEqual(found, [".Item.a.N", ".Item.b"])

    def test_ids_and_times_are_free_but_must_be_there(self):
        self.assertEqual(self.difference({"TableId": "a"}, {"TableId": "b"}), [])
        self.assertEqual(len(self.difference({"TableId": "a"}, {})), 1)

    def test_sets_have_no_order_and_lists_have_one(self):
        self.assertEqual(self.difference({"SS": ["a", "b"]}, {"SS": ["b", "a"]}), [])
        lists = [{"L": [{"S": "a"}, {"S": "b"}]}, {"L": [{"S": "b"}, {"S": "a"}]}]
        self.assertEqual(len(self.difference(*lists)), 2)

    def test_a_scan_has_no_order_and_a_query_has_one(self):
        one, two = {"pk": {"S": "a"}}, {"pk": {"S": "b"}}
        pages = [{"Items": [one, two]}, {"Items": [two, one]}]
        self.assertEqual(self.difference(*pages, operation="Scan"), [])
        self.assertEqual(len(self.difference(*pages, operation="Query")), 2)

    def test_several_constraints_have_no_order(self):
        one, two = "Value null at 'a' failed", "Value null at 'b' failed"
        answers = [refusal(f"2 validation errors detected: {'; '.join(both)}") for both in ([one, two], [two, one])]
        self.assertEqual(*answers)


class VerdictTest(unittest.TestCase):
    def test_the_same_answer_is_no_difference(self):
        self.assertEqual(verdict(ddbsim=refusal("a"), local=refusal("a"), dynoxide=refusal("a")), "")

    def test_another_wording_is_no_difference(self):
        ours = refusal("The parameter cannot be converted to a numeric value: x")
        local = refusal("A value provided cannot be converted into a number")
        self.assertEqual(verdict(ddbsim=ours, local=local, dynoxide=ours), "")

    def test_words_that_no_oracle_has_are_a_difference(self):
        ours = refusal("That is no number")
        local = refusal("A value provided cannot be converted into a number")
        theirs = refusal("The parameter cannot be converted to a numeric value: x")
        self.assertIsNone(verdict(ddbsim=ours, local=local, dynoxide=theirs))
        self.assertIsNone(verdict(ddbsim=normal("PutItem", {}, 200, {}), local=local, dynoxide=theirs))

    def test_one_oracle_alone_is_told_apart_from_both(self):
        ours, other = refusal("a"), refusal("b")
        self.assertEqual(verdict(ddbsim=ours, local=other, dynoxide=ours), "local alone")
        self.assertIsNone(verdict(ddbsim=ours, local=other, dynoxide=other))

    def test_three_refusals_of_three_kinds(self):
        answers = {"ddbsim": refusal("a"), "local": refusal("b"), "dynoxide": refusal("c")}
        self.assertEqual(verdict(**answers), "no two agree")

    def test_no_answer_of_ours_is_never_excused(self):
        broken = normal("PutItem", {}, 0, "timed out")
        accepted = normal("PutItem", {}, 200, {})
        self.assertIsNone(verdict(ddbsim=broken, local=accepted, dynoxide=refusal("a")))


if __name__ == "__main__":
    support.main()
