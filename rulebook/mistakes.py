"""Says in a legal officer's words what is wrong with a rulebook file, and how to mend it.

Messages are Indonesian, because the officers who edit these files are no programmers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from rulebook.model import (
    Actor,
    AuthorityView,
    Group,
    LegalBasis,
    Phase,
    Sanction,
    SanctionClass,
    Verdict,
    Voice,
    WrittenTopic,
)

NEAR = 60.0
_TABLES = {"sanction": "[sanction]", "basis": "[[basis]]", "questions": "[questions]"}
_INDONESIAN = {
    "judul": "title",
    "tombol": "button",
    "kelompok": "group",
    "putusan": "verdict",
    "jawaban": "short",
    "singkat": "short",
    "alasan": "reasons",
    "syarat": "conditions",
    "ragu": "uncertain",
    "pelaku": "actors",
    "tahap": "phases",
    "terkait": "related",
    "sumber": "sources",
    "diperiksa": "checked_on",
    "dasar": "basis",
    "sanksi": "sanction",
    "pertanyaan": "questions",
    "resmi": "formal",
    "cerita-panjang": "cerita",
}
"""What an officer may write for the names of fields."""
_LINE = re.compile(r"line (\d+)")
_QUOTED = re.compile(r"'([^']+)'")
_MODELS: Mapping[str, Any] = {"basis": LegalBasis, "sanction": Sanction, "disagreement": AuthorityView}
_VALUES: Mapping[str, Any] = {
    "verdict": Verdict,
    "group": Group,
    "actors": Actor,
    "phases": Phase,
    "classes": SanctionClass,
    "role_notes": Actor,
    "questions": Voice,
}
_VALUE_ERRORS = {
    "at most": "jawaban singkat terlalu panjang: paling banyak tiga kalimat",
    "two sides": "perbedaan pendapat perlu paling sedikit dua pihak",
    "needs conditions": "putusan boleh-bersyarat tanpa syarat",
    "needs a headline": "putusan info tanpa headline",
    "not related": "topik ditautkan ke dirinya sendiri",
    "given twice": "ada contoh pertanyaan yang tertulis dua kali",
    "of each kind of talk": "jenis obrolan di [phrases] kurang atau berlebih",
    "stands twice": "ada isi yang tertulis dua kali",
    "without rules": "ada tahap tanpa aturan",
    "farthest first": "urutan harinya terbalik atau ada yang sama",
}
_VALUE_MENDS = {
    "at most": "pindahkan kalimat yang tidak mendesak ke reasons",
    "two sides": "tambahkan [[disagreement]] untuk pihak lain, atau hapus yang satu ini",
    "needs conditions": 'tulis syaratnya: conditions = ["..."]',
    "needs a headline": 'tulis yang aman, misalnya headline = "Jangan anggap aman: ..."',
    "not related": "hapus slug topik ini dari related",
    "given twice": "hapus salah satunya",
    "of each kind of talk": "tulis setiap jenis satu kali, masing-masing paling sedikit satu kata",
    "stands twice": "hapus salah satunya",
    "without rules": "tulis semua tahap, masing-masing paling sedikit satu slug",
    "farthest first": "tulis dari yang terjauh ke yang terdekat, misalnya [30, 7, 1]",
}


def nearest(word: str, known: list[str]) -> str:
    """``maksud Anda "x"?`` where something is near, else the list of what may stand there."""
    word = _INDONESIAN.get(word.casefold(), word)
    found = process.extractOne(word, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=NEAR)
    if found is not None:
        return f"maksud Anda {found[0]!r}?"
    return f"pilih salah satu: {', '.join(sorted(known))}" if len(known) <= 20 else "periksa ejaannya"


def of_toml(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str, str]:
    """Line, what is wrong and how to mend it, for a file that is not TOML."""
    at = _LINE.search(str(error))
    line = int(at.group(1)) if at else len(text.splitlines())
    reason = str(error)
    lines = text.splitlines()
    shown = lines[line - 1].strip()[:60] if 0 < line <= len(lines) else ""
    if re.search(r"[“”„]", shown):
        return line, f"tanda kutip lengkung pada: {shown}", 'pakai tanda kutip lurus: "'
    if "Unclosed array" in reason:
        return line, "daftar terputus", "tambahkan koma di akhir baris sebelumnya, atau ] di akhir daftar"
    if ("overwrite" in reason or "twice" in reason) and shown.startswith("["):
        name = shown.strip("[] ")
        return line, f"bagian {name} ditulis dengan dua cara", f"tulis setiap bagiannya [[{name}]]"
    if "overwrite" in reason or "twice" in reason:
        return line, f"ditulis dua kali: {shown}", "hapus salah satunya"
    if "Illegal character" in reason:
        return line, f"tanda kutip penutup hilang: {shown}", 'tutup tulisan dengan " di baris yang sama'
    if "Expected '='" in reason:
        return line, f"tanda = hilang: {shown}", 'bentuknya: nama = "isi"'
    if "after a statement" in reason:
        return (
            line,
            f"ada sisa tulisan sesudah isi: {shown}",
            'di dalam tulisan pakai \\" untuk tanda kutip; tanggal ditulis 2026-11-21 tanpa kutip',
        )
    if "end of document" in reason:
        return (
            line,
            "berkas terputus sebelum isinya selesai",
            'periksa baris terakhir: " atau ] belum ditutup',
        )
    if line == 1 and text.startswith("\ufeff"):
        return 1, "berkas diawali tanda BOM", "simpan sebagai UTF-8 tanpa BOM"
    return line, f"bukan TOML yang benar: {shown}", "periksa tanda kutip, koma, dan kurung di baris ini"


def of_field(detail: Mapping[str, Any], fields: Sequence[str] | None = None) -> tuple[str, str]:
    """What is wrong and how to mend it, for one field of a topic, or of another file whose ``fields`` are
    given."""
    where = ".".join(str(part) for part in detail["loc"] if part != "[key]") or "topik"
    kind, context = detail["type"], detail.get("ctx", {})
    names = [str(part) for part in detail["loc"] if isinstance(part, str) and part != "[key]"]
    if kind == "missing":
        table = _TABLES.get(names[-1]) if len(names) == 1 else None
        mend = f"tambahkan bagian {table}" if table else f"tambahkan {names[-1]} = ... di bagiannya"
        return f"{where}: belum diisi", mend
    if kind == "extra_forbidden":
        model = _MODELS.get(names[0], WrittenTopic) if len(names) > 1 else WrittenTopic
        known = list(model.model_fields) if fields is None else list(fields)
        return (
            f"{where}: nama ini tidak dikenal",
            f"{nearest(names[-1], known)} (baris biasa harus berdiri di atas tabel [..] yang pertama)",
        )
    if kind == "enum":
        values = _VALUES.get(names[0]) or _VALUES.get(names[-1])
        known = [one.value for one in values] if values is not None and fields is None else _expected(context)
        given = names[-1] if names[0] in ("role_notes", "questions") else str(detail["input"])
        return f"{where}: isi {given!r} tidak dikenal", nearest(given, known)
    if kind == "string_too_long":
        return (
            f"{where}: terlalu panjang, {len(str(detail['input']))} huruf",
            f"pendekkan menjadi paling banyak {context['max_length']} huruf",
        )
    if kind in ("string_too_short", "too_short"):
        return f"{where}: kosong atau terlalu pendek", "isi, atau hapus barisnya bila boleh tidak ada"
    if kind == "too_long":
        return f"{where}: terlalu banyak isinya", f"paling banyak {context['max_length']}"
    if kind.startswith("date"):
        return f"{where}: bukan tanggal", "tulis tahun-bulan-hari tanpa tanda kutip, misalnya 2026-11-21"
    if kind == "string_pattern_mismatch" and " " in str(context.get("pattern")):
        return (
            f"{where}: {detail['input']!r} bukan kata biasa",
            "huruf kecil dan angka saja, dipisah satu spasi",
        )
    if kind == "string_pattern_mismatch":
        return f"{where}: {detail['input']!r} bukan slug", "huruf kecil dan angka, dipisah tanda hubung"
    if kind in ("tuple_type", "list_type"):
        return f"{where}: harus berupa daftar", f'tulis dengan kurung siku: {names[-1]} = ["..."]'
    if kind == "string_type":
        return f"{where}: harus berupa tulisan", "apit dengan tanda kutip"
    if kind.startswith("int") or kind in ("greater_than_equal", "less_than_equal"):
        least, most = context.get("ge"), context.get("le")
        limit = f", paling sedikit {least}" if least is not None else ""
        limit = f", paling banyak {most}" if most is not None else limit
        return f"{where}: {detail['input']!r} bukan bilangan untuk ini", f"tulis bilangan bulat{limit}"
    if kind.startswith("time"):
        return f"{where}: bukan jam", "tulis jam tanpa tanda kutip, misalnya 13:00:00"
    if kind.startswith("bool"):
        return f"{where}: hanya true atau false", "tulis true atau false tanpa tanda kutip"
    return _of_value(where, str(detail["msg"]))


def _expected(context: Mapping[str, Any]) -> list[str]:
    """The values that pydantic names for an enum: ``'a', 'b' or 'c'``."""
    return _QUOTED.findall(str(context.get("expected", "")))


def _of_value(where: str, message: str) -> tuple[str, str]:
    for part, words in _VALUE_ERRORS.items():
        if part in message:
            _, _, what = message.partition(f"{part}: ")  # what an error names, where it names anything
            return f"{where}: {words}" + (f" ({what})" if what else ""), _VALUE_MENDS[part]
    return f"{where}: {message}", "bandingkan dengan berkas topik lain"
