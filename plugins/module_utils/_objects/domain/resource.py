# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a guest is placed on the host, and how it gets the host's devices."""

from __future__ import annotations

from ..._model.codecs import PATH, STR, YES_NO, Pattern
from ..._model.model import Model
from ..._model.nested import Child
from ..._model.values import Field
from ..common import NOT_XEN


class Resource(Model):
    """Where the guest is placed."""

    partition = Field("./partition", PATH, "Path of the resource partition, which has to be there, such as V(/machine/production).")
    fibrechannel_appid = Field("./fibrechannel/@appid", Pattern(r"[ -~]{1,128}", "up to 128 printable characters"),
                               "Name by which a Fibre Channel network knows the guest.", since="7.7.0")


class Iommufd(Model):
    """How devices of the host are handed on."""

    enabled = Field("./@enabled", YES_NO, "Whether it is done through the kernel's IOMMUFD.", required=True)
    fdgroup = Field("./@fdgroup", STR, "Name of a file descriptor that was given to libvirt; it opens one itself when left out.")


class Resources(Model):
    """Where the guest is placed."""

    resource = Child("./resource", Resource, "Where the guest is placed among the host's control groups. An empty dictionary leaves it "
                     "to the host.", empty_removes=True, **NOT_XEN)
    iommufd = Child("./iommufd", Iommufd, "How devices of the host are handed to the guest. An empty dictionary leaves it to libvirt.",
                    empty_removes=True, since="12.2.0", **NOT_XEN)
