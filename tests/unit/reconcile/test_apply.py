# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans carried out: what fails takes back what was done before it, and what was taken back was not done."""

from __future__ import annotations

from types import MappingProxyType, SimpleNamespace

import pytest
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions import action as common
from ansible_collections.anvil.hypervisor.plugins.module_utils._actions import domain, objects, seed, volume
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.every import ORDER, kind_of
from ansible_collections.anvil.hypervisor.plugins.module_utils._kinds.seed import KIND as SEED
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.errors import (
    ConnectionLost,
    Denied,
    HypervisorError,
    NotConverged,
    NotWhileRunning,
    Vanished,
)
from ansible_collections.anvil.hypervisor.plugins.module_utils._model.facts import Facts
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile import accepted_differences
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.apply import apply, verify
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.plan import Plan
from ansible_collections.anvil.hypervisor.plugins.module_utils._reconcile.subject import Subject
from bench.actions import classes, setters

XML = "<x/>"
VALUES = {"values": [([], "a", 2)], "former": [([], "a", 1)]}
# Each class of actions, and what takes it back: classes in order, or a part of the reason why nothing does.
STEPS = [
    (common.Define(xml=XML), [common.Undefine]),
    (common.Define(xml=XML, former=XML), [common.Restore]),
    (common.Restore(xml=XML), []),
    (common.Undefine(former=XML), [common.Restore]),
    (common.Undefine(former=XML, autostart=True), [common.Restore, common.SetAutostart]),
    (common.SetAutostart(value=True), [common.SetAutostart]),
    (common.Start(), [common.Stop]),
    (common.Stop(), [common.Start]),
    (common.Stop(former=XML, config=XML), [common.Restore, common.Start, common.Restore]),
    (common.Remember(xml=XML), []),
    (objects.UpdateNetwork(section="dns_host", command="add", index=-1, xml=XML, whole=XML), [objects.UpdateNetwork]),
    (common.Stop(former=XML, config=XML, after=(objects.PlugIn(ports=[]),)),
     [common.Restore, common.Start, objects.PlugIn, common.Restore]),
    (objects.PlugIn(ports=[]), []),
    (objects.MakeFolder(), []),
    (objects.Build(), []),
    (objects.Build(formats=True), "stays formatted"),
    (objects.SetValue(value=b"b", former=b"a"), [objects.SetValue]),
    (objects.SetValue(value=b"b", made=True), []),
    (objects.SetValue(value=b"b"), "takes no value away"),
    (volume.Create(xml=XML, removable=True), [volume.Unmake]),
    (volume.Create(xml=XML, filled=True), [volume.Unmake]),
    (volume.Create(xml=XML), "other data"),
    (volume.Unmake(), []),
    (volume.Clone(xml=XML, pool="p", volume="v", reflink=False), "is whole"),
    (volume.Upload(path="/f", size=1, checksum=None), "is whole"),
    (volume.Resize(capacity=1), "could lose data"),
    (volume.Discard(), "incomplete"),
    (volume.Wipe(algorithm="zero"), "is gone"),
    (volume.Delete(), "is gone"),
    (seed.WriteSeed(files={}), []),
    (seed.WriteSeed(files={}, former=b""), [seed.WriteSeed]),
    (domain.UndefineGuest(former=XML), [common.Restore]),
    (domain.UndefineGuest(former=XML, remove=["disks"]), [common.Restore]),
    (domain.UndefineGuest(former=XML, remove=["nvram"]), "nvram went"),
    (domain.DeleteDisk(volume="p/d"), "is gone"),
    (domain.StartGuest(), "not cut off"),
    (domain.Shutdown(timeout=1, force=False), [domain.StartGuest]),
    (domain.Shutdown(timeout=1, force=False, former=XML, config=XML), [common.Restore, domain.StartGuest, common.Restore]),
    (domain.Record(xml=XML), [domain.Record]),
    (domain.Resume(), [domain.Suspend]),
    (domain.Suspend(), [domain.Resume]),
    (domain.Wake(), "guest itself"),
    (domain.Attach(xml=XML), [domain.Detach]),
    (domain.Detach(config=XML, live=XML), [domain.Attach]),
    (domain.Replug(former=XML, live=XML, xml=XML, timeout=1), [domain.Replug]),
    (domain.UpdateDevice(xml=XML), []),
    (domain.UpdateDevice(xml=XML, former=XML), [domain.UpdateDevice]),
    *((found(**VALUES), [found]) for found in domain.GROUPS.values() if "found" not in vars(found)),
    (domain.SetMemory(values=[([], "a", 2)]), []),
    (domain.SetIothreads(**VALUES), []),
    (domain.SetDiskLimits(**VALUES), []),
]


