import bouncer
import botocore.exceptions
import pytest


def test_a_message_to_nobody_comes_back_to_its_sender(stand_in):
    ses = stand_in()
    (bounce_id,) = bouncer.handler(ses.event('for-nobody'), None)
    (bounce,) = ses.bounces()
    assert bounce_id in bounce['Message-ID']
    assert bounce['To'] == 'bob@sender.example'
    _, status, original = bounce.get_payload()
    about_recipient = status.get_payload()[1]
    assert about_recipient['Final-Recipient'] == 'rfc822; ann@example.com'
    assert about_recipient['Status'] == '5.1.1'
    assert 'Subject: The minutes of last week' in original.get_payload()


def test_a_message_to_a_mailbox_is_left_alone(stand_in, monkeypatch):
    ses = stand_in()
    monkeypatch.setattr(bouncer, 'MAILBOXES', {'ann@example.com'})
    assert bouncer.handler(ses.event('for-nobody'), None) == []
    assert ses.bounces() == []


def test_a_bounce_is_never_bounced(stand_in):
    ses = stand_in()
    assert bouncer.handler(ses.event('a-bounce'), None) == []


def test_a_throttled_call_is_made_again(stand_in):
    ses = stand_in('--fault', 'throttle,503')
    assert len(bouncer.handler(ses.event('for-nobody'), None)) == 1
    assert len(ses.bounces()) == 1


def test_a_message_that_ses_does_not_know_is_an_error(stand_in):
    event = stand_in().event('for-nobody')
    event['Records'][0]['ses']['mail']['messageId'] = 'of-another-region'
    with pytest.raises(botocore.exceptions.ClientError, match='MessageRejected'):
        bouncer.handler(event, None)
