"""How to cite the data, for programs that keep references: CITATION.cff, BibTeX, RIS.

Each names the data version: a later correction also changes past answers.
"""

from __future__ import annotations

import yaml

from tracker.site.files.package import ABOUT, KEYWORDS, LICENCE, TITLE, Edition

AUTHOR = f"{TITLE} contributors"


def citation_cff(edition: Edition) -> bytes:
    """Citation File Format 1.2.0 (https://citation-file-format.github.io/)."""
    told = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them with their version.",
        "type": "dataset",
        "title": TITLE,
        "abstract": ABOUT,
        "authors": [{"name": AUTHOR}],
        "version": edition.version,
        "date-released": edition.data_version[:10],
        "license": LICENCE["name"],
        "keywords": list(KEYWORDS),
        **({"url": f"{edition.site}/"} if edition.site else {}),
    }
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110).encode()


def bibtex(edition: Edition) -> bytes:
    """One entry, of the type that old styles know too."""
    day = edition.data_version[:10]
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{TITLE}}}",
        "year": day[:4],
        "month": str(int(day[5:7])),
        "version": edition.version,
        "note": f"Data version {edition.data_version}, {LICENCE['name']}",
        **({"url": f"{edition.site}/"} if edition.site else {}),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{organ_law_tracker_{day.replace('-', '_')},\n{lines}}}\n".encode()


def ris(edition: Edition) -> bytes:
    """One record of the type DATA (RIS, lines end with CR LF)."""
    day = edition.data_version[:10]
    lines = (
        ("TY", "DATA"),
        ("AU", AUTHOR),
        ("TI", TITLE),
        ("PY", day[:4]),
        ("DA", day.replace("-", "/")),
        ("ET", edition.version),
        ("AB", ABOUT),
        ("N1", f"Data version {edition.data_version}, {LICENCE['name']}"),
        *(("KW", word) for word in KEYWORDS),
        *((("UR", f"{edition.site}/"),) if edition.site else ()),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines).encode()
