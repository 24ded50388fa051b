"""What became of every bill, resolution and motion that an independent reading of the sources follows.

The statuses were compared one by one with that reading; where the two differ, ours has evidence the other had
not, or holds back where it had none (an approval without assent, a vote known from memory).
"""

from __future__ import annotations

import pytest

from tests.test_curated import status

DAY = "2026-11-22"

#: Status on that day -> ids. `none`: no dated step that decides is known.
BECAME = {
    "in_force": """
        au-nsw-law-2018-30 az-law-2022-06-22 be-law-2019-organ-trafficking br-law-2016-13344 ca-44-1-s-223
        ch-law-2020-6567 co-law-2004-919 co-law-2016-1805 es-law-2010-5 es-law-2019-1 gb-law-2021-3
        gb-law-2022-31 ge-law-2023-3611 ie-law-2024-5 il-law-2008-5768 in-law-1994-42 in-law-2011-16
        it-law-2016-236 jp-164-shu-14 ke-law-2017-21 kr-law-2020-17214 no-law-2017-54
        np-2009-2016-amendment np-law-1999-20
        pk-law-2010-6 pk-law-2023-tho-amendment pt-law-2019-102 rw-law-2023-organs sd-law-2014-trafficking
        tw-law-2015-organ-transplantation ug-law-2023-organs us-ar-law-2025-act-772 us-az-law-2025-hb-2109
        us-id-law-2024-h-670 us-tn-law-2025-hb-395 us-tx-law-2023-sb-1040 us-ut-law-2024-sb-262
    """,
    "enacted": """
        be-law-2022-2022031260 fr-law-2022-1032
    """,
    "pending": """
        bh-shura-16-1998-amendment br-pl-403-2007 cl-2019-coloma-trafico de-21-3619 ir-organ-trafficking-bill
        ke-2024-human-tissue
        ng-10-laguda-2024 nl-36516 us-119-hr-1503 us-119-hr-1540 us-119-hr-2114
        us-119-s-4009 us-119-s-817 us-mi-2025-2026-hb-5406 us-pa-2025-2026-sr-186
    """,
    "lapsed": """
        ar-2021-133-d ar-2023-gutierrez au-47-s1384 au-nsw-2016-human-tissue-trafficking be-5-677 be-5-922
        ca-39-2-c-500 ca-40-2-c-381 ca-41-2-c-561 ca-42-1-c-350 ca-42-1-s-240 ca-43-1-s-204 ca-43-2-s-204
        fr-13-an-2797 fr-15-an-registre-2020 fr-15-an-trois-2020
        gb-2021-22-organ-tourism-cadavers it-17-c-3918 it-18-c-1122 jp-162-shu-38-39 kr-20-2015819
        ph-14-hb-6210-group ph-15-consolidation ph-16-hb-3165 ph-16-hb-4440 ph-16-hb-5538
        ph-16-sbn-2840 ph-19-hr-1803
        pk-2007-thot-bill tw-10-2023-anti-harvesting us-113-hres-281
        us-114-hr-3694 us-115-hr-6413 us-115-sres-220 us-116-hr-2121 us-116-hr-8972 us-116-sres-274
        us-117-hr-1434 us-117-hr-1592 us-118-hr-1154 us-118-hr-4132 us-118-s-4914 us-118-s-761
        us-mo-2024-hb-2624
    """,
    "defeated": """
        fr-15-an-3316 se-2016-17-243 us-ca-2017-2018-sjr-10
    """,
    "withdrawn": """
        pk-2017-babar-nawaz-thota xk-4-transplantimi
    """,
    "vetoed": """
        kg-2016-transplantation us-az-2024-hb-2504
    """,
    "superseded": """
        at-27-3878-a-e gt-4712 ir-11-organ-trafficking-bill jp-164-shu-15 jp-168-shu-18 jp-171-san-26
        jp-171-shu-30
        ng-la-9-2021-organ-harvest ua-8-2386a us-tx-88r-hb-2025
    """,
    "adopted": """
        at-27-87-e cz-7-1028 eu-7-2013-2981-rsp eu-9-2022-2657-rsp eu-9-2024-2504-rsp gb-sct-lcm-s6-5c
        in-od-2015-resolution un-res-59-156 un-res-71-322 un-res-73-189 un-wha-63-22 coe-res-2327-2020
        mx-cmx-2022-norberto ng-9-2021-motion no-2016-2017-prop-90-s us-114-hres-343 us-az-2018-hcm-2004
        us-fl-2022-hm-791 us-ga-2017-2018-hr-944 us-ga-2017-2018-sr-629 us-me-126-hp-105 us-mn-89-sf-2090
        us-pa-2013-2014-hr-1052 us-tx-87r-scr-3
    """,
    "unknown": """
        am-2010-k-955 au-sa-53-2-joint-committee cz-3-24 de-19-6733 de-19-8380 in-2020-varun-gandhi-organ
        jo-2009-organs-amendment ke-2025-transplant-donation my-2013-organ-tissue-draft pk-kp-2012-draft
        se-2014-15-2503 se-2022-23-516 us-mn-91-hf-4063 us-pa-2021-2022-sr-98 xk-2020-nisme
    """,
    "none": """
        cz-3-53 gb-2019-21-organ-tourism
        ke-2023-transfusion-transplant ng-10-soli tn-draft-91-22 us-mn-90-sf-1666 us-ok-2022-sb-675
    """,
}


@pytest.mark.parametrize("expected", BECAME)
def test_what_became_of_every_bill(expected: str) -> None:
    ids = BECAME[expected].split()
    became = {i: status(i, DAY) for i in ids}
    assert {i: str(s or "none") for i, s in became.items()} == dict.fromkeys(ids, expected)