class FakeDriver:
    """Does what it is told, but for the actions that fail: instances, or classes."""

    remembers = False

    def __init__(self, *fails):
        self.fails, self.performed = fails, []

    def perform(self, action, desired):
        self.performed.append(type(action))
        if action in self.fails or type(action) in self.fails:
            raise HypervisorError(f"{action.operation} failed")

    def load(self):
        """Nothing is listed."""

    def read(self, name, desired):
        return object()

    def planning_facts(self, name, desired, observed):
        return {}

    def answered(self, think, name, observed):
        return think(Facts())


class Last(common.Action):
    """The step after those that are looked at."""

    operation = "last"


def planned(*actions):
    plan = Plan("volume", "images/a")
    for action in actions:
        plan.add(action)
    return plan


def test_no_class_of_actions_is_without_a_failure_that_is_injected():
    assert {type(step) for step, _back in STEPS} == set(classes())


def test_each_group_of_values_has_its_class():
    assert set(domain.GROUPS) == setters()


def test_each_class_of_actions_is_performed_by_a_driver():
    assert {found for kind in (*map(kind_of, ORDER), SEED) for found in kind.driver.HANDLERS} == set(classes())


@pytest.mark.parametrize(("step", "back"), STEPS, ids=lambda value: type(value).__name__ if isinstance(value, common.Action) else "")
def test_a_step_that_fails_was_not_done(step, back):
    plan, before = planned(common.SetAutostart(value=True), step), common.SetAutostart
    driver = FakeDriver(step)
    with pytest.raises(HypervisorError, match="failed"):
        apply(plan, {}, driver)
    assert driver.performed == [before, type(step), before]
    assert plan.done == []


@pytest.mark.parametrize(("step", "back"), STEPS, ids=lambda value: type(value).__name__ if isinstance(value, common.Action) else "")
def test_a_step_is_taken_back_or_stays_with_those_before_it(step, back):
    plan, before, last = planned(common.SetAutostart(value=True), step, Last()), common.SetAutostart, Last
    driver = FakeDriver(last)
    with pytest.raises(HypervisorError, match=r"^last failed$"):
        apply(plan, {}, driver)
    if isinstance(back, str):
        assert back in step.irreversible
        assert driver.performed == [before, type(step), last]
        assert plan.done == plan.actions[:2]
    else:
        assert driver.performed == [before, type(step), last, *back, before]
        assert plan.done == []


@pytest.mark.parametrize(("step", "back"), [(step, back) for step, back in STEPS if back and not isinstance(back, str)],
                         ids=lambda value: type(value).__name__ if isinstance(value, common.Action) else "")
def test_what_cannot_be_taken_back_is_told_and_the_rest_is(step, back):
    """Both errors are in the message, and what is left is what was done."""
    taken = step.compensation()[-1]
    step.compensation = lambda: (*step.__class__.compensation(step)[:-1], taken)
    plan = planned(Last(), step, Last())
    driver = FakeDriver(plan.actions[-1], taken)
    with pytest.raises(HypervisorError) as error:
        apply(plan, {}, driver)
    assert str(error.value) == (f"last failed. What was done before ({step.operation}) could not be taken back: "
                                f"{taken.operation} failed")
    assert plan.done == [step]


@pytest.mark.parametrize(("kind", "field"), [(domain.SetIothreads, "threads"), (domain.SetDiskLimits, "limits")])
def test_what_the_driver_found_comes_back(kind, field):
    step = kind(**VALUES)
    step.found = {"vda": {"read_iops_sec": 1}}
    assert [(type(back), getattr(back, field)) for back in step.compensation()] == [(kind, step.found)]


def test_k4_what_takes_back_and_waits_is_told():
    """A guest that has not let go of a device has it still, whatever its configuration holds."""

    class Waits(FakeDriver):
        def perform(self, action, desired):
            super().perform(action, desired)
            return "the guest has not let go of it yet" if isinstance(action, domain.Detach) else None

    plan = planned(domain.Attach(xml=XML), Last())
    with pytest.raises(HypervisorError, match=r"attach\) could not be taken back: the guest has not let go of it yet"):
        apply(plan, {}, Waits(Last))
    assert plan.done == plan.actions[:1]


