// dynamoose against `ddbsim serve`: models that make their own tables.
'use strict';

const assert = require('node:assert/strict');
const { before, it } = require('node:test');

const dynamoose = require('dynamoose');

const { describeServed, numbers } = require('./support.js');

const key = (i) => ({ user: 'ann', id: i });
const note = (i) => ({ ...key(i), topic: i % 2 === 0 ? 'even' : 'odd', text: `note ${i}` });

describeServed('dynamoose', (server) => {
  let Note;

  before(async () => {
    dynamoose.aws.ddb.set(new dynamoose.aws.ddb.DynamoDB(server.options));
    const schema = new dynamoose.Schema({
      user: { type: String, hashKey: true },
      id: { type: Number, rangeKey: true },
      topic: { type: String, index: { name: 'by-topic', rangeKey: 'id' } },
      text: String,
      likes: Number,
      seen: Date,
    });
    Note = dynamoose.model('notes', schema);
    const table = new dynamoose.Table('notes', [Note], {
      initialize: false,
      waitForActive: { enabled: true, check: { timeout: 5000, frequency: 10 } },
    });
    await table.initialize();
  });

  it('makes the table, and creates items in it', async () => {
    for (const i of numbers(5)) {
      await Note.create(note(i));
    }
    await assert.rejects(Note.create(note(0)), { name: 'ConditionalCheckFailedException' });
    const found = await Note.get(key(2));
    assert.deepEqual({ ...found }, note(2));
  });

  it('queries by table and by index', async () => {
    const newest = await Note.query('user').eq('ann').where('id').ge(1).sort('descending').limit(2).exec();
    assert.deepEqual(newest.map(({ id }) => id), [4, 3]);
    const odd = await Note.query('topic').eq('odd').using('by-topic').exec();
    assert.deepEqual(odd.map(({ id }) => id), [1, 3]);
  });

  it('updates with $SET, $ADD and $REMOVE', async () => {
    const seen = new Date('2026-11-22T10:00:00Z');
    const updated = await Note.update(key(1), { $SET: { seen }, $ADD: { likes: 3 }, $REMOVE: ['text'] });
    assert.deepEqual([updated.seen, updated.likes, updated.text], [seen, 3, undefined]);
  });

  it('holds an update back by a condition', async () => {
    const condition = new dynamoose.Condition().where('topic').eq('odd');
    const update = Note.update(key(2), { text: 'x' }, { condition });
    await assert.rejects(update, { name: 'ConditionalCheckFailedException' });
  });

  it('pages with the last key', async () => {
    const ids = [];
    let lastKey;
    do {
      const query = Note.query('user').eq('ann').limit(2);
      const page = await (lastKey ? query.startAt(lastKey) : query).exec();
      ids.push(...page.map(({ id }) => id));
      lastKey = page.lastKey;
    } while (lastKey);
    assert.deepEqual(ids, numbers(5));
  });

  it('writes a transaction, or nothing of it', async () => {
    const move = () =>
      dynamoose.transaction([Note.transaction.create(note(9)), Note.transaction.delete(key(4))]);
    await move();
    assert.equal(await Note.get(key(4)), undefined);
    await assert.rejects(move(), (error) => {
      const codes = error.CancellationReasons.map(({ Code }) => Code);
      assert.deepEqual([error.name, ...codes], ['TransactionCanceledException', 'ConditionalCheckFailed', 'None']);
      return true;
    });
  });

  it('scans, counts, and deletes in a batch', async () => {
    assert.equal((await Note.scan('topic').eq('even').count().exec()).count, 2);
    await Note.batchDelete(numbers(4).map(key));
    assert.deepEqual((await Note.scan().exec()).map(({ id }) => id), [9]);
  });
});
