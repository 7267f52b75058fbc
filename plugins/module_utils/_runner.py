# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules do that change something: arguments in; validate, plan, apply; a result out."""

from __future__ import annotations

import gc
import re

from ._kinds.kind import plural_of
from ._libvirt import causes, unchanged_cache
from ._libvirt import session as libvirt_session
from ._libvirt.claims import refuse_taken
from ._libvirt.references import exists, need
from ._model.belonging import parent_of
from ._model.errors import HypervisorError, Invalid, Refused, Unsupported, Vanished
from ._model.nested import as_dict
from ._model.node import Seen
from ._model.values import as_list
from ._module import open_module, open_session, without_null
from ._reconcile import diff
from ._reconcile.apply import apply, verify
from ._reconcile.subject import Subject


class Run:
    """Converges objects over one session. `kind_of` gives the `Kind` of a name. `complete` says that what objects refer to is
    declared with them, or exists."""

    def __init__(self, session, check, kind_of, complete=False):
        self.session, self.check, self.kind_of = session, check, kind_of
        # When it is refused that something is missing; in check mode an earlier task may be to make it.
        self.refuse_missing = "always" if complete else "never" if check else "running"
        self.drivers = {}
        self.plans = []
        self.failures = []
        self.failed = set()
        self.gone = set()
        # Identities that were declared or given to what declares none.
        self.given = set()
        # Pairs of kind and name: what is to be there after the run.
        self.expected = set()
        self.after = {}
        # By what others refer to it by: the kind and name of an object of this run.
        self.known = {}

    def driver(self, kind):
        """The driver of a kind, listed once."""
        if kind not in self.drivers:
            self.drivers[kind] = self.kind_of(kind).driver(self.session)
            self.drivers[kind].pending, self.drivers[kind].gone = self.pending, self.gone
        return self.drivers[kind]

    def pending(self, kind):
        """In check mode: the objects of a kind that this run's plans would have made, as their diffs show them, by name."""
        return {p.name: p.after for p in self.plans if p.kind == kind and p.after is not None} if self.check else {}

    def converge(self, kind, desired, seen):
        """Plan one object, and unless checking make it so."""
        model, driver = self.kind_of(kind).model, self.driver(kind)
        name = model.identity(desired)
        for option, version in seen.since:
            if not self.session.supports(version):
                raise Unsupported(f"{option} needs libvirt {version}, and the host has "
                                  f"{libvirt_session.dotted(self.session.version)}", kind=kind, name=name, operation="declare it",
                                  remedy="Leave the option out, or use a newer libvirt.")
        for option, lacking in seen.lacking:
            if lacking == self.session.driver:
                raise Unsupported(f"{libvirt_session.DRIVERS.get(lacking, lacking)} does not support {option}", kind=kind, name=name,
                                  operation="declare it", remedy="Leave it out.")
        desired = driver.adapt_to_host(desired)
        observed = driver.read(name, desired)
        if observed is None and desired["state"] != "absent":
            desired = model.creation_defaults(desired, self.session)
        self.given.update(model.identities(desired))
        subject = Subject(self.kind_of(kind), driver, desired, self.given)
        plan = subject.plan(observed)
        if plan.changed and plan.after is not None:
            refuse_taken(driver, model, plan, observed)
            driver.examine(plan, desired, observed)
            needs = driver.needs(plan, desired, observed)
            if needs is not None:
                need(plan, self.missing(model, desired, plan, seen), self.refuse_missing, *needs)
            for error in driver.obstacles(plan):
                if not self.check:
                    raise error
                plan.warnings.append(str(error.about(kind, name)))
        self.plans.append(plan)
        for config in (observed.config if observed is not None else None, plan.config):
            self._know(kind, name, {} if config is None else {"xml": config})
        if plan.after is not None:
            self.gone.discard((kind, name))
        if plan.changed and not self.check:
            try:
                apply(plan, desired, driver)
            except HypervisorError as error:
                raise causes.explain(error, self.kind_of(kind), driver, plan) from None
            observed = verify(plan, subject)
            self.after[kind, name] = model.to_declaration(observed.config) if observed is not None else {}
        elif plan.changed:
            self.after[kind, name] = model.to_declaration(plan.config) if plan.config is not None else {}
        elif observed is not None:
            self.after[kind, name] = observed
        if plan.changed:
            self.gone.update(plan.removes if plan.after is not None else [(kind, name), *plan.removes])
        return plan

    def missing(self, model, desired, plan, seen):
        """What an object refers to that neither exists nor is made by this run."""
        refers = model.held(plan.config)[1].refers if "xml" in desired and plan.config is not None else seen.refers
        made = {(done.kind, done.name) for done in self.plans if done.after is not None}
        # What an object holds that this run makes or changes, such as a pool, is not known yet.
        inside = {found for found in refers if parent_of(*found) in made}
        there = made | inside | self.expected
        return [found for found in dict.fromkeys(refers) if self.known.get(found, found) not in there and (
            self.known.get(found, found) in self.gone or not exists(self.session.conn, *found))]

    def _know(self, kind, name, desired):
        """Note what others may refer to an object by."""
        self.known.update(dict.fromkeys(self.kind_of(kind).model.known_as(desired), (kind, name)))

    def settle(self, wanted):
        """What rules of the collection's forbid in declarations: all but what libvirt holds just so, since rules bind people."""
        failures = []
        for kind, desired, seen in wanted:
            if seen.complaints:
                model = self.kind_of(kind).model
                name = model.identity(desired)
                observed = self.driver(kind).read(name)
                required = {option: value for option, value in desired.items() if model.nodes[option].required}
                held = model.held(observed.config, required)[1].complaints if observed is not None else ()
                known = {_rule(error) for error in held}
                refused = next((error for error in seen.complaints if _rule(error) not in known), None)
                if refused is not None:
                    failures.append(refused.about(kind, name, "accept the declaration"))
        return failures

    def declaration_of(self, kind, name):
        """The object after the run, as declared data."""
        found = self.after.get((kind, name), {})
        return found if isinstance(found, dict) else self.kind_of(kind).model.to_declaration(found.config)

    def attempt(self, kind, desired, seen):
        """Converge one object; a failure is kept, and what depends on it is left out by name."""
        name = self.kind_of(kind).model.identity(desired)
        broken = [f"{k} '{n}'" for k, n in seen.refers if self.known.get((k, n), (k, n)) in self.failed]
        try:
            if broken:
                raise Refused(f"{', '.join(broken)} failed", operation="converge it", remedy="Mend that first; nothing was done here.")
            self._converge_again(kind, desired, seen, name)
        except HypervisorError as error:
            self.failures.append(error.about(kind, name))
            self.failed.add((kind, name))
            for planned in (self.driver(kind).planned, self.driver(kind).planned_claims):
                planned.pop(name, None)

    def _converge_again(self, kind, desired, seen, name):
        """Converge one object; once more where somebody else removed it since it was read: it is then planned as absent."""
        for again in (True, False):
            try:
                with libvirt_session.errors(kind, name, "converge it"):
                    self.converge(kind, desired, seen)
                return
            except HypervisorError as error:
                driver = self.driver(kind)
                gone = error.libvirt_code in driver.GONE
                if not gone and not isinstance(error, Vanished):
                    raise
                if not again:
                    raise (Vanished(error.message) if gone else error).about(kind, name, error.operation) from None
            driver.load()
            self.plans = [plan for plan in self.plans if plan.done or (plan.kind, plan.name) != (kind, name)]
            for plan in self.plans:
                if (plan.kind, plan.name) == (kind, name):
                    plan.restart_required, plan.warnings = [], []

    def attempt_all(self, wanted):
        """Converge objects in their order of dependence; what is to go goes first, in the reverse order."""
        self.expected = {(kind, self.kind_of(kind).model.identity(desired)) for kind, desired, _seen in wanted
                         if desired["state"] != "absent"}
        for kind, desired, _seen in wanted:
            self._know(kind, self.kind_of(kind).model.identity(desired), desired)
        for kind, desired, seen in reversed([item for item in wanted if item[1]["state"] == "absent"]):
            self.attempt(kind, desired, seen)
        for kind, desired, seen in wanted:
            if desired["state"] != "absent":
                self.attempt(kind, desired, seen)

    def had_nothing_to_say(self):
        """True where all is as declared, and there is nothing to tell about it."""
        return not any(plan.changed or plan.restart_required or plan.warnings or plan.refusals for plan in self.plans)

    def result(self, module):
        """The result of the module."""
        for plan in self.plans:
            for warning in (*plan.warnings, *plan.refusals):
                module.warn(warning)
        plans = [plan for plan in self.plans if plan.changed or plan.restart_required]
        actions = [action for plan in plans for action in (plan.actions if self.check else plan.done)]
        return {
            "changed": bool(actions),
            "actions": [action.as_result() for action in actions if not action.hidden],
            "diff": [diff.of(plan) for plan in plans if plan.changed and (self.check or plan.done)],
            "restart_required": [f"{plan.kind}.{plan.name}.{option}" for plan in plans for option in plan.restart_required],
        }


