# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts of a host that is made up, for plans as data."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from ansible_collections.anvil.hypervisor.plugins.module_utils._model.facts import Facts

UUID = "00000000-0000-4000-8000-000000000000"


def facts(uuid: str = UUID, held: Iterable[str] = (), **known: Any) -> Facts:
    """What a host answers; the address of each new member ends with its number, and `held` are addresses that the host has."""
    identities = SimpleNamespace(uuid=lambda *_about: uuid, mac=lambda _kind, _name, number=0: f"52:54:00:00:00:{number:02x}")
    return Facts({("identities",): identities, ("held", "uuid"): (), ("held", "mac"): frozenset(held),
                  **{(word,): answer for word, answer in known.items()}})
