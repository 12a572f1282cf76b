"""Nobody changes what is not theirs: strangers, guessed ids, forged senders; nothing is changed, nothing is told."""

import pytest

from handlers.interest import State
from tests.bot.mailboxes.conftest import MakeDesk
from tests.bot.mailboxes.desk import Desk, Reply, words
from tests.bot.mailboxes.letters import nomination

LATER = "2019-08-01T11:30:00+02:00"
SUBJECT, BODY = nomination()
STRANGER = "mallory@elsewhere.example"
WITHDRAWAL = "Dear Sir or Madam,\n\nRegarding CL-19/35, we withdraw the nomination of Joan Example.\n"
CORRECTION = (
    "Dear Sir or Madam,\n\nFor CL-19/35, please replace Joan Example by our new nominee:\n\nName: Mallory Stranger\n"
    "Position: Director\nEmail: mallory@elsewhere.example\nOrganization: Ministry of Digital Trade of Kenya\n"
)
FORGED = "mx.example.org; dmarc=fail (p=reject) header.from=ministry.example; spf=fail"


def assert_untouched(desk: Desk) -> None:
    """The entry is as it was, and there is no other."""
    assert desk.entry.state is State.COMPLETE
    assert [p.name for p in desk.entry.participants] == ["Joan Example"]


def assert_tells_nothing(replies: list[Reply]) -> None:
    """No reply says anything of the entry."""
    for reply in replies:
        for word in ("Joan", "joan@ministry.example", "Kenya"):
            assert word not in words(reply)
            assert word not in words(reply, "html")


@pytest.mark.parametrize("body", [WITHDRAWAL, CORRECTION], ids=["withdrawal", "correction"])
@pytest.mark.parametrize(
    "thread",
    [
        {},
        {"subject": f"Re: {SUBJECT}"},
        {"subject": "Re: Expression of interest no. 1 (letter CL-19/35)"},
        {"In_Reply_To": "<plazo.0000000000000000000000000000000000000001@itu.int>"},
        {"In_Reply_To": "<first@ministry.example>", "References": "<first@ministry.example>"},
    ],
    ids=["nothing", "subject", "number", "guessed id of ours", "id of the nominator"],
)
def test_a_strangers_change_goes_to_review_and_changes_and_tells_nothing(
    desk: Desk, body: str, thread: dict[str, str]
) -> None:
    desk.gets(BODY, subject=SUBJECT, message_id="<first@ministry.example>")
    replies = desk.gets(body, now=LATER, sender=STRANGER, name="Mallory Stranger", **thread)
    assert_untouched(desk)
    assert_tells_nothing(replies)
    assert (desk.last.target, desk.last.reason) == ("review", "a change that is not the sender's to make")
    assert desk.folders() == (0, 1, 1)


@pytest.mark.parametrize("body", [WITHDRAWAL, CORRECTION, BODY, "When is the deadline of CL-19/35?"])
def test_a_sender_whom_our_own_server_found_forged_changes_nothing_and_gets_no_reply(
    make_desk: MakeDesk, body: str
) -> None:
    desk = make_desk(options={"authserv_id": "mx.example.org"})
    (first,) = desk.gets(BODY, subject=SUBJECT)
    replies = desk.gets(
        body,
        now=LATER,
        subject=SUBJECT,
        message_id="<2@x.example>",
        In_Reply_To=first.id,
        Authentication_Results=FORGED,
    )
    assert_untouched(desk)
    assert replies == []
    assert desk.waiting == []
    assert (desk.last.target, desk.last.reason) == ("review", "our own server found the sender's address forged")


def test_what_another_server_says_of_the_sender_is_not_believed(make_desk: MakeDesk) -> None:
    desk = make_desk(options={"authserv_id": "mx.example.org"})
    desk.gets(BODY, subject=SUBJECT)
    desk.gets(WITHDRAWAL, now=LATER, Authentication_Results=FORGED.replace("mx.example.org", "mx.elsewhere.example"))
    assert desk.entry.state is State.WITHDRAWN


def test_without_an_authserv_id_no_result_is_believed(desk: Desk) -> None:
    desk.gets(BODY, subject=SUBJECT)
    desk.gets(WITHDRAWAL, now=LATER, Authentication_Results=FORGED)
    assert desk.entry.state is State.WITHDRAWN


def test_a_stranger_with_the_message_id_of_the_nominator_joins_no_thread(desk: Desk) -> None:
    desk.gets(BODY, subject=SUBJECT, message_id="<first@ministry.example>")
    desk.gets(
        "Dear Sir or Madam,\n\nFor CL-19/35, see below.\n\nName: Mallory Stranger\nEmail: mallory@elsewhere.example\n",
        now=LATER,
        sender=STRANGER,
        name="Mallory Stranger",
        message_id="<first@ministry.example>",
    )
    assert [p.name for p in desk.entries[0].participants] == ["Joan Example"]


def test_a_reply_goes_to_the_sender_where_reply_to_is_another_domains(desk: Desk) -> None:
    (reply,) = desk.gets(BODY, subject=SUBJECT, Reply_To="victim@elsewhere.example")
    assert reply.to == "ana@ministry.example"


def test_what_somebody_wrote_adds_no_header_and_no_markup(desk: Desk) -> None:
    subject, body = nomination(name="Joan <b>Example</b>")
    (reply,) = desk.gets(
        body, subject=f"{subject} =?utf-8?q?x=0D=0ABcc:_victim=40elsewhere.example?=", name="Ana\tEjemplo <script>"
    )
    assert reply.message["Bcc"] is None
    assert reply.received.recipients == ("ana@ministry.example",)
    assert "<script>" not in reply.text("html")
    assert "<b>Example" not in reply.text("html")
