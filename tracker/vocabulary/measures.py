"""Words of bills and laws: what they are, their steps, where they stand, how they are tied."""

from __future__ import annotations

from tracker.vocabulary.word import Word


class Kind(Word):
    """What a measure is."""

    BILL = "bill", "A draft law before a legislature, under its own number."
    ACT = "act", "A law made by a legislature, or by whoever makes law in its place."
    CODE_ARTICLE = "code_article", "An article or chapter of a code that holds many subjects."
    REGULATION = "regulation", "Binding rules a government or ministry makes under an act."
    ORDINANCE = "ordinance", "Binding rules of a local or regional body, or a decree with the rank of law."
    RATIFICATION = "ratification", "A legislature's approval of a treaty."
    RESOLUTION = "resolution", "An opinion a chamber adopts; it binds nobody."
    MOTION = "motion", "A proposal that a chamber take a stand or act; it binds nobody."
    QUESTION = "question", "A member's question to the government."
    CONSENT_MEMORANDUM = "consent_memorandum", "A devolved legislature's consent to another's bill."
    DRAFT = "draft", "A text that no legislature has received yet."

    @property
    def can_become_law(self) -> bool:
        """False for resolutions, motions and the like: they never turn a country green."""
        return self not in _NEVER_LAW


_NEVER_LAW = frozenset({Kind.RESOLUTION, Kind.MOTION, Kind.QUESTION, Kind.CONSENT_MEMORANDUM, Kind.DRAFT})


class Stage(Word):
    """One dated step of a measure, in the order a measure usually takes them."""

    INTRODUCED = "introduced", "It was brought in."
    FIRST_READING = "first_reading", "It was read for the first time."
    SECOND_READING = "second_reading", "Its principle was debated or accepted."
    COMMITTEE = "committee", "It was sent to a committee, or a committee dealt with it."
    REPORT = "report", "A committee reported on it, or the report was debated."
    THIRD_READING = "third_reading", "Its final text was debated in a chamber."
    PASSED_CHAMBER = "passed_chamber", "One chamber passed it; that is not law."
    CONSIDERATION_OF_AMENDMENTS = "consideration_of_amendments", "A chamber considered the other's changes."
    PASSED = "passed", "The whole legislature passed one text; that is not yet law."
    PUT_TO_VOTERS = "put_to_voters", "It goes to the voters, whose vote decides."
    REFERENDUM_DEADLINE = "referendum_deadline", "The days for demanding a referendum on it ran out."
    ASSENTED = "assented", "It was assented to, signed or promulgated: it is law."
    PUBLISHED = "published", "It was published in the gazette: it is law."
    IN_FORCE = "in_force", "It came into force."
    VETOED = "vetoed", "It was refused by whoever must sign it."
    DEFEATED = "defeated", "It was voted down."
    WITHDRAWN = "withdrawn", "It was taken back by those who brought it in."
    LAPSED = "lapsed", "It died undecided with its session or by a deadline."
    SUPERSEDED = "superseded", "Another text took its place; that is no failure."
    CARRIED_OVER = "carried_over", "It was kept alive for the next session."
    REINSTATED = "reinstated", "It was brought back in a later session at the stage it had reached."
    REPEALED = "repealed", "The law was repealed or replaced."
    ADOPTED = "adopted", "A text that does not bind was adopted."
    UNKNOWN = (
        "unknown",
        "The source's word for the step is not known to us, or a step was due and not seen: never law.",
    )

    @property
    def rank(self) -> int:
        """Position on the ladder; orders steps that carry the same date."""
        return _STAGE_RANK[self]

    @property
    def makes_law(self) -> bool:
        """Assent, promulgation, gazette or commencement: the only evidence of law."""
        return self in _LAW_STAGES


_STAGE_RANK = {stage: rank for rank, stage in enumerate(Stage)}
_LAW_STAGES = frozenset({Stage.ASSENTED, Stage.PUBLISHED, Stage.IN_FORCE})


class Status(Word):
    """Where a measure stands on a day."""

    PENDING = "pending", "It is before the legislature."
    ENACTED = "enacted", "It is law and not yet in force."
    IN_FORCE = "in_force", "It is law and in force."
    LAPSED = "lapsed", "It died undecided with its session or by a deadline."
    DEFEATED = "defeated", "It was voted down."
    WITHDRAWN = "withdrawn", "It was taken back."
    VETOED = "vetoed", "It was refused by whoever must sign it."
    SUPERSEDED = "superseded", "Another text took its place."
    ADOPTED = "adopted", "It was adopted and does not bind."
    REPEALED = "repealed", "It was law and is no longer."
    UNKNOWN = "unknown", "Only steps that we cannot place are known, or it passed and nothing was seen since."

    @property
    def is_law(self) -> bool:
        return self in (Status.ENACTED, Status.IN_FORCE)


class Chamber(Word):
    """Who took a step (Open States `organization.classification`)."""

    LOWER = "lower", "The chamber elected by the people at large, where there are two."
    UPPER = "upper", "The other chamber, where there are two."
    LEGISLATURE = "legislature", "The only chamber, or both together."
    EXECUTIVE = "executive", "The government, or the head of state."


class Relation(Word):
    """How one measure is tied to another."""

    SAME_FAMILY_BEFORE = "same_family_before", "This measure was an earlier attempt at the target's aim."
    SAME_FAMILY_AFTER = "same_family_after", "This measure is a later attempt at the target's aim."
    COMPANION_OF = "companion_of", "The same text as the target, brought in beside it."
    ENACTED_AS = "enacted_as", "This bill became the target."
    PART_OF = "part_of", "Its text is part of the target, a wider measure."
    AMENDS = "amends", "It changes the text of the target."
    IMPLEMENTS = "implements", "It carries out the target, such as a treaty or a parent act."
    REPLACES = "replaces", "It takes the place of the target, which ends."
    EXTENDS = "extends", "It is read together with the target as one law."


class Relevance(Word):
    """Whether a title speaks of our subject."""

    DIRECT = "direct", "The title speaks of our subject."
    RELATED = "related", "The title may speak of our subject."
    NO = "no", "The title speaks of something else."


class Category(Word):
    """Who brought a bill in, as far as carry-over rules ask."""

    GOVERNMENT = "government", "Brought in by the government."
    PRIVATE_MEMBER = "private_member", "Brought in by a member who is not of the government."
    PRIVATE = "private", "Brought in for one person, body or place."
    HYBRID = "hybrid", "A public bill that touches private interests in a special way."


class SessionEnd(Word):
    """How a session ended."""

    PROROGATION = "prorogation", "The session was closed and the parliament went on."
    DISSOLUTION = "dissolution", "The parliament was ended before an election."
    EXPIRY = "expiry", "The term ran out."
