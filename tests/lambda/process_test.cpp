// Functions that are processes: what they are told, what they may ask, how they end.

#include <filesystem>
#include <fstream>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/lambda/process/interpreters.hpp"
#include "sim/lambda/process/process_host.hpp"
#include "sim/wire/codec.hpp"
#include "tests/support/processes.hpp"

namespace ddbsim::lambda::process {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using namespace std::chrono_literals;

/// A folder that is gone with the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "ddbsim-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
  }

 private:
  fs::path path_;
};

bool is_installed(const std::string& program) {
  return std::system(("command -v " + program + " > /dev/null 2>&1").c_str()) == 0;
}

class ProcessTest : public ::testing::Test {
 protected:
  /// The function `app.handler` of a file with that text.
  std::shared_ptr<const Handler> python(const std::string& text) {
    folder_.write("app.py", text);
    return add(
        {.name = "f", .runtime = "python3.11", .handler = "app.handler", .code = folder_.path()});
  }
  std::shared_ptr<const Handler> node(const std::string& text, const std::string& file = "app.js") {
    folder_.write(file, text);
    return add(
        {.name = "f", .runtime = "nodejs20.x", .handler = "app.handler", .code = folder_.path()});
  }
  std::shared_ptr<const Handler> script(const std::string& text) {
    folder_.write("bootstrap", "#!/bin/sh\n" + text);
    fs::permissions(folder_.path() / "bootstrap", fs::perms::owner_all);
    return add({.name = "f", .runtime = "provided.al2023", .handler = "x", .code = folder_.path()});
  }
  std::shared_ptr<const Handler> add(ProcessFunction function) {
    if (!host_) {
      host_.emplace(settings_);
    }
    function.environment = environment_;
    auto handler = host_->add(std::move(function));
    EXPECT_TRUE(handler) << handler.error();
    return handler.value_or(nullptr);
  }

  static InvocationContext context(int number = 1) {
    return {.function_name = "f",
            .function_arn = "arn:aws:lambda:us-east-1:000000000000:function:f",
            .request_id = fmt::format("00000000-0000-4000-8000-{:012}", number),
            .started = choice::kDefaultStart,
            .deadline = choice::kDefaultStart + 3s};
  }
  static Event event(Json payload = Json::object()) {
    Event event;
    event.payload = std::move(payload);
    return event;
  }
  /// What the function returns when it asks for nothing.
  static Json result(const Handler& handler, Json payload = Json::object(), int number = 1) {
    const Step step = handler.next(event(std::move(payload)), context(number), {});
    if (const auto* failed = std::get_if<Failed>(&step)) {
      return "FAILED " + failed->error_type + ": " + failed->message + "\n" +
             handler.take_activity(context(number)).log;
    }
    return std::holds_alternative<Done>(step) ? std::get<Done>(step).response : Json("WAITS");
  }

  Folder folder_;
  ProcessSettings settings_{.guard = 20s};
  std::map<std::string, std::string> environment_;
  std::optional<ProcessHost> host_;
};

class PythonTest : public ProcessTest {
 protected:
  void SetUp() override {
    if (!is_installed("python3")) {
      GTEST_SKIP() << "python3 is not installed";
    }
  }
};

class NodeTest : public ProcessTest {
 protected:
  void SetUp() override {
    if (!is_installed("node")) {
      GTEST_SKIP() << "node is not installed";
    }
  }
};

TEST_F(PythonTest, ReturnsWhatTheHandlerReturns) {
  const auto handler = python("def handler(event, context):\n  return {'got': event['n'] + 1}\n");
  EXPECT_EQ(result(*handler, {{"n", 41}}), Json({{"got", 42}}));
}

TEST_F(PythonTest, LivesInVirtualTime) {
  const auto handler = python(R"(
import time, datetime
from datetime import datetime as dt
def handler(event, context):
  return [int(time.time()), dt.now().isoformat()[:19], dt.utcnow().year, datetime.date.today().isoformat(),
          context.get_remaining_time_in_millis(), time.strftime('%Y'), isinstance(dt.now(), datetime.date)]
)");
  EXPECT_EQ(result(*handler),
            Json({1767225600, "2026-01-01T00:00:00", 2026, "2026-01-01", 3000, "2026", true}));
}

