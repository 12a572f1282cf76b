"""The strict reader of calendar files: it takes what is right, and refuses each thing that is wrong."""

import pytest

from tests.icalendar_rules import RuleBrokenError, read_strictly

GOOD = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Example//EN
METHOD:PUBLISH
BEGIN:VEVENT
UID:1@example.org
SEQUENCE:0
DTSTAMP:20300503T120000Z
DTSTART;VALUE=DATE:20300503
DTEND;VALUE=DATE:20300504
ORGANIZER;CN="A, B":mailto:desk@example.org
SUMMARY:One\\, two\\; three\\nfour \\\\ é
 中文
STATUS:CONFIRMED
URL:https://example.org/a?b=c,d;e%20f
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:One
TRIGGER:-P6DT15H
END:VALARM
END:VEVENT
END:VCALENDAR
"""
EVENT = GOOD[GOOD.index("BEGIN:VEVENT") : GOOD.index("END:VCALENDAR")]
ALARM = GOOD[GOOD.index("BEGIN:VALARM") : GOOD.index("END:VEVENT")]
DAYS = "DTSTART;VALUE=DATE:20300503\nDTEND;VALUE=DATE:20300504"


def _octets(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        (DAYS, "DTSTART:20300503T120000Z"),
        (DAYS, "DTSTART:20300503T120000Z\nDTEND:20300503T120001Z"),
        ("DTEND;VALUE=DATE:20300504\n", ""),
        ("CONFIRMED", "TENTATIVE"),
        ("-P6DT15H", "PT9H"),
        ("-P6DT15H", "-P7D"),
        (ALARM, ""),
    ],
)
def test_what_the_rfc_allows_is_read(old: str, new: str) -> None:
    calendar = read_strictly(_octets(GOOD.replace(old, new)))
    assert calendar.inner[0].value("SUMMARY") == "One\\, two\\; three\\nfour \\\\ é中文"


def test_a_cancellation_is_read() -> None:
    text = GOOD.replace("PUBLISH", "CANCEL").replace("CONFIRMED", "CANCELLED").replace(ALARM, "")
    assert read_strictly(_octets(text)).value("METHOD") == "CANCEL"


WRONG = {
    "no method": ("METHOD:PUBLISH\n", ""),
    "another method": ("PUBLISH", "REQUEST"),
    "another version": ("VERSION:2.0", "VERSION:1.0"),
    "no event": (EVENT, ""),
    "an identifier twice": (EVENT, EVENT + EVENT),
    "no identifier": ("UID:1@example.org\n", ""),
    "no stamp": ("DTSTAMP:20300503T120000Z\n", ""),
    "no start": (DAYS + "\n", ""),
    "no organizer": ('ORGANIZER;CN="A, B":mailto:desk@example.org\n', ""),
    "an organizer without a scheme": ("mailto:desk", "desk"),
    "no sequence": ("SEQUENCE:0\n", ""),
    "a sequence that is no number": ("SEQUENCE:0", "SEQUENCE:-1"),
    "a sequence beyond 32 bits": ("SEQUENCE:0", "SEQUENCE:2147483648"),
    "a property twice": ("SEQUENCE:0", "SEQUENCE:0\nSEQUENCE:0"),
    "an unknown property": ("SEQUENCE:0", "SEQUENCE:0\nATTACH:https://example.org"),
    "a local time": (DAYS, "DTSTART:20300503T120000"),
    "a day that is not said to be one": (DAYS, "DTSTART:20300503"),
    "a moment that is said to be a day": (DAYS, "DTSTART;VALUE=DATE:20300503T120000Z"),
    "a day that does not exist": (DAYS, "DTSTART;VALUE=DATE:20300231"),
    "an hour that does not exist": (DAYS, "DTSTART:20300503T250000Z"),
    "an end that does not exist": ("20300504", "20300532"),
    "a zone": (DAYS, "DTSTART;TZID=Europe/Zurich:20300503T120000Z"),
    "an end at the start": ("20300504", "20300503"),
    "an end of another type": ("DTEND;VALUE=DATE:20300504", "DTEND:20300504T120000Z"),
    "a parameter twice": ("DTSTART;VALUE=DATE:", "DTSTART;VALUE=DATE;VALUE=DATE:"),
    "a bare comma": ("One\\,", "One,"),
    "a bare semicolon": ("two\\;", "two;"),
    "an unknown escape": ("\\nfour", "\\tfour"),
    "a control character": ("One", "\x0bOne"),
    "a null": ("中文", "中\x00文"),
    "an address with a space": ("e%20f", "e f"),
    "an address beyond ASCII": ("e%20f", "é"),
    "a long line": ("SUMMARY:", f"LOCATION:{'x' * 67}\nSUMMARY:"),
    "an empty line": ("STATUS", "\nSTATUS"),
    "no content line": ("STATUS:CONFIRMED", "STATUS"),
    "an unknown status": ("CONFIRMED", "SURE"),
    "a cancelled event that is published": ("CONFIRMED", "CANCELLED"),
    "a cancellation of what is confirmed": ("PUBLISH", "CANCEL"),
    "a trigger that is no duration": ("-P6DT15H", "-P6DT"),
    "an empty duration": ("-P6DT15H", "P"),
    "an alarm without text": ("DESCRIPTION:One\n", ""),
    "an alarm that is not displayed": ("ACTION:DISPLAY", "ACTION:AUDIO"),
    "a property after a component": ("END:VEVENT", "CLASS:PUBLIC\nEND:VEVENT"),
    "a component in the wrong place": (EVENT, ALARM),
    "a component that does not end": ("END:VCALENDAR\n", ""),
    "a component that ends too early": ("END:VALARM\n", ""),
    "two calendars": (GOOD, GOOD + GOOD),
    "a property outside": ("END:VCALENDAR\n", "END:VCALENDAR\nUID:x\n"),
    "a folded first line": ("BEGIN:VCALENDAR", " BEGIN:VCALENDAR"),
}


@pytest.mark.parametrize(("old", "new"), WRONG.values(), ids=WRONG)
def test_what_the_rfc_forbids_is_refused(old: str, new: str) -> None:
    assert old in GOOD
    with pytest.raises(RuleBrokenError):
        read_strictly(_octets(GOOD.replace(old, new)))


def test_an_alarm_of_what_is_cancelled_is_refused() -> None:
    with pytest.raises(RuleBrokenError, match="an alarm of what is cancelled"):
        read_strictly(_octets(GOOD.replace("PUBLISH", "CANCEL").replace("CONFIRMED", "CANCELLED")))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD.encode(),
        _octets(GOOD)[:-2],
        _octets(GOOD).replace("中".encode(), b"\xe4\r\n \xb8\xad"),
        _octets(GOOD).replace("中".encode(), b"\xff"),
    ],
    ids=["nothing", "bare line feeds", "no last line end", "folded within a character", "no UTF-8"],
)
def test_octets_that_are_no_lines_are_refused(data: bytes) -> None:
    with pytest.raises(RuleBrokenError):
        read_strictly(data)
