"""Near spellings: words a few letters away, looked up by pairs of letters; most are never compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

#: How many words are compared letter by letter, at most.
_COMPARED = 40


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change, or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def allowed(word: str) -> int:
    """How many letters may differ: none in a short word, for too many others are near it."""
    return (len(word) >= 4) + (len(word) >= 7) + (len(word) >= 11)


class Near:
    """Words, and which of them are near a given one."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self.holders: dict[str, list[int]] = defaultdict(list)
        for position, word in enumerate(self.words):
            for pair in _pairs(word):
                self.holders[pair].append(position)

    def to(self, word: str) -> Sequence[str]:
        """The nearest first."""
        most = allowed(word)
        shared = Counter(position for pair in _pairs(word) for position in self.holders.get(pair, ()))
        found = []
        likeliest = sorted(shared, key=lambda at: (-shared[at] / (len(self.words[at]) + len(word)), at))
        for position in likeliest[:_COMPARED]:
            known = self.words[position]
            if abs(len(known) - len(word)) <= most and 0 < (far := distance(word, known)) <= most:
                found.append((far, known))
        return [known for _, known in sorted(found)]


def _pairs(word: str) -> set[str]:
    framed = f"^{word}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
