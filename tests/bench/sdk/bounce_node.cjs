// A bounce through @aws-sdk/client-ses, for tests/bench/peers.py: bounce_node.cjs URL. NODE_EXTRA_CA_CERTS names
// certificates to trust beside the built-in ones, NODE_PATH the folder of the package.
const { SESClient, SendBounceCommand } = require('@aws-sdk/client-ses');

const bounce = new SendBounceCommand({
  OriginalMessageId: 'id',
  BounceSender: 'postmaster@example.com',
  BouncedRecipientInfoList: [{ Recipient: 'ann@example.com', BounceType: 'DoesNotExist' }],
});
new SESClient({ endpoint: process.argv[2] }).send(bounce).then(
  (answer) => console.log(answer.MessageId),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  });
