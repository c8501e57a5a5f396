"""No request makes the server fail."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest
from support.pages.requests import requests, status_of
from support.pages.served import Server


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_request_is_answered_with_a_fault(server: Server, seed: int) -> None:
    statuses: Counter[int] = Counter()
    for request in islice(requests(seed), 150):
        status = status_of(server.address, request)
        assert status != 500, request
        statuses[status] += 1
    assert {200, 400, 404} <= statuses.keys()
    assert not [line for line in server.said if "fault" in line]
