# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why libxl fails: libvirt's driver for Xen says only that it did, and libxl writes the cause into a log."""

from __future__ import annotations

import os
import re

# libvirt's src/libxl/libxl_conf.c: LIBXL_LOG_DIR
LOG = "/var/log/libvirt/libxl/libxl-driver.log"
# The cause comes first, and what it led to after it.
_LINES, _BYTES = 3, 4096
_TIME = re.compile(r"^[-0-9]+ [:.0-9]+\+\d{4}: ")


def written():
    """How many bytes the log has, 0 where there is none."""
    try:
        return os.stat(LOG).st_size
    except OSError:
        return 0


def words_since(start):
    """The first lines behind that many bytes, as one line without times; empty where nothing can be read."""
    try:
        with open(LOG, "rb") as log:
            log.seek(start)
            lines = log.read(_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return "; ".join(_TIME.sub("", line) for line in lines[:_LINES])
