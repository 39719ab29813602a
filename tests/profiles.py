"""Colour profiles as cameras and print shops embed them, made here: small, and the same each time."""

from __future__ import annotations

import struct

_WHITE = (0.9642, 1.0, 0.8249)
"""D50. Source: ICC.1, profile connection space."""
_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
_ADOBE = ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
"""Red, green and blue in XYZ under D50. Sources: SMPTE EG 432-1 and Adobe RGB (1998), adapted by Bradford."""

Colour = tuple[float, float, float]


def display_p3() -> bytes:
    """What phones write."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0)
    return _of_light(_P3, curve + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))


def adobe_rgb() -> bytes:
    """What cameras write."""
    return _of_light(_ADOBE, b"curv" + bytes(4) + struct.pack(">IH", 1, round(2.19921875 * 256)))


def grey(gamma: float) -> bytes:
    """A scanner's, whose greys lie elsewhere than those of sRGB."""
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256))
    return _profile(b"GRAY", b"XYZ ", {b"wtpt": _xyz(*_WHITE), b"kTRC": curve})


def inks(paper: Colour, cyan: Colour, magenta: Colour, yellow: Colour, black: Colour) -> bytes:
    """A press, by the L*, a*, b* (-128 to 127) of its paper and of each ink; inks over others multiply."""
    corners = []
    for mask in range(16):
        on = [
            ink for bit, ink in zip((8, 4, 2, 1), (cyan, magenta, yellow, black), strict=True) if mask & bit
        ]
        light = paper[0]
        for ink in on:
            light *= ink[0] / 100
        tints = [sum(ink[axis] for ink in on) / max(1, len(on)) for axis in (1, 2)]
        corners += [round(light / 100 * 65_280), *(round((tint + 128) * 256) for tint in tints)]
    straight = struct.pack(">2H", 0, 65_535)
    head = (
        b"mft2"
        + bytes(4)
        + bytes((4, 3, 2, 0))
        + _fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
        + struct.pack(">2H", 2, 2)
    )
    table = head + straight * 4 + struct.pack(f">{len(corners)}H", *corners) + straight * 3
    return _profile(b"CMYK", b"Lab ", {b"wtpt": _xyz(*_WHITE), b"A2B0": table}, b"prtr")


def _of_light(primaries: tuple[Colour, Colour, Colour], curve: bytes) -> bytes:
    red, green, blue = primaries
    return _profile(
        b"RGB ",
        b"XYZ ",
        {b"wtpt": _xyz(*_WHITE), b"rXYZ": _xyz(*red), b"gXYZ": _xyz(*green), b"bXYZ": _xyz(*blue)}
        | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    )


def _profile(space: bytes, connection: bytes, tags: dict[bytes, bytes], kind: bytes = b"mntr") -> bytes:
    """Source: ICC.1:2001-04, clause 6."""
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4xI4s4s4s6H4s", at + len(body), 0x02400000, kind, space, connection, *[1] * 6, b"acsp"
    )
    head += bytes(28) + _fixed(*_WHITE)
    return head + bytes(128 - len(head)) + struct.pack(">I", len(tags)) + table + body


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + _fixed(*values)


def _fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65_536)) for value in values)
