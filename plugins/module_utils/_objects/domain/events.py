# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens when a guest stops, and how it sleeps."""

from __future__ import annotations

from ..._model.codecs import YES_NO
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child
from ..._model.node import Setter
from ..._model.values import Field

ACTIONS = ("destroy", "restart", "preserve", "rename-restart")


class Sleep(Model):
    """States of sleep."""

    suspend_to_mem = Field("./suspend-to-mem/@enabled", YES_NO, "Whether the guest may sleep with its memory kept (S3).")
    suspend_to_disk = Field("./suspend-to-disk/@enabled", YES_NO, "Whether the guest may sleep with its memory on disk (S4).")


class Events(Model):
    """What happens when the guest stops, and how it sleeps."""

    on_poweroff = Field("./on_poweroff", doc="What happens when the guest powers off.", choices=ACTIONS, absent="destroy",
                        change=Setter("events", "poweroff"))
    on_reboot = Field("./on_reboot", doc="What happens when the guest reboots.", choices=ACTIONS, absent="restart",
                      change=Setter("events", "reboot"))
    on_crash = Field("./on_crash", doc="What happens when the guest crashes. V(coredump-destroy) and V(coredump-restart) write a dump "
                     "first; V(preserve-running) leaves it to the guest (libvirt 12.6).",
                     choices=(*ACTIONS, "coredump-destroy", "coredump-restart", "preserve-running"), absent="destroy",
                     change=Setter("events", "crash"))
    on_lockfailure = Field("./on_lockfailure", doc="What happens when the locks of the guest's disks are lost.",
                           choices=("poweroff", "restart", "pause", "ignore"))
    pm = Child("./pm", Sleep, "How the guest may sleep. An empty dictionary leaves it to the hypervisor.", empty_removes=True)

    @classmethod
    def check(cls, desired, where):
        super().check(desired, where)
        if desired.get("on_poweroff") == "restart" and desired.get("on_reboot") == "destroy":
            raise Invalid(f"{where}.on_reboot" if where else "on_reboot", "a guest cannot restart on poweroff and stop on reboot",
                          "Change one of the two.")
