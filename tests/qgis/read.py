"""Say what a headless QGIS sees of a service and of an exported file; run by Debian's Python."""

import json
import os
import sys

from qgis.core import QgsApplication, QgsRectangle, QgsVectorLayer

STYLED = ("lamps", "paths", "segments", "dark_stretches")


def main(address: str, export: str) -> None:
    application = QgsApplication([], False)  # noqa: FBT003 - no windows
    application.initQgis()
    served, boxed = {}, 0
    for name in ("lamps", "paths"):
        layer = QgsVectorLayer(f"url='{address}' typename='{name}'", name, "OAPIF")
        assert layer.isValid(), name
        served[name] = sum(1 for _ in layer.getFeatures())
        if name == "lamps":
            whole = layer.extent()
            half = QgsRectangle(
                whole.xMinimum(), whole.yMinimum(), whole.center().x(), whole.center().y()
            )
            boxed = sum(1 for _ in layer.getFeatures(half))
    styles = {}
    for name in STYLED:
        layer = QgsVectorLayer(f"{export}|layername={name}", name, "ogr")
        assert layer.isValid(), name
        styles[name] = layer.renderer().type()
    print(json.dumps({"served": served, "boxed": boxed, "styles": styles}), flush=True)
    os._exit(0)  # QGIS without windows falls over its own threads when it tidies up


main(sys.argv[1], sys.argv[2])
