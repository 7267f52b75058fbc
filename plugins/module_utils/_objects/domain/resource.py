# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a guest is placed among the host's control groups."""

from __future__ import annotations

from ..._model.codecs import PATH, Pattern
from ..._model.model import Model
from ..._model.nested import Child
from ..._model.values import Field


class Resource(Model):
    """Where the guest is placed."""

    partition = Field("./partition", PATH, "Path of the resource partition, which has to be there, such as V(/machine/production).")
    fibrechannel_appid = Field("./fibrechannel/@appid", Pattern(r"[ -~]{1,128}", "up to 128 printable characters"),
                               "Name by which a Fibre Channel network knows the guest.", since="7.7.0")


class Resources(Model):
    """Where the guest is placed."""

    resource = Child("./resource", Resource, "Where the guest is placed among the host's control groups. An empty dictionary leaves it "
                     "to the host.", empties=True)
