# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests that run the engine in one process over libvirt's test driver."""

from __future__ import annotations

from bench.engine import engine

__all__ = ("engine",)
