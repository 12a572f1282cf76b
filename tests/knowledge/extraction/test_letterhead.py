"""The head of a letter: where it ends, and the reference and date that it gives, however they are set."""

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.extract import extract
from knowledge.extraction.reading import read_document
from knowledge.extraction.values import Extracted

BODIES = {
    "en": "\n1. The session will be held from 12 to 14 May.\n\n2. Replies are due by 3 April.\n",
    "es": "\n1. La sesión se celebrará del 12 al 14 de mayo.\n2. Las respuestas se recibirán hasta el 3 de abril.\n",
    "fr": "\n1. La session aura lieu du 12 au 14 mai.\n2. Les réponses sont reçues jusqu'au 3 avril.\n",
    "ru": "\n1) Сессия состоится 12–14 мая.\n2) Заявки просим направить до 3 апреля.\n",
    "zh": "\n一、会议将于5月12日至14日举行。\n\n二、请于4月3日前回复。\n",
    "ar": "\n1. ستعقد الدورة من 12 إلى 14 مايو.\n2. يرجى إرسال الردود قبل 3 أبريل.\n",
}
ROWS = (
    "<table><tr><td>Ref.</td><td>FSF/26/12</td><td>Date</td><td>5 March 2026</td></tr>"
    "<tr><td>Subject</td><td>Second session of the group</td></tr></table>"
    "<p>The session will be held from 12 to 14 May.</p><p>Replies are due by 3 April.</p>"
)
BREAKS = (
    "<p>Ref.: FSF/26/12<br>Date: 5 March 2026<br>Contact: Jane Doe</p>"
    "<ol><li>The session will be held from 12 to 14 May.</li><li>Replies are due by 3 April.</li></ol>"
)


def read(text: str, name: str = "a.txt") -> Extracted:
    """What a letter gives."""
    return extract(read_document(name, text.encode()), letter_words())


def told(found: Extracted) -> tuple[str | None, str | None, list[str | None], list[str]]:
    """Its reference, date, deadlines and events."""
    return (
        found.reference,
        found.date,
        [one.value for one in found.deadlines],
        [one.value for one in found.events],
    )


@pytest.mark.parametrize(
    ("language", "head", "reference"),
    [
        ("en", "Forum of Firms\nRef.: FSF/26/12\nDate: 5 March 2026\nSubject: Second session\n", "FSF/26/12"),
        ("en", "        D.O. No. F.12-3/2026-IT\n        Dated, the 5th March, 2026\n", "F.12-3/2026-IT"),
        (
            "es",
            "Oficio No. 345-DG-2026\nCiudad de Ejemplo, a 5 de marzo de 2026\n\nA quien corresponda\n",
            "345-DG-2026",
        ),
        ("es", "            Lima, 5 de marzo de 2026\n\nOFICIO MÚLTIPLE N.° 00012-2026-MIN/DM\n", "00012-2026-MIN/DM"),
        ("fr", "N° 112/MP/2026\n\n            Fait à Dakar, le 5 mars 2026\n\nObjet : session\n", "112/MP/2026"),
        ("ru", "Исх. № 112/26\nг. Астана, 5 марта 2026 г.\n\nВсем членам\n", "112/26"),
        ("zh", "编号：FSF/26/12\n日期：2026年3月5日\n\n主题：第二届会议\n", "FSF/26/12"),
        ("ar", "الرقم: م ت / 12 / 2026\nالتاريخ: 5 مارس 2026\n\nالموضوع: الدورة الثانية\n", "م ت / 12 / 2026"),
    ],
)
def test_text_of_a_letter_that_greets_nobody_begins_where_its_head_ends(
    language: str, head: str, reference: str
) -> None:
    found = read(head + BODIES[language])
    assert told(found) == (reference, "2026-03-05", ["2026-04-03"], ["2026-05-12/2026-05-14"])


@pytest.mark.parametrize(("name", "text"), [("a.html", ROWS), ("a.html", BREAKS)])
def test_details_in_a_table_or_between_breaks_are_read_each_for_itself(name: str, text: str) -> None:
    found = read(f"<html><body>{text}</body></html>", name)
    assert told(found) == ("FSF/26/12", "2026-03-05", ["2026-04-03"], ["2026-05-12/2026-05-14"])


