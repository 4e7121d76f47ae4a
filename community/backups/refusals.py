"""What a backup or a restore says no with."""


class Refused(Exception):
    """There can be no backup, or none can be brought back; the text says why, and what to do about it."""
