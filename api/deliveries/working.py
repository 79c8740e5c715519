"""Read an upload, hold it against what stands, land it; one at a time beside the requests."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import RLock

import geo
from api.deliveries.inbox import Inbox
from api.deliveries.job import (
    COMPARING,
    FAILED,
    LANDED,
    READING,
    READY,
    THROWN,
    WAITING,
    Job,
)
from api.errors import told
from api.field.handing_over import read_count
from geo.delivery import UPLOAD, look
from geo.intake import Asked, read_for
from geo.model.errors import DeliveryError, NotFoundError, TryghedError
from geo.model.look import Look

log = logging.getLogger("tryghedskort")

KEPT = 4
"""Deliveries kept in memory between their preview and their landing."""


class Desk:
    """Where uploads are worked on.

    Parameters
    ----------
    workspace
        Where they land.
    inbox
        Where they lie.
    """

    def __init__(self, workspace: geo.Workspace, inbox: Inbox) -> None:
        self.inbox = inbox
        self._workspace = workspace
        self._lock = RLock()
        self._read: dict[str, geo.Delivery] = {}
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="leverance")

    def start(self, job: Job) -> "Future[Job]":
        """Read an upload beside the requests."""
        self.inbox.save(job.with_state(WAITING, error=None, receipt=None))
        return self._pool.submit(self._work, job)

    def delivery(self, job: Job) -> geo.Delivery:
        """Answer what was read of an upload; after a restart it is read again.

        Raises
        ------
        DeliveryError
            Where nothing of it can be understood.
        """
        with self._lock:
            if job.token not in self._read:
                self._keep(job.token, self._reading(job))
            return self._read[job.token]

    def look(self, job: Job) -> Look | None:
        """Answer what opens of an upload whose layers cannot be told, or None."""
        try:
            return look(self.inbox.path(job), crs=job.crs, limits=UPLOAD)
        except DeliveryError:
            return None

    def land(self, token: str, *, accept: bool) -> Job:
        """Land an upload that is ready; one that landed already stays landed.

        Raises
        ------
        NotFoundError
            Where there is none, or it is not ready.
        """
        with self._lock:
            job = self.inbox.job(token)
            if job.state == LANDED:
                return job
            if job.state != READY:
                raise NotFoundError("upload.not_ready")
            # A count is matched with what stands, which may have changed since its preview.
            delivery = self._reading(job) if job.counted else self.delivery(job)
            receipt = self._workspace.add(delivery, accept=accept)
            landed = job.with_state(
                LANDED if receipt.committed else READY, receipt=receipt.to_dict()
            )
            self.inbox.save(landed)
            return landed

    def throw_away(self, token: str) -> Job:
        """Delete the files of an upload that has not landed."""
        with self._lock:
            job = self.inbox.job(token)
            if job.state in {LANDED, THROWN}:
                return job
            self.inbox.empty(job)
            self._read.pop(token, None)
            thrown = job.with_state(THROWN)
            self.inbox.save(thrown)
            return thrown

    def close(self) -> None:
        """Let go of the thread."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, job: Job) -> Job:
        try:
            done = self._understood(job)
        except TryghedError as error:
            done = job.with_state(FAILED, error=told(error))
        except Exception as error:
            log.exception("an upload failed")
            kind = geo.TryghedError("program.failed")
            kind.__cause__ = error
            done = job.with_state(FAILED, error=told(kind))
        with self._lock:
            if Path(self.inbox.folder / job.token / "files").is_dir():
                self.inbox.save(done)
        return done

    def _understood(self, job: Job) -> Job:
        self.inbox.save(job.with_state(READING))
        delivery = self._reading(job)
        self.inbox.save(job.with_state(COMPARING))
        receipt = self._workspace.foresee(delivery)
        with self._lock:
            self._keep(job.token, delivery)
        return job.with_state(
            READY, receipt=receipt.to_dict(), confirm=delivery.needs_confirmation, error=None
        )

    def _reading(self, job: Job) -> geo.Delivery:
        if job.counted:
            return read_count(self._workspace, self.inbox.path(job))
        asked = Asked(crs=job.crs, roles=job.roles, columns=job.columns)
        return read_for(self._workspace, self.inbox.path(job), asked, limits=UPLOAD)

    def _keep(self, token: str, delivery: geo.Delivery) -> None:
        self._read[token] = delivery
        while len(self._read) > KEPT:
            del self._read[next(iter(self._read))]
