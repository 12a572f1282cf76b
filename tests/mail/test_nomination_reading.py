"""What a mail wants and whom it names, in the forms that people use."""

import time
from dataclasses import replace

import pytest

from bot.mailwords import mail_words
from mail.message import Attachment, Mailbox, Message, Source
from mail.nomination import Intent, Nomination, Person, read_nomination

SENDER = Mailbox(name="Ann Example", address="ann@example.org")


def read(own: str, **changes: object) -> Nomination:
    message = replace(Message(headers={}, sender=SENDER, own=own), **changes)  # type: ignore[arg-type]
    return read_nomination(message, mail_words())


def names(own: str, **changes: object) -> list[str]:
    return [person.name for person in read(own, **changes).participants]


def test_labels_in_any_order_make_one_person() -> None:
    found = read(
        "We nominate:\n\nE-mail: bo@example.org\nJob title: Adviser\nFirst name: Bo\nSurname: SAMPLE\n"
        "Tel.: +41 22 555 01 02"
    )
    assert found.participants == (
        Person(name="Bo Sample", position="Adviser", email="bo@example.org", phone="+41225550102"),
    )


def test_a_fax_is_no_telephone() -> None:
    assert (
        read("We nominate:\nName: Bo Sample\nFax: +41 22 555 01 09\nTel: +41 22 555 01 02").participants[0].phone
        == "+41225550102"
    )


def test_a_table_is_read_by_its_head() -> None:
    head = "No.\tTitle\tName\tPosition\tE-mail"
    own = f"We nominate:\n\n{head}\n1\tMr\tBo Sample\tAdviser\tbo@example.org\n2\tMs\tCy Trial\tHead of Unit\t"
    assert read(own).participants == (
        Person(name="Bo Sample", position="Adviser", email="bo@example.org"),
        Person(name="Cy Trial", position="Head of Unit"),
    )


def test_a_table_without_head_is_read_by_what_its_cells_hold() -> None:
    own = "We nominate:\n\nBo Sample\tAdviser\tbo@example.org\nCy Trial\tDirector\tcy@example.org"
    assert names(own) == ["Bo Sample", "Cy Trial"]


def test_who_is_accompanied_comes_first() -> None:
    own = "The Ministry nominates Ms Bo Sample, Director of Policy, who will be accompanied by Mr Cy Trial, Adviser."
    assert [(p.name, p.position) for p in read(own).participants] == [
        ("Bo Sample", "Director of Policy"),
        ("Cy Trial", "Adviser"),
    ]


@pytest.mark.parametrize(
    "own",
    [
        "Ms Bo Sample will attend for the Agency. For any question please contact Mr Cy Trial (cy@example.org).",
        "Ms Bo Sample will attend instead of Mr Cy Trial.",
        "Mr Cy Trial is no longer able to travel. He will be replaced by Ms Bo Sample.",
        "On behalf of Mr Cy Trial, I inform you that Ms Bo Sample will attend.",
        "Asistirá la Sra. Bo Sample en lugar del Sr. Cy Trial.",
        "Mme Bo Sample participera à la place de M. Cy Trial.",
    ],
)
def test_who_is_only_mentioned_is_no_participant(own: str) -> None:
    assert names(own) == ["Bo Sample"]


def test_who_only_signs_is_no_participant() -> None:
    assert names("We nominate Ms Bo Sample.\n\nKind regards,\n\nCy Trial\nAssistant to the Director") == ["Bo Sample"]


@pytest.mark.parametrize(
    "own",
    [
        "I will attend the session.", "Asistiré a la sesión.", "J'assisterai à la séance.", "Я приму участие в сессии.",
        "سأحضر الجلسة.", "本人将出席会议。",
    ],
)  # fmt: skip
def test_a_sender_who_takes_part_is_the_participant_with_the_address_of_the_mail(own: str) -> None:
    found = read(own)
    assert (found.intent, found.participants) == (
        Intent.NOMINATE,
        (Person(name="Ann Example", email="ann@example.org"),),
    )


def test_who_accepts_for_somebody_named_does_not_take_part() -> None:
    assert names("I am pleased to accept your invitation. The Minister, Mr Bo Sample, will attend.") == ["Bo Sample"]
    assert names("I am pleased to accept your invitation.") == ["Ann Example"]


def test_a_sender_who_takes_part_has_post_and_number_of_the_signature() -> None:
    own = "I will attend.\n\nBest regards,\n\nAnn Example\nPolicy Analyst\nAgency of Trade\nTel.: +41 22 555 01 02"
    found = read(own)
    assert found.participants == (
        Person(name="Ann Example", position="Policy Analyst", email="ann@example.org", phone="+41225550102"),
    )
    assert found.organization == "Agency of Trade"


