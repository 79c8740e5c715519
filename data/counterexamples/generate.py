"""Write the counterexamples: one folder a rule, each delivery breaking that rule and no other.

Run ``python data/counterexamples/generate.py``; with a path it writes there instead. Every folder
holds the delivery and a ``manifest.toml`` that says what must be found in it.
"""

import sys
from pathlib import Path

from misread import misread
from refused import refused
from reported import reported


def main(arguments: list[str]) -> None:
    """Write every folder anew."""
    root = Path(arguments[0]) if arguments else Path(__file__).parent
    for example in [*refused(), *reported(), *misread()]:
        folder = root / example.rule
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in example.files.items():
            (folder / name).write_bytes(content)
        manifest = {
            "delivery": next(iter(example.files)),
            "rule": example.rule,
            "severity": example.severity,
            "why": example.why,
        }
        if example.crs is not None:
            manifest["crs"] = example.crs
        lines = [f'{key} = "{value}"' for key, value in sorted(manifest.items())]
        also = ", ".join(f'"{rule}"' for rule in example.also)
        text = "\n".join([*lines, f"exit = {example.exit_code}", f"also = [{also}]", ""])
        (folder / "manifest.toml").write_text(text, "utf-8")
        print(f"{example.severity:8}{example.rule}")


if __name__ == "__main__":
    main(sys.argv[1:])
