"""A function for AWS Lambda: bounces messages to mailboxes that do not exist.

    python3 bouncer.py NOTIFICATION.json...     reads receipt notifications from files instead
"""
import json
import os
import sys

import boto3

MAILBOXES = {'postmaster@example.com'}


def handler(event, context):
    # boto3 reads AWS_ENDPOINT_URL_SES automatically since 1.28, but Debian 12 has an older version.
    ses = boto3.client('ses', endpoint_url=os.environ.get('AWS_ENDPOINT_URL_SES'))
    return [bounce(ses, record['ses']) for record in event['Records'] if is_for_nobody(record['ses'])]


def is_for_nobody(received):
    is_bounce = received['mail']['source'] in ('', '<>')  # and a bounce must never be bounced
    return not is_bounce and unknown(received)


def unknown(received):
    return [address for address in received['receipt']['recipients'] if address.lower() not in MAILBOXES]


def bounce(ses, received):
    answer = ses.send_bounce(
        OriginalMessageId=received['mail']['messageId'],
        BounceSender='mailer-daemon@example.com',
        BouncedRecipientInfoList=[{'Recipient': address, 'BounceType': 'DoesNotExist'} for address in unknown(received)])
    return answer['MessageId']


if __name__ == '__main__':
    for path in sys.argv[1:]:
        with open(path, encoding='utf-8') as notification:
            print(handler({'Records': [{'ses': json.load(notification)}]}, None))
