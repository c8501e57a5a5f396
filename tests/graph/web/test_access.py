"""Who may see it: the token, the pace, and connections that would take the room of others."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from support.pages.served import Server, serving
from support.stores.stores import Zeren
from zeren.graph.web.access import Pace
from zeren.graph.web.crowd import Crowd

TOKEN = "a-token-of-this-test"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def guarded(shared: Path) -> Iterator[Server]:
    """A server that other machines can reach."""
    with serving(shared, "--host", "0.0.0.0", "--token", TOKEN, "--rate", "2") as running:
        running.address = running.address.replace("0.0.0.0", "127.0.0.1")
        yield running


@pytest.fixture(scope="module")
def plain(shared: Path) -> Iterator[Server]:
    """A server of this machine alone."""
    with serving(shared) as running:
        yield running


def from_elsewhere(address: str = "127.0.0.2") -> httpx.Client:
    """A client at another address than this machine's own (Linux has all of 127/8)."""
    return httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=30)


# The token


@pytest.mark.parametrize("path", ["", "tasks", "sparql?query=ASK{}", "dump.nq", "map", "nothing"])
def test_nothing_is_given_without_the_token(guarded: Server, path: str) -> None:
    plain = httpx.get(guarded.address + path)
    assert plain.status_code == 401
    assert plain.headers["www-authenticate"].startswith("Bearer")
    assert "next: send the header" in plain.text
    page = httpx.get(guarded.address + path, headers=PAGE)
    assert page.status_code == 401
    assert '<form method="post" action="/token">' in page.text


def test_wrong_tokens_and_too_many_of_them(shared: Path) -> None:
    """After ten of them the right one is no good either, or trying would tell which it is."""
    with serving(shared, "--token", TOKEN) as server:  # on loopback only who asks for it has one
        for kind in ("Bearer", "Basic"):
            for wrong in (TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "口令"):
                given = f"{kind} {wrong}".encode()
                refused = httpx.get(server.address, headers={"Authorization": given})
                assert refused.status_code == 401
                assert "任务" not in refused.text
        statuses = [
            httpx.get(f"{server.address}?token={wrong}").status_code
            for wrong in ("", "%00", "%FF%FE", "1", "2", "3", "4", "5", "6", "7", "8", "9")
        ]
        assert statuses[:6] == [401] * 6
        assert 429 in statuses
        right = httpx.get(server.address, headers={"Authorization": f"Bearer {TOKEN}"})
        assert right.status_code == 429
        assert right.headers["retry-after"]
        with from_elsewhere() as other:
            found = other.get(server.address, headers={"Authorization": f"Bearer {TOKEN}"})
            assert found.status_code == 200


def test_a_program_sends_a_header(guarded: Server) -> None:
    with httpx.Client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        answer = client.post(f"{guarded.address}sparql", data={"query": "ASK {}"})
        assert answer.json()["boolean"] is True
        assert "set-cookie" not in answer.headers


def test_a_browser_is_given_a_cookie_for_the_token_in_its_address(guarded: Server) -> None:
    with httpx.Client(headers=PAGE) as client:
        first = client.get(f"{guarded.address}tasks?q=%E5%9B%BE&token={TOKEN}")
        assert first.status_code == 303
        assert first.headers["location"] == "/tasks?q=%E5%9B%BE"
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert TOKEN not in cookie
        assert client.get(f"{guarded.address}tasks").status_code == 200
        client.cookies.clear()
        assert client.get(f"{guarded.address}tasks").status_code == 401


def test_the_form_leads_where_one_wanted_to_go_and_never_elsewhere(guarded: Server) -> None:
    for then, there in (
        ("/tasks?q=1", "/tasks?q=1"),
        ("//evil.example/", "/evil.example/"),
        ("https://evil.example", "/https://evil.example"),
        ("/\\evil.example", "/evil.example"),
        ("javascript:alert(1)", "/javascript:alert(1)"),
        ("/a\r\nSet-Cookie: x=1", "/a%0D%0ASet-Cookie:%20x=1"),
    ):
        data = {"token": TOKEN, "then": then}
        entered = httpx.post(f"{guarded.address}token", data=data, headers=PAGE)
        assert entered.status_code == 303
        assert entered.headers["location"] == there
        assert "set-cookie" in entered.headers
    other = httpx.get(f"{guarded.address}//evil.example/?token={TOKEN}", headers=PAGE)
    assert other.headers["location"] == "/evil.example/"
    wrong = httpx.post(f"{guarded.address}token", data={"token": "<b>"}, headers=PAGE)
    assert wrong.status_code == 401
    assert "set-cookie" not in wrong.headers


def test_another_site_cannot_use_the_cookie(guarded: Server) -> None:
    with httpx.Client() as client:
        client.get(f"{guarded.address}?token={TOKEN}", headers=PAGE)
        asked = client.get(
            f"{guarded.address}sparql?query=ASK{{}}",
            headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
        )
        assert asked.status_code == 403


def test_a_token_is_made_up_and_printed_once(shared: Path) -> None:
    with serving(shared, "--host", "0.0.0.0") as server:
        own = f"http://127.0.0.1:{server.port}/"
        assert httpx.get(own).status_code == 401
        deadline = time.monotonic() + 20
        while not (told := re.findall(r"zeren: token: (\S+)", "\n".join(server.said))):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert len(told) == 1
        assert len(told[0]) >= 32
        assert httpx.get(own, headers={"Authorization": f"Bearer {told[0]}"}).status_code == 200
        assert any("can be reached from other machines" in line for line in server.said)


def test_this_machine_alone_needs_none(plain: Server) -> None:
    assert plain.get("").status_code == 200
    assert not [line for line in plain.said if "token" in line]


