"""Every route of the route table, by everybody, with whatever comes: refused or done, never broken.

The description of the interface holds only what programs ask for; this asks the pages and their
forms too.
"""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.auth import COOKIE
from geo.model.staff import Role
from geo.reporting.sessions import form_token
from tests.api.staff.test_roles import Asked, table

pytestmark = pytest.mark.slow

ENDS = {"POST /personale/log-ud"}
"""What would end the session of whoever asks."""

FIELDS = (
    "status", "reason", "answer", "expected", "owner", "lamp", "into", "place", "name", "role",
    "department", "password", "email", "response", "words", "why", "case", "boxes", "left", "top",
    "width", "height", "key", "kind", "hours", "text", "csrf", "videre", "lat", "lon", "located",
    "accuracy", "setting", "lamp_number", "website", "stamp", "seen", "service_code", "api_key",
    "address_string", "long", "description", "attribute[hours][]", "weights", "by", "on", "fra",
    "til", "limit", "bbox", "filter", "state", "code", "iss", "q", "offset", "crs", "datetime",
)  # fmt: skip
"""Names of fields that some form or query has."""

VALUES = st.one_of(
    st.sampled_from(
        ["", "1", "0", "-1", "9" * 40, "1e999", "nan", "1,2,3", "0,0,9,9;", "fixed", "forwarded",
         "planner", "board", "9001-01", "M1001", "lamp_out", "evening", "da", "2026-12-24",
         "2026-02-31", "55.73", "12.36", "../../x", "<script>", "%00", "a" * 5_000, "'; --",
         "10,20,30", "lampe='x'", "S1", "svar-1-0"],
    ),
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
)  # fmt: skip
HOLES = st.sampled_from(
    ["1", "0", "-1", "S1", "x", "9001-01", "lamper", "csv", "æ ø", "%2e%2e", "9" * 30]
)


@st.composite
def requests(draw: st.DrawFn, routes: list[Asked]) -> dict[str, Any]:
    """Answer a request of one of the routes with something in every hole."""
    route = draw(st.sampled_from(routes))
    path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda _: draw(HOLES), route.path)
    fields = draw(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6))
    asked: dict[str, Any] = {"method": route.method, "url": path}
    if route.method == "GET":
        return asked | {"params": fields}
    shape = draw(st.sampled_from(["form", "files", "json", "bytes"]))
    if shape == "form":
        return asked | {"data": fields}
    if shape == "files":
        content = draw(st.binary(max_size=60))
        name = draw(st.sampled_from(["files", "photos", "x"]))
        return asked | {"data": fields, "files": [(name, ("a.zip", content, "image/jpeg"))]}
    if shape == "json":
        return asked | {"json": fields}
    return asked | {"content": draw(st.binary(max_size=60))}


@pytest.mark.parametrize("role", [None, *Role])
def test_nothing_that_comes_breaks_the_server(house: Any, role: Role | None) -> None:
    """An error of ours would be raised here; what is asked wrongly is answered under 500."""
    house.report(text="mørkt")
    client = house.anybody() if role is None else house.staff(role)
    client.base_url = "http://testserver"
    cookie = client.cookies.get(COOKIE, path="/personale") if role is not None else None
    proof = {"x-csrf": form_token(house.held.register, cookie)} if cookie else {}
    routes = [
        one for one in table(house.app)
        if one.name not in ENDS and (role is None or one.roles is None or role in one.roles)
    ]  # fmt: skip
    assert len(routes) > 30

    @settings(
        max_examples=120,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(requests(routes))
    def ask(asked: dict[str, Any]) -> None:
        answer = client.request(**asked, headers=proof)
        assert answer.status_code < 500, (asked, answer.text[:200])

    ask()
