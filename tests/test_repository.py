"""Guards over the repository itself: locks, README, catalogues, file sizes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

ADDRESS = re.compile(r"://|file:/|--index|--find-links")


def tracked_files() -> list[Path]:
    """Answer the files git tracks, or every file of an unpacked source."""
    listing = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def test_the_top_of_the_repository_holds_its_rooms_and_nothing_left_behind() -> None:
    """What a run leaves in the working folder is never committed."""
    rooms = {".ci", "api", "data", "docs", "geo", "maps", "tests"}
    files = {".gitignore", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml"}
    locks = {"requirements.lock", "requirements-dev.lock"}

    tops = {file.relative_to(ROOT).parts[0] for file in tracked_files()}
    assert tops - rooms - files - locks == set()


def addresses(text: str) -> list[str]:
    return [line for line in text.splitlines() if ADDRESS.search(line)]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_versions_and_hashes_but_no_address(name: str) -> None:
    """A lock file pins every distribution by hash and names no index."""
    text = (ROOT / name).read_text("utf-8")

    assert addresses(text) == []
    assert text.count("--hash=sha256:") > text.count("==") > 40


def test_the_address_check_can_fail() -> None:
    """A lock with an index line would be caught."""
    assert addresses("--index somewhere\n")


def test_the_readme_opens_with_the_two_commands_that_exist() -> None:
    """The first code block of the README names make targets of the Makefile."""
    readme = (ROOT / "README.md").read_text("utf-8")
    block = re.search(r"```sh\n(.*?)```", readme, re.DOTALL)
    assert block is not None
    commands = re.findall(r"^make (\w+)", block.group(1), re.MULTILINE)
    targets = re.findall(r"^([\w%-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

    assert commands == ["demo", "test"]
    assert set(commands) <= set(targets)


def test_every_link_of_the_docs_leads_somewhere() -> None:
    """A relative link in README or docs names a file that is there."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []


def test_ci_runs_what_a_person_runs() -> None:
    """Continuous integration calls `make test` and nothing of its own."""
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_no_tracked_file_carries_a_path_of_a_machine() -> None:
    """No tracked text names a home folder or a checkout of somebody's machine."""
    machine = re.compile(rf"(?:{re.escape(str(Path.home()))}|{re.escape(str(ROOT.parent))})/\w")
    found = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix in {".py", ".md", ".toml", ".po", ".js", ".css", ".html", ".sh", ""}
        and machine.search(path.read_text("utf-8", errors="ignore"))
    ]

    assert found == []


def test_decisions_are_dated_and_say_what_follows() -> None:
    """A decision note has a date, facts, a decision and a consequence."""
    for note in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = note.read_text("utf-8")
        assert re.match(r"# \d{4} .+ – \d{4}-\d{2}-\d{2}\n", text), note.name
        assert all(f"**{part}.**" in text for part in ("Facts", "Decision", "Consequence")), note


def test_generated_pages_are_up_to_date() -> None:
    """`python docs/write.py` would change nothing."""
    check = subprocess.run(
        [sys.executable, ROOT / "docs" / "write.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (check.returncode, check.stdout.strip()) == (0, ""), check.stderr