TEST_F(PythonTest, DrawsTheSameRandomnessForTheSameInvocation) {
  const std::string text =
      "import random, uuid, os, secrets\n"
      "def handler(event, context):\n"
      "  return [random.random(), str(uuid.uuid4()), str(uuid.uuid1()), os.urandom(4).hex(),\n"
      "          secrets.token_hex(4), hash('x')]\n";
  const Json first = result(*python(text));
  host_.reset();
  const auto again = python(text);
  EXPECT_EQ(result(*again), first);
  (void)again->take_activity(context());
  EXPECT_NE(result(*again, {}, 2), first);
}

/// An SDK in small: urllib, to a host that is written in the code.
constexpr std::string_view kGetItem = R"(
import json, urllib.request
def get(url, body):
  request = urllib.request.Request(url, json.dumps(body).encode(), {
      'X-Amz-Target': 'DynamoDB_20120810.GetItem', 'Content-Type': 'application/x-amz-json-1.0'})
  with urllib.request.urlopen(request) as response:
    return json.loads(response.read())
)";

/// What DynamoDB answers to a call.
Answer answer_to(const Waiting::Call& call, const Json& body, choice::Instant at) {
  return {.call = call.number,
          .request = call.request,
          .response = wire::decode_response(call.request.index(), body).value(),
          .at = at};
}

TEST_F(PythonTest, AsksDynamoWhateverHostItNames) {
  for (const std::string url : {"http://localhost:8000", "http://dynamodb.eu-west-1.amazonaws.com",
                                "https://dynamodb.us-east-1.amazonaws.com"}) {
    const auto handler = python(std::string(kGetItem) +
                                "def handler(event, context):\n"
                                "  return get('" +
                                url + "', {'TableName': 't', 'Key': {'pk': {'S': 'a'}}})\n");
    const Step step = handler->next(event(), context(), {});
    ASSERT_TRUE(std::holds_alternative<Waiting>(step)) << url << result(*handler);
    const auto& calls = std::get<Waiting>(step).calls;
    ASSERT_EQ(calls.size(), 1);
    EXPECT_EQ(wire::canonical_text(service::reference_to(calls[0].request)),
              R"(GetItem {"Key":{"pk":{"S":"a"}},"TableName":"t"})");
    host_.reset();
  }
}

constexpr choice::Instant kLater = choice::kDefaultStart + 1s;

TEST_F(PythonTest, GoesOnWithTheAnswerAtItsTime) {
  const auto handler =
      python(std::string(kGetItem) +
             "import time\n"
             "def handler(event, context):\n"
             "  item = get('http://dynamodb/', {'TableName': 't', 'Key': {'pk': {'S': 'a'}}})\n"
             "  return [item, int(time.time() * 1000)]\n");
  const Step step = handler->next(event(), context(), {});
  const Json item{{"Item", {{"pk", {{"S", "a"}}}}}};
  const std::vector<Answer> answers{answer_to(std::get<Waiting>(step).calls.at(0), item, kLater)};
  const Json expected{item, 1767225601000};
  EXPECT_EQ(std::get<Done>(handler->next(event(), context(), answers)).response, expected);
  // The same answers to another container that has done nothing yet.
  host_.reset();
  const auto again =
      add({.name = "f", .runtime = "python3.11", .handler = "app.handler", .code = folder_.path()});
  EXPECT_EQ(std::get<Done>(again->next(event(), context(), answers)).response, expected);
}

