"""Runs a Python handler ("file.function") against Lambda's runtime API.

Time, sleep and randomness come from the simulator where DDBSIM_CLOCK names its clock; connections
all go to the simulator's one port, whatever host they are meant for.
"""
import _socket
import errno
import os
import sys

_API = os.environ["AWS_LAMBDA_RUNTIME_API"]
_PORT = int(_API.rsplit(":", 1)[1])
_CLOCK = os.environ.pop("DDBSIM_CLOCK", None)
_SEED = os.environ.pop("DDBSIM_SEED", "")
sys.path[:] = [path for path in sys.path if path != os.path.dirname(os.path.abspath(__file__))]


# ---- Randomness ----------------------------------------------------------------------------------

class _Randomness:
    """Bytes that follow from a seed: each invocation has its own."""

    def __init__(self, seed):
        self.restart(seed)

    def restart(self, seed):
        self._seed = seed
        self._count = 0
        self._left = b""

    def take(self, size):
        import hashlib

        while len(self._left) < size:
            self._count += 1
            text = "%s|%d" % (self._seed, self._count)
            self._left += hashlib.sha256(text.encode()).digest()
        taken, self._left = self._left[:size], self._left[size:]
        return taken


_randomness = _Randomness(_SEED)


def _hook_randomness():
    os.urandom = _randomness.take
    if hasattr(os, "getrandom"):
        os.getrandom = lambda size, flags=0: _randomness.take(size)
    import random
    import uuid

    random._urandom = _randomness.take
    random.seed(_SEED)
    uuid._generate_time_safe = None
    uuid._node = 0x02DDB51300FF
    uuid.getnode = lambda: uuid._node


def _restart_randomness(seed):
    if _CLOCK:
        import random

        _randomness.restart(seed)
        random.seed(seed)
        uuid = sys.modules.get("uuid")
        if uuid is not None:
            uuid._last_timestamp = None


# ---- Time ----------------------------------------------------------------------------------------

class _Clock:
    """The simulator's clock; each look at it finds it a microsecond later, so that what waits for
    the time to change does not wait for ever."""

    def __init__(self, path):
        self._file = os.open(path, os.O_RDONLY)
        self._last = 0
        self._start = self._read()

    def _read(self):
        return int.from_bytes(os.pread(self._file, 8, 0), "little")

    def micros(self):
        self._last = max(self._read(), self._last + 1)
        return self._last

    def jump(self):
        """After a sleep or an answer: the steps of before no longer count."""
        self._last = max(self._read(), self._last)

    def begin(self):
        self._last = 0

    def elapsed(self):
        return self.micros() - self._start


def _sleep_call(micros):
    """Blocks until the simulator's clock is there."""
    control = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    try:
        control.connect(("127.0.0.1", _PORT))
        control.sendall(b"DDBSIM CONTROL\nsleep %d %d\n" % (control.fileno(), micros))
        control.recv(64)
    finally:
        control.close()


def _hook_time():
    import time

    clock = _Clock(_CLOCK)
    real_gmtime, real_localtime = time.gmtime, time.localtime
    real_strftime, real_asctime, real_ctime = time.strftime, time.asctime, time.ctime

    def seconds():
        return clock.micros() / 1e6

    def sleep(duration):
        if duration < 0:
            raise ValueError("sleep length must be non-negative")
        if duration > 0:
            _sleep_call(clock.micros() + int(duration * 1e6))
            clock.jump()

    time.time = seconds
    time.time_ns = lambda: clock.micros() * 1000
    for name in ("monotonic", "perf_counter"):
        setattr(time, name, lambda: clock.elapsed() / 1e6)
        setattr(time, name + "_ns", lambda: clock.elapsed() * 1000)
    time.sleep = sleep
    time.gmtime = lambda at=None: real_gmtime(seconds() if at is None else at)
    time.localtime = lambda at=None: real_localtime(seconds() if at is None else at)
    time.ctime = lambda at=None: real_ctime(seconds() if at is None else at)
    time.asctime = lambda at=None: real_asctime(time.localtime() if at is None else at)
    time.strftime = lambda form, at=None: real_strftime(form, time.localtime() if at is None else at)
    _hook_datetime(seconds)
    return clock


