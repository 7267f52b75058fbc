# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits of a guest's memory on the host."""

from __future__ import annotations

from ..._model.model import Model
from ..._model.nested import Child
from ..._model.node import Setter
from ..._model.sizes import MEMORY, MEMORY_OR_NONE
from ..._model.values import Field
from ..common import NOT_XEN

# "Unlimited", in libvirt's words for its limits (VIR_DOMAIN_MEMORY_PARAM_UNLIMITED).
UNLIMITED = 9007199254740991 * 1024


def _limit(name):
    return Setter("memory_limits", name, live_unlimited=UNLIMITED)


class MemTune(Model):
    """Limits of memory; the emulator's own memory counts."""

    hard_limit = Field("./hard_limit", MEMORY_OR_NONE, "Most memory that the guest with its emulator may use. The kernel kills a guest "
                       "that needs more, so leave it out unless memory is locked.", change=_limit("hard_limit"))
    soft_limit = Field("./soft_limit", MEMORY_OR_NONE, "Memory that the guest is limited to when the host is short of memory.",
                       change=_limit("soft_limit"))
    swap_hard_limit = Field("./swap_hard_limit", MEMORY_OR_NONE, "Most memory and swap together; more than O(memtune.hard_limit).",
                            change=_limit("swap_hard_limit"))
    min_guarantee = Field("./min_guarantee", MEMORY, "Memory that the guest is sure to have (VMware, OpenVZ).")


class MemoryTuning(Model):
    """Limits of the guest's memory."""

    memtune = Child("./memtune", MemTune, "Limits of the guest's memory on the host. An empty dictionary takes them away.",
                    empty_removes=True, **NOT_XEN)
