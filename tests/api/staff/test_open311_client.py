"""Open311 asked by a client that nobody here wrote: ``georeport``, in JSON and in XML.

It reads and does not hand in; handing in is held to the standard's text by ``test_open311.py``. The
other client of the package index (``three``) runs on Python 2 only.
"""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import uvicorn
from georeport import GeoReport

from geo.model.reports import Kind, Status
from geo.reporting.cases import Move
from geo.reporting.staff import move, release


@pytest.fixture
def address(bare_house: Any) -> Iterator[str]:
    """Serve the product on a free port."""
    server = uvicorn.Server(uvicorn.Config(bare_house.app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/open311/v2"
    server.should_exit = True
    thread.join(20)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_strange_client_reads_everything(bare_house: Any, address: str, form: str) -> None:
    """Services with questions, requests by state and number; the private one is not there."""
    now = datetime.now(UTC)
    open_one, _ = bare_house.report(None)
    done, _ = bare_house.report(None, key="formular-lavet-0001", kind=Kind.GLARE)
    bare_house.report(None, key="formular-skjult-0001", kind=Kind.BLINKING)
    for number in (open_one, done):
        release(bare_house.held.desk.database, number, "Stien bag blok 7", "test", now)
    move(bare_house.held.desk.database, done, Move(Status.FIXED, "test", "Ny pære"), now)
    client = GeoReport(address, jurisdiction="ballerup.dk", output_format=form)

    services = client.get_service_list()
    assert {one["service_code"] for one in services} == {kind.value for kind in Kind}
    definition = client.get_service_definition("lamp_out")
    assert definition["service_code"] == "lamp_out"
    found = client.get_service_requests()
    assert {one["service_request_id"] for one in found} == {f"S{open_one}", f"S{done}"}
    both = f"S{open_one},S{done}"
    assert len(client.get_service_requests(service_request_id=both)) == 2
    closed = client.get_service_requests(status="closed")
    one = closed[0] if isinstance(closed, list) else closed
    assert (one["service_request_id"], one["status"]) == (f"S{done}", "closed")
    single = client.get_service_request(f"S{open_one}")
    assert single["service_code"] == "lamp_out"
    assert "Stien bag blok 7" in single["address"]
