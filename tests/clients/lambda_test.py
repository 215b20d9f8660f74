"""Functions on `ddbsim serve`: those of a template, and those that come through Lambda's API."""

import base64
import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest
import zipfile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import support

ROLE = "arn:aws:iam::000000000000:role/anything"

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Notes:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: notes
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Counter:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: copier
      Runtime: python3.12
      Handler: app.handler
      CodeUri: ./code
      Timeout: 10
      Policies:
        - Version: '2012-10-17'
          Statement: [{Effect: Allow, Action: 'dynamodb:PutItem', Resource: '*'}]
      Events:
        Stream:
          Type: DynamoDB
          Properties: {Stream: !GetAtt Notes.StreamArn, StartingPosition: TRIM_HORIZON}
"""

COPIER = """
import boto3
table = boto3.client("dynamodb")

def handler(event, context):
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["pk"]["S"]
        if not key.startswith("copy-"):
            print("copies", key)
            table.put_item(TableName="notes", Item={"pk": {"S": "copy-" + key}})
"""

ECHO = """
def handler(event, context):
    if event.get("fail"):
        raise ValueError("asked to fail")
    if event.get("loop"):
        while True:
            pass
    print("heard", event)
    return {"echo": event, "name": context.function_name}
"""


def zip_of(text, name="app.py"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return out.getvalue()


def wait_until(seen, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = seen()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError("it did not come")


class LoggingServer(support.Server):
    """Keeps what the server prints after its first line."""

    def __init__(self, *options):
        super().__init__(*options)
        self.lines = []
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        with contextlib.suppress(ValueError):
            for line in self.process.stdout:
                self.lines.append(line)

    def log(self):
        return "".join(self.lines)

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        status = self.process.wait(timeout=60)
        self.reader.join(timeout=10)
        self.process.stdout.close()
        return status

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",
            config=Config(retries={"max_attempts": 0}, read_timeout=60),
        )


def processes_with(text):
    """Processes in whose environment or command this stands."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/environ", "rb") as file:
                if text.encode() in file.read() and int(pid) != os.getpid():
                    found.append(int(pid))
    return found


class TemplateTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        os.mkdir(f"{self.folder}/code")
        with open(f"{self.folder}/code/app.py", "w", encoding="utf-8") as file:
            file.write(COPIER)
        with open(f"{self.folder}/template.yaml", "w", encoding="utf-8") as file:
            file.write(TEMPLATE)
        self.server = LoggingServer("--template", f"{self.folder}/template.yaml")
        self.table = self.server.client("dynamodb")

    def tearDown(self):
        if self.server.process.poll() is None:
            self.server.stop()
        shutil.rmtree(self.folder)

    def put_and_wait(self):
        self.table.put_item(TableName="notes", Item={"pk": {"S": "one"}})
        return wait_until(lambda: "Item" in self.table.get_item(TableName="notes", Key={"pk": {"S": "copy-one"}}))

    def test_a_write_calls_the_function_and_its_log_shows(self):
        self.put_and_wait()
        wait_until(lambda: "REPORT RequestId" in self.server.log())
        log = self.server.log()
        for text in ("copier | START RequestId: ", "copier | copies one\n", "copier | END RequestId: "):
            self.assertIn(text, log)
        self.assertRegex(log, r"copier \| REPORT RequestId: \S+ Duration: \d+\.\d\d ms Billed Duration: \d+ ms")

    @unittest.skipUnless(shutil.which("aws"), "the AWS CLI is not installed")
    def test_the_aws_cli_writes(self):
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        item = '{"pk": {"S": "cli"}}'
        subprocess.run(
            ["aws", "dynamodb", "put-item", "--table-name", "notes", "--item", item]
            + ["--endpoint-url", self.server.url, "--region", "us-east-1"],
            env=environment,
            check=True,
        )
        wait_until(lambda: "Item" in self.table.get_item(TableName="notes", Key={"pk": {"S": "copy-cli"}}))

    def test_the_function_and_its_mapping_are_in_the_api(self):
        lambda_ = self.server.client("lambda")
        (function,) = lambda_.list_functions()["Functions"]
        self.assertEqual((function["FunctionName"], function["Timeout"]), ("copier", 10))
        (mapping,) = lambda_.list_event_source_mappings(FunctionName="copier")["EventSourceMappings"]
        self.assertEqual((mapping["State"], mapping["StartingPosition"]), ("Enabled", "TRIM_HORIZON"))

    def test_no_process_survives_the_server(self):
        for how in (signal.SIGTERM, signal.SIGKILL):
            with self.subTest(how=how.name):
                server = LoggingServer("--template", f"{self.folder}/template.yaml")
                server.client("dynamodb").put_item(TableName="notes", Item={"pk": {"S": "one"}})
                wait_until(lambda server=server: "REPORT" in server.log())
                self.assertTrue(processes_with(f"LAMBDA_TASK_ROOT={self.folder}"))
                server.end(how)
                wait_until(lambda: not processes_with(f"LAMBDA_TASK_ROOT={self.folder}"))


class ApiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = LoggingServer()
        cls.lambda_ = cls.server.client("lambda")
        cls.table = cls.server.client("dynamodb")
        cls.stream = cls.table.create_table(
            TableName="things",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )["TableDescription"]["LatestStreamArn"]

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def create(self, name, code=ECHO, **more):
        answer = self.lambda_.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Handler="app.handler",
            Role=ROLE,
            Code={"ZipFile": zip_of(code)},
            **more,
        )
        self.addCleanup(self.delete, name)
        return answer

    def delete(self, name):
        with contextlib.suppress(ClientError):
            self.lambda_.delete_function(FunctionName=name)

    def invoke(self, name, payload, **more):
        answer = self.lambda_.invoke(FunctionName=name, Payload=json.dumps(payload), **more)
        return answer, json.loads(answer["Payload"].read())

    def refusal(self, call, **arguments):
        with self.assertRaises(ClientError) as refused:
            call(**arguments)
        return refused.exception.response["Error"]

    def test_create_and_invoke(self):
        created = self.create("echo", Description="says it again", Environment={"Variables": {"A": "b"}})
        self.assertEqual(created["State"], "Active")
        self.assertEqual(created["FunctionArn"], "arn:aws:lambda:us-east-1:000000000000:function:echo")
        answer, said = self.invoke("echo", {"x": 1}, LogType="Tail")
        self.assertEqual((answer["StatusCode"], answer["ExecutedVersion"]), (200, "$LATEST"))
        self.assertEqual(said, {"echo": {"x": 1}, "name": "echo"})
        log = base64.b64decode(answer["LogResult"]).decode()
        for text in ("START RequestId: ", "heard {'x': 1}\n", "END RequestId: ", "REPORT RequestId: "):
            self.assertIn(text, log)

    def test_invoked_by_all_names(self):
        self.create("named")
        arn = "arn:aws:lambda:us-east-1:000000000000:function:named"
        for name in (arn, arn + ":$LATEST", "000000000000:function:named", "named:$LATEST"):
            with self.subTest(name=name):
                self.assertEqual(self.invoke(name, {})[1]["name"], "named")

    def test_an_error_of_the_handler(self):
        self.create("fails")
        answer, said = self.invoke("fails", {"fail": True})
        self.assertEqual((answer["StatusCode"], answer["FunctionError"]), (200, "Unhandled"))
        self.assertEqual((said["errorType"], said["errorMessage"]), ("ValueError", "asked to fail"))
        self.assertTrue(said["stackTrace"])

    def test_a_loop_times_out_and_holds_nobody_up(self):
        self.create("loops", Timeout=1)
        answered = 0  # while the handler loops; a server that waits for it would answer once
        with contextlib.ExitStack() as stack:
            result = []
            thread = threading.Thread(target=lambda: result.append(self.invoke("loops", {"loop": True})))
            thread.start()
            stack.callback(thread.join)
            while thread.is_alive():
                self.table.list_tables()
                answered += 1
        (answer, said) = result[0]
        self.assertEqual(answer["FunctionError"], "Unhandled")
        self.assertEqual(said["errorType"], "Sandbox.Timedout")
        self.assertRegex(said["errorMessage"], r"^RequestId: \S+ Error: Task timed out after 1\.00 seconds$")
        self.assertGreater(answered, 3)

    def test_invocations_at_the_same_time(self):
        code = "import time\ndef handler(event, context):\n    begun = time.time()\n"
        self.create("sleeps", code + "    time.sleep(1)\n    return [begun, time.time()]\n", Timeout=30)
        times = []
        threads = [
            threading.Thread(target=lambda: times.append(self.invoke("sleeps", {})[1]))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        times.sort()
        self.assertLess(times[1][0], times[0][1], "the second began before the first had ended")

    def test_event_and_dry_run(self):
        write = "import boto3\ndef handler(event, context):\n" + (
            "    boto3.client('dynamodb').put_item(TableName='things', Item={'pk': {'S': event['id']}})\n"
        )
        self.create("writes", write, Timeout=10)
        dry = self.lambda_.invoke(FunctionName="writes", InvocationType="DryRun", Payload='{"id": "dry"}')
        self.assertEqual(dry["StatusCode"], 204)
        event = self.lambda_.invoke(FunctionName="writes", InvocationType="Event", Payload='{"id": "event"}')
        self.assertEqual(event["StatusCode"], 202)
        wait_until(lambda: "Item" in self.table.get_item(TableName="things", Key={"pk": {"S": "event"}}))
        self.assertNotIn("Item", self.table.get_item(TableName="things", Key={"pk": {"S": "dry"}}))

    def test_other_code_and_other_settings(self):
        before = self.create("changes")
        answer = self.lambda_.update_function_code(
            FunctionName="changes", ZipFile=zip_of("def handler(e, c):\n    return 'new'\n")
        )
        self.assertNotEqual(answer["CodeSha256"], before["CodeSha256"])
        self.assertEqual(self.invoke("changes", {})[1], "new")
        self.lambda_.update_function_configuration(FunctionName="changes", Timeout=7, MemorySize=256)
        now = self.lambda_.get_function_configuration(FunctionName="changes")
        self.assertEqual((now["Timeout"], now["MemorySize"], now["Handler"]), (7, 256, "app.handler"))

    def test_code_in_a_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/app.py", "w", encoding="utf-8") as file:
                file.write(ECHO)
            self.lambda_.create_function(
                FunctionName="local",
                Runtime="python3.12",
                Handler="app.handler",
                Role=ROLE,
                Code={"S3Bucket": "hot-reload", "S3Key": folder},
            )
            self.assertEqual(self.invoke("local", {"a": 1})[1]["echo"], {"a": 1})
            self.delete("local")

    def test_concurrency(self):
        self.create("one-at-a-time")
        self.lambda_.put_function_concurrency(FunctionName="one-at-a-time", ReservedConcurrentExecutions=0)
        error = self.refusal(self.lambda_.invoke, FunctionName="one-at-a-time")
        self.assertEqual((error["Code"], error["Message"]), ("TooManyRequestsException", "Rate Exceeded."))
        self.lambda_.delete_function_concurrency(FunctionName="one-at-a-time")
        self.assertEqual(self.invoke("one-at-a-time", {})[1]["name"], "one-at-a-time")

    def test_event_source_mapping(self):
        self.create("follows", "def handler(event, context):\n    print('records', len(event['Records']))\n")
        mapping = self.lambda_.create_event_source_mapping(
            FunctionName="follows", EventSourceArn=self.stream, StartingPosition="LATEST", BatchSize=5
        )
        self.assertEqual((mapping["State"], mapping["BatchSize"]), ("Creating", 5))
        uuid = mapping["UUID"]
        self.assertEqual(
            self.refusal(
                self.lambda_.create_event_source_mapping,
                FunctionName="follows",
                EventSourceArn=self.stream,
                StartingPosition="LATEST",
            )["Code"],
            "ResourceConflictException",
        )
        self.table.put_item(TableName="things", Item={"pk": {"S": "followed"}})
        wait_until(lambda: "follows | records " in self.server.log())
        wait_until(lambda: self.lambda_.get_event_source_mapping(UUID=uuid)["LastProcessingResult"] == "OK")
        updated = self.lambda_.update_event_source_mapping(UUID=uuid, Enabled=False, BatchSize=7)
        self.assertEqual((updated["State"], updated["BatchSize"]), ("Disabling", 7))
        self.assertEqual(self.lambda_.get_event_source_mapping(UUID=uuid)["State"], "Disabled")
        found = self.lambda_.list_event_source_mappings(EventSourceArn=self.stream)["EventSourceMappings"]
        self.assertEqual([each["UUID"] for each in found], [uuid])
        self.assertEqual(self.lambda_.delete_event_source_mapping(UUID=uuid)["State"], "Deleting")
        error = self.refusal(self.lambda_.get_event_source_mapping, UUID=uuid)
        self.assertEqual(error["Message"], "The resource you requested does not exist.")

    def test_delete(self):
        self.create("goes")
        self.lambda_.delete_function(FunctionName="goes")
        error = self.refusal(self.lambda_.get_function, FunctionName="goes")
        self.assertEqual(error["Code"], "ResourceNotFoundException")
        self.assertEqual(
            error["Message"], "Function not found: arn:aws:lambda:us-east-1:000000000000:function:goes"
        )

    def test_refusals(self):
        self.create("twice")
        error = self.refusal(self.create, name="twice")
        self.assertEqual((error["Code"], error["Message"]), ("ResourceConflictException", "Function already exist: twice"))
        broken = self.refusal(
            self.lambda_.create_function,
            FunctionName="broken",
            Runtime="python3.12",
            Handler="app.handler",
            Role=ROLE,
            Code={"ZipFile": b"no zip"},
        )
        self.assertEqual(
            broken["Message"],
            "Could not unzip uploaded file. Please check your file, then try to upload again.",
        )

    @unittest.skipUnless(shutil.which("aws"), "the AWS CLI is not installed")
    def test_the_aws_cli(self):
        environment = {**os.environ, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/code.zip", "wb") as file:
                file.write(zip_of(ECHO))

            def aws(*words):
                command = ["aws", "lambda", *words, "--endpoint-url", self.server.url, "--region", "us-east-1"]
                done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
                return json.loads(done.stdout or "null")

            aws(
                *("create-function", "--function-name", "cli", "--runtime", "python3.12"),
                *("--handler", "app.handler", "--role", ROLE, "--zip-file", f"fileb://{folder}/code.zip"),
            )
            self.addCleanup(self.delete, "cli")
            answer = aws("invoke", "--function-name", "cli", "--payload", "{}", f"{folder}/out.json")
            self.assertEqual(answer["StatusCode"], 200)
            with open(f"{folder}/out.json", encoding="utf-8") as file:
                self.assertEqual(json.load(file)["name"], "cli")


class VirtualClockTest(unittest.TestCase):
    def test_a_sleep_takes_virtual_time_only(self):
        server = LoggingServer("--clock", "virtual")
        lambda_ = server.client("lambda")
        lambda_.create_function(
            FunctionName="sleeps",
            Runtime="python3.12",
            Handler="app.handler",
            Role=ROLE,
            Timeout=900,
            Code={"ZipFile": zip_of("import time\ndef handler(e, c):\n    time.sleep(600)\n    return 'awake'\n")},
        )
        begun = time.monotonic()
        answer = lambda_.invoke(FunctionName="sleeps")
        self.assertEqual(json.loads(answer["Payload"].read()), "awake")
        self.assertLess(time.monotonic() - begun, 300)  # the sleep is ten minutes
        server.stop()


if __name__ == "__main__":
    support.main()
