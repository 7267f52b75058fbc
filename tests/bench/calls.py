# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of libvirt's that this process makes, one of which can be made to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import libvirtmod

from bench.bindings import libvirt

# What speaks to nobody: set-up of the library, and the destruction of Python's own wrappers.
LOCAL = ("virInitialize", "virGetVersion", "virRegisterErrorHandler", "virEventRegister", "virConnectClose", "virGetLastError")
NAMES = [name for name in dir(libvirtmod) if name.startswith("vir") and callable(getattr(libvirtmod, name))
         and not name.startswith(LOCAL) and not name.endswith(("Free", "GetName"))]


@contextmanager
def before(number: int, act: Callable[[str], None]) -> Iterator[list[str]]:
    """Act before the n-th call of libvirt's, told its name; the names of all calls."""
    calls: list[str] = []
    kept = {name: getattr(libvirtmod, name) for name in NAMES}

    def counted(name: str, function: Any) -> Any:
        def call(*arguments: Any) -> Any:
            calls.append(name)
            if len(calls) == number:
                act(name)
            return function(*arguments)

        return call

    for name, function in kept.items():
        setattr(libvirtmod, name, counted(name, function))
    try:
        yield calls
    finally:
        for name, function in kept.items():
            setattr(libvirtmod, name, function)


def fail(name: str) -> None:
    raise libvirt.libvirtError(f"injected into {name}")