def test_what_waits_is_no_failure():
    class Waits(FakeDriver):
        def perform(self, action, desired):
            raise NotWhileRunning("no slot is free")

    plan = planned(domain.Attach(["disks[vdb]"], xml=XML))
    apply(plan, {}, Waits())
    assert plan.restart_required == ["disks[vdb]"]
    assert plan.done == []


def test_what_waited_is_not_told_of_a_task_that_failed():
    class Waits(FakeDriver):
        def perform(self, action, desired):
            super().perform(action, desired)
            return "no slot is free" if isinstance(action, domain.Attach) else None

    plan = planned(domain.Attach(["disks[vdb]"], xml=XML), Last())
    with pytest.raises(HypervisorError):
        apply(plan, {}, Waits(Last))
    assert (plan.done, plan.warnings, plan.refusals, plan.restart_required) == ([], [], [], [])


class Nameless:
    """A model of objects that need no name."""

    @staticmethod
    def identity(_want):
        return "images/a"


def otherwise(model, desired, observed, ctx):
    """A planner to whom the new object is not as declared."""
    if ctx.made:
        raise NotConverged("capacity is another")
    return planned(volume.Resize(capacity=1))


@pytest.mark.parametrize(("create", "fails", "performed", "done", "words"), [
    ({"removable": True}, (), [volume.Create, volume.Unmake], 0, "capacity is another"),
    ({"removable": True}, (volume.Unmake,), [volume.Create, volume.Unmake], 1, "could not be taken back: unmake failed"),
    ({}, (), [volume.Create], 1, "report it"),
])
def test_what_was_made_otherwise(create, fails, performed, done, words):
    plan, driver = planned(volume.Create(xml=XML, **create)), FakeDriver(*fails)
    apply(plan, {}, driver)
    with pytest.raises(NotConverged) as error:
        verify(plan, Subject(SimpleNamespace(model=Nameless, planner=otherwise, name="volume"), driver, {}, set()))
    assert driver.performed == performed
    assert len(plan.done) == done
    assert words in str(error.value)


class Unreadable:
    """An object that cannot be read again."""

    desired = MappingProxyType({})

    def __init__(self, driver, error):
        self.driver, self.error = driver, error

    def look_again(self, **_seen):
        raise self.error


@pytest.mark.parametrize(("error", "remedy"), [
    (ConnectionLost("the daemon restarts", remedy="See that it runs."), "See that it runs. Another run verifies the change."),
    (Denied("not yours"), "Another run verifies the change."),
    (HypervisorError("internal error"), "Another run verifies the change."),
], ids=lambda value: type(value).__name__)
def test_what_cannot_be_read_again_stays(error, remedy):
    """It may well be right."""
    plan, driver, cause = planned(common.SetAutostart(["autostart"], value=True)), FakeDriver(), error.message
    apply(plan, {}, driver)
    with pytest.raises(type(error)) as raised:
        verify(plan, Unreadable(driver, error))
    assert raised.value.message == f"the change was made and could not be verified: {cause}"
    assert raised.value.remedy == remedy
    assert driver.performed == [common.SetAutostart]
    assert plan.done == plan.actions


@pytest.mark.parametrize("error", [NotConverged("it differs"), Vanished()], ids=lambda error: type(error).__name__)
def test_what_is_read_again_otherwise_is_taken_back(error):
    plan, driver = planned(common.SetAutostart(value=True)), FakeDriver()
    apply(plan, {}, driver)
    with pytest.raises(type(error)) as raised:
        verify(plan, Unreadable(driver, error))
    assert "could not be verified" not in raised.value.message
    assert driver.performed == [common.SetAutostart, common.SetAutostart]
    assert plan.done == []


def test_a_difference_that_cannot_be_noted_is_taken_back(monkeypatch):
    monkeypatch.setattr(accepted_differences, "remember", lambda _differences, _document: XML)
    plan, driver, left = planned(common.Define(xml=XML, former=XML)), FakeDriver(common.Remember), planned()
    driver.remembers, left.differences = True, ["a"]
    apply(plan, {}, driver)
    with pytest.raises(HypervisorError, match=r"^remember failed$"):
        verify(plan, SimpleNamespace(desired={}, driver=driver, look_again=lambda **_seen: (object(), left)))
    assert driver.performed == [common.Define, common.Remember, common.Restore]
    assert plan.done == []
