// A function for AWS Lambda: bounces messages to mailboxes that do not exist.
const { SESClient, SendBounceCommand } = require("@aws-sdk/client-ses");

const MAILBOXES = new Set(["postmaster@example.com"]);

// The client reads AWS_ENDPOINT_URL_SES, AWS_REGION and the keys from the environment.
const ses = new SESClient({});

const unknown = (received) => received.receipt.recipients.filter((address) => !MAILBOXES.has(address.toLowerCase()));

// A message without a return path is itself a bounce, and a bounce must never be bounced.
const isForNobody = (received) => !["", "<>"].includes(received.mail.source) && unknown(received).length > 0;

async function bounce(received) {
  const answer = await ses.send(new SendBounceCommand({
    OriginalMessageId: received.mail.messageId,
    BounceSender: "mailer-daemon@example.com",
    BouncedRecipientInfoList: unknown(received).map((Recipient) => ({ Recipient, BounceType: "DoesNotExist" })),
  }));
  return answer.MessageId;
}

exports.handler = async (event) =>
  Promise.all(event.Records.map((record) => record.ses).filter(isForNobody).map(bounce));
