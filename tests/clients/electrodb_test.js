// electrodb against `ddbsim serve`: an entity on the single-table keys that the library composes.
'use strict';

const assert = require('node:assert/strict');
const { before, it } = require('node:test');

const { CreateTableCommand } = require('@aws-sdk/client-dynamodb');
const { Entity, Service } = require('electrodb');

const { describeServed, numbers } = require('./support.js');

const table = 'conversations';

// The library makes no tables: this is the one that its documentation asks for.
const attribute = (AttributeName) => ({ AttributeName, AttributeType: 'S' });
const schema = (hash, range) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const definition = {
  TableName: table,
  AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(attribute),
  KeySchema: schema('pk', 'sk'),
  GlobalSecondaryIndexes: [
    { IndexName: 'gsi1', KeySchema: schema('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' } },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};

const model = {
  model: { entity: 'message', service: 'chat', version: '1' },
  attributes: {
    group: { type: 'string', required: true },
    sentAt: { type: 'string', required: true },
    author: { type: 'string', required: true },
    text: { type: 'string' },
    likes: { type: 'number', default: 0 },
    tags: { type: 'set', items: 'string' },
  },
  indexes: {
    conversation: { pk: { field: 'pk', composite: ['group'] }, sk: { field: 'sk', composite: ['sentAt'] } },
    byAuthor: {
      index: 'gsi1',
      pk: { field: 'gsi1pk', composite: ['author'] },
      sk: { field: 'gsi1sk', composite: ['sentAt'] },
    },
  },
};

const key = (i) => ({ group: 'g1', sentAt: `2026-11-22T10:0${i}` });
const message = (i) => ({ ...key(i), author: i % 2 === 0 ? 'ann' : 'bob', text: `line ${i}` });

// The library wraps the service's errors in its own.
const conditionFailed = ({ cause }) => cause.name === 'ConditionalCheckFailedException';

describeServed('electrodb', (server) => {
  let messages;
  let chat;

  before(async () => {
    await server.client.send(new CreateTableCommand(definition));
    messages = new Entity(model, { client: server.client, table });
    chat = new Service({ messages });
  });

  it('creates, and refuses to create again', async () => {
    for (const i of numbers(5)) {
      await messages.create(message(i)).go();
    }
    await assert.rejects(messages.create(message(0)).go(), conditionFailed);
    const { data } = await messages.get(key(3)).go();
    assert.deepEqual(data, { ...message(3), likes: 0 });
  });

  it('queries by table and by index, with a range and a filter', async () => {
    const some = await messages.query.conversation({ group: 'g1' }).between(key(1), key(3)).go();
    assert.deepEqual(some.data.map(({ text }) => text), ['line 1', 'line 2', 'line 3']);
    const bobs = await messages.query
      .byAuthor({ author: 'bob' })
      .where(({ text }, { eq }) => eq(text, 'line 3'))
      .go();
    assert.deepEqual(bobs.data.map(({ sentAt }) => sentAt), [key(3).sentAt]);
  });

  it('updates what exists', async () => {
    const { data } = await messages
      .patch(key(0))
      .set({ text: 'edited' })
      .add({ likes: 2, tags: ['new'] })
      .go({ response: 'all_new' });
    assert.deepEqual([data.text, data.likes, data.tags], ['edited', 2, ['new']]);
    await assert.rejects(messages.patch(key(9)).set({ text: 'x' }).go(), conditionFailed);
  });

  it('pages with cursors', async () => {
    const texts = [];
    let cursor = null;
    do {
      const page = await messages.query.conversation({ group: 'g1' }).go({ cursor, limit: 2 });
      texts.push(...page.data.map(({ text }) => text));
      cursor = page.cursor;
    } while (cursor !== null);
    assert.deepEqual(texts, ['edited', 'line 1', 'line 2', 'line 3', 'line 4']);
  });

  it('writes a transaction, or nothing of it', async () => {
    const move = () =>
      chat.transaction
        .write(({ messages: writes }) => [
          writes.delete(key(4)).where(({ text }, { exists }) => exists(text)).commit({ response: 'all_old' }),
          writes.create(message(5)).commit(),
        ])
        .go();
    assert.equal((await move()).canceled, false);
    const again = await move();
    assert.equal(again.canceled, true);
    assert.deepEqual(again.data.map(({ code }) => code), ['ConditionalCheckFailed', 'ConditionalCheckFailed']);
  });

  it('reads and writes in batches', async () => {
    await messages.put(numbers(3).map((i) => ({ ...message(i), group: 'g2' }))).go();
    const { data, unprocessed } = await messages.get(numbers(3).map((i) => ({ ...key(i), group: 'g2' }))).go();
    assert.deepEqual([data.length, unprocessed], [3, []]);
    await messages.delete(numbers(3).map((i) => ({ ...key(i), group: 'g2' }))).go();
    assert.deepEqual((await messages.query.conversation({ group: 'g2' }).go()).data, []);
  });
});
