"""Philippines: the page of its trafficking law in the Official Gazette.

Publisher:
    Official Gazette of the Republic of the Philippines, https://www.officialgazette.gov.ph; the Senate,
    https://web.senate.gov.ph; the House of Representatives, https://www.congress.gov.ph
Formats:
    HTML. The House's interface (api.congress.gov.ph) wants a token that its front end renews.
Licence:
    No copyright in works of the Government (Republic Act 8293, s. 176)
Caveats:
    The Senate's legislative information system, the House and the Gazette stand behind checks that let
    browsers alone through. They are not gone round: the country's bills and laws are curated.
How status is derived:
    Not at all: were the Gazette open, it would be checked that the law's page answers and names it.
Contact:
    https://web.senate.gov.ph
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from tracker.source import Source
from tracker.source.links import Link, ask, readers
from tracker.vocabulary import Kind, SourceState

LINKS = (
    Link(
        measure="ph-law-2003-9208",
        kind=Kind.ACT,
        title="Anti-Trafficking in Persons Act of 2003",
        lang="en",
        url="https://www.officialgazette.gov.ph/2003/05/26/republic-act-no-9208-s-2003/",
        name="Republic Act No. 9208",
    ),
)

SOURCE = Source(
    id="ph_senate",
    place="PH",
    name="Senate, House and Official Gazette of the Philippines",
    home="https://web.senate.gov.ph/lis/",
    publisher="Official Gazette of the Republic of the Philippines",
    contact="https://web.senate.gov.ph",
    hosts=("www.officialgazette.gov.ph",),
    languages=("en",),
    licence="No copyright in works of the Government",
    republish=False,
    every=timedelta(days=30),
    start=partial(ask, LINKS),
    readers=readers(LINKS),
    state=SourceState.BLOCKED,
    reason="The sites let only browsers through (Cloudflare); bills and laws are curated.",
    unverified_live=True,
)
