#!/usr/bin/env python3
"""Measures `ddbsim serve` beside its peers, over HTTP, with wrk: `make wire`.

Every server is started, filled with the same table, and asked the same requests, one server after the other in each of
several rounds, so that what the machine does meanwhile hits all of them alike. Servers that are not asked are stopped
(SIGSTOP). The floor is a bare Boost.Beast server that answers 300 bytes without looking at the request.
"""

import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import report  # noqa: E402
import servers  # noqa: E402
import workload  # noqa: E402

DRIVER = pathlib.Path(__file__).with_name("drive.lua")
BODIES = 20_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000, help="in the table (100000)")
    parser.add_argument("--rounds", type=int, default=5, help="of which the median counts (5)")
    parser.add_argument("--seconds", type=int, default=2, help="of each measurement (2)")
    parser.add_argument("--connections", default="1,16", help="comma-separated (1,16)")
    parser.add_argument("--only", default="", help="servers, comma-separated: " + ", ".join(servers.commands()))
    parser.add_argument("--million", action="store_true", help="ddbsim with a million items as well, and with ten thousand")
    parser.add_argument("--write", action="store_true", help="write table and plot into bench/")
    parser.add_argument("--output", default=str(servers.ROOT / "build" / "wire.json"), help="figures, as JSON")
    return parser.parse_args()


def say(text):
    print(text, file=sys.stderr, flush=True)


def fill(server, groups):
    """Creates and fills the table; bytes of memory for each item."""
    before = server.memory_kib()
    server.call("CreateTable", workload.create_table())
    while server.call("DescribeTable", {"TableName": workload.TABLE})["Table"]["TableStatus"] != "ACTIVE":
        pass
    for batch in workload.batches(groups):
        server.call("BatchWriteItem", batch)
    return (server.memory_kib() - before) * 1024 / (groups * workload.ITEMS)


def verify(server, groups):
    """Each operation's answer is what it should be, before anything is measured. Raises when one is not."""
    for name, (operation, _, is_right) in workload.OPERATIONS.items():
        try:
            for body in list(workload.bodies(name, groups, 20)):
                answer = server.call(operation, body)
                if not is_right(answer):
                    raise RuntimeError(f"{server.name}, {name}: wrong answer {json.dumps(answer)[:300]}")
        except servers.Absent as absent:
            say(str(absent))
            server.lacks.add(name)


def drive(port, file, operation, connections, seconds):
    """What wrk saw: requests, us, errors, p50_us, p99_us."""
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(DRIVER),
                           f"http://127.0.0.1:{port}", "--", file, operation], capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    return json.loads(line[len("RESULT "):])


def start_all(names, groups):
    running = []
    facts = {}
    for name in names:
        server = servers.Server(name, *servers.commands()[name])
        idle = server.memory_kib()
        facts[name] = {"start_ms": server.start_ms, "idle_mib": idle / 1024}
        if name != "floor":
            say(f"{name}: started in {server.start_ms:.0f} ms, {idle / 1024:.0f} MiB; filling")
            facts[name]["bytes_per_item"] = fill(server, groups)
            verify(server, groups)
        server.pause()
        running.append(server)
    return running, facts


def starts(names, times=5):
    """Start to first answer, median: files are warm after the first."""
    found = {}
    for name in names:
        took = []
        for _ in range(times):
            server = servers.Server(name, *servers.commands()[name])
            took.append(server.start_ms)
            server.stop()
        found[name] = statistics.median(took)
    return found


def measure(running, groups, options, folder):
    """figures[connections][operation][server]: a list of what wrk saw, one for each round."""
    connections = [int(text) for text in options.connections.split(",")]
    figures = {count: {name: {} for name in workload.OPERATIONS} for count in connections}
    files = {}
    for name in workload.OPERATIONS:
        files[name] = str(pathlib.Path(folder) / f"{len(files)}.jsonl")
        pathlib.Path(files[name]).write_text("\n".join(workload.bodies(name, groups, BODIES)) + "\n")
    for turn in range(options.rounds):
        for name, (operation, _, _) in workload.OPERATIONS.items():
            for count in connections:
                for server in (one for one in running if name not in one.lacks):
                    server.resume()
                    seen = drive(server.port, files[name], operation, count, options.seconds)
                    server.pause()
                    figures[count][name].setdefault(server.name, []).append(seen)
        say(f"round {turn + 1} of {options.rounds} done")
    return figures


def sizes(options, folder):
    """ddbsim alone: a scan's page and memory from ten thousand items to a million."""
    found = {}
    for items in (10_000, 100_000, 1_000_000):
        groups = items // workload.ITEMS
        server = servers.Server("ddbsim", *servers.commands()["ddbsim"])
        try:
            say(f"ddbsim with {items} items")
            per_item = fill(server, groups)
            file = pathlib.Path(folder) / "scan.jsonl"
            file.write_text("\n".join(workload.bodies("Scan, page of 100 from a start key", groups, BODIES)) + "\n")
            seen = [drive(server.port, str(file), "Scan", 16, options.seconds) for _ in range(3)]
            found[items] = {"scans_per_s": statistics.median(one["requests"] / one["us"] * 1e6 for one in seen),
                            "bytes_per_item": per_item, "errors": sum(one["errors"] for one in seen),
                            "resident_mib": server.memory_kib() / 1024}
        finally:
            server.stop()
    return found


def main():
    options = arguments()
    if not shutil.which("wrk"):
        say("wrk is missing: apt-get install wrk")
        return 2
    servers.install_peers()
    wanted = [name for name in options.only.split(",") if name] or list(servers.commands())
    names = [name for name in servers.commands() if name in wanted]
    groups = options.items // workload.ITEMS
    result = {"items": options.items, "rounds": options.rounds, "seconds": options.seconds, "start_ms": starts(names)}
    with tempfile.TemporaryDirectory() as folder:
        running, result["servers"] = start_all(names, groups)
        try:
            result["figures"] = measure(running, groups, options, folder)
        finally:
            for server in running:
                server.stop()
        if options.million:
            result["sizes"] = sizes(options, folder)
    pathlib.Path(options.output).write_text(json.dumps(result, indent=1))
    print(report.text(result))
    if options.write:
        report.write(result, servers.ROOT / "bench")
    return 1 if report.errors(result) else 0


if __name__ == "__main__":
    sys.exit(main())
