"""What the lines of a State's bill decide, for whoever copies them: Open States and LegiScan.

The words are those that the legislatures' sites print, as the rules of
https://github.com/openstates/openstates-scrapers (scrapers/<state>/actions.py and bills.py at 9a8ec13) gather
them State by State. A law needs words that say so; words that may decide and that no rule settles are
`unknown`. The first pattern that matches decides, a State's own before the common ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tracker.source.stages import Step
from tracker.vocabulary import Basis, Chamber, Event, Stage


class Sense(Enum):
    """What a line says. `NOTHING`: it names a decision that is not taken by it, whatever its class;
    `NUMBERED`: a number or a filing, which only shows that both chambers had passed the bill."""

    NOTHING = auto()
    SIGNED = auto()
    LAW = auto()
    ENROLLED = auto()
    NUMBERED = auto()
    TO_VOTERS = auto()
    RATIFIED = auto()
    VETOED = auto()
    OVERRIDDEN = auto()
    SUPERSEDED = auto()
    KILLED = auto()
    REVIVED = auto()
    WITHDRAWN = auto()
    LAPSED = auto()
    UNSETTLED = auto()


_BILL = (
    r"\b(?:[CHS]S/)*((?:[AHS]\.?(?:[BFDRJMPC]\.?|[CJ]\.?[AMR]\.?|J\.?R\.?C\.?A\.?)?|L\.?[BD]\.?) ?\d+)"
    r"[A-Z]?\b"
)
_UNSIGNED = r"\b(?:without|w/o|w/?out)\b.{0,40}(?:sign|approv|\bgov\b)"
_VOTERS = r"(?:voters|electors|electorate|the people|referendum|ballot)\b"
_LOST = (
    r"\b(?:MF\b|fail|lost\b|lose|defeat|reject|denied|refus"
    r"|(?:not|never)(?: been)? (?:adopt|agree|prevail|carr|sustain|pass|concur|sufficient)|(?:did|does) not"
    r"|insufficient|fell short)"
)
_CARRIED = r"\b(?:MA\b|adopt|prevail|carried|agree|passed|accept)"
_NUMBER = (
    r"^(?:(?:assigned|given|designated|becomes?|became|signed|enacted|secretary of state"
    r"|delivered to secretary"
    r" of state|house|senate|\d{4}(?: \w+)?)\b[,.:;()-]* *)*\(?"
    r"(?:public|special|session|general|pub\.|acts)?\s*(?:laws?|acts?)?\s*"
    r"(?:chapter(?:ed)?|chap|ch|acts?|laws?|p\.?l|p\.?a|c)\b[ .,:-]*"
    r"(?:no\b|nos\b|number|text|assigned|sl\b|by secretary|of assembly|[a-z]?[-(]?\d)"
)

#: In order; case does not matter.
_COMMON: tuple[tuple[Sense, str], ...] = (
    # -- another text took its place
    (
        Sense.SUPERSEDED,
        rf"(?:substituted by|superseded by|replaced by|merged in(?:to)?|consolidated in(?:to)?|combined with"
        rf"|incorporated (?:in(?:to)?|by)\b.*?|included in|accompanied(?: a new draft,? see)?"
        rf"|new draft(?: substituted)?,? see)\s*:?\s*{_BILL}",
    ),
    (
        Sense.SUPERSEDED,
        rf"(?:\bon (?:the )?table|tabled|died|withdrawn|no further action|postponed)\b.*"
        rf"(?:companion|identical|similar|substitut\w+|in lieu of|refer to|see|in favou?r of)\b[^;]*?{_BILL}",
    ),
    (
        Sense.SUPERSEDED,
        r"\bcomp(?:anion|\.)(?: (?:house |senate )?(?:bill|[hs]b))?(?: \d+)? (?:became pub|subst\w*(?! for)"
        r"|(?:considered|passed|adopted) in lieu)",
    ),
    # -- vetoes put to the vote again
    (
        Sense.NOTHING,
        r"\b(?:motion|notice|intent\w*|calendar|deadline|eligible|pending)\b(?!.*\b(?:adopt|prevail|carried"
        r"|agreed|passed|fail|lost|reject|not))[^;]*\boverrid|overrid\w*.*\b(?:pending|filed|scheduled"
        r"|deadline|notice)|items?\b.*\boverrid|overrid.*\bitems?\b",
    ),
    (Sense.OVERRIDDEN, r"\bveto\w*( message)?( was| is)? not sustained"),
    (
        Sense.VETOED,
        rf"veto\w*( message)?( was| is)? (?:sustained|stands|stricken)|sustain\w* (?:the )?(?:governor|veto)"
        rf"|overrid\w*\b.*(?:{_LOST}|sustain)|{_LOST}.*\b(?:overrid|notwithstanding"
        rf"|over (?:the )?(?:governor.?s )?veto)",
    ),
    (
        Sense.LAW,
        rf"(?:{_NUMBER}.*|became law.*)(?:overrid|notwithstanding)"
        r"|(?:overrid|notwithstanding).*\b(?:became law|becomes law|chapter \d+|act no)",
    ),
    (
        Sense.OVERRIDDEN,
        r"overrid(?:den|es?)\b|overrode|overriding|passed.*(?:notwithstanding|over (?:the )?(?:governor.?s )?"
        r"(?:veto|objection))|(?:repassed|enacted)\b.*(?:notwithstanding|over .*veto)",
    ),
    # -- the voters
    (
        Sense.KILLED,
        rf"{_LOST}.*\b(?:by|at) (?:the )?(?:\w+ )?(?:{_VOTERS}|election)|\bnot (?:approved"
        rf"|ratified).*{_VOTERS}"
        rf"|voters (?:reject|defeat|did not)|disapproved by.*{_VOTERS}",
    ),
    (
        Sense.RATIFIED,
        r"^(?!.*\b(?:comm\w*|to be|if|when|upon|subject to|until|must|shall|pending|contingent|unless"
        r"|not)\b).*(?:\b(?:approved|ratified|adopted|passed|enacted) "
        r"(?:by (?:a (?:majority|vote) of )?"
        r"(?:the )?(?:\w+ )?(?:voters|electors|electorate|people|referendum)\b"
        r"|at (?:the|an?) (?:\w+ ){0,4}election)"
        r"|voters (?:approve|ratif|adopt)|(?:referendum|ballot (?:question|measure)) (?:was )?"
        r"(?:approved|passed))",
    ),
    (
        Sense.TO_VOTERS,
        r"^(?!.*\bcomm)(?:.*\b(?:submi\w+|refer\w*|sent|goes|go|put|presented|placed|certified|proposed"
        rf"|forwarded)\b.*\b(?:to|on|before|for)\b(?: \w+)*? {_VOTERS}"
        r"|.*\b(?:to be|if|when|upon|subject to|until|must be|shall be|pending|contingent|requires?)\b.*"
        rf"{_VOTERS})",
    ),
    # -- motions, amendments and advice name what they do not do
    (
        Sense.NOTHING,
        r"^\W*(?:(?:house|senate|assembly|floor|committee|conference|governor'?s?|lay|adopt|motion to) )*"
        r"(?:substitute )?(?:amendments?|amends?|amdt|am)\b(?!.*\bpassed\b)",
    ),
    (
        Sense.NOTHING,
        rf"\bMF\b|\bmotions?\b.*{_LOST}|{_LOST}.*\bmotions?\b|postpone\w*\b.*{_LOST}|inexpedient.*{_LOST}"
        rf"|ought (?:not )?to pass.*{_LOST}|\bdo pass\b.*{_LOST}|did not prevail|does not prevail",
    ),
    (
        Sense.NOTHING,
        r"(?:committee|majority|minority|divided|unanimous)\b.*\breport\b(?!.*(?:conference|third|passed"
        r"|resolution adopted|indefinitely postponed\.))|\breport(?:ed)?\b.*\b(?:do |ought (?:not )?to )pass"
        r"|\bdo (?:not )?pass\b(?!.*(?:third|passed))|recommend|committee of the whole(?!.*indefinitely)"
        r"|\bCOW\b",
    ),
    (Sense.REVIVED, rf"\breconsidered\b|\breconsider\w*\b.*{_CARRIED}"),
    (Sense.NOTHING, r"\breconsider"),
    # -- killed, taken back, dead
    (Sense.KILLED, rf"inexpedient to legislate\b.*{_CARRIED}"),
    (Sense.NOTHING, r"inexpedient to legislate"),
    (Sense.KILLED, rf"(?:motion|move\w*)\b.*postpone.*{_CARRIED}"),
    (Sense.NOTHING, r"(?:motion|move[ds]?)\b.*postpone"),
    (
        Sense.KILLED,
        r"(?:indefinitely|indefinite) postpone|postponed? indefinitely|passed by indefinitely"
        r"|tabled indefinitely|deferred to the (?:3[6-9]|4\d)\w* (?:legislative )?day",
    ),
    (Sense.WITHDRAWN, r"strick\w+ .*\brequest of (?:the )?(?:patron|sponsor|author)"),
    (Sense.LAPSED, r"^(?:bill |measure )?(?:died|dead)\b(?! for (?:lack|want))"),
    (Sense.NOTHING, r"\b(?:lay|laid|lie|lies|lying)\b.*\btable\b|\btabled\b"),
    # -- the executive
    (
        Sense.NOTHING,
        r"\b(?:not vetoed|intent\w* to veto|notice of.*veto|veto (?:session|deadline|period)|(?:unless"
        r"|if|be) vetoed"
        r"|(?:may|will) veto)|(?:accept|concur)\w*.*\b(?:veto|governor)|veto motion"
        r"|governor.?s (?:recommend|propos)"
        r"|recall\w* from (?:the )?governor|\brequest\w* return",
    ),
    (
        Sense.SIGNED,
        r"\b(?:signed|approved)\b.*\b(?:line|items?|partial(?:ly)?|in part|appropriations?)\b.*\bveto"
        r"|\bveto\w*.*\b(?:items?|part)\b.*\bsigned by (?:the )?governor",
    ),
    (
        Sense.NOTHING,
        r"\b(?:line|items?|partial(?:ly)?|in part|sections?|appropriations?)\b.*\bveto"
        r"|veto\w*.*\b(?:line|in part"
        r"|partial|items?)\b|item reduction",
    ),
    (
        Sense.VETOED,
        r"\bvetoe[ds]\b|\bpocket[- ]veto|governor'?s?(?: action)? veto|(?:absolute|conditional"
        r"|amendatory|total) veto|^veto\b"
        r"|with veto|veto message|disapproved by (?:the )?(?:governor|mayor)"
        r"|returned (?:by|from) (?:the )?governor.*(?:objection|without (?:his |her |the )?approval)",
    ),
    (
        Sense.NOTHING,
        r"\b(?:will|would|may|shall|might|could|if|unless|deadline|eligible|until|expected|not|never"
        r"|whether)\b"
        r"[^.;]*\b(?:become|becoming|became|becomes) (?:an? )?(?:law|act)",
    ),
    (
        Sense.LAW,
        rf"\b(?:law|act|effective|effect)\b.*(?:{_UNSIGNED}|\bunsigned)|{_UNSIGNED}.*\b(?:law|effect\w*"
        rf"|chapter)\b"
        rf"|filed {_UNSIGNED}|unsigned\b.*\b(?:became|becomes|law|chapter|act no)"
        r"|\b(?:became|becomes|has become|allowed to become) (?:an? )?(?:public |session )?(?:law|act"
        r"|pub|ch)\b"
        r"|notification that .* is now act|enacted under article",
    ),
    (
        Sense.UNSETTLED,
        rf"\bnot (?:yet )?(?:been )?(?:signed|approved)|unsigned|{_UNSIGNED}"
        r"|(?:refus|declin)\w+ to sign|no signature",
    ),
    (
        Sense.ENROLLED,
        r"\b(?:sent|delivered|presented|transmitted|forwarded|conveyed|messaged|communicated|laid"
        r"|submitted|pres)\b"
        r".*\b(?:to|before) (?:the )?(?:governor|gov|mayor)\b(?!'s)(?!.*\b(?:signed|approved)\b)"
        r"|(?:^|/ ?)to (?:the )?governor\b",
    ),
    (Sense.NUMBERED, r"(?:filed with|presented to|delivered to) (?:the )?secretary of (?:the )?state"),
    (
        Sense.NOTHING,
        r"\b(?:await\w*|need\w*|requir\w*|request\w*|eligible|ready|deadline|due|until|pending|for)\b[^.;]*"
        r"\b(?:governor|mayor|executive).{0,12}\b(?:signature|approval|action|consideration|sign)\b"
        r"|(?:signature|approval|action) (?:deadline|requested|due|pending)",
    ),
    (
        Sense.NOTHING,
        r"sign\w+ (?:in|by) (?:the )?(?:house|senate|speaker|president|presiding|clerk|secretary)"
        r"|(?:speaker|president|presiding officers?)\b[^;]{0,30}\bsign",
    ),
    (
        Sense.NOTHING,
        r"\b(?:be|being|if|when|until|before|expected|scheduled|unless)\b[^.;]*\b(?:signed|approved)\b",
    ),
    (
        Sense.SIGNED,
        r"\b(?:signed|approved)(?: into law)? by (?:the )?(?:acting )?(?:lt\.? |lieutenant )?(?:governor"
        r"|gov\b|mayor)"
        r"|\bgov(?:ernor)?(?:'s)?\.?\b(?: action)?\W*(?:[A-Z][a-z]+ )?(?:has )?(?:signed|approved"
        r"|approval|approves"
        r"|signs)\b|\bsigned (?:into law|gov|chap)|^approved\W*(?:p\.?l\.?|chap)"
        r"|^approved,? signed",
    ),
    (Sense.LAW, _NUMBER),
)
#: Numbers given once both chambers have passed a bill, before the executive acts.
_NUMBER_FIRST = (
    Sense.NUMBERED,
    r"^(?!.*\b(?:signed|approv|bec[ao]me))(?:.*\bassigned\b.*\bact\b|.*\b(?:public|special) act\b"
    r"|acts?\b(?: no\.?| number)?[ .:]*\d)",
)
_OF_STATE: Mapping[str, tuple[tuple[Sense, str], ...]] = {
    "AL": (_NUMBER_FIRST, (Sense.LAW, r"^enacted\b")),
    # Acts stand on the table until Congress has let its days go by; then they are given a law's number.
    "DC": (
        (Sense.LAW, r"\blaw (?:no\.? |number )?[DL]?\.?\s?\d|^law\b"),
        (Sense.VETOED, r"vetoed|disapproved"),
        (Sense.NUMBERED, r"overrid|overrode"),
        (Sense.NUMBERED,
         r"signed|approved by (?:the )?mayor|enacted|act (?:no|number|a?\d)"
         r"|without.*signature"),
    ),
    "CT": (_NUMBER_FIRST, (Sense.NOTHING, r"transmitted to (?:the )?secretary of (?:the )?state")),
    "KY": ((Sense.LAW, r"^delivered to secretary of state \(acts"),),
    # Enacting is each chamber's last vote.
    "MA": ((Sense.ENROLLED, r"enacted and laid before the governor"),),
    "MN": ((Sense.NUMBERED, r"^(?:secretary of state\b[^;]*)?chapter\b(?!.*(?:signed|approv|bec[ao]me))"),),
    "NM": ((Sense.LAW, r"^law without signature"),),
    "WI": ((Sense.LAW, r"^published \d|wisconsin act \d"),),
    "WY": ((Sense.NOTHING, r"^assigned number [hs]e[aj]"),),
}  # fmt: skip
_UNICAMERAL = "NE"
_BOTH = re.compile(
    r"both (?:houses|chambers)|house and senate|senate and house|legislature|general assembly|joint session",
    re.IGNORECASE,
)
_WHERE = re.compile(r"(?:\b(?:in|by)(?: the)? |^)(house|senate|assembly)\b", re.IGNORECASE)
_BILLS = re.compile(_BILL, re.IGNORECASE)
_SWAPPED = re.compile(rf"{_BILL}(?: was)? substituted for {_BILL}", re.IGNORECASE)
_PROPOSES = re.compile(
    r"^\W*(?:[\w ]{0,30}[,:;] )?(?:an? (?:act|\w+ resolution)\W+)?"
    r"(?:propos\w+\b.{0,90}\bconstitution|constitutional amendments?(?:\W*[:;)(-]|\W*$| propos))|,? -? ?CA$",
    re.IGNORECASE,
)
_PROPOSES_ANYWHERE = re.compile(r"constitutional amendment|amend\w*\b.{0,90}\bconstitution", re.IGNORECASE)
_FEDERAL = re.compile(
    r"united states|\bu\.? ?s\.? constitution|federal|congress|\barticle V\b", re.IGNORECASE
)
#: An act that orders the vote of the people is an act like others.
_NO_PROPOSAL = re.compile(rf"{_FEDERAL.pattern}|referendum", re.IGNORECASE)
_PLAIN = re.compile(r"([A-Z]+)\.? ?0*(\d+)(.*)", re.IGNORECASE)
_DOCKETS = {"MA": re.compile(r"[HS]D \d+"), "MT": re.compile(r"(?:LC|PD) ?\d+")}
_RULES = {
    state: [(sense, re.compile(text, re.IGNORECASE)) for sense, text in (*own, *_COMMON)]
    for state, own in ({"": ()} | dict(_OF_STATE)).items()
}
_VETO = Step(Stage.VETOED, Chamber.EXECUTIVE)
_STEPS = {
    Sense.SIGNED: Step(Stage.ASSENTED, Chamber.EXECUTIVE),
    Sense.LAW: Step(Stage.ASSENTED),
    Sense.RATIFIED: Step(Stage.ASSENTED),
    Sense.ENROLLED: Step(Stage.PASSED),
    Sense.NUMBERED: Step(Stage.PASSED),
    Sense.TO_VOTERS: Step(Stage.PASSED),
    Sense.VETOED: _VETO,
    Sense.SUPERSEDED: Step(Stage.SUPERSEDED),
    Sense.KILLED: Step(Stage.DEFEATED),
    Sense.WITHDRAWN: Step(Stage.WITHDRAWN),
    Sense.LAPSED: Step(Stage.LAPSED),
    Sense.UNSETTLED: Step(Stage.UNKNOWN),
}
_LAW = tuple(Step(Stage.ASSENTED, who) for who in (None, Chamber.EXECUTIVE, Chamber.LEGISLATURE))


def sense(state: str, words: str) -> Sense | None:
    """What a line of a bill of that State ("CT") says; None: nothing that decides."""
    return next((s for s, text in _RULES.get(state, _RULES[""]) if text.search(words)), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bill's history and the chamber that it is told of. `claim`: the law, the veto or the vote
    on it that the source takes it for, which stands where the words decide nothing."""

    words: str
    chamber: Chamber | None
    claim: Step | Sense | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What a bill's lines decide. `steps`: the step of each line whose words decide, by its place; None: a
    line that must decide nothing. `to_voters`: the voters have the last word."""

    steps: Mapping[int, Step | None]
    to_voters: bool

    @property
    def stages(self) -> set[Stage]:
        return {step.stage for step in self.steps.values() if step}


def settle(state: str, number: str, lines: Sequence[Line], *, amends: bool) -> Settled:
    """What the lines of a bill decide, in their order.

    `amends`: it would amend the constitution. That is law when the voters have said so, and no number and no
    signature before makes it so; nor does one make law of a bill that a line sends to the voters. A veto is
    put aside by both chambers' votes. Lines that made law before the veto did not: `unknown`.
    """
    senses = [
        _sense(state, number, line.words) or (line.claim if isinstance(line.claim, Sense) else None)
        for line in lines
    ]
    to_voters = amends or Sense.TO_VOTERS in senses
    steps: dict[int, Step | None] = {}
    overriding: set[Chamber | None] = set()
    vetoed = False
    for place, (line, said) in enumerate(zip(lines, senses, strict=True)):
        step = _STEPS.get(said) if said else line.claim if isinstance(line.claim, Step) else None
        if said is Sense.OVERRIDDEN:
            overriding.add(_overriding(state, line))
            if Chamber.LEGISLATURE in overriding or {Chamber.LOWER, Chamber.UPPER} <= overriding:
                step = Step(Stage.ASSENTED, Chamber.LEGISLATURE)
            elif None in overriding:
                step = Step(Stage.UNKNOWN)
        elif said is Sense.REVIVED:
            steps |= {i: None for i in steps if senses[i] is Sense.KILLED}
        if said is Sense.NUMBERED and vetoed:
            step = None
        vetoed = (vetoed or step == _VETO) and step not in _LAW
        if step == _VETO:
            overriding.clear()
            steps |= {i: Step(Stage.UNKNOWN) for i, before in steps.items() if before in _LAW}
        elif to_voters and step in _LAW and said is not Sense.RATIFIED:
            step = Step(Stage.PASSED)
        if said or step:
            steps[place] = step
    return Settled(steps, to_voters)


def put_to_voters(events: Iterable[Event]) -> Event | None:
    """That a bill the legislature passed goes to the voters, on the day it was passed; None where it was not
    passed, or was decided since."""
    told = {event.stage: event for event in events}
    if Stage.PASSED not in told or told.keys() & {Stage.ASSENTED, Stage.DEFEATED, Stage.VETOED}:
        return None
    return Event(
        stage=Stage.PUT_TO_VOTERS,
        date=told[Stage.PASSED].date,
        label="Goes to the voters",
        basis=Basis.INFERENCE,
        note="What amends the constitution, or is sent to the voters, is law when they approve it.",
    )


def _overriding(state: str, line: Line) -> Chamber | None:
    """Whose vote put a veto aside; LEGISLATURE: all that is needed."""
    if state == _UNICAMERAL or _BOTH.search(line.words):
        return Chamber.LEGISLATURE
    if where := _WHERE.search(line.words):
        return Chamber.UPPER if where[1].lower() == "senate" else Chamber.LOWER
    return line.chamber if line.chamber is not Chamber.EXECUTIVE else None


def proposes_amendment(title: str, *, resolution: bool) -> bool:
    """Whether a title proposes to amend the State's own constitution, as a resolution may say anywhere in
    it; of a bill the title must begin so."""
    found = _PROPOSES.search(title) or (resolution and _PROPOSES_ANYWHERE.search(title))
    return bool(found) and not (_FEDERAL if resolution else _NO_PROPOSAL).search(title)


def _sense(state: str, number: str, words: str) -> Sense | None:
    """What a line says of the bill of that number: another's place is not taken by itself."""
    said = Sense.SUPERSEDED if _gave_way(words, number) else sense(state, words)
    own = spaced(number) in (spaced(other) for other in _BILLS.findall(words))
    return None if said is Sense.SUPERSEDED and own and twin(words, number) is None else said


