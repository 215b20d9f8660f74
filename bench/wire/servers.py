"""The servers that are measured: how each is started, and what it takes."""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "build" / "peers"  # where npm brings the peers
PACKAGES = ("amplify-dynamodb-simulator", "@dynoxide/linux-x64", "dynalite")
HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261122/us-east-1/dynamodb/aws4_request, "
                     "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + "0" * 64,
    "X-Amz-Date": "20261122T000000Z",
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def install_peers():
    """Brings the peers with npm, once. Those that can't be had are not measured."""
    missing = [name for name in PACKAGES if not (PEERS / "node_modules" / name).exists()]
    if missing and shutil.which("npm"):
        PEERS.mkdir(parents=True, exist_ok=True)
        print("npm install", *missing, flush=True)
        subprocess.run(["npm", "install", "--prefix", str(PEERS), "--no-audit", "--no-fund", *missing], check=False,
                       stdout=subprocess.DEVNULL)


def commands():
    """name: (command without its port, the option that takes it, folder to run in), of those that are here."""
    modules = PEERS / "node_modules"
    local = modules / "amplify-dynamodb-simulator" / "emulator"
    build = ROOT / "build" / "release"
    found = {
        "floor": ([str(build / "ddbsim_floor")], [], ROOT),
        "ddbsim": ([str(build / "ddbsim"), "serve"], ["--port"], ROOT),
        "Dynoxide": ([str(modules / "@dynoxide/linux-x64/dynoxide"), "serve", "--host", "127.0.0.1"], ["--port"], ROOT),
        "Dynalite": (["node", str(modules / "dynalite/cli.js"), "--createTableMs", "0"], ["--port"], ROOT),
        "DynamoDB Local": (["java", "-Djava.library.path=./DynamoDBLocal_lib", "-jar", "DynamoDBLocal.jar", "-inMemory"],
                           ["-port"], local),
    }
    program = {"Dynalite": modules / "dynalite/cli.js", "DynamoDB Local": local / "DynamoDBLocal.jar"}
    return {name: entry for name, entry in found.items()
            if shutil.which(entry[0][0]) and program.get(name, ROOT).exists()}


class Absent(RuntimeError):
    """The server has no such operation."""


class Server:
    """One server, on a port of its own. `start_ms`: until its first answer."""

    def __init__(self, name, command, option, folder):
        self.name = name
        self.port = free_port()
        begin = time.perf_counter()
        self.process = subprocess.Popen([*command, *option, str(self.port)], cwd=folder, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self._wait()
        self.start_ms = (time.perf_counter() - begin) * 1000
        self.lacks = set()  # names of operations that it does not have
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def _wait(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended by itself, with {self.process.returncode}")
            try:
                probe = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                probe.request("POST", "/", "{}", HEADERS | {"X-Amz-Target": "DynamoDB_20120810.ListTables"})
                if probe.getresponse().read():
                    return
            except OSError:
                time.sleep(0.001)
        raise RuntimeError(f"{self.name} did not answer within a minute")

    def call(self, operation, body):
        """The answer, parsed. A refusal is an error here: nothing that is measured may be refused."""
        text = body if isinstance(body, str) else json.dumps(body)
        self.connection.request("POST", "/", text, HEADERS | {"X-Amz-Target": "DynamoDB_20120810." + operation})
        answer = self.connection.getresponse()
        content = answer.read()
        if b"UnknownOperationException" in content:
            raise Absent(f"{self.name} has no {operation}")
        if answer.status != 200:
            raise RuntimeError(f"{self.name} refused {operation}: {content.decode(errors='replace')[:300]}")
        return json.loads(content)

    def memory_kib(self):
        """Resident, of the process and its children."""
        total = 0
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            except OSError:
                continue
            if str(self.process.pid) in (fields["Pid"].strip(), fields["PPid"].strip()):
                total += int(fields.get("VmRSS", "0 kB").split()[0])
        return total

    def pause(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self):
        os.kill(self.process.pid, signal.SIGCONT)

    def stop(self):
        self.resume()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
