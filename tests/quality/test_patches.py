# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages for contributors can be followed: patches that were written by them apply, and pass the tests that the pages name."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench import programs
from bench.paths import ROOT

PATCHES = Path(__file__).parent / "patches"
# Data of other tests, large and not needed here.
LEFT_OUT = ("tests/captures/", "tests/documents/")
GENERATE = "docs/tools/document_options.py"


@dataclass(frozen=True)
class Followed:
    """A patch with its page, what the page has generated, and the tests that it names."""

    patch: str
    page: str
    generated: str  # a file that then has `text` in it
    text: str
    regenerated: tuple[str, ...] = ()  # files of the patch that a command writes
    tests: tuple[tuple[str, ...], ...] = ()


FOLLOWED = [
    Followed("option", "adding-a-field", "plugins/modules/pool.yml", "  refresh_allocation:\n", ("tests/unit/golden/pool/rbd.xml",), (
        ("tests/unit/test_golden.py", "-k", "pool", "--regenerate"), ("tests/unit/test_golden.py", "-k", "pool"))),
    Followed("action", "adding-an-action", "plugins/modules/domain.yml", "paused, saved, absent]", tests=(
        ("tests/unit/reconcile/test_apply.py", "tests/unit/reconcile/test_plans.py"),
        ("tests/driver/test_taking_back.py", "-k", "saved or each_kind"))),
]


def copied(folder: Path) -> Path:
    """A copy of the tree, without what git does not know."""
    names = programs.run(("git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z"), cwd=ROOT).stdout
    for name in filter(None, names.split("\0")):
        if not name.startswith(LEFT_OUT) and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    return folder


def run(folder: Path, *command: str) -> str:
    """Run a command in the copy; it must succeed. What pytest says to the processes that share the tests is not for another pytest."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = programs.run(command, cwd=folder, env={**environment, "GIT_CEILING_DIRECTORIES": str(folder.parent)})
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@pytest.mark.parametrize("followed", FOLLOWED, ids=lambda followed: followed.patch)
def test_a_patch_that_was_written_by_a_page_applies_and_passes(followed: Followed, tmp_path: Path):
    page = (ROOT / "docs" / f"{followed.page}.md").read_text(encoding="utf-8")
    named = {word for call in followed.tests for word in call if word.startswith("tests/")}
    assert not [name for name in (GENERATE, *named) if name not in page and Path(name).name not in page]
    folder = copied(tmp_path)
    assert followed.text not in (folder / followed.generated).read_text(encoding="utf-8")
    run(folder, "git", "apply", str(PATCHES / f"{followed.patch}.patch"))
    run(folder, sys.executable, GENERATE)
    assert followed.text in (folder / followed.generated).read_text(encoding="utf-8")
    before = {name: (folder / name).read_text(encoding="utf-8") for name in followed.regenerated}
    for call in followed.tests:
        said = run(folder, sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "-q", "--shared-machine", *call)
        assert re.search(r"\d+ passed", said), said
    assert {name: (folder / name).read_text(encoding="utf-8") for name in followed.regenerated} == before
    run(folder, "ruff", "check", "--no-cache", "plugins", "tests")
