"""`ddbsim explore` on a handler that is a process finds what it finds on the native one."""
import json
import subprocess
import unittest

import boto3  # noqa: F401  what the handler needs; without it this file is left out

import support


def classes(path, *options):
    run = subprocess.run([support.PROGRAM, "explore", *options, "--format", "json", path],
                         cwd=support.TOP, capture_output=True, text=True, timeout=600, check=False)
    if run.returncode != 1:
        raise AssertionError(run.stdout + run.stderr)
    (search,) = json.loads(run.stdout)["searches"]
    return {(story["property"], tuple(story["things"]), story["faults"], len(story["steps"]))
            for story in search["stories"]}


class Explore(unittest.TestCase):
    def test_finds_the_same_failures_in_python(self):
        native = classes("scenarios/explore/published-handler.json")
        self.assertGreaterEqual(len(native), 10)
        python = classes("scenarios/explore/published-python.json", "--processes")
        self.assertEqual(native, python)


if __name__ == "__main__":
    support.main()