def _gave_way(words: str, number: str) -> bool:
    """Whether "HB 12 substituted for SB 13" is told of the second."""
    swapped = _SWAPPED.search(words)
    return swapped is not None and spaced(swapped[2]) == spaced(number)


def twin(words: str, number: str) -> str | None:
    """The number of the bill in whose favour this one (`number`) ended, as in "SUBSTITUTED BY A123"."""
    if swapped := _SWAPPED.search(words):
        return spaced(swapped[1]) if _gave_way(words, number) else None
    found = (text.search(words) for said, text in _RULES[""] if said is Sense.SUPERSEDED and text.groups)
    other = next((spaced(match[1]) for match in found if match), None)
    return other if other != spaced(number) else None


def spaced(number: str) -> str:
    """ "SB0262" and "S.B. 262" as "SB 262"."""
    match = _PLAIN.fullmatch(number.replace(".", ""))
    return f"{match[1].upper()} {match[2]}{match[3]}" if match else number


def is_docket(state: str, number: str) -> bool:
    """Whether it is the number of a paper that has none yet as a bill (HD 1614 in Massachusetts)."""
    return bool((rule := _DOCKETS.get(state)) and rule.fullmatch(number))


def numbers_come_first(state: str) -> bool:
    """Whether a number, as of a chapter, is given there before the executive acts."""
    return any(said is Sense.NUMBERED for said, _ in _OF_STATE.get(state, ()))