TEST_F(PythonTest, SleepsInVirtualTime) {
  const auto handler = python(
      "import time\n"
      "def handler(event, context):\n"
      "  time.sleep(1)\n"
      "  return int(time.time() * 1000) % 10000\n");
  const Step step = handler->next(event(), context(), {});
  ASSERT_TRUE(std::holds_alternative<Waiting>(step)) << result(*handler);
  ASSERT_TRUE(std::get<Waiting>(step).wake);
  EXPECT_LE(*std::get<Waiting>(step).wake - kLater, 1ms);
  const std::vector<Answer> answers{{.call = 0, .request = {}, .response = {}, .at = kLater + 1ms}};
  EXPECT_EQ(std::get<Done>(handler->next(event(), context(), answers)).response, Json(1001));
}

TEST_F(NodeTest, ReturnsWhatTheHandlerReturns) {
  const auto handler = node("exports.handler = async (event) => ({ got: event.n + 1 });\n");
  EXPECT_EQ(result(*handler, {{"n", 41}}), Json({{"got", 42}}));
}

TEST_F(NodeTest, TakesModulesAndCallbacks) {
  EXPECT_EQ(result(*node("export const handler = async () => 'module';\n", "app.mjs")), "module");
  fs::remove(folder_.path() / "app.mjs");
  host_.reset();
  EXPECT_EQ(result(*node("exports.handler = (event, context, callback) =>\n"
                         "  setTimeout(() => callback(null, 'called'), 0);\n")),
            "WAITS");
}

TEST_F(NodeTest, LivesInVirtualTimeAndDrawsTheSameRandomness) {
  const std::string text =
      "const crypto = require('crypto');\n"
      "exports.handler = async () => [new Date().toISOString().slice(0, 19), Date() === String(new "
      "Date()),\n"
      "  new Date() instanceof Date, Math.random(), crypto.randomUUID(), "
      "crypto.randomBytes(4).toString('hex'),\n"
      "  globalThis.crypto.randomUUID(), process.hrtime()[0]];\n";
  const auto handler = node(text);
  const Json first = result(*handler);
  EXPECT_EQ(first[0], "2026-01-01T00:00:00");
  EXPECT_EQ(first[2], true);
  host_.reset();
  EXPECT_EQ(result(*node(text)), first);
}

TEST_F(NodeTest, HasAllItsCallsOutstanding) {
  const auto handler = node(R"(
const https = require('https');
function get(name) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify({ TableName: name, Key: { pk: { S: 'a' } } });
    const request = https.request({ host: 'dynamodb.us-east-1.amazonaws.com', method: 'POST',
      headers: { 'X-Amz-Target': 'DynamoDB_20120810.GetItem', 'Content-Length': body.length } },
      (response) => { let text = ''; response.on('data', (d) => text += d); response.on('end', () => resolve(text)); });
    request.on('error', reject);
    request.end(body);
  });
}
exports.handler = async () => Promise.all(['one', 'two', 'three'].map(get));
)");
  const Step step = handler->next(event(), context(), {});
  ASSERT_TRUE(std::holds_alternative<Waiting>(step)) << result(*handler);
  EXPECT_EQ(std::get<Waiting>(step).calls.size(), 3);
}

TEST_F(NodeTest, SleepsInVirtualTime) {
  const auto handler = node(
      "exports.handler = async () => { await new Promise((done) => setTimeout(done, 1000));\n"
      "  return Date.now() % 10000; };\n");
  const Step step = handler->next(event(), context(), {});
  ASSERT_TRUE(std::holds_alternative<Waiting>(step)) << result(*handler);
  ASSERT_TRUE(std::get<Waiting>(step).wake);
  const choice::Instant wake = *std::get<Waiting>(step).wake;
  EXPECT_LE(wake - kLater, 2ms);
  const std::vector<Answer> answers{{.call = 0, .request = {}, .response = {}, .at = wake}};
  const Step end = handler->next(event(), context(), answers);
  EXPECT_EQ(std::get<Done>(end).response, Json(wake.time_since_epoch().count() % 10000));
}

TEST_F(NodeTest, TellsOfAPromiseThatNothingSettles) {
  const Json told =
      result(*node("exports.handler = async () => { await new Promise(() => {}); };\n"));
  EXPECT_TRUE(told.get<std::string>().starts_with("FAILED Runtime.NodeJsExit: "));
}

