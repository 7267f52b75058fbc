# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which settings nobody may read, told by their names."""

from __future__ import annotations

import re

HIDDEN = "********"

_SECRET = re.compile(r"passw|passphrase|token|(?:secret|key)\Z")


def is_secret(name: str) -> bool:
    """Whether the setting of this name holds what nobody may read; the name of a file or a secret's UUID is none."""
    return _SECRET.search(name) is not None
