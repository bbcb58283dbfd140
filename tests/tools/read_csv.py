"""Reads CSV from standard input with the csv module and writes its records as JSON.

Takes off the apostrophe that docs/output.md tells of, with an expression of its own: written from that page alone.
"""

import csv, io, json, re, sys, unicodedata

START = "=+-@\uff1d\uff0b\uff0d\uff20"


def invisible(c):
    return c.isspace() or unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn") or c in "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def undone(cell):
    if not cell.startswith("'"):
        return cell
    rest = cell.lstrip("'")
    if rest.startswith(("\t", "\r", "\n")):
        return cell[1:]
    seen = rest
    while seen and invisible(seen[0]):
        seen = seen[1:]
    return cell[1:] if seen.startswith(tuple(START)) else cell


text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="")
rows = [{key: undone(cell) for key, cell in row.items()} for row in csv.DictReader(text, strict=True)]
json.dump(rows, sys.stdout)
