"""What RFC 5545 and RFC 5546 ask of a calendar file that is published or cancels, read strictly.

It knows what Plazo writes: events with alarms, in UTC or of whole days, without recurrence, attendees and time zones.
It shares nothing with the library that writes the files, and refuses whatever it does not know.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

_MOST_OCTETS = 75
_GREATEST_INTEGER = 2**31 - 1
_PARAMETER = r'[A-Z0-9-]+=(?:"[^"\x00-\x08\x0A-\x1F\x7F]*"|[^\x00-\x08\x0A-\x1F\x7F";:,]*)'
_LINE = re.compile(rf"(?P<name>[A-Z0-9-]+)(?P<parameters>(?:;{_PARAMETER})*):(?P<value>.*)")
_CONTROL = re.compile(r"[\x00-\x08\x0A-\x1F\x7F]")
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_MAILTO = re.compile(r"mailto:[^@?,;:]+@[A-Za-z0-9.-]+")
_DURATION = re.compile(r"[+-]?P(?:\d+W|\d+D(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)")
_DAY, _MOMENT = re.compile(r"\d{8}"), re.compile(r"\d{8}T\d{6}Z")


class RuleBrokenError(AssertionError):
    """A file is not as the RFCs want it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A content line: a property with its parameters (RFC 5545 section 3.1)."""

    name: str
    parameters: tuple[str, ...]
    value: str


@dataclass(slots=True, kw_only=True)
class Component:
    """A component with its properties, and those within it."""

    name: str
    lines: list[Line] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        """The value of a property, as it is written; None where it is missing."""
        return next((line.value for line in self.lines if line.name == name), None)


def _want(fine: object, problem: str) -> None:
    if not fine:
        raise RuleBrokenError(problem)


def _matching(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _one_of(*values: str) -> Callable[[str], bool]:
    return lambda value: value in values


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and int(value) <= _GREATEST_INTEGER


def _is_moment(value: str) -> bool:
    return _MOMENT.fullmatch(value) is not None and when(Line(name="DTSTAMP", parameters=(), value=value)) is not None


def _is_day_or_moment(value: str) -> bool:
    return _DAY.fullmatch(value) is not None or _is_moment(value)


_text, _uri = _matching(_TEXT), _matching(_URI)
Rules: TypeAlias = dict[str, Callable[[str], bool]]
_CALENDAR: Rules = {
    "PRODID": _text,
    "VERSION": _one_of("2.0"),
    "CALSCALE": _one_of("GREGORIAN"),
    "METHOD": _one_of("PUBLISH", "CANCEL"),
}
_EVENT: Rules = {
    "UID": _text,
    "DTSTAMP": _is_moment,
    "DTSTART": _is_day_or_moment,
    "DTEND": _is_day_or_moment,
    "ORGANIZER": lambda value: _uri(value) and _MAILTO.fullmatch(value) is not None,
    "SEQUENCE": _is_number,
    "SUMMARY": _text,
    "DESCRIPTION": _text,
    "LOCATION": _text,
    "URL": _uri,
    "CLASS": _one_of("PUBLIC", "PRIVATE", "CONFIDENTIAL"),
    "STATUS": _one_of("TENTATIVE", "CONFIRMED", "CANCELLED"),
    "TRANSP": _one_of("OPAQUE", "TRANSPARENT"),
    "LAST-MODIFIED": _is_moment,
}
_ALARM: Rules = {"ACTION": _one_of("DISPLAY"), "TRIGGER": _matching(_DURATION), "DESCRIPTION": _text}
_RULES = {"VCALENDAR": _CALENDAR, "VEVENT": _EVENT, "VALARM": _ALARM}
_WITHIN = {"": "VCALENDAR", "VCALENDAR": "VEVENT", "VEVENT": "VALARM"}
_NEEDED = {
    "VCALENDAR": {"PRODID", "VERSION", "METHOD"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "SEQUENCE", "STATUS"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
}
_PARAMETERS = {"DTSTART": {"VALUE"}, "DTEND": {"VALUE"}, "ORGANIZER": {"CN"}}


def read_strictly(data: bytes) -> Component:
    """Read a calendar file.

    Args:
        data: the file.

    Returns:
        The calendar, with the values as they are written.

    Raises:
        RuleBrokenError: the file breaks a rule; it says which.
    """
    calendar = _nested(_content_lines(data))
    for component in (calendar, *calendar.inner, *(alarm for event in calendar.inner for alarm in event.inner)):
        _check_properties(component)
    _want(calendar.inner, "a calendar without an event")
    uids = Counter(event.value("UID") for event in calendar.inner)
    _want(max(uids.values()) == 1, "a UID twice")
    for event in calendar.inner:
        _check_event(event, calendar.value("METHOD") == "CANCEL")
    return calendar


def when(line: Line) -> date:
    """The day, or the moment in UTC, that a property holds.

    Raises:
        RuleBrokenError: there is no such day or hour.
    """
    try:
        if _DAY.fullmatch(line.value):
            return datetime.strptime(line.value, "%Y%m%d").replace(tzinfo=UTC).date()
        return datetime.strptime(line.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise RuleBrokenError(f"{line.name}: {line.value} is no day or moment") from error


def _content_lines(data: bytes) -> list[Line]:
    """Unfold the file (RFC 5545 section 3.1)."""
    _want(data.endswith(b"\r\n"), "the last line has no end")
    whole: list[str] = []
    for octets in data[:-2].split(b"\r\n"):
        _want(0 < len(octets) <= _MOST_OCTETS, f"a line of {len(octets)} octets")
        try:
            text = octets.decode()
        except UnicodeDecodeError as error:
            raise RuleBrokenError("folded within a character, or not in UTF-8") from error
        _want(not _CONTROL.search(text), f"a control character in {text!r}")
        if text[0] in " \t":
            _want(whole, "the file begins with a folded line")
            whole[-1] += text[1:]
        else:
            whole.append(text)
    return [_content_line(text) for text in whole]


def _content_line(text: str) -> Line:
    found = _LINE.fullmatch(text)
    if found is None:
        raise RuleBrokenError(f"no content line: {text!r}")
    parameters = tuple(re.findall(rf";({_PARAMETER})", found["parameters"]))
    return Line(name=found["name"], parameters=parameters, value=found["value"])


def _nested(lines: list[Line]) -> Component:
    """The components; properties stand before the components within theirs (RFC 5545 sections 3.4 and 3.6)."""
    root = Component(name="")
    path = [root]
    for line in lines:
        here = path[-1]
        if line.name == "BEGIN":
            _want(_WITHIN.get(here.name) == line.value, f"a {line.value} within {here.name or 'the file'}")
            here.inner.append(Component(name=line.value))
            path.append(here.inner[-1])
        elif line.name == "END":
            _want(here.name == line.value, f"{line.value} ends within {here.name or 'the file'}")
            path.pop()
        else:
            _want(here is not root, f"{line.name} outside of the calendar")
            _want(not here.inner, f"{line.name} after a component within {here.name}")
            here.lines.append(line)
    _want(len(path) == 1, f"{path[-1].name} does not end")
    _want(len(root.inner) == 1, "not one calendar")
    return root.inner[0]


def _check_properties(component: Component) -> None:
    rules, names = _RULES[component.name], Counter(line.name for line in component.lines)
    _want(not (lacking := _NEEDED[component.name] - set(names)), f"{component.name} lacks {sorted(lacking)}")
    for line in component.lines:
        _want(line.name in rules, f"{line.name} in {component.name}")
        _want(names[line.name] == 1, f"{line.name} twice in {component.name}")
        _want(rules[line.name](line.value), f"{line.name}: {line.value!r}")
        given = [parameter.partition("=")[0] for parameter in line.parameters]
        _want(set(given) <= _PARAMETERS.get(line.name, set()), f"{line.name} with {given}")
        _want(len(set(given)) == len(given), f"{line.name} with a parameter twice")
        is_day = line.name in {"DTSTART", "DTEND"} and _DAY.fullmatch(line.value) is not None
        _want(("VALUE=DATE" in line.parameters) == is_day, f"{line.name}: the type of {line.value}")


def _check_event(event: Component, cancels: bool) -> None:
    """What RFC 5546 asks of the method (sections 3.2.1 and 3.2.5), and RFC 5545 of the time an event takes."""
    _want((event.value("STATUS") == "CANCELLED") == cancels, "a status against the method")
    _want(not (cancels and event.inner), "an alarm of what is cancelled")
    start, end = (next((line for line in event.lines if line.name == name), None) for name in ("DTSTART", "DTEND"))
    _want(start is not None, "no start")
    if start and end:
        _want(start.parameters == end.parameters, "a start and an end of two types")
        _want(str(when(start)) < str(when(end)), "an end that is not after the start")
    elif start:
        when(start)
