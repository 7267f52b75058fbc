# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Plans for what is defined, started and stopped: networks and pools."""

from __future__ import annotations

from .._actions.action import Start, Stop, Undefine
from .._actions.objects import Build, MakeFolder, PlugIn
from .._model import drift, xml
from .._model.errors import Invalid, Refused
from .._model.observed import Observed
from .._model.option_path import OptionPath
from .._model.section import Section
from . import former
from .network_update import plan_updates, section_of
from .plan import Plan, describe, describe_restart, live_delta, options_wait, plan_autostart, plan_definition, warn_of_users

BUILD = OptionPath.of("build")
TARGET_PATH, PERMISSIONS = OptionPath.of("target", "path"), OptionPath.of("target", "permissions")


def state_of(observed):
    """The state of an object in the words of O(state)."""
    if observed is None:
        return "absent"
    return "active" if observed.active else "inactive"


def plan(model, desired, observed, ctx, policy):
    """Plan one network or pool. `policy` says what the kind does otherwise, see `Policy`."""
    out = Plan(model.kind, desired["name"])
    state = desired["state"]
    if state == "absent":
        if observed is not None:
            policy.before_stop(out, desired, observed, "remove it", ctx)
            if observed.active:
                out.add(Stop())
            if observed.persistent:
                out.add(Undefine(former=xml.serialize(observed.config), autostart=observed.autostart))
            describe(out, model, desired, observed, ctx, (state_of(observed), "absent"))
        return out
    plan_definition(out, model, desired, observed, ctx)
    active = observed is not None and observed.active
    left, restart = [], False
    if not active:
        policy.before_start(out, desired, observed, ctx)
    elif state != "inactive":
        changes = [change for change in live_delta(model, desired, observed, ctx) if policy.comes_with_a_start(change, observed)]
        updates, declared = policy.live_updates(model, changes, observed, out.config, ctx)
        left = list(dict.fromkeys(declared)) + _left(model, observed, out.config, ctx, policy, changes)
        # Options that others configured are reported. They are a reason for a restart only where the task declares no options of its own.
        restart = desired.get("restart", False) and bool(declared or (left and set(model.options_beside_xml(desired)) <= {"name", "uuid"}))
        if left and not restart:
            out.restart_required = left
            out.warnings.append(f"{out.kind} {out.name}: {options_wait(left)} for a restart")
        for update in () if restart else updates:  # a start brings these
            out.add(update)
        if restart:
            policy.before_stop(out, desired, observed, "restart it", ctx)
            after = policy.after_restart(out, observed)
            out.add(Stop(left, former=former.document(model, observed), config=xml.serialize(observed.config), after=after))
            policy.between_stop_and_start(out, desired, left, ctx)
            out.add(Start(left))
            for step in after:
                out.add(step)
    plan_autostart(out, desired, observed)
    if state == "active" and not active:
        out.add(Start())
    elif state == "inactive" and active:
        policy.before_stop(out, desired, observed, "stop it", ctx)
        out.add(Stop())
    lost = _plan_lost(out, observed, policy, restart) if state == "active" or (active and state != "inactive") else ()
    now = state_of(observed)
    wanted = {"present": "inactive" if observed is None else now}.get(state, state)
    if out.changed or out.restart_required:
        describe(out, model, desired, observed, ctx, (now, wanted))
        policy.describe(out, ctx)
        if restart:
            describe_restart(out, left)
        if lost:
            out.before["cut_off"], out.after["cut_off"] = sorted({port["guest"] for port in lost}), []
    return out


def _plan_lost(out, observed, policy, restart):
    """Plan that guests that were cut off are plugged in again, unless a restart does so. Returns their ports."""
    lost = policy.lost(out, observed)
    policy.warn_of_lost(out, observed, lost)
    if lost and not restart:
        out.add(PlugIn(ports=lost))
    return lost


def _left(model, observed, config, ctx, policy, changes):
    """The options that wait for a restart since earlier runs, or since somebody else changed them."""
    if not observed.persistent or xml.serialize(config) == xml.serialize(observed.live):
        return []
    after = Observed(config, observed.live, active=True, persistent=True)
    options = [change.path for change in drift.changes(model, after, ctx) if policy.comes_with_a_start(change, after)]
    # Of a list that changes at once, all members do, or wait by what is declared of them.
    reported = [section_of(model, change.path) or change.path for change in changes]
    return [option for option in dict.fromkeys(options) if not any(option.is_related(other) for other in reported)]


