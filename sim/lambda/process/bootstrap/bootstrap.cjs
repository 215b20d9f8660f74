// Runs a JavaScript handler ("file.function") against Lambda's runtime API. Time, timers and
// randomness come from the simulator where DDBSIM_CLOCK names its clock; connections all go to the
// simulator's one port, whatever host they are meant for.
'use strict';

const crypto = require('crypto');
const dgram = require('dgram');
const dns = require('dns');
const fs = require('fs');
const http = require('http');
const Module = require('module');
const net = require('net');
const path = require('path');
const { performance } = require('perf_hooks');
const timers = require('timers');
const timersPromises = require('timers/promises');
const tls = require('tls');
const url = require('url');
const util = require('util');

const API = process.env.AWS_LAMBDA_RUNTIME_API;
const PORT = Number(API.split(':')[1]);
const CLOCK = process.env.DDBSIM_CLOCK;
const SEED = process.env.DDBSIM_SEED || '';
delete process.env.DDBSIM_CLOCK;
delete process.env.DDBSIM_SEED;

const real = {
  Date,
  connect: net.Socket.prototype.connect,
  createHash: crypto.createHash,
  setTimeout,
  clearTimeout,
};

// ---- Time ----------------------------------------------------------------------------------------

// Microseconds. Each look at the clock finds it a microsecond later, so that what waits for the
// time to change does not wait for ever.
const clock = {
  file: CLOCK ? fs.openSync(CLOCK, 'r') : -1,
  last: 0,
  start: 0,
  bytes: Buffer.alloc(8),
  read() {
    fs.readSync(this.file, this.bytes, 0, 8, 0);
    return Number(this.bytes.readBigInt64LE(0));
  },
  micros() {
    this.last = Math.max(this.read(), this.last + 1);
    return this.last;
  },
};

function now() {
  return Math.floor(clock.micros() / 1000);
}

function hookDate() {
  const virtual = new Proxy(real.Date, {
    construct(target, args, newTarget) {
      const base = newTarget === virtual ? target : newTarget;
      return Reflect.construct(target, args.length === 0 ? [now()] : args, base);
    },
    apply(target) {
      return new target(now()).toString();
    },
    get(target, name, receiver) {
      return name === 'now' ? now : Reflect.get(target, name, receiver);
    },
  });
  real.Date.prototype.constructor = virtual;
  globalThis.Date = virtual;
  const elapsed = () => clock.micros() - clock.start;
  const hrtime = (before) => {
    const micros = elapsed();
    let seconds = Math.floor(micros / 1e6);
    let nanos = (micros % 1e6) * 1000;
    if (before) {
      seconds -= before[0];
      nanos -= before[1];
      if (nanos < 0) {
        seconds -= 1;
        nanos += 1e9;
      }
    }
    return [seconds, nanos];
  };
  hrtime.bigint = () => BigInt(elapsed()) * 1000n;
  process.hrtime = hrtime;
  process.uptime = () => elapsed() / 1e6;
  performance.now = () => elapsed() / 1000;
  Object.defineProperty(performance, 'timeOrigin', { value: clock.start / 1000 });
}

// ---- Timers --------------------------------------------------------------------------------------

// One sleep at the simulator stands for the earliest of them.
const SLEEP = 1;
const pending = new Map(); // id -> Timer
let ids = 0;
let asked = null; // when the simulator was told to wake us
let control = null;

class Timer {
  constructor(callback, delay, args, repeats) {
    this.callback = callback;
    this.delay = Math.max(1, Number(delay) || 1);
    this.args = args;
    this.repeats = repeats;
    this.id = ++ids;
    this.refresh();
  }
  refresh() {
    this.until = clock.micros() + this.delay * 1000;
    pending.set(this.id, this);
    schedule();
    return this;
  }
  ref() {
    this.unrefed = false;
    return this;
  }
  unref() {
    this.unrefed = true;
    return this;
  }
  hasRef() {
    return !this.unrefed;
  }
  close() {
    clear(this);
    return this;
  }
  [Symbol.toPrimitive]() {
    return this.id;
  }
}

