"""What a browser with script does while a flood is on."""

from itertools import count

from community.floods import is_solution


def solve(challenge: str) -> str:
    """The first number that solves a challenge."""
    return next(str(number) for number in count() if is_solution(challenge, str(number)))
