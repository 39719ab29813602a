"""What every peer prints at its end. No package of ours is importable in a peer's environment."""

import json
import os
import sys
import time

URL = os.environ["PEER_URL"]
NUMBER = int(os.environ["PEER_NUMBER"])
IN_FLIGHT = int(os.environ.get("PEER_IN_FLIGHT", "1"))
FIRST_CHAT = 700_000_000
CHATS = range(FIRST_CHAT, FIRST_CHAT + NUMBER)
TOKEN = "1:bench"
TEXT = (
    "<b>Pengumuman</b>\nMasa kampanye dimulai besok. ASN wajib netral; baca aturannya lewat tombol di bawah."
)


class Watch:
    """Seconds and processor seconds since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def report(self) -> None:
        """One line of JSON."""
        seconds, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        sys.stdout.write(json.dumps({"sent": NUMBER, "seconds": seconds, "cpu": cpu}) + "\n")
