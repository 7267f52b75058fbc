# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated servers: Debian images that boot a real firmware, kernel or hypervisor under QEMU without hardware virtualization.

    image = build(load("plain.toml"))
    with Server(image) as server:
        server.ssh("uname -r")

A server ends with the thread that started it, unless it is to be kept.
"""

from emumetal.errors import EmulatorHung, MetalError, ServerTimeout
from emumetal.hardware import Hardware
from emumetal.image import Image, build
from emumetal.recipe import Recipe, load
from emumetal.saving import SavedState, save_state, saved_state
from emumetal.server import Server

__all__ = [
    "EmulatorHung",
    "Hardware",
    "Image",
    "MetalError",
    "Recipe",
    "SavedState",
    "Server",
    "ServerTimeout",
    "build",
    "load",
    "save_state",
    "saved_state",
]
