# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits that several disks of a guest share."""

from __future__ import annotations

from ..._model.codecs import NAME, UINT
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Children
from ..._model.values import Field
from ..common import NOT_XEN


class ThrottleGroup(Model):
    """A limit with a name."""

    group_name = Field("./group_name", NAME, "Name of the group, which disks name.", required=True)
    total_bytes_sec = Field("./total_bytes_sec", UINT, "Most bytes each second; 0 is no limit.", unset_value=0)
    read_bytes_sec = Field("./read_bytes_sec", UINT, "Most bytes that are read each second; 0 is no limit.", unset_value=0)
    write_bytes_sec = Field("./write_bytes_sec", UINT, "Most bytes that are written each second; 0 is no limit.", unset_value=0)
    total_iops_sec = Field("./total_iops_sec", UINT, "Most operations each second; 0 is no limit.", unset_value=0)
    read_iops_sec = Field("./read_iops_sec", UINT, "Most reads each second; 0 is no limit.", unset_value=0)
    write_iops_sec = Field("./write_iops_sec", UINT, "Most writes each second; 0 is no limit.", unset_value=0)
    total_bytes_sec_max = Field("./total_bytes_sec_max", UINT, "Most bytes in a burst.", unset_value=0)
    read_bytes_sec_max = Field("./read_bytes_sec_max", UINT, "Most bytes that are read in a burst.", unset_value=0)
    write_bytes_sec_max = Field("./write_bytes_sec_max", UINT, "Most bytes that are written in a burst.", unset_value=0)
    total_iops_sec_max = Field("./total_iops_sec_max", UINT, "Most operations in a burst.", unset_value=0)
    read_iops_sec_max = Field("./read_iops_sec_max", UINT, "Most reads in a burst.", unset_value=0)
    write_iops_sec_max = Field("./write_iops_sec_max", UINT, "Most writes in a burst.", unset_value=0)
    size_iops_sec = Field("./size_iops_sec", UINT, "Bytes that count as one operation.", unset_value=0)
    total_bytes_sec_max_length = Field("./total_bytes_sec_max_length", UINT, "Longest burst of bytes, in seconds.", unset_value=0)
    read_bytes_sec_max_length = Field("./read_bytes_sec_max_length", UINT, "Longest burst of bytes that are read, in seconds.",
                                      unset_value=0)
    write_bytes_sec_max_length = Field("./write_bytes_sec_max_length", UINT, "Longest burst of bytes that are written, in seconds.",
                                       unset_value=0)
    total_iops_sec_max_length = Field("./total_iops_sec_max_length", UINT, "Longest burst of operations, in seconds.", unset_value=0)
    read_iops_sec_max_length = Field("./read_iops_sec_max_length", UINT, "Longest burst of reads, in seconds.", unset_value=0)
    write_iops_sec_max_length = Field("./write_iops_sec_max_length", UINT, "Longest burst of writes, in seconds.", unset_value=0)

    @classmethod
    def check(cls, desired, where):
        for total in (name for name in desired if name.startswith("total_") and desired[name]):
            for part in ("read", "write"):
                other = total.replace("total", part)
                if desired.get(other):
                    raise Invalid(f"{where}.{other}", f"excludes {total}", "Declare the total, or reads and writes.")


class Throttling(Model):
    """Limits that several disks share."""

    throttlegroups = Children("./throttlegroups/throttlegroup", ThrottleGroup, "Limits that several disks share, by name. The list is "
                              "complete when it is given.", key="group_name", since="11.2.0", **NOT_XEN)