// ---- How functions end
// ---------------------------------------------------------------------------

TEST_F(PythonTest, ReportsErrorsAsLambdaDoes) {
  const Step step =
      python("def handler(event, context):\n  raise KeyError('x')\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(step), (Failed{"KeyError", "'x'"}));
  host_.reset();
  const Step no_module = python("import nowhere\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(no_module),
            (Failed{"Runtime.ImportModuleError",
                    "Unable to import module 'app': No module named 'nowhere'"}));
  host_.reset();
  const Step no_handler = python("x = 1\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(no_handler),
            (Failed{"Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"}));
  host_.reset();
  const Step no_json =
      python("def handler(event, context):\n  return {1, 2}\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(no_json),
            (Failed{"Runtime.MarshalError",
                    "Unable to marshal response: Object of type set is not JSON serializable"}));
}

TEST_F(NodeTest, ReportsErrorsAsLambdaDoes) {
  const Step step = node("exports.handler = async () => { throw new TypeError('x'); };\n")
                        ->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(step), (Failed{"TypeError", "x"}));
  host_.reset();
  const Step no_handler = node("exports.other = 1;\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(no_handler),
            (Failed{"Runtime.HandlerNotFound", "app.handler is undefined or not exported"}));
  host_.reset();
  const Step rejected =
      node("exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); });\n")
          ->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(rejected),
            (Failed{"Runtime.UnhandledPromiseRejection", "Error: lost"}));
}

/// A runtime of somebody's own: it speaks the runtime API with nothing but a library of HTTP.
constexpr std::string_view kRuntime = R"(import json, os, time, http.client
api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
def call(method, path, body=None):
  api.request(method, '/2018-06-01/runtime/' + path, body)
  response = api.getresponse()
  return response, response.read()
)";

class CustomRuntimeTest : public PythonTest {
 protected:
  std::shared_ptr<const Handler> runtime(const std::string& loop) {
    folder_.write("bootstrap",
                  "#!/usr/bin/env python3\n" + std::string(kRuntime) + "while True:\n" +
                      "  next, event = call('GET', 'invocation/next')\n" +
                      "  id = next.getheader('Lambda-Runtime-Aws-Request-Id')\n" + loop);
    fs::permissions(folder_.path() / "bootstrap", fs::perms::owner_all);
    return add({.name = "f", .runtime = "provided.al2023", .handler = "x", .code = folder_.path()});
  }
};

TEST_F(CustomRuntimeTest, IsPlayedInRealTimeAndSaysSo) {
  const auto handler = runtime(
      "  call('POST', 'invocation/' + id + '/response', json.dumps(time.time() > 1767225600 + "
      "1000))\n");
  EXPECT_EQ(result(*handler), true);
  EXPECT_TRUE(handler->take_activity(context()).real_time);
}

TEST_F(CustomRuntimeTest, MayAnswerOnce) {
  const auto handler = runtime(
      "  first, _ = call('POST', 'invocation/' + id + '/response', '1')\n"
      "  second, told = call('POST', 'invocation/' + id + '/response', '2')\n"
      "  print(first.status, second.status, json.loads(told)['errorType'], flush=True)\n");
  EXPECT_EQ(result(*handler), 1);
  EXPECT_EQ(handler->take_activity(context()).log, "202 400 InvalidRequestID\n");
  EXPECT_EQ(result(*handler, {}, 2), 1) << "the container is fit for the next invocation";
}

TEST_F(CustomRuntimeTest, MayReturnWhatIsNoJson) {
  const auto handler = runtime("  call('POST', 'invocation/' + id + '/response', '{broken')\n");
  const Step step = handler->next(event(), context(), {});
  // A text: no success for a mapping that wants reports of failed items, and for others one.
  EXPECT_EQ(std::get<Done>(step).response, "{broken");
  EXPECT_EQ(std::get<Done>(step).batch_item_failures, std::vector<std::string>{""});
}