class Policy:
    """What a kind does beyond defining, starting and stopping. This one: nothing."""

    @staticmethod
    def before_start(out, desired, observed, ctx):
        """Add what must come before the start."""

    @staticmethod
    def describe(out, ctx):
        """Show in the diff what the options do not say."""

    @staticmethod
    def after_restart(out, observed):
        """The steps after which a restarted object serves those that it served before."""
        return ()

    @staticmethod
    def lost(out, observed):
        """The ports of guests that an object that runs, or is started, has lost and can be given again."""
        return ()

    @staticmethod
    def warn_of_lost(out, observed, lost):
        """Warn of guests that cannot be plugged in again."""

    @staticmethod
    def comes_with_a_start(change, observed):
        """False for what the running object has otherwise than declared, and would have so again."""
        return True

    @staticmethod
    def between_stop_and_start(out, desired, waiting, ctx):
        """Add what a restart alone would not bring about of the options that wait for it."""

    @staticmethod
    def before_stop(out, desired, observed, operation, ctx):
        """Refuse to stop what is in use; and warn of guests that could not start any more."""

    @staticmethod
    def live_updates(model, changes, observed, config, ctx):
        """The actions that bring changes about on the running object, and the options that wait for its restart."""
        return [], [change.path for change in changes]


class NetworkPolicy(Policy):
    """Networks: parts change while they run; guests that are plugged in keep them from being restarted."""

    @staticmethod
    def before_stop(out, desired, observed, operation, ctx):
        ports = observed.status.get("ports", ())
        if ports and operation != "restart it" and not desired.get("force"):
            raise Refused(f"{len(ports)} interfaces of running guests are plugged in and would be cut off", operation=operation,
                          remedy="Stop these guests first.")
        for port in ports if operation == "restart it" else ():
            if port["obstacle"]:
                raise Refused(f"an interface of the guest '{port['guest']}' could not be plugged in again: {port['obstacle']}",
                              operation=operation, remedy="Stop this guest first.")
        if operation == "remove it":
            warn_of_users(out, ctx.facts.ask("users") or ())

    @staticmethod
    def lost(out, observed):
        """Guests that were cut off by a stop that nothing followed are plugged in again; each knows its bridge by name."""
        bridge = out.config.find("bridge") if observed is not None else None
        cut_off = [] if bridge is None else observed.status.get("cut_off", ())
        return [port for port in cut_off if not port["obstacle"] and port["bridge"] == bridge.get("name")]

    @staticmethod
    def warn_of_lost(out, observed, lost):
        """Those that have an obstacle or know another bridge."""
        for port in observed.status.get("cut_off", ()) if observed is not None else ():
            if port not in lost:
                out.warnings.append(f"network {out.name}: the guest {port['guest']} is cut off from it until it is restarted")

    @staticmethod
    def after_restart(out, observed):
        """Guests are plugged in again; each knows its bridge by name."""
        former, bridge = observed.live.find("bridge"), out.config.find("bridge")
        ports = [*observed.status.get("ports", ()), *NetworkPolicy.lost(out, observed)]
        if any(port["tap"] for port in ports) and bridge is not None and former is not None and (
                bridge.get("name") not in (None, former.get("name"))):
            raise Refused(f"running guests are plugged into the bridge {former.get('name')}", operation="restart it",
                          remedy="Stop these guests first, or keep bridge.name.")
        return (PlugIn(ports=ports),) if ports else ()

    @staticmethod
    def live_updates(model, changes, observed, config, ctx):
        # An update has libvirt forget which devices are lent to guests: the next guest would get one of them, and could not start.
        at_once = [change for change in changes if isinstance(change.cost, Section) and not observed.status.get("lent")]
        updates, waiting = plan_updates(model, at_once, observed.live, config, ctx.refused)
        left = {*waiting, *(change.path for change in changes if change not in at_once)}
        return updates, [change.path for change in changes if change.path in left]


