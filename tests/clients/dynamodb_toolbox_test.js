// dynamodb-toolbox against `ddbsim serve`: an entity with a schema, its commands as actions.
'use strict';

const assert = require('node:assert/strict');
const { before, it } = require('node:test');

const { CreateTableCommand } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');
const toolbox = require('dynamodb-toolbox');

const { describeServed, numbers } = require('./support.js');

// The library makes no tables.
const definition = {
  TableName: 'orders',
  AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};

const key = (i) => ({ pk: 'customer#1', sk: `order#${i}` });
const order = (i) => ({ ...key(i), total: 10 * i, lines: [`line ${i}`] });

describeServed('dynamodb-toolbox', (server) => {
  let table;
  let orders;
  const action = (kind) => orders.build(kind);

  before(async () => {
    await server.client.send(new CreateTableCommand(definition));
    table = new toolbox.Table({
      name: 'orders',
      partitionKey: { name: 'pk', type: 'string' },
      sortKey: { name: 'sk', type: 'string' },
      documentClient: DynamoDBDocumentClient.from(server.client),
    });
    orders = new toolbox.Entity({
      name: 'order',
      table,
      timestamps: false,
      schema: toolbox.item({
        pk: toolbox.string().key(),
        sk: toolbox.string().key(),
        total: toolbox.number(),
        lines: toolbox.list(toolbox.string()).optional(),
      }),
    });
  });

  it('puts and gets', async () => {
    for (const i of numbers(5)) {
      await action(toolbox.PutItemCommand).item(order(i)).send();
    }
    const { Item } = await action(toolbox.GetItemCommand).key(key(2)).options({ consistent: true }).send();
    assert.deepEqual(Item, order(2));
  });

  it('updates with sums and appended lists', async () => {
    const { Attributes } = await action(toolbox.UpdateItemCommand)
      .item({ ...key(1), total: toolbox.$add(5), lines: toolbox.$append(['more']) })
      .options({ returnValues: 'ALL_NEW' })
      .send();
    assert.deepEqual(Attributes, { ...key(1), total: 15, lines: ['line 1', 'more'] });
  });

  it('holds a write back by a condition', async () => {
    const again = action(toolbox.PutItemCommand)
      .item(order(0))
      .options({ condition: { attr: 'pk', exists: false } });
    await assert.rejects(again.send(), { name: 'ConditionalCheckFailedException' });
  });

  it('queries a range, and pages through it', async () => {
    const query = table.build(toolbox.QueryCommand).entities(orders);
    const condition = { partition: 'customer#1', range: { gte: 'order#1' } };
    const sks = [];
    let exclusiveStartKey;
    do {
      const page = await query.query(condition).options({ limit: 2, exclusiveStartKey }).send();
      sks.push(...page.Items.map(({ sk }) => sk));
      exclusiveStartKey = page.LastEvaluatedKey;
    } while (exclusiveStartKey);
    assert.deepEqual(sks, ['order#1', 'order#2', 'order#3', 'order#4']);
  });

  it('scans with a filter', async () => {
    const { Items } = await table
      .build(toolbox.ScanCommand)
      .entities(orders)
      .options({ filters: { order: { attr: 'total', gt: 25 } } })
      .send();
    assert.deepEqual(Items.map(({ total }) => total).sort(), [30, 40]);
  });

  it('writes a transaction, or nothing of it', async () => {
    const move = () =>
      toolbox.executeTransactWrite(
        action(toolbox.PutTransaction).item(order(9)).options({ condition: { attr: 'pk', exists: false } }),
        action(toolbox.DeleteTransaction).key(key(4)),
      );
    await move();
    await assert.rejects(move(), (error) => {
      const codes = error.CancellationReasons.map(({ Code }) => Code);
      assert.deepEqual([error.name, ...codes], ['TransactionCanceledException', 'ConditionalCheckFailed', 'None']);
      return true;
    });
    const { Responses } = await toolbox.executeTransactGet(
      action(toolbox.GetTransaction).key(key(4)),
      action(toolbox.GetTransaction).key(key(9)),
    );
    assert.deepEqual(Responses.map(({ Item }) => Item), [undefined, order(9)]);
  });

  it('deletes in a batch', async () => {
    const batch = table
      .build(toolbox.BatchWriteCommand)
      .requests(...numbers(4).map((i) => action(toolbox.BatchDeleteRequest).key(key(i))));
    await toolbox.executeBatchWrite(batch);
    const { Count } = await table.build(toolbox.ScanCommand).options({ select: 'COUNT' }).send();
    assert.equal(Count, 1);
  });
});