TEST_F(CustomRuntimeTest, ReportsItsErrors) {
  const auto handler = runtime(
      "  call('POST', 'invocation/' + id + '/error', json.dumps({'errorType': 'Mine', "
      "'errorMessage': 'no'}))\n");
  EXPECT_EQ(std::get<Failed>(handler->next(event(), context(), {})), (Failed{"Mine", "no"}));
}

TEST_F(CustomRuntimeTest, MayRegisterExtensions) {
  const auto handler = runtime(
      "  api.request('POST', '/2020-01-01/extension/register', '{\"events\": [\"INVOKE\"]}',\n"
      "              {'Lambda-Extension-Name': 'mine'})\n"
      "  told = api.getresponse(); told.read()\n"
      "  call('POST', 'invocation/' + id + '/response',\n"
      "       json.dumps([told.status, told.getheader('Lambda-Extension-Identifier') is not "
      "None]))\n");
  EXPECT_EQ(result(*handler), Json({200, true}));
}

TEST_F(PythonTest, IsColdOnceAndWarmThen) {
  const auto handler = python(
      "count = 0\n"
      "def handler(event, context):\n"
      "  global count\n"
      "  count += 1\n"
      "  return count\n");
  EXPECT_EQ(result(*handler), 1);
  EXPECT_TRUE(handler->take_activity(context()).cold_start);
  EXPECT_EQ(result(*handler, {}, 2), 2);
  EXPECT_FALSE(handler->take_activity(context(2)).cold_start);
  // An invocation that was given up takes its container with it.
  EXPECT_EQ(result(*handler, {}, 3), 3);
  handler->abandon(context(3));
  EXPECT_EQ(result(*handler, {}, 4), 1);
}

TEST_F(PythonTest, HasAContainerForEachInvocationAtATime) {
  const auto handler = python(
      "import time, os\n"
      "def handler(event, context):\n"
      "  time.sleep(1)\n"
      "  return os.environ['AWS_LAMBDA_LOG_STREAM_NAME']\n");
  (void)handler->next(event(), context(1), {});
  (void)handler->next(event(), context(2), {});
  const std::vector<Answer> answers{{.call = 0, .request = {}, .response = {}, .at = kLater + 1ms}};
  const Step first = handler->next(event(), context(1), answers);
  const Step second = handler->next(event(), context(2), answers);
  EXPECT_NE(std::get<Done>(first).response, std::get<Done>(second).response);
}

TEST_F(PythonTest, ClosesWhatItsContainersOpened) {
  const auto handler = python(
      "import time\n"
      "def handler(event, context):\n"
      "  time.sleep(1)\n");
  const auto open_files = [] {
    return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
  };
  (void)handler->next(event(), context(1), {});
  handler->abandon(context(1));
  const auto before = open_files();
  for (int i = 2; i < 8; ++i) {
    (void)handler->next(event(), context(i), {});
    handler->abandon(context(i));
  }
  EXPECT_EQ(open_files(), before);
}

TEST_F(PythonTest, AsksForSeveralThingsAtOnce) {
  const auto handler = python(std::string(kGetItem) +
                              "from concurrent.futures import ThreadPoolExecutor\n"
                              "def one(name): return get('http://dynamodb/', {'TableName': name, "
                              "'Key': {'pk': {'S': 'a'}}})\n"
                              "def handler(event, context):\n"
                              "  with ThreadPoolExecutor(3) as pool: return list(pool.map(one, "
                              "['one', 'two', 'three']))\n");
  const Step step = handler->next(event(), context(), {});
  ASSERT_TRUE(std::holds_alternative<Waiting>(step)) << result(*handler);
  EXPECT_EQ(std::get<Waiting>(step).calls.size(), 3U);
}

