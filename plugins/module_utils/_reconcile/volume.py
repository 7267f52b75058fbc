# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for volumes: made and filled, grown, deleted. What a volume holds is never rewritten.

What a plan asks for beside the volume itself is in `ctx.beside`, which the driver reads:

`incomplete`: somebody began to make this volume and was interrupted. `users`: the kinds and names of what uses a volume that
is to be deleted. `pool_type`, `available`: of its pool; None where the pool is only about to be made. `partition`: the name that a
new one must have. `file`, `origin`, `backing`: of the source, the volume to clone, the image below: `format` and `capacity` (what a
guest sees), `size` (of a file), `path` (of an image), `refers` (the files that an image names); each may be unknown. `disks`: those of
guests that use a volume whose size is to change, see _libvirt/usage.py. `resizes_live`: the hypervisor can tell a running guest
that its disk has grown. `shared`: other hosts may see the volume.
"""

from __future__ import annotations

import copy

from .._actions.volume import Clone, Create, Delete, Discard, Resize, Upload, Wipe
from .._model import xml
from .._model.errors import Invalid, NoSpace, NotConverged, Refused, Unsupported
from .._model.node import Seen
from .._model.observed import Observed
from .._model.option_path import OptionPath
from .._model.sizes import CAPACITY
from .plan import Plan, describe

# QEMU's own default for qcow2 since 1.7: incremental backups and reference counts need it.
COMPAT = "1.1"
# QEMU's own size of a cluster: docs/interop/qcow2.txt.
CLUSTER = 65536
SEE_EVERY_HOST = "See on every host that no guest has it. The option force then says so."
# Pools whose volumes are files, libvirt.org/storage.
FILES = ("dir", "fs", "netfs", "vstorage")
# Of files: what is no image, what libvirt makes with an image below it, and what grows.
PLAIN, BACKED, GROWING = ("raw", "iso"), ("qcow2", "qcow"), ("raw", "iso", "qcow2", "qed")


def plan(model, want, have, ctx):
    """Plan one volume."""
    _refuse_lossy_removal(want, have, ctx)
    out = Plan(model.kind, model.identity(want))
    before = "absent" if have is None else "present"
    if ctx.beside.get("incomplete"):
        out.add(Discard())
        have, before = None, "incomplete"
    if want["state"] == "absent":
        if have is not None:
            if "wipe" in want:
                out.add(Wipe([OptionPath.of("wipe")], algorithm=want["wipe"]))
            out.add(Delete())
    elif have is None:
        _make(out, model, want, ctx)
    else:
        _change(out, model, want, have, ctx)
    if out.changed:
        describe(out, model, want, have, ctx, (before, want["state"]))
        for side in (out.before, out.after):
            if side is not None:
                side.update({"name": want["name"], "pool": want["pool"]})
        if have is None and before == "incomplete":
            out.before = {"name": want["name"], "pool": want["pool"], "state": before}
        if have is None and out.after is not None and "source" in want:
            out.after["source"] = want["source"]
        if have is not None and out.after is not None:
            for name in model.ONCE:
                out.before.pop(name, None)
                out.after.pop(name, None)
    return out


def _refuse_lossy_removal(want, have, ctx):
    """Refuse to delete what others use, or may use."""
    if want["force"] or want["state"] != "absent" or have is None:
        return
    users = ctx.beside.get("users")
    if users:
        names = ", ".join(f"{kind} {name!r}" for kind, name in users)
        if all(users.values()):
            raise Refused(f"it is in use by {names} until the next restart", operation="delete it",
                          remedy="Restart the guest (state: restarted), then run this again.")
        raise Refused(f"it is in use by {names}", operation="delete it",
                      remedy="Remove the users first, or give them other storage. Where this task does that, run it again: it "
                             "deletes before it changes.")
    if ctx.beside.get("shared"):
        raise Refused("it is on shared storage, and a guest of another host may have it", operation="delete it", remedy=SEE_EVERY_HOST)


def _declared(model, want):
    """What is wanted of the XML: the document's parts under those of the options."""
    parts = model.parts(want)
    if "xml" not in want:
        return parts
    seen, found = Seen(), {}
    for name, value in model.declared(want["xml"]).items():
        try:
            found[name] = model.nodes[name].validate(value, name, seen)
        except Invalid:
            continue  # libvirt itself judges what the options have no word for
    return {**found, **parts}


