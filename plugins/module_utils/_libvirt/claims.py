# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What only one object of a kind can have: a UUID, a bridge, a pool's storage. libvirt refuses a second one when it is defined."""

from __future__ import annotations

from .._model import xml
from .._model.errors import Conflict
from .reading import read_each


def refuse_taken(driver, model, plan, observed):
    """Refuse a planned configuration that claims what another object has, be it there or planned by this run."""
    claimed = model.unique_values({"xml": plan.config}) if plan.config is not None else []
    before = model.unique_values({"xml": observed.config}) if claimed and observed is not None else []
    for option, value in claimed:
        owner = None if (option, value) in before else _owner(driver, model, plan.name, option, value)
        if owner is not None:
            raise Conflict(f"{option} '{value}' is that of {plan.kind} '{owner}'", remedy=(
                "Leave uuid out, or declare the object under the name that has it." if option == "uuid" else
                f"Give this one another {option}, or use {plan.kind} '{owner}'."))
    if claimed:
        kept = _read(driver, model)[1].get(plan.name, []) if plan.restart_required else []
        driver.planned_claims[plan.name] = [*model.occupies(plan.config), *kept]


def _owner(driver, model, name, option, value):
    """The name of another object that has a value, or None."""
    for other, held in driver.planned_claims.items():
        if other != name and (option, value) in held:
            return other
    uuids, documents = _read(driver, model, option != "uuid")
    held = ((other, [("uuid", uuid)]) for other, uuid in uuids.items()) if option == "uuid" else documents.items()
    return next((other for other, pairs in held if (option, value) in pairs and other != name and other not in driver.planned_claims
                 and (driver.kind, other) not in driver.gone), None)


def _read(driver, model, whole=True):
    """The UUIDs of all objects by name, and what each occupies while it is as libvirt knows it now; read once in a run."""
    if driver.held_uuids is None:
        driver.held_uuids = {name: handle.UUIDString() for name, handle in driver.handles.items()}
    if whole and driver.held_claims is None:
        driver.held_claims = {}
        for name, texts in read_each(driver.handles.items(), lambda item: (item[0], driver.claiming(item[1]))):
            driver.held_claims[name] = [pair for text in texts for pair in model.occupies(xml.parse(text))]
    return driver.held_uuids, driver.held_claims or {}
