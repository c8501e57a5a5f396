"""Office files that are the same bytes for the same content."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any, Final

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can name
_WRITTEN: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_PLAIN: Final = rb"\g<1>2000-01-01T00:00:00Z"


def saved(made: Any) -> bytes:
    """Return a workbook (openpyxl) or a document (python-docx) as a file.

    The times at which its parts were written are left out of it.
    """
    written, out = io.BytesIO(), io.BytesIO()
    made.save(written)
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in source.namelist():
            body = source.read(name)
            if name == "docProps/core.xml":
                body = _WRITTEN.sub(_PLAIN, body)
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, body)
    return out.getvalue()