def _hook_datetime(seconds):
    import datetime as module

    real_date, real_datetime = module.date, module.datetime

    class DateMeta(type(real_date)):
        def __instancecheck__(cls, thing):
            return isinstance(thing, real_date)

        def __subclasscheck__(cls, kind):
            return issubclass(kind, real_date)

    class DatetimeMeta(type(real_datetime)):
        def __instancecheck__(cls, thing):
            return isinstance(thing, real_datetime)

        def __subclasscheck__(cls, kind):
            return issubclass(kind, real_datetime)

    class date(real_date, metaclass=DateMeta):
        @classmethod
        def today(cls):
            return cls.fromtimestamp(seconds())

    class datetime(real_datetime, metaclass=DatetimeMeta):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(seconds(), tz)

        @classmethod
        def utcnow(cls):
            return cls.fromtimestamp(seconds(), module.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return cls.fromtimestamp(seconds())

    for kind in (date, datetime):
        kind.__module__ = "datetime"
        kind.__qualname__ = kind.__name__
    module.date, module.datetime = date, datetime


def _hook_selectors(clock):
    """What waits for sockets or for time (asyncio) waits for the simulator's time."""
    import selectors

    for name in ("EpollSelector", "PollSelector", "SelectSelector"):
        kind = getattr(selectors, name, None)
        if kind is not None:
            _hook_selector(kind, clock, selectors)


def _hook_selector(kind, clock, selectors):
    real_select = kind.select

    def select(self, timeout=None):
        ready = real_select(self, 0)
        if ready or timeout is None or timeout <= 0:
            return ready if ready or timeout is not None else real_select(self, None)
        control = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        try:
            control.connect(("127.0.0.1", _PORT))
            sleep_id = control.fileno()
            until = clock.micros() + int(timeout * 1e6)
            control.sendall(b"DDBSIM CONTROL\nsleep %d %d\n" % (sleep_id, until))
            self.register(control, selectors.EVENT_READ)
            try:
                ready = real_select(self, None)
            finally:
                self.unregister(control)
            control.sendall(b"wake-up %d\n" % sleep_id)
            clock.jump()
            return [(key, events) for key, events in ready if key.fileobj is not control]
        finally:
            control.close()

    kind.select = select


# ---- Connections ---------------------------------------------------------------------------------

def _hook_connections():
    import socket

    names = {}  # address -> the host that it stands for
    real_connect = _socket.socket.connect
    real_sendto = _socket.socket.sendto
    inet = (socket.AF_INET, socket.AF_INET6)

    def address_of(host):
        text = host.decode() if isinstance(host, bytes) else (host or "127.0.0.1")
        try:
            _socket.inet_aton(text)
            if text.count(".") == 3:
                return text
        except OSError:
            pass
        for address, name in names.items():
            if name == text:
                return address
        number = len(names) + 1
        address = "198.18.%d.%d" % (number // 250, number % 250 + 1)
        names[address] = text
        return address

    def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
        if isinstance(port, str) and not port.isdigit():
            port = {"http": 80, "https": 443}.get(port, 0)
        address = (address_of(host), int(port or 0))
        return [(socket.AF_INET, kind, protocol, "", address)
                for kind, protocol in ((socket.SOCK_STREAM, 6), (socket.SOCK_DGRAM, 17))
                if type in (0, kind)]

    def connect(self, address):
        if self.family not in inet:
            return real_connect(self, address)
        host, port = address[0], address[1]
        if host in ("127.0.0.1", "localhost") and port == _PORT:
            return real_connect(self, ("127.0.0.1", _PORT))
        if self.family == socket.AF_INET6:
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        if self.type & 0xF != socket.SOCK_STREAM:
            return real_connect(self, ("127.0.0.1", 9))
        timeout = self.gettimeout()
        self.settimeout(None)
        try:
            real_connect(self, ("127.0.0.1", _PORT))
            line = "DDBSIM TO %s %d\n" % (names.get(host, host), port)
            _socket.socket.sendall(self, line.encode())
        finally:
            self.settimeout(timeout)

    def connect_ex(self, address):
        try:
            connect(self, address)
        except OSError as error:
            return error.errno or errno.ECONNREFUSED
        return 0

    def sendto(self, data, *rest):
        if self.family in inet:
            return len(data)  # datagrams (tracing) have nowhere to go
        return real_sendto(self, data, *rest)

    socket.getaddrinfo = getaddrinfo
    socket.gethostbyname = address_of
    socket.gethostbyname_ex = lambda host: (host, [], [address_of(host)])
    socket.socket.connect = connect
    socket.socket.connect_ex = connect_ex
    socket.socket.sendto = sendto


# ---- The runtime API -----------------------------------------------------------------------------

class _Api:
    """One connection to the runtime API, spoken by hand so that nothing of the user's is in it."""

    def __init__(self):
        self._socket = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self._socket.connect(("127.0.0.1", _PORT))
        self._left = b""

    def call(self, method, path, body=b"", headers=()):
        head = ["%s /2018-06-01/runtime/%s HTTP/1.1" % (method, path), "Host: " + _API,
                "Content-Length: %d" % len(body), *headers, "", ""]
        self._socket.sendall("\r\n".join(head).encode() + body)
        return self._read()

    def _more(self):
        piece = self._socket.recv(1 << 20)
        if not piece:
            os._exit(0)  # the simulator has gone
        self._left += piece

    def _read(self):
        while b"\r\n\r\n" not in self._left:
            self._more()
        head, self._left = self._left.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.strip().lower()] = value.strip()
        size = int(headers.get("content-length", "0"))
        while len(self._left) < size:
            self._more()
        body, self._left = self._left[:size], self._left[size:]
        return headers, body


class _Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class LambdaContext:
    """What a handler gets as its second argument."""

    def __init__(self, headers, now):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn", "")
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = _Identity()
        self.client_context = None
        self._deadline = int(headers.get("lambda-runtime-deadline-ms", "0"))
        self._now = now

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(self._now() * 1000))

    def log(self, message):
        sys.stdout.write(str(message))

    def __repr__(self):
        return "LambdaContext([aws_request_id=%s,function_name=%s])" % (
            self.aws_request_id, self.function_name)


