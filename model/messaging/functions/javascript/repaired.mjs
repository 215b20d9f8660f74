// Pattern D repaired: every message of the batch, each move in one transaction.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient, GetCommand, TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = 'cruddur-messages';
const TRIES = 4;
const HARMLESS = ['None', 'ConditionalCheckFailed', 'TransactionConflict'];

// Another move was faster, or our own first try whose answer was lost: worth reading again.
function lostTheRace(error) {
  return error.name === 'TransactionCanceledException'
    && error.CancellationReasons.every(({ Code }) => HARMLESS.includes(Code));
}

// The group's id, so that two conversations of one instant do not overwrite each other.
const rowSortKey = (at, group) => `${at}#${group}`;

function writesOfMove(group, members, before, text, at) {
  const writes = [{
    Update: {
      TableName,
      Key: { pk: `CNV#${group}`, sk: 'state' },
      UpdateExpression: 'SET last_message_at = :at',
      ConditionExpression: 'last_message_at = :from',
      ExpressionAttributeValues: { ':at': at, ':from': before },
    },
  }];
  for (const owner of members) {
    const pk = `GRP#${owner.user_uuid}`;
    writes.push({ Delete: { TableName, Key: { pk, sk: rowSortKey(before, group) } } });
    for (const other of members.filter((member) => member !== owner)) {
      const { user_uuid, user_display_name, user_handle } = other;
      writes.push({
        Put: {
          TableName,
          Item: {
            pk, sk: rowSortKey(at, group), message_group_uuid: group, message: text,
            user_uuid, user_display_name, user_handle,
          },
        },
      });
    }
  }
  return writes;
}

async function move(group, text, at) {
  for (let attempt = 1; ; attempt += 1) {
    const { Item: conversation } = await client.send(new GetCommand({
      TableName, Key: { pk: `CNV#${group}`, sk: 'state' }, ConsistentRead: true,
    }));
    // Only forward in time: a duplicate or a late message changes nothing.
    if (!conversation || conversation.last_message_at >= at) {
      return;
    }
    const { members, last_message_at: before } = conversation;
    try {
      await client.send(new TransactWriteCommand({
        TransactItems: writesOfMove(group, members, before, text, at),
      }));
      return;
    } catch (error) {
      if (attempt === TRIES || !lostTheRace(error)) {
        throw error;
      }
    }
  }
}

export const handler = async (event) => {
  for (const { eventName, dynamodb: { Keys, NewImage } } of event.Records) {
    // Only INSERT: an edited message (MODIFY) is no new one and must not move anything.
    if (eventName === 'INSERT' && Keys.pk.S.startsWith('MSG#')) {
      await move(Keys.pk.S.slice('MSG#'.length), NewImage.message.S, Keys.sk.S);
    }
  }
};