function clear(timer) {
  const id = timer instanceof Timer ? timer.id : Number(timer);
  if (pending.delete(id)) {
    schedule();
  }
}

function earliest() {
  let first = null;
  for (const timer of pending.values()) {
    if (first === null || timer.until < first.until) {
      first = timer;
    }
  }
  return first;
}

let scheduled = false;
function schedule() {
  if (!scheduled) {
    scheduled = true;
    process.nextTick(tellSimulator);
  }
}

function tellSimulator() {
  scheduled = false;
  const first = earliest();
  const until = first === null ? null : first.until;
  if ([...pending.values()].some((timer) => timer.hasRef())) {
    control.ref();
  } else {
    control.unref();
  }
  if (until === asked) {
    return;
  }
  asked = until;
  control.write(until === null ? `wake-up ${SLEEP}\n` : `sleep ${SLEEP} ${until}\n`);
}

function fire() {
  asked = null;
  const at = clock.read();
  for (let timer = earliest(); timer !== null && timer.until <= at; timer = earliest()) {
    pending.delete(timer.id);
    if (timer.repeats) {
      timer.until = at + timer.delay * 1000;
      pending.set(timer.id, timer);
    }
    timer.callback(...timer.args);
  }
  schedule();
}

function hookTimers() {
  control = new net.Socket();
  real.connect.call(control, { host: '127.0.0.1', port: PORT });
  control.write('DDBSIM CONTROL\n');
  control.on('data', fire);
  control.on('error', () => process.exit(0));
  control.unref();

  const virtual = {
    setTimeout: (callback, delay, ...args) => new Timer(callback, delay, args, false),
    setInterval: (callback, delay, ...args) => new Timer(callback, delay, args, true),
    clearTimeout: clear,
    clearInterval: clear,
  };
  const wait = (delay, value, options = {}) =>
    new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal && signal.aborted) {
        reject(signal.reason);
        return;
      }
      const timer = new Timer(() => resolve(value), delay, [], false);
      if (signal) {
        signal.addEventListener('abort', () => {
          clear(timer);
          reject(signal.reason);
        }, { once: true });
      }
    });
  virtual.setTimeout[util.promisify.custom] = wait;
  Object.assign(globalThis, virtual);
  Object.assign(timers, virtual);
  timersPromises.setTimeout = wait;
  timersPromises.setInterval = async function* setIntervalOf(delay, value) {
    for (;;) {
      yield await wait(delay, value);
    }
  };
  if (timersPromises.scheduler) {
    Object.defineProperty(timersPromises.scheduler, 'wait',
      { value: (delay, options) => wait(delay, undefined, options), configurable: true });
  }
  AbortSignal.timeout = (delay) => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    new Timer(() => controller.abort(reason), delay, [], false).unref();
    return controller.signal;
  };
}

// ---- Randomness ----------------------------------------------------------------------------------

// Bytes that follow from a seed: each invocation has its own.
const randomness = {
  seed: SEED,
  count: 0,
  left: Buffer.alloc(0),
  restart(seed) {
    this.seed = seed;
    this.count = 0;
    this.left = Buffer.alloc(0);
  },
  take(size) {
    const pieces = [this.left];
    for (let have = this.left.length; have < size; have += 32) {
      this.count += 1;
      pieces.push(real.createHash('sha256').update(`${this.seed}|${this.count}`).digest());
    }
    const all = pieces.length === 1 ? this.left : Buffer.concat(pieces);
    this.left = all.subarray(size);
    return Buffer.from(all.subarray(0, size));
  },
};

function fill(view) {
  randomness.take(view.byteLength).copy(
    Buffer.from(view.buffer || view, view.byteOffset || 0, view.byteLength));
  return view;
}

