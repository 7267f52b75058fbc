# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for domains: their configuration, their devices while they run, their power."""

from __future__ import annotations

import copy

from .._model import xml
from .._model.errors import Refused
from .._model.nested import Children
from .._model.node import LIVE
from .plan import Plan, describe, describe_restart, live_delta, plan_autostart, plan_definition

# Operations of the driver that change one option of a running guest.
SETTERS = {
    "current_memory": "set_memory",
    "title": "set_title",
    "description": "set_description",
    "on_poweroff": "set_on_poweroff",
    "on_reboot": "set_on_reboot",
    "on_crash": "set_on_crash",
}


def state_of(have):
    """The state of a domain in the words of O(state)."""
    if have is None:
        return "absent"
    return have.status.get("state", "running") if have.active else "shutoff"


def plan(model, want, have, ctx):
    """Plan one domain."""
    out = Plan(model.kind, want["name"])
    state = want["state"]
    if state == "absent":
        if have is not None:
            _remove(out, want, have)
            describe(out, model, want, have, ctx, (state_of(have), "absent"))
        return out
    if have is not None:
        want = _respect_snapshots(out, model, want, have)
    if have is None or not have.active:
        plan_definition(out, model, want, have, ctx)
        waiting = []
    else:
        waiting = _change_running(out, model, want, have, ctx)
    restart = bool(waiting) and want.get("restart", False) and state != "shutoff"
    out.restart_required = [] if restart or state == "shutoff" else waiting
    plan_autostart(out, want, have)
    _power(out, want, have, restart, waiting)
    now = state_of(have)
    if out.changed or out.restart_required:
        wanted = {"present": "shutoff" if have is None else now}.get(state, state)
        describe(out, model, want, have, ctx, (now, wanted))
        if restart:
            describe_restart(out, waiting)
    return out


def _stop(out, want, options=()):
    out.add("shutdown", options, {"timeout": want.get("timeout", 0), "force": want.get("force", False)})


def _power(out, want, have, restart, waiting):
    """Plan the way from the present state to the wanted one."""
    state, now = want["state"], state_of(have)
    if restart:
        _stop(out, want, waiting)
        out.add("start", waiting, "paused" if state == "paused" or (state == "present" and now == "paused") else "running")
        return
    if state == "shutoff" and have is not None and have.active:
        _stop(out, want)
    elif state in ("running", "paused"):
        if now in ("absent", "shutoff"):
            out.add("start", payload=state)
        elif now == "pmsuspended":
            out.add("wake")
        elif now == "crashed":
            raise Refused("the guest has crashed and is kept for inspection", operation=f"bring it to {state}",
                          remedy="Set state: shutoff with force: true, then start it again.")
        elif now != state:
            out.add("resume" if state == "running" else "suspend")


def _remove(out, want, have):
    """Plan the removal; what was not named for it stays, or the removal is refused."""
    named = set(want.get("remove", ()))
    held = {"managed_save": "saved memory", "snapshots": "snapshots", "checkpoints": "checkpoints"}
    lost = [f"{words} ({word})" for word, words in held.items() if have.status.get(word) and word not in named]
    if lost:
        raise Refused(f"it would lose its {' and '.join(lost)}", operation="remove it",
                      remedy=f"Name what may be lost: remove: [{', '.join(w for w in held if have.status.get(w))}].")
    if have.active:
        _stop(out, want)
    disks = _own_disks(have) if "disks" in named else []
    if have.persistent:
        out.add("undefine", payload=sorted(named))
    for path in disks:
        out.add("delete_disk", ["remove"], path)


def _own_disks(have):
    """The files and volumes of disks that are the guest's alone: no CD-ROMs, nothing read-only, shared or used by others."""
    found = []
    for disk in have.config.iterfind("./devices/disk"):
        source = disk.find("source")
        if source is None or disk.get("device", "disk") != "disk":
            continue
        if disk.find("readonly") is not None or disk.find("shareable") is not None:
            continue
        where = source.get("file") or source.get("dev")
        if source.get("volume"):
            where = (source.get("pool"), source.get("volume"))
        if where and where not in have.status.get("used_elsewhere", ()):
            found.append(where)
    return found


def _respect_snapshots(out, model, want, have):
    """Leave a disk alone whose declared file lies further down in the guest's present chain: a snapshot was taken."""
    chain_of = have.status.get("chain")
    node = model.nodes.get("disks")
    if "xml" in want and chain_of is not None:
        want = {**want, "xml": _above_snapshots(out, want["xml"], have, chain_of)}
    if chain_of is None or node is None or not want.get("disks"):
        return want
    kept, changed = [], False
    pairs, _free = node.match(want["disks"], have.config.findall("./devices/disk"), _PLAIN)
    for wanted, elem in pairs:
        disk = wanted
        declared = disk.get("source", {}).get("file")
        present = elem.find("source").get("file") if elem is not None and elem.find("source") is not None else None
        if declared and present and declared != present and declared in chain_of(present):
            disk = {key: value for key, value in disk.items() if key != "source"}
            changed = True
            out.warnings.append(_stays(out, present, declared))
        kept.append(disk)
    return {**want, "disks": kept} if changed else want


def _stays(out, present, declared):
    return (f"domain '{out.name}': its disk stands on {present}, a snapshot above the declared {declared}. It stays there: pointing it "
            "back would lose what was written since. Commit or delete the snapshot, or declare the file that is in use.")


