#!/usr/bin/env bash
# PySastrawi 1.2.1, the usual stemmer of Indonesian, cuts words of elections to words that mean something else.
#
# Seen: "pemilu" (general election) becomes "milu", because pe- is taken for a prefix; "petahana" (incumbent)
# "tahana", "relawan" (campaign volunteer) "rawan", which is the word for insecure; "menyalonkan", as people
# write for nominating, "salon"; "bercuti" (to take leave) "cut". "pilkada" and "bawaslu" stay as they are. So
# "pemilu" and "pemilihan", which mean the same, share no stem, while "relawan" and "rawan" do. A search for
# "daerah rawan pemilu" through this stemmer finds volunteers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check PySastrawi==1.2.1
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

stem = StemmerFactory().create_stemmer().stem
expected = {
    "pemilu": "milu", "pemilihan": "pilih", "petahana": "tahana", "relawan": "rawan", "rawan": "rawan",
    "menyalonkan": "salon", "mencalonkan": "calon", "bercuti": "cut", "pilkada": "pilkada", "bawaslu": "bawaslu",
}
seen = {word: stem(word) for word in expected}
for word, cut in seen.items():
    print(f"{word:12} -> {cut}")
assert seen == expected, "another behaviour than stated"
PYTHON
echo "as stated above"
