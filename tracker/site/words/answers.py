"""An answer's word, and the sentences that count and name answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.site import since, subject
from tracker.site.i18n import N_, gettext, ngettext, place_name
from tracker.site.words.days import written
from tracker.site.words.forms import _Forms, _forms
from tracker.site.words.plain import capitalise
from tracker.status import BasisCode
from tracker.vocabulary import Abroad, Answer, Condition, SinceKind

#: Each answer's word as it stands within a sentence.
ANSWERS = {
    Answer.IN_FORCE: N_("in force"),
    Answer.ENACTED: N_("enacted, not yet in force"),
    Answer.GENERAL_RULE: N_("reached by a general rule"),
    Answer.UNCLEAR: N_("unclear"),
    Answer.PENDING: N_("bill pending"),
    Answer.IN_PARTS: N_("by its parts’ laws"),
    Answer.ENDED: N_("bills ended, no law"),
    Answer.NONE_FOUND: N_("nothing found"),
    Answer.NOT_CHECKED: N_("not checked yet"),
    Answer.NOT_LISTED: N_("not on this list"),
}
#: What is said of places with law where the question has no sentence of its own.
_HAVE: _Forms = _forms(
    "Of the %(total)d countries checked so far, %(num)d has law in force on this question",
    "Of the %(total)d countries checked so far, %(num)d have law in force on this question",
)
_PARTS: dict[Answer, _Forms] = {
    Answer.ENACTED: _forms(
        "%(num)d has one enacted but not yet in force", "%(num)d have one enacted but not yet in force"
    ),
    Answer.GENERAL_RULE: _forms(
        "%(num)d is reached only by a general rule on crimes abroad",
        "%(num)d are reached only by a general rule on crimes abroad",
    ),
    Answer.UNCLEAR: _forms("%(num)d is unclear", "%(num)d are unclear"),
    Answer.PENDING: _forms("%(num)d has a bill pending", "%(num)d have bills pending"),
    Answer.IN_PARTS: _forms(
        "%(num)d has such law only in some of its parts", "%(num)d have such law only in some of their parts"
    ),
    Answer.ENDED: _forms(
        "%(num)d had bills that ended without law", "%(num)d had bills that ended without law"
    ),
    Answer.NONE_FOUND: _forms(
        "%(num)d was checked with nothing found", "%(num)d were checked with nothing found"
    ),
    Answer.NOT_CHECKED: _forms(
        "%(num)d of %(all)d is not checked yet, which does not mean that it has no law",
        "%(num)d of %(all)d are not checked yet, which does not mean that they have no law",
    ),
}


_BESIDE: dict[Answer, _Forms] = {
    Answer.GENERAL_RULE: _forms(
        "In %(num)d more, only a general rule on crimes abroad reaches them.",
        "In %(num)d more, only a general rule on crimes abroad reaches them.",
    ),
    Answer.NOT_CHECKED: _forms(
        "%(num)d of %(all)d is not checked yet. That does not mean it has no law.",
        "%(num)d of %(all)d are not checked yet. That does not mean they have no law.",
    ),
}


def claim(criterion: str, counts: Mapping[str, int], total: int) -> str:
    """How many of the counted places that were checked at all have law, whatever the number; no full stop."""
    forms = subject.current().sentences(criterion).get(Answer.IN_FORCE, _HAVE)
    first, unchecked = counts.get(Answer.IN_FORCE, 0), counts.get(Answer.NOT_CHECKED, 0)
    return ngettext(*forms, first) % {"num": first, "total": total - unchecked}


def summary(criterion: str, counts: Mapping[str, int], total: int) -> str:
    """The claim and all other answers: every counted place is in exactly one of its numbers; a further number
    of zero is left out."""
    special = subject.current().sentences(criterion)
    parts = [claim(criterion, counts, total)]
    for kind, forms in _PARTS.items():
        number = counts.get(kind, 0)
        if number:
            parts.append(ngettext(*special.get(kind, forms), number) % {"num": number, "all": total})
    return gettext("; ").join(parts) + "."


def beside(counts: Mapping[str, int], total: int) -> tuple[str, str]:
    """What stands below the claim: how many more a general rule reaches, and how many are not checked yet;
    either is empty where there are none."""
    told = []
    for kind in (Answer.GENERAL_RULE, Answer.NOT_CHECKED):
        number = counts.get(kind, 0)
        forms = _BESIDE[kind]
        told.append(ngettext(*forms, number) % {"num": number, "all": total} if number else "")
    return told[0], told[1]


def counted(criterion: str, counts: Mapping[str, int], total: int) -> str:
    """What the numbers of a key are of, before they follow."""
    if subject.current().is_quotation(criterion):
        return gettext("Of the %(number)s places the quoted list names:") % {"number": total}
    checked = total - counts.get(Answer.NOT_CHECKED, 0)
    form = ngettext(
        "Of the %(num)d country checked so far:", "Of the %(num)d countries checked so far:", checked
    )
    return form % {"num": checked}


def key(rows: Sequence[Mapping[str, Any]], counts: Mapping[str, int], total: int) -> list[tuple[str, str]]:
    """The answers that occur among the rows of a map, in their order, each with its number: of those that
    were checked, but what was not checked is so many of all. Empty: places with that answer do not count."""
    shown = {row["answer"] for row in rows}
    numbers = {value: str(counts[value]) if value in counts else "" for value in ANSWERS if value in shown}
    if numbers.get(Answer.NOT_CHECKED):
        told = {"part": counts[Answer.NOT_CHECKED], "whole": total}
        numbers[Answer.NOT_CHECKED] = gettext("%(part)d of %(whole)d") % told
    return [(str(value), number) for value, number in numbers.items()]


def answer(value: str, criterion: str | None = None) -> str:
    """An answer's word at the head of a line; that to one question where it has words of its own."""
    return capitalise(answer_within(value, criterion))


