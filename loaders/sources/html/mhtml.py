"""The page inside a file that a browser or Word saved "as one file" (MHTML, RFC 2557)."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage, Message

from zeren.loaders.errors import DamagedFileError


def page_in(data: bytes) -> tuple[bytes, str | None]:
    """Return the HTML of the page saved in *data*, and the encoding that its part names.

    The first part of type text/html is the page; pictures, styles and scripts are left
    out. Raises DamagedFileError when there is no such part.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        for part in message.walk():
            if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
                page = _payload(part)
                if page.strip():
                    return page, part.get_content_charset()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _no_page(str(error)) from error
    raise _no_page("no part of it is a page")


def _payload(part: Message | EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _no_page(why: str) -> DamagedFileError:
    return DamagedFileError(
        f"The file is a saved page (MHTML) that cannot be taken apart: {' '.join(why.split())}",
        next_step="Open it in a browser and save it as HTML.",
    )
