"""What `ddbsim serve` does with those who mean no good, or can't do better: broken HTTP and JSON, bodies
that are too deep or too large, connections that are slow, idle, many, or cut. Each gets a clear answer or
a clean close; the others are served meanwhile; memory does not grow.

DDBSIM_LONG=1 (`make hostile`) plays more rounds of each, and waits for what the server ends by its clock.
"""

import gzip
import json
import os
import resource
import socket
import struct
import sys
import unittest

import support

LONG = "DDBSIM_LONG" in os.environ
SANITIZED = bool(os.environ.get("DDBSIM_SANITIZE"))
ROUNDS = 20 if LONG else 2
PATIENCE_S = 60  # until a test gives up on an answer; decides nothing else
BODY_LIMIT = 16 << 20
KEY = {"pk": {"S": "a"}}


def request(operation, body, *headers, length=None):
    """A request as bytes, with headers of one's own; `body` is JSON, or bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = ["POST / HTTP/1.1", *(f"{name}: {value}" for name, value in support.headers(operation).items())]
    lines += headers
    if length is None:
        length = len(content)
    if length >= 0:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode() + content


PUT = request("PutItem", {"TableName": "table", "Item": {**KEY, "text": {"S": "x" * 200}}})
GET = request("GetItem", {"TableName": "table", "Key": KEY})


class Connection:
    """A socket that speaks no protocol, and reads answers."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self.unread = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """False when the server hung up before it took everything."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def receive(self):
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        self.unread += data
        return bool(data)

    def answer(self):
        """Status and body of the next answer; None when the server closed instead."""
        while b"\r\n\r\n" not in self.unread:
            if not self.receive():
                return None
        head, _, rest = self.unread.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines[1:])
        length = int(fields["content-length"])
        while len(rest) < length and self.receive():
            rest = self.unread.partition(b"\r\n\r\n")[2]
        self.unread = rest[length:]
        return int(lines[0].split(" ")[1]), rest[:length]

    def ask(self, data):
        self.send(data)
        return self.answer()

    def is_closed(self):
        """The server closes it, and says nothing more."""
        return not self.receive() and self.unread == b""

    def cut(self):
        """Ends it with a reset, as a client that dies does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def memory_mib(server):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
        (line,) = (line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def error_type(answer):
    status, body = answer
    return status, json.loads(body)["__type"].partition("#")[2]


class HostileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 8192), hard), hard))
        cls.server = support.Server()
        create = {
            "TableName": "table",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
        with cls.connect() as client:
            assert client.ask(request("CreateTable", create))[0] == 200
            assert client.ask(PUT)[0] == 200

    @classmethod
    def tearDownClass(cls):
        status = cls.server.stop()
        assert status == 0, f"the server ended with {status}"

    @classmethod
    def connect(cls):
        return Connection(cls.server.port)

    def tearDown(self):
        self.assert_served()

    def assert_served(self):
        with self.connect() as client:
            self.assertEqual(client.ask(GET)[0], 200)

    def assert_refused(self, data, *statuses):
        """One of the statuses, and then the connection ends."""
        with self.connect() as client:
            answer = client.ask(data)
            self.assertIsNotNone(answer, "closed without an answer")
            self.assertIn(answer[0], statuses)
            self.assertTrue(client.is_closed())

    def assert_steady(self, play, allowed_mib=24):
        """Memory after many rounds is what it was after the first, give or take."""
        play()
        before = memory_mib(self.server)
        for _ in range(ROUNDS):
            play()
        after = memory_mib(self.server)
        if LONG:
            print(f"{before:.1f} MiB, after {ROUNDS} rounds {after:.1f} MiB", file=sys.stderr, end=" ")
        if not SANITIZED:  # sanitizers keep freed memory for a while
            self.assertLess(after - before, allowed_mib)

    def test_what_is_no_http_is_refused_and_closed(self):
        for line in (
            b"HELLO\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),  # a TLS client
            b"POST /\r\n\r\n",
            b"POST / HTTP/9.9\r\nHost: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost x\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\x00y\r\n\r\n",
        ):
            with self.subTest(line[:60]):
                self.assert_refused(line, 400)

    def test_a_header_without_an_end_is_refused(self):
        self.assert_refused(b"POST / HTTP/1.1\r\nX: " + b"x" * (1 << 20) + b"\r\n\r\n", 400, 431)
        many = b"".join(b"X-%d: y\r\n" % i for i in range(50_000))
        self.assert_refused(b"POST / HTTP/1.1\r\n" + many + b"\r\n", 400, 431)
        self.assert_refused(b"POST /" + b"x" * (1 << 20) + b" HTTP/1.1\r\n\r\n", 400, 431)

    def test_broken_json_is_refused_and_the_connection_lives_on(self):
        with self.connect() as client:
            for body in (
                *(b"", b"{", b"}", b'{"a":', b'{"TableName": "table"', b"[1, 2", b"nul", b"{'a': 1}"),
                *(b'{"TableName": "\\u12"}', b'{"TableName": "\xff\xfe"}', b'{"a": 1e}', b"\x00" * 100),
            ):
                with self.subTest(body):
                    answer = client.ask(request("GetItem", body))
                    self.assertEqual(error_type(answer), (400, "SerializationException"))
            self.assertEqual(client.ask(GET)[0], 200)

    def test_unknown_operations_and_targets_are_refused(self):
        with self.connect() as client:
            for target in ("Nothing", "", "GetItem" * 1000, "../../etc/passwd", "%s%n"):
                with self.subTest(target[:20]):
                    answer = client.ask(request(target, {}))
                    self.assertEqual(error_type(answer), (400, "UnknownOperationException"))

    def test_deep_nesting_is_refused(self):
        deep = 100_000
        value = b'{"L":[' * deep + b'{"S":"x"}' + b"]}" * deep
        item = b'{"TableName":"table","Item":{"pk":{"S":"deep"},"v":%s}}'
        with self.connect() as client:
            for body in (
                b"[" * deep,
                b"[" * deep + b"]" * deep,
                b'{"a":' * deep,
                b'{"a":' * deep + b"1" + b"}" * deep,
                b'{"Unknown":' + b"[" * deep + b"]" * deep + b"}",
                item % value,
                item % (b'{"M":{"m":' * deep + b'{"S":"x"}' + b"}}" * deep),
            ):
                with self.subTest(body[:20]):
                    self.assertEqual(client.ask(request("PutItem", body))[0], 400)

    def test_deep_expressions_and_statements_are_refused(self):
        with self.connect() as client:
            for condition in (
                "(" * 100_000,
                "NOT " * 1000 + "a = b",
                "(" * 2000 + "a = b" + ")" * 2000,
                "a" + "[0]" * 1000,
            ):
                body = {"TableName": "table", "Item": KEY, "ConditionExpression": condition}
                with self.subTest(condition[:10]):
                    answer = client.ask(request("PutItem", body))
                    self.assertEqual(error_type(answer), (400, "ValidationException"))
            for where in ("(" * 4000, "NOT " * 2000 + "a", "[" * 4000, "{'a':" * 1600):
                body = {"Statement": f'SELECT * FROM "table" WHERE a = {where}'}
                with self.subTest(where[:10]):
                    self.assertEqual(client.ask(request("ExecuteStatement", body))[0], 400)

    def test_a_body_of_17_megabytes_is_refused(self):
        large = b" " * (17 << 20)
        self.assert_refused(request("GetItem", b"", length=len(large)) + large, 413)
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(large), large)
        self.assert_refused(request("GetItem", chunks, "Transfer-Encoding: chunked", length=-1), 413)

    def test_what_unpacks_to_more_than_a_body_may_hold_is_refused(self):
        packed = gzip.compress(b" " * (64 << 20))
        self.assertLess(len(packed), 100_000)
        with self.connect() as client:
            status, _ = client.ask(request("GetItem", packed, "Content-Encoding: gzip"))
            self.assertIn(status, (400, 413))

    def test_a_broken_package_is_refused(self):
        whole = gzip.compress(b'{"TableName": "table", "Key": {"pk": {"S": "a"}}}')
        with self.connect() as client:
            for packed in (b"", b"no gzip", whole[:-9], whole[:10] + b"\xff" * 20):
                with self.subTest(packed):
                    self.assertEqual(client.ask(request("GetItem", packed, "Content-Encoding: gzip"))[0], 400)
            self.assertEqual(client.ask(request("GetItem", whole, "Content-Encoding: gzip"))[0], 200)

    def test_the_largest_body_is_taken(self):
        start = b'{"TableName":"table","Key":{"pk":{"S":"a"}},"Unknown":"'
        body = start + b"x" * (BODY_LIMIT - len(start) - 2) + b'"}'
        with self.connect() as client:
            self.assertEqual(client.ask(request("GetItem", body))[0], 200)

    def test_slow_senders_wait_alone(self):
        slow = [self.connect() for _ in range(50)]
        for byte in GET:
            for client in slow:
                client.send(bytes([byte]))
            if byte == ord("\n"):
                self.assert_served()
        self.assertEqual([client.answer()[0] for client in slow], [200] * len(slow))
        for client in slow:
            client.cut()

    if LONG:  # it takes as long as the server's patience

        def test_who_stops_in_the_middle_of_a_request_is_hung_up_on(self):
            with self.connect() as client:
                client.send(GET[:-5])
                self.assertTrue(client.is_closed())

    def test_1000_idle_and_200_busy_connections(self):
        idle = [self.connect() for _ in range(1000)]
        busy = [self.connect() for _ in range(200)]
        for _ in range(5 * ROUNDS):
            for client in busy:
                client.send(GET + PUT)
            for client in busy:
                self.assertEqual([client.answer()[0], client.answer()[0]], [200, 200])
        self.assertEqual([client.ask(GET)[0] for client in idle], [200] * len(idle))
        for client in idle + busy:
            client.socket.close()

    def test_connections_that_come_and_go_leave_nothing(self):
        def play():
            crowd = [self.connect() for _ in range(500)]
            for client in crowd[::2]:
                client.send(GET[:100])
            for client in crowd:
                client.cut()
            self.assert_served()

        self.assert_steady(play)

    def test_connections_cut_at_any_byte_leave_nothing(self):
        def play():
            for end in range(0, len(PUT), 3):
                client = self.connect()
                client.send(PUT[:end])
                client.cut()
            self.assert_served()

        self.assert_steady(play)

    def test_large_bodies_leave_nothing(self):
        large = request("GetItem", b" " * BODY_LIMIT)
        deep = request("PutItem", b"[" * 1_000_000)

        def play():
            for data in (large, deep):
                with self.connect() as client:
                    self.assertEqual(client.ask(data)[0], 400)

        self.assert_steady(play)

    def test_who_takes_no_answers_gets_no_more_of_them(self):
        """10 000 requests in a row (4 MB), whose answers nobody reads, make the server keep one answer."""

        def play():
            deaf = [self.connect() for _ in range(10)]
            for client in deaf:
                client.socket.setblocking(False)
                try:
                    client.socket.send(GET * 10_000)
                except BlockingIOError:
                    pass
            self.assert_served()
            for client in deaf:
                client.cut()

        self.assert_steady(play)


@unittest.skipIf(SANITIZED, "a sanitizer needs descriptors itself")
class FewDescriptorsTest(unittest.TestCase):
    def test_a_server_that_runs_out_of_descriptors_recovers(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

        server = support.Server(preexec_fn=few)
        self.addCleanup(lambda: self.assertEqual(server.stop(), 0))
        crowd = [Connection(server.port) for _ in range(100)]
        list_tables = request("ListTables", {})
        self.assertEqual(crowd[0].ask(list_tables)[0], 200)
        for client in crowd:
            client.socket.close()
        with Connection(server.port) as client:
            self.assertEqual(client.ask(list_tables)[0], 200)


if __name__ == "__main__":
    support.main()
