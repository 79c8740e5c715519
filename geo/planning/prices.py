"""What things cost: the user's own price list, or example prices that say they are examples."""

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.model.errors import PlanError
from geo.model.language import sentence

PIECE, METRE = "stk", "m"


@dataclass(frozen=True)
class Price:
    """Kroner per unit."""

    kroner: float
    unit: str


@dataclass(frozen=True)
class PriceList:
    """Prices by item.

    Parameters
    ----------
    items
        Price per item.
    example
        True where they are placeholders: everything made with them says "eksempelpris".
    name
        Where they come from.
    """

    items: Mapping[str, Price] = field(repr=False)
    example: bool
    name: str

    @property
    def fingerprint(self) -> str:
        """Answer what tells this list from another."""
        rows = [(item, price.kroner, price.unit) for item, price in sorted(self.items.items())]
        return hashlib.sha256(repr((rows, self.example)).encode()).hexdigest()[:16]

    def __getitem__(self, item: str) -> Price:
        """Answer the price of an item."""
        if item not in self.items:
            raise PlanError("price.missing", item=item, name=self.name)
        return self.items[item]


@dataclass(frozen=True)
class CostLine:
    """One line of an estimate: an item, how much of it, and what it comes to."""

    item: str
    quantity: float
    unit: str
    kroner_each: float
    example: bool

    @property
    def kroner(self) -> float:
        """Answer what the line comes to."""
        return self.quantity * self.kroner_each

    @property
    def label(self) -> str:
        """Answer the Danish name of the item."""
        return sentence(f"price.{self.item}")

    def to_dict(self) -> dict[str, Any]:
        """Answer a JSON shape."""
        return {
            "item": self.item,
            "label": self.label,
            "quantity": self.quantity,
            "unit": self.unit,
            "kroner_each": self.kroner_each,
            "kroner": self.kroner,
            "example": self.example,
        }


def cost_line(prices: PriceList, item: str, quantity: float) -> CostLine:
    """Answer the line of an item."""
    price = prices[item]
    return CostLine(item, quantity, price.unit, price.kroner, prices.example)


@cache
def example_prices() -> PriceList:
    """Answer the placeholders that come with the library.

    >>> example_prices().example
    True
    """
    return read_prices(Path(__file__).with_name("prices.toml"))


def read_prices(path: Path | str) -> PriceList:
    """Read a price list; what it leaves out is taken from nowhere.

    Raises
    ------
    PlanError
        Where the file cannot be read or a price is none.
    """
    file = Path(path)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PlanError("price.unreadable", file=file.name, reason=str(error)) from error
    return prices_from_text(text, file.name)


def prices_from_text(text: str, name: str) -> PriceList:
    """Read a price list from the text of its file.

    Raises
    ------
    PlanError
        Where it is no price list or a price is none.
    """
    try:
        told: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PlanError("price.unreadable", file=name, reason=str(error)) from error
    items = told.get("items")
    if not isinstance(items, dict) or not items:
        raise PlanError("price.unreadable", file=name, reason="[items]")
    prices = {item: _price(name, item, row) for item, row in items.items()}
    return PriceList(MappingProxyType(prices), told.get("example") is True, name)


def _price(file: str, item: str, row: Any) -> Price:
    price: Any = row.get("price") if isinstance(row, dict) else None
    number = isinstance(price, int | float) and not isinstance(price, bool)
    unit = row.get("unit") if isinstance(row, dict) else None
    if not number or not 0 <= price < math.inf or unit not in {PIECE, METRE}:
        raise PlanError("price.wrong", file=file, item=item)
    return Price(float(price), unit)
