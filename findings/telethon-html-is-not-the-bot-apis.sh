#!/usr/bin/env bash
# Telethon 1.45.0 and the Bot API share the word HTML and not the tags.
#
# The Bot API's HTML knows <tg-spoiler>, <span class="tg-spoiler">, <ins> and <strike>. Seen: Telethon's parser
# drops all four without an error and keeps the words, so that a text written for the Bot API and sent through
# Telethon shows in clear what was to be hidden, and shows as valid what was struck out. <u>, <s>, <del>, <b> and
# <blockquote expandable> pass; back to HTML, strikethrough is <del> and bold is <strong>.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check telethon==1.45.0
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
from telethon.extensions import html

expected = {
    "<tg-spoiler>nama</tg-spoiler>": ("nama", []),
    '<span class="tg-spoiler">nama</span>': ("nama", []),
    "<ins>baru</ins>": ("baru", []),
    "<strike>boleh</strike>": ("boleh", []),
    "<s>boleh</s>": ("boleh", ["MessageEntityStrike"]),
    "<blockquote expandable>Dasar</blockquote>": ("Dasar", ["MessageEntityBlockquote"]),
}
seen = {}
for text in expected:
    words, entities = html.parse(text)
    seen[text] = (words, [type(one).__name__ for one in entities])
    print(text, "->", *seen[text])
assert seen == expected, "another behaviour than stated"
assert html.unparse(*html.parse("<s>a</s><b>b</b>")) == "<del>a</del><strong>b</strong>"
PYTHON
echo "as stated above"
