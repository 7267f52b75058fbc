# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file of code that grows long does two things: it is split where its job needs an "and"."""

from __future__ import annotations

import pytest
from bench.paths import ROOT

LONGEST = 500
# Code that the collection hands to hosts and controllers. The documentation beside modules is written by a tool.
FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "plugins").rglob("*.py"))


def test_there_are_files():
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=str)
def test_no_file_is_too_long(path):
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, f"{path} has {lines} lines"
