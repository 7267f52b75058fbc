# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The key of the host for digests of what seeds were declared to hold: made once, for root alone."""

from __future__ import annotations

import contextlib
import os
import secrets

from .._host import durable

PATH = "/var/lib/anvil.hypervisor/seed.key"
LENGTH = 32


def read():
    """The key; None where none was made yet."""
    return durable.content(PATH)


def make():
    """The key, which is made where there is none. Of several runs that make one at the same time, all get the same."""
    found = read()
    if found is not None:
        return found
    folder = os.path.dirname(PATH)
    durable.make(folder)
    new = f"{PATH}.{secrets.token_hex(8)}"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
            file.flush()
            os.fsync(handle)
        with contextlib.suppress(FileExistsError):
            os.link(new, PATH)
    finally:
        os.unlink(new)
    durable.keep(folder)
    return read()
