"""Writes compressed.json: what Python's bz2 and lzma modules and lz4 4.4.5 make of a few contents, in base64.

Run with the environment of test/fixtures/scripts/requirements/sklearn-1.9.1.txt.
"""
import base64
import bz2
import hashlib
import json
import lzma
import os

import lz4.frame


def noise(count, seed=1):
    values = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        values.append(seed >> 16 & 255)
    return bytes(values)


CONTENTS = {
    "nothing": b"",
    "text": b"the quick brown fox " * 30,
    "steps": bytes(i * (i >> 6) & 255 for i in range(1500)),
    "noise": noise(300),
    "runs": b"".join(bytes([i % 3]) * (i * 7 % 300) for i in range(200)),
    "pairs": bytes(b & 3 for b in noise(110_000)[::50]) * 50,
    "zeros": bytes(2_200_000),
}


def lz4_samples():
    for name, content in CONTENTS.items():
        yield name, "lz4", lz4.frame.compress(content, store_size=False)
    for level in (-5, 9, 16):
        yield "runs", "lz4", lz4.frame.compress(CONTENTS["runs"], compression_level=level)
    yield "zeros", "lz4", lz4.frame.compress(CONTENTS["zeros"], block_size=lz4.frame.BLOCKSIZE_MAX1MB)
    for checks in ((False, True), (True, False), (True, True)):
        content, block = checks
        yield "pairs", "lz4", lz4.frame.compress(CONTENTS["pairs"], content_checksum=content, block_checksum=block)
        yield "steps", "lz4", lz4.frame.compress(CONTENTS["steps"], block_linked=False, content_checksum=content, block_checksum=block)
    steps = CONTENTS["steps"]
    yield "steps", "lz4", lz4.frame.compress(steps[:1000]) + lz4.frame.compress(steps[1000:])


def filters(kind, lc, lp, pb):
    return [{"id": kind, "lc": lc, "lp": lp, "pb": pb, "dict_size": 4096}]


def samples():
    for name, content in CONTENTS.items():
        yield name, "bz2", bz2.compress(content, 1)
        yield name, "xz", lzma.compress(content)
        yield name, "lzma", lzma.compress(content, format=lzma.FORMAT_ALONE)
    yield from lz4_samples()
    steps = CONTENTS["steps"]
    yield "steps", "bz2", bz2.compress(steps[:1000]) + bz2.compress(steps[1000:])
    yield "steps", "xz", lzma.compress(steps[:1000]) + lzma.compress(steps[1000:])
    for check in (lzma.CHECK_NONE, lzma.CHECK_CRC32, lzma.CHECK_SHA256):
        yield "steps", "xz", lzma.compress(steps, check=check)
    for lc, lp, pb in ((0, 0, 0), (4, 0, 4), (0, 4, 2), (2, 2, 1)):
        yield "steps", "xz", lzma.compress(steps, filters=filters(lzma.FILTER_LZMA2, lc, lp, pb))
        yield "steps", "lzma", lzma.compress(steps, format=lzma.FORMAT_ALONE, filters=filters(lzma.FILTER_LZMA1, lc, lp, pb))


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(__file__), "compressed.json")
    table = [{"content": name, "length": len(CONTENTS[name]), "sha256": hashlib.sha256(CONTENTS[name]).hexdigest(),
              "format": kind, "bytes": base64.b64encode(packed).decode()} for name, kind, packed in samples()]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(table, file, indent=0)
        file.write("\n")
