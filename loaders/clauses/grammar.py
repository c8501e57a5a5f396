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
from zeren.loaders.clauses.tokens import Token, list_tokens, tokens
from zeren.loaders.clauses.verbs import Verb
from zeren.loaders.names import lexicon
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
    return _Reader(text, default, folded if strict else None).read(found)


class _Reader:
    """Goes over the tokens once; ``strict`` is the folded text where only sound units count."""

    def __init__(self, text: str, default: Role | None, strict: str | None = None) -> None:
        self.text = text
        self.default = default
        self.strict = strict
        self.done: list[Party] = []
        self.pending: list[Party] = []
        self.together = self.starred = self.field = False
        self.tag: Role | None = None
        self.part = 0
        self.after_comma = False

    def read(self, found: Iterable[Token]) -> Reading:
        kinds = ""
        for token in found:
            kinds += _letter(token)
            if token.kind == "LABEL":
                self.close()
                self.field = token.role is None
                self.default = _role(token.role) or self.default
            elif self.field:
                continue
            elif token.kind == "SEPARATOR":
                self._separate(token)
            elif token.kind == "VERB":
                self._verb(token)
            elif token.kind == "TAG":
                self.tag, self.starred = _role(token.role), token.role is None
            elif token.kind != "DATE":
                if self.strict is not None and not lexicon.is_unit(
                    self.strict[token.start : token.end]
                ):
                    return Reading((self._party(token, "prose"),), kinds)
                self.pending.append(self._party(token, token.reason))
                self.tag, self.starred = None, False
        self.close()
        return Reading(tuple(self.done), kinds)

    def close(self) -> None:
        """Let no later verb govern the units so far."""
        self.done += self.pending
        self.pending = []
        self.together = False

    def _separate(self, token: Token) -> None:
        if not token.wide:
            return
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

    def _party(self, token: Token, reason: str) -> Party:
        self.after_comma = False
        name, text = token.name, self.text
        joins = self.together and self.tag is None
        role: Role = "cooperating" if joins else self.default or "responsible"
        office = name.office if name and not name.person else None
        end = name.name_end if name and name.person else token.end
        return Party(
            role=self.tag or role,
            surface=text[token.start : end],
            name=text[token.start : name.name_end if name else token.end],
            office=text[office[0] : office[1]] if office else None,
            collective=token.kind == "GROUP",
            start=token.start,
            end=end,
            stated=joins or self.tag is not None,
            part=self.part,
            starred=self.starred,
            reason=reason,
        )


_LETTERS = {
    "LABEL": "L",
    "VERB": "V",
    "NAME": "N",
    "GROUP": "G",
    "PERSON": "P",
    "DATE": "D",
    "TAG": "T",
    "SEPARATOR": "s",
    "OTHER": "O",
}


def _letter(token: Token) -> str:
    if token.kind == "VERB" and token.ahead:
        return "W"
    if token.role is None and token.kind in {"LABEL", "TAG"}:
        return "F" if token.kind == "LABEL" else "S"
    return _LETTERS[token.kind]


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
    all_ = list(parties)
    names = restore([(p.name, p.collective) for p in all_ if not p.reason])
    rest = iter(names)
    return tuple(p if p.reason else p._replace(name=next(rest)) for p in all_)
