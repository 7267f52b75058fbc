# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures of the bench."""

from __future__ import annotations

from bench.fixtures import ansible_core, libvirt_daemons, nothing_left_behind, own_server, server, session_server

__all__ = ("ansible_core", "libvirt_daemons", "nothing_left_behind", "own_server", "server", "session_server")
