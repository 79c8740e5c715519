"""Tiles kept for a while; a supplier that is down is left in peace, and asked by few at a time."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from threading import BoundedSemaphore, Lock

from api.tiles.fetching import NoTileError, Tile, fetch_tile
from api.tiles.source import TileSource, background_of
from maps import Background

KEPT_BYTES = 64 * 2**20
KEPT_S = 7 * 24 * 3600
"""So long a tile is not asked for again."""

AT_ONCE = 6
"""So many threads may wait for the supplier; the others say at once that it is busy."""

IN_A_ROW, PEACE_S = 4, 30.0
"""After so many failures in a row the supplier is not asked for so many seconds."""

Place = tuple[int, int, int]

log = logging.getLogger("tryghedskort")


class TileService:
    """What answers for the tiles of a map.

    Parameters
    ----------
    source
        The supplier, or None where nobody is asked for anything.
    clock
        Seconds that only grow.
    """

    def __init__(
        self, source: TileSource | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.source = source
        self.background: Background | None = background_of(source)
        self._clock = clock
        self._kept: OrderedDict[Place, tuple[float, Tile | None]] = OrderedDict()
        self._bytes = 0
        self._failures = 0
        self._asks_again = 0.0
        self._lock = Lock()
        self._turn = BoundedSemaphore(AT_ONCE)

    def tile(self, place: Place) -> Tile | None:
        """Answer a tile, or None where the supplier has nothing there.

        Raises
        ------
        NoTileError
            Where the supplier cannot be asked, or gives no tile.
        """
        assert self.source is not None
        now = self._clock()
        with self._lock:
            if place in self._kept and now - self._kept[place][0] < KEPT_S:
                self._kept.move_to_end(place)
                return self._kept[place][1]
            if now < self._asks_again:
                raise NoTileError("left in peace")
        if not self._turn.acquire(blocking=False):
            raise NoTileError("busy")
        try:
            found = fetch_tile(self.source.address(*place))
        except NoTileError as error:
            self._failed(str(error))
            raise
        finally:
            self._turn.release()
        self._keep(place, found)
        return found

    def _failed(self, why: str) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= IN_A_ROW:
                self._asks_again = self._clock() + PEACE_S
                log.warning("the supplier of the basemap does not answer: %s", why)

    def _keep(self, place: Place, found: Tile | None) -> None:
        with self._lock:
            self._failures = 0
            with suppress(KeyError):
                self._bytes -= _size(self._kept.pop(place)[1])
            self._kept[place] = (self._clock(), found)
            self._bytes += _size(found)
            while self._bytes > KEPT_BYTES:
                self._bytes -= _size(self._kept.popitem(last=False)[1][1])


def _size(tile: Tile | None) -> int:
    """Answer what a place of the memory costs, the book-keeping with it."""
    return 200 + (0 if tile is None else len(tile.body))
