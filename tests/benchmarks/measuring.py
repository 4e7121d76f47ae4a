"""Measuring in turns: each round asks ours, the twin and the empty view, so that other work slows them alike."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.benchmarks.client import Answers, load
from tests.benchmarks.processes import Served


@dataclass
class Target:
    """Something to ask for, and what that cost in each round."""

    served: Served
    requests: Iterator[bytes]
    status: int = 200
    cpu: list[float] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)

    def ask(self, seconds: float) -> None:
        """Ask for so long, with all connections."""
        before = self.served.cpu()
        answers = load(self.served.port, self.requests, status=self.status, seconds=seconds)
        self.cpu.append((self.served.cpu() - before) / len(answers.each) * 1000)
        self.answers.append(answers)

    def forget(self) -> None:
        """Forget the rounds so far, which have warmed up."""
        self.cpu.clear()
        self.answers.clear()

    @property
    def milliseconds(self) -> float:
        """CPU of the server per request."""
        return statistics.median(self.cpu)

    @property
    def per_second(self) -> float:
        """Requests in a second."""
        return statistics.median(one.per_second for one in self.answers)

    def latency(self, share: float) -> float:
        """Milliseconds that this share of the answers took at most."""
        return statistics.median(one.milliseconds(share) for one in self.answers)


def in_turns(targets: list[Target], rounds: int, seconds: float) -> None:
    """Warm up, then ask all targets in each round, in an order that changes."""
    for target in targets:
        target.ask(seconds / 2)
        target.forget()
    for turn in range(rounds):
        for target in targets if turn % 2 else reversed(targets):
            target.ask(seconds)


def ratio(one: Target, other: Target) -> float:
    """How many times the CPU of the other: the median of the rounds, each of which compares what was asked together."""
    return statistics.median(mine / its for mine, its in zip(one.cpu, other.cpu, strict=True))
