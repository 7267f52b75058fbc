# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a driver reads of one object, and what a plan is made from."""

from __future__ import annotations


class Have:
    """One object as libvirt holds it.

    `config` is the inactive XML, `live` the running one or None. `status` is whatever else a kind's plan asks for.
    """

    __slots__ = ("active", "autostart", "config", "live", "persistent", "status")

    def __init__(self, config, live=None, *, active=False, autostart=False, persistent=True, status=None):
        self.config, self.live = config, live
        self.active, self.autostart, self.persistent = active, autostart, persistent
        self.status = status or {}
