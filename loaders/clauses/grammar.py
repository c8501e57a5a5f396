"""The grammar of a clause: who stands in it, and in which role.

    clause := (LABEL list)+ | (list VERB)+ | list
    list   := name (SEPARATOR name)*          name := TAG* (NAME | GROUP)

A verb gives its role to all units since the verb before; 会同 makes those behind it cooperate. A
label gives its role to all units up to the next label, and a verb behind some of them is finer
(责任单位：甲局牵头，乙局配合). What stands at a name's place and is none is kept, with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zeren.loaders.clauses.labels import Label
from zeren.loaders.clauses.tokens import Piece, Token, list_tokens, tokens
from zeren.loaders.clauses.verbs import Verb
from zeren.loaders.names.prefixes import restore
from zeren.loaders.records import Role


class Party(NamedTuple):
    """A unit of a clause: offsets are those of the text that was read.

    ``surface`` is as written, ``name`` without the office in brackets. ``stated`` is
    False where the role is only the default of the clause. ``part`` counts the commas
    before the unit, ``starred`` says that it carries a star. ``reason`` is why the words are
    no unit, "" for a unit: only those without one are ever made answerable.
    """

    role: Role
    surface: str
    name: str
    office: str | None
    collective: bool
    start: int
    end: int
    stated: bool
    part: int = 0
    starred: bool = False
    reason: str = ""


class Reading(NamedTuple):
    """What a clause gave: its parties, and the kinds of its tokens, a letter each.

    The letters are those of :data:`zeren.loaders.clauses.rules.PARTS`.
    """

    parties: tuple[Party, ...]
    kinds: str

    @property
    def has_verb(self) -> bool:
        """Whether a verb or a tag gave a role."""
        return "V" in self.kinds or "T" in self.kinds

    @property
    def units(self) -> tuple[Party, ...]:
        """The parties that are units."""
        return tuple(party for party in self.parties if not party.reason)

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The words at a unit's place that are none."""
        return tuple(party.surface for party in self.parties if party.reason)


def read_clause(
    text: str,
    folded: str,
    start: int,
    end: int,
    default: Role | None,
    *,
    labels: Sequence[Label],
) -> Reading:
    """Read the clause in ``text[start:end]``, in which *labels* stand.

    *default* is the role of units that neither label nor verb governs (a column's heading);
    None leaves it to the verbs.
    """
    return _Reader(text, default).read(tokens(folded, start, end, labels))


def read_parties(
    text: str,
    folded: str,
    start: int,
    end: int,
    default: Role | None,
    *,
    objects: bool = False,
    strict: bool = False,
) -> Reading:
    """Read the list in ``text[start:end]``, in which no label stands; *folded* is in one width.

    *default* is the role that a label before the list gives; without one, units that no verb
    governs are responsible (a bracket of bodies and no verb). *strict* gives up at the first words
    that are no unit, for who takes nothing else: most sentences fail there at once.
    """
    found = list_tokens(folded, start, end, objects=objects)
    return _Reader(text, default, strict=strict).read(found)


class _Reader:
    """Goes over the tokens once; ``strict`` is whether only sound units count."""

    def __init__(self, text: str, default: Role | None, *, strict: bool = False) -> None:
        self.text = text
        self.default = default
        self.strict = strict
        self.done: list[Party] = []
        self.pending: list[Party] = []
        self.together = self.starred = self.field = False
        self.tag: Role | None = None
        self.part = 0
        self.after_comma = False

    def read(self, found: Iterable[Piece]) -> Reading:
        kinds: list[str] = []
        for at, letters, tokens_ in found:
            kinds.append(letters)
            if letters == "s":
                if tokens_[0].wide and not self.field:
                    self._comma()
                continue
            for token in tokens_:
                kind = token.kind
                if kind == "LABEL":
                    self.close()
                    self.field = token.role is None
                    self.default = _role(token.role) or self.default
                elif self.field or kind == "DATE":
                    continue
                elif kind == "VERB":
                    self._verb(token)
                elif kind == "TAG":
                    self.tag, self.starred = _role(token.role), token.role is None
                elif self.strict and not token.sound:
                    return Reading((self._party(at, token, "prose"),), "".join(kinds))
                else:
                    self.pending.append(self._party(at, token, token.reason))
                    self.tag, self.starred = None, False
        self.close()
        return Reading(tuple(self.done), "".join(kinds))

    def close(self) -> None:
        """Let no later verb govern the units so far."""
        self.done += self.pending
        self.pending = []
        self.together = False

    def _comma(self) -> None:
        if self.done or self.pending:
            self.part += not self.after_comma
        self.after_comma = True
        if self.default is not None:
            # Behind a label a verb governs only its own part: 牵头单位：甲局，各区配合.
            self.done += self.pending
            self.pending = []

    def _verb(self, token: Token) -> None:
        if token.ahead:
            self.together = True
            return
        verb = token.role
        if verb == "none":  # 督办, 考核: a unit, and no role in the task
            self.pending = [p._replace(reason=p.reason or "role") for p in self.pending]
            self.done += self.pending
        elif verb is not None:
            self.done += [_with_role(party, verb, self.default) for party in self.pending]
        self.pending, self.together = [], False

    def _party(self, at: int, token: Token, reason: str) -> Party:
        self.after_comma = False
        name, text, start = token.name, self.text, at + token.start
        joins = self.together and self.tag is None
        role: Role = "cooperating" if joins else self.default or "responsible"
        end = name_end = at + token.end
        office = None
        if name is not None:
            name_end = at + name.name_end
            if name.person:
                end = name_end
            elif name.office:
                office = text[at + name.office[0] : at + name.office[1]]
        return Party(
            self.tag or role,
            text[start:end],
            text[start:name_end],
            office,
            token.kind == "GROUP",
            start,
            end,
            joins or self.tag is not None,
            self.part,
            self.starred,
            reason,
        )


def _role(verb: Verb | None) -> Role | None:
    return None if verb == "none" else verb


def _with_role(party: Party, verb: Verb, default: Role | None) -> Party:
    """Give *party* the verb's role, unless it has one of its own or a label rules.

    责任单位：甲局牵头，乙局配合: a verb is finer than the label 责任单位. But
    牵头单位：甲局负责 leads all the same.
    """
    weaker = verb == "responsible" and default not in {None, "responsible"}
    if party.stated or verb == "none" or weaker:
        return party
    return party._replace(role=verb, stated=verb != "responsible" or default is None)


def with_prefixes(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Return the parties of one clause with elided prefixes restored in their names."""
    whole = list(parties)
    restored = iter(restore([(p.name, p.collective) for p in whole if not p.reason]))
    return tuple(p if p.reason else _named(p, next(restored)) for p in whole)


def _named(party: Party, name: str) -> Party:
    return party if party.name == name else party._replace(name=name)
