// The AWS SDK for JavaScript, version 3, against `ddbsim serve`: the plain client, the document client,
// the client for streams, and clients behind a proxy.
'use strict';

const assert = require('node:assert/strict');
const { beforeEach, it } = require('node:test');

const dynamodb = require('@aws-sdk/client-dynamodb');
const streams = require('@aws-sdk/client-dynamodb-streams');
const document = require('@aws-sdk/lib-dynamodb');
const { NodeHttpHandler } = require('@smithy/node-http-handler');
const { HttpProxyAgent: ConnectAgent } = require('hpagent');
const { HttpProxyAgent: ForwardAgent } = require('http-proxy-agent');

const { collect, credentials, describeServed, numbers, region } = require('./support.js');

const TableName = 'cruddur-messages';
const IndexName = 'message-group-sk-index';
const conversation = 'MSG#group-1';

const keySchema = (...names) =>
  names.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' }));

const table = {
  TableName,
  AttributeDefinitions: ['message_group_uuid', 'pk', 'sk'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: keySchema('pk', 'sk'),
  GlobalSecondaryIndexes: [
    {
      IndexName,
      KeySchema: keySchema('message_group_uuid', 'sk'),
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

const message = (minute) => ({
  pk: conversation,
  sk: `2026-11-22T10:${String(minute).padStart(2, '0')}`,
  message: `line ${minute}`,
});
const key = (minute) => ({ pk: conversation, sk: message(minute).sk });

// A suite in which each test finds the table new and empty.
function describeWithTable(name, tests) {
  describeServed(name, (server) => {
    beforeEach(async () => {
      const { client } = server;
      server.documents = document.DynamoDBDocument.from(client);
      await client.send(new dynamodb.DeleteTableCommand({ TableName })).catch((error) => {
        assert.equal(error.name, 'ResourceNotFoundException');
      });
      await client.send(new dynamodb.CreateTableCommand(table));
      await dynamodb.waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
    });
    tests(server);
  });
}

async function seed({ documents }, count) {
  for (const minute of numbers(count)) {
    await documents.put({ TableName, Item: message(minute) });
  }
}

describeWithTable('document client', (server) => {
  it('gives back every type as it went in', async () => {
    const Item = {
      ...key(0),
      text: 'ž',
      number: -1.5,
      large: document.NumberValue.from('12345678901234567890.123456789'),
      bytes: Uint8Array.from([0, 255]),
      nothing: null,
      flag: false,
      list: [1, 'two', { three: [] }],
      strings: new Set(['a', 'b']),
      numbers: new Set([1, 2]),
      empty: '',
    };
    await server.documents.put({ TableName, Item });
    const exact = document.DynamoDBDocument.from(server.client, {
      unmarshallOptions: {
        wrapNumbers: (text) =>
          Number.isSafeInteger(Number(text)) || text === '-1.5' ? Number(text) : document.NumberValue.from(text),
      },
    });
    assert.deepEqual((await exact.get({ TableName, Key: key(0) })).Item, Item);
  });

  it('updates and answers with the new values', async () => {
    await seed(server, 1);
    const { Attributes } = await server.documents.update({
      TableName,
      Key: key(0),
      UpdateExpression: 'SET edits = if_not_exists(edits, :zero) + :one REMOVE message',
      ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
      ReturnValues: 'ALL_NEW',
    });
    assert.deepEqual(Attributes, { ...key(0), edits: 1 });
  });

  it('deletes and answers with the old item', async () => {
    await seed(server, 1);
    const deletion = { TableName, Key: key(0), ReturnValues: 'ALL_OLD' };
    assert.deepEqual((await server.documents.delete(deletion)).Attributes, message(0));
    assert.equal((await server.documents.delete(deletion)).Attributes, undefined);
    assert.equal((await server.documents.get({ TableName, Key: key(0) })).Item, undefined);
  });

  it('queries the newest messages first, and the index', async () => {
    await seed(server, 5);
    await server.documents.put({ TableName, Item: { pk: 'GRP#me', sk: '2026', message_group_uuid: 'group-1' } });
    const newest = await server.documents.query({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :year)',
      ExpressionAttributeValues: { ':pk': conversation, ':year': '2026' },
      ScanIndexForward: false,
      Limit: 2,
      ReturnConsumedCapacity: 'TOTAL',
    });
    assert.deepEqual(newest.Items, [message(4), message(3)]);
    assert.deepEqual(newest.LastEvaluatedKey, key(3));
    assert.deepEqual(newest.ConsumedCapacity, { TableName, CapacityUnits: 0.5 });
    const groups = await server.documents.query({
      TableName,
      IndexName,
      KeyConditionExpression: 'message_group_uuid = :group',
      ExpressionAttributeValues: { ':group': 'group-1' },
    });
    assert.deepEqual(groups.Items.map(({ pk }) => pk), ['GRP#me']);
  });

  it('writes and reads in batches', async () => {
    const Put = numbers(25).map((minute) => ({ PutRequest: { Item: message(minute) } }));
    const written = await server.documents.batchWrite({ RequestItems: { [TableName]: Put } });
    assert.deepEqual(written.UnprocessedItems, {});
    const read = await server.documents.batchGet({
      RequestItems: { [TableName]: { Keys: numbers(30).map(key) } },
    });
    assert.deepEqual(read.UnprocessedKeys, {});
    const found = read.Responses[TableName].map(({ sk }) => sk).sort();
    assert.deepEqual(found, numbers(25).map((minute) => message(minute).sk));
  });

  it('runs PartiQL with parameters', async () => {
    await seed(server, 3);
    const { Items } = await server.documents.executeStatement({
      Statement: `SELECT message FROM "${TableName}" WHERE pk = ? AND sk > ?`,
      Parameters: [conversation, message(1).sk],
    });
    assert.deepEqual(Items, [{ message: 'line 2' }]);
  });
});

describeWithTable('paginators', (server) => {
  it('join the pages of a query', async () => {
    await seed(server, 7);
    const pages = await collect(
      document.paginateQuery(
        { client: server.documents, pageSize: 3 },
        {
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': conversation },
        },
      ),
    );
    assert.deepEqual(pages.map(({ Count }) => Count), [3, 3, 1]);
    assert.deepEqual(pages.flatMap(({ Items }) => Items), numbers(7).map(message));
  });

  it('join the pages of a scan, and of the list of tables', async () => {
    await seed(server, 5);
    const pages = await collect(dynamodb.paginateScan({ client: server.client, pageSize: 2 }, { TableName }));
    assert.equal(pages.flatMap(({ Items }) => Items).length, 5);
    await server.client.send(new dynamodb.CreateTableCommand({ ...table, TableName: 'another' }));
    const lists = await collect(dynamodb.paginateListTables({ client: server.client, pageSize: 1 }, {}));
    await server.client.send(new dynamodb.DeleteTableCommand({ TableName: 'another' }));
    assert.deepEqual(lists.flatMap(({ TableNames }) => TableNames), ['another', TableName]);
  });
});

describeWithTable('errors are typed', (server) => {
  it('a failed condition, with the item that stood in the way', async () => {
    await seed(server, 1);
    const again = server.documents.put({
      TableName,
      Item: message(0),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    await assert.rejects(again, (error) => {
      assert(error instanceof dynamodb.ConditionalCheckFailedException);
      assert.equal(error.message, 'The conditional request failed');
      assert.deepEqual(error.Item.message, { S: 'line 0' });
      assert.equal(error.$metadata.httpStatusCode, 400);
      assert.match(error.$metadata.requestId, /^[A-Z0-9]{52}$/);
      return true;
    });
  });

  it('a cancelled transaction, with a reason for each action', async () => {
    await seed(server, 1);
    const ConditionExpression = 'attribute_not_exists(pk)';
    const transaction = server.documents.transactWrite({
      TransactItems: [
        { Put: { TableName, Item: message(1) } },
        {
          Put: {
            TableName,
            Item: message(0),
            ConditionExpression,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
        { ConditionCheck: { TableName, Key: key(2), ConditionExpression } },
      ],
    });
    await assert.rejects(transaction, (error) => {
      assert(error instanceof dynamodb.TransactionCanceledException);
      assert.deepEqual(
        error.CancellationReasons.map(({ Code }) => Code),
        ['None', 'ConditionalCheckFailed', 'None'],
      );
      assert.deepEqual(error.CancellationReasons[1].Item.message, { S: 'line 0' });
      return true;
    });
    assert.equal((await server.documents.get({ TableName, Key: key(1) })).Item, undefined);
  });

  it('a missing table, a broken request, a statement for an item that exists', async () => {
    await seed(server, 1);
    const missing = server.client.send(new dynamodb.DescribeTableCommand({ TableName: 'nothing' }));
    await assert.rejects(missing, dynamodb.ResourceNotFoundException);
    const broken = server.documents.get({ TableName, Key: { pk: 'a' } });
    await assert.rejects(broken, {
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    });
    const duplicate = server.documents.executeStatement({
      Statement: `INSERT INTO "${TableName}" VALUE {'pk': ?, 'sk': ?}`,
      Parameters: [conversation, message(0).sk],
    });
    await assert.rejects(duplicate, dynamodb.DuplicateItemException);
  });
});

describeWithTable('transactions', (server) => {
  it('write all and read all', async () => {
    await seed(server, 1);
    await server.documents.transactWrite({
      TransactItems: [
        { Delete: { TableName, Key: key(0) } },
        { Put: { TableName, Item: message(1) } },
        {
          Update: {
            TableName,
            Key: key(2),
            UpdateExpression: 'SET message = :text',
            ExpressionAttributeValues: { ':text': 'line 2' },
          },
        },
      ],
    });
    const { Responses } = await server.documents.transactGet({
      TransactItems: numbers(3).map((minute) => ({ Get: { TableName, Key: key(minute) } })),
    });
    assert.deepEqual(Responses.map(({ Item }) => Item), [undefined, message(1), message(2)]);
  });

  it('with one token happen once', async () => {
    const increment = {
      ClientRequestToken: 'token-1',
      TransactItems: [
        {
          Update: {
            TableName,
            Key: key(0),
            UpdateExpression: 'ADD n :one',
            ExpressionAttributeValues: { ':one': 1 },
          },
        },
      ],
    };
    await server.documents.transactWrite(increment);
    await server.documents.transactWrite(increment);
    assert.equal((await server.documents.get({ TableName, Key: key(0) })).Item.n, 1);
    increment.TransactItems[0].Update.ExpressionAttributeValues[':one'] = 2;
    await assert.rejects(server.documents.transactWrite(increment), dynamodb.IdempotentParameterMismatchException);
  });
});

describeWithTable('streams client', (server) => {
  // All records of a shard: pages until the shard is closed, or a page of an open one is empty.
  async function* recordsOf(reader, StreamArn, ShardId) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let { ShardIterator } = await reader.send(new streams.GetShardIteratorCommand(start));
    while (ShardIterator) {
      const page = await reader.send(new streams.GetRecordsCommand({ ShardIterator, Limit: 4 }));
      yield* page.Records;
      ShardIterator = page.Records.length > 0 ? page.NextShardIterator : undefined;
    }
  }

  async function shardsOf(reader, StreamArn) {
    const described = await reader.send(new streams.DescribeStreamCommand({ StreamArn }));
    return described.StreamDescription.Shards.map(({ ShardId }) => ShardId);
  }

  async function readerOfNewestStream() {
    const reader = new streams.DynamoDBStreamsClient(server.options);
    const { Table } = await server.client.send(new dynamodb.DescribeTableCommand({ TableName }));
    const listed = await reader.send(new streams.ListStreamsCommand({ TableName }));
    assert(listed.Streams.some(({ StreamArn }) => StreamArn === Table.LatestStreamArn));
    return { reader, arn: Table.LatestStreamArn };
  }

  async function story(reader, arn) {
    const records = [];
    for (const shard of await shardsOf(reader, arn)) {
      records.push(...(await collect(recordsOf(reader, arn, shard))));
    }
    return records;
  }

  it('reads all shards to their end', async () => {
    await seed(server, 10);
    await server.documents.put({ TableName, Item: { ...message(3), message: 'edited' } });
    await server.documents.delete({ TableName, Key: key(4) });
    const { reader, arn } = await readerOfNewestStream();
    const records = await story(reader, arn);
    assert.deepEqual(
      records.map(({ eventName }) => eventName),
      [...Array(10).fill('INSERT'), 'MODIFY', 'REMOVE'],
    );
    const { OldImage, NewImage } = records[10].dynamodb;
    assert.deepEqual([OldImage.message.S, NewImage.message.S], ['line 3', 'edited']);
    assert.deepEqual(records[11].dynamodb.Keys.sk, { S: message(4).sk });
    assert.equal(records[11].dynamodb.NewImage, undefined);
    assert(records[0].dynamodb.ApproximateCreationDateTime instanceof Date);
  });

  it('reads a stream to its end after its table was deleted', async () => {
    await seed(server, 3);
    const { reader, arn } = await readerOfNewestStream();
    await server.client.send(new dynamodb.DeleteTableCommand({ TableName }));
    assert.equal((await story(reader, arn)).length, 3);
  });
});

describeWithTable('an endpoint that is hard-coded, and a proxy that is ddbsim', (server) => {
  const throughProxy = (httpAgent) =>
    new dynamodb.DynamoDBClient({
      endpoint: 'http://dynamodb.ca-central-1.amazonaws.com',
      region,
      credentials,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({ httpAgent }),
    });

  it('works with an agent that sends whole URLs', async () => {
    const proxied = throughProxy(new ForwardAgent(server.endpoint));
    const { TableNames } = await proxied.send(new dynamodb.ListTablesCommand({}));
    assert.deepEqual(TableNames, [TableName]);
  });

  it('works with an agent that asks for a tunnel', async () => {
    const proxied = throughProxy(new ConnectAgent({ proxy: server.endpoint }));
    const { TableNames } = await proxied.send(new dynamodb.ListTablesCommand({}));
    assert.deepEqual(TableNames, [TableName]);
  });
});
