# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-test sanity`: all its tests that work without a container."""

from __future__ import annotations

import pytest
from bench import programs
from bench.paths import ROOT


def test_ansible_test_sanity():
    done = programs.run([ROOT / "tools/ansible-test"])
    if done.returncode:
        pytest.fail(f"ansible-test sanity ended with {done.returncode}:\n{done.stdout}", pytrace=False)
    assert 'Running sanity test "validate-modules"' in done.stdout, done.stdout
