"""The tables that are printed and written into the README."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tests.benchmarks.measuring import Target, ratio
from tests.benchmarks.pages import Page
from tests.benchmarks.processes import HOUSE
from tests.benchmarks.startup import Started
from tests.laws.test_query_counts import BOUNDS

CACHED_SHARE = 0.8
CHEAPER_THAN_PEERS = 5
SLOWEST = 50
LARGEST = 120
QUICKEST_MADE, QUICKEST_SERVED = 400, 3
MOST_GROWTH = 1.2
FIFTY_AMONG_PEERS = {"SQLite": 4.1, "PostgreSQL": 12}


@dataclass(frozen=True)
class Compared:
    """A page of ours beside its twin and the empty view."""

    page: Page
    ours: Target
    twin: Target
    empty: Target


@dataclass(frozen=True)
class Grown:
    """What a page took with few and with many rows, in milliseconds, and how long it was, in bytes."""

    page: str
    small: float
    large: float
    small_length: int
    large_length: int

    @property
    def ratio(self) -> float:
        """How many times as long it took."""
        return self.large / self.small

    @property
    def shows_more(self) -> bool:
        """Whether it had more to show with many rows, so that it may take longer."""
        return self.large_length > 1.2 * self.small_length


def at_most(value: float, aim: float) -> str:
    """The aim, and whether it is met."""
    return f"≤ {aim:g} {'✓' if value <= aim else '✗'}"


def at_least(value: float, aim: float) -> str:
    """The same where more is better."""
    return f"≥ {aim:g} {'✓' if value >= aim else '✗'}"


def _table(head: str, rows: Iterable[list[str]]) -> str:
    columns = head.count("|") + 1
    lines = [f"| {head} |", "|---" + "|---:" * (columns - 1) + "|"]
    for line in lines:
        print(line)
    for row in rows:
        lines.append(f"| {' | '.join(row)} |")
        print(lines[-1], flush=True)
    print()
    return "\n".join(lines)


def compared(title: str, measured: Iterable[Compared]) -> str:
    """Pages that are made anew for each request."""
    costs = f"{title} | CPU ms | twin | × twin | aim | × empty view | cheaper than peers | aim"
    return _table(f"{costs} | statements | per s | p50 ms | p95 ms | aim", map(_row, measured))


def _row(one: Compared) -> list[str]:
    page, times, empty, slow = one.page, ratio(one.ours, one.twin), ratio(one.ours, one.empty), one.ours.latency(0.95)
    return [
        page.name,
        f"{one.ours.milliseconds:.2f}",
        f"{one.twin.milliseconds:.2f}",
        f"{times:.2f}",
        at_most(times, page.aim) if page.aim else "",
        f"{empty:.1f}",
        f"{page.peer / empty:.1f} ×" if page.peer else "",
        at_least(page.peer / empty, CHEAPER_THAN_PEERS) if page.peer else "",
        "" if page.is_sent else str(BOUNDS[page.endpoint]),
        f"{one.ours.per_second:.0f}",
        f"{one.ours.latency(0.5):.0f}",
        f"{slow:.0f}",
        at_most(slow, SLOWEST) if page.is_quick else "",
    ]


def unit(title: str, fifty: Target, empty: Target) -> str:
    """What the bare twin of fifty rows costs in empty views, here and where the peers were measured."""
    said = (
        f"The unit of the peers is an empty view behind gunicorn without threads, {empty.milliseconds:.2f} ms "
        f"of CPU in this run. A bare list of fifty rows costs {ratio(fifty, empty):.1f} of it on {title}; where the "
        f"peers were measured it cost {FIFTY_AMONG_PEERS[title]:g}."
    )
    print(said, end="\n\n", flush=True)
    return said


def cached(title: str, measured: Iterable[Compared]) -> str:
    """Pages that are kept for visitors, beside the empty view. share: of its throughput, for the same CPU."""
    head = f"{title}, kept for visitors | CPU ms | empty view | share | aim | per s | empty view | p50 ms | p95 ms"
    return _table(head, map(_cached_row, measured))


def _cached_row(one: Compared) -> list[str]:
    share = ratio(one.empty, one.ours)
    return [
        one.page.name,
        f"{one.ours.milliseconds:.2f}",
        f"{one.empty.milliseconds:.2f}",
        f"{share:.2f}",
        at_least(share, CACHED_SHARE),
        f"{one.ours.per_second:.0f}",
        f"{one.empty.per_second:.0f}",
        f"{one.ours.latency(0.5):.1f}",
        f"{one.ours.latency(0.95):.1f}",
    ]


def memory(title: str, measured: dict[str, tuple[float, float]]) -> str:
    """What a worker holds after all of that."""
    head = f"{title}, memory of a worker | its own (USS) MiB | aim | all (RSS) MiB"
    rows = ([name, f"{own:.0f}", at_most(own, LARGEST), f"{every:.0f}"] for name, (own, every) in measured.items())
    return _table(head, rows)


def startup(title: str, started: Started) -> str:
    """How long it takes to start."""
    whole = started.imported + started.made
    rows = [
        ["import of `community.app`, CPU", f"{started.imported:.0f} ms", ""],
        ["`create_app()`, CPU", f"{started.made:.0f} ms", at_most(started.made, QUICKEST_MADE)],
        ["both", f"{whole:.0f} ms", f"{at_most(whole, QUICKEST_MADE)}"],
        [
            "`flask serve`, second start until ready",
            f"{started.served:.1f} s",
            at_most(started.served, QUICKEST_SERVED),
        ],
    ]
    return _table(f"{title}, start | median | aim", rows)


def grown(title: str, numbers: tuple[int, int, int], measured: Iterable[Grown]) -> str:
    """Pages with few and with many rows. numbers: of both at first, of endorsements and of members then."""
    few, endorsements, members = numbers
    head = f"{title} | {few:,} of both, ms | {endorsements:,} endorsements, {members:,} members, ms | ratio | aim | kB"
    rows = (
        [
            one.page,
            f"{one.small:.1f}",
            f"{one.large:.1f}",
            f"{one.ratio:.2f}",
            "shows more" if one.shows_more else at_most(one.ratio, MOST_GROWTH),
            f"{one.small_length / 1000:.0f} → {one.large_length / 1000:.0f}",
        ]
        for one in measured
    )
    return _table(head, rows)


def write(name: str, text: str) -> None:
    """Put a text between its marks in the README."""
    readme = HOUSE / "README.md"
    begin, end = f"<!-- benchmarks: {name} -->", f"<!-- end of {name} -->"
    pattern = f"(?s)({re.escape(begin)}\n).*?({re.escape(end)})"
    whole, found = re.subn(pattern, lambda marks: f"{marks[1]}\n{text}\n\n{marks[2]}", readme.read_text("utf-8"))
    assert found == 1, name
    readme.write_text(whole, "utf-8")
