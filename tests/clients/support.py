"""What the tests in Python share: a `ddbsim serve` of their own, and results that .ci/count-tests reads."""

import os
import signal
import subprocess
import sys
import unittest
from xml.sax.saxutils import quoteattr

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PROGRAM = os.environ.get("DDBSIM_PROGRAM", os.path.join(TOP, "build", "release", "ddbsim"))

PROGRAM_NAME = os.environ.get("DDBSIM_TEST_NAME", os.path.splitext(os.path.basename(sys.argv[0]))[0])


def headers(operation):
    """What a client sends with a request; the signature is one that any reader of signatures takes."""
    return {
        "Host": "localhost",
        "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "AWS4-HMAC-SHA256 Credential=a/20261122/us-east-1/dynamodb/aws4_request,"
        " SignedHeaders=host;x-amz-date, Signature=00",
        "X-Amz-Date": "20261122T000000Z",
    }


class Server:
    """`ddbsim serve`, on a free port unless `port` names one."""

    def __init__(self, *options, port=0, **process):
        command = [PROGRAM, "serve", "--port", str(port), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **process)
        self.url = self.process.stdout.readline().strip().split(" ")[-1]

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def end(self, how=signal.SIGTERM):
        """Sends the signal; gives the exit code that followed."""
        self.process.send_signal(how)
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        return status

    def stop(self):
        return self.end(signal.SIGTERM)


class Cases(unittest.TextTestResult):
    """Remembers what became of each test, a line each, in the form of GoogleTest's XML."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.lines = []

    def add(self, test, result="completed", failure=None):
        suite, _, name = test.id().removeprefix("__main__.").partition(".")
        start = (
            f'<testcase name={quoteattr(name)} file="{PROGRAM_NAME}" status="run" result="{result}"'
            f" classname={quoteattr(suite)}"
        )
        inside = "" if failure is None else f"\n<failure message={quoteattr(str(failure))}></failure>\n"
        self.lines.append(f"{start}>{inside}</testcase>\n" if inside else f"{start} />\n")

    def addSuccess(self, test):
        super().addSuccess(test)
        self.add(test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.add(test, "skipped")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.add(test, failure=err[1])

    def addError(self, test, err):
        super().addError(test, err)
        self.add(test, failure=err[1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.add(subtest, failure=err[1])


def write_cases(lines):
    kind, _, folder = os.environ.get("GTEST_OUTPUT", "").partition(":")
    if kind == "xml":
        with open(f"{folder}{PROGRAM_NAME}.xml", "w", encoding="utf-8") as file:
            file.write(f"<testsuites>\n<testsuite>\n{''.join(lines)}</testsuite>\n</testsuites>\n")


def main():
    """Runs the tests of the program that was started, or those that its arguments name."""
    runner = unittest.TextTestRunner(verbosity=2, resultclass=Cases)
    done = unittest.main(module="__main__", testRunner=runner, exit=False)
    write_cases(done.result.lines)
    sys.exit(not done.result.wasSuccessful())
