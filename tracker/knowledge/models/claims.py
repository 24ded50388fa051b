"""`claims.yml`: what others assert, each with its test."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tracker.knowledge.models.evidence import EvidenceMap, SomeEvidence
from tracker.knowledge.models.forms import (
    EDTF,
    Code,
    CriterionName,
    Id,
    Key,
    Model,
    Number,
    ProvisionName,
    Text,
    When,
)
from tracker.vocabulary import Answer, Chamber, Stage, Status, Value

Answers = Annotated[tuple[Answer, ...], Field(min_length=1)]


class CountQuery(Model):
    """How many counted countries have such an answer; exactly so many: both limits alike."""

    criterion: CriterionName = Field(description="the question")
    answers: Answers = Field(description="the answers that count; never unclear or not_checked")
    at_least: Number | None = Field(None, description="the lower limit; one of the two is needed")
    at_most: Number | None = Field(None, description="the upper limit")


class AnswerQuery(Model):
    """That each of these places has such an answer."""

    places: Annotated[tuple[Code, ...], Field(min_length=1)] = Field(description="the places")
    criterion: CriterionName = Field(description="the question")
    answers: Answers = Field(description="the answers that agree; never unclear or not_checked")


class StatusQuery(Model):
    """That each of these measures has such a status."""

    measures: Annotated[tuple[Id, ...], Field(min_length=1)] = Field(description="their ids or aliases")
    statuses: Annotated[tuple[Status, ...], Field(min_length=1)] = Field(
        description="the statuses that agree; never unknown"
    )


class StepQuery(Model):
    """That a measure took a step within that time."""

    measure: Id = Field(description="its id or alias")
    stage: Stage = Field(description="the step")
    chamber: Chamber | None = Field(None, description="who took it; absent: anybody")
    date: When = Field(description=EDTF)


class ProvisionQuery(Model):
    """That a measure is law and provides that."""

    measure: Id = Field(description="its id or alias")
    provision: ProvisionName = Field(description="the point")
    values: Annotated[tuple[Value, ...], Field(min_length=1)] = Field(
        description="the values that agree; never unclear or unknown"
    )


class RankQuery(Model):
    """That a part of a country was number so and so of its parts to make law that meets a criterion."""

    place: Code = Field(description="the part, such as US-AZ")
    criterion: CriterionName = Field(description="the question")
    rank: Number = Field(description="its number; 1 is the first")
    of: Number = Field(description="how many such parts the country has in all, whether held here or not")


class QueryEntry(Model):
    """A claim's test; exactly one of these."""

    count: CountQuery | None = Field(None, description="a number of countries")
    answer: AnswerQuery | None = Field(None, description="what places have")
    status: StatusQuery | None = Field(None, description="where measures stand")
    step: StepQuery | None = Field(None, description="when a step was taken")
    provision: ProvisionQuery | None = Field(None, description="what a law provides")
    rank: RankQuery | None = Field(None, description="which part of a country was first, second and so on")


class ClaimEntry(Model):
    """What somebody asserts. It is tested for the time it speaks of and for today."""

    id: Key = Field(description="its id here")
    who: Text = Field(description="who said it")
    date: When = Field(description=f"the time it speaks of: {EDTF}, with a first day")
    text: Text = Field(description="the claim in our words, never a quoted sentence")
    query: QueryEntry = Field(description="the test")
    note: Text | None = Field(None, description="anything a reader must know of it, such as how it was read")
    see: tuple[Id, ...] = Field((), description="further measures to read beside it")
    evidence: SomeEvidence


class ClaimsFile(Model):
    """`claims.yml`: what campaigns, the press and others assert, each with the query that tests it."""

    evidence: EvidenceMap
    claims: tuple[ClaimEntry, ...] = Field(description="the claims, by subject")
