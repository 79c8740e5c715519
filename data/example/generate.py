"""Write the example delivery: Eksempelkøbing, an invented corner of an invented municipality.

Run ``python data/example/generate.py`` from anywhere; with a path it writes there instead.
The same code gives the same bytes. Nothing in it stands for a real place or person.
"""

import sys
from pathlib import Path

import edges
import estates
import lights
import places
import upkeep
import ways
from shapefiles import DELIVERED_ON, Layer, zip_layers

TARGET = Path(__file__).with_name("eksempelkoebing.zip")
READ_ME = f"""FIKTIVE DATA - EKSEMPELKØBING

Alt i denne leverance er opfundet: kommune, boligafdelinger, navne, veje, lamper og fejl.
Ingen linje svarer til et virkeligt sted eller en virkelig person.

Leveret: {DELIVERED_ON:%d-%m-%Y}. Koordinatsystem: EPSG:25832 (ETRS89 / UTM zone 32N).
Tegnsæt: UTF-8. Tomme felter betyder "ved vi ikke", aldrig nul.
Licens: CC0 1.0.
"""


def layers() -> list[Layer]:
    """Answer every layer of the delivery."""
    return [
        estates.departments(),
        ways.paths(),
        estates.buildings(),
        estates.entrances(),
        lights.lighting(),
        places.common_areas(),
        places.meeting_places(),
        places.playgrounds(),
        edges.boundaries(),
        edges.trees(),
        edges.thickets(),
        places.destinations(),
        estates.zones(),
        upkeep.faults(),
        upkeep.audits(),
        estates.municipality(),
        estates.owners(),
    ]


def main(arguments: list[str]) -> None:
    """Write the zip and say what it holds."""
    target = Path(arguments[0]) if arguments else TARGET
    delivered = layers()
    zip_layers(target, delivered, {"LÆSMIG.txt": READ_ME})
    for layer in delivered:
        print(f"{layer.name:16} {len(layer.rows):4}")
    print(f"{target.name}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
