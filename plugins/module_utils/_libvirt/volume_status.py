# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The status of volumes: libvirt.org/html/libvirt-libvirt-storage."""

from __future__ import annotations

import contextlib

from .._model.belonging import parts
from .._model.errors import Conflict, Refused
from .status_values import Group, Value


def _facts(driver, model, name, observed):
    text = observed.config.findtext
    pool, volume = parts(name)
    incomplete = False
    with contextlib.suppress(Refused, Conflict):
        incomplete = driver.marks.there(driver.pool(pool), driver.volumes(pool), volume)
    return (text("./target/path"), text("key"), observed.config.get("type"), int(text("allocation") or 0), int(text("physical") or 0),
            incomplete)


STATUS = (
    Group((
        Value("path", "str", "Its path on the host.", "/srv/images/web.qcow2"),
        Value("key", "str", "libvirt's key of it, unique on the host.", "/srv/images/web.qcow2"),
        Value("type", "str", "What it is on the host, such as V(file), V(block), V(dir) or V(network).", "file"),
        Value("allocation", "int", "Bytes that the storage has allocated to it.", 204800),
        Value("physical", "int", "Size in bytes of the file or device that holds it.", 196928),
        Value("incomplete", "bool", "Whether an upload or a clone of it was interrupted.", False),
    ), _facts),
)
