"""A pace for tests, which tap and write faster than people; what the real pace does has tests of its own."""

from services.platform.chat_paces import ChatLimits

HURRIED = ChatLimits(burst=100_000.0)
