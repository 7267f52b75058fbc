# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fragment of the changelog is lists of texts: YAML takes a colon and a space in one for a dictionary."""

from __future__ import annotations

import pytest
import yaml
from bench.paths import ROOT

FRAGMENTS = sorted((ROOT / "changelogs" / "fragments").glob("*.yml"))


@pytest.mark.skipif(not FRAGMENTS, reason="after a release there is none")
def test_every_item_is_a_text():
    for path in FRAGMENTS:
        for section, items in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert all(isinstance(item, str) for item in items), f"{path.name}: {section}"
