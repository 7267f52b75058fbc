# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test needs of the machine that it runs on; without that it is skipped, with the reason."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SCHEMAS = Path("/usr/share/libvirt/schemas")


def needs_program(name: str) -> pytest.MarkDecorator:
    """The gates install it (tests/requirements/debian.txt); unit tests are also run where nothing is installed."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not on this machine")


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="libvirt's schemas are not on this machine")