def _rule(error):
    """What a complaint is about, wherever in their lists the members stand."""
    return re.sub(r"\[\d+\]", "[]", error.message)


def _accept(model, data, secrets):
    """A validated declaration and what was noticed on the way, its secrets among others'; the error names the object."""
    seen = Seen()
    try:
        try:
            return model.accept(data, seen), seen
        except Invalid as error:
            seen, refused = Seen(lenient=True), error
        try:
            return model.accept(data, seen), seen
        except Invalid:
            raise refused from None
    except HypervisorError as error:
        secrets.update(model.secrets_in(data))
        raise error.about(model.kind, model.named(data) if isinstance(data, dict) else None, "accept the declaration") from None
    finally:
        secrets.update(seen.secrets)


def accept_object(model, given, secrets):
    """A validated declaration and what was noticed, or what to say in place of it."""
    try:
        return _accept(model, without_null(given), secrets), None
    except HypervisorError as error:
        return None, {"msg": str(error), "failures": [error.as_result()]}


def run_object(kind):
    """The main function of a module that manages one object."""
    model, name = kind.model, kind.name
    module = open_module(spec_of(model), lambda *given: accept_object(model, *given), supports_check_mode=True, **rules_of(model))
    desired, seen = module.accepted
    with open_session(module, name) as session:
        run = Run(session, module.check_mode, {name: kind}.__getitem__)
        for error in run.settle([(name, desired, seen)]):
            raise error
        _ask_for_files(module, run, [(name, desired, seen)])
        run.attempt(name, desired, seen)
        result = _result_of_one(module, run)
        result[name] = run.declaration_of(name, model.identity(desired))
    module.exit_json(**result)


