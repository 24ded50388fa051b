"""`second/<CODE>.yml`: laws read a second time, by somebody who has not seen the first coding."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from tracker.knowledge.models.forms import Code, Day, Id, Model, ProvisionName, Text, Url
from tracker.questions import Coding, SecondReading
from tracker.vocabulary import Abroad, Value


class CodingEntry(Model):
    """What one reader made of one point of a text."""

    record: ClassVar[type] = Coding

    value: Value | None = Field(None, description="absent: the reader names nothing there")
    abroad: Abroad | None = None


class SecondPointEntry(Model):
    """One point as both readers coded it. Neither is changed afterwards; the law's own provisions are."""

    record: ClassVar[type] = SecondReading

    provision: ProvisionName
    first: CodingEntry = Field(description="as the law's file had it on that day")
    second: CodingEntry = Field(description="as the second reader gave it")
    article: Text | None = None
    note: Text | None = None
    settled: Text | None = Field(None, description="needed exactly where the two differ")


class SecondLawEntry(Model):
    """A law with the texts that the second reader opened for it."""

    measure: Id = Field(description="the law")
    read: Annotated[tuple[Url, ...], Field(min_length=1)] = Field(
        description="the pages the second reader opened"
    )
    points: Annotated[tuple[SecondPointEntry, ...], Field(min_length=1)] = Field(
        description="what was coded twice"
    )


class SecondFile(Model):
    """`second/<CODE>.yml`: laws read a second time, by somebody who has not seen the first coding."""

    place: Code = Field(description="the place's code, the same as the file's name")
    on: Day = Field(description="the day of the second reading")
    laws: Annotated[tuple[SecondLawEntry, ...], Field(min_length=1)] = Field(description="the laws read")