def test_details_below_the_heads_of_their_columns_are_labelled_by_them() -> None:
    table = "| Réf. | Date | Objet |\n|---|---|---|\n| SG/26/112 | 5 mars 2026 | Deuxième session |\n"
    found = read(table + BODIES["fr"], "a.md")
    assert told(found) == ("SG/26/112", "2026-03-05", ["2026-04-03"], ["2026-05-12/2026-05-14"])
    assert found.subject == "Deuxième session"


def test_day_at_the_foot_of_a_note_is_its_date_whatever_follows() -> None:
    note = """NV/2026/77

The Secretariat presents its compliments to the Permanent Missions and has the honour to inform them of the session.

The session will be held from 12 to 14 May. Replies are due by 3 April.

The Secretariat avails itself of this opportunity to renew the assurances of its highest consideration.

Geneva, 5 March 2026

To all Permanent Missions
Geneva
"""
    assert told(read(note)) == ("NV/2026/77", "2026-03-05", ["2026-04-03"], ["2026-05-12/2026-05-14"])


def test_greeting_in_an_annex_does_not_make_the_letter_its_head() -> None:
    text = BODIES["en"].replace("1. ", "We write to all members of the forum about the session of this year in Lima. ")
    long = "All members of the forum are kindly asked to take note of what follows, and to tell their own members.\n\n"
    found = read(f"Ref.: FSF/26/12\nDate: 5 March 2026\n\n{long * 3}{text}\nAnnex: model letter\n\nDear Sir,\n\nYes.\n")
    assert told(found) == ("FSF/26/12", "2026-03-05", ["2026-04-03"], ["2026-05-12/2026-05-14"])


@pytest.mark.parametrize(
    "head",
    [
        "發文日期：中華民國115年3月5日\n發文字號：交科字第1150001234號\n主旨：第二屆會議。\n",
        "某某函\n发文字号：交科字第1150001234号\n发文日期：民国一百一十五年三月五日\n",
        "發文字號：交科字第1150001234號\n發文日期：115年3月5日\n",
    ],
)
def test_years_of_the_republic_are_counted_from_1912_where_the_head_does_so(head: str) -> None:
    found = read(f"{head}\n一、會議訂於115年5月12日舉行。\n二、請於115年4月3日前回覆。\n")
    assert (found.date, [one.value for one in found.deadlines]) == ("2026-03-05", ["2026-04-03"])
    assert [one.value for one in found.events] == ["2026-05-12"]
    assert (found.reference or "").startswith("交科字第1150001234")


@pytest.mark.parametrize(
    ("head", "reference"),
    [
        ("تعميم رقم 12 / 2026\n\nعمّان في 5 مارس 2026\n", "12 / 2026"),
        ("المرجع: م ت / 12 / 2026\nعمّان، 5 مارس 2026\nهاتف: +962 6 555 0137\n", "م ت / 12 / 2026"),
        ("العدد : 12 / ق / 345          التاريخ : 2026/3/5\n", "12 / ق / 345"),
    ],
)
def test_reference_with_strokes_and_spaces_is_read_whole(head: str, reference: str) -> None:
    found = read(head + BODIES["ar"])
    assert (found.reference, found.date) == (reference, "2026-03-05")


def test_reference_whose_letters_stand_apart_from_its_number_is_read_without_a_colon() -> None:
    assert read(f"Ref. FE 12/2026\n\nLima, 5 de marzo de 2026\n{BODIES['es']}").reference == "FE 12/2026"


def test_term_of_a_definition_tells_what_its_day_is() -> None:
    terms = (
        "<dl><dt>Last day for early registration</dt><dd>3 April 2026, 18:00</dd>"
        "<dt>Opening of the session</dt><dd>12 May 2026</dd></dl>"
    )
    found = read(f"<html><body><p>Ref.: FSF/26/12<br>5 March 2026</p><p>Dear Sir,</p>{terms}</body></html>", "a.html")
    assert told(found) == ("FSF/26/12", "2026-03-05", ["2026-04-03T18:00"], ["2026-05-12"])


def test_points_with_labels_are_text_and_not_head() -> None:
    head = "MEMO\n\nTo: All members\nDate: 5 March 2026\nReference: FSF/26/12\n\n"
    found = read(f"{head}Registration: by 3 April 2026.\nSession: 12 to 14 May 2026.\n")
    assert told(found) == ("FSF/26/12", "2026-03-05", ["2026-04-03"], ["2026-05-12/2026-05-14"])
