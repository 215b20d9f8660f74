"""Handlers in Python and JavaScript beside the built-in ones: the same requests in every scenario."""

import concurrent.futures
import json
import os
import shutil
import subprocess
import tempfile
import unittest

import boto3  # noqa: F401  what the handlers need; without it this file is left out

import support

SCENARIOS = os.path.join(support.TOP, "scenarios")
NODE_MODULES = os.path.join(support.TOP, "build", "clients", "node_modules")
HAS_NODE = shutil.which("node") is not None and os.path.isdir(NODE_MODULES)
NATIVE = {
    "messaging/published-handler": "published",
    "messaging/repaired-handler": "repaired",
}


def functions_of(fragment):
    """The function that a fragment of scenarios/messaging has, its code named by its full path."""
    folder = os.path.join(SCENARIOS, "messaging")
    with open(os.path.join(folder, fragment), encoding="utf-8") as file:
        (function,) = json.load(file)["functions"].values()
    function["code"] = os.path.normpath(os.path.join(folder, function["code"]))
    return function


def replaced(value, language, found):
    """A scenario with the built-in handlers of messages replaced."""
    if isinstance(value, list):
        return [replaced(element, language, found) for element in value]
    if not isinstance(value, dict):
        return value
    design = NATIVE.get(value.get("native"))
    if design:
        found.add(design)
        rest = {name: member for name, member in value.items() if name != "native"}
        return {**functions_of(f"{design}-{language}.fragment.json"), **rest}
    return {name: replaced(member, language, found) for name, member in value.items()}


def run(*words, folder=support.TOP):
    done = subprocess.run(
        [support.PROGRAM, "run", *words], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Handlers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.top = tempfile.mkdtemp(prefix="ddbsim-handlers-")
        for language in ("native", "python", "javascript"):
            folder = os.path.join(cls.top, language)
            shutil.copytree(os.path.join(SCENARIOS, "messaging"), folder)
        os.symlink(os.path.join(support.TOP, "model"), os.path.join(cls.top, "model"))
        cls.scenarios = cls.scenarios_with_handlers()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.top)

    @classmethod
    def scenarios_with_handlers(cls):
        """Names of the scenarios that use one of the handlers, by themselves or by a fragment."""
        folder = os.path.join(cls.top, "native")
        names = []
        for name in sorted(os.listdir(folder)):
            if name.endswith(".json") and not name.endswith(".fragment.json"):
                scenario = json.loads(read(os.path.join(folder, name)))
                fragments = set(scenario.get("include", []))
                if fragments & {f"{design}.fragment.json" for design in NATIVE.values()}:
                    names.append(name)
        return names

    def put_into(self, language):
        folder = os.path.join(self.top, language)
        found = set()
        for name in os.listdir(folder):
            if name.endswith(".json"):
                path = os.path.join(folder, name)
                scenario = replaced(json.loads(read(path)), language, found)
                with open(path, "w", encoding="utf-8") as file:
                    json.dump(scenario, file)
        self.assertEqual(found, set(NATIVE.values()))

    def requests(self, language, name):
        path = os.path.join(self.top, language, name)
        out = path + ".requests"
        packages = ["--node-modules", NODE_MODULES] if HAS_NODE else []
        code, text = run(path, "--processes", *packages, "--requests", out)
        held = code == 0 and "1 scenario held" in text
        return read(out).decode() if held else text

    def compare(self, language):
        self.put_into(language)
        self.assertGreater(len(self.scenarios), 25)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            native = pool.map(lambda name: self.requests("native", name), self.scenarios)
            other = pool.map(lambda name: self.requests(language, name), self.scenarios)
            for name, wanted, sent in zip(self.scenarios, native, other):
                with self.subTest(name):
                    self.assertIn("cruddur-messages", wanted)
                    self.assertEqual(wanted.splitlines(), sent.splitlines())

    def test_python_sends_what_the_built_in_handlers_send(self):
        self.compare("python")

    def test_javascript_sends_what_the_built_in_handlers_send(self):
        if not HAS_NODE:
            self.skipTest("there is no node with build/clients/node_modules")
        self.compare("javascript")


