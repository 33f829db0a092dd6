"""A bounce through boto3, for tests/bench/peers.py: bounce_boto3.py URL. AWS_CA_BUNDLE names the trust store."""
import sys

import boto3

client = boto3.client('ses', endpoint_url=sys.argv[1])
answer = client.send_bounce(
    OriginalMessageId='id', BounceSender='postmaster@example.com',
    BouncedRecipientInfoList=[{'Recipient': 'ann@example.com', 'BounceType': 'DoesNotExist'}])
print(answer['MessageId'])
