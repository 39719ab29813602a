"""Colours as they were meant: from a picture's own profile to sRGB, before the profile is dropped.

Phones photograph in Display P3, cameras in Adobe RGB, print shops send CMYK: without its profile such a
picture shows other colours than its maker saw. Runs in the worker, on profiles of strangers.
"""

from __future__ import annotations

import io

from PIL import Image, ImageCms

NEAR = 3
"""Levels of 255 by which sRGB profiles of different makers differ: too few to convert a picture for."""
_SPACES = {"RGB": "RGB ", "RGBA": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
"""Modes of Pillow that are converted, and the colour space their profile is of. Source: ICC.1, table 19."""
_STEPS = range(0, 256, 51)


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image | None:
    """The picture in sRGB on a canvas of its own, RGBA for RGBA and RGB for others.

    None where nothing is to be done: no profile, one that does not fit or is broken, or one that is sRGB.
    """
    if not profile or picture.mode not in _SPACES:
        return None
    try:
        transform = _transform(profile, picture.mode)
        if transform is None:
            return None
        canvas = Image.new(transform.output_mode, picture.size, None)  # each pixel is painted
        transform.apply(picture, canvas)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    canvas.info.clear()  # the profile of sRGB stands in it
    return canvas


def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if source.profile.xcolor_space != _SPACES[mode]:
        return None
    target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    output = "RGBA" if mode == "RGBA" else "RGB"
    transform = ImageCms.ImageCmsTransform(source, target, mode, output)
    return None if output == mode and _changes_little(transform, mode) else transform


def _changes_little(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether colours from all over the cube stay where they are."""
    cube = bytes(
        level for red in _STEPS for green in _STEPS for blue in _STEPS for level in (red, green, blue)
    )
    before = Image.frombytes("RGB", (len(cube) // 3, 1), cube).convert(mode)
    after = transform.apply(before, Image.new(mode, before.size, None)).convert("RGB")
    return all(abs(one - other) <= NEAR for one, other in zip(cube, after.tobytes(), strict=True))