def _above_snapshots(out, document, have, chain_of):
    """A document whose disks stand on the snapshots that were taken above its files."""
    present = {_target(disk): disk.find("source").get("file") for disk in have.config.iterfind("./devices/disk[source]")}
    followed = document
    for number, disk in enumerate(document.findall("./devices/disk")):
        source = disk.find("source")
        declared = source.get("file") if source is not None else None
        held = present.get(_target(disk))
        if declared and held and declared != held and declared in chain_of(held):
            out.warnings.append(_stays(out, held, declared))
            followed = copy.deepcopy(document) if followed is document else followed
            disks = followed.findall("./devices/disk")
            for part in ("source", "backingStore", "driver"):
                for elem in disks[number].findall(part):
                    disks[number].remove(elem)
    return followed


def _target(disk):
    target = disk.find("target")
    return target.get("dev") if target is not None else None


class _Plain:
    """A context for matching alone."""

    live = False
    facts = None


_PLAIN = _Plain()


def _change_running(out, model, want, have, ctx):
    """Plan the changes of a running guest; returns the options that wait for a restart.

    Devices come and go in the configuration and in the guest by one call each, or their addresses drift apart. All else is
    written to the configuration, and to the guest where it has a call for it.
    """
    hot = [] if "xml" in want else _hot_lists(model, want, have, ctx)
    held = {**want, **{name: _present_members(model, name, want, have, ctx) for name in hot}}
    with _incomplete([model.nodes[name] for name in hot]):
        configured = {change.option for change in plan_definition(out, model, held, have, ctx)}
    done = set()
    for name in hot:
        node = model.nodes[name]
        for change in node.delta(want[name], have.config, ctx, name, None):
            if change.node is not node:
                continue
            if change.before is None:
                out.add("attach", [change.option], xml.serialize(_built(node, want[name], have, ctx, change)))
                done.add(change.option)
            elif change.after is None:
                live = _live_twin(change.elem, have.live, node)
                out.add("detach", [change.option], (xml.serialize(change.elem), xml.serialize(live) if live is not None else None))
                done.add(change.option)
    waiting = []
    for change in live_delta(model, want, have, ctx):
        setter = SETTERS.get(change.option)
        if change.option in done:
            continue
        if setter == "set_memory" and change.option not in configured:
            # A guest moves its balloon in its own time, or never: it is asked once, when its configuration changes.
            continue
        if setter and change.cost == LIVE:
            out.add(setter, [change.option], want.get(change.option, change.value))
        elif change.cost == LIVE and _updates(out, model, change, want, have, ctx):
            continue
        else:
            waiting.append(change.option)
    return waiting


def _hot_lists(model, want, have, ctx):
    """The lists of devices whose members come or go."""
    found = []
    for name, value in want.items():
        node = model.nodes[name]
        if isinstance(node, Children) and node.change == LIVE and any(
                change.before is None or change.after is None for change in node.delta(value, have.config, ctx, name, None)
                if change.node is node):
            found.append(name)
    return found


def _present_members(model, name, want, have, ctx):
    """The wanted members of a list that are there already."""
    node = model.nodes[name]
    pairs, _free = node.match(want[name], xml.find_all(have.config, node.path.steps), ctx)
    return [member for member, elem in pairs if elem is not None]


class _incomplete:
    """While it lasts, lists keep the members that nobody wants."""

    def __init__(self, nodes):
        self.nodes = nodes

    def __enter__(self):
        self.owners = [node.owner for node in self.nodes]
        for node in self.nodes:
            node.owner = "libvirt"

    def __exit__(self, *_error):
        for node, owner in zip(self.nodes, self.owners):
            node.owner = owner


def _built(node, wants, have, ctx, change):
    """The element of the wanted member that a change adds."""
    pairs, _free = node.match(wants, xml.find_all(have.config, node.path.steps), ctx)
    number, member = next((number, member) for number, (member, elem) in enumerate(pairs)
                          if elem is None and change.option.endswith(f"[{node._label(member) or number}]"))
    ctx.root = copy.deepcopy(have.config)
    tag, where = node.path.steps[-1]
    built = xml.ET.SubElement(xml.ensure(ctx.root, node.path.steps[:-1]), tag, dict(where))
    node.model.write(member, built, ctx)
    node.model.derive(member, built, ctx, number)
    return built


def _live_twin(elem, live, node):
    """The element of the running guest that belongs to one of the configuration: by alias, target, MAC or address."""
    for path in ("./alias", "./target", "./mac", "./address"):
        mine = elem.find(path)
        if mine is None:
            continue
        word = mine.get("name") if path == "./alias" else mine.get("dev") if path == "./target" else None
        for other in xml.find_all(live, node.path.steps):
            theirs = other.find(path)
            if theirs is None:
                continue
            if path in ("./alias", "./target"):
                if word and word in (theirs.get("name"), theirs.get("dev")):
                    return other
            elif dict(theirs.attrib) == dict(mine.attrib):
                return other
    return None


def _updates(out, model, change, want, have, ctx):
    """Plan a change inside a device of the running guest: the live element, edited. True where that was possible."""
    name = change.option.partition("[")[0]
    node = model.nodes.get(name)
    if not isinstance(node, Children) or "xml" in want:
        return False
    pairs, _free = node.match(want[name], xml.find_all(have.live, node.path.steps), ctx)
    for number, (member, elem) in enumerate(pairs):
        if elem is not None and change.option.startswith(f"{name}[{node._label(member) or number}]"):
            edited = copy.deepcopy(elem)
            ctx.root = have.live
            node.model.write(member, edited, ctx)
            text = xml.serialize(edited)
            if text not in [action.payload for action in out.actions if action.operation == "update_device"]:
                out.add("update_device", [change.option], text)
            return True
    return False
