"""The kinds of column that the tables of a workspace and of its cases are made of."""

import sqlalchemy as sa

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A whole number of 64 bits; SQLite and a GeoPackage call it INTEGER."""


def key() -> sa.Column[object]:
    """Hold the number of a row."""
    return sa.Column("fid", WHOLE, primary_key=True)


def text(name: str) -> sa.Column[object]:
    """Hold text that is always there."""
    return sa.Column(name, sa.Text(), nullable=False)


def sought(name: str) -> sa.Column[object]:
    """Hold text that rows are found by."""
    return sa.Column(name, sa.Text(), nullable=False, index=True)


def single(name: str) -> sa.Column[object]:
    """Hold text that no two rows share: a name, or the keyed hash of what nobody may read."""
    return sa.Column(name, sa.Text(), nullable=False, unique=True)


def maybe(name: str) -> sa.Column[object]:
    """Hold text that need not be there."""
    return sa.Column(name, sa.Text())


def whole(name: str) -> sa.Column[object]:
    """Hold a whole number that is always there."""
    return sa.Column(name, WHOLE, nullable=False)


def maybe_whole(name: str) -> sa.Column[object]:
    """Hold a whole number that need not be there."""
    return sa.Column(name, WHOLE)


def tally(name: str) -> sa.Column[object]:
    """Hold a whole number that is 0 until something happens; a mark that is not set is 0 too."""
    return sa.Column(name, WHOLE, nullable=False, server_default="0")


def measured(name: str) -> sa.Column[object]:
    """Hold a number that is always there."""
    return sa.Column(name, sa.Double(), nullable=False)


def real(name: str) -> sa.Column[object]:
    """Hold a number that need not be there."""
    return sa.Column(name, sa.Double())


def belongs_to(table: sa.Table, name: str) -> sa.Column[object]:
    """Point at a row of another table and go when it goes."""
    there = sa.ForeignKey(table.c.fid, ondelete="CASCADE")
    return sa.Column(name, WHOLE, there, nullable=False, index=True)
