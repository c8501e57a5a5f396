"""What was read, kept on a Doc so that it goes wherever the Doc goes.

spaCy writes ``doc.user_data`` with msgpack when a Doc is saved, put into a DocBin or sent to
another process, and msgpack knows no records, decimals or days. So they are kept as plain values,
and an extension attribute makes records of them again when it is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from spacy.tokens import Doc

Plain = None | bool | int | float | str | list["Plain"]


def keep(doc: Doc, name: str, records: Sequence[object]) -> None:
    """Keep *records* (dataclasses or NamedTuples) on *doc* under *name*."""
    doc.user_data[_key(name)] = [plain(record) for record in records]


def kept(doc: Doc, name: str, kind: type) -> tuple[Any, ...]:
    """Return the records of *kind* that are kept on *doc* under *name*, or none."""
    return tuple(record(kind, value) for value in doc.user_data.get(_key(name), ()))


def extend(name: str, kind: type) -> None:
    """Give every Doc the attribute ``doc._.name``: the records that are kept under it."""
    if not Doc.has_extension(name):
        # No lambda: spaCy sends its extensions to the processes of n_process.
        Doc.set_extension(name, getter=partial(kept, name=name, kind=kind))


def _key(name: str) -> str:
    return f"zeren:{name}"


def plain(value: object) -> Plain:
    """Return *value* in types that msgpack knows: records as lists of their fields.

    >>> plain((Decimal("2.5"), date(2024, 6, 30), None))
    ['2.5', '2024-06-30', None]
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return [plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    raise TypeError(f"a {type(value).__name__} cannot be kept on a Doc")


def record(kind: Any, value: Any) -> Any:
    """Return *value*, made by :func:`plain`, as the type *kind* that it was.

    >>> record(tuple[Decimal, ...], ["2.5"])
    (Decimal('2.5'),)
    """
    if value is None:
        return None
    of, parts = get_origin(kind), get_args(kind)
    if of in {Union, UnionType}:
        return record(next(part for part in parts if part is not type(None)), value)
    if of is tuple:
        if len(parts) == 2 and parts[1] is Ellipsis:
            return tuple(record(parts[0], each) for each in value)
        return tuple(map(record, parts, value))
    if kind is Decimal:
        return Decimal(value)
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields")):
        return kind(*map(record, _types(kind), value))
    return value


@cache
def _types(kind: type) -> tuple[Any, ...]:
    """Return the types of the fields of a record, in order."""
    hints = get_type_hints(kind)
    names = cast("Any", kind)._fields if hasattr(kind, "_fields") else None
    return tuple(hints[name] for name in names or [field.name for field in fields(kind)])
