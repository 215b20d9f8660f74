"""`ddbsim serve`, ended and started again on the same port, again and again: the port is free at once, the
exit code is right, and nothing is left in the working directory or TMPDIR.

20 times each; DDBSIM_LONG=1 (`make hostile`) 1000 times.
"""

import http.client
import os
import signal
import subprocess
import tempfile
import unittest

import support

TIMES = 1000 if "DDBSIM_LONG" in os.environ else 20


def list_tables(port):
    """A connection on which ListTables was answered, still open."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/", b"{}", support.headers("ListTables"))
    response = connection.getresponse()
    return connection, (response.status, response.read())


class RestartTest(unittest.TestCase):
    def setUp(self):
        self.folders = [tempfile.TemporaryDirectory(prefix="ddbsim-restart-") for _ in range(2)]
        for folder in self.folders:
            self.addCleanup(folder.cleanup)
        self.port = 0

    def start(self):
        """A server on the port of the one before it, in empty folders."""
        work, temporary = (folder.name for folder in self.folders)
        server = support.Server(port=self.port, cwd=work, env={**os.environ, "TMPDIR": temporary})
        self.port = server.port
        return server

    def assert_nothing_left(self):
        self.assertEqual([os.listdir(folder.name) for folder in self.folders], [[], []])

    def restart_often(self, how, status, while_connected):
        """`while_connected`: the server ends first, so that its side of the connection lingers."""
        for _ in range(TIMES):
            server = self.start()
            connection, answer = list_tables(server.port)
            if not while_connected:
                connection.close()
            self.assertEqual(server.end(how), status)
            connection.close()
            self.assertEqual(answer, (200, b'{"TableNames":[]}'))
            self.assert_nothing_left()

    def test_terminated(self):
        self.restart_often(signal.SIGTERM, 0, while_connected=False)

    def test_terminated_with_a_client_connected(self):
        self.restart_often(signal.SIGTERM, 0, while_connected=True)

    def test_interrupted(self):
        self.restart_often(signal.SIGINT, 0, while_connected=True)

    def test_killed(self):
        self.restart_often(signal.SIGKILL, -signal.SIGKILL, while_connected=True)

    def test_a_taken_port_is_said_so(self):
        server = self.start()
        self.addCleanup(server.stop)
        second = support.Server(port=self.port, stderr=subprocess.DEVNULL)
        self.assertEqual(second.process.wait(timeout=60), 2)
        second.process.stdout.close()


if __name__ == "__main__":
    support.main()
