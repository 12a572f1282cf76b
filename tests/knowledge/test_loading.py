"""A folder of letters is taken whole or refused, with the file and the field that is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from knowledge.book import FactBook
from knowledge.errors import BadLetterError
from knowledge.loading import load_book, read_yaml
from tests.letter_files import CONCEPTS, TEXT, Rows, fact, good_letter, good_subjects, load

Change = Callable[[Rows], None]


def of(row_id: str, **changes: object) -> Change:
    """Changes fields of the row with this id."""

    def change(letter: Rows) -> None:
        next(row for row in letter["facts"] if row["id"] == row_id).update(changes)

    return change


def top(**changes: object) -> Change:
    """Changes fields of the letter itself."""
    return lambda letter: letter.update(changes)


def more(row: Rows) -> Change:
    """Adds a row."""
    return lambda letter: letter["facts"].append(row)


def test_a_folder_in_order_gives_a_book(tmp_path: Path) -> None:
    book = load(tmp_path, good_letter())
    assert list(book.letters) == ["XX-30/1"]
    assert len(book.facts) == 7
    dates = book.facts["XX-30/1#dates"]
    assert (dates.value, dates.letter, dates.subject) == ("2030-06-07/2030-06-10", "XX-30/1", "fair-2030")
    assert dates.quote == "El Foro se celebrará del 7 al 10 de junio de 2030"
    assert book.facts["XX-30/1#deadline"].send_to == ("XX-30/1#mail",)


REFUSALS = {
    "a quote that is not in the text": (
        of("contact", quote="Contacto: Ana Ejemplar"),
        r"one\.yaml: contact: quote: .*Ana Ejemplar",
    ),
    "a day that does not exist": (of("deadline", value="2030-05-32"), r"one\.yaml: deadline: value: .*2030-05-32"),
    "a date in words": (of("dates", value="7-10 de junio"), r"one\.yaml: dates: value: .*7-10 de junio"),
    "a telephone number with spaces": (of("phone", value="+41 22 730 0000"), r"one\.yaml: phone: value: .*E\.164"),
    "a telephone number without country": (of("phone", value="0227300000"), r"one\.yaml: phone: value: .*E\.164"),
    "a fax number with letters": (of("phone", kind="fax", value="+41x"), r"one\.yaml: phone: value: .*E\.164"),
    "an address in capitals": (of("mail", value="Ana@example.org"), r"one\.yaml: mail: value: .*lower case"),
    "an address without host": (of("mail", value="ana"), r"one\.yaml: mail: value: .*e-mail"),
    "a page without scheme": (of("page", value="www.example.org/foro"), r"one\.yaml: page: value: .*scheme"),
    "a value with loose white space": (
        of("contact", value="Ana  Ejemplo"),
        r"one\.yaml: contact: value: .*white space",
    ),
    "a value that its quote does not bear out": (
        of("contact", value="Eva Ejemplo"),
        r"one\.yaml: contact: value: 'Eva Ejemplo' is not borne out",
    ),
    "a number that its quote does not bear out": (
        of("phone", value="+41227300001"),
        r"one\.yaml: phone: value: '\+41227300001' is not borne out",
    ),
    "a day that its quote does not bear out": (
        of("deadline", value="2031-04-21"),
        r"one\.yaml: deadline: value: '2031-04-21' is not borne out",
    ),
    "an unknown subject": (of("dates", subject="fare"), r"one\.yaml: dates: subject: unknown subject 'fare'"),
    "an unknown person": (of("contact", person="eva"), r"one\.yaml: contact: person: unknown subject 'eva'"),
    "an unknown topic": (of("dates", about=["weather"]), r"one\.yaml: dates: about: unknown id 'weather'"),
    "an unknown kind": (of("dates", kind="day"), r"one\.yaml: facts\.4\.kind: "),
    "an unknown key of a fact": (of("dates", colour="red"), r"one\.yaml: facts\.4\.colour: "),
    "an unknown key of the letter": (top(colour="red"), r"one\.yaml: colour: "),
    "a fact without quote": (of("dates", quote=" "), r"one\.yaml: facts\.4\.quote: "),
    "a deadline without label": (of("deadline", label=None), r"one\.yaml: deadline: label: "),
    "a label in no language": (of("deadline", label={}), r"one\.yaml: facts\.6\.label: .*at least one of ar, en, "),
    "a label in an unknown language": (of("deadline", label={"de": "x"}), r"one\.yaml: facts\.6\.label\.de: "),
    "an unknown address to send to": (of("deadline", send_to=["fax"]), r"one\.yaml: deadline: send_to: .*XX-30/1#fax"),
    "an unknown fact superseded": (
        of("dates", supersedes=["YY-1/1#dates"]),
        r"one\.yaml: dates: supersedes: unknown fact 'YY-1/1#dates'",
    ),
    "a fact that supersedes itself": (
        of("dates", supersedes=["XX-30/1#dates"]),
        r"one\.yaml: dates: supersedes: a circle",
    ),
    "an id twice": (
        more(fact("page", "person", "Ana Ejemplo", "Contacto: Ana Ejemplo")),
        r"one\.yaml: page: this id is there already",
    ),
    "an unknown zone of a fact": (of("dates", zone="Europe/Atlantis"), r"one\.yaml: dates: zone: 'Europe/Atlantis'"),
    "an unknown zone of the letter": (top(zone="Europe/Atlantis"), r"one\.yaml: date or zone: "),
    "a date of the letter in words": (top(date="3 de mayo"), r"one\.yaml: date or zone: .*3 de mayo"),
    "an unknown language": (top(language="de"), r"one\.yaml: language: 'de'"),
    "an unknown subject covered": (top(covers=["fare"]), r"one\.yaml: covers: unknown subject 'fare'"),
}


def test_a_label_that_lacks_languages_is_told_in_the_letters_own(tmp_path: Path) -> None:
    letter = good_letter()
    of("deadline", label={"fr": "inscription", "es": "inscripción"})(letter)
    label = load(tmp_path, letter).facts["XX-30/1#deadline"].label
    assert label == {"fr": "inscription", **dict.fromkeys(("ar", "en", "es", "ru", "zh"), "inscripción")}


@pytest.mark.parametrize(("change", "message"), REFUSALS.values(), ids=REFUSALS)
def test_a_letter_is_refused_by_file_and_field(tmp_path: Path, change: Change, message: str) -> None:
    letter = good_letter()
    change(letter)
    with pytest.raises(BadLetterError, match=message):
        load(tmp_path, letter)


SUBJECT_REFUSALS = {
    "an unknown whole": ({"part_of": "market"}, r"subjects\.yaml: fair: part_of: unknown subject 'market'"),
    "a circle of parts": ({"part_of": "fair-2030"}, r"subjects\.yaml: fair: part_of: .*circle"),
    "an unknown tag": ({"tags": ["weather"]}, r"subjects\.yaml: fair: tags: unknown id 'weather'"),
    "an unknown language": ({"aliases": {"de": ["Messe"]}}, r"subjects\.yaml: fair: aliases: unknown language 'de'"),
    "an id of a concept": ({"id": "fee"}, r"subjects\.yaml: fee: this id is there already"),
    "an unknown key": ({"colour": "red"}, r"subjects\.yaml: entry 1: colour: "),
    "an unknown kind": ({"kind": "market"}, r"subjects\.yaml: entry 1: kind: "),
}


@pytest.mark.parametrize(("change", "message"), SUBJECT_REFUSALS.values(), ids=SUBJECT_REFUSALS)
def test_the_list_of_subjects_is_refused_by_entry_and_field(tmp_path: Path, change: Rows, message: str) -> None:
    subjects = good_subjects()
    subjects[0].update(change)
    with pytest.raises(BadLetterError, match=message):
        load(tmp_path, good_letter(), subjects)


def test_a_subject_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLetterError, match=r"subjects\.yaml: fair: this id is there already"):
        load(tmp_path, good_letter(), [*good_subjects(), good_subjects()[0]])


def test_a_letter_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLetterError, match=r"one\.yaml: .*one\.md is missing"):
        load(tmp_path, good_letter(), text=None)


def test_a_text_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLetterError, match=r"one\.md: cannot be read"):
        load(tmp_path, good_letter(), text=TEXT.encode("latin-1"))


def test_facts_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    load(tmp_path, good_letter())
    (tmp_path / "one.yaml").write_bytes("reference: Año".encode("latin-1"))
    with pytest.raises(BadLetterError, match=r"one\.yaml: cannot be read"):
        load_book([tmp_path], CONCEPTS)


def test_facts_that_are_not_yaml_are_refused_with_the_line(tmp_path: Path) -> None:
    load(tmp_path, good_letter())
    (tmp_path / "one.yaml").write_text("reference: XX-30/1\nfacts: [\n", "utf-8")
    with pytest.raises(BadLetterError, match=r"one\.yaml: not YAML: .*line 3"):
        load_book([tmp_path], CONCEPTS)


@pytest.mark.parametrize("content", [[], "text", None, ["reference"]])
def test_a_file_that_is_no_letter_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(BadLetterError, match=r"one\.yaml: the file: "):
        load(tmp_path, content)


@pytest.mark.parametrize("content", [{}, "text", None])
def test_subjects_that_are_no_list_are_refused(tmp_path: Path, content: object) -> None:
    load(tmp_path, good_letter())
    (tmp_path / "subjects.yaml").write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(BadLetterError, match=r"subjects\.yaml: expected a list"):
        load_book([tmp_path], CONCEPTS)


def test_a_folder_without_letters_is_refused(tmp_path: Path) -> None:
    (tmp_path / "subjects.yaml").write_text(yaml.safe_dump(good_subjects()), "utf-8")
    with pytest.raises(BadLetterError, match="no letter here"):
        load_book([tmp_path], CONCEPTS)


def test_a_reference_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(yaml.safe_dump(good_letter()), "utf-8")
    (tmp_path / "two.md").write_text(TEXT, "utf-8")
    with pytest.raises(BadLetterError, match=r"two\.yaml: reference: XX-30/1 is in one\.yaml already"):
        load(tmp_path, good_letter())


def second_letter(**changes: object) -> Rows:
    """A later letter with new dates."""
    row = good_letter()["facts"][4] | {"value": "2030-06-08/2030-06-10", "quote": "del 8 al 10 de junio de 2030"}
    return good_letter() | {"reference": "XX-30/2", "date": "2030-06-01", "facts": [row | changes]}


def load_two(folder: Path, first: Rows, second: Rows) -> FactBook:
    """Write a folder with two letters, and load it."""
    (folder / "two.yaml").write_text(yaml.safe_dump(second), "utf-8")
    (folder / "two.md").write_text("Será del 8 al 10 de junio de 2030.", "utf-8")
    return load(folder, first)


def test_a_fact_that_another_supersedes_knows_it(tmp_path: Path) -> None:
    book = load_two(tmp_path, good_letter(), second_letter(supersedes=["XX-30/1#dates"]))
    assert book.facts["XX-30/1#dates"].superseded_by == ("XX-30/2#dates",)
    assert [i for i, found in book.facts.items() if found.replaced] == ["XX-30/1#dates"]


def test_two_letters_that_supersede_each_other_are_refused(tmp_path: Path) -> None:
    first = good_letter()
    of("dates", supersedes=["XX-30/2#dates"])(first)
    with pytest.raises(BadLetterError, match=r"(one|two)\.yaml: dates: supersedes: a circle"):
        load_two(tmp_path, first, second_letter(supersedes=["XX-30/1#dates"]))


def test_words_that_yaml_takes_for_other_things_stay_text(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("no: on\ndate: 2019-08-16\nflag: true\nnumber: 3\n", "utf-8")
    assert read_yaml(file) == {"no": "on", "date": "2019-08-16", "flag": True, "number": 3}