RESTLESS = """
import datetime, random, secrets, time, uuid
import boto3

table = boto3.resource("dynamodb").Table("seen")

def handler(event, context):
    time.sleep(random.random())
    table.put_item(Item={
        "pk": str(uuid.uuid4()),
        "at": datetime.datetime.now().isoformat(),
        "time": str(time.time()),
        "dice": random.randint(1, 10**12),
        "token": secrets.token_hex(8),
        "order": str(random.sample(range(100), 10)),
        "request": context.aws_request_id,
    })
"""


def table(name, **more):
    return {
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
        **more,
    }


class Templates(unittest.TestCase):
    """`run --template` plays a scenario that was written for the built-in handler on the user's
    table, function, role and trigger; none of the files is changed."""

    SCENARIO = "scenarios/messaging/a-message-moves-the-conversation.json"

    def requests(self, *words):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "requests")
            code, text = run(self.SCENARIO, "--requests", out, *words)
            self.assertEqual(code, 0, text)
            return read(out).decode().splitlines()

    def of_template(self, language, *words):
        template = os.path.join("model/messaging/functions", language, "template.yaml")
        return self.requests("--template", template, *words)

    def test_python_with_an_endpoint_in_its_code(self):
        self.assertEqual(self.of_template("python"), self.requests())

    def test_javascript(self):
        if not HAS_NODE:
            self.skipTest("there is no node with build/clients/node_modules")
        sent = self.of_template("javascript", "--node-modules", NODE_MODULES)
        self.assertEqual(sent, self.requests())

    def test_javascript_on_the_default_https_endpoint(self):
        if not HAS_NODE:
            self.skipTest("there is no node with build/clients/node_modules")
        top = os.path.join(support.TOP, "model/messaging/functions/javascript")
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(os.path.join(top, "published.js"), folder)
            template = read(os.path.join(top, "template.yaml")).decode()
            # The SDK shall know of no endpoint but its own.
            environment = "Environment: {Variables: {AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true'}}"
            template = template.replace("CodeUri: .", "CodeUri: .\n      " + environment)
            path = os.path.join(folder, "template.yaml")
            with open(path, "w", encoding="utf-8") as file:
                file.write(template)
            sent = self.requests("--template", path, "--node-modules", NODE_MODULES)
        self.assertEqual(sent, self.requests())


class Repeatability(unittest.TestCase):
    def traces(self, path, count=2):
        """What `count` runs write, each in turn."""
        with tempfile.TemporaryDirectory() as folder:
            for number in range(count):
                trace = os.path.join(folder, str(number))
                code, text = run(path, "--processes", "--trace", trace)
                self.assertEqual(code, 0, text)
                yield read(trace)

    def test_two_runs_of_a_python_handler_write_the_same_trace(self):
        first, second = self.traces("scenarios/deployment/the-deployment-in-python.json")
        self.assertIn(b'"DeleteItem"', first)
        self.assertEqual(first, second)

    def test_so_do_two_of_one_that_looks_at_the_clock_and_throws_dice(self):
        stream = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        put = {"TableName": "events", "Item": {"pk": {"S": "1"}}}
        again = {"TableName": "events", "Item": {"pk": {"S": "2"}}}
        scenario = {
            "kind": "scenario",
            "name": "A handler that is different each time",
            "tables": [table("events", StreamSpecification=stream), table("seen")],
            "functions": {
                "restless": {
                    "runtime": "python3.12",
                    "handler": "restless.handler",
                    "code": "restless.py",
                }
            },
            "mappings": [
                {
                    "FunctionName": "restless",
                    "EventSourceArn": "events",
                    "StartingPosition": "LATEST",
                    "BatchSize": 1,
                }
            ],
            "steps": [{"request": {"PutItem": put}}, {"request": {"PutItem": again}}],
            "at_rest": {"tables": {"seen": {"count": 2}}},
        }
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "restless.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(scenario, file)
            with open(os.path.join(folder, "restless.py"), "w", encoding="utf-8") as file:
                file.write(RESTLESS)
            first, second = self.traces(path)
        self.assertIn(b'"token"', first)
        self.assertEqual(first, second)


if __name__ == "__main__":
    support.main()
