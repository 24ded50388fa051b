"""`subject.yml`: what a law can provide, and the questions. `terms.yml`: the words of the subject."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from tracker.knowledge.models.forms import Code, Id, Key, LanguageTag, Model, Name, ProvisionName, Text, Truth
from tracker.questions import Criterion, Point
from tracker.vocabulary import Answer


class ClauseEntry(Model):
    """A provision a law must have."""

    provision: ProvisionName = Field(description="the provision")
    abroad: Truth = Field(False, description="true: it must reach acts done abroad")


class PointEntry(Model):
    """Something the text of a law can say."""

    record: ClassVar[type] = Point

    name: Name
    meaning: Text
    called: Text | None = None
    coding: Text | None = None
    abroad: Truth = False


class SentenceEntry(Model):
    """What the site says of the number of places with an answer: `%(num)d` stands for it."""

    one: Text = Field(description="for the number one")
    many: Text = Field(description="for other numbers; translations have the forms that their language has")


class CriterionEntry(Model):
    """One question put to every place; exactly one of any_of, treaty and listed answers it."""

    record: ClassVar[type] = Criterion

    name: Name
    title: Text
    question: Text
    any_of: tuple[Annotated[tuple[ClauseEntry, ...], Field(min_length=1)], ...] = Field(
        (), description="alternatives; each is a list of provisions one law must have together"
    )
    treaty: Key | None = Field(None, description="the treaty a place must be a party to")
    listed: dict[Code, Annotated[tuple[Id, ...], Field(min_length=1)]] = Field(
        default_factory=dict, description="a quoted list: place -> ids of the measures meant"
    )
    headline: Truth = False
    careful: Truth = False
    words: dict[Answer, Text] = Field(default_factory=dict)
    sentences: dict[Answer, SentenceEntry] = Field(
        description="said of their numbers: always of `in_force`, there with `%(total)d` for all that are "
        "counted; else where the usual sentence does not fit"
    )


class SubjectFile(Model):
    """`subject.yml`: what a law can provide, and the questions."""

    provisions: tuple[PointEntry, ...] = Field(description="the provisions, in the order of tables")
    criteria: tuple[CriterionEntry, ...] = Field(description="the criteria, headline first")


class TermsEntry(Model):
    """Words of one language."""

    search: tuple[Text, ...] = Field((), description="what to type into a site's search")
    direct: tuple[Text, ...] = Field((), description="a title with one of these speaks of our subject")
    related: tuple[Text, ...] = Field((), description="a title with one of these may")
    exclude: tuple[Text, ...] = Field((), description="false friends, taken out of the title first")


TermsFile = dict[LanguageTag, TermsEntry]
