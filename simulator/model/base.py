"""The base of every model object: frozen, and closed to unknown keys."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

T = TypeVar("T")

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class Model(BaseModel):
    """Frozen, forbids unknown keys; texts under fields become the reference page and schema."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_default=True
    )


class Directional(Model, Generic[T]):
    """A value for each direction of a leg or corridor; a single value stands for both."""

    forward: T
    """In the order in which the file names the ends."""
    backward: T
    """The other way."""

    @model_validator(mode="before")
    @classmethod
    def _both(cls, value: Any) -> Any:
        if isinstance(value, Directional):
            return value
        if isinstance(value, dict) and value and set(value) <= {"forward", "backward"}:
            return value
        return {"forward": value, "backward": value}

    def along(self, forward: bool) -> T:
        """Give the value for one direction."""
        return self.forward if forward else self.backward


class Evidence(Model):
    """Where a number comes from: facts, or an assumption with its reason and range."""

    facts: tuple[str, ...] = ()
    """Ids of rows in facts.csv."""
    assumed: str | None = None
    """The reason, where no fact gives the number itself."""
    range: Directional[tuple[float, float]] | None = None
    """Low and high in the key's unit: how far an honest analyst would let it move."""
    note: str | None = None
    """Which of conflicting facts was taken and why; conversions made."""

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, value: Any) -> Any:
        if isinstance(value, str):
            text = value.strip()
            if text.startswith("assumed:"):
                return {"assumed": text.removeprefix("assumed:").strip()}
            return {"facts": (text,)}
        if isinstance(value, (list, tuple)):
            return {"facts": tuple(value)}
        return value

    @model_validator(mode="after")
    def _something(self) -> Evidence:
        if not self.facts and not self.assumed:
            msg = "names neither facts nor an assumption; give `facts: [id, …]` or `assumed: why`"
            raise ValueError(msg)
        for low, high in (self.range.forward, self.range.backward) if self.range else ():
            if low > high:
                msg = f"range {[low, high]} runs backwards"
                raise ValueError(msg)
        return self


class Sourced(Model):
    """A model object whose numbers name their evidence in `sources`, key by key."""

    sources: dict[str, Evidence] = Field(default_factory=dict)
    """Key of this object → evidence; `all` covers every number without an entry of its own."""
    note: str | None = None
    """A remark for readers."""