# -- a new volume


def _make(out, model, want, ctx):
    """Plan that a volume is made, filled, and as large as declared."""
    beside = ctx.beside
    expected = beside.get("partition")
    if expected and not beside.get("incomplete") and want["name"] != expected:
        raise Refused(f"libvirt would call the next partition {expected}", operation="make it",
                      remedy=f"Declare name: {expected}. In a pool of type disk, names are those of partitions, in order.")
    if "xml" in want:
        elem = ctx.root = copy.deepcopy(want["xml"])
        model.write(model.parts(want), elem, ctx)
    else:
        elem = model.build(want, ctx)
    _complete_backing(model, want, elem, ctx)
    given = beside.get("file") if "source" in want else beside.get("origin") if "clone_from" in want else None
    _refuse_references(want, given or {})
    fields, files = model.nodes, beside.get("pool_type") in FILES or beside.get("pool_type") is None
    capacity = fields["capacity"].have(elem)
    if given and capacity is not None and given.get("capacity") and capacity < given["capacity"]:
        raise Refused(f"capacity {CAPACITY.show(capacity)} is less than the {CAPACITY.show(given['capacity'])} that "
                      f"{'source' if 'source' in want else 'clone_from'} has", operation="make it",
                      remedy="Declare more, or leave capacity out.")
    if capacity is None and given and given.get("capacity"):
        capacity = given["capacity"]
        fields["capacity"].write(capacity, elem, ctx)
    if files and "xml" not in want:
        if "allocation" not in want:
            fields["allocation"].codec.store(xml.ensure(elem, fields["allocation"].path.steps), None, 0)
        _format(fields["format"], want, given, elem, ctx)
    if files and fields["format"].have(elem) == "qcow2" and "compat" not in want and elem.find("./target/compat") is None:
        fields["compat"].write(COMPAT, elem, ctx)  # libvirt's own default is 0.10
    form, allocation = fields["format"].have(elem) or "raw", fields["allocation"].have(elem)
    marked = bool({"source", "clone_from"} & set(want)) or bool(allocation) or fields["encryption"].declared(elem) is not None
    if files:
        _refuse_impossible(model, want, elem, marked)
    _space(allocation, capacity, form, beside)
    out.config = elem
    if "source" in want:
        _fill(out, model, want, capacity, files, ctx)
    elif "clone_from" in want:
        origin = want["clone_from"]
        if given and given.get("type") == "network" and origin["pool"] != want["pool"]:
            raise Unsupported(f"libvirt copies what has a path on the host, and '{origin['pool']}/{origin['volume']}' has none",
                              operation="clone it", remedy="Copy it with qemu-img convert, which speaks rbd and iscsi, and declare "
                                                           "the file as source.")
        out.add(Clone([OptionPath.of("clone_from")], xml=xml.serialize(elem), pool=origin["pool"], volume=origin["volume"],
                      reflink=want.get("reflink", False)))
        if capacity is not None and given and given.get("capacity") and capacity > given["capacity"]:
            if files and form not in GROWING:
                raise Unsupported(f"capacity {CAPACITY.show(capacity)} is more than clone_from has, and a {form} image does not grow",
                                  operation="make it", remedy=f"Leave capacity out, or choose a format of {', '.join(GROWING)}.")
            out.add(Resize([OptionPath.of("capacity")], capacity=capacity))
    else:
        out.add(Create(xml=xml.serialize(elem), metadata=want.get("preallocate_metadata", False), marked=marked, removable=files))


