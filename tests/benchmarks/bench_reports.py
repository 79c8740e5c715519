"""Two hundred residents at once: none lost, none doubled, and nobody waits long.

A server of its own on the example. First the unloaded median of single reports. Then 200 residents
who each post once at a random moment within 60 s, while maps are read five times a second; bound:
p95 within ten times the unloaded median. Then all 200 in the same moment: none lost, doubled or
refused, and the time to the last answer. Run it with ``make bench-reports``.
"""

import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import shapely

import geo
from geo.reporting import staff
from geo.store.case_opening import open_cases

RESIDENTS = 200
MINUTE_S = 60.0
MAPS_A_SECOND = 5
UNLOADED = 30
BOUND = 10.0
STAMP_S = 3.5
SERVER = """
import sys, uvicorn
from api.app import create_app
from api.settings import Settings
uvicorn.run(create_app(Settings(workspace=sys.argv[1])), port=int(sys.argv[2]), log_level="error")
"""


class Residents:
    """Who reports, and what they were answered."""

    def __init__(self, address: str, lamps: list[tuple[float, float]]) -> None:
        self.client = httpx2.Client(
            base_url=address,
            timeout=120,
            limits=httpx2.Limits(max_connections=300, max_keepalive_connections=300),
        )
        self.lamps = lamps
        self.stamp = self.client.get("/indberet/stempel").json()["stamp"]
        self.answers: dict[str, str] = {}
        self.refused = 0

    def report(self, key: str) -> float:
        """Send one report and answer its seconds."""
        lat, lon = self.lamps[hash(key) % len(self.lamps)]
        data = {
            "key": key, "stamp": self.stamp, "kind": "lamp_out", "lat": f"{lat:.6f}",
            "lon": f"{lon:.6f}", "located": "gps", "accuracy": "9", "text": "Slukket", "seen": "1",
        }  # fmt: skip
        begun = time.perf_counter()
        answer = self.client.post("/indberet", data=data, headers={"accept": "application/json"})
        taken = time.perf_counter() - begun
        if answer.status_code == 200:
            self.answers[key] = answer.json()["code"]
        else:
            self.refused += 1
        return taken


def some_lamps(workspace: geo.Workspace) -> list[tuple[float, float]]:
    frame = workspace.layer("lamps")
    assert frame is not None
    places = shapely.get_coordinates(frame.to_crs(4326).geometry.to_numpy()[::7])
    return [(float(lat), float(lon)) for lon, lat in places]


def served(folder: Path) -> tuple["subprocess.Popen[bytes]", str]:
    """Start a server and wait until it answers and has drawn its map."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(folder), str(port)])
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx2.get(f"{address}/health", timeout=600)
            break
        except httpx2.TransportError:
            time.sleep(0.2)
    httpx2.get(f"{address}/kort", timeout=1800)
    return server, address


def keys(count: int) -> list[str]:
    return [secrets.token_urlsafe(16) for _ in range(count)]


def all_at_once(
    residents: Residents, wanted: list[str], when: Callable[[int], float]
) -> list[float]:
    """Let each resident report at a moment of their own, and answer the seconds each waited."""
    begun = time.perf_counter()

    def one(number: int) -> float:
        time.sleep(max(0.0, begun + when(number) - time.perf_counter()))
        return residents.report(wanted[number])

    with ThreadPoolExecutor(len(wanted)) as pool:
        return list(pool.map(one, range(len(wanted))))


def reading_maps(address: str, stop: threading.Event, counts: list[int]) -> None:
    with httpx2.Client(base_url=address, timeout=120) as client:
        while not stop.wait(1 / MAPS_A_SECOND):
            counts.append(client.get("/kort").status_code)


def told(name: str, seconds: list[float]) -> float:
    ordered = sorted(seconds)
    p95 = ordered[int(0.95 * len(ordered)) - 1]
    middle = statistics.median(ordered)
    last = ordered[-1]
    print(f"{name}: median {middle * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms, last {last * 1e3:.0f} ms")
    return p95


def judged(residents: Residents, folder: Path) -> bool:
    """Tell whether every answer is a report of its own, and a resend answers the same code."""
    database = open_cases(folder)
    kept = len(staff.all_reports(database))
    database.close()
    sent, codes = len(residents.answers), len(set(residents.answers.values()))
    again = list(residents.answers)[:20]
    before = dict(residents.answers)
    for key in again:
        residents.report(key)
    same = all(residents.answers[key] == before[key] for key in again)
    print(f"answered {sent}, kept {kept}, codes {codes}, refused {residents.refused}")
    print(f"resends answer the same code: {same}")
    return sent == kept == codes and residents.refused == 0 and same


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-reports-") as place:
        folder = Path(place) / "ws"
        with geo.Workspace(folder) as workspace:
            workspace.add(geo.read(geo.example()), accept=True)
            lamps = some_lamps(workspace)
        server, address = served(folder)
        try:
            return measured(Residents(address, lamps), address, folder)
        finally:
            server.terminate()
            server.wait(timeout=30)


def measured(residents: Residents, address: str, folder: Path) -> int:
    time.sleep(STAMP_S)
    alone = [residents.report(key) for key in keys(UNLOADED)]
    told("unloaded, one after another", alone)
    stop = threading.Event()
    counts: list[int] = []
    reader = threading.Thread(target=reading_maps, args=(address, stop, counts))
    reader.start()
    moments: Any = random.Random(7)  # noqa: S311 - moments of a benchmark, not a secret
    offsets = [moments.uniform(0, MINUTE_S) for _ in range(RESIDENTS)]
    loaded = all_at_once(residents, keys(RESIDENTS), lambda number: offsets[number])
    stop.set()
    reader.join()
    p95 = told(f"{RESIDENTS} within {MINUTE_S:.0f} s, {len(counts)} maps read", loaded)
    ratio = p95 / statistics.median(alone)
    print(f"ratio p95 / unloaded median {ratio:.1f} (bound {BOUND:g})")
    burst = all_at_once(residents, keys(RESIDENTS), lambda _: 0.5)
    told(f"{RESIDENTS} in one moment", burst)
    whole = judged(residents, folder)
    return 0 if whole and ratio <= BOUND and set(counts) == {200} else 1


if __name__ == "__main__":
    sys.exit(main())
