"""A private PostgreSQL server that is gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa


def programs() -> Path:
    """Answer where PostgreSQL's programs lie; Debian keeps them out of the path."""
    found = shutil.which("initdb")
    if found is not None and Path(found).with_name("pg_ctl").exists():
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin_: int(bin_.parent.name))


@contextmanager
def private_server(user: str = "prove") -> Iterator[str]:
    """Answer the address of a server on a free port; its programs refuse to be run by root."""
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as place:
        folder, bin_ = Path(place), programs()
        demoted = "postgres" if os.geteuid() == 0 else None
        if demoted:
            shutil.chown(folder, demoted)

        def run(*command: str) -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=demoted, cwd=folder)

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        data, log = str(folder / "data"), str(folder / "log")
        run(str(bin_ / "initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "-U", user,
            "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(str(bin_ / "pg_ctl"), "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield f"postgresql://{quote(user)}@127.0.0.1:{port}/template1"
        finally:
            run(str(bin_ / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")


def new_database(server: str, name: str) -> str:
    """Answer the address of a database with nothing in it."""
    address = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    engine.dispose()
    return server.replace("/template1", f"/{name}")
