// dynamodb-onetable against `ddbsim serve`: a schema of models on one table, which the library makes.
'use strict';

const assert = require('node:assert/strict');
const { before, it } = require('node:test');

const { Table } = require('dynamodb-onetable');
const { Dynamo } = require('dynamodb-onetable/Dynamo');

const { describeServed, numbers } = require('./support.js');

const schema = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: {
    primary: { hash: 'pk', sort: 'sk' },
    gs1: { hash: 'gs1pk', sort: 'gs1sk', project: 'all' },
  },
  models: {
    User: {
      pk: { type: String, value: 'account#${account}' },
      sk: { type: String, value: 'user#${name}' },
      gs1pk: { type: String, value: 'email#' },
      gs1sk: { type: String, value: 'email#${email}' },
      account: { type: String, required: true },
      name: { type: String, required: true },
      email: { type: String, unique: true },
      age: { type: Number },
      tags: { type: Array, items: { type: String } },
    },
  },
};

const user = (i) => ({ account: 'a1', name: `user${i}`, email: `user${i}@example.com`, age: 20 + i });

describeServed('dynamodb-onetable', (server) => {
  let table;
  let User;

  before(() => {
    const client = new Dynamo({ client: server.client });
    table = new Table({ client, name: 'accounts', schema, partial: true });
    User = table.getModel('User');
  });

  it('makes its table, and creates items with unique attributes', async () => {
    await table.createTable();
    assert.equal(await table.exists(), true);
    for (const i of numbers(5)) {
      await User.create(user(i));
    }
    const { account, name, email, age } = await User.get({ account: 'a1', name: 'user3' });
    assert.deepEqual({ account, name, email, age }, user(3));
    await assert.rejects(User.create({ ...user(8), email: user(0).email }), { code: 'UniqueError' });
  });

  it('queries by table and by index, with a condition on other attributes', async () => {
    const users = await User.find({ account: 'a1', sk: { begins: 'user#user' } });
    assert.deepEqual(users.map(({ name }) => name), numbers(5).map((i) => user(i).name));
    const old = await User.find({ account: 'a1' }, { where: '${age} > {22}' });
    assert.deepEqual(old.map(({ age }) => age), [23, 24]);
    const found = await User.get({ email: user(2).email }, { index: 'gs1', follow: true });
    assert.equal(found.name, 'user2');
  });

  it('updates with sets, sums and pushes', async () => {
    const key = { account: 'a1', name: 'user1' };
    assert.equal((await User.update(key, { add: { age: 5 } })).age, 26);
    assert.deepEqual((await User.update(key, { set: { tags: ['a'] } })).tags, ['a']);
    assert.deepEqual((await User.update(key, { push: { tags: ['b'] } })).tags, ['a', 'b']);
    assert.equal((await User.update(key, { remove: ['tags'] })).tags, undefined);
  });

  it('pages forwards', async () => {
    const names = [];
    let next;
    do {
      const page = await User.find({ account: 'a1' }, { limit: 2, next });
      names.push(...page.map(({ name }) => name));
      next = page.next;
    } while (next);
    assert.deepEqual(names, numbers(5).map((i) => user(i).name));
  });

  it('writes a transaction, or nothing of it', async () => {
    const transaction = {};
    await User.update({ account: 'a1', name: 'user0', age: 50 }, { transaction });
    await User.remove({ account: 'a1', name: 'user4' }, { transaction, many: false });
    await table.transact('write', transaction);
    assert.equal((await User.get({ account: 'a1', name: 'user0' })).age, 50);
    const refused = {};
    await User.update({ account: 'a1', name: 'user1', age: 51 }, { transaction: refused });
    await User.update({ account: 'a1', name: 'nobody', age: 51 }, { transaction: refused, exists: true });
    await assert.rejects(table.transact('write', refused));
    assert.equal((await User.get({ account: 'a1', name: 'user1' })).age, 26);
  });

  it('reads and writes in batches', async () => {
    const batch = {};
    for (const i of numbers(3)) {
      await table.putItem({ pk: 'plain', sk: String(i), n: i }, { batch, parse: false });
    }
    await table.batchWrite(batch);
    const items = await table.queryItems({ pk: 'plain' }, { parse: true, hidden: true });
    assert.deepEqual(items.map(({ n }) => n), [0, 1, 2]);
  });
});
