# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong."""

from __future__ import annotations


class MetalError(Exception):
    """Something was asked for that cannot be, or a program failed; the message says what to do."""


class ServerTimeout(MetalError):
    """A server did not do something in time, and nothing shows that the emulator is to blame."""


class EmulatorHung(MetalError):
    """The emulated processor spins with interrupts off: the emulator's fault, not that of what runs on it."""
