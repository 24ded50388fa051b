"""Which place a text names: exactly, as a name's beginning, or nearly. Only the first is ever an answer."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from tracker.naming.fold import loosened, plain, squeezed, turned, within_limits
from tracker.naming.near import Near
from tracker.naming.spoken import SITE_LANGUAGES, Everyday, alpha3, common, formal

_CODE = re.compile(r"[A-Z]{2,3}|[A-Z]{2}-[A-Z0-9]{1,3}")
_WORD = re.compile(r"\w+")
_Codes = dict[str, set[str]]
#: A name laid bare, its rank, the code.
_Entry = tuple[str, int, str]


class Names:
    """The names of the places in `known` (code to our own name). Nothing here raises, whatever the text."""

    def __init__(self, known: Mapping[str, str], everyday: Everyday) -> None:
        self.known = dict(known)
        self.everyday = everyday

    def exact(self, text: str) -> tuple[str, ...]:
        """The codes of every place that the text is a code or a name of, countries before their parts.

        A code in capitals is that code. Else a name as it is written goes before one that only loses its
        accents, and a text that means several places as it stands gives them all.
        """
        asked = within_limits(text)
        if _CODE.fullmatch(asked) and (code := self._code(asked)):
            return (code,)
        whole = [asked, *turned(asked)]
        shorter = [short for reading in whole for short in self._without_article(reading)]
        for reading in whole + shorter:
            found = self._written.get(squeezed(reading)) or self._bare.get(plain(reading))
            if found:
                return self._ordered(found)
        return ()

    def one(self, text: str) -> str | None:
        """The code of the one place that the text names; None for no place and for several."""
        found = self.exact(text)
        return found[0] if len(found) == 1 else None

    def beginning(self, text: str, limit: int) -> tuple[str, ...]:
        """Places with a name that begins so, then those with a word in a name that does."""
        wanted = plain(within_limits(text))
        found = dict.fromkeys(self._prefixed(self._starts, wanted)) if wanted else {}
        found |= dict.fromkeys(self._prefixed(self._words, wanted)) if len(wanted) > 1 else {}
        return tuple(found)[:limit]

    def near(self, text: str, limit: int) -> tuple[str, ...]:
        """Places with a name a few letters away, the nearest first: to be shown, never to be taken."""
        found: dict[str, None] = {}
        for word in self._near.to(plain(within_limits(text))):
            found |= dict.fromkeys(self._ordered(self._bare[word]))
        return tuple(found)[:limit]

    def _without_article(self, text: str) -> Iterator[str]:
        folded = text.casefold()
        for style in self.everyday.styles.values():
            for article in style.articles:
                # An article that ends in an apostrophe is written together with the name.
                opening = article.casefold() + " " * (article[-1] not in "'’")
                if folded.startswith((opening, opening.replace("'", "’"))):
                    yield text[len(opening) :]

    def _code(self, text: str) -> str | None:
        return text if text in self.known else self._long.get(text)

    def _ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(codes, key=lambda code: ("-" in code, self.known[code], code)))

    def _prefixed(self, entries: Sequence[_Entry], wanted: str) -> Iterator[str]:
        """Codes of the entries that begin so: names in the site's languages first, then the shortest."""
        first = bisect_left(entries, (wanted,))
        last = bisect_left(entries, (wanted + chr(sys.maxunicode),))
        held = sorted(entries[first:last], key=lambda entry: (entry[1], len(entry[0]), entry))
        return (code for _, _, code in held)

    @cached_property
    def _long(self) -> Mapping[str, str]:
        return {long: short for long, short in alpha3().items() if short in self.known}

    @cached_property
    def _spoken(self) -> Sequence[tuple[str, str, str]]:
        """(code, language, name), for what each place is called in plain speech; what many languages call it
        stands once, under the first."""
        found: dict[tuple[str, str], str] = {}
        for code, name in self.known.items():
            for language, called in common(code, name, self.everyday):
                if _rank(found.setdefault((code, called), language)) > _rank(language):
                    found[code, called] = language
        return [(code, language, called) for (code, called), language in found.items()]

    @cached_property
    def _written(self) -> _Codes:
        """Codes by every name of theirs as it is written, squeezed."""
        found: _Codes = defaultdict(set)
        for code, _, called in self._spoken:
            found[squeezed(called)].add(code)
        for code, name in self.known.items():
            found[squeezed(code)].add(code)
            for called in formal(code, name, self.everyday):
                found[squeezed(called)].add(code)
        for long, short in self._long.items():
            found[squeezed(long)].add(short)
        return dict(found)

    @cached_property
    def _bare(self) -> _Codes:
        """The same, by the names laid bare."""
        found: _Codes = defaultdict(set)
        for name, codes in self._written.items():
            found[loosened(name)] |= codes
        return dict(found)

    @cached_property
    def _starts(self) -> Sequence[_Entry]:
        return sorted({(plain(called), _rank(language), code) for code, language, called in self._spoken})

    @cached_property
    def _words(self) -> Sequence[_Entry]:
        """Names from a later word on, in the languages of the site."""
        return sorted(
            {
                (plain(called[word.start() :]), 0, code)
                for code, language, called in self._spoken
                if _rank(language) == 0
                for word in _WORD.finditer(called)
                if word.start() > 0
            }
        )

    @cached_property
    def _near(self) -> Near:
        return Near(plain(called) for _, _, called in self._spoken)


def _rank(language: str) -> int:
    return 0 if language in SITE_LANGUAGES else 1
