"""Pure: which place a reader means. A code, or a name in any of sixty languages; never a guess.

    Names(known, everyday).one(text) -> code or None

How spellings are compared is `fold`, what places are called `spoken`, what is nearly a name `near`. The names
that the Unicode CLDR lacks are data, in `data/names.yml` (`tracker.knowledge.everyday`).
"""

from tracker.naming.fold import plain, squeezed, within_limits
from tracker.naming.resolver import Names
from tracker.naming.spoken import LANGUAGES, Everyday, Style

__all__ = ["LANGUAGES", "Everyday", "Names", "Style", "plain", "squeezed", "within_limits"]
