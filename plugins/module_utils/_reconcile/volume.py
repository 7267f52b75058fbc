# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for volumes: made and filled, grown, deleted. What a volume holds is never rewritten.

What a plan asks for beside the volume itself is in `ctx.planning_facts`, which the driver reads:

`incomplete`: somebody began to make this volume and was interrupted. `users`: the kinds and names of what uses a volume that
is to be deleted. `pool_type`, `available`: of its pool; None where the pool is only about to be made. `partition`: the name that a
new one must have. `file`, `origin`, `backing`: of the source, the volume to clone, the image below: `format` and `capacity` (what a
guest sees), `size` (of a file), `path` (of an image), `refers` (the files that an image names); each may be unknown. `chain`: what these
files name themselves, and so on, see `image.chain`. `disks`: those of guests that use a volume whose size is to change, see
_libvirt/usage.py. `resizes_live`: the hypervisor can tell a running guest that its disk has grown. `shared`: other hosts may see the
volume.
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
SEE_EVERY_HOST = "See on every host that no guest has it. The option force of the volume then says so."
# Pools whose volumes are files, libvirt.org/storage.
FILES = ("dir", "fs", "netfs", "vstorage")
# Of files: what is no image, what libvirt makes with an image below it, and what grows.
PLAIN, BACKED, GROWING = ("raw", "iso"), ("qcow2", "qcow"), ("raw", "iso", "qcow2", "qed")


def plan(model, desired, observed, ctx):
    """Plan one volume."""
    _refuse_lossy_removal(desired, observed, ctx)
    out = Plan(model.kind, model.identity(desired))
    before = "absent" if observed is None else "present"
    if ctx.planning_facts.get("incomplete"):
        out.add(Discard())
        observed, before = None, "incomplete"
    if desired["state"] == "absent":
        if observed is not None:
            if "wipe" in desired:
                out.add(Wipe([OptionPath.of("wipe")], algorithm=desired["wipe"]))
            out.add(Delete())
    elif observed is None:
        _make(out, model, desired, ctx)
    else:
        _change(out, model, desired, observed, ctx)
    if out.changed:
        describe(out, model, desired, observed, ctx, (before, desired["state"]))
        for side in (out.before, out.after):
            if side is not None:
                side.update({"name": desired["name"], "pool": desired["pool"]})
        if observed is None and before == "incomplete":
            out.before = {"name": desired["name"], "pool": desired["pool"], "state": before}
        if observed is None and out.after is not None and "source" in desired:
            out.after["source"] = desired["source"]
        if observed is not None and out.after is not None:
            for name in model.ONCE:
                out.before.pop(name, None)
                out.after.pop(name, None)
    return out


def _refuse_lossy_removal(desired, observed, ctx):
    """Refuse to delete what others use, or may use."""
    if desired["force"] or desired["state"] != "absent" or observed is None:
        return
    users = ctx.planning_facts.get("users")
    if users:
        names = ", ".join(f"{kind} {name!r}" for kind, name in users)
        if all(users.values()):
            raise Refused(f"it is in use by {names} until the next restart", operation="delete it",
                          remedy="Restart the guest (state: restarted), then run this again.")
        raise Refused(f"it is in use by {names}", operation="delete it",
                      remedy="Remove the users first, or give them other storage. Where this task does that, run it again: it "
                             "deletes before it changes.")
    if ctx.planning_facts.get("shared"):
        raise Refused("it is on shared storage, and a guest of another host may have it", operation="delete it", remedy=SEE_EVERY_HOST)


def _declared(model, desired):
    """What is wanted of the XML: the document's parts under those of the options."""
    parts = model.options_beside_xml(desired)
    if "xml" not in desired:
        return parts
    seen, found = Seen(), {}
    for name, value in model.to_declaration(desired["xml"]).items():
        try:
            found[name] = model.nodes[name].validate(value, name, seen)
        except Invalid:
            continue  # libvirt itself judges what the options have no word for
    return {**found, **parts}


# -- a new volume