TEST_F(PythonTest, MayBeAsynchronous) {
  const auto handler = python(
      "import asyncio, time\n"
      "async def work():\n"
      "  await asyncio.gather(asyncio.sleep(1), asyncio.sleep(0.5))\n"
      "  return int(time.time() * 10) % 100\n"
      "def handler(event, context):\n"
      "  return asyncio.run(work())\n");
  std::vector<Answer> answers;
  Step step = handler->next(event(), context(), answers);
  for (int i = 0; i < 5 && std::holds_alternative<Waiting>(step); ++i) {
    ASSERT_TRUE(std::get<Waiting>(step).wake);
    answers.push_back(
        {.call = 0, .request = {}, .response = {}, .at = *std::get<Waiting>(step).wake});
    step = handler->next(event(), context(), answers);
  }
  ASSERT_TRUE(std::holds_alternative<Done>(step));
  EXPECT_EQ(std::get<Done>(step).response, 10);
}

TEST_F(ProcessTest, ReportsAnExitAsLambdaDoes) {
  const Step exits = script("exit 3\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(exits), (Failed{"Runtime.ExitError",
                                             "RequestId: 00000000-0000-4000-8000-000000000001 "
                                             "Error: Runtime exited with error: exit status 3"}));
  host_.reset();
  const Step quietly = script("exit 0\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(quietly).message,
            "RequestId: 00000000-0000-4000-8000-000000000001 Error: Runtime exited without "
            "providing a reason");
  host_.reset();
  const Step killed = script("kill -9 $$\n")->next(event(), context(), {});
  EXPECT_EQ(std::get<Failed>(killed).message,
            "RequestId: 00000000-0000-4000-8000-000000000001 Error: Runtime exited with error: "
            "signal: killed");
}

TEST_F(PythonTest, LeavesNothingRunning) {
  auto handler = python(R"(
import os, signal, subprocess
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(['sleep', '98761'])
subprocess.Popen(['setsid', 'sh', '-c', 'trap "" TERM; (sleep 98761 &) ; sleep 98761'])
def handler(event, context):
  subprocess.Popen(['sleep', '98761'], start_new_session=True)
  return os.getpid()
)");
  EXPECT_TRUE(result(*handler).is_number());
  for (int look = 0; look < 600 && testing::sleeping_with("98761") < 3; ++look) {
    std::this_thread::sleep_for(50ms);  // until shells have begun what they were told
  }
  EXPECT_GE(testing::sleeping_with("98761"), 3U);
  (void)handler->take_activity(context());
  EXPECT_GE(testing::sleeping_with("98761"), 3U);  // a warm container
  host_.reset();
  handler.reset();
  EXPECT_EQ(testing::sleeping_with("98761"), 0U);
}

TEST_F(PythonTest, KeepsABoundedLog) {
  const auto handler = python(
      "import sys\n"
      "def handler(event, context):\n"
      "  print('first')\n"
      "  for i in range(100): sys.stdout.write('x' * (1 << 20))\n"
      "  print('last')\n");
  EXPECT_EQ(result(*handler), Json());
  const std::string log = handler->take_activity(context()).log;
  EXPECT_TRUE(log.starts_with("first\n"));
  EXPECT_TRUE(log.ends_with("last\n"));
  EXPECT_NE(log.find("bytes left out]"), std::string::npos);
  EXPECT_LT(log.size(), 256U << 10U);
}

TEST_F(PythonTest, IsStuckWhenNothingComesFromIt) {
  settings_.guard = 500ms;
  const auto handler = python("def handler(event, context):\n  while True: pass\n");
  EXPECT_THROW((void)result(*handler), Stuck);
}

TEST_F(PythonTest, KnowsNothingOfTheUsersConfiguration) {
  setenv("AWS_PROFILE", "production", 1);
  setenv("AWS_SECRET_ACCESS_KEY", "real", 1);
  const auto handler = python(
      "import os\n"
      "def handler(event, context):\n"
      "  return [os.environ.get('AWS_PROFILE'), os.environ['AWS_SECRET_ACCESS_KEY'],\n"
      "          os.environ['AWS_LAMBDA_FUNCTION_NAME'], os.environ['TZ']]\n");
  EXPECT_EQ(result(*handler), Json({nullptr, "ddbsim", "f", ":UTC"}));
  unsetenv("AWS_PROFILE");
  unsetenv("AWS_SECRET_ACCESS_KEY");
}

