#!/usr/bin/env bash
# py3langid 0.4.0 takes many a plain, formal sentence of Indonesian for Malay, and the same in slang for Indonesian.
#
# Seen, with the choice narrowed to Indonesian, Malay, English and Javanese: "bolehkah PNS ikut kampanye" and a
# sentence in the law's manner are Malay for it, "boleh gak sih pns hadir kampanye" is Indonesian; formal
# sentences with other words ("sanksi bagi ASN ...") are Indonesian too. lingua 2.1.1, asked the same among
# Indonesian, Malay and English, says Indonesian each time. A bot that answers by detected language would send
# some of Indonesia's civil servants to the Malay texts, and rather those who write correctly.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check py3langid==0.4.0 lingua-language-detector==2.1.1
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import py3langid
from lingua import Language, LanguageDetectorBuilder

py3langid.set_languages(["id", "ms", "en", "jv"])
lingua = LanguageDetectorBuilder.from_languages(Language.INDONESIAN, Language.MALAY, Language.ENGLISH).build()
expected = {
    "bolehkah PNS ikut kampanye": "ms",
    "apakah ASN boleh like postingan calon": "ms",
    "pegawai negeri dilarang menjadi anggota partai politik": "ms",
    "boleh gak sih pns hadir kampanye": "id",
    "sanksi bagi ASN yang melanggar netralitas": "id",
}
for text, stated in expected.items():
    code, other = py3langid.classify(text)[0], lingua.detect_language_of(text)
    print(f"{text!r}: py3langid {code}, lingua {other.iso_code_639_1.name.lower()}")
    assert code == stated and other == Language.INDONESIAN, "another behaviour than stated"
PYTHON
echo "as stated above"
