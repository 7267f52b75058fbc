# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How modules without libvirt change a host: steps that check mode leaves out, and files that are replaced at once."""

from __future__ import annotations

import os


def carry_out(module, step, *arguments):
    """Return what a step returns. In check mode the step is left out, and None is returned."""
    return None if module.check_mode else step(*arguments)


def replace(module, path, text, mode=None):
    """Give a file its text: written beside it, readable by root alone, then moved. Owner and mode stay those of a file that is there.

    `mode` is the mode of a new file.
    """
    path = os.path.realpath(path)
    new = f"{path}.new"
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        os.chmod(new, mode)
    module.atomic_move(new, path)


def modified_at(path):
    """When a file was modified, in nanoseconds; None where there is no file."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return None
