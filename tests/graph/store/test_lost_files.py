"""What somebody deleted from a store, beside its shards: the next build makes it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.stores.stores import Ask, assert_tidy, contents
from zeren.graph.build.folder import build


@pytest.mark.parametrize("ending", ["txt", "json.gz"])
def test_lost_text_is_made_again(ask: Ask, plans: Path, built: Path, ending: str) -> None:
    """`zeren show` says to build the source again: that must help."""
    shards = contents(built)
    path = sorted((built / "texts").glob(f"*.{ending}"))[0]
    document = path.name.partition(".")[0]
    path.unlink()
    assert ask("show", document, "--store", built)[0] == 1
    report = build([plans], built)
    assert (report.built, report.unchanged) == ([document], 1)
    assert contents(built) == shards
    assert ask("show", document, "--store", built)[0] == 0
    assert_tidy(built)
    assert build([plans], built).changed is False