#: An answer to a question as a reader would hear it, where the question has no word of its own for it.
_SAID = {
    Answer.IN_FORCE: N_("Yes"),
    Answer.ENACTED: N_("Soon: the law is made, but not yet in force"),
    Answer.GENERAL_RULE: N_("Only by a general rule on crimes abroad"),
    Answer.UNCLEAR: N_("Not settled"),
    Answer.PENDING: N_("Not yet: a bill is pending"),
    Answer.IN_PARTS: N_("By its parts’ laws"),
    Answer.ENDED: N_("No: every bill so far ended without becoming law"),
    Answer.NONE_FOUND: N_("Nothing found"),
    Answer.NOT_CHECKED: N_("Nobody has read this yet"),
    Answer.NOT_LISTED: N_("Not on this list"),
}


def said(row: Mapping[str, Any]) -> str:
    """The first words of a place's answer to a question: "Yes, by a law made for it"."""
    value, criterion = row["answer"], row["criterion"]
    if value in subject.current().words(criterion):
        return answer(value, criterion)
    by_name = any(p["abroad"] for p in row["basis_args"].get("provisions", ()))
    if value == Answer.IN_FORCE and (by_name or criterion == subject.current().headline):
        return gettext("Yes, by a law made for it")
    return gettext(_SAID[Answer(value)])


#: Why an answer is not settled, by what leaves it open; what is not here is left open by the text.
_OPEN = {
    BasisCode.REACH_UNREAD: N_("A law was read; whether it reaches acts abroad was not."),
    BasisCode.LAW_UNREAD: N_("A law was made; nobody has read its text yet."),
    BasisCode.PASSED_UNSEEN: N_("A bill was passed; whether it became law was not found."),
    BasisCode.DAY_UNKNOWN: N_("A law was read; the day on which it began or ended leaves the answer open."),
    BasisCode.STEP_DAY_UNKNOWN: N_("The day of a step under the treaty leaves the answer open."),
    BasisCode.QUOTED_DAY_UNKNOWN: N_("The day of a step leaves the answer open."),
    BasisCode.END_REACHED: N_("The law’s own end has come; nobody has looked since."),
}
_REACH_OPEN = N_("A law was read; its reach abroad leaves the answer open.")


