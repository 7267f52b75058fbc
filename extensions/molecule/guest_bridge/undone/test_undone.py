"""What a server is after the role has undone its work."""


def test_the_bridge_is_gone_and_the_cards_are_there(host):
    assert not host.interface("br0").exists
    assert host.interface("lan0").exists
    assert host.interface("lan1").exists


def test_nothing_is_left(host):
    assert host.check_output("find /etc -name '*anvil-bridge*'") == ""
