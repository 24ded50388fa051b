"""Words of what the texts say and what is answered from them, and of how it is known."""

from __future__ import annotations

from tracker.vocabulary.word import Word


class Value(Word):
    """What the text of a law says of a provision.

    `unclear`: somebody read the text and cannot tell. `unknown`: nobody has looked. Neither is `no`.
    """

    YES = "yes", "The text says so."
    NO = "no", "The text was read and does not say so."
    PARTLY = "partly", "The text says so for some of the cases only."
    UNCLEAR = "unclear", "Somebody read the text and cannot tell."
    UNKNOWN = "unknown", "Nobody has looked."


class Abroad(Word):
    """By what clause a liability reaches acts done abroad."""

    SPECIFIC = "specific", "A clause of this law names acts done abroad."
    GENERAL_AND_TREATY = (
        "general_and_treaty",
        "A general clause, and a treaty in force that obliges the State to prosecute its nationals.",
    )
    GENERAL = "general", "Only a general clause on nationals' crimes abroad, whatever the law of the place."
    GENERAL_IF_PUNISHABLE_THERE = (
        "general_if_punishable_there",
        "Only a general clause on nationals' crimes abroad, and only if the act is a crime there too.",
    )
    NO = "no", "It reaches acts done at home only."
    UNCLEAR = "unclear", "Somebody read the text and cannot tell."
    UNREAD = "unread", "Nobody has read whether it reaches acts done abroad."

    @property
    def condition(self) -> Condition | None:
        """What a general clause asks of the other country's law; None: it is no general clause alone."""
        return _CONDITIONS.get(self)


class Condition(Word):
    """When a general clause on nationals' crimes abroad applies."""

    ALWAYS = "always", "The act need not be a crime in the other country."
    IF_PUNISHABLE_THERE = "if_punishable_there", "Only if the act is a crime in the other country too."


_CONDITIONS = {
    Abroad.GENERAL: Condition.ALWAYS,
    Abroad.GENERAL_IF_PUNISHABLE_THERE: Condition.IF_PUNISHABLE_THERE,
}


class Answer(Word):
    """A place's answer to a criterion on a day, in order of precedence.

    `not_listed` answers a quoted list for places that it does not name.
    """

    IN_FORCE = "in_force", "A law that meets the question applies on that day."
    ENACTED = "enacted", "Such a law has been made; its day of commencement had not come."
    GENERAL_RULE = (
        "general_rule",
        "A law applies on that day; it reaches acts abroad only through a general clause on nationals.",
    )
    UNCLEAR = (
        "unclear",
        "A text was read and may meet the question, or a date that decides is not known exactly.",
    )
    PENDING = "pending", "No such law; a bill that aims at it is before the legislature."
    IN_PARTS = "in_parts", "No such national law was found; law of that kind applies in some of its parts."
    ENDED = "ended", "No such law; every bill that aimed at it has failed or lapsed."
    NONE_FOUND = "none_found", "Somebody looked, wrote down what was read, and found nothing."
    NOT_CHECKED = "not_checked", "Nobody has looked yet. This does not mean that there is no law."
    NOT_LISTED = "not_listed", "The quoted list does not name this place."


class SinceKind(Word):
    """How the first day of an answer, or of a law for it, is known."""

    EXACT = "exact", "The day is known."
    AT_LATEST = "at_latest", "It began on that day at the latest."
    NOT_ESTABLISHED = "not_established", "It holds, and nobody has established since when."


class EvidenceKind(Word):
    """Where a value was seen. What is known only from memory never decides an answer."""

    OFFICIAL = "official", "The publisher's own page: a government, parliament or gazette."
    COPY = "copy", "The official text, read in somebody's copy of it."
    SECONDARY = "secondary", "Anybody else who can be named."
    MEMORY = "memory", "Somebody's memory, without a source; it never decides."


class AddressChecked(Word):
    """How an official address is known."""

    SEEN = "seen", "A page that names it, or the page itself, was read."
    PATTERN = "pattern", "It follows the site's rule for addresses."
    MEMORY = "memory", "It is known from memory and was not tried."


class Basis(Word):
    """How a date is known: written in a source, following from a named rule, or inferred."""

    STATED = "stated", "A source states it."
    RULE = "rule", "It follows from a rule that is named."
    INFERENCE = "inference", "It was inferred, and the inference is written out."


class TreatyActionKind(Word):
    """What a place did to a treaty; `ratified` covers acceptance, approval and accession."""

    SIGNED = "signed", "It signed and is not bound by that."
    RATIFIED = "ratified", "It consented to be bound."
    IN_FORCE = "in_force", "The treaty entered into force for it."
    DENOUNCED = "denounced", "It left the treaty."