def _make(out, model, desired, ctx):
    """Plan that a volume is made, filled, and as large as declared."""
    planning_facts = ctx.planning_facts
    expected = planning_facts.get("partition")
    if expected and not planning_facts.get("incomplete") and desired["name"] != expected:
        raise Refused(f"libvirt would call the next partition {expected}", operation="make it",
                      remedy=f"Declare name: {expected}. In a pool of type disk, names are those of partitions, in order.")
    if "xml" in desired:
        elem = ctx.root = copy.deepcopy(desired["xml"])
        model.write(model.options_beside_xml(desired), elem, ctx)
    else:
        elem = model.build(desired, ctx)
    _complete_backing(model, desired, elem, ctx)
    given = planning_facts.get("file") if "source" in desired else planning_facts.get("origin") if "clone_from" in desired else None
    _refuse_references(desired, given or {}, planning_facts.get("chain", ()))
    fields, files = model.nodes, planning_facts.get("pool_type") in FILES or planning_facts.get("pool_type") is None
    capacity = fields["capacity"].read(elem)
    if given and capacity is not None and given.get("capacity") and capacity < given["capacity"]:
        raise Refused(f"capacity {CAPACITY.to_user(capacity)} is less than the {CAPACITY.to_user(given['capacity'])} that "
                      f"{'source' if 'source' in desired else 'clone_from'} has", operation="make it",
                      remedy="Declare more, or leave capacity out.")
    if capacity is None and given and given.get("capacity"):
        capacity = given["capacity"]
        fields["capacity"].write(capacity, elem, ctx)
    if files and "xml" not in desired:
        if "allocation" not in desired:
            fields["allocation"].codec.store(xml.ensure(elem, fields["allocation"].path.steps), None, 0)
        _format(fields["format"], desired, given, elem, ctx)
    if files and fields["format"].read(elem) == "qcow2" and "compat" not in desired and elem.find("./target/compat") is None:
        fields["compat"].write(COMPAT, elem, ctx)  # libvirt's own default is 0.10
    form, allocation = fields["format"].read(elem) or "raw", fields["allocation"].read(elem)
    marked = bool({"source", "clone_from"} & set(desired)) or bool(allocation) or fields["encryption"].to_declaration(elem) is not None
    if files:
        _refuse_impossible(model, desired, elem, marked)
    _space(allocation, capacity, form, planning_facts)
    out.config = elem
    if "source" in desired:
        _fill(out, model, desired, capacity, files, ctx)
    elif "clone_from" in desired:
        origin = desired["clone_from"]
        if given and given.get("type") == "network" and origin["pool"] != desired["pool"]:
            raise Unsupported(f"libvirt copies what has a path on the host, and '{origin['pool']}/{origin['volume']}' has none",
                              operation="clone it", remedy="Copy it with qemu-img convert, which speaks rbd and iscsi, and declare "
                                                           "the file as source.")
        out.add(Clone([OptionPath.of("clone_from")], xml=xml.serialize(elem), pool=origin["pool"], volume=origin["volume"],
                      reflink=desired.get("reflink", False)))
        if capacity is not None and given and given.get("capacity") and capacity > given["capacity"]:
            if files and form not in GROWING:
                raise Unsupported(f"capacity {CAPACITY.to_user(capacity)} is more than clone_from has, and a {form} image does not grow",
                                  operation="make it", remedy=f"Leave capacity out, or choose a format of {', '.join(GROWING)}.")
            out.add(Resize([OptionPath.of("capacity")], capacity=capacity))
    else:
        out.add(Create(xml=xml.serialize(elem), metadata=desired.get("preallocate_metadata", False), marked=marked, removable=files))


