"""Words of the program at work: sources, runs, what went wrong, what is to be mended."""

from __future__ import annotations

from tracker.vocabulary.word import Word


class SourceState(Word):
    """What the public is told of a source, with the reason."""

    ACTIVE = "active", "It is read on schedule."
    DEGRADED = "degraded", "It is read, and something in its latest reading went wrong."
    BLOCKED = "blocked", "It does not answer programs."
    NEEDS_KEY = "needs_key", "It asks for a key that is not set."
    MANUAL = "manual", "It is read by people."


class Proof(Word):
    """By what response of its site a reader of pages has been proven."""

    WHOLE = "whole", "A whole real response was read."
    PART = "part", "Rows of a real response, or one in another form, were read."
    FORM = "form", "It is built to the documented form; no response has been read."


class Outcome(Word):
    """How a source's part of a run ended."""

    OK = "ok", "Everything was read."
    UNCHANGED = "unchanged", "Everything was read and nothing differed."
    DEGRADED = "degraded", "Some pages could not be read; the rest was committed."
    FAILED = "failed", "Nothing was committed; the last good data stay."
    BLOCKED = "blocked", "The site refused to answer."
    NEEDS_KEY = "needs_key", "The key it asks for is not set."
    SKIPPED = "skipped", "It was not read in this run."


class IssueKind(Word):
    """What went wrong with a page or a record."""

    NOT_IN_SET = "not_in_set", "The set of stored responses has no answer to this request."
    UNREACHABLE = "unreachable", "The site could not be reached."
    TIMEOUT = "timeout", "The site took too long to answer."
    HTTP_STATUS = "http_status", "The site answered with an error."
    BLOCKED = "blocked", "The site refused to answer a program."
    ROBOTS = "robots", "The site's robots.txt asks programs to stay away."
    TOO_LARGE = "too_large", "The answer was larger than is accepted."
    REDIRECT_REFUSED = "redirect_refused", "The answer pointed to a host that is not the source's own."
    WRONG_CONTENT = "wrong_content", "The answer was not the page that was asked for."
    MALFORMED = "malformed", "The page could not be read in its format."
    MISSING_FIELD = "missing_field", "A field that must be there was not."
    BAD_VALUE = "bad_value", "A field held a value that was not expected."
    UNKNOWN_STAGE = "unknown_stage", "A step's word is not in the source's table."
    DATES_OUT_OF_ORDER = "dates_out_of_order", "The source's own dates contradict their order."
    DUPLICATE_MEASURE = "duplicate_measure", "One measure was told twice in a run."
    UNRESOLVED_ALIAS = "unresolved_alias", "An earlier bill is named that is not known."
    NO_READER = "no_reader", "No reader is declared for the page's address."
    EMPTY = "empty", "A list that must not be empty was."
    LIST_CUT_OFF = "list_cut_off", "A list ended before the number of entries that it names itself."
    LISTS_SILENT = "lists_silent", "The lists showed less than they must: a new bill would not be seen."
    TOO_MANY_REQUESTS = "too_many_requests", "The run would have asked more pages than a source may."
    TOO_FEW_ANSWERED = "too_few_answered", "Too few of the watched measures were answered for."
    MASS_CHANGE = "mass_change", "Too many statuses changed at once to be believed."
    HELD_FOR_REVIEW = "held_for_review", "A law would have turned back into a bill; it waits for review."
    KEY_MISSING = "key_missing", "The key that the source asks for is not set."
    INTERNAL = "internal", "The fault is in this program."

    @property
    def degrades(self) -> bool:
        """False for what says nothing of the source's health: a replay without the URL, and
        odd but faithfully read data of the source's own."""
        return self not in (IssueKind.NOT_IN_SET, IssueKind.DATES_OUT_OF_ORDER)


class FindingKind(Word):
    """What is worth mending in the curated data although it can be used."""

    NO_EVIDENCE = "no_evidence", "An answer rests on no evidence at all; this is always an error."
    TWO_DATES = "two_dates", "A step that a measure takes once has two dates."
    NO_OFFICIAL_SOURCE = "no_official_source", "An answer rests on no official source."
    NO_ASSENT = "no_assent", "A law is known neither by its assent nor by the gazette."
    OPEN_BILL = "open_bill", "A bill is open though its session has ended."
    NO_ARTICLE = "no_article", "A provision does not name its article."
    NO_SECOND_READER = "no_second_reader", "A value that decides an answer was coded by one reader alone."
    NO_PLAIN_SENTENCE = "no_plain_sentence", "An answer in law has no sentence in a reader's words."
    NO_SUMMARY = "no_summary", "An open bill has no paragraph in a reader's words."