def _result_of_one(module, run):
    """The result of a run with one object; a failure ends the module."""
    result = run.result(module)
    if run.failures:
        module.fail_json(msg=str(run.failures[0]), failures=[run.failures[0].as_result()], **result)
    result["restart_required"] = list(map(str, run.plans[-1].restart_required))
    return result


def converge_content(module, session, kind, desired, seen, content):
    """Converge one object that is made of what has to be fetched first: the result of the module, and the object as it is then.

    What can be refused without it is refused first. `content()` is a context in which it is there; it is entered only where a run
    has to do something.
    """
    def attempt(check):
        run = Run(session, check, {kind.name: kind}.__getitem__)
        run.attempt(kind.name, desired, seen)
        return run

    run = attempt(check=True)
    if not (module.check_mode or run.failures) and run.plans[-1].changed:
        with content():
            run = attempt(check=False)
    result = _result_of_one(module, run)
    with libvirt_session.errors(kind.name, kind.model.identity(desired), "read it"):
        return result, run.driver(kind.name).read(kind.model.identity(desired))


def _ask_for_files(module, run, wanted):
    """End the run before it touches anything, where files of the controller's are needed that are not on the host yet."""
    if run.check or not run.session.files:
        return
    needed = []
    for kind, desired, _seen in wanted:
        needed += [name for name in run.driver(kind).files_needed(desired) if name not in needed]
    if needed:
        run.session.close()
        module.exit_json(changed=False, _wanted=needed)


