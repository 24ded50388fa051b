"""Does a title speak of our subject, and by which of its words?

Pure: the terms come from `data/terms.yml`, read elsewhere. A title says little; what is `related` is
opened or left to a person, and only what names the trade, the force or the journey is `direct`,
because a new `direct` bill makes its country show as pending.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.vocabulary import Relevance

_ENGLISH = "en"
# Latin accents, Hebrew points, Arabic vowel signs with hamza and madda, tatweel: often left out.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f]")
# Keyboards differ: Arabic kaf and yeh for the Persian and Urdu letters, curly apostrophes.
_SAME = str.maketrans({"ك": "ک", "ي": "ی", "ى": "ی", "’": "'", "ʼ": "'", "\u00ad": None})
# Scripts that do not set words apart, and Hangul, whose particles are joined to the word.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Terms:
    """Regular expressions of one language, as in `data/terms.yml`.

    Each is matched as a whole word or phrase, in scripts without spaces anywhere. Letter case, accents
    and the kind of apostrophe do not matter. What an `exclude` covers is taken out of a title before
    `direct` and `related` are looked for: it says "not this one", never "not this title".
    """

    lang: str
    direct: tuple[str, ...]
    related: tuple[str, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The judgement and the words it rests on, folded (see `fold`), in their order in the title."""

    relevance: Relevance
    terms: tuple[str, ...]


def fold(text: str) -> str:
    """The form in which titles and terms are compared: NFKC, case folded, without accents and vowel
    signs, white space collapsed."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", decomposed))
    return " ".join(unicodedata.normalize("NFKC", bare).translate(_SAME).split())


class Judge:
    """Judges titles by the terms of their language.

    `terms` maps a language tag to its Terms. Raises ValueError naming the language and the term for one
    that is no regular expression.
    """

    def __init__(self, terms: Mapping[str, Terms]) -> None:
        self._patterns = {
            lang: {
                Relevance.DIRECT: _compile(lang, entry.direct),
                Relevance.RELATED: _compile(lang, entry.related),
                Relevance.NO: _compile(lang, entry.exclude),
            }
            for lang, entry in terms.items()
        }

    def title(self, lang: str, title: str) -> Verdict:
        """Judge one title. `lang`: a tag such as "fr" or "zh-Hant"; with "?" or one we have no terms
        for, every language is tried. English is always tried too: treaties are quoted in it."""
        folded = fold(title)
        languages = self._languages(lang)
        for relevance in (Relevance.DIRECT, Relevance.RELATED):
            found = {
                match.span(): match[0]
                for language in languages
                for match in self._matches(language, relevance, folded)
            }
            if found:
                return Verdict(relevance, tuple(dict.fromkeys(found[span] for span in sorted(found))))
        return Verdict(Relevance.NO, ())

    def _languages(self, lang: str) -> tuple[str, ...]:
        for tag in (lang, lang.partition("-")[0]):
            if tag in self._patterns:
                return (tag, _ENGLISH) if tag != _ENGLISH and _ENGLISH in self._patterns else (tag,)
        return tuple(self._patterns)

    def _matches(self, language: str, relevance: Relevance, folded: str) -> Iterable[re.Match[str]]:
        patterns = self._patterns[language]
        for pattern in patterns[Relevance.NO]:
            # The length is kept, so that the spans of several languages' matches compare.
            folded = pattern.sub(lambda match: "\n" * len(match[0]), folded)
        for pattern in patterns[relevance]:
            yield from pattern.finditer(folded)


def _compile(lang: str, terms: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(lang, term) for term in terms)


def _pattern(lang: str, term: str) -> re.Pattern[str]:
    # Folding must leave escapes alone: \W and \w are not the same.
    folded = "".join(part if part.startswith("\\") else _fold_term(part) for part in re.split(r"(\\.)", term))
    if not _UNSPACED.search(folded):
        folded = rf"(?<!\w)(?:{folded})(?!\w)"
    try:
        return re.compile(folded)
    except re.error as error:
        raise ValueError(f"{lang}: {term!r} is not a regular expression: {error}") from None


def _fold_term(part: str) -> str:
    """Like `fold`, but keeps the spaces at both ends."""
    lead, tail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    return f"{lead}{fold(part)}{tail}" if part.strip() else part