// ---- Calls to what is not simulated
// --------------------------------------------------------------

constexpr std::string_view kPost = R"(
import urllib.request, urllib.error
def post(url, body='', headers={}):
  try:
    with urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers)) as response:
      return [response.status, response.read().decode()]
  except urllib.error.HTTPError as error:
    return [error.code, error.read().decode()]
)";

TEST_F(PythonTest, IsRefusedWhatNobodySimulates) {
  const auto handler = python(std::string(kPost) +
                              "def handler(event, context):\n"
                              "  return post('https://hooks.example.com/x', '{\"a\": 1}')\n");
  const Json told = result(*handler);
  EXPECT_EQ(told[0], 400);
  EXPECT_NE(told[1].get<std::string>().find("ddbsim does not simulate POST hooks.example.com/x"),
            std::string::npos);
  const Activity activity = handler->take_activity(context());
  ASSERT_EQ(activity.foreign_calls.size(), 1);
  EXPECT_EQ(activity.foreign_calls[0].input, Json({{"a", 1}}));
  EXPECT_FALSE(activity.foreign_calls[0].stubbed);
}

TEST_F(PythonTest, MeetsStubs) {
  settings_.stubs = {{.service = "sns",
                      .operation = "Publish",
                      .url = "",
                      .answer = {{"MessageId", "m-1"}},
                      .error_code = "",
                      .error_message = ""},
                     {.service = "",
                      .operation = "",
                      .url = "https://hooks.example.com/*",
                      .status = 204,
                      .answer = "thanks",
                      .error_code = "",
                      .error_message = ""}};
  const auto handler = python(
      std::string(kPost) +
      "def handler(event, context):\n"
      "  sns = post('https://sns.us-east-1.amazonaws.com/', 'Action=Publish&Message=a%20b',\n"
      "             {'Content-Type': 'application/x-www-form-urlencoded',\n"
      "              'Authorization': 'AWS4-HMAC-SHA256 "
      "Credential=A/20260101/us-east-1/sns/aws4_request, S'})\n"
      "  return [sns[1], post('https://hooks.example.com/x')[0]]\n");
  const Json told = result(*handler);
  EXPECT_EQ(told[0],
            "<PublishResponse><PublishResult><MessageId>m-1</MessageId></"
            "PublishResult><ResponseMetadata><RequestId>ddbsim</RequestId></ResponseMetadata></"
            "PublishResponse>");
  EXPECT_EQ(told[1], 204);
  const Activity activity = handler->take_activity(context());
  EXPECT_EQ(activity.foreign_calls.at(0).input, Json({{"Action", "Publish"}, {"Message", "a b"}}));
}

/// The SDK's own way: a signature, https by CONNECT, the protocol of each service.
TEST_F(PythonTest, MeetsStubsThroughItsSdk) {
  if (std::system("/usr/bin/python3 -c 'import boto3' > /dev/null 2>&1") != 0) {
    GTEST_SKIP() << "boto3 is not installed";
  }
  const auto stub = [](std::string service, std::string operation, Json answer) {
    return Stub{.service = std::move(service),
                .operation = std::move(operation),
                .url = "",
                .answer = std::move(answer),
                .error_code = "",
                .error_message = ""};
  };
  settings_.stubs = {
      stub("sns", "Publish", {{"MessageId", "m-1"}}),
      stub("sqs", "SendMessage",
           {{"MessageId", "m-2"}, {"MD5OfMessageBody", "49f68a5c8493ec2c0bf489821c21fc3b"}}),
      stub("ssm", "GetParameter", {{"Parameter", {{"Name", "x"}, {"Value", "secret"}}}}),
      stub("s3", "GetObject", "the object")};
  const auto handler = python(R"(
import boto3, botocore
def handler(event, context):
  told = [boto3.client('sns').publish(TopicArn='arn:aws:sns:us-east-1:000000000000:t', Message='hi')['MessageId'],
          boto3.client('sqs').send_message(QueueUrl='https://sqs.us-east-1.amazonaws.com/000000000000/q', MessageBody='hi')['MessageId'],
          boto3.client('ssm').get_parameter(Name='x')['Parameter']['Value'],
          boto3.client('s3').get_object(Bucket='b', Key='k')['Body'].read().decode()]
  try:
    boto3.client('events').put_events(Entries=[{'Source': 's', 'DetailType': 'd', 'Detail': '{}'}])
  except botocore.exceptions.ClientError as error:
    told.append(error.response['Error']['Code'])
  return told
)");
  EXPECT_EQ(result(*handler), Json({"m-1", "m-2", "secret", "the object", "NotSimulated"}));
  const Activity activity = handler->take_activity(context());
  EXPECT_EQ(activity.foreign_calls.size(), 5U);
}

