# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of tests that were moved names tests that exist."""

from __future__ import annotations

import re

from bench.paths import ROOT

TESTS = ROOT / "tests"


def test_what_asserts_the_same_now_is_there():
    rows = [line.split("|") for line in (TESTS / "moved.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    assert rows
    for _nothing, moved, _gate, kept, _end in rows:
        named = re.findall(r"`([\w/]+\.py)(?:::(\w+))?`", kept)
        assert named or "the same test" in kept or "nothing" in kept or "of each" in kept or "as above" in kept, moved
        for file, function in named:
            assert not function or f"def {function}(" in (TESTS / file).read_text("utf-8"), f"{file}::{function}"
            assert (TESTS / file).exists(), file