class _InitError(Exception):
    def __init__(self, kind, message, trace=()):
        super().__init__(message)
        self.kind, self.trace = kind, list(trace)


def _load():
    import importlib
    import traceback

    name = os.environ.get("_HANDLER", "")
    module_name, dot, function_name = name.rpartition(".")
    if not dot or not module_name:
        raise _InitError("Runtime.MalformedHandlerName",
                         "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name)
    module_name = module_name.replace("/", ".")
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise _InitError("Runtime.ImportModuleError",
                         "Unable to import module '%s': %s" % (module_name, error)) from error
    except SyntaxError as error:
        raise _InitError("Runtime.UserCodeSyntaxError",
                         "Syntax error in module '%s': %s" % (module_name, error)) from error
    except Exception as error:
        trace = traceback.format_list(traceback.extract_tb(error.__traceback__))
        raise _InitError(type(error).__name__, str(error), trace) from error
    function = getattr(module, function_name, None)
    if function is None:
        raise _InitError("Runtime.HandlerNotFound",
                         "Handler '%s' missing on module '%s'" % (function_name, module_name))
    return function


def _error_body(kind, message, trace, request_id=""):
    import json

    return json.dumps({"errorMessage": message, "errorType": kind, "requestId": request_id,
                       "stackTrace": trace}).encode()


def _report(api, path, kind, message, trace, request_id=""):
    print("[ERROR] %s: %s" % (kind, message))
    if trace:
        print("Traceback (most recent call last):\n" + "".join(trace), end="")
    sys.stdout.flush()
    sys.stderr.flush()
    api.call("POST", path, _error_body(kind, message, trace, request_id),
             ["Content-Type: application/json", "Lambda-Runtime-Function-Error-Type: " + kind])


def _marshal(result):
    import decimal
    import json

    def convert(value):
        if isinstance(value, decimal.Decimal):
            return float(value)
        raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)

    return json.dumps(result, default=convert).encode()


def _install_logging(state):
    import logging

    class Handler(logging.Handler):
        def emit(self, record):
            sys.stdout.write(self.format(record))

    class Filter(logging.Filter):
        def filter(self, record):
            record.aws_request_id = state.get("request_id", "")
            return True

    import time

    handler = Handler()
    formatter = logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n",
        "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    handler.addFilter(Filter())
    logging.getLogger().addHandler(handler)


def _invoke(api, function, headers, body, now):
    import json
    import traceback

    context = LambdaContext(headers, now)
    request_id = context.aws_request_id
    try:
        result = function(json.loads(body), context)
    except Exception as error:
        trace = traceback.format_list(traceback.extract_tb(error.__traceback__)[1:])
        _report(api, "invocation/%s/error" % request_id, type(error).__name__, str(error), trace,
                request_id)
        return
    try:
        response = _marshal(result)
    except Exception as error:
        _report(api, "invocation/%s/error" % request_id, "Runtime.MarshalError",
                "Unable to marshal response: %s" % error, [], request_id)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    api.call("POST", "invocation/%s/response" % request_id, response,
             ["Content-Type: application/json"])


def _main():
    clock = None
    if _CLOCK:
        _hook_randomness()
        clock = _hook_time()
        _hook_selectors(clock)
    _hook_connections()
    import time

    api = _Api()
    state = {}
    _install_logging(state)
    try:
        function = _load()
    except _InitError as error:
        _report(api, "init/error", error.kind, str(error), error.trace)
        sys.exit(1)
    while True:
        headers, body = api.call("GET", "invocation/next")
        state["request_id"] = headers["lambda-runtime-aws-request-id"]
        if clock:
            clock.begin()
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        _restart_randomness(state["request_id"])
        _invoke(api, function, headers, body, time.time)


if __name__ == "__main__":
    # The user's modules may ask for __main__: it is this one, as in Lambda's own runtime.
    _main()
