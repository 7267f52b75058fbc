# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a driver reads of one object, and what a plan is made from."""

from __future__ import annotations

import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Observed:
    """One object as libvirt holds it.

    `config` is the inactive XML, `live` the running one or None. `status` is what else of the object every plan of its kind needs.
    """

    config: typing.Any
    live: typing.Any = None
    active: bool = False
    autostart: bool = False
    persistent: bool = True
    status: typing.Mapping[str, typing.Any] = dataclasses.field(default_factory=dict)
