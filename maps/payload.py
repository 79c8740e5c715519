"""All data of a map as one JSON script that no template and no HTML parser can mistake for code."""

import json
import math
from typing import Any

import numpy as np
import pandas as pd

PAYLOAD_ID = "kort-data"


def payload_script(data: dict[str, Any]) -> str:
    """Answer the one script element that carries the data.

    Everything outside ASCII, and the three letters that mean something in HTML, leave as JSON
    escapes: the browser's parser reads them back as they were, and nothing else can.
    """
    return f'<script type="application/json" id="{PAYLOAD_ID}">{escaped_json(data)}</script>'


def escaped_json(data: Any) -> str:
    r"""Answer JSON without ``<``, ``>``, ``&`` or anything outside ASCII.

    >>> escaped_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def plain(value: Any) -> Any:
    """Answer a value JSON can hold; whatever counts as missing becomes None.

    >>> plain(float("nan")), plain(np.int64(3)), plain("æ")
    (None, 3, 'æ')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else round(value, 3)
    if isinstance(value, str | int | bool):
        return value
    return str(value)


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Answer a column as JSON values; one that was not delivered is all missing."""
    if name not in frame.columns:
        return [None] * len(frame)
    return [plain(value) for value in frame[name]]
