"""What mails about reminders wish, in six languages: what is named, whether one agrees, whether one declines."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.library import Knowledge
from bot.mailwords import mail_words
from handlers.inbox import MailKind
from handlers.mail_wishes import WishReader
from handlers.request_words import request_words
from knowledge.model import LANGUAGES
from mail.message import Mailbox, Message

NOW = datetime(2019, 8, 1, 10, tzinfo=UTC)
FORUM = "subject:wsis-forum-2021"


@pytest.fixture(scope="module")
def reader(knowledge: Knowledge) -> WishReader:
    words = request_words(knowledge.reminders(language) for language in LANGUAGES)
    return WishReader(words=mail_words(), library=knowledge.library, requests=words)


def message(own: str, subject: str = "", **changes: object) -> Message:
    plain = Message(headers={}, sender=Mailbox(address="ana@example.org"), own=own, subject=subject)
    return replace(plain, **changes)  # type: ignore[arg-type]


def names(reader: WishReader, own: str, language: str = "en", subject: str = "") -> set[str]:
    found = reader.wish(message(own, subject), language, NOW)
    assert found.suggestions == ()
    return {str(scope) for scope in found.scopes}


@pytest.mark.parametrize(
    ("language", "own", "named"),
    [
        ("en", "Please send me WSIS Forum 2021 reminders.", {FORUM}),
        ("en", "Please send me reminders for CL-19/35 and for CL-20/025", {"letter:CL-19/35", "letter:CL-20/025"}),
        ("en", "Please unsubscribe me from WSIS Forum 2021.", {FORUM}),
        ("en", "Please subscribe me.\nIt is about CL-19/35.", {"letter:CL-19/35"}),
        ("es", "Recuérdame el plazo de la consulta con las pymes, por favor.", {"subject:sme-consultation"}),
        ("es", "Deseo darme de baja de la CL-19/35", {"letter:CL-19/35"}),
        ("fr", "Bonjour,\n\nJe souhaite recevoir les rappels du Forum 2021.\n\nCordialement,\nAna", {FORUM}),
        ("ru", "Прошу присылать мне напоминания о сроках по Форуму 2021.", {FORUM}),
        ("zh", "请给我发送CL-19/35的截止日期提醒。", {"letter:CL-19/35"}),
        ("ar", "أود الاشتراك في التذكيرات بشأن CL-19/35", {"letter:CL-19/35"}),
    ],
)
def test_what_a_mail_names_is_found(reader: WishReader, language: str, own: str, named: set[str]) -> None:
    assert names(reader, own, language) == named


@pytest.mark.parametrize(
    ("language", "own"),
    [
        ("en", "subscribe"),
        ("en", "Please add me to the list.\n\nDr Ana Ejemplo\nMinistry of Trade\nTel. No. +595 21 555 0100"),
        ("es", "Recuérdame"),
        ("fr", "Rappelez-moi"),
        ("ru", "Напомни мне"),
        ("zh", "提醒我"),
        ("ar", "أود الاشتراك في التذكيرات."),
        ("ar", "ذكرني"),
    ],
)
def test_words_of_asking_name_nothing(reader: WishReader, language: str, own: str) -> None:
    assert names(reader, own, language) == set()


def test_a_subject_counts_unless_it_is_that_of_an_earlier_message(reader: WishReader) -> None:
    assert names(reader, "subscribe", subject="CL-19/35") == {"letter:CL-19/35"}
    assert names(reader, "unsubscribe", subject="Re: Reminder: CL-19/35") == set()


def test_what_stands_quoted_names_nothing(reader: WishReader) -> None:
    found = reader.wish(message("subscribe", quoted="CL-19/35"), "en", NOW)
    assert (found.scopes, found.suggestions) == ((), ())


@pytest.mark.parametrize(
    "own",
    [
        "No",
        "I never asked for this.",
        "No he sido yo",
        "Ce n'est pas moi",
        "Я не подписывалась",
        "我没有申请",
        "لم أطلب",
    ],
)
def test_a_denial_is_one_in_six_languages(reader: WishReader, own: str) -> None:
    assert reader.declines(message(own), MailKind.OTHER)


@pytest.mark.parametrize(
    "own",
    ["", "Yes\n\nAna, Tel. No. 12", "Sí, gracias", "Oui, merci", "Да, подтверждаю", "确认", "نعم", "Thanks a lot"],
)
def test_an_answer_that_denies_nothing_agrees(reader: WishReader, own: str) -> None:
    assert not reader.declines(message(own), MailKind.OTHER)
    assert reader.agrees(message(own), MailKind.OTHER)


def test_a_question_agrees_only_with_a_yes(reader: WishReader) -> None:
    assert not reader.agrees(message("When is the deadline?"), MailKind.QUESTION)
    assert reader.agrees(message("Yes. When is the deadline?"), MailKind.QUESTION)


@pytest.mark.parametrize(
    ("language", "own", "named"),
    [
        ("en", "Please subscribe me to everything except CL-19/35.", "letter:CL-19/35"),
        ("es", "Recuérdame todo menos el Foro 2021", FORUM),
        ("fr", "Rappelez-moi tout sauf le Forum 2021", FORUM),
    ],
)
def test_an_exception_is_asked_again(reader: WishReader, language: str, own: str, named: str) -> None:
    found = reader.wish(message(own), language, NOW)
    assert (found.scopes, [str(scope) for scope in found.suggestions]) == ((), [named])


@pytest.mark.parametrize(
    ("language", "own"),
    [
        ("en", "I no longer wish to receive reminders of CL-19/35."),
        ("en", "Please don't send me reminders of CL-19/35 any more"),
        ("es", "No quiero recibir más recordatorios de CL-19/35"),
        ("fr", "Je ne veux plus recevoir de rappels de CL-19/35"),
        ("ru", "Больше не присылайте мне напоминания о CL-19/35"),
        ("zh", "不要再发送CL-19/35的提醒"),
        ("ar", "لا أريد تلقي تذكيرات بشأن CL-19/35"),
    ],
)
def test_what_somebody_no_longer_wants_is_named(reader: WishReader, language: str, own: str) -> None:
    assert names(reader, own, language) == {"letter:CL-19/35"}


@pytest.mark.parametrize(
    ("own", "kind"),
    [
        ("This is spam.", MailKind.OTHER),
        ("I never heard of you", MailKind.OTHER),
        ("I am on leave until Monday.", MailKind.OTHER),
        ("Your message has been received.", MailKind.OTHER),
        ("Déjenme en paz", MailKind.OTHER),
        ("C'est du spam", MailKind.OTHER),
        ("Я ничего не заказывал", MailKind.OTHER),
        ("这是垃圾邮件", MailKind.OTHER),
        ("这是什么？", MailKind.QUESTION),
        ("هذا بريد مزعج", MailKind.OTHER),
    ],
)
def test_what_says_neither_yes_nor_no_does_not_agree(reader: WishReader, own: str, kind: MailKind) -> None:
    assert not reader.agrees(message(own), kind)


@pytest.mark.parametrize(
    "own",
    ["It was me, go ahead", "Sí, fui yo", "C'est bien moi", "это был я", "是我", "نعم، هذا أنا", "Good day,\n\nOk"],
)
def test_whoever_owns_to_having_asked_agrees(reader: WishReader, own: str) -> None:
    assert reader.agrees(message(own), MailKind.OTHER)
