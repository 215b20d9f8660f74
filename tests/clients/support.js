// What each test file in JavaScript needs: a `ddbsim serve` of its own, and small helpers.
'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { join } = require('node:path');
const { createInterface } = require('node:readline');
const { after, before, describe } = require('node:test');

const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');

const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret' };
const region = 'ca-central-1';

const program = process.env.DDBSIM_PROGRAM ?? join(__dirname, '../../build/release/ddbsim');

async function start(server) {
  server.process = spawn(program, ['serve', '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: server.process.stdout }), 'line');
  server.endpoint = line.split(' ').at(-1);
  server.options = { endpoint: server.endpoint, region, credentials, maxAttempts: 1 };
  server.client = new DynamoDBClient(server.options);
}

// It must end by itself when it is asked to.
async function stop(server) {
  server.client.destroy();
  const ended = once(server.process, 'exit');
  server.process.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
}

// A suite with a `ddbsim serve` of its own, DDBSIM_PROGRAM or build/release/ddbsim: `server` has its
// `endpoint`, the `options` of a client for it, and such a `client`, once the tests run.
function describeServed(name, tests) {
  describe(name, () => {
    const server = {};
    before(() => start(server));
    after(() => stop(server));
    tests(server);
  });
}

// Everything that an asynchronous iteration yields.
async function collect(iteration) {
  const all = [];
  for await (const one of iteration) {
    all.push(one);
  }
  return all;
}

const numbers = (count) => Array.from({ length: count }, (_, i) => i);

module.exports = { collect, credentials, describeServed, numbers, region };
