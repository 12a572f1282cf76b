"""The corpus of letters is in order: files, canonical values, quotes, numbers; and so are the scorer and the makers."""

from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import phonenumbers
import pypdf
import pytest

from knowledge.edtf import parse_edtf
from knowledge.model import LANGUAGES
from tests.letter_making import as_docx, as_pdf, plain
from tests.scoring_letters import Gold, Tally, compare, has_quote, read_gold, report, squeeze

CORPORA = Path(__file__).parents[2] / "corpora" / "letters"
NAMES = ("open", "heldout", "heldout2", "real")
EVERY = [pytest.param(gold, file, id=file.stem) for name in NAMES for gold, file in read_gold(CORPORA / name)]
WRITTEN = [(gold, file) for gold, file in read_gold(CORPORA / "open") if file.suffix in (".md", ".txt")]
PRINTED = [(gold, file) for gold, file in WRITTEN if file.stem.endswith(("-01", "-04")) and gold["language"] != "ar"]


def quotes(gold: Gold) -> list[str]:
    """All quotes of a gold line."""
    return [entry["quote"] for kind in ("deadlines", "events") for entry in gold[kind]]


@pytest.mark.parametrize("name", NAMES)
def test_folder_holds_exactly_the_letters_that_its_gold_file_names(name: str) -> None:
    named = [file.name for _, file in read_gold(CORPORA / name)]
    assert sorted(named) == sorted({file.name for file in (CORPORA / name).iterdir()} - {"gold.jsonl", "README.md"})


@pytest.mark.parametrize(("name", "least"), [("open", 5), ("heldout", 3), ("heldout2", 5)])
def test_folder_has_letters_enough_in_each_language(name: str, least: int) -> None:
    count = Counter(gold["language"] for gold, _ in read_gold(CORPORA / name))
    assert set(count) == set(LANGUAGES)
    assert min(count.values()) >= least


@pytest.mark.parametrize(("gold", "_file"), EVERY)
def test_values_are_canonical(gold: Gold, _file: Path) -> None:
    deadlines = {entry["value"] for entry in gold["deadlines"]} - {None}
    events = {value for event in gold["events"] for value in (event["value"], *event.get("also", ()))}
    assert {parse_edtf(value).text for value in deadlines | events} == deadlines | events
    assert date.fromisoformat(gold["date"]).isoformat() == gold["date"]


@pytest.mark.parametrize(("gold", "_file"), EVERY)
def test_nothing_ends_before_the_letter(gold: Gold, _file: Path) -> None:
    values = [entry["value"] for kind in ("deadlines", "events") for entry in gold[kind] if entry["value"]]
    assert [value for value in values if parse_edtf(value).last_day() < date.fromisoformat(gold["date"])] == []


@pytest.mark.parametrize(("gold", "file"), EVERY)
def test_quotes_are_verbatim(gold: Gold, file: Path) -> None:
    assert [quote for quote in quotes(gold) if not has_quote(quote, file)] == []
    assert gold["reference"] is None or has_quote(gold["reference"], file)


@pytest.mark.parametrize(("gold", "file"), EVERY)
def test_contacts_are_canonical_and_stand_in_the_letter(gold: Gold, file: Path) -> None:
    text = squeeze(file.read_text(encoding="utf-8")).lower()
    digits = "".join(str(int(character)) for character in text if character.isdecimal())
    for contact in gold["contacts"]:
        assert contact["name"] is None or has_quote(contact["name"], file)
        assert list(contact) == ["name", "phone", "fax", "email"]
        numbers = [contact[key] for key in ("phone", "fax") if contact[key]]
        for number in numbers:
            parsed = phonenumbers.parse(number)
            assert phonenumbers.is_valid_number(parsed)
            assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == number
            assert number[-4:] in digits
        assert contact["email"] is None or (contact["email"] in text and contact["email"].islower())


def test_scoring_finds_nothing_wrong_with_the_gold_itself() -> None:
    compared = [compare(gold, gold, file) for gold, file in read_gold(CORPORA / "open")]
    tallies, _ = report(compared)
    assert [one.problems for one in compared] == [()] * len(compared)
    assert {tally.f1 for tally in tallies.values()} == {1.0}


def test_scoring_counts_what_is_missing_wrong_and_tolerated(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("From **3 May 2030** on; reply by\n1 April 2030.", encoding="utf-8")
    gold = {
        "language": "en", "reference": "X/1", "date": "2030-01-02",
        "contacts": [{"name": "Ana Ejemplo", "phone": None, "fax": None, "email": "ana@example.org"}],
        "deadlines": [{"value": "2030-04-01", "quote": "reply by 1 April 2030"}],
        "events": [{"value": "2030-05-03/..", "place": None, "quote": "From 3 May 2030 on", "also": ["2030-05-03"]}],
    }  # fmt: skip
    came = {
        "language": "en", "reference": "X/2", "date": "2030-01-02",
        "contacts": [{"name": "ANA Ejemplo", "email": None}, {"name": "Somebody"}],
        "deadlines": [{"value": None, "quote": "in ten days"}],
        "events": [{"value": v, "quote": "3 May 2030 on"} for v in ("2030-05-03", "2030-04-01", "2031")],
    }  # fmt: skip
    found = compare(gold, came, letter)
    assert found.right == {"language": True, "reference": False, "date": True}
    assert found.counted == {
        "contact names": Tally(hit=1, came=2, wanted=1),
        "contact emails": Tally(hit=0, came=0, wanted=1),
        "contact phones": Tally(hit=0, came=0, wanted=0),
        "deadlines": Tally(hit=0, came=0, wanted=1),
        "events": Tally(hit=0, came=1, wanted=1),
    }
    assert found.quotes == Tally(hit=3, came=4, wanted=4)


@pytest.mark.parametrize(("gold", "file"), [pytest.param(*one, id=one[1].stem) for one in WRITTEN])
def test_letter_made_into_a_word_document_keeps_every_quote(gold: Gold, file: Path) -> None:
    document = docx.Document(BytesIO(as_docx(file.read_text(encoding="utf-8"))))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = squeeze("".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    assert [quote for quote in quotes(gold) if squeeze(quote.replace("~~", "")) not in text] == []


@pytest.mark.parametrize(("gold", "file"), [pytest.param(*one, id=one[1].stem) for one in PRINTED])
def test_letter_made_into_a_pdf_keeps_every_quote(gold: Gold, file: Path) -> None:
    pages = pypdf.PdfReader(BytesIO(as_pdf(file.read_text(encoding="utf-8")))).pages
    text = squeeze("".join(page.extract_text() for page in pages))
    assert [quote for quote in quotes(gold) if squeeze(quote) not in text] == []


def test_letter_with_struck_words_is_not_made_into_plain_lines() -> None:
    with pytest.raises(ValueError, match="struck out"):
        plain("on ~~3 May~~ 4 May")


def test_letter_from_right_to_left_is_not_made_into_a_pdf() -> None:
    with pytest.raises(ValueError, match="right to left"):
        as_pdf("القاهرة، 6 أكتوبر 2025")
