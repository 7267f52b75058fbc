# Copyright: (c) 2026, The anvil.hypervisor maintainers
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a guest sounds like: sound cards, and the host's audio behind them."""

from __future__ import annotations

from ...._model.codecs import PATH, POSITIVE, STR, UINT, YES_NO, Int
from ...._model.model import Model
from ...._model.nested import Child
from ...._model.values import Field, Values
from .common import acpi_option, address_option, alias_option, goes_with, virtio_driver_option


class Sound(Model):
    """A sound card of the guest."""

    model = Field("./@model", STR, "Kind of card.", required=True, resets=("address", "codec", "@multichannel", "@streams"),
                  choices=("ich9", "ich6", "ich7", "ac97", "virtio", "usb", "es1370", "sb16", "pcspk"))
    multichannel = Field("./@multichannel", YES_NO, "Whether the card has more than two channels (V(usb)).", since="9.4.0")
    streams = Field("./@streams", POSITIVE, "Number of streams (V(virtio)).", since="10.4.0")
    codecs = Values("./codec/@type", STR, "Codecs of the card (V(ich6), V(ich7), V(ich9)).", choices=("duplex", "micro", "output"))
    audio = Field("./audio/@id", POSITIVE, "Number of the audio backend that plays the card's sound.", since="6.7.0")
    driver = virtio_driver_option()
    alias = alias_option()
    acpi = acpi_option()
    address = address_option()


class Settings(Model):
    """Form of the sound."""

    frequency = Field("./@frequency", POSITIVE, "Samples in a second.")
    channels = Field("./@channels", POSITIVE, "Number of channels.")
    format = Field("./@format", STR, "Format of a sample.", choices=("s8", "u8", "s16", "u16", "s32", "u32", "f32"))


class Direction(Model):
    """One direction of sound."""

    mixing_engine = Field("./@mixingEngine", YES_NO, "Whether the hypervisor mixes and converts the sound.")
    fixed_settings = Field("./@fixedSettings", YES_NO, "Whether the format of the sound is fixed; it needs O(mixing_engine).")
    voices = Field("./@voices", POSITIVE, "Number of voices.")
    buffer_length = Field("./@bufferLength", POSITIVE, "Length of the buffer in microseconds.")
    settings = Child("./settings", Settings, "Format of the sound; it needs O(fixed_settings).", empty_removes=True)
    dev = Field("./@dev", STR, "Device of the host (V(alsa), V(oss)).")
    buffer_count = Field("./@bufferCount", POSITIVE, "Number of buffers (V(coreaudio), V(oss), V(sdl)).")
    try_poll = Field("./@tryPoll", YES_NO, "Whether the device is polled (V(alsa), V(oss)).")
    server_name = Field("./@serverName", STR, "Name of the server (V(jack)).")
    client_name = Field("./@clientName", STR, "Name that the guest has on the server (V(jack)).")
    connect_ports = Field("./@connectPorts", STR, "Expression for the ports to connect to (V(jack)).")
    exact_name = Field("./@exactName", YES_NO, "Whether the name has to be exactly O(client_name) (V(jack)).")
    name = Field("./@name", STR, "Name of the sink or source (V(pulseaudio), V(pipewire)).")
    stream_name = Field("./@streamName", STR, "Name of the stream (V(pulseaudio), V(pipewire)).")
    latency = Field("./@latency", POSITIVE, "Delay in microseconds (V(pulseaudio), V(pipewire)).")


TYPES = ("none", "spice", "dbus", "pulseaudio", "pipewire", "alsa", "jack", "oss", "sdl", "coreaudio", "file")
_OPTIONS = {
    "server_name": ("pulseaudio",), "driver": ("sdl",), "path": ("file",), "runtime_dir": ("pipewire",), "try_mmap": ("oss",),
    "exclusive_device": ("oss",), "dsp_policy": ("oss",),
}


class Audio(Model):
    """Audio of the host."""

    id = Field("./@id", Int(1, 255), "Number of the backend, which sound cards name.", required=True)
    type = Field("./@type", STR, "Kind of backend, such as V(pulseaudio) or V(none).", choices=TYPES, resets=(
        "*", "@serverName", "@driver", "@path", "@runtimeDir", "@tryMMap", "@exclusive", "@dspPolicy"))
    timer_period = Field("./@timerPeriod", POSITIVE, "Period of the timer in microseconds.", since="8.6.0")
    server_name = Field("./@serverName", STR, "Name of the server (V(pulseaudio)).")
    runtime_dir = Field("./@runtimeDir", PATH, "Folder with the server's socket (V(pipewire)).", since="9.10.0")
    driver = Field("./@driver", STR, "Driver of the library (V(sdl)).", choices=("esd", "alsa", "arts", "pulseaudio"))
    path = Field("./@path", STR, "File that the sound is written to (V(file)).")
    try_mmap = Field("./@tryMMap", YES_NO, "Whether the device is mapped into memory (V(oss)).")
    exclusive_device = Field("./@exclusive", YES_NO, "Whether the device is opened for exclusive use (V(oss)).")
    dsp_policy = Field("./@dspPolicy", UINT, "Policy of the device's timing, from 0 to 10 (V(oss)).")
    input = Child("./input", Direction, "Settings for recording (sound towards the guest).", empty_removes=True)
    output = Child("./output", Direction, "Settings for playback (sound from the guest).", empty_removes=True)

    @classmethod
    def check(cls, desired, where):
        goes_with(desired, where, "type", _OPTIONS)
