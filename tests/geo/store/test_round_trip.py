"""What goes in comes out: every layer, every type, every letter, every bit of a coordinate."""

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.delivery import Delivery
from geo.model.errors import LayerError
from geo.model.layers import LAYERS
from geo.store import Workspace


def answered(workspace: Workspace, name: str, **rest: Any) -> gpd.GeoDataFrame:
    frame = workspace.layer(name, **rest)
    assert frame is not None
    return frame


def test_every_layer_comes_back_as_it_was(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    everything: dict[str, gpd.GeoDataFrame],
) -> None:
    """Ids, values, nulls and geometry of every layer come back in order, typed, in metres."""
    workspace.add(hand_over(everything))
    assert workspace.layers() == {name: len(everything[name]) for name in LAYERS}
    for name, frame in everything.items():
        back = answered(workspace, name)
        assert isinstance(back.index, pd.RangeIndex)
        assert back["source"].isna().all()
        assert_geodataframe_equal(back.drop(columns="source"), frame)


def test_a_layer_never_delivered_is_none_not_empty(
    fill: Callable[..., Workspace], table: Callable[..., gpd.GeoDataFrame]
) -> None:
    """None and empty are two answers; an unknown name is an error."""
    workspace = fill(lamps=table("lamps", []), paths=table("paths", [shapely.Point(0, 0)]))
    assert workspace.layer("zones") is None
    assert len(answered(workspace, "lamps")) == 0
    assert list(answered(workspace, "lamps").columns) == [
        "id",
        *LAYERS["lamps"].columns,
        "source",
        "geometry",
    ]
    assert workspace.departments().empty
    with pytest.raises(LayerError, match="lygter"):
        workspace.layer("lygter")


def test_columns_that_were_not_delivered_are_null(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    table: Callable[..., gpd.GeoDataFrame],
) -> None:
    """A delivery with three columns gives a layer with all; the feature's own source stays."""
    frame = table("lamps", [shapely.Point(0, 0)])[["id", "geometry"]].assign(source="mast.shp")
    workspace.add(hand_over({"lamps": frame}))
    back = answered(workspace, "lamps")
    assert back["source"].tolist() == ["mast.shp"]
    assert back["flux_lm"].isna().all()


def test_a_column_outside_the_model_is_said(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    table: Callable[..., gpd.GeoDataFrame],
) -> None:
    """Nothing is dropped in silence."""
    frame = table("lamps", [shapely.Point(0, 0)]).assign(ejerens_telefon="1234")
    receipt = workspace.add(hand_over({"lamps": frame}))
    told = [issue for issue in receipt.issues if issue.rule == "import.left_out"]
    assert [issue.layer for issue in told] == ["lamps"]
    assert "ejerens_telefon" in told[0].message


number = st.floats(-1e7, 1e7)
place = st.tuples(number, number)
shape = st.one_of(
    st.builds(shapely.Point, place),
    st.builds(shapely.MultiPoint, st.lists(place, min_size=1, max_size=4)),
    st.builds(shapely.LineString, st.lists(place, min_size=2, max_size=5)),
    st.builds(shapely.Polygon, st.lists(place, min_size=3, max_size=6)),
    st.sampled_from([None, shapely.Point(), shapely.LineString(), shapely.Polygon()]),
)


@pytest.fixture(scope="module")
def long_lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace(tmp_path_factory.mktemp("lang")) as made:
        yield made


@settings(max_examples=60)
@given(shapes=st.lists(shape, max_size=120), texts=st.text(st.characters(codec="utf-8")))
def test_geometry_and_text_round_trip_bit_for_bit(
    long_lived: Workspace, shapes: list[shapely.Geometry | None], texts: str
) -> None:
    """Any shape of finite coordinates and any text comes back exactly; empty stays empty."""
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{texts}{row}" for row in range(len(shapes))],
            "name": pd.Series([texts] * len(shapes), dtype="str"),
        },
        geometry=np.array([*shapes, None], dtype=object)[:-1],
        crs="EPSG:25832",
    )
    source = Delivery("x", {"paths": frame}, _sources("paths"), {}, (), "f")
    long_lived.add(source)
    back = answered(long_lived, "paths")
    written = shapely.to_wkb(np.asarray(frame.geometry.array, dtype=object))
    assert shapely.to_wkb(np.asarray(back.geometry.array, dtype=object)).tolist() == list(written)
    assert back["id"].tolist() == frame["id"].tolist()
    assert back["name"].tolist() == frame["name"].tolist()


