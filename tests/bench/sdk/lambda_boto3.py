"""A function that bounces with boto3 what a receipt rule hands over, and the loop that Lambda's own runtime for Python would be
around it: what people write, without the checks of ours.
"""
import json
import os
import urllib.request

import boto3

API = f'http://{os.environ["AWS_LAMBDA_RUNTIME_API"]}/2018-06-01/runtime/invocation/'
# Debian's botocore does not look at the variable by itself.
ses = boto3.client('ses', endpoint_url=os.environ.get('AWS_ENDPOINT_URL_SES'))


def handler(event):
    received = event['Records'][0]['ses']
    ses.send_bounce(OriginalMessageId=received['mail']['messageId'], BounceSender='mailer-daemon@example.com',
                    BouncedRecipientInfoList=[{'Recipient': recipient, 'BounceType': 'DoesNotExist'}
                                              for recipient in received['receipt']['recipients']])
    return {'disposition': 'STOP_RULE_SET'}


while True:
    with urllib.request.urlopen(API + 'next') as answer:
        request_id, asked = answer.headers['Lambda-Runtime-Aws-Request-Id'], json.load(answer)
    body = json.dumps(handler(asked)).encode()
    urllib.request.urlopen(urllib.request.Request(API + request_id + '/response', body)).close()
