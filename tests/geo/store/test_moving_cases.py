"""What was told, decided and planned moves with its workspace, and nothing is left behind."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa

import geo.store
from geo.model.errors import WorkspaceError
from geo.store.case_opening import CaseDatabase, open_cases
from geo.store.moving_cases import FAMILIES, move_cases
from geo.store.plan_tables import prepare_plans


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[CaseDatabase, CaseDatabase]]:
    """Answer two databases of cases with nothing in them."""
    made = open_cases(tmp_path / "her"), open_cases(tmp_path / "der")
    yield made
    for database in made:
        database.close()


def test_plans_and_prices_move_too(both: tuple[CaseDatabase, CaseDatabase]) -> None:
    """A plan somebody works on is there afterwards; it once kept the whole from moving."""
    here, there = both
    known = prepare_plans(here)
    plan = {"department": "9001-01", "content": "plan", "answers": "{}", "version": 3}
    when = {"created": "2026-11-25", "changed": "2026-11-25", "author": "plan"}
    with here.writing() as connection:
        connection.execute(sa.insert(known.plans).values(**plan, **when))

    copies = {copy.table: copy.rows for copy in move_cases(here, there)}

    assert (copies["plans"], copies["price_lists"]) == (1, 0)
    with there.reading() as connection:
        (row,) = connection.execute(sa.select(known.plans)).mappings()
        assert {name: row[name] for name in plan} == plan


def test_no_family_of_tables_is_forgotten() -> None:
    """Every module of tables beside the cases is among those that move."""
    names = {module.name for module in pkgutil.iter_modules(geo.store.__path__)}
    added = {name for name in names if name.endswith("_tables")} - {"case_tables", "added_tables"}
    known = {getattr(import_module(f"geo.store.{name}"), name) for name in added}

    assert added >= {"staff_tables", "plan_tables"}
    assert known == set(FAMILIES)


def test_a_table_of_nobody_is_not_left_behind(both: tuple[CaseDatabase, CaseDatabase]) -> None:
    """What cannot be moved is named, and nothing moves."""
    here, there = both
    with here.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE kontakter (navn TEXT)")

    with pytest.raises(WorkspaceError) as caught:
        move_cases(here, there)

    assert caught.value.rule == "workspace.unknown_table"
    assert caught.value.facts["table"] == "kontakter"
