"""Titles judged by data/terms.yml: the traps of false friends, and precision measured on real titles."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import CAPTURES, ROOT
from tracker.relevance import Judge, Terms, fold
from tracker.vocabulary import Relevance

TITLES = CAPTURES.parent / "relevance" / "dev.csv"


@cache
def terms() -> dict[str, Terms]:
    read = yaml.safe_load((ROOT / "data" / "terms.yml").read_text(encoding="utf-8"))
    return {
        lang: Terms(lang, *(tuple(entry.get(name, ())) for name in ("direct", "related", "exclude")))
        for lang, entry in read.items()
    }


@cache
def judge() -> Judge:
    return Judge(terms())


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "An Act to amend the Criminal Code (trafficking in human organs)"),
        ("en", "Stop Forced Organ Harvesting Act of 2025"),
        ("en", "Organ Tourism and Cadavers on Display Bill"),
        ("fr", "Proposition de loi visant à lutter contre le trafic d’organes"),
        ("fr", "PROPOSITION DE LOI RELATIVE AU TRAFIC D'ORGANES HUMAINS"),
        ("de", "Organhandel und Organtourismus"),
        ("es", "Proyecto de ley sobre tráfico de órganos humanos"),
        ("es", "Proyecto de ley sobre trafico de organos humanos"),
        ("it", "Modifica al codice penale: traffico di organi prelevati da persona vivente"),
        ("pt", "Tipifica o tráfico de órgãos humanos"),
        ("nl", "Wet strafbaarstelling orgaanhandel"),
        ("ja", "臓器売買の禁止に関する法律案"),
        ("zh-Hant", "強摘器官防制條例草案"),
        ("ko", "해외 장기매매 처벌에 관한 법률안"),
        ("he", "חוק איסור סחר באיברים"),
    ],
)
def test_the_trade_the_force_and_the_journey_are_direct(lang: str, title: str) -> None:
    assert judge().title(lang, title).relevance is Relevance.DIRECT


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("fr", "Loi organique relative aux organes de l'État"),
        ("es", "Ley orgánica de los órganos de gobierno contra el crimen organizado"),
        ("de", "Gesetz über die Organe des Bundestages und die organisierte Kriminalität"),
        ("it", "Disciplina degli organi costituzionali"),
        ("pt", "Dispõe sobre órgão público e lei orgânica"),
        ("sq", "Projektligj për organet e drejtësisë"),
        ("cs", "Zákon o orgánech veřejné moci"),
        ("ko", "노인장기요양보험법 일부개정법률안"),
        ("ko", "장기체류 외국인에 관한 법률"),
        ("ar", "قانون أعضاء المجلس"),
        ("fa", "قانون اعضای مجلس"),
        ("en", "Organic Farming and Organized Crime Act"),
        ("en", "An Act respecting drug trafficking"),
        ("en", "Trafficking in Persons Act"),
    ],
)
def test_trap_5_false_friends_are_not_our_subject(lang: str, title: str) -> None:
    assert judge().title(lang, title).relevance is Relevance.NO


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "Human Tissue (Organ Donation) Bill"),
        ("en", "Organ Donor Leave Act"),
        ("fr", "Proposition de loi relative au don d'organes"),
        ("de", "Gesetz zur Stärkung der Organspende"),
        ("ko", "장기등 이식에 관한 법률 일부개정법률안"),
    ],
)
def test_trap_5_donation_is_related_never_direct(lang: str, title: str) -> None:
    assert judge().title(lang, title).relevance is Relevance.RELATED


def test_the_verdict_names_the_words_it_rests_on() -> None:
    verdict = judge().title("en", "An Act about Trafficking in Human Organs")
    assert verdict.terms == ("trafficking in human organs",)
    assert judge().title("en", "An Act about bridges").terms == ()


def test_english_is_tried_on_every_title_and_every_language_on_an_unknown_one() -> None:
    assert judge().title("de", "Convention against Trafficking in Human Organs").relevance is Relevance.DIRECT
    assert judge().title("?", "Illegaler Organhandel").relevance is Relevance.DIRECT
    assert judge().title("xx", "Illegaler Organhandel").relevance is Relevance.DIRECT
    assert judge().title("es", "Illegaler Organhandel").relevance is Relevance.NO


def test_an_exclusion_says_not_this_one_never_not_this_title() -> None:
    only = Judge({"xx": Terms("xx", direct=("organ",), related=(), exclude=("state organ",))})
    assert only.title("xx", "of a state organ").relevance is Relevance.NO
    assert only.title("xx", "of a state organ and an organ").relevance is Relevance.DIRECT


def test_a_term_is_a_whole_word_except_in_scripts_without_spaces() -> None:
    terms = Terms("xx", direct=("organ", "器官"), related=(), exclude=())
    assert Judge({"xx": terms}).title("xx", "organic").relevance is Relevance.NO
    assert Judge({"xx": terms}).title("xx", "人體器官移植").relevance is Relevance.DIRECT


def test_what_is_no_regular_expression_is_named() -> None:
    with pytest.raises(ValueError, match=r"xx: '\(organ'"):
        Judge({"xx": Terms("xx", direct=("(organ",), related=(), exclude=())})


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TRÁFICO  de ÓRGANOS", "trafico de organos"),
        ("trafic d’organes", "trafic d'organes"),
        ("ｏｒｇａｎ", "organ"),
        ("الأعضاء", "الاعضاء"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_that_compare_as_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_every_language_has_search_words_and_patterns() -> None:
    read = yaml.safe_load((ROOT / "data" / "terms.yml").read_text(encoding="utf-8"))
    for lang, entry in read.items():
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?", lang), lang
        assert set(entry) <= {"search", "direct", "related", "exclude"}, lang
        assert all(entry.get(name) for name in ("search", "direct", "related")), lang


def test_a_source_finds_nothing_that_we_then_throw_away() -> None:
    """What a source is asked for is at least worth a look when it comes back."""
    read = yaml.safe_load((ROOT / "data" / "terms.yml").read_text(encoding="utf-8"))
    lost = [
        (lang, phrase)
        for lang, entry in read.items()
        for phrase in entry["search"]
        if judge().title(lang, phrase).relevance is Relevance.NO
    ]
    assert lost == []


def test_precision_and_recall_of_direct_on_real_titles() -> None:
    if not TITLES.exists():
        pytest.skip(f"no labelled titles at {TITLES}")
    with TITLES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = Counter((row["label"], judge().title(row["lang"], row["title"]).relevance.value) for row in rows)
    right = counts["direct", "direct"]
    called = sum(n for (_, said), n in counts.items() if said == "direct")
    meant = sum(n for (label, _), n in counts.items() if label == "direct")
    seen = right + counts["direct", "related"]
    assert len(rows) > 2000
    assert right / called >= 0.98, counts  # measured 1.00: 56 of 56
    assert right / meant >= 0.78, counts  # measured 0.80: 56 of 70; the rest say "Transplantation ... Bill"
    assert seen / meant >= 0.93, counts  # measured 0.96: 67 of 70 are at least worth a look
    assert counts["no", "related"] <= 5, counts  # measured 2 of 2419
