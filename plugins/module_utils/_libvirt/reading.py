# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading of objects that others may remove at any time."""

from __future__ import annotations

from .codes import is_gone
from .session import libvirt


def read_each(handles, read):
    """What `read` returns of each handle, in order, without those that vanish meanwhile."""
    for handle in handles:
        try:
            found = read(handle)
        except libvirt.libvirtError as error:
            if not is_gone(error):
                raise
            continue
        yield found
