"""HTTP: the only door to the sources, live or replayed from a capture set.

Everything here speaks of requests, pages and hosts; nothing knows what a bill is.
"""

from tracker.web.exchange import FetchFailed, Policy, Response, Validators, Web
from tracker.web.live import Live, user_agent_for
from tracker.web.replay import Replay
from tracker.web.wire import Limits

__all__ = [
    "FetchFailed",
    "Limits",
    "Live",
    "Policy",
    "Replay",
    "Response",
    "Validators",
    "Web",
    "user_agent_for",
]
