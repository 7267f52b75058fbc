# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How much of the host's block devices a guest gets."""

from __future__ import annotations

from ..._model.codecs import PATH, UINT, Int
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.node import Setter
from ..._model.values import Field
from ..common import NOT_XEN

WEIGHT = Int(10, 1000)


DEVICES = Setter("block_shares")


def _device(name):
    return Setter("block_shares", f"device_{name}", live_unlimited=0)


class BlockDevice(Model):
    """One block device of the host."""

    path = Field("./path", PATH, "Path of the device on the host.", required=True)
    weight = Field("./weight", WEIGHT, "Weight of the guest among others on the device.", change=_device("weight"))
    read_bytes_sec = Field("./read_bytes_sec", UINT, "Most bytes that are read each second; 0 is no limit.", unset_value=0,
                           change=_device("read_bytes_sec"))
    write_bytes_sec = Field("./write_bytes_sec", UINT, "Most bytes that are written each second; 0 is no limit.", unset_value=0,
                            change=_device("write_bytes_sec"))
    read_iops_sec = Field("./read_iops_sec", UINT, "Most reads each second; 0 is no limit.", unset_value=0,
                          change=_device("read_iops_sec"))
    write_iops_sec = Field("./write_iops_sec", UINT, "Most writes each second; 0 is no limit.", unset_value=0,
                           change=_device("write_iops_sec"))


class BlkioTune(Model):
    """How much of the host's block devices the guest gets."""

    weight = Field("./weight", WEIGHT, "Weight of the guest among others.", change=Setter("block_shares"))
    devices = Children("./device", BlockDevice, "Block devices of the host, each with weight and limits. The list is complete when it "
                       "is given.", key="path", change=DEVICES, values_only_when_live=True)


class BlockTuning(Model):
    """How much of the host's block devices the guest gets."""

    blkiotune = Child("./blkiotune", BlkioTune, "How much of the host's block devices the guest gets. An empty dictionary leaves it to "
                      "the host.", empty_removes=True, **NOT_XEN)
