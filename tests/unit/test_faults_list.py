# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each kind of fault in tests/faults.yml has a test, and each test named after one names a row of that list."""

from __future__ import annotations

import re

import yaml
from bench.paths import ROOT

NAMED = re.compile(r"^\s*def test_(k\d[a-z])_", re.MULTILINE)


def test_each_kind_of_fault_has_a_test():
    rows = yaml.safe_load((ROOT / "tests/faults.yml").read_text(encoding="utf-8"))
    tested = {row for path in (ROOT / "tests").rglob("test_*.py") for row in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert tested == set(rows)