def _fill(out, model, want, capacity, files, ctx):
    """Plan that a volume is made for a file and filled with it."""
    file, elem = ctx.beside.get("file") or {}, copy.deepcopy(out.config)
    fields, image = model.nodes, file.get("format", "raw") != "raw"
    if want.get("format") in ("raw", "qcow2") and file and file["format"] != want["format"]:
        raise Refused(f"source is of the format {file['format']}, and format says {want['format']}", operation="make it",
                      remedy="Declare the format that the file has, or convert the file first.")
    if file:
        # An image is copied as it is: the file becomes its size, and grows inside afterwards.
        size = file["size"] if image and files else max(capacity or 0, file["size"])
        ctx.root = elem
        fields["capacity"].codec.store(xml.ensure(elem, fields["capacity"].path.steps), None, size)
    if files:
        for tag in ("compat", "clusterSize", "features"):
            xml.remove(elem, (("target", ()), (tag, ())))
        fields["format"].codec.store(xml.ensure(elem, fields["format"].path.steps[:]), "type", "raw")
    out.add(Create(xml=xml.serialize(elem), marked=True, filled=True))
    out.add(Upload([OptionPath.of("source")], path=file.get("path"), size=file.get("size"), checksum=want.get("checksum")))
    if image and files and capacity is not None and capacity > file["capacity"]:
        out.add(Resize([OptionPath.of("capacity")], capacity=capacity))


def _refuse_references(want, given):
    """Refuse an image that names files which the declaration does not: a guest would read what lies there on the host."""
    others = [name for name in given.get("refers", ()) if name not in want.get("refers_to", ())]
    if not others:
        return
    if "source" in want:
        told = f"source refers to {', '.join(others)} of the host, and a guest would read what is there"
    else:
        told = f"clone_from refers to {', '.join(others)} of the host, and what is there would be copied"
    raise Refused(told, operation="make it", remedy="Make it whole first (qemu-img convert), or name these files in refers_to if they are "
                                                    "what is meant.")


def _complete_backing(model, want, elem, ctx):
    """Write the path and the format of the image below, where only its volume is declared."""
    found = ctx.beside.get("backing")
    if "backing" not in want or not found:
        return
    node = model.nodes["backing"]
    more = {name: found[name] for name in ("path", "format") if found.get(name) and name not in want["backing"]}
    node.model.write(more, xml.ensure(elem, node.path.steps), ctx)
    if "capacity" not in want and found.get("capacity"):
        model.nodes["capacity"].write(found["capacity"], elem, ctx)


def _format(field, want, given, elem, ctx):
    """Write the format that is meant where none is declared."""
    if "format" in want:
        return
    if given and given.get("format"):
        field.write(given["format"], elem, ctx)
    elif "backing" in want:
        field.write("qcow2", elem, ctx)  # the only one that libvirt makes with an image below it


def _refuse_impossible(model, want, elem, marked):
    """Refuse a file that libvirt would make otherwise than declared, or not at all."""
    form = model.nodes["format"].have(elem)
    size, longest = len(want["name"].encode()), model.LONGEST_MARKED if marked else model.LONGEST
    if size > longest:
        raise Invalid("name", f"is {size} bytes long, and the file system takes {longest}" + (
            " besides the mark that stands beside the volume until it is complete" if marked else ""), "Choose a shorter name.")
    if form == "dir":
        raise Invalid("format", "libvirt would make a folder, which has no capacity",
                      "Make a folder with ansible.builtin.file, or declare another format, such as qcow2.")
    if model.nodes["backing"].declared(elem) and form not in BACKED:
        raise Invalid("backing", f"libvirt makes no {form or 'raw'} volume with a backing file",
                      "Declare format: qcow2, or leave format or backing out.")
    # What is still to be copied in check mode may be of a format that nobody knows.
    other = form != "qcow2" and (form or "clone_from" not in want)
    for name in model.QCOW2 if other else ():
        if (name in want or model.nodes[name].declared(elem)) and want.get(name, True):
            raise Invalid(name, f"a {form or 'raw'} volume has none", f"Declare format: qcow2, or leave {name} out.")