TEST_F(PythonTest, FindsModulesOfLayers) {
  fs::create_directories(folder_.path() / "layer/python");
  folder_.write("layer/python/shared.py", "value = 7\n");
  folder_.write("app.py", "import shared\ndef handler(event, context):\n  return shared.value\n");
  const auto handler = add({.name = "f",
                            .runtime = "python3.12",
                            .handler = "app.handler",
                            .code = folder_.path(),
                            .layers = {folder_.path() / "layer"}});
  EXPECT_EQ(result(*handler), 7);
}

TEST_F(NodeTest, FindsPackagesOfLayers) {
  for (const std::string folder : {"one/nodejs/node_modules/shared", "two/node_modules/other"}) {
    fs::create_directories(folder_.path() / folder);
    folder_.write(folder + "/index.js", "exports.value = 7;\n");
  }
  folder_.write("app.mjs",
                "import shared from 'shared';\nimport other from 'other';\n"
                "export const handler = async () => shared.value + other.value;\n");
  const auto handler = add({.name = "f",
                            .runtime = "nodejs20.x",
                            .handler = "app.handler",
                            .code = folder_.path(),
                            .layers = {folder_.path() / "one", folder_.path() / "two"}});
  EXPECT_EQ(result(*handler), 14);
}

TEST_F(PythonTest, TakesAVirtualEnvironment) {
  fs::create_directories(folder_.path() / ".venv/bin");
  folder_.write(".venv/bin/python", "#!/bin/sh\nIN_VENV=1 exec python3 \"$@\"\n");
  fs::permissions(folder_.path() / ".venv/bin/python", fs::perms::owner_all);
  const auto handler =
      python("import os\ndef handler(event, context):\n  return os.environ['IN_VENV']\n");
  EXPECT_EQ(result(*handler), "1");
}

TEST_F(PythonTest, IsRunByTheInterpreterBehindAScriptWhichIsAskedOnce) {
  const std::string before = std::getenv("PATH");
  const fs::path script = folder_.path() / "python3.11";
  folder_.write("python3.11",
                fmt::format("#!/bin/sh\necho asked >> {}/asked\nPATH='{}' exec python3 \"$@\"\n",
                            folder_.path().string(), before));
  fs::permissions(script, fs::perms::owner_all);
  setenv("PATH", (folder_.path().string() + ":" + before).c_str(), 1);
  Interpreters interpreters;
  const ProcessFunction function{
      .name = "f", .runtime = "python3.11", .handler = "app.handler", .code = folder_.path()};
  const auto found = interpreters.find(function);
  const auto again = interpreters.find(function);
  setenv("PATH", before.c_str(), 1);

  ASSERT_TRUE(found && again);
  EXPECT_NE(found->front(), script.string());
  EXPECT_EQ(*found, *again);
  std::ifstream asked(folder_.path() / "asked");
  const std::string lines(std::istreambuf_iterator<char>(asked), {});
  EXPECT_GT(lines.size(), 0U);
  EXPECT_LE(std::ranges::count(lines, '\n'), 2);  // has it boto3, and what is it?
}

}  // namespace
}  // namespace ddbsim::lambda::process
