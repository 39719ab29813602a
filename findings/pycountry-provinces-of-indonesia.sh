#!/usr/bin/env bash
# pycountry 26.2.16 lists 45 subdivisions of Indonesia; 38 are provinces, and one can't be found by its name.
#
# Seen: seven entries are groups of islands (type "Geographical unit") that nobody governs, among them a second
# one called Papua (ID-PP beside ID-PA), so that a look-up by the name "Papua" has two answers. The province
# Papua Pegunungan is spelt "Papua Pengunungan", and the capital is "Jakarta Raya". Who fills a list of provinces
# from it, or joins it with official names, has seven too many and loses the new province of the highlands.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check pycountry==26.2.16
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
from collections import Counter

import pycountry

all_of = list(pycountry.subdivisions.get(country_code="ID"))
types, names = Counter(one.type for one in all_of), [one.name for one in all_of]
print(dict(types), sorted(name for name in names if "Papua" in name or "Jakarta" in name))
assert len(all_of) == 45 and types["Geographical unit"] == 7, "another behaviour than stated"
assert names.count("Papua") == 2
assert "Papua Pengunungan" in names and "Papua Pegunungan" not in names and "Jakarta Raya" in names
PYTHON
echo "as stated above"