def _space(allocation, capacity, form, beside):
    # A file that is raw becomes as long as what is allocated; an image takes more than a guest sees, for its tables.
    if allocation and capacity is not None and allocation > capacity and form == "raw":
        raise Invalid("allocation", f"{CAPACITY.show(allocation)} is more than the capacity of {CAPACITY.show(capacity)}",
                      "Declare at most the capacity, or leave allocation out.")
    available = beside.get("available")
    if allocation and available is not None and allocation > available:
        raise NoSpace(f"it would take {CAPACITY.show(allocation)}, and the pool has {CAPACITY.show(available)} left", operation="make it",
                      remedy="Make room in the pool, or declare less allocation: a volume may be larger than what it takes at first.")


# -- a volume that is there


def _change(out, model, want, have, ctx):
    """Plan that a volume is as large as declared; refuse what would need it to be made anew."""
    have, mistaken = _as_opened(have, ctx)
    have = Observed(_with_facts(model, have.config, ctx), status=have.status)
    ctx.root = out.config = have.config
    parts = _comparable(model, _declared(model, want), have, ctx)
    _tell_mode(out, model, _declared(model, want), have)
    changes = model.delta(parts, have.config, ctx)
    if changes and ctx.made:
        differences = ", ".join(f"{change.path} is {change.before} where {change.after} is declared" for change in changes)
        raise NotConverged(f"{differences}, as libvirt made it", operation="make it",
                           remedy="Declare it so, or leave it out.")
    for change in changes:
        if change.path != OptionPath.of("capacity"):
            raise Refused(
                f"{change.path} is {change.before!r} and cannot become {change.after!r}: only the capacity of a volume can change",
                operation="change it", remedy="Declare it as it is, or give the new volume another name.")
        shrink = parts["capacity"] < (model.nodes["capacity"].have(have.config) or 0)
        _refuse_lossy_resize(want, change, shrink, mistaken, ctx)
        out.config = copy.deepcopy(have.config)
        model.nodes["capacity"].write(parts["capacity"], out.config, ctx)
        disks = [(disk["guest"], disk["device"]) for disk in ctx.beside.get("disks", ()) if disk["running"]]
        out.add(Resize([OptionPath.of("capacity")], capacity=parts["capacity"], shrink=shrink, disks=disks,
                       allocate=(want.get("allocation") or 0) >= parts["capacity"]))


def _as_opened(have, ctx):
    """The volume as guests open it, and the format that libvirt mistakes it for: of a raw one, what a guest wrote at its beginning."""
    shape = have.config.find("./target/format")
    reported = None if shape is None else shape.get("type")
    opened = {disk["format"] for disk in ctx.beside.get("disks", ()) if disk["top"]}
    if reported in (None, *PLAIN) or opened != {"raw"}:
        return have, None
    config = copy.deepcopy(have.config)
    config.find("./target/format").set("type", "raw")
    for path in ("./backingStore", "./target/compat", "./target/features", "./target/clusterSize"):
        xml.remove(config, xml.Path(path).steps)
    if config.findtext("physical"):
        config.find("capacity").text = config.findtext("physical")
    return Observed(config, status=have.status), reported


