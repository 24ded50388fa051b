"""What the actions on a measure of the United States Congress mean: codes and words.

The same actions come from GovInfo's Bill Status, from the interface of the Library of Congress and from
others who copy them. Codes: https://www.congress.gov/help/field-values/action-codes and table 3 of
https://github.com/usgpo/bill-status/blob/main/BILLSTATUS-XML_User-Guide.md. Both lists are documented as
incomplete and Senate actions carry no code, so an action's words decide where its code does not.
"""

from __future__ import annotations

import re

from tracker.source.stages import Meaning, Stages, Step
from tracker.vocabulary import Chamber, Stage

_LOWER, _UPPER, _EXECUTIVE = Chamber.LOWER, Chamber.UPPER, Chamber.EXECUTIVE


_LAW = Step(Stage.ASSENTED)
_SIGNED = Step(Stage.ASSENTED, _EXECUTIVE)
_VETOED = Step(Stage.VETOED, _EXECUTIVE)
_PRESENTED = Step(Stage.PASSED)
_LOWER_DIFFERS = Step(Stage.CONSIDERATION_OF_AMENDMENTS, _LOWER)
_UPPER_DIFFERS = Step(Stage.CONSIDERATION_OF_AMENDMENTS, _UPPER)
_CONFERENCE = Step(Stage.CONSIDERATION_OF_AMENDMENTS)

# None: no step of its own. Veto overrides (32000 to 35000) and the line item veto (46000) are among
# them: a veto stands, and a law stands, until another action says otherwise.
CODES: dict[str, Meaning] = {
    **dict.fromkeys(("1000", "1010", "1025", "Intro-H"), Step(Stage.INTRODUCED, _LOWER)),
    **dict.fromkeys(("10000", "Intro-S"), Step(Stage.INTRODUCED, _UPPER)),
    **dict.fromkeys(("2000", "H11100", "H11200"), Step(Stage.COMMITTEE, _LOWER)),
    **dict.fromkeys(("5000", "H12100", "H12200"), Step(Stage.REPORT, _LOWER)),
    "8000": Step(Stage.PASSED_CHAMBER, _LOWER),
    "9000": Step(Stage.DEFEATED, _LOWER),
    "11000": Step(Stage.COMMITTEE, _UPPER),
    "14000": Step(Stage.REPORT, _UPPER),
    "17000": Step(Stage.PASSED_CHAMBER, _UPPER),
    "18000": Step(Stage.DEFEATED, _UPPER),
    **dict.fromkeys(("19000", "19500", "21000", "22000"), _LOWER_DIFFERS),
    **dict.fromkeys(("20000", "20500", "23000", "24000"), _UPPER_DIFFERS),
    **dict.fromkeys(("20700", "20800", "20900", "H25200"), _CONFERENCE),
    **dict.fromkeys(("28000", "E20000"), _PRESENTED),
    **dict.fromkeys(("29000", "37000", "42000"), _SIGNED),
    **dict.fromkeys(("30000", "31000"), _VETOED),
    **dict.fromkeys(("38000", "39000", "40000", "43000", "44000", "45000", "E40000"), _LAW),
    **dict.fromkeys(("3000", "4000", "4100", "4200", "4900", "4950", "5500", "7000", "12000", "13000")),
    **dict.fromkeys(("13100", "13200", "13900", "14500", "14900", "16000", "25000", "26000", "29100")),
    **dict.fromkeys(("32000", "33000", "34000", "35000", "46000", "47000", "48000", "B00100")),
    **dict.fromkeys(("71000", "72000", "72500", "73000", "74000", "75000")),
    **dict.fromkeys(("91000", "92000", "93000", "94000", "95000", "96000", "97000")),
    **dict.fromkeys(("H11000", "H12210", "H12300", "H12410", "H14000", "H15000", "H17000", "H1L210")),
    **dict.fromkeys(("H1L220", "H35000", "H38310", "H30000", "H8D000", "H81000")),
}
# The code alone does not tell a signature from a law number or a veto, or success from failure.
DECIDED_BY_WORDS = frozenset({"36000", "41000", "E30000", "H37100", "H37300"})

