"""`subject.yml`: what a law can provide, and the questions. `terms.yml`: the words of the subject."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tracker.knowledge.models.forms import Code, Id, Key, LanguageTag, Model, Name, ProvisionName, Text, Truth
from tracker.vocabulary import Answer


class ClauseEntry(Model):
    """A provision a law must have."""

    provision: ProvisionName = Field(description="the provision")
    abroad: Truth = Field(False, description="true: it must reach acts done abroad")


class PointEntry(Model):
    """Something the text of a law can say."""

    name: Name = Field(description="its name in all other files")
    meaning: Text = Field(description="what it is, in a sentence the public can read")
    abroad: Truth = Field(False, description="true: a liability that can reach acts done abroad")


class SentenceEntry(Model):
    """What the site says of the number of places with an answer: `%(num)d` stands for it."""

    one: Text = Field(description="for the number one")
    many: Text = Field(description="for other numbers; translations have the forms that their language has")


class CriterionEntry(Model):
    """One question put to every place; exactly one of any_of, treaty and listed answers it."""

    name: Name = Field(description="its name in all other files")
    title: Text = Field(description="a few words for headings")
    question: Text = Field(description="the question in plain words")
    any_of: tuple[Annotated[tuple[ClauseEntry, ...], Field(min_length=1)], ...] = Field(
        (), description="alternatives; each is a list of provisions one law must have together"
    )
    treaty: Key | None = Field(None, description="the treaty a place must be a party to")
    listed: dict[Code, Annotated[tuple[Id, ...], Field(min_length=1)]] = Field(
        default_factory=dict, description="a quoted list: place -> ids of the measures meant"
    )
    headline: Truth = Field(
        False, description="true for the one question of the first page; a direct bill aims at it"
    )
    words: dict[Answer, Text] = Field(
        default_factory=dict, description="what answers are called here, where the usual words do not fit"
    )
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
