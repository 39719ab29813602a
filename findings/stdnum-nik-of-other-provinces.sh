#!/usr/bin/env bash
# python-stdnum 2.2 refuses identity numbers (NIK) of whole provinces of Indonesia.
#
# A NIK begins with the code of province and regency by the list of the Ministry of Home Affairs. The library
# carries a list in which Papua is 94 and West Papua 91, the codes of the statistics office, and in which North
# Kalimantan (65, since 2012) and the provinces of 2022 are missing. Seen: numbers in proper form from Kota
# Tarakan (65.71), Kota Sorong by its code of many years (92.71) and Merauke in South Papua (93.01) are not
# valid, while the same digits behind the codes of Jakarta or Yogyakarta are. The date of birth is read from all
# of them. A filter that hides "valid" NIKs only would show those of Papuans.
# (The numbers are made up: regency, 1 January 1990, serial 0001.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
from stdnum.id import nik

expected = {
    "3171010101900001": True, "3403010101900001": True, "9401010101900001": True,
    "6571010101900001": False, "9271010101900001": False, "9301010101900001": False,
}
seen = {number: nik.is_valid(number) for number in expected}
for number, valid in seen.items():
    print(number, "valid" if valid else "not valid", nik.get_birth_date(number))
assert seen == expected, "another behaviour than stated"
assert {nik.get_birth_date(number).isoformat() for number in expected} == {"1990-01-01"}
PYTHON
echo "as stated above"