def test_a_message_passed_on_without_a_word_counts_and_its_author_is_the_i() -> None:
    head = "From: Cy Trial <cy@example.net>\nDate: Monday\nTo: mission@example.org"
    forwarded = f"{head}\n\nI will attend for the Agency of Trade."
    found = read("", forwarded=forwarded)
    assert found.participants == (Person(name="Cy Trial", email="cy@example.net"),)


def test_a_card_attached_names_the_participant() -> None:
    card = Attachment(
        name="card.vcf", source=Source.VCARD, text="Name: Bo Sample\nTitle: Adviser\nE-mail: bo@example.org"
    )
    found = read("Please find attached the details of our participant.", attachments=(card,))
    assert found.participants == (Person(name="Bo Sample", position="Adviser", email="bo@example.org"),)


def test_where_a_mission_transmits_the_ministry_nominates() -> None:
    own = "The Permanent Mission of Fiji informs that the Ministry of Trade of Fiji has nominated Ms Bo Sample."
    found = read(own)
    assert (found.organization, found.country) == ("Ministry of Trade of Fiji", "FJ")


def test_a_mission_that_sends_its_own_is_the_organisation() -> None:
    assert (
        read("The Permanent Mission of Fiji will be represented by Ms Bo Sample.").organization
        == "Permanent Mission of Fiji"
    )


@pytest.mark.parametrize(
    ("own", "intent"),
    [
        ("I withdraw my nomination.", Intent.WITHDRAW),
        ("Lamentablemente no podré asistir.", Intent.WITHDRAW),
        ("Le Ministère ne sera pas représenté.", Intent.WITHDRAW),
        ("Мы не сможем принять участие.", Intent.WITHDRAW),
        ("我无法参加会议。", Intent.WITHDRAW),
        ("لن أتمكن من الحضور.", Intent.WITHDRAW),
        ("May we nominate two persons?", Intent.ASK),
        ("Please let us know whether a firm may attend.", Intent.ASK),
        ("Could you please register Ms Bo Sample of the Agency of Trade?", Intent.NOMINATE),
        ("unsubscribe", Intent.UNSUBSCRIBE),
        ("take me off the list", Intent.UNSUBSCRIBE),
        ("Ya no quiero recordatorios", Intent.UNSUBSCRIBE),
        ("Quítame de la lista", Intent.UNSUBSCRIBE),
        ("Хватит напоминаний", Intent.UNSUBSCRIBE),
        ("取消2021论坛的提醒", Intent.UNSUBSCRIBE),
        ("Avísame de todos los plazos", Intent.SUBSCRIBE),
        ("Je veux des rappels pour les PME", Intent.SUBSCRIBE),
        ("Напомни про форум 2021", Intent.SUBSCRIBE),
        ("أريد تذكيرات عن الشركات الصغيرة", Intent.SUBSCRIBE),
        ("Baja", Intent.UNSUBSCRIBE),
        ("No quiero recibir más recordatorios", Intent.UNSUBSCRIBE),
        ("退订", Intent.UNSUBSCRIBE),
        ("Please remind me before the deadline.", Intent.SUBSCRIBE),
        ("Хочу получать напоминания.", Intent.SUBSCRIBE),
        ("We offer a special discount on exhibition stands, click here.", Intent.NOTHING),
        ("Thank you for the photos!", Intent.NOTHING),
        ("", Intent.NOTHING),
    ],
)
def test_a_mail_wants_what_its_own_words_say(own: str, intent: Intent) -> None:
    assert read(own).intent is intent


def test_an_empty_mail_wants_what_its_subject_says() -> None:
    assert read("", subject="Unsubscribe").intent is Intent.UNSUBSCRIBE


def test_a_short_yes_to_our_question_confirms_the_subscription() -> None:
    found = read("Yes, I confirm.", in_reply_to=("<x@example.org>",), quoted="Do you want to receive reminders?")
    assert found.intent is Intent.SUBSCRIBE


def test_the_question_is_kept_in_the_senders_words() -> None:
    found = read("The Agency of Trade nominates Ms Bo Sample. Is there a fee? Thank you.")
    assert (found.intent, found.question) == (Intent.NOMINATE, "Is there a fee?")


@pytest.mark.parametrize(
    "unit",
    [
        "Mr John Smith, Director, ",
        "提名王明",
        "Name: ",
        "a@",
        "+1 ",
        "((",
        "1) ",
        "instead of Mr X and ",
        "\t",
        "word ",
    ],
)
def test_a_huge_text_takes_little_longer_than_a_long_one(unit: str) -> None:
    def taken(characters: int) -> float:
        began = time.process_time()
        read(unit * (characters // len(unit)))
        return time.process_time() - began

    assert taken(2_000_000) < 10 * (taken(100_000) + 0.1)