def unsettled(row: Mapping[str, Any]) -> str:
    """What leaves an unclear answer open, in a sentence."""
    if known := _OPEN.get(row["basis_code"]):
        return gettext(known)
    reach = {provision["abroad"] for provision in row["basis_args"].get("provisions", ())}
    if reach & {Abroad.UNCLEAR, Abroad.UNREAD}:
        return gettext(_REACH_OPEN)
    return gettext("A law was read; its text leaves the answer open.")


def answer_within(value: str, criterion: str | None = None) -> str:
    """The same within a sentence."""
    return gettext(subject.current().words(criterion).get(value, ANSWERS[Answer(value)]))


def meaning(value: str, criterion: str | None = None) -> str:
    """What an answer says; empty where its own word to that question says it all."""
    return "" if value in subject.current().words(criterion) else gettext(Answer(value).meaning)


def map_label(row: Mapping[str, Any]) -> str:
    """What the map says of a place: "Canada: in force since 15 December 2022"."""
    told = {"place": place_name(row["place"], row["name"]), "answer": answer_since(row)}
    return gettext("%(place)s: %(answer)s") % told


def answer_since(row: Mapping[str, Any]) -> str:
    """An answer within a sentence: "in force since 15 December 2022"."""
    told, began = answer_within(row["answer"], row["criterion"]), since.words(row)
    if row["condition"]:
        told = f"{told} ({condition(row['condition'])})"
    if not began:
        return told
    return f"{told} ({began})" if row["since_kind"] == SinceKind.NOT_ESTABLISHED else f"{told} {began}"


_CONDITIONS = {
    Condition.ALWAYS: N_("whatever the law of the other country"),
    Condition.IF_PUNISHABLE_THERE: N_("only if the act is a crime in the other country too"),
}


_ABROAD = {
    Abroad.SPECIFIC: N_("abroad too, by name"),
    Abroad.GENERAL_AND_TREATY: N_("abroad too, by a general rule and a treaty"),
    Abroad.GENERAL: N_("abroad too, by a general rule"),
    Abroad.GENERAL_IF_PUNISHABLE_THERE: N_("abroad only where it is a crime there too"),
    Abroad.NO: N_("not abroad"),
    Abroad.UNCLEAR: N_("whether abroad is not settled"),
    Abroad.UNREAD: N_("whether abroad was not read"),
}


def abroad(value: str) -> str:
    """How far a liability reaches acts abroad, in a reader's words."""
    return gettext(_ABROAD[Abroad(value)])


def condition(value: str) -> str:
    """On what condition a general rule applies, within a sentence."""
    return gettext(_CONDITIONS[Condition(value)])


def answer_line(title: str, row: Mapping[str, Any]) -> str:
    """A place's answer in one line: what is asked, what holds, the day, whether a source is overdue."""
    told = {"question": title, "answer": map_label(row), "day": written(row["on"])}
    line = gettext("%(question)s. %(answer)s, as of %(day)s") % told
    return f"{line} ({stale(row)})" if row["stale"] else line


def stale(row: Mapping[str, Any]) -> str:
    """Why what a status row says may be old: nobody has looked in time, or a source was not read in time."""
    return gettext("not looked at in time") if row["overdue"] else gettext("source overdue")


def span_label(title: str, criterion: str, span: Mapping[str, Any]) -> str:
    """What the timeline says of a span: the question, the answer, from when to when."""
    told = title + gettext(": ") + answer(span["answer"], criterion)
    if span["from_date"]:
        told += " " + gettext("from %(day)s") % {"day": written(span["from_date"])}
    if span["to_date"]:
        told += " " + gettext("to before %(day)s") % {"day": written(span["to_date"])}
    return told


def titles(criteria: Sequence[Mapping[str, str]], field: str = "title") -> dict[str, str]:
    """Each criterion's title (or its question) in the page's language, by its name."""
    return {criterion["name"]: gettext(criterion[field]) for criterion in criteria}
