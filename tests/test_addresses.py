"""Addresses that prove nothing are refused wherever a curated file names one; what is nearly one is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_findings import CA, READ_TWICE, TREATY, write
from tracker.knowledge import BadData, load
from tracker.knowledge.addresses import kind_of

NOTHING = {
    "https://github.com/legalize-dev/legalize-es": "the root of a repository",
    "https://www.github.com/legalize-dev/legalize-es/": "the root of a repository",
    "https://gitlab.com/owner": "the root of a repository",
    "https://fr.scribd.com/doc/277986008/Rules": "a document-sharing page",
    "https://studylib.es/doc/7386699": "a document-sharing page",
    "https://www.yumpu.com/en/document/view/50946223/x/33": "a document-sharing page",
    "https://dokumen.tips/documents/act.html": "a document-sharing page",
    "http://paklaws2014.blogspot.com/2015/01/transplantation.html": "a personal blog",
    "https://freeofguilt.wordpress.com/2013/11/10/": "a personal blog",
    "https://en.wikipedia.org/wiki/45th_Canadian_Parliament": "a page of an encyclopedia",
    "https://es.m.wikipedia.org/w/index.php?title=Ley": "a page of an encyclopedia",
    "https://www.search.com.vn/wiki/fr/XVIe": "a page of an encyclopedia",
    "https://www.reddit.com/r/law": "a forum",
    "https://forum.example.org/t/1": "a forum",
    "https://www.amazon.co.uk/dp/1": "a shop",
    "https://translate.google.com/translate?u=https://laws.example": "a proxy or a cache",
}
SOMETHING = (
    "https://github.com/legalize-dev/legalize-es/blob/00ee42de/es/BOE-A-1985-12666.md",
    "https://raw.githubusercontent.com/owner/name/main/law.xml",
    "https://blog.congreso.es/preguntas-y-respuestas-sobre-el-periodo-electoral/",
    "https://www.gov.uk/government/publications/carrying-over-bills",
    "https://documents.un.org/doc/1",
    "https://www.forumlex.example/law",
    "https://wordpress",
    "https://medium-court.example/judgment",
    "https://example.org/wiki",
)


@pytest.mark.parametrize(("url", "kind"), NOTHING.items())
def test_what_anybody_may_write_proves_nothing(url: str, kind: str) -> None:
    assert kind_of(url) == kind


@pytest.mark.parametrize("url", SOMETHING)
def test_what_only_looks_like_it_may_prove_something(url: str) -> None:
    assert kind_of(url) is None


BAD = "https://www.scribd.com/doc/1"
PROOF = "gazette: {kind: official, citation: The gazette}"
CHECKED = f"checked: {{on: 2020-01-01, by: us, read: ['https://laws.example/1', '{BAD}']}}\n"
SPOTS = {
    "evidence": ((CA, PROOF, f"gazette: {{kind: official, url: '{BAD}'}}"), "evidence.gazette.url"),
    "what was read for a search": ((CA, "", CHECKED), "checked.read.1"),
    "a measure's page": ((CA, "kind: act", f"kind: act\n    url: {BAD}"), "measures.0.url"),
    "an official address": (
        (CA, "kind: act", f"kind: act\n    official_url: {BAD}\n    address_checked: seen"),
        "measures.0.official_url",
    ),
    "a step's page": ((CA, "label: Assent,", f"label: Assent, url: '{BAD}',"), "measures.0.events.0.url"),
    "a treaty": ((TREATY, "https://treaties.example/t", BAD), "url"),
    "a second reading": (
        (*READ_TWICE[:2], READ_TWICE[2].replace("https://laws.example/1", BAD)),
        "laws.0.read.0",
    ),
}


@pytest.mark.parametrize(("change", "field"), SPOTS.values(), ids=SPOTS)
def test_a_curated_file_names_none(tmp_path: Path, change: tuple[str, str, str], field: str) -> None:
    with pytest.raises(BadData) as caught:
        load(write(tmp_path, change))
    (problem,) = caught.value.problems
    assert problem.field == field
    assert (problem.file, problem.line > 1 or field == "url") == (change[0], True)
    assert "a document-sharing page" in problem.expected


def test_an_address_in_a_sentence_is_no_proof(tmp_path: Path) -> None:
    load(write(tmp_path, (CA, "title: Act", f"title: Act\n    note: Not to be found at {BAD}")))
