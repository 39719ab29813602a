#!/usr/bin/env bash
# dateparser 1.5.0 reads Indonesian into the past and hardly into the future.
#
# Seen, with the language set to Indonesian: "kemarin", "kemarin lusa", "3 minggu lalu" and "besok" are read, but
# "lusa" (the day after tomorrow), "minggu depan" (next week), "senin depan" (next Monday) and "5 hari lagi" (in
# five days) are not, while their English counterparts are. "2 hari lalu" is read, "dua hari lalu" with the
# number as a word is not. Of the usual short forms of August "Agt" is read and "Ags" is not. The zones WIB, WITA
# and WIT are known. What announces a deadline ("paling lambat lusa") has to be read by other means.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
from datetime import datetime

import dateparser

settings = {"RELATIVE_BASE": datetime(2024, 11, 20, 12), "RETURN_AS_TIMEZONE_AWARE": False}


def read(text, language):
    found = dateparser.parse(text, languages=[language], settings=settings)
    return found and found.date().isoformat()


expected = {
    ("kemarin lusa", "id"): "2024-11-18", ("3 minggu lalu", "id"): "2024-10-30", ("besok", "id"): "2024-11-21",
    ("2 hari lalu", "id"): "2024-11-18", ("dua hari lalu", "id"): None,
    ("lusa", "id"): None, ("minggu depan", "id"): None, ("senin depan", "id"): None, ("5 hari lagi", "id"): None,
    ("in 5 days", "en"): "2024-11-25", ("next week", "en"): "2024-11-27",
    ("17 Agt 2024", "id"): "2024-08-17", ("17 Ags 2024", "id"): None,
    ("27 November 2024 08.00 WIT", "id"): "2024-11-27",
}
seen = {case: read(*case) for case in expected}
for (text, language), day in seen.items():
    print(f"{language} {text!r} -> {day}")
assert seen == expected, "another behaviour than stated"
PYTHON
echo "as stated above"
