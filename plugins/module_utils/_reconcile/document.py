# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole documents of libvirt's under the declared options (`xml:`)."""

from __future__ import annotations

import copy

from .._model.errors import Unsupported


def lay_under(model, document, parts, ctx):
    """The document with the declared options written over it."""
    wanted = copy.deepcopy(document)
    ctx.root = wanted
    model.write(parts, wanted, ctx)
    return wanted


def delta(model, wanted, elem, ctx):
    """The changes that would make an element hold a document."""
    raise Unsupported(f"an existing {model.kind} cannot be compared with a document yet", operation="compare it")


def write(model, wanted, elem, ctx):
    """Make an element hold a document."""
    raise Unsupported(f"an existing {model.kind} cannot be compared with a document yet", operation="change it")
