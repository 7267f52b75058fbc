#!/usr/bin/python
# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Module that manages a network filter."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: nwfilter
short_description: Manage a network filter of libvirt
version_added: 0.1.0
description:
  - Brings a network filter to its declared state, and changes nothing when it is there already.
  - A changed filter reaches running guests at once.
  - Rules and references are lists of the user's. A rule that is not exactly as declared is replaced.
author:
  - The anvil.hypervisor maintainers (@anvil-collections)
extends_documentation_fragment:
  - anvil.hypervisor.attributes
  - anvil.hypervisor.connection
options:
  name:
    description:
      - Name of the filter.
      - A name other than . or .., without slashes, or white space around it. It cannot be changed while the nwfilter exists.
    type: str
  state:
    description:
      - Whether the filter is there.
    type: str
    default: present
    choices: [present, absent]
  xml:
    description:
      - >-
        A whole document of libvirt's for the filter. It lies under the other options: what it leaves out is not managed, and an
        option that is given wins over it.
    type: str
  validate:
    description:
      - Whether libvirt checks the document against its own schema before it takes it.
    type: bool
    default: true
  uuid:
    description:
      - UUID. Left out, the one that is there stays, and a new one is derived from the name and the host.
      - It cannot be changed while the nwfilter exists.
    type: str
  chain:
    description:
      - >-
        Chain that the rules are in: V(root), V(mac), V(ipv4-ssh) and so on.
      - Without it libvirt takes V(root). A change reaches a running nwfilter at once.
    type: str
  priority:
    description:
      - Place of the chain among the others, the lowest first. Left out, libvirt chooses it by the chain.
      - A whole number from -1000 to 1000. A change reaches a running nwfilter at once.
    type: int
  filterrefs:
    description:
      - Filters that are included, in order.
      - The list is complete when it is given, and an empty one removes every member. The order matters. A change reaches a
        running nwfilter at once.
    type: list
    elements: dict
    suboptions:
      filter:
        description:
          - Name of the filter.
        type: str
        required: true
      parameters:
        description:
          - Variables of the filter.
          - The list is complete when it is given, and an empty one removes every member. Members are told apart by C(name) and
            C(value).
        type: list
        elements: dict
        suboptions:
          name:
            description:
              - Name of the variable.
            type: str
            required: true
          value:
            description:
              - Value of the variable.
            type: str
            required: true
  rules:
    description:
      - Rules, in order. A rule that is not exactly as declared is replaced.
      - The list is complete when it is given, and an empty one removes every member. The order matters. Of C(mac), C(vlan),
        C(stp), C(arp), C(rarp), C(ip), C(ipv6), C(tcp), C(udp), C(udplite), C(sctp), C(icmp), C(igmp), C(esp), C(ah), C(all),
        C(tcp_ipv6), C(udp_ipv6), C(udplite_ipv6), C(sctp_ipv6), C(icmpv6), C(esp_ipv6), C(ah_ipv6), C(all_ipv6) at most one can
        be given. A change reaches a running nwfilter at once.
    type: list
    elements: dict
    suboptions:
      action:
        description:
          - What is done.
        type: str
        required: true
        choices: [drop, reject, accept, return, continue]
      direction:
        description:
          - Direction, as the guest sees it.
        type: str
        required: true
        choices: [in, out, inout]
      priority:
        description:
          - Place among the rules, the lowest first.
          - A whole number from -1000 to 1000. Without it libvirt takes V(500).
        type: int
      statematch:
        description:
          - Whether connections are followed.
          - Without it libvirt takes V(true).
        type: bool
      mac:
        description:
          - Ethernet frames. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacaddr:
            description:
              - MAC address of the destination.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacmask:
            description:
              - Mask of the destination's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          protocolid:
            description:
              - Protocol in the frame, a number or V(arp), V(rarp), V(ipv4), V(ipv6).
              - A number, a word such as 'ipv4', or a variable.
            type: str
      vlan:
        description:
          - Frames of a VLAN. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacaddr:
            description:
              - MAC address of the destination.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacmask:
            description:
              - Mask of the destination's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          vlanid:
            description:
              - Number of the VLAN.
              - A number or a variable.
            type: str
          encap_protocol:
            description:
              - Protocol inside.
              - A number, a word such as 'ipv4', or a variable.
            type: str
      stp:
        description:
          - Messages of the spanning tree protocol. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          type:
            description:
              - Type of the message.
              - A number or a variable.
            type: str
          flags:
            description:
              - Flags of the message.
              - A number or a variable.
            type: str
          root_priority:
            description:
              - Root priority, or the lowest.
              - A number or a variable.
            type: str
          root_priority_hi:
            description:
              - Highest root priority.
              - A number or a variable.
            type: str
          root_address:
            description:
              - MAC address of the root.
              - A MAC address or a variable such as '$MAC'.
            type: str
          root_address_mask:
            description:
              - Mask of the root's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          root_cost:
            description:
              - Cost of the root path, or the lowest.
              - A number or a variable.
            type: str
          root_cost_hi:
            description:
              - Highest cost of the root path.
              - A number or a variable.
            type: str
          sender_priority:
            description:
              - Priority of the sender, or the lowest.
              - A number or a variable.
            type: str
          sender_priority_hi:
            description:
              - Highest priority of the sender.
              - A number or a variable.
            type: str
          sender_address:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          sender_address_mask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          port:
            description:
              - Port, or the lowest.
              - A number or a variable.
            type: str
          port_hi:
            description:
              - Highest port.
              - A number or a variable.
            type: str
          age:
            description:
              - Age, or the lowest.
              - A number or a variable.
            type: str
          age_hi:
            description:
              - Highest age.
              - A number or a variable.
            type: str
          max_age:
            description:
              - Maximum age, or the lowest.
              - A number or a variable.
            type: str
          max_age_hi:
            description:
              - Highest maximum age.
              - A number or a variable.
            type: str
          hello_time:
            description:
              - Hello time, or the lowest.
              - A number or a variable.
            type: str
          hello_time_hi:
            description:
              - Highest hello time.
              - A number or a variable.
            type: str
          forward_delay:
            description:
              - Forward delay, or the lowest.
              - A number or a variable.
            type: str
          forward_delay_hi:
            description:
              - Highest forward delay.
              - A number or a variable.
            type: str
      arp:
        description:
          - ARP. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacaddr:
            description:
              - MAC address of the destination.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacmask:
            description:
              - Mask of the destination's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          hwtype:
            description:
              - Type of the hardware.
              - A number or a variable.
            type: str
          protocoltype:
            description:
              - Type of the protocol.
              - A number or a variable.
            type: str
          opcode:
            description:
              - Operation, a number or a word such as V(Request).
              - A number, a word such as 'Request', or a variable.
            type: str
          arpsrcmacaddr:
            description:
              - Sender's MAC address in the message.
              - A MAC address or a variable such as '$MAC'.
            type: str
          arpdstmacaddr:
            description:
              - Destination's MAC address in the message.
              - A MAC address or a variable such as '$MAC'.
            type: str
          arpsrcipaddr:
            description:
              - Sender's IP address in the message.
              - An IP address or a variable such as '$IP'.
            type: str
          arpsrcipmask:
            description:
              - >-
                Mask of the sender's IP address. libvirt's schema does not know it: set O(validate=false).
              - A prefix's length or a netmask.
            type: str
          arpdstipaddr:
            description:
              - Destination's IP address in the message.
              - An IP address or a variable such as '$IP'.
            type: str
          arpdstipmask:
            description:
              - >-
                Mask of the destination's IP address. libvirt's schema does not know it: set O(validate=false).
              - A prefix's length or a netmask.
            type: str
          gratuitous:
            description:
              - Whether gratuitous messages alone are meant.
              - Without it libvirt takes V(false).
            type: bool
      rarp:
        description:
          - RARP. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacaddr:
            description:
              - MAC address of the destination.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacmask:
            description:
              - Mask of the destination's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          hwtype:
            description:
              - Type of the hardware.
              - A number or a variable.
            type: str
          protocoltype:
            description:
              - Type of the protocol.
              - A number or a variable.
            type: str
          opcode:
            description:
              - Operation, a number or a word such as V(Request).
              - A number, a word such as 'Request', or a variable.
            type: str
          arpsrcmacaddr:
            description:
              - Sender's MAC address in the message.
              - A MAC address or a variable such as '$MAC'.
            type: str
          arpdstmacaddr:
            description:
              - Destination's MAC address in the message.
              - A MAC address or a variable such as '$MAC'.
            type: str
          arpsrcipaddr:
            description:
              - Sender's IP address in the message.
              - An IP address or a variable such as '$IP'.
            type: str
          arpsrcipmask:
            description:
              - >-
                Mask of the sender's IP address. libvirt's schema does not know it: set O(validate=false).
              - A prefix's length or a netmask.
            type: str
          arpdstipaddr:
            description:
              - Destination's IP address in the message.
              - An IP address or a variable such as '$IP'.
            type: str
          arpdstipmask:
            description:
              - >-
                Mask of the destination's IP address. libvirt's schema does not know it: set O(validate=false).
              - A prefix's length or a netmask.
            type: str
          gratuitous:
            description:
              - Whether gratuitous messages alone are meant.
              - Without it libvirt takes V(false).
            type: bool
      ip:
        description:
          - IPv4 frames. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacaddr:
            description:
              - MAC address of the destination.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacmask:
            description:
              - Mask of the destination's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
          protocol:
            description:
              - Protocol in the packet, a number or a word such as V(tcp).
              - A number, a word such as 'tcp', or a variable.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
      ipv6:
        description:
          - IPv6 frames. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacaddr:
            description:
              - MAC address of the destination.
              - A MAC address or a variable such as '$MAC'.
            type: str
          dstmacmask:
            description:
              - Mask of the destination's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
          protocol:
            description:
              - Protocol in the packet, a number or a word such as V(tcp).
              - A number, a word such as 'tcp', or a variable.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          type:
            description:
              - First type of ICMPv6.
              - A number or a variable.
            type: str
          typeend:
            description:
              - Last type of ICMPv6.
              - A number or a variable.
            type: str
          code:
            description:
              - First code of ICMPv6.
              - A number or a variable.
            type: str
          codeend:
            description:
              - Last code of ICMPv6.
              - A number or a variable.
            type: str
      tcp:
        description:
          - TCP over IPv4. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
          flags:
            description:
              - Mask and flags, such as V(SYN,ACK/SYN).
              - A value, or a variable such as '$IP'.
            type: str
          option:
            description:
              - >-
                Number of an option of the segment. libvirt's schema does not know it: set O(validate=false).
              - A number or a variable.
            type: str
      udp:
        description:
          - UDP over IPv4. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
      udplite:
        description:
          - UDP-Lite over IPv4. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      sctp:
        description:
          - SCTP over IPv4. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
      icmp:
        description:
          - ICMP. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          type:
            description:
              - Type of the message.
              - A number or a variable.
            type: str
          code:
            description:
              - Code of the message.
              - A number or a variable.
            type: str
      igmp:
        description:
          - IGMP. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      esp:
        description:
          - ESP over IPv4. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      ah:
        description:
          - AH over IPv4. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      all:
        description:
          - All of IPv4. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      tcp_ipv6:
        description:
          - TCP over IPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
          flags:
            description:
              - Mask and flags, such as V(SYN,ACK/SYN).
              - A value, or a variable such as '$IP'.
            type: str
          option:
            description:
              - >-
                Number of an option of the segment. libvirt's schema does not know it: set O(validate=false).
              - A number or a variable.
            type: str
      udp_ipv6:
        description:
          - UDP over IPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
      udplite_ipv6:
        description:
          - UDP-Lite over IPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      sctp_ipv6:
        description:
          - SCTP over IPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          srcportstart:
            description:
              - First port of the sender.
              - A number or a variable.
            type: str
          srcportend:
            description:
              - Last port of the sender.
              - A number or a variable.
            type: str
          dstportstart:
            description:
              - First port of the destination.
              - A number or a variable.
            type: str
          dstportend:
            description:
              - Last port of the destination.
              - A number or a variable.
            type: str
      icmpv6:
        description:
          - ICMPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
          type:
            description:
              - Type of the message.
              - A number or a variable.
            type: str
          code:
            description:
              - Code of the message.
              - A number or a variable.
            type: str
      esp_ipv6:
        description:
          - ESP over IPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      ah_ipv6:
        description:
          - AH over IPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
      all_ipv6:
        description:
          - All of IPv6. An empty dictionary matches all of it.
        type: dict
        suboptions:
          match:
            description:
              - V(false) turns the meaning of the attributes around.
              - Without it libvirt takes V(true).
            type: bool
          comment:
            description:
              - Comment, of at most 256 characters.
            type: str
          srcmacaddr:
            description:
              - MAC address of the sender.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcmacmask:
            description:
              - Mask of the sender's MAC address.
              - A MAC address or a variable such as '$MAC'.
            type: str
          srcipaddr:
            description:
              - IP address of the sender.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipmask:
            description:
              - Mask of the sender's IP address.
              - A prefix's length or a netmask.
            type: str
          dstipaddr:
            description:
              - IP address of the destination.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipmask:
            description:
              - Mask of the destination's IP address.
              - A prefix's length or a netmask.
            type: str
          srcipfrom:
            description:
              - First address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          srcipto:
            description:
              - Last address of a range of senders.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipfrom:
            description:
              - First address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dstipto:
            description:
              - Last address of a range of destinations.
              - An IP address or a variable such as '$IP'.
            type: str
          dscp:
            description:
              - Differentiated services code point.
              - A number or a variable.
            type: str
          connlimit_above:
            description:
              - Number of connections above which the rule matches.
              - A number or a variable.
            type: str
          state:
            description:
              - States of the connection with commas, such as V(NEW,ESTABLISHED).
              - A value, or a variable such as '$IP'.
            type: str
          ipset:
            description:
              - Name of an IP set of the host.
              - A value, or a variable such as '$IP'.
            type: str
          ipsetflags:
            description:
              - Which of an address and a port the IP set is asked for, such as V(src,dst).
              - A value, or a variable such as '$IP'.
            type: str
