"""Serve the example and let a headless QGIS read it: ``make test-qgis``.

QGIS brings a Python of its own, so this is two programs: this one imports the example, exports it
and serves it; ``read.py`` beside it runs under Debian's Python and says what QGIS saw.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geo

HERE = Path(__file__).resolve().parent
SEEN_WITHIN_S = 60


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="qgis-") as place:
        folder = Path(place)
        with geo.Workspace(folder / "område") as workspace:
            workspace.add(geo.read(geo.example()), accept=True)
            for name in workspace.department_ids()[:1]:
                workspace.save_scoring(geo.score(workspace.department(name)).to_record())
            expected = {k: n for k, n in workspace.layers().items() if k in {"lamps", "paths"}}
            export = workspace.export(folder / "kort.gpkg")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app",
             "--port", str(port), "--log-level", "error"],
            env={**os.environ, "TRYGHED_WORKSPACE": str(folder / "område")},
        )  # fmt: skip
        try:
            _wait(port)
            told = subprocess.run(
                ["/usr/bin/python3", HERE / "read.py", f"http://127.0.0.1:{port}/ogc", export],
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "ignore"},
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            server.terminate()
            server.wait()
    if told.returncode:
        print(told.stdout + told.stderr)
        return 1
    seen = json.loads(told.stdout.splitlines()[-1])
    print(json.dumps(seen, ensure_ascii=False, indent=2))
    good = all(seen["served"][name] == count for name, count in expected.items())
    good &= all(kind != "singleSymbol" for kind in seen["styles"].values())
    return 0 if good and seen["boxed"] < expected["lamps"] else 1


def _wait(port: int) -> None:
    for _ in range(10 * SEEN_WITHIN_S):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
