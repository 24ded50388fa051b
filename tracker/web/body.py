"""Reading a body within bounds: what counts is its size after decompression.

Content codings (RFC 9110, section 8.4.1) are undone here, in small steps, because an HTTP library that
undoes them a chunk at a time turns a megabyte of gzip into a gigabyte before anyone can count it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from tracker.vocabulary import IssueKind
from tracker.web.fault import Fault

ACCEPT_ENCODING = "gzip, deflate"
_STEP = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"


def read_body(chunks: Iterable[bytes], coding: str, limit: int, *, cut: bool = False) -> bytes:
    """The decoded body. Past `limit` bytes, stops reading and raises Fault, or with `cut` returns the
    first `limit` bytes. Raises Fault too where the body breaks off or is not in its coding."""
    body = bytearray()
    for part in _decode(_bounded(chunks, limit), coding.strip().lower()):
        body += part
        if len(body) > limit:
            if cut:
                return bytes(body[:limit])
            raise _too_large(limit)
    return bytes(body)


def _too_large(limit: int) -> Fault:
    return Fault(IssueKind.TOO_LARGE, f"the body is larger than {limit} bytes")


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """Bounds the encoded bytes too: a coding can also say nothing at great length."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        yield chunk
        if size > limit:
            raise _too_large(limit)


def _decode(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    if coding in ("", "identity"):
        return iter(chunks)
    if coding in ("gzip", "x-gzip", "deflate"):
        return _inflate(chunks, gzip=coding != "deflate")
    raise Fault(IssueKind.WRONG_CONTENT, f"content coding {coding!r}: expected one of {ACCEPT_ENCODING}")


def _inflate(chunks: Iterable[bytes], *, gzip: bool) -> Iterator[bytes]:
    inflater = None
    started = False
    for chunk in chunks:
        data = chunk
        while data:
            if inflater is None:
                if started and not data.startswith(_GZIP_MAGIC):
                    break  # padding after the last gzip member
                inflater = zlib.decompressobj(_window_bits(data, gzip=gzip))
                started = True
            yield from _steps(inflater, data)
            data = inflater.unused_data
            if inflater.eof:
                inflater = None
    if inflater is not None:
        raise Fault(IssueKind.UNREACHABLE, "the compressed body broke off before its end")


def _window_bits(data: bytes, *, gzip: bool) -> int:
    if gzip:
        return zlib.MAX_WBITS | 16
    # "deflate" means a zlib stream (RFC 9110, 8.4.1.2), but some servers send it raw. The low four bits
    # of a zlib stream's first byte are 8 (RFC 1950).
    return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS


def _steps(inflater: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while True:
        try:
            part = inflater.decompress(data, _STEP)
        except zlib.error as error:
            raise Fault(IssueKind.WRONG_CONTENT, f"the body is not in its content coding: {error}") from None
        if part:
            yield part
        data = inflater.unconsumed_tail
        if inflater.eof or (not data and len(part) < _STEP):
            return
