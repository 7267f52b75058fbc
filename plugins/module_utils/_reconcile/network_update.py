# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a running network takes at once: calls of virNetworkUpdate, planned by the rules that libvirt has for them.

The rules are those of libvirt's src/conf/network_conf.c: which members an addition must not be like, and which member a deletion
takes away. A change that they forbid is not tried: it waits for a restart.
"""

from __future__ import annotations

from .._model import xml
from .._model.option_path import OptionPath


class Step:
    """One call: `add` or `delete` a member of a section. `whole` is the member, of which the call may name a part."""

    __slots__ = ("command", "index", "options", "section", "whole", "xml")

    def __init__(self, options, section, command, index, text, whole):
        self.options, self.section, self.command, self.index, self.xml, self.whole = options, section, command, index, text, whole

    def __repr__(self):
        return f"Step({self.command} {self.section} {self.index} {self.xml} {self.options})"


def _shares(*names):
    """Whether two members have one of these attributes in common."""
    return lambda one, other: any(one.get(name) is not None and one.get(name) == other.get(name) for name in names)


def _agrees(*names):
    """Whether another member has all of these attributes that this one has."""
    return lambda one, other: all(one.get(name) is None or one.get(name) == other.get(name) for name in names)


def _group_in_the_way(one, other):
    return _shares("name")(one, other) or one.get("default") == other.get("default") == "yes"


class Section:
    """A section of virNetworkUpdate.

    `option` and `path` lead to the list, `key` names the attributes that tell members apart. An addition is refused where
    `in_the_way(new, other)`; a deletion takes the first member for which `hit(gone, other)`, and is refused where there are several
    and it is not of those that take the `first`. A deletion may name the `part` of a member that is enough.
    """

    def __init__(self, word, option, path, key, in_the_way, hit, *, first=False, part=None):
        self.word, self.option, self.steps, self.key = word, OptionPath.of(*option), xml.Path(path).steps, key
        self.in_the_way, self.hit, self.first, self.part = in_the_way, hit, first, part

    def key_of(self, elem):
        return tuple(elem.get(name) for name in self.key)

    def label(self, elem):
        return ",".join(part for part in self.key_of(elem) if part is not None)

    def may_go(self, gone, present):
        """True where a deletion takes just this member away."""
        hits = [elem for elem in present if self.hit(gone, elem)]
        return bool(hits) and hits[0] is gone and (self.first or len(hits) == 1)

    def may_come(self, new, present):
        return not any(self.in_the_way(new, elem) for elem in present)

    def deletion(self, elem):
        """The document of a deletion."""
        return _text(elem if self.part is None else xml.ET.Element(elem.tag, {self.part: elem.get(self.part)}))


_SRV = _agrees("domain", "service", "protocol", "target")
SECTIONS = (
    # A deletion by all that it has would also hit other addresses of the same name.
    Section("dns_host", ("dns", "hosts"), "./dns/host", ("ip",), _shares("ip"), _shares("ip"), part="ip"),
    Section("dns_txt", ("dns", "txts"), "./dns/txt", ("name",), _shares("name"), _shares("name"), first=True),
    Section("dns_srv", ("dns", "srvs"), "./dns/srv", ("service", "protocol", "domain", "target"), _SRV, _SRV),
    Section("forward_interface", ("forward", "interfaces"), "./forward/interface", ("dev",), _shares("dev"), _shares("dev"), first=True),
    Section("portgroup", ("port_groups",), "./portgroup", ("name",), _group_in_the_way, _shares("name"), first=True),
)
DHCP = (
    Section("ip_dhcp_host", ("dhcp", "hosts"), "./dhcp/host", ("ip",), _shares("mac", "name", "ip"), _agrees("mac", "name", "ip"),
            first=True),
    Section("ip_dhcp_range", ("dhcp", "ranges"), "./dhcp/range", ("start", "end"), _agrees("start", "end"), _agrees("start", "end"),
            first=True),
)


class _Member:
    """What becomes of the members of one key: those that go, those that come, and what that is called."""

    def __init__(self, key):
        self.key, self.gone, self.new, self.options = key, [], [], []


class _List:
    """One list of the running network, and what is to become of it."""

    def __init__(self, section, option, index, live, config, parent=None):
        """`parent` is the option that holds this list and nothing that needs a restart."""
        self.section, self.option, self.index, self.parent = section, option, index, parent
        self.present = xml.find_all(live, section.steps)
        there = [_text(elem) for elem in self.present]
        wanted = xml.find_all(config, section.steps)
        texts = [_text(elem) for elem in wanted]
        self.members = {}
        for elem in _beyond(self.present, there, texts):
            self._member(elem).gone.append(elem)
        for elem in _beyond(wanted, texts, there):
            self._member(elem).new.append(elem)

    def _member(self, elem):
        key = self.section.key_of(elem)
        return self.members.setdefault(key, _Member(key))

    def take(self, changes):
        """Give the changes of this list to the members that they are about; returns those that are about none."""
        left = []
        for change in changes:
            about = [member for member in self.members.values() if self._is_about(change, member)]
            for member in about:
                member.options.append(change.path)
            if not about:
                left.append(change.path)
        return left

    def _is_about(self, change, member):
        if change.path in (self.option, self.parent):
            return True
        if any(change.elem is below for elem in member.gone for below in elem.iter()):
            return True
        if isinstance(change.value, dict) and len(change.path) == len(self.option):
            return all(str(change.value.get(name)) == str(part) for name, part in zip(self.section.key, member.key))
        held = (*member.gone, *member.new)
        return change.path.is_within(self.option.member(self.section.label(held[0])))

    def plan(self, refused):
        """The steps, and the options that have to wait. All deletions come first: an addition may need the place."""
        members = {key: member for key, member in self.members.items() if not refused.intersection(member.options)}
        while True:
            blocked = self._blocked(members.values())
            if blocked is None:
                break
            del members[blocked.key]
        steps = []
        for command in ("delete", "add"):
            for member in members.values():
                for elem in member.gone if command == "delete" else member.new:
                    text = self.section.deletion(elem) if command == "delete" else _text(elem)
                    steps.append(Step(member.options or [self.option.member(self.section.label(elem))], self.section.word, command,
                                      self.index, text, _text(elem)))
        waiting = [option for key, member in self.members.items() if key not in members for option in member.options]
        return steps, waiting

    def _blocked(self, members):
        """The first member of which libvirt would refuse a step, or None."""
        present = list(self.present)
        for member in members:
            for elem in member.gone:
                if not self.section.may_go(elem, present):
                    return member
                present = [other for other in present if other is not elem]
        for member in members:
            for elem in member.new:
                if not self.section.may_come(elem, present):
                    return member
                present.append(elem)
        return None


def plan_updates(changes, live, config, refused=frozenset()):
    """The steps that bring changes about on the running network, and the options of those that wait for its restart.

    `refused` are the options that the network did not take when it was asked.
    """
    steps, taken, waiting = [], set(), set()
    for held in _lists(live, config):
        mine = [change for change in changes if change.path.is_within(held.option) or change.path == held.parent]
        if not mine:
            continue
        left = held.take(mine)
        planned, more = held.plan(refused)
        steps += planned
        taken.update(change.path for change in mine if change.path not in left)
        # One list of two has nothing of what adds or removes both.
        waiting.update(option for option in (*left, *more) if option != held.parent or option in more)
    return steps, [change.path for change in changes if change.path not in taken or change.path in waiting]


def _lists(live, config):
    for section in SECTIONS:
        yield _List(section, section.option, -1, live, config)
    there, wanted = live.findall("ip"), config.findall("ip")
    if [elem.get("address") for elem in there] != [elem.get("address") for elem in wanted]:
        return
    for index, (old, new) in enumerate(zip(there, wanted)):
        # libvirt leaves an empty one out, and starts or stops answering as members come and go.
        ip = OptionPath.of("ips").member(old.get("address"))
        dhcp = ip.below(OptionPath.of("dhcp"))
        simple = all(member.tag in ("host", "range") for elem in (old, new) for member in elem.iterfind("./dhcp/*"))
        for section in DHCP:
            yield _List(section, ip.below(section.option), index, old, new, dhcp if simple else None)


def _beyond(elems, texts, others):
    """The elements whose text the other side does not have, as often."""
    left = list(others)
    out = []
    for elem, text in zip(elems, texts):
        if text in left:
            left.remove(text)
        else:
            out.append(elem)
    return out


def _text(elem):
    return xml.serialize(_bare(elem)).strip()


def _bare(elem):
    """A copy without the white space between elements, and with attributes in order."""
    copy = xml.ET.Element(elem.tag, dict(sorted(elem.attrib.items())))
    copy.text = (elem.text or "").strip() or None
    copy.extend([_bare(child) for child in elem])
    return copy
