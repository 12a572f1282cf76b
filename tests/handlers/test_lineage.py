"""Which facts are one thing that was changed over time, and what stands in a fact's place."""

from pathlib import Path

from bot.library import Knowledge
from handlers.lineage import lines_of, successor
from knowledge.book import FactBook
from tests.handlers.letters_of_change import book_of, entry, letter


def _named(book: FactBook) -> dict[str, tuple[str, int]]:
    """Each fact's thing, and how often that had been changed before."""
    return {i: (line.thing, line.depth) for i, line in lines_of(book).items()}


def test_what_was_never_changed_is_a_thing_of_its_own(tmp_path: Path) -> None:
    book = book_of(tmp_path, letter("A", "2030-01-01", entry("x", "2030-05-20"), entry("y", "2030-06-07", "date")))
    assert _named(book) == {"A#x": ("A#x", 0), "A#y": ("A#y", 0)}


def test_a_thing_keeps_the_name_that_it_began_with(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-01", entry("x", "2030-05-20")),
        letter("B", "2030-02-01", entry("new", "2030-05-27", supersedes=["A#x"])),
        letter("C", "2030-03-01", entry("newest", "2030-06-03", supersedes=["B#new"])),
    )
    assert _named(book) == {
        "A#x": ("A#x", 0),
        "B#new": ("A#x", 1),
        "C#newest": ("A#x", 2),
    }


def test_the_order_of_files_says_nothing(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("B", "2030-02-01", entry("new", "2030-05-27", supersedes=["A#x"])),
        letter("A", "2030-01-01", entry("x", "2030-05-20")),
    )
    assert _named(book)["B#new"] == ("A#x", 1)


def test_of_several_that_replace_one_the_most_alike_carries_its_name_on(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-01", entry("x", "2030-06-07", "date", role="held")),
        letter(
            "B",
            "2030-02-01",
            entry("stand", "2030-06-08", "date", "stand", role="held", supersedes=["A#x"]),
            entry("opens", "2030-06-08", "date", role="opens", supersedes=["A#x"]),
            entry("held", "2030-06-09", "date", role="held", supersedes=["A#x"]),
        ),
    )
    lines = _named(book)
    assert lines["B#held"] == ("A#x", 1)
    assert lines["B#stand"] == ("B#stand", 0)
    assert lines["B#opens"] == ("B#opens", 0)


def test_one_that_replaces_several_carries_on_the_name_of_the_earliest(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("B", "2030-02-01", entry("b", "2030-05-27")),
        letter("A", "2030-01-01", entry("a", "2030-05-20")),
        letter("C", "2030-03-01", entry("c", "2030-06-03", supersedes=["B#b", "A#a"])),
    )
    lines = _named(book)
    assert lines["C#c"] == ("A#a", 1)
    assert lines["B#b"] == ("B#b", 0)


def test_a_deadline_does_not_carry_on_the_name_of_a_date(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-01", entry("x", "2030-06-07", "date")),
        letter("B", "2030-02-01", entry("y", "2030-05-20", supersedes=["A#x"])),
    )
    assert _named(book)["B#y"] == ("B#y", 0)


def test_what_stands_in_a_facts_place_is_itself_or_its_latest_replacement(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-01", entry("x", "2030-05-20")),
        letter("B", "2030-02-01", entry("new", "2030-05-27", supersedes=["A#x"])),
        letter("C", "2030-03-01", entry("newest", "2030-06-03", supersedes=["B#new"])),
    )
    assert [successor(book.facts[i], book) for i in book.facts] == [book.facts["C#newest"]] * 3


def test_nothing_stands_in_the_place_of_what_another_kind_replaced(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-01", entry("x", "2030-06-07", "date")),
        letter("B", "2030-02-01", entry("y", "2030-05-20", supersedes=["A#x"])),
    )
    assert successor(book.facts["A#x"], book) is None


def test_what_two_letters_say_of_one_subject_and_day_is_one_thing(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-01", entry("x", "2030-05-20")),
        letter("B", "2030-02-01", entry("new", "2030-05-27", supersedes=["A#x"])),
        letter("C", "2030-03-01", entry("again", "2030-05-27")),
    )
    lines = lines_of(book)
    assert _named(book) == {"A#x": ("A#x", 0), "B#new": ("A#x", 1), "C#again": ("A#x", 1)}
    assert [lines[i].root for i in book.facts] == ["A#x", "A#x", "C#again"]


def test_two_deadlines_that_one_letter_sets_for_one_subject_and_day_are_two_things(tmp_path: Path) -> None:
    book = book_of(tmp_path, letter("A", "2030-01-01", entry("paper", "2030-05-20"), entry("list", "2030-05-20")))
    assert _named(book) == {"A#paper": ("A#paper", 0), "A#list": ("A#list", 0)}


def test_a_date_that_one_letter_gives_twice_is_one_thing(tmp_path: Path) -> None:
    twice = (entry("when", "2030-06-07", "date"), entry("again", "2030-06-07", "date"))
    book = book_of(tmp_path, letter("A", "2030-01-01", *twice))
    assert _named(book) == {"A#when": ("A#when", 0), "A#again": ("A#when", 0)}


def test_what_is_said_of_another_subject_day_kind_or_zone_is_another_thing(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-01", entry("x", "2030-05-20")),
        letter("B", "2030-02-01", entry("y", "2030-05-20", subject="stand")),
        letter("C", "2030-02-02", entry("y", "2030-05-21")),
        letter("D", "2030-02-03", entry("y", "2030-05-20", "date")),
        letter("E", "2030-02-04", entry("y", "2030-05-20", zone="Asia/Tokyo")),
        letter("F", "2030-02-05", entry("y", "2030-05-20", subject=None)),
        letter("G", "2030-02-06", entry("y", "2030-05-20", subject=None)),
    )
    assert _named(book) == {name: (name, 0) for name in book.facts}


def test_every_dated_fact_of_the_letters_has_a_line_and_a_thing_has_one_value(knowledge: Knowledge) -> None:
    book = knowledge.library.book
    lines = lines_of(book)
    assert set(lines) == {i for i, fact in book.facts.items() if fact.when}
    assert all(lines[line.thing].depth == 0 for line in lines.values())
    said: dict[str, set[tuple[str, str]]] = {}
    for name, line in lines.items():
        if not book.facts[name].replaced:
            said.setdefault(line.thing, set()).add((book.facts[name].kind, book.facts[name].value))
    assert all(len(values) == 1 for values in said.values())