@pytest.mark.slow
def test_without_a_token_only_when_asked(shared: Path) -> None:
    with serving(shared, "--host", "0.0.0.0", "--no-token") as server:
        assert httpx.get(f"http://127.0.0.1:{server.port}/").status_code == 200
        assert any("everybody who reaches it" in line for line in server.said)


@pytest.mark.slow
@pytest.mark.parametrize("token", ["", "short", "with a blank in it", "口令口令口令口令"])
def test_a_token_that_is_none(zeren: Zeren, shared: Path, token: str) -> None:
    done = zeren("serve", "--store", shared, "--token", token, "--port", "0")
    assert done.returncode == 2
    assert "leave --token out" in done.stderr


# The pace


def test_an_address_that_asks_too_often_waits_and_no_other_does(guarded: Server) -> None:
    header = {"Authorization": f"Bearer {TOKEN}"}
    with from_elsewhere("127.0.0.3") as hasty, from_elsewhere("127.0.0.4") as other:
        statuses = [
            hasty.get(f"{guarded.address}static/icon.svg", headers=header).status_code
            for _ in range(40)
        ]
        assert statuses[:10] == [200] * 10
        assert 429 in statuses
        assert other.get(f"{guarded.address}static/icon.svg", headers=header).status_code == 200
    with httpx.Client(headers=header) as own:  # a proxy before it stands for all its clients
        assert {own.get(f"{guarded.address}static/icon.svg").status_code for _ in range(40)} == {
            200
        }


def test_pace_counts_each_address_and_forgets_the_oldest() -> None:
    now = 0.0
    pace = Pace(1.0, 3.0, lambda: now)
    assert [pace.allows("a") for _ in range(4)] == [True, True, True, False]
    assert pace.allows("b")
    now = 1.5
    assert [pace.allows("a") for _ in range(2)] == [True, False]
    assert [pace.allows(f"2001:db8::{n:x}") for n in range(4)] == [True, True, True, False]
    for number in range(10_001):
        pace.allows(f"10.0.{number // 256}.{number % 256}")
    assert pace.allows("a")


# Connections


class Line:
    """A connection as the crowd sees it."""

    def __init__(self, address: str, since: float | None) -> None:
        self.address = address
        self.since = since
        self.open = True

    def waiting_since(self) -> float | None:
        return self.since

    def hang_up(self) -> None:
        self.open = False


def test_the_one_that_has_waited_longest_makes_room() -> None:
    crowd = Crowd(total=4, each=3)
    greedy = [Line("a", since) for since in (3.0, 1.0, None)]
    other = Line("b", 0.5)
    assert all(crowd.come(line) for line in (*greedy, other))
    new = Line("b", None)
    assert crowd.come(new)
    assert not greedy[1].open
    assert other.open  # its address has few, though it has waited longer
    assert crowd.come(Line("a", None))
    assert not crowd.come(Line("a", None)) or not greedy[0].open


def test_a_full_house_at_work_turns_new_ones_away() -> None:
    crowd = Crowd(total=2, each=2)
    lines = [Line("a", None), Line("b", None)]
    assert all(crowd.come(line) for line in lines)
    assert not crowd.come(Line("c", None))
    crowd.leave(lines[0])
    assert crowd.come(Line("c", None))


def _silent(server: Server, address: str = "") -> socket.socket:
    line = socket.socket()
    if address:
        line.bind((address, 0))
    line.connect(("127.0.0.1", server.port))
    return line


def test_five_hundred_idle_connections_and_slow_readers_cost_the_others_nothing(
    plain: Server,
) -> None:
    with ExitStack() as lines:
        before = _times(plain)
        for _ in range(500):
            lines.enter_context(_silent(plain))
        for number in range(20):  # those who begin a request, and those who read no answer
            slow = lines.enter_context(_silent(plain))
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            path = f"/dump.nq?n={number}" if number % 2 else "/sparql?query=ASK{"
            ending = " HTTP/1.1\r\nHost: localhost\r\n" + ("\r\n" if number % 2 else "X: ")
            slow.sendall(f"GET {path}{ending}".encode())
        after = _times(plain)
    assert set(before) == set(after) == {200}


def _times(server: Server) -> list[int]:
    return [server.get("tasks", "text/html").status_code for _ in range(20)]


@pytest.mark.slow
def test_more_idle_connections_than_there_is_room_for(plain: Server) -> None:
    with ExitStack() as lines:
        for _ in range(1100):
            lines.enter_context(_silent(plain))
        assert set(_times(plain)) == {200}


def test_one_other_machine_has_a_part_of_the_room_only(plain: Server) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(_silent(plain, "127.0.0.2")) for _ in range(130)]
        deadline = time.monotonic() + 30
        for line in lines:
            line.setblocking(False)
        while sum(map(_is_closed, lines)) < 30:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def _is_closed(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_a_later_request_that_never_ends_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first request was bounded; a header that dripped after it kept its connection."""
    import threading

    from zeren.graph.web import server as server_module
    from zeren.graph.web.server import bound, run

    monkeypatch.setattr(server_module, "ARRIVAL", 1.0)

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        assert callable(send)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"ok"})
        else:
            assert callable(receive)
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})

    with bound("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        ready = threading.Event()
        thread = threading.Thread(
            target=run, args=(app, listening, ready.set), daemon=True
        )  # uvicorn leaves signals alone outside the main thread
        thread.start()
        assert ready.wait(20)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            heard = b""
            while not heard.endswith(b"\r\n0\r\n\r\n"):
                heard += line.recv(4096)
            line.sendall(b"GET / HTTP/1.1\r\nX-Drip: ")
            assert line.recv(4096) == b""
