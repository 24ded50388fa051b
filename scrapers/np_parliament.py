"""Nepal: the pages of its laws at the Law Commission.

Publisher:
    Nepal Law Commission, https://lawcommission.gov.np
Formats:
    HTML, one page a law.
Licence:
    Not stated; nothing is published again.
Caveats:
    The bills of both Houses stand at https://hr.parliament.gov.np and https://na.parliament.gov.np behind
    an interface (/api/v1/bills) of whose members no description was found, with days in the Bikram Sambat
    calendar and a certificate chain that does not verify: bills are curated. robots.txt of the Law
    Commission asks for ten seconds between requests.
How status is derived:
    Not at all: it is checked that a curated law's page still answers and names it.
Contact:
    https://lawcommission.gov.np
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tracker.source import Source
from tracker.source.links import Link, ask, readers
from tracker.vocabulary import Kind, SourceState

LINKS = (
    Link(
        measure="np-law-2007-httca",
        kind=Kind.ACT,
        title="Human Trafficking and Transportation (Control) Act, 2064 (2007)",
        lang="en",
        url="https://lawcommission.gov.np/en/?p=12267",
        name="Human Trafficking and Transportation (Control) Act",
    ),
    Link(
        measure="np-law-1999-20",
        kind=Kind.ACT,
        title="मानव शरीरको अङ्ग प्रत्यारोपण (नियमित तथा निषेध) ऐन, २०५५",
        lang="ne",
        url="http://www.lawcommission.gov.np/np/archives/24216",
        name="अङ्ग प्रत्यारोपण",
    ),
)

SOURCE = Source(
    id="np_parliament",
    place="NP",
    name="Nepal Law Commission, pages of curated laws",
    home="https://lawcommission.gov.np/",
    publisher="Nepal Law Commission",
    contact="https://lawcommission.gov.np",
    hosts=("lawcommission.gov.np", "www.lawcommission.gov.np"),
    languages=("ne", "en"),
    licence="Not stated",
    republish=False,
    every=timedelta(days=7),
    start=partial(ask, LINKS),
    readers=readers(LINKS),
    interval=10.0,
    state=SourceState.MANUAL,
    reason="Pages of laws are only checked to be there; bills are curated. None has been read live yet.",
    unverified_live=True,
)
