"""Reminders by mail: asked for, confirmed by the owner of the address alone, ended at once; in six languages."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from bot.clock import Clock
from bot.configuration import read_settings
from bot.reminders.ticking import Ticker
from bot.store import subscribers
from bot.store.subscribers import Enrolled, Stage
from bot.store.work import Work
from tests.bot.mailboxes.conftest import MakeDesk
from tests.bot.mailboxes.desk import Desk, Reply, read_reply, words
from tests.bot.mailboxes.letters import DESK, mail
from tests.bot.mailboxes.test_robots import HOURS, bounce, relayed, rounds
from tests.smtpserver import SmtpServer

ANA = "ana@ministry.example"
NEXT_DAY = "2019-08-02T09:00:05+02:00"
"""Fourteen days before the deadline of CL-19/35, at nine in Geneva."""
A_WEEK_BEFORE = "2019-08-09T09:00:05+02:00"
FORGED = {"Authentication_Results": "mx.example.org; dmarc=fail"}
CODE = re.compile(r"[A-Z2-7]{8}")

ASKING: Mapping[str, tuple[str, str]] = {
    "en": ("Reminders", "Please send me reminders of the deadlines.\n"),
    "es": ("Plazos", "Recuérdame los plazos.\n"),
    "fr": ("Rappels", "Bonjour,\n\nJe souhaite recevoir les rappels.\n\nCordialement,\nAna Ejemplo\n"),
    "ru": ("Напоминания", "Прошу присылать мне напоминания.\n"),
    "zh": ("提醒", "请给我发送提醒。\n"),
    "ar": ("تذكيرات", "أود الاشتراك في التذكيرات.\n"),
}
AGREEING = {"en": "Yes\n", "es": "Sí, gracias.\n", "fr": "\n", "ru": "Да, подтверждаю\n", "zh": "确认\n", "ar": "نعم\n"}
WELCOMES = {
    "en": ("You will be reminded of", "30, 14, 7", "Zurich"),
    "es": ("Recibirá", "30, 14, 7", "Zúrich"),
    "fr": ("rappels", "30, 14, 7", "Zurich"),
    "ru": ("напоминания", "30, 14, 7", "Цюрих"),
    "zh": ("提醒", "30、14、7", "苏黎世"),
    "ar": ("التذكير", "30", "زيورخ"),
}
LEAVING = {
    "en": "Please unsubscribe me.\n",
    "es": "Baja\n",
    "fr": "Désabonnement\n",
    "ru": "отписаться\n",
    "zh": "退订\n",
    "ar": "إلغاء الاشتراك\n",
}
GOODBYES = {
    "en": "no more reminders",
    "es": "No recibirá",
    "fr": "ne recevrez plus",
    "ru": "больше не",
    "zh": "不再",
    "ar": "لن",
}


def address_of(language: str) -> str:
    return f"{language}@ministry.example"


def who(desk: Desk, address: str = ANA) -> Enrolled | None:
    return desk.read(lambda c: subscribers.find(c, "email", address))


def stage(desk: Desk, address: str = ANA) -> Stage | None:
    found = who(desk, address)
    return found.stage if found else None


def scopes(desk: Desk, address: str = ANA) -> set[str]:
    found = who(desk, address)
    return {str(scope) for scope, _ in found.scopes} if found else set()


def asks(desk: Desk, body: str = "subscribe\n", now: str = HOURS[0], **of: str) -> Reply:
    """Have somebody ask for reminders; returns the only reply."""
    (reply,) = desk.gets(body, now=now, **{"subject": "Reminders", **of})
    return reply


def code_in(reply: Reply) -> str:
    (found,) = CODE.findall(str(reply.message["Subject"]))
    return str(found)


def join(desk: Desk, body: str = "subscribe\n", address: str = ANA) -> None:
    """Have somebody ask for reminders and confirm, until the welcome is sent."""
    reply = asks(desk, body, sender=address)
    desk.gets("Yes\n", sender=address, subject="Re: Reminders", In_Reply_To=reply.id)
    desk.sync(HOURS[1])
    assert stage(desk, address) is Stage.ACTIVE


def tick(desk: Desk, now: str) -> None:
    """One beat of the reminders."""
    work = Work(desk.database())
    settings = read_settings(desk.service.config, {})
    try:
        ticker = Ticker(settings, desk.knowledge, work, Clock(datetime.fromisoformat(now)))
        desk.runner.run(ticker.tick())
    finally:
        work.close()


# -- joining -----------------------------------------------------------------------------------------------------------


def test_whoever_asks_is_asked_to_confirm_and_then_welcomed_in_six_languages(desk: Desk) -> None:
    for language, (subject, body) in ASKING.items():
        desk.deliver(mail(body, sender=address_of(language), subject=subject, message_id=f"<{language}@x.example>"))
    requests = {reply.to: reply for reply in desk.sync(HOURS[0])}
    for language in ASKING:
        address = address_of(language)
        reply = requests[address]
        assert reply.message["In-Reply-To"] == f"<{language}@x.example>"
        assert reply.message["Content-Language"] == language
        assert code_in(reply) in words(reply)
        assert (stage(desk, address), scopes(desk, address)) == (Stage.PENDING, {"all"})
        desk.deliver(mail(AGREEING[language], sender=address, subject="Re: …", In_Reply_To=reply.id))
    assert desk.sync("2019-08-01T09:10:00+02:00") == []
    assert {stage(desk, address_of(language)) for language in ASKING} == {Stage.ACTIVE}
    welcomes = {reply.to: reply for reply in desk.sync("2019-08-01T10:05:00+02:00")}
    for language, expected in WELCOMES.items():
        text = words(welcomes[address_of(language)])
        assert welcomes[address_of(language)].message["Content-Language"] == language
        assert [word for word in (*expected, "09:00") if word not in text] == []


@pytest.mark.parametrize("where", ["subject", "body"])
def test_the_code_alone_confirms(desk: Desk, where: str) -> None:
    code = code_in(asks(desk))
    subject, body = (f"AW: [{code.lower()}]", "\n") if where == "subject" else ("Reminders", f"My code: {code}\n")
    desk.gets(body, subject=subject)
    assert stage(desk) is Stage.ACTIVE


def test_what_shows_nothing_of_the_owner_never_confirms(make_desk: MakeDesk) -> None:
    desk = make_desk(options={"authserv_id": "mx.example.org"})
    reply = asks(desk)
    code, thread = code_in(reply), {"In_Reply_To": reply.id, "subject": f"Re: {reply.message['Subject']}"}
    desk.deliver(
        mail("Yes\n", sender="other@ministry.example", **thread),
        mail(f"{code}\n", sender="ana@ministry.example.org", subject="code"),
        mail("Yes\n", **thread, **FORGED),
        mail("I am away.\n", Auto_Submitted="auto-replied", **thread),
        mail("I am out of the office until Monday.\n", In_Reply_To=reply.id, subject=f"Out of office: {code}"),
        mail("Yes\n", subject="Re: Reminders", In_Reply_To="<guess@itu.int>"),
        mail("AAAAAAAA\n", subject="Re: [AAAAAAAA]"),
        mail("When is the deadline of CL-19/35?\n", **thread),
        bounce(reply),
    )
    desk.sync("2019-08-01T09:10:00+02:00")
    assert stage(desk) is Stage.PENDING


@pytest.mark.parametrize(
    "body", ["No, I never asked for this.\n", "Yo no he pedido esto.\n", "这不是我申请的。\n", "stop\n", "Cancel\n"]
)
def test_whoever_denies_it_is_left_alone(desk: Desk, body: str) -> None:
    reply = asks(desk)
    desk.gets(body, subject=f"Re: {reply.message['Subject']}", In_Reply_To=reply.id)
    assert stage(desk) is None


@pytest.mark.parametrize("body", ["This is spam!\n", "We have taken note.\n", "Это спам\n"])
def test_what_is_neither_yes_nor_no_is_for_a_person(desk: Desk, body: str) -> None:
    reply = asks(desk)
    assert desk.gets(body, subject=f"Re: {reply.message['Subject']}", In_Reply_To=reply.id) == []
    assert (stage(desk), desk.folders()[2]) == (Stage.PENDING, 1)


def test_a_stranger_cannot_have_somebody_flooded_with_requests(desk: Desk) -> None:
    sent = []
    for time in ("09:00", "09:20", "10:30", "11:00", "12:00"):
        desk.deliver(*(mail("subscribe\n", subject=time, message_id=f"<{n}.{time}@x.example>") for n in range(4)))
        sent.append(len(desk.sync(f"2019-08-01T{time}:00+02:00")))
    assert sent == [1, 0, 1, 0, 1]


def test_a_request_goes_to_the_address_that_would_be_reminded(desk: Desk) -> None:
    assert asks(desk, Reply_To="other@ministry.example").to == ANA


def test_what_is_named_is_what_one_is_reminded_of(desk: Desk) -> None:
    reply = asks(desk, "Please send me reminders for CL-20/025 and CL-19/35.\n")
    assert scopes(desk) == {"letter:CL-20/025", "letter:CL-19/35"}
    assert "CL-20/025" in words(reply)


def test_a_choice_is_offered_where_it_is_unclear_and_its_answer_counts(desk: Desk) -> None:
    reply = asks(desk, "Please remind me of Budapest 2020.\n")
    assert reply.message["Subject"] == "Which reminders?"
    assert who(desk) is None
    desk.gets("WSIS Forum 2021\n", subject="Re: Which reminders?", In_Reply_To=reply.id)
    assert (stage(desk), scopes(desk)) == (Stage.ACTIVE, {"subject:wsis-forum-2021"})


def test_who_has_confirmed_adds_to_it_at_once(desk: Desk) -> None:
    join(desk, "subscribe CL-19/35\n")
    reply = asks(desk, "Please remind me of CL-20/025, too.\n", now=HOURS[3])
    assert reply.message["Subject"] == "Your reminders"
    assert "CL-20/025" in words(reply)
    assert (stage(desk), scopes(desk)) == (Stage.ACTIVE, {"letter:CL-19/35", "letter:CL-20/025"})


def test_thanks_and_a_bare_word_add_nothing(desk: Desk) -> None:
    join(desk, "subscribe CL-19/35\n")
    (welcome,) = (
        reply for reply in map(read_reply, desk.smtp.received) if reply.message["Subject"] == "Your reminders"
    )
    quoted = "".join(f"> {line}\n" for line in welcome.text().splitlines())
    thread = {"subject": "Re: Your reminders", "In_Reply_To": welcome.id}
    assert desk.gets(f"Ok, thanks\n\n{quoted}", now=HOURS[3], **thread) == []
    assert "already subscribed" in words(asks(desk, now=HOURS[4]))
    assert scopes(desk) == {"letter:CL-19/35"}


# -- leaving -----------------------------------------------------------------------------------------------------------


def test_leaving_ends_all_at_once_in_six_languages_also_what_waits(desk: Desk) -> None:
    for language, (subject, body) in ASKING.items():
        desk.deliver(mail(body, sender=address_of(language), subject=subject))
    for reply in desk.sync(HOURS[0]):
        desk.deliver(mail("\n", sender=reply.to, subject="Re: …", In_Reply_To=reply.id))
    desk.sync(HOURS[0])
    desk.sync(HOURS[1])
    tick(desk, NEXT_DAY)
    assert len(desk.waiting) == len(ASKING)
    for language, body in LEAVING.items():
        desk.deliver(mail(body, sender=address_of(language), subject=""))
    goodbyes = {reply.to: reply for reply in desk.sync(NEXT_DAY)}
    assert [word for language, word in GOODBYES.items() if word not in words(goodbyes[address_of(language)])] == []
    assert len(goodbyes) == len(ASKING)
    tick(desk, A_WEEK_BEFORE)
    assert (desk.sync(A_WEEK_BEFORE), desk.waiting, desk.folders()[2]) == ([], [], 0)


def test_who_leaves_before_the_welcome_gets_only_a_goodbye(desk: Desk) -> None:
    reply = asks(desk)
    desk.gets("Yes\n", subject="Re: Reminders", In_Reply_To=reply.id)
    assert len(desk.waiting) == 1
    assert desk.gets("unsubscribe\n", subject="", now="2019-08-01T09:20:00+02:00") == []
    (goodbye,) = desk.sync("2019-08-01T10:05:00+02:00")
    assert goodbye.message["Subject"] == "Your reminders have ended"
    assert desk.sync(HOURS[3]) == []


def test_a_reply_to_a_reminder_ends_all_though_its_subject_names_a_letter(desk: Desk) -> None:
    join(desk, "subscribe CL-19/35, CL-20/025\n")
    tick(desk, NEXT_DAY)
    (reminder,) = desk.sync(NEXT_DAY)
    (goodbye,) = desk.gets(
        "unsubscribe\n", now=NEXT_DAY, subject=f"Re: {reminder.message['Subject']} CL-19/35", In_Reply_To=reminder.id
    )
    assert "no more reminders" in words(goodbye)
    assert who(desk) is None


def test_only_what_is_named_ends_where_there_is_more(desk: Desk) -> None:
    join(desk, "subscribe CL-19/35, CL-20/025\n")
    (reply,) = desk.gets("Please unsubscribe me from CL-19/35.\n", now=HOURS[3], subject="")
    assert scopes(desk) == {"letter:CL-20/025"}
    assert "CL-20/025" in words(reply)
    assert "CL-19/35" not in words(reply)


def test_all_ends_for_who_wants_nothing_any_more_though_more_than_all_was_named(desk: Desk) -> None:
    join(desk, "subscribe CL-19/35\n")
    desk.gets("Please remind me of all deadlines.\n", now=HOURS[3], subject="")
    assert scopes(desk) == {"all", "letter:CL-19/35"}
    desk.gets("Please unsubscribe me from all deadlines.\n", now=HOURS[4], subject="")
    assert who(desk) is None


def test_who_was_never_subscribed_is_told_politely(desk: Desk) -> None:
    (reply,) = desk.gets("unsubscribe\n", subject="")
    assert reply.message["Subject"] == "Your reminders have ended"
    assert desk.folders() == (0, 1, 0)


@pytest.mark.parametrize(
    ("headers", "replies"),
    [
        ({"sender": ANA}, 1),
        ({"sender": "private@home.example"}, 0),
        ({"sender": ANA, "Auto_Submitted": "auto-generated"}, 0),
        ({"sender": ANA, **FORGED}, 0),
    ],
    ids=["own address", "another address", "a program", "forged"],
)
def test_the_token_of_a_reminder_ends_it_whoever_sends_it(
    make_desk: MakeDesk, headers: dict[str, str], replies: int
) -> None:
    desk = make_desk(options={"authserv_id": "mx.example.org"})
    join(desk)
    tick(desk, NEXT_DAY)
    (reminder,) = desk.sync(NEXT_DAY)
    found = re.search(r"subject=unsubscribe%20([\w-]+)>", str(reminder.message["List-Unsubscribe"]))
    assert found
    sent = desk.gets("\n", now=NEXT_DAY, subject=f"unsubscribe {found[1]}", **headers)
    assert (len(sent), who(desk), desk.folders()[2]) == (replies, None, 0)


def test_a_forged_sender_neither_joins_nor_leaves(make_desk: MakeDesk) -> None:
    desk = make_desk(options={"authserv_id": "mx.example.org"})
    join(desk, "subscribe CL-19/35\n")
    assert desk.gets("unsubscribe\n", now=HOURS[3], subject="", **FORGED) == []
    assert desk.gets("subscribe CL-20/025\n", now=HOURS[3], subject="", **FORGED) == []
    assert scopes(desk) == {"letter:CL-19/35"}
    assert desk.folders()[2] == 2


def test_reminders_stop_when_one_comes_back_for_good(desk: Desk) -> None:
    join(desk)
    tick(desk, NEXT_DAY)
    (reminder,) = desk.sync(NEXT_DAY)
    desk.deliver(bounce(reminder))
    assert desk.sync(NEXT_DAY) == []
    assert desk.last.reason == f"returns {reminder.id}"
    tick(desk, A_WEEK_BEFORE)
    assert (desk.sync(A_WEEK_BEFORE), desk.waiting) == ([], [])


# -- machines ----------------------------------------------------------------------------------------------------------


def _quoting(reply: Reply, number: int) -> bytes:
    quoted = "".join(f"> {line}\n" for line in reply.text().splitlines())
    return mail(quoted, sender=reply.to, subject=str(reply.message["Subject"]), message_id=f"<e{number}@x.example>")


def _bare(reply: Reply, number: int) -> bytes:
    return mail(reply.text(), sender=reply.to, subject="Echo", message_id=f"<{number}@x.example>", In_Reply_To=reply.id)


@pytest.mark.parametrize("respond", [_quoting, _bare], ids=["quotes", "repeats"])
def test_an_echo_service_neither_confirms_nor_is_answered_again(
    desk: Desk, respond: Callable[[Reply, int], bytes]
) -> None:
    assert rounds(desk, respond, mail("subscribe\n", subject="Reminders")) == [1, 0, 0, 0, 0, 0]
    assert stage(desk) is Stage.PENDING


@pytest.mark.parametrize("strips", [False, True], ids=["as sent", "headers of robots stripped on the way"])
def test_two_plazos_do_not_subscribe_each_other(make_desk: MakeDesk, *, strips: bool) -> None:
    with SmtpServer() as second_smtp:
        two = "desk@two.example"
        desks = {DESK: make_desk("one"), two: make_desk("two", addresses=(two,), smtp=second_smtp)}
        desks[DESK].deliver(mail("subscribe\n", subject="Reminders", sender=two))
        sent = []
        for now in HOURS[:5]:
            replies = [reply for desk in desks.values() for reply in desk.sync(now)]
            sent.append(len(replies))
            for reply in replies:
                desks[reply.to].deliver(relayed(reply, strips=strips))
        assert sent == [1, 0, 0, 0, 0]
        assert (stage(desks[DESK], two), stage(desks[two], DESK)) == (Stage.PENDING, None)