# The first that matches the beginning of an action's words. A step without its chamber is that of the system
# that recorded it, save for law.
_WORDS: tuple[tuple[str, Meaning], ...] = (
    (r"became (public|private) law", _LAW),
    (r"signed by (the )?president", _SIGNED),
    (r"(pocket )?vetoed by (the )?president", _VETOED),
    (r"presented to (the )?president|cleared for (the )?white house", _PRESENTED),
    (r".*(over veto|veto message|objections of the president|two-thirds of the members)", None),
    (r"(motion|cloture|upon reconsideration|point of order|table motion|rule h\.? ?res)\b", None),
    (r".*\bordered to be reported|.*subcommittee|supplemental report|message on", None),
    (r"resolving differences -- house|on agreeing to the conference report", _LOWER_DIFFERS),
    (r"resolving differences -- senate|senate agreed to (the )?conference report", _UPPER_DIFFERS),
    (r"on motion that the house instruct", None),
    (r"on motion that the house|on motion to (suspend the rules and )?(agree|concur)\b[^:.]*senate a",
         _LOWER_DIFFERS),
    (r"house (dis)?agree(d|s) to (the )?senate amendment", _LOWER_DIFFERS),
    (r"senate (dis)?agree(d|s) to (the )?house amendment|senate concur", _UPPER_DIFFERS),
    (r"passed/agreed to in house|passed house|on passage passed|.*\bis considered passed house"
         r"|on (motion to suspend the rules and (pass|agree)|agreeing to the resolution)[^:.]* agreed to"
         r"|.*\bthe following bills passed under suspension", Step(Stage.PASSED_CHAMBER, _LOWER)),
    (r"failed of passage(/not agreed to)? in house|on passage failed"
         r"|on (motion to suspend the rules and (pass|agree)|agreeing to the resolution)[^:.]* failed",
         Step(Stage.DEFEATED, _LOWER)),
    (r"passed/agreed to in senate|passed senate|(concurrent |joint )?resolution agreed to in senate"
         r"|(introduced|received|submitted) in the senate,.*\b(passed|agreed to)\b",
         Step(Stage.PASSED_CHAMBER, _UPPER)),
    (r"failed of passage(/not agreed to)? in senate|(resolution )?(disagreed|not agreed) to in senate",
         Step(Stage.DEFEATED, _UPPER)),
    (r"(received in the senate[,.]? (and )?)?(read twice and )?(re-?)?referred\b.* to\b",
         Step(Stage.COMMITTEE)),
    (r"(committee on .*\. )?(original measure )?reported\b|.*\breported an original measure",
         Step(Stage.REPORT)),
        # Votes on amendments and on how to proceed.
    (r"(on|mr\.|ms\.|mrs\.|debate|amendment|the (amendment|committee|previous question|house adopted))\b"
         r"|.*\b[sh]\.?\s?amdt", None),
)  # fmt: skip
_DECIDING = re.compile(
    r"\b(passed|failed|vetoed|signed|became|defeated|enacted|withdrawn|rejected|vacated|vitiated)\b",
    re.IGNORECASE,
)


#: Codes by their values, words by patterns.
STAGES = Stages(CODES, [(rf"^(?:{pattern})", meant) for pattern, meant in _WORDS])


def meaning(code: str | None, text: str | None) -> Step | None:
    """The step an action stands for; None: a detail of procedure; of stage `unknown`: its words decide
    something, but nobody knows what."""
    # "H11100-A" is H11100 with the amending system's mark.
    known = next((c for c in (code, (code or "").partition("-")[0]) if c in CODES), text)
    if known and STAGES.knows(known):
        return STAGES.meaning(known)
    if code in DECIDED_BY_WORDS or (text and _DECIDING.search(text)):
        return Step(Stage.UNKNOWN)
    return None