def _refuse_lossy_resize(want, change, shrink, mistaken, ctx):
    """Refuse to give a volume a size that loses data, or that a running guest could not be told."""
    disks = [disk for disk in ctx.beside.get("disks", ()) if disk["running"]]
    guests = ", ".join(sorted({f"'{disk['guest']}'" for disk in disks}))
    operation = "shrink it" if shrink else "make it larger"
    if shrink and not want.get("shrink"):
        raise Refused(f"capacity is {change.before} and {change.after} is declared: what lies beyond would be lost",
                      operation=operation, remedy="Declare the capacity that it has.")
    if shrink and disks:
        raise Refused(f"guest {guests} runs with it and would lose what lies beyond", operation=operation,
                      remedy="Declare the capacity that it has, or shut the guest down first.")
    if shrink and ctx.beside.get("shared") and not want["force"]:
        raise Refused("it is on shared storage, and a guest of another host may have it", operation=operation, remedy=SEE_EVERY_HOST)
    if disks and not ctx.beside.get("resizes_live", True):
        raise Unsupported(f"this hypervisor cannot tell a running guest that its disk has grown, and guest {guests} runs with it",
                          operation=operation, remedy="Shut the guest down, then run again.")
    if any(not disk["top"] or disk["readonly"] for disk in disks):
        raise Refused(f"guest {guests} reads it through another image, or without writing to it", operation=operation,
                      remedy="Shut the guest down first, or commit the snapshot above it.")
    if mistaken and not disks:
        raise Refused(f"a guest wrote the header of a {mistaken} image into it, and libvirt would change it as that",
                      operation=operation, remedy="Start the guest first: its disk grows while it runs.")


def _comparable(model, parts, have, ctx):
    """Those of the wanted parts that libvirt tells of a volume that is there."""
    parts = {name: value for name, value in parts.items() if name not in model.ONCE and name != "name"}
    if have.config.get("type") == "block":
        parts.pop("format", None)
    if "encryption" in parts:
        kept, (inside, elem) = parts["encryption"], model.nodes["encryption"].below(None, have.config)
        parts["encryption"] = {"format": kept["format"], **({} if elem is None else _told(inside, kept, elem))}
    if "backing" in parts:
        found = ctx.beside.get("backing") or {}
        held = model.nodes["backing"].declared(have.config) or {}
        path = parts["backing"].get("path") or found.get("path")
        kept = {"path": path, "format": parts["backing"].get("format") if held.get("format") else None}
        parts["backing"] = {name: value for name, value in kept.items() if value}
        if not path:
            parts.pop("backing")
    return parts


def _told(model, want, elem):
    """Those of the wanted options of an element that libvirt or the volume itself tells."""
    found = {}
    for name, value in want.items():
        node = model.nodes[name]
        inside, below = node.below(value, elem) if isinstance(value, dict) else (None, None)
        kept = _told(inside, value, below) if below is not None else {} if isinstance(value, dict) else value
        if kept != {} and node.declared(elem) is not None:
            found[name] = kept
    return found


def _with_facts(model, config, ctx):
    """What libvirt tells of a volume, with what it does not: how the volume is encrypted, and QEMU's own size of clusters."""
    encryption, (inside, elem) = ctx.beside.get("encryption"), model.nodes["encryption"].below(None, config)
    image = model.nodes["format"].have(config) == "qcow2" and model.nodes["cluster_size"].have(config) is None
    if not image and (not encryption or elem is None):
        return config
    config = copy.deepcopy(config)
    if image:
        model.nodes["cluster_size"].write(CLUSTER, config, ctx)
    if encryption and elem is not None:
        elem = model.nodes["encryption"].below(None, config)[1]
        for name in encryption:
            inside.nodes[name].erase(elem)
        inside.write(encryption, elem, ctx)
    return config


def _tell_mode(out, model, want, have):
    """Warn of another mode than the file has: it is set when the volume is made, and a running guest may need the one that is there."""
    node = model.nodes["permissions"]
    mode, held = want.get("permissions", {}).get("mode"), (node.declared(have.config) or {}).get("mode")
    if have.config.get("type") == "file" and mode not in (None, "") and held is not None:
        told = node.model.nodes["mode"].codec.show(mode)
        if told != held:
            out.warnings.append(f"volume '{out.name}': permissions.mode is {held}, and {told} is declared, which is used when a volume is "
                                f"made. Change it with ansible.builtin.file and refresh the pool, or declare {held}.")