function randomUUID() {
  const bytes = randomness.take(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join('-');
}

function answerLater(result, callback) {
  process.nextTick(callback, null, result);
}

function hookRandomness() {
  Math.random = () => randomness.take(6).readUIntBE(0, 6) / 2 ** 48;
  crypto.randomUUID = randomUUID;
  crypto.randomBytes = crypto.pseudoRandomBytes = (size, callback) =>
    callback ? answerLater(randomness.take(size), callback) : randomness.take(size);
  const slice = (buffer, offset = 0, size = buffer.byteLength - offset) =>
    new Uint8Array(buffer.buffer || buffer, (buffer.byteOffset || 0) + offset, size);
  crypto.randomFillSync = (buffer, offset, size) => {
    fill(slice(buffer, offset, size));
    return buffer;
  };
  crypto.randomFill = (buffer, ...rest) => {
    const callback = rest.pop();
    answerLater(crypto.randomFillSync(buffer, ...rest), callback);
  };
  crypto.randomInt = (low, high, callback) => {
    const [from, to, then] = typeof high === 'number' ? [low, high, callback] : [0, low, high];
    const value = from + Math.floor(Math.random() * (to - from));
    return then ? answerLater(value, then) : value;
  };
  const replace = (object, name, value) =>
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
  for (const web of [crypto.webcrypto, globalThis.crypto]) {
    if (web) {
      replace(web, 'getRandomValues', fill);
      replace(web, 'randomUUID', randomUUID);
    }
  }
}

// ---- Connections ---------------------------------------------------------------------------------

const names = new Map(); // address -> the host that it stands for

function addressOf(host) {
  if (net.isIP(host)) {
    return host;
  }
  for (const [address, name] of names) {
    if (name === host) {
      return address;
    }
  }
  const number = names.size + 1;
  const address = `198.18.${Math.floor(number / 250)}.${(number % 250) + 1}`;
  names.set(address, host);
  return address;
}

function hookNames() {
  dns.lookup = (host, options, callback) => {
    const done = callback || options;
    const all = typeof options === 'object' && options !== null && options.all;
    const address = addressOf(host);
    process.nextTick(() =>
      all ? done(null, [{ address, family: 4 }]) : done(null, address, 4));
  };
  dns.promises.lookup = async (host, options) => {
    const found = { address: addressOf(host), family: 4 };
    return options && options.all ? [found] : found;
  };
  const refuse = (host, ...rest) => {
    const error = Object.assign(new Error(`queryA ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
    process.nextTick(rest.pop(), error);
  };
  for (const name of Object.keys(dns)) {
    if (name.startsWith('resolve')) {
      dns[name] = refuse;
    }
  }
}

/// Options of net.connect and tls.connect, in any of their forms.
function connectOptions(args) {
  const list = Array.isArray(args[0]) ? args[0] : args;
  if (typeof list[0] === 'object' && list[0] !== null) {
    return { ...list[0] };
  }
  if (typeof list[0] === 'string' && Number.isNaN(Number(list[0]))) {
    return { path: list[0] };
  }
  return { port: Number(list[0]), host: typeof list[1] === 'string' ? list[1] : undefined };
}

function hookConnections() {
  hookNames();
  net.Socket.prototype.connect = function connect(...args) {
    const options = connectOptions(args);
    const host = options.host || 'localhost';
    if (options.path || (host === '127.0.0.1' && Number(options.port) === PORT)) {
      return real.connect.apply(this, args);
    }
    const list = Array.isArray(args[0]) ? args[0] : args;
    const callback = list.find((argument) => typeof argument === 'function');
    const result = real.connect.call(this, { host: '127.0.0.1', port: PORT }, callback);
    this._host = host;
    this.write(`DDBSIM TO ${names.get(host) || host} ${options.port}\n`);
    return result;
  };
  const connectTls = tls.connect;
  tls.connect = function connect(...args) {
    const callback = args.find((argument) => typeof argument === 'function');
    const options = typeof args[0] === 'object' && args[0] !== null
      ? { ...args[0] }
      : { ...connectOptions(args),
          ...args.find((argument) => typeof argument === 'object' && argument !== null) };
    if (!options.socket && !options.path) {
      const host = options.host || 'localhost';
      options.socket = new net.Socket();
      options.socket.connect({ host, port: options.port });
      if (options.servername === undefined && !net.isIP(host)) {
        options.servername = host;
      }
    }
    return connectTls.call(tls, options, callback);
  };
  dgram.Socket.prototype.send = function send(...args) {
    const callback = args.find((argument) => typeof argument === 'function');
    if (callback) {
      process.nextTick(callback, null, 0); // datagrams (tracing) have nowhere to go
    }
  };
}

// ---- The runtime API -----------------------------------------------------------------------------

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, where, body, headers = {}) {
  return new Promise((resolve) => {
    const request = http.request({
      agent, method, host: '127.0.0.1', port: PORT, path: `/2018-06-01/runtime/${where}`,
      headers: { ...headers, Host: API, 'Content-Length': Buffer.byteLength(body || '') },
    }, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => resolve(
        { headers: response.headers, body: Buffer.concat(pieces).toString() }));
    });
    request.on('error', () => process.exit(0)); // the simulator has gone
    request.end(body);
  });
}

function errorBody(error) {
  if (error instanceof Error || (error && error.stack)) {
    return { errorType: error.name || 'Error', errorMessage: error.message,
             trace: String(error.stack).split('\n') };
  }
  return { errorType: error === undefined ? 'undefined' : typeof error,
           errorMessage: String(error), trace: [] };
}

let requestId = '';

function print(level, text) {
  fs.writeSync(1, `${new Date().toISOString()}\t${requestId}\t${level}\t${text}\n`);
}

function hookConsole() {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN',
                   error: 'ERROR' };
  for (const [name, level] of Object.entries(levels)) {
    console[name] = (...args) => print(level, util.format(...args));
  }
}

let isAsync = false;
let nothingLeft = () => {};

// An error of the runtime, not of the handler.
class RuntimeError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

function fileOf(root, module) {
  for (const ending of ['.js', '.mjs', '.cjs', '']) {
    const file = path.resolve(root, module + ending);
    if (fs.existsSync(file) && fs.statSync(file).isFile()) {
      return file;
    }
  }
  return null;
}

async function load() {
  const handler = process.env._HANDLER || '';
  const name = path.basename(handler);
  const dot = name.indexOf('.');
  if (dot <= 0 || dot === name.length - 1) {
    throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const module = path.join(path.dirname(handler), name.slice(0, dot));
  const file = fileOf(process.env.LAMBDA_TASK_ROOT, module);
  if (file === null) {
    throw new RuntimeError('Runtime.ImportModuleError',
      `Error: Cannot find module '${module}'\nRequire stack:\n- ${__filename}`);
  }
  let found = await loadModule(file);
  for (const member of name.slice(dot + 1).split('.')) {
    found = found === undefined || found === null ? undefined : found[member];
  }
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  return found;
}

async function loadModule(file) {
  try {
    try {
      if (!file.endsWith('.mjs')) {
        return require(file);
      }
    } catch (error) {
      if (error.code !== 'ERR_REQUIRE_ESM' && error.code !== 'ERR_REQUIRE_ASYNC_MODULE'
          && !/Cannot use import statement|Unexpected token 'export'/.test(error.message)) {
        throw error;
      }
    }
    return await import(url.pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    }
    if (/MODULE_NOT_FOUND/.test(error.code || '')) {
      throw new RuntimeError('Runtime.ImportModuleError', `Error: ${error.message}`);
    }
    throw error;
  }
}

// What `import` does not find beside the function lies in the layers, as `require` knows by itself.
function hookImports() {
  const folders = (process.env.NODE_PATH || '').split(':').filter(Boolean);
  if (folders.length === 0 || !Module.register) {
    return;
  }
  const source = `
    import { createRequire } from 'node:module';
    import { pathToFileURL } from 'node:url';
    const require = createRequire(${JSON.stringify(__filename)});
    export async function resolve(name, context, next) {
      try {
        return await next(name, context);
      } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]/.test(name)) throw error;
        const paths = ${JSON.stringify(folders)};
        for (const path of paths) {
          try {
            return await next(name, { ...context,
              parentURL: pathToFileURL(path + '/../x.mjs').href });
          } catch {}
        }
        throw error;
      }
    }`;
  Module.register(`data:text/javascript,${encodeURIComponent(source)}`);
}

function contextOf(headers, finish) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    succeed: (result) => finish(null, result),
    fail: (error) => finish(error === undefined || error === null ? 'handled' : error),
    done: (error, result) => finish(error, result),
  };
}

// The handler's result, whether it returns a promise, calls back, or uses the context. When there
// is nothing left to wait for, there is none.
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    nothingLeft = (isAsync) => isAsync
      ? reject(new RuntimeError('Runtime.NodeJsExit',
          'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly '
          + 'caused by a Promise that was never settled. For more information, see '
          + 'https://nodejs.org/docs/latest/api/process.html#exit-codes'))
      : resolve(null);
    const finish = (error, result) =>
      error === null || error === undefined ? resolve(result) : reject(error);
    const result = handler(event, contextOf(headers, finish), finish);
    isAsync = Boolean(result && typeof result.then === 'function');
    if (isAsync) {
      result.then(resolve, reject);
    } else if (handler.length < 3 && result !== undefined) {
      resolve(result);
    } else if (handler.length < 2) {
      resolve(result);
    }
  });
}

async function fail(where, error) {
  const body = errorBody(error);
  print('ERROR', `${where === 'init/error' ? 'Init' : 'Invoke'} Error \t${JSON.stringify(body)}`);
  await call('POST', where, JSON.stringify(body),
    { 'Content-Type': 'application/json', 'Lambda-Runtime-Function-Error-Type': body.errorType });
}

async function invoke(handler, headers, body) {
  let response;
  try {
    const result = await run(handler, JSON.parse(body), headers);
    response = JSON.stringify(result === undefined ? null : result);
  } catch (error) {
    await fail(`invocation/${requestId}/error`, error);
    return;
  }
  await call('POST', `invocation/${requestId}/response`, response,
    { 'Content-Type': 'application/json' });
}

function dieOf(kind) {
  return async (error) => {
    const body = errorBody(error);
    const where = requestId ? `invocation/${requestId}/error` : 'init/error';
    print('ERROR', `${kind === 'Runtime.UnhandledPromiseRejection' ? 'Unhandled Promise Rejection'
      : 'Uncaught Exception'} \t${JSON.stringify(body)}`);
    const told = kind ? { ...body, errorType: kind, errorMessage: `${body.errorType}: ${body.errorMessage}` }
      : body;
    await call('POST', where, JSON.stringify(told),
      { 'Content-Type': 'application/json', 'Lambda-Runtime-Function-Error-Type': told.errorType });
    process.exit(128);
  };
}

async function main() {
  if (CLOCK) {
    clock.start = clock.read();
    hookDate();
    hookTimers();
    hookRandomness();
  }
  hookConnections();
  hookConsole();
  hookImports();
  Module.syncBuiltinESMExports();
  process.on('beforeExit', () => nothingLeft(isAsync));
  process.on('uncaughtException', dieOf(''));
  process.on('unhandledRejection', dieOf('Runtime.UnhandledPromiseRejection'));
  let handler;
  try {
    handler = await load();
  } catch (error) {
    await fail('init/error', error);
    process.exit(1);
  }
  for (;;) {
    requestId = '';
    nothingLeft = () => {};
    const { headers, body } = await call('GET', 'invocation/next');
    requestId = headers['lambda-runtime-aws-request-id'];
    clock.last = 0;
    process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    randomness.restart(requestId);
    await invoke(handler, headers, body);
  }
}

main();