class PoolPolicy(Policy):
    """Pools: storage is built when the pool is made, and never again.

    A pool that is there may have been left unbuilt by an interrupted run: it is built where every device is there and holds nothing.
    """

    # A folder is made, nothing is formatted: libvirt.org/storage.
    HARMLESS = ("dir", "netfs", "gluster")
    # Formatted, and what the signature of one that is built looks like: any file system, any table, or a word of wipefs.
    TABLES = ("gpt", "dos", "mac", "bsd", "sun", "dvh", "pc98")
    NO_FILE_SYSTEMS = (*TABLES, "swap", "crypto_LUKS", "drbd")
    FORMATTED = ("fs", "disk", "logical", "zfs")
    # What stopping takes from the host: a mount, a volume group, a session with a server.
    TAKEN_AWAY = ("fs", "netfs", "logical", "iscsi")
    # Others cannot be declared without devices.
    OF_NAMED_DEVICES = ("logical", "zfs")

    @classmethod
    def before_stop(cls, out, desired, observed, operation, ctx):
        """A running guest keeps what it has of a folder, but cannot start again with a disk that it has by the name of a pool."""
        users, taken = ctx.facts.ask("users") or (), observed.active and observed.config.get("type") in cls.TAKEN_AWAY
        lost = [user["guest"] for user in users if user["running"] and (taken or (user["named"] and operation != "restart it"))]
        if lost and not desired.get("force"):
            raise Refused(f"running guests have storage in it: {', '.join(lost)}", operation=operation,
                          remedy="Stop these guests first, in a task before this one.")
        if operation == "remove it":
            warn_of_users(out, users)

    @classmethod
    def before_start(cls, out, desired, observed, ctx):
        kind, state = out.config.get("type"), desired["state"]
        if kind in cls.HARMLESS:
            if desired.get("build", state == "active") and (observed is None or state == "active"):
                out.add(Build([BUILD] if desired.get("build") else []))
            return
        builds = cls._builds(out, desired, observed, ctx) if desired.get("build") else False
        if not builds and kind == "fs" and state == "active":
            cls._make_folder(out, desired, ctx)

    @staticmethod
    def _make_folder(out, desired, ctx):
        """Plan that the folder is made where a file system is mounted; what the device holds is not touched."""
        if desired.get("build", True) and ctx.planning_facts.get("folder") is False:
            out.add(MakeFolder([TARGET_PATH]))

    @classmethod
    def _builds(cls, out, desired, observed, ctx):
        """Plan that the storage of a pool is built; True where it is."""
        kind = out.config.get("type")
        devices = _devices(out, ctx) if kind in cls.FORMATTED else {}
        held = {path: facts["holds"] for path, facts in devices.items() if facts["holds"]}
        if observed is None:
            if kind in cls.OF_NAMED_DEVICES and not devices:
                raise Invalid("source.devices", f"a pool of type {kind} is built of devices, and none is declared",
                              "Name the devices, or leave build out: the pool is then made of what is there.")
            if held and not desired.get("overwrite"):
                raise Refused(f"{_found_on_devices(held)}, and building would destroy it", operation="build it",
                              remedy="Leave build out: the pool is then made of what is there. Or name other devices.")
            shared = [path for path, facts in devices.items() if facts["shared"]]
            if shared and desired.get("overwrite") and not desired.get("force"):
                raise Refused(f"other hosts may see {', '.join(shared)}, and nobody here knows what they have there", operation="build it",
                              remedy="See on every host that nothing there uses it. The option force then says so.")
            out.add(Build([BUILD, OptionPath.of("overwrite")] if held else [BUILD], overwrite=bool(desired.get("overwrite")),
                          formats=kind in cls.FORMATTED))
            return True
        if devices and all(facts["there"] and facts["holds"] == "" for facts in devices.values()):
            out.add(Build([BUILD], formats=True))
            return True
        others = {path: facts["holds"] for path, facts in devices.items() if facts["kinds"] and not cls._is_built(kind, facts["kinds"])}
        if others and desired["state"] == "active":
            raise Refused(f"{_found_on_devices(others)}, which is nothing that a pool of type {kind} is made of", operation="start it",
                          remedy="Correct source.devices or type. What is there was not touched.")
        return False

    @classmethod
    def _is_built(cls, kind, kinds):
        """True where a device holds what a pool of a type is made of."""
        if kind == "disk":
            return any(word in cls.TABLES for word in kinds)
        member = {"logical": "LVM2_member", "zfs": "zfs_member"}.get(kind)
        return member in kinds if member else not any(word in cls.NO_FILE_SYSTEMS or word.endswith("_member") for word in kinds)

    @classmethod
    def describe(cls, out, ctx):
        """Show what is formatted, and what is on it."""
        if out.config.get("type") not in cls.FORMATTED or not any(isinstance(action, Build) for action in out.actions):
            return
        shape = out.config.find("./source/format")
        form = shape.get("type") if shape is not None else None
        devices = _devices(out, ctx)
        unread = "nobody could read what it holds"
        if out.before is None:
            out.before = {"name": out.name, "state": "absent"}
        out.before["storage"] = {path: unread if facts["holds"] is None else facts["holds"] or "empty" for path, facts in devices.items()}
        out.after["storage"] = dict.fromkeys(devices, f"formatted as {form or out.config.get('type')}")

    @staticmethod
    def comes_with_a_start(change, observed):
        """A running pool shows the rights of what is mounted; only a folder's are libvirt's to set.

        The path of a volume group changes with its name, which is compared.
        """
        if observed.config.get("type") == "logical" and change.path == TARGET_PATH:
            return False
        return observed.config.get("type") == "dir" or not change.path.is_within(PERMISSIONS)

    @classmethod
    def between_stop_and_start(cls, out, desired, waiting, ctx):
        """Building makes a folder, gives it its rights and leaves what it holds alone; starting does not."""
        kind = out.config.get("type")
        if kind == "fs" and TARGET_PATH in waiting:
            cls._make_folder(out, desired, ctx)
        moves = kind in cls.HARMLESS and desired.get("build", True)
        options = [option for option in waiting if option.is_within(PERMISSIONS) or (moves and option == TARGET_PATH)]
        if options:
            out.add(Build(options))


def _devices(out, ctx):
    """What is known of the devices of a pool, by path."""
    found = ctx.planning_facts.get("devices", {})
    unknown = {"there": True, "shared": False, "kinds": None, "holds": None}
    return {elem.get("path"): found.get(elem.get("path"), unknown) for elem in out.config.iterfind("./source/device")}


def _found_on_devices(held):
    """What devices hold, as a person reads it."""
    return ", ".join(f"{path} holds {what}" for path, what in held.items())
