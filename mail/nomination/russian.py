"""Russian names and posts after a verb ("назначает г-на Петрова") put back into the nominative, by their endings."""

import re

_MALE_TITLES = frozenset(["г-на", "господина", "г-ну", "господину", "г-ном", "господином"])
_FEMALE_TITLES = frozenset(["г-жу", "госпожу", "г-жи", "госпожи", "г-же", "госпоже", "г-жой", "госпожой"])
_VOWELS = "аеиоуыэюяё"
_MALE = (
    ("ского", "ский"), ("цкого", "цкий"), ("ного", "ный"), ("овым", "ов"), ("евым", "ев"), ("иным", "ин"),
    ("ину", "ин"), ("овичем", "ович"), ("евичем", "евич"),
)  # fmt: skip
_FEMALE = (
    ("овну", "овна"), ("евну", "евна"), ("ичну", "ична"), ("овны", "овна"), ("евны", "евна"),
    ("овой", "ова"), ("евой", "ева"), ("иной", "ина"), ("скую", "ская"),
    ("ской", "ская"), ("цкую", "цкая"), ("ую", "ая"),
    ("ии", "ия"), ("ию", "ия"), ("ью", "ья"),
    ("лю", "ля"), ("ею", "ея"), ("у", "а"), ("ю", "я"), ("ы", "а"),
)  # fmt: skip
_ADJECTIVE = (("щего", "щий"), ("шего", "ший"), ("него", "ний"), ("кого", "кий"), ("ого", "ый"))
_MOST_ADJECTIVES = 3


def is_oblique(title: str) -> bool:
    """Whether a title before a name stands in another case than the nominative."""
    words = set(re.sub(r"\s", " ", title.casefold()).split())
    return bool(words & (_MALE_TITLES | _FEMALE_TITLES))


def _by_ending(word: str, endings: tuple[tuple[str, str], ...]) -> str | None:
    return next((word[: -len(a)] + b for a, b in endings if word.endswith(a) and len(word) > len(a) + 1), None)


def _male(word: str) -> str:
    changed = _by_ending(word, _MALE)
    if changed:
        return changed
    if word.endswith("а") and len(word) > 3 and word[-2] not in _VOWELS:  # noqa: PLR2004 - "Ада" is no "Ад"
        return word[:-1]
    if word.endswith("я"):
        return word[:-1] + ("й" if word[-2] in _VOWELS else "ь")
    return word


def nominative_name(name: str, title: str) -> str:
    """A name in the nominative, where its title shows another case and whether it is a man's or a woman's."""
    words = set(title.casefold().split())
    if words & _MALE_TITLES:
        return " ".join(map(_male, name.split()))
    if words & _FEMALE_TITLES:
        return " ".join(_by_ending(word, _FEMALE) or word for word in name.split())
    return name


def nominative_post(post: str) -> str:
    """A post in the nominative: "ведущего специалиста отдела" becomes "ведущий специалист отдела"."""
    words = post.split()
    for n, word in enumerate(words[: _MOST_ADJECTIVES + 1]):
        adjective = _by_ending(word, _ADJECTIVE)
        if adjective:
            words[n] = adjective
            continue
        if word.endswith("а") and word[-2:-1] not in set(_VOWELS):
            words[n] = word[:-1]
        elif word.endswith("я"):
            words[n] = word[:-1] + "ь"
        break
    return " ".join(words)


# -- organisations ---------------------------------------------------------------------------------------------------

_HEADS = (
    "министерство", "агентство", "ведомство", "управление", "бюро", "учреждение", "предприятие", "общество",
    "объединение", "представительство", "посольство", "госагентство", "центр", "комитет", "институт", "фонд", "союз",
    "банк", "университет", "департамент", "совет", "секретариат", "госкомитет", "холдинг", "технопарк",
    "служба", "палата", "группа", "комиссия", "компания", "корпорация", "ассоциация", "федерация", "администрация",
    "академия", "инспекция", "дирекция", "лаборатория",
)  # fmt: skip
_GENDERS = {"о": "ое", "е": "ое", "а": "ая", "я": "ая"}
_ADJECTIVES = ("ого", "ому", "ым", "ом", "ой", "ую", "его", "ему", "им", "ем", "ей", "юю")
_MOST_BEFORE_HEAD = 4


def _head_of(word: str) -> str | None:
    """The nominative of an organisation's first noun, whatever case it stands in."""
    lower = word.casefold()
    for head in _HEADS:
        stem = head[:-1] if head[-1] in _VOWELS else head
        if lower.startswith(stem) and len(lower) - len(stem) <= 2:  # noqa: PLR2004 - "центр", "центром"
            return head
    return None


def nominative_organization(name: str) -> str:
    """An organisation's name in the nominative: "Национального центра связи" becomes "Национальный центр связи"."""
    words = name.split()
    for n, word in enumerate(words[: _MOST_BEFORE_HEAD + 1]):
        head = _head_of(word)
        if head is None:
            continue
        ending = _GENDERS.get(head[-1], "ый")
        before = [_adjective(other, ending) for other in words[:n]]
        return " ".join([*before, head.capitalize() if word[0].isupper() else head, *words[n + 1 :]])
    return name


def _adjective(word: str, ending: str) -> str:
    found = next((a for a in _ADJECTIVES if word.casefold().endswith(a)), None)
    if found is None:
        return word
    stem = word[: -len(found)]
    if ending == "ый" and stem[-1:] in "кгхщшжч":
        ending = "ий"
    return stem + ending
