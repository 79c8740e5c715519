"""One answer as XML and as JSON: lists have a wrapper in XML and are arrays in JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from starlette.responses import Response

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
HEAD = '<?xml version="1.0" encoding="utf-8"?>'

ITEMS = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "attributes": "attribute",
    "values": "value",
}
"""Name of one entry of each list."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(root: str, shape: Any, fmt: str, status: int = 200) -> Response:
    """Answer a shape in a format.

    Parameters
    ----------
    root
        Name of the outermost element in XML.
    shape
        Objects, lists, texts, numbers, truths and None.
    fmt
        ``xml`` or ``json``.
    status
        Status of the answer.
    """
    if fmt == "json":
        text = json.dumps(shape, ensure_ascii=False)
    else:
        text = f"{HEAD}{_element(root, shape)}"
    return Response(text.encode(), status, media_type=TYPES[fmt])


def _element(name: str, value: Any) -> str:
    """Answer an element; None is an empty one.

    >>> _element("services", [{"code": "a<b"}])
    '<services><service><code>a&lt;b</code></service></services>'
    """
    if isinstance(value, Mapping):
        inside = "".join(_element(key, one) for key, one in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        inside = "".join(_element(ITEMS[name], one) for one in value)
    elif isinstance(value, bool):
        inside = "true" if value else "false"
    else:
        inside = "" if value is None else escape(_NOT_XML.sub("", str(value)))
    return f"<{name}>{inside}</{name}>"
