from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from handlers.platform.buttons import StartReport
from handlers.platform.outgoing import (
    Button,
    Call,
    Sent,
    Upload,
    delete,
    document,
    edit,
    message,
    photo,
    toast,
)

uploads = st.builds(Upload, st.text("abc", min_size=1), st.text(max_size=20), st.binary(max_size=300))
calls = st.builds(
    Call,
    method=st.sampled_from(["sendMessage", "sendPhoto"]),
    params=st.dictionaries(
        st.text("abcdef", min_size=1), st.integers(-(2**52), 2**52) | st.text(max_size=30)
    ),
    uploads=st.lists(uploads, max_size=3).map(tuple),
    remember=st.none() | st.text(max_size=10),
    target=st.none() | st.text(max_size=10),
    strict=st.booleans(),
)


@given(calls)
def test_a_call_survives_the_outbox(call: Call) -> None:
    assert Call.decode(call.encode()) == call


def test_a_message_has_its_markup_and_no_preview() -> None:
    rows = [
        [
            Button("Ya", StartReport()),
            Button("Situs", url="https://example.org"),
            Button("Salin", copy="satu dua"),
        ]
    ]
    call = message(5, "<b>Halo</b>", rows, protect=True, silent=True, remember="tag")
    assert call.params["parse_mode"] == "HTML"
    assert call.params["link_preview_options"] == {"is_disabled": True}
    assert call.params["protect_content"]
    assert call.params["disable_notification"]
    assert call.params["reply_markup"]["inline_keyboard"] == [
        [
            {"text": "Ya", "callback_data": "report:start"},
            {"text": "Situs", "url": "https://example.org"},
            {"text": "Salin", "copy_text": {"text": "satu dua"}},
        ]
    ]
    assert call.remember == "tag"


def test_a_message_is_edited_by_id_or_by_what_is_known_of_it() -> None:
    assert edit(5, 7, "x").params["message_id"] == 7
    later = edit(5, Sent("tag"), "x")
    assert (later.target, "message_id" in later.params) == ("tag", False)
    assert delete(5, Sent("tag")).target == "tag"


def test_files_go_along_by_name() -> None:
    call = photo(5, b"bytes", "judul", protect=True)
    assert call.params["photo"] == "attach://file"
    assert call.uploads == (Upload("file", "foto.jpg", b"bytes"),)
    assert document(5, b"x", "laporan.pdf").uploads[0].file_name == "laporan.pdf"


def test_a_toast_fits() -> None:
    assert len(toast("1", "x" * 500).params["text"]) == 200
    assert toast("1", alert=True).params == {"callback_query_id": "1", "show_alert": True}
