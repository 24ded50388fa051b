"""How far two readers agree who coded the same texts: the plain share, and Cohen's kappa. Pure.

Kappa sets the share against what two readers would reach by chance who use each word as often as these two
did (J. Cohen, "A Coefficient of Agreement for Nominal Scales", 1960): 1 is full agreement, 0 no more than
chance. Where both use a single word alone, chance is certain and kappa says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `number` codings by two readers `agreed` are the same. `kappa`: None where chance is certain."""

    number: int
    agreed: int
    kappa: float | None

    @property
    def share(self) -> float:
        return self.agreed / self.number


def agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement | None:
    """The agreement of the pairs (first reader, second reader); None where there are none."""
    told = list(pairs)
    if not told:
        return None
    number = len(told)
    agreed = sum(first == second for first, second in told)
    firsts, seconds = Counter(first for first, _ in told), Counter(second for _, second in told)
    # In whole numbers, so that a chance of one is just one.
    by_chance = sum(firsts[word] * seconds[word] for word in firsts)
    if by_chance == number**2:
        return Agreement(number, agreed, None)
    return Agreement(number, agreed, (agreed * number - by_chance) / (number**2 - by_chance))