def _sources(*names: str) -> dict[str, Any]:
    from geo.model.provenance import Source  # noqa: PLC0415 - only these tests need it

    return dict.fromkeys(names, Source("x"))


def test_a_box_and_pages_answer_the_same_features(
    fill: Callable[..., Workspace], table: Callable[..., gpd.GeoDataFrame]
) -> None:
    """A box asks exactly, edges included; pages of it together are the whole."""
    rng = np.random.default_rng(3)
    points = [shapely.Point(x, y) for x, y in rng.uniform(0, 500, (700, 2)).round(2).tolist()]
    frame = table("lamps", points)
    workspace = fill(lamps=frame)
    east, north = frame.geometry.x.iloc[0], frame.geometry.y.iloc[0]
    box = (east, north, east + 200.0, north + 150.0)
    x, y = frame.geometry.x, frame.geometry.y
    inside = frame["id"][(x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])].tolist()
    assert 10 < len(inside) < 600
    assert answered(workspace, "lamps", bbox=box)["id"].tolist() == inside
    pages = [
        answered(workspace, "lamps", bbox=box, limit=7, offset=start)["id"].tolist()
        for start in range(0, len(inside), 7)
    ]
    assert [id_ for page in pages for id_ in page] == inside
    assert answered(workspace, "lamps", offset=690)["id"].tolist() == frame["id"].tolist()[690:]


def test_the_index_is_asked_not_the_table(workspace: Workspace) -> None:
    """A box goes through the R*Tree: the plan of the statement says so."""
    import sqlalchemy as sa  # noqa: PLC0415 - only this test needs it

    from geo.store.geometry_type import in_bbox  # noqa: PLC0415 - only this test needs it

    database = workspace._database
    lamps = database.tables.layers["lamps"]
    asked = sa.select(lamps.c.id).where(in_bbox(lamps.c.geom, (0, 0, 1, 1)))
    with database.reading() as connection:
        text = asked.compile(dialect=connection.dialect)
        asking = (str(text), tuple(text.params[name] for name in text.positiontup or ()))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asking[0]}", asking[1]).all()
    said = " ".join(str(row[-1]) for row in plan)
    assert "SEARCH lamps USING INTEGER PRIMARY KEY" in said
    assert "VIRTUAL TABLE INDEX" in said
    with pytest.raises(ValueError, match="finite"):
        in_bbox(lamps.c.geom, (float("nan"), 0, 1, 1))


def test_frames_the_model_cannot_hold_are_refused_whole(
    workspace: Workspace,
    hand_over: Callable[..., Delivery],
    table: Callable[..., gpd.GeoDataFrame],
) -> None:
    """Ids that come twice or are missing, other metres and unknown layers change nothing."""
    good = table("lamps", [shapely.Point(0, 0), shapely.Point(1, 1)])
    bad: list[tuple[dict[str, gpd.GeoDataFrame], str]] = [
        ({"lamps": good.assign(id="samme")}, "frame.repeated_id"),
        ({"lamps": good.drop(columns="id")}, "frame.without_id"),
        ({"lamps": good.assign(id=pd.Series([None, "a"], dtype="str"))}, "frame.without_id"),
        ({"lamps": good.to_crs("EPSG:25833")}, "frame.other_metres"),
        ({"lygter": good}, "layer.unknown"),
    ]
    for layers, rule in bad:
        with pytest.raises(LayerError) as told:
            workspace.add(hand_over({"paths": table("paths", []), **layers}))
        assert told.value.rule == rule
        assert told.value.remedy != f"{rule}/remedy"
    assert workspace.layers() == {}
    assert workspace.imports() == []
