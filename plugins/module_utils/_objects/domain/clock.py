# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A guest's clock and timers."""

from __future__ import annotations

from ..._model.codecs import STR, UINT, YES_NO, Pattern
from ..._model.errors import Invalid
from ..._model.model import Model
from ..._model.nested import Child, Children
from ..._model.values import Field


class Adjustment(Pattern):
    """Seconds, or the word `reset`."""

    def __init__(self):
        super().__init__(r"reset|[+-]?\d+", "seconds, or 'reset'")

    def parse(self, value):
        return self.load(super().parse(value))

    def load(self, text):
        return text if text == "reset" else str(int(text))


class Catchup(Model):
    """How missed ticks are made up for."""

    threshold = Field("./@threshold", UINT, "How far behind the timer has to be, in nanoseconds.")
    slew = Field("./@slew", UINT, "How much faster it may go.")
    limit = Field("./@limit", UINT, "How far behind it gives up, in nanoseconds.")


class Timer(Model):
    """One timer."""

    name = Field("./@name", STR, "Which timer.", required=True,
                 choices=("platform", "hpet", "kvmclock", "pit", "rtc", "tsc", "hypervclock", "armvtimer"),
                 lacking={"xen": ("platform", "kvmclock", "pit", "rtc", "hypervclock", "armvtimer")})
    present = Field("./@present", YES_NO, "Whether the guest has it.")
    tickpolicy = Field("./@tickpolicy", STR, "What happens with missed ticks: they come late (V(delay)), faster than usual "
                       "(V(catchup)), as one (V(merge)), or not at all (V(discard)).",
                       choices=("delay", "catchup", "merge", "discard"))
    track = Field("./@track", STR, "What it follows (V(rtc), V(platform)).", choices=("boot", "guest", "wall", "realtime"))
    frequency = Field("./@frequency", UINT, "Frequency in hertz (V(tsc)).")
    mode = Field("./@mode", STR, "How it is provided (V(tsc)).", choices=("auto", "native", "emulate", "paravirt", "smpsafe"))
    catchup = Child("./catchup", Catchup, "How missed ticks are made up for (V(tickpolicy=catchup)). An empty dictionary leaves it to "
                    "the hypervisor.", empty_removes=True)

    @classmethod
    def check(cls, desired, where):
        name = desired["name"]
        for option, names in (("track", ("rtc", "platform")), ("frequency", ("tsc",)), ("mode", ("tsc",))):
            if option in desired and name not in names:
                raise Invalid(f"{where}.{option}", f"has no meaning for {name}", f"It belongs to {' and '.join(names)}.")
        if desired.get("catchup") and desired.get("tickpolicy", "catchup") != "catchup":
            raise Invalid(f"{where}.catchup", f"has no meaning with tickpolicy {desired['tickpolicy']}", "Set tickpolicy: catchup.")


class Clock(Model):
    """The clock."""

    offset = Field("./@offset", STR, "What the clock starts with: V(utc), the host's V(localtime), a V(timezone), a difference that is "
                   "kept (V(variable)), or a moment (V(absolute)).", choices=("utc", "localtime", "timezone", "variable", "absolute"),
                   lacking={"xen": ("timezone", "absolute")},
                   at_start=True, resets=("@adjustment", "@basis", "@timezone", "@start"))
    adjustment = Field("./@adjustment", Adjustment(), "Difference in seconds (V(variable)), or V(reset) to forget at each start what "
                       "the guest has set (V(utc), V(localtime)).", at_start=True, absent="0")
    basis = Field("./@basis", STR, "What the difference is taken from (V(variable)).", choices=("utc", "localtime"), absent="utc",
                  at_start=True)
    timezone = Field("./@timezone", Pattern(r"[a-zA-Z0-9_.+\-/]+", "a time zone such as Europe/Paris"),
                     "Name of the time zone (V(timezone)).")
    start = Field("./@start", UINT, "The moment, in seconds since 1970 (V(absolute)).", since="8.4.0")
    timers = Children("./timer", Timer, "Timers of the guest. The list is complete when it is given.", key="name")

    @classmethod
    def check(cls, desired, where):
        offset = desired.get("offset")
        if offset is None:
            return
        meaning = {"adjustment": ("utc", "localtime", "variable"), "basis": ("variable",), "timezone": ("timezone",),
                   "start": ("absolute",)}
        for option, offsets in meaning.items():
            if option in desired and offset not in offsets:
                raise Invalid(f"{where}.{option}", f"has no meaning with offset {offset}", f"It belongs to {', '.join(offsets)}.")
        given = desired.get("adjustment")
        if given and given != "reset" and offset in ("utc", "localtime"):
            raise Invalid(f"{where}.adjustment", f"libvirt turns {offset} with a difference into variable",
                          f"Set offset: variable and basis: {offset}.")
        if given == "reset" and offset == "variable":
            raise Invalid(f"{where}.adjustment", "a difference that is kept cannot be reset", "Set offset: utc, or give seconds.")
        if offset == "absolute" and "start" not in desired:
            raise Invalid(f"{where}.start", "is required by offset absolute", "Declare it, in seconds since 1970.")


class Time(Model):
    """The clock."""

    clock = Child("./clock", Clock, "Clock of the guest.")
