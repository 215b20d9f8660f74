// Pattern D as it was published: move a conversation when a message comes. It keeps the published
// one's faults: only the first record of a batch counts, and a row is deleted before it is put again.
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const {
  DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand,
} = require('@aws-sdk/lib-dynamodb');

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
const TableName = 'cruddur-messages';

exports.handler = async (event) => {
  const record = event.Records[0];
  if (record.eventName === 'REMOVE') {
    return;
  }
  const pk = record.dynamodb.Keys.pk.S;
  const sk = record.dynamodb.Keys.sk.S;
  if (!pk.startsWith('MSG#')) {
    return;
  }
  const group = pk.replace('MSG#', '');
  const message = record.dynamodb.NewImage.message.S;
  console.log('group', group, 'moves to', sk);

  const rows = await client.send(new QueryCommand({
    TableName,
    IndexName: 'message-group-sk-index',
    KeyConditionExpression: 'message_group_uuid = :group',
    ExpressionAttributeValues: { ':group': group },
  }));
  for (const row of rows.Items) {
    await client.send(new DeleteCommand({ TableName, Key: { pk: row.pk, sk: row.sk } }));
    await client.send(new PutCommand({
      TableName,
      Item: {
        pk: row.pk,
        sk,
        message_group_uuid: row.message_group_uuid,
        message,
        user_uuid: row.user_uuid,
        user_display_name: row.user_display_name,
        user_handle: row.user_handle,
      },
    }));
  }
};