"""

EXAMPLES = r"""
- name: Let a guest answer SSH and nothing else
  anvil.hypervisor.nwfilter:
    name: ssh-only
    chain: root
    filterrefs:
      - filter: clean-traffic
    rules:
      - action: accept
        direction: in
        tcp:
          dstportstart: 22
      - action: accept
        direction: out
        all:
          state: ESTABLISHED,RELATED
      - action: drop
        direction: inout
        all: {}

- name: Remove a filter
  anvil.hypervisor.nwfilter:
    name: ssh-only
    state: absent
"""

RETURN = r"""
changed:
  description: Whether something was changed, or in check mode would be.
  returned: always
  type: bool
actions:
  description: What was done, in order, or in check mode would be.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: Kind of the object.
      type: str
    name:
      description: Name of the object.
      type: str
    operation:
      description: What was done, such as V(define), V(start), V(update).
      type: str
    option:
      description: The options that made it necessary; empty for the object as a whole.
      type: list
      elements: str
diff:
  description: The declared options of each changed object before and after, as YAML.
  returned: success
  type: list
  elements: dict
restart_required:
  description: Options that are written to the configuration and wait for a restart of the nwfilter.
  returned: success
  type: list
  elements: str
  sample: ["mtu"]
nwfilter:
  description: The nwfilter after the run as declared data, which the module takes back
    without a change; empty where it is absent.
  returned: success
  type: dict
  sample: {"name": "ssh-only", "rules": [{"action": "drop", "direction": "inout", "all": {}}]}
failures:
  description: What went wrong, with C(kind), C(name), C(operation), C(code), C(libvirt_code), C(message) and C(remedy).
  returned: failure
  type: list
  elements: dict
"""

from ansible_collections.anvil.hypervisor.plugins.module_utils._runner import run_object  # noqa: E402 (after the documentation)


def main():
    """Run the module."""
    run_object("nwfilter")


if __name__ == "__main__":
    main()
