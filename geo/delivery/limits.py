"""How far a delivery is trusted: time, memory and size a reading may use."""

from dataclasses import dataclass

GIBIBYTE = 2**30


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading; None is no bound.

    Parameters
    ----------
    seconds
        Wall-clock and processor time of the child process.
    memory
        Address space of the child process in bytes.
    file_size
        Largest file the child process may write, in bytes.
    input_size
        Largest delivery taken, unpacked, in bytes.
    members
        Most members of an archive or files of a folder.
    features
        Most features of one layer.
    gml
        Whether GML is read. Its driver follows schema locations, so it is for a person's own files
        on the command line and never for an upload.
    """

    seconds: float | None = None
    memory: int | None = None
    file_size: int | None = None
    input_size: int | None = 64 * GIBIBYTE
    members: int = 20_000
    features: int | None = None
    gml: bool = False


LOCAL = Limits()
"""A person's own file on the command line or in a notebook."""

LOCAL_GML = Limits(gml=True)
"""As ``LOCAL``, for a file the person knows to be GML from a public register."""

UPLOAD = Limits(
    seconds=60,
    memory=4 * GIBIBYTE,
    file_size=2 * GIBIBYTE,
    input_size=GIBIBYTE // 2,
    members=2_000,
    features=2_000_000,
)
"""A file that came through the web."""
