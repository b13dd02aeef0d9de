"""Office files with the same bytes for the same content: no times, entries in a fixed order."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip file can note
MOMENT = b"1980-01-01T00:00:00Z"
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def settle_package(content: bytes) -> bytes:
    """Return an Office file (pptx, xlsx) without its times, workbooks inside it included."""
    settled = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(settled, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            if name.endswith(".xlsx"):
                part = settle_package(part)
            elif name == "docProps/core.xml":
                part = _TIMES.sub(rb"\g<1>" + MOMENT + rb"\2", part)
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            after.writestr(entry, part)
    return settled.getvalue()