def spec_of(model):
    """Ansible's argument spec of an object."""
    return model.spec()["options"]


def rules_of(model):
    """What Ansible checks among the options of an object."""
    return {key: value for key, value in model.spec().items() if key != "options"}


def _accept_objects(order, kind_of, given, secrets):
    """The validated declarations of all kinds with what was noticed, or what to say in place of them.

    It is also refused that two objects claim what only one can have.
    """
    wanted, failures, claimed = [], [], {}
    for kind in order:
        for number, data in enumerate(_members(given, plural_of(kind), failures)):
            model, at = kind_of(kind).model, f"{plural_of(kind)}[{number}]"
            try:
                desired, seen = _accept(model, as_dict(data, ""), secrets)
                name = model.identity(desired)
                for option, value in (("name", name), *(model.unique_values(desired) if desired["state"] != "absent" else ())):
                    first = claimed.setdefault((kind, option, value), (at, name))
                    if first[0] != at:
                        raise Refused(f"{option} '{value}' stands twice in this task, first at {first[0]} ('{first[1]}')",
                                      kind=kind, name=name, operation="accept the declaration",
                                      remedy="Declare each object once." if option == "name" else f"Give each {kind} its own {option}.")
                wanted.append((kind, desired, seen))
                for error in seen.complaints:
                    error.at = at
            except HypervisorError as error:
                error.at = at
                failures.append(error.about(kind, None, "accept the declaration"))
    return wanted, {"changed": False, **_failed(failures, "Nothing was touched")} if failures else None


def _members(given, plural, failures):
    """The declarations of a kind."""
    try:
        return as_list(given.get(plural) or [], plural)
    except HypervisorError as error:
        failures.append(error)
        return []


def run_resources(order, kind_of):
    """The main function of the module that manages all kinds in one task, in their order of dependence."""
    # no_log: False, since Ansible warns of the name `secrets`, and would mask each word that stands in them.
    spec = {plural_of(kind): {"type": "list", "elements": "dict", "default": [], "no_log": False} for kind in order}
    gc.freeze()
    gc.disable()
    module = open_module(spec, lambda *given: _accept_objects(order, kind_of, *given), supports_check_mode=True)
    wanted = module.accepted
    with open_session(module) as session:
        run = Run(session, module.check_mode, kind_of, complete=True)
        if refused := run.settle(wanted):
            module.fail_json(changed=False, **_failed(refused, "Nothing was touched"))
        _ask_for_files(module, run, wanted)
        run.attempt_all(wanted)
        result = run.result(module)
        for kind, name in dict.fromkeys((plan.kind, plan.name) for plan in run.plans if plan.changed):
            if (kind, name) in run.after:
                result.setdefault(plural_of(kind), []).append(run.declaration_of(kind, name))
        if run.failures:
            module.fail_json(**_failed(run.failures, f"The others {'can be' if run.check else 'are'} as declared"), **result)
        if module.private_args["_digest"] and not run.check and run.had_nothing_to_say():
            unchanged_cache.keep(module.private_args["_digest"], session.trace)
    module.exit_json(**result)


def _failed(failures, rest):
    """The message for several failures."""
    lines = [f"{getattr(error, 'at', '')} {error}".strip() for error in failures]
    return {"msg": f"{len(lines)} failed. {rest}.\n" + "\n".join(lines), "failures": [error.as_result() for error in failures]}
