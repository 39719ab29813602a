"""What a trained model is named after. Imports nothing that is installed: the build of a wheel asks, too."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from rulebook.features import FEATURES_VERSION

ROOT = Path(__file__).parent


def sources_digest(root: Path = ROOT) -> str:
    """Names the model: hash of every file it is trained from, and of the version of the features."""
    digest = hashlib.sha256(f"features {FEATURES_VERSION}\0".encode())
    for pattern in ("topics/*.toml", "outside/*.toml", "calibration/*.jsonl", "vocabulary.toml"):
        for path in sorted(root.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def model_name(root: Path = ROOT) -> str:
    """The file's name of the model that fits the rulebook below ``root``."""
    return f"questions-{sources_digest(root)}.npz"


if __name__ == "__main__":
    sys.stdout.write(f"{model_name()}\n")  # for tools/wheel_model.py
