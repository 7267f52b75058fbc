# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What only containers have."""

from __future__ import annotations

from ..._model.codecs import STR, UINT
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.values import Field


class IdRange(Model):
    """A range of users or groups."""

    start = Field("./@start", UINT, "First number in the container.", required=True)
    target = Field("./@target", UINT, "First number on the host.", required=True)
    count = Field("./@count", UINT, "How many there are.", required=True)


class IdMap(Model):
    """Users and groups of a container on the host."""

    uids = Children("./uid", IdRange, "Users. The list is complete when it is given.", key="start")
    gids = Children("./gid", IdRange, "Groups. The list is complete when it is given.", key="start")


class ShareNetwork(Model):
    """Whose network is shared."""

    type = Field("./@type", STR, "How it is named: a network namespace, a guest or a process.", choices=("netns", "name", "pid"),
                 required=True)
    value = Field("./@value", STR, "Its name or number.", required=True)


class Share(Model):
    """Whose namespace is shared."""

    type = Field("./@type", STR, "How it is named: a guest or a process.", choices=("name", "pid"), required=True)
    value = Field("./@value", STR, "Its name or number.", required=True)


class Namespaces(Model):
    """Namespaces of others that a container joins."""

    sharenet = Child("./lxc:sharenet", ShareNetwork, "Network that is shared. An empty dictionary shares none.", empty_removes=True)
    shareipc = Child("./lxc:shareipc", Share, "Inter-process communication that is shared. An empty dictionary shares none.",
                     empty_removes=True)
    shareuts = Child("./lxc:shareuts", Share, "Host name that is shared. An empty dictionary shares none.", empty_removes=True)


class Container(Model):
    """What only containers have."""

    idmap = Child("./idmap", IdMap, "Users and groups of a container on the host (LXC). An empty dictionary maps none.", empty_removes=True)
    lxc_namespace = Child("./lxc:namespace", Namespaces, "Namespaces of others that a container joins (LXC). An empty dictionary joins "
                          "none.", empty_removes=True)