def _fill(out, model, desired, capacity, files, ctx):
    """Plan that a volume is made for a file and filled with it."""
    file, elem = ctx.planning_facts.get("file") or {}, copy.deepcopy(out.config)
    fields, image = model.nodes, file.get("format", "raw") != "raw"
    if desired.get("format") in ("raw", "qcow2") and file and file["format"] != desired["format"]:
        raise Refused(f"source is of the format {file['format']}, and format says {desired['format']}", operation="make it",
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
    out.add(Upload([OptionPath.of("source")], path=file.get("path"), size=file.get("size"), checksum=desired.get("checksum")))
    if image and files and capacity is not None and capacity > file["capacity"]:
        out.add(Resize([OptionPath.of("capacity")], capacity=capacity))


def _refuse_references(desired, given, chain):
    """Refuse an image that names files which the declaration does not: a guest would read what lies there on the host.

    Files that the declaration names may name others themselves.
    """
    option, named = "source" if "source" in desired else "clone_from", desired.get("refers_to", ())
    others = [name for name in given.get("refers", ()) if name not in named]
    further = [] if others else [(path, name) for path, name in chain if name not in named]
    if not others and not further:
        return
    if further and further[0][1] is None:
        raise Refused(f"{option} refers to {further[0][0]}, below which the chain of images never ends or is too long", operation="make it",
                      remedy="Correct what the images below refer to (qemu-img rebase), or take another image.")
    cause = f"{option} refers to {', '.join(others or (further[0][0],))} of the host"
    cause += f", which refers to {further[0][1]}" if further else ""
    cause += ", and a guest would read what is there" if option == "source" else ", and what is there would be copied"
    raise Refused(cause, operation="make it",
                  remedy="Make it whole first (qemu-img convert), or name these files in refers_to if they are what is meant.")


def _complete_backing(model, desired, elem, ctx):
    """Write the path and the format of the image below, where only its volume is declared."""
    found = ctx.planning_facts.get("backing")
    if "backing" not in desired or not found:
        return
    node = model.nodes["backing"]
    more = {name: found[name] for name in ("path", "format") if found.get(name) and name not in desired["backing"]}
    node.model.write(more, xml.ensure(elem, node.path.steps), ctx)
    if "capacity" not in desired and found.get("capacity"):
        model.nodes["capacity"].write(found["capacity"], elem, ctx)


def _format(field, desired, given, elem, ctx):
    """Write the format that is meant where none is declared."""
    if "format" in desired:
        return
    if given and given.get("format"):
        field.write(given["format"], elem, ctx)
    elif "backing" in desired:
        field.write("qcow2", elem, ctx)  # the only one that libvirt makes with an image below it


def _refuse_impossible(model, desired, elem, marked):
    """Refuse a file that libvirt would make otherwise than declared, or not at all."""
    form = model.nodes["format"].read(elem)
    size, longest = len(desired["name"].encode()), model.LONGEST_MARKED if marked else model.LONGEST
    if size > longest:
        raise Invalid("name", f"is {size} bytes long, and the file system takes {longest}" + (
            " besides the mark that stands beside the volume until it is complete" if marked else ""), "Choose a shorter name.")
    if form == "dir":
        raise Invalid("format", "libvirt would make a folder, which has no capacity",
                      "Make a folder with ansible.builtin.file, or declare another format, such as qcow2.")
    if model.nodes["backing"].to_declaration(elem) and form not in BACKED:
        raise Invalid("backing", f"libvirt makes no {form or 'raw'} volume with a backing file",
                      "Declare format: qcow2, or leave format or backing out.")
    # What is still to be copied in check mode may be of a format that nobody knows.
    other = form != "qcow2" and (form or "clone_from" not in desired)
    for name in model.QCOW2 if other else ():
        if (name in desired or model.nodes[name].to_declaration(elem)) and desired.get(name, True):
            raise Invalid(name, f"a {form or 'raw'} volume has none", f"Declare format: qcow2, or leave {name} out.")


def _space(allocation, capacity, form, planning_facts):
    # A file that is raw becomes as long as what is allocated; an image takes more than a guest sees, for its tables.
    if allocation and capacity is not None and allocation > capacity and form == "raw":
        raise Invalid("allocation", f"{CAPACITY.to_user(allocation)} is more than the capacity of {CAPACITY.to_user(capacity)}",
                      "Declare at most the capacity, or leave allocation out.")
    available = planning_facts.get("available")
    if allocation and available is not None and allocation > available:
        raise NoSpace(f"it would take {CAPACITY.to_user(allocation)}, and the pool has {CAPACITY.to_user(available)} left",
                      operation="make it",
                      remedy="Make room in the pool, or declare less allocation: a volume may be larger than what it takes at first.")


# -- a volume that is there


def _change(out, model, desired, observed, ctx):
    """Plan that a volume is as large as declared; refuse what would need it to be made anew."""
    observed, mistaken = _as_opened(observed, ctx)
    observed = Observed(_with_facts(model, observed.config, ctx), status=observed.status)
    ctx.root = out.config = observed.config
    parts = _comparable(model, _declared(model, desired), observed, ctx)
    _tell_mode(out, model, _declared(model, desired), observed)
    changes = model.delta(parts, observed.config, ctx)
    if changes and ctx.made:
        differences = ", ".join(f"{change.path} is {change.before} where {change.after} is declared" for change in changes)
        raise NotConverged(f"{differences}, as libvirt made it", operation="make it",
                           remedy="Declare it so, or leave it out.")
    for change in changes:
        if change.path != OptionPath.of("capacity"):
            raise Refused(
                f"{change.path} is {change.before!r} and cannot become {change.after!r}: only the capacity of a volume can change",
                operation="change it", remedy="Declare it as it is, or give the new volume another name.")
        shrink = parts["capacity"] < (model.nodes["capacity"].read(observed.config) or 0)
        _refuse_lossy_resize(desired, change, shrink, mistaken, ctx)
        out.config = copy.deepcopy(observed.config)
        model.nodes["capacity"].write(parts["capacity"], out.config, ctx)
        disks = [(disk["guest"], disk["device"]) for disk in ctx.planning_facts.get("disks", ()) if disk["running"]]
        out.add(Resize([OptionPath.of("capacity")], capacity=parts["capacity"], shrink=shrink, disks=disks,
                       allocate=(desired.get("allocation") or 0) >= parts["capacity"]))


def _as_opened(observed, ctx):
    """The volume as guests open it, and the format that libvirt mistakes it for: of a raw one, what a guest wrote at its beginning."""
    shape = observed.config.find("./target/format")
    reported = None if shape is None else shape.get("type")
    opened = {disk["format"] for disk in ctx.planning_facts.get("disks", ()) if disk["top"]}
    if reported in (None, *PLAIN) or opened != {"raw"}:
        return observed, None
    config = copy.deepcopy(observed.config)
    config.find("./target/format").set("type", "raw")
    for path in ("./backingStore", "./target/compat", "./target/features", "./target/clusterSize"):
        xml.remove(config, xml.Path(path).steps)
    if config.findtext("physical"):
        config.find("capacity").text = config.findtext("physical")
    return Observed(config, status=observed.status), reported


def _refuse_lossy_resize(desired, change, shrink, mistaken, ctx):
    """Refuse to give a volume a size that loses data, or that a running guest could not be told."""
    disks = [disk for disk in ctx.planning_facts.get("disks", ()) if disk["running"]]
    guests = ", ".join(sorted({f"'{disk['guest']}'" for disk in disks}))
    operation = "shrink it" if shrink else "make it larger"
    if shrink and not desired.get("shrink"):
        raise Refused(f"capacity is {change.before} and {change.after} is declared: what lies beyond would be lost",
                      operation=operation, remedy="Declare the capacity that it has.")
    if shrink and disks:
        raise Refused(f"guest {guests} runs with it and would lose what lies beyond", operation=operation,
                      remedy="Declare the capacity that it has, or shut the guest down first.")
    if shrink and ctx.planning_facts.get("shared") and not desired["force"]:
        raise Refused("it is on shared storage, and a guest of another host may have it", operation=operation, remedy=SEE_EVERY_HOST)
    if disks and not ctx.planning_facts.get("resizes_live", True):
        raise Unsupported(f"this hypervisor cannot tell a running guest that its disk has grown, and guest {guests} runs with it",
                          operation=operation, remedy="Shut the guest down, then run again.")
    if any(not disk["top"] or disk["readonly"] for disk in disks):
        raise Refused(f"guest {guests} reads it through another image, or without writing to it", operation=operation,
                      remedy="Shut the guest down first, or commit the snapshot above it.")
    if mistaken and not disks:
        raise Refused(f"a guest wrote the header of a {mistaken} image into it, and libvirt would change it as that",
                      operation=operation, remedy="Start the guest first: its disk grows while it runs.")


def _comparable(model, parts, observed, ctx):
    """Those of the wanted parts that libvirt tells of a volume that is there."""
    parts = {name: value for name, value in parts.items() if name not in model.ONCE and name != "name"}
    if observed.config.get("type") == "block":
        parts.pop("format", None)
    if "encryption" in parts:
        kept, (inside, elem) = parts["encryption"], model.nodes["encryption"].below(None, observed.config)
        parts["encryption"] = {"format": kept["format"], **({} if elem is None else _as_declared(inside, kept, elem))}
    if "backing" in parts:
        found = ctx.planning_facts.get("backing") or {}
        held = model.nodes["backing"].to_declaration(observed.config) or {}
        path = parts["backing"].get("path") or found.get("path")
        kept = {"path": path, "format": parts["backing"].get("format") if held.get("format") else None}
        parts["backing"] = {name: value for name, value in kept.items() if value}
        if not path:
            parts.pop("backing")
    return parts


def _as_declared(model, desired, elem):
    """Those of the wanted options of an element that libvirt or the volume itself tells."""
    found = {}
    for name, value in desired.items():
        node = model.nodes[name]
        inside, below = node.below(value, elem) if isinstance(value, dict) else (None, None)
        kept = _as_declared(inside, value, below) if below is not None else {} if isinstance(value, dict) else value
        if kept != {} and node.to_declaration(elem) is not None:
            found[name] = kept
    return found


def _with_facts(model, config, ctx):
    """What libvirt tells of a volume, with what it does not: how the volume is encrypted, and QEMU's own size of clusters."""
    encryption, (inside, elem) = ctx.planning_facts.get("encryption"), model.nodes["encryption"].below(None, config)
    image = model.nodes["format"].read(config) == "qcow2" and model.nodes["cluster_size"].read(config) is None
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


def _tell_mode(out, model, desired, observed):
    """Warn of another mode than the file has: it is set when the volume is made, and a running guest may need the one that is there."""
    node = model.nodes["permissions"]
    mode, held = desired.get("permissions", {}).get("mode"), (node.to_declaration(observed.config) or {}).get("mode")
    if observed.config.get("type") == "file" and mode not in (None, "") and held is not None:
        declared_mode = node.model.nodes["mode"].codec.to_user(mode)
        if declared_mode != held:
            out.warnings.append(f"volume '{out.name}': permissions.mode is {held}, and {declared_mode} is declared, which is used when a "
                                f"volume is made. Change it with ansible.builtin.file and refresh the pool, or declare {held}.")
