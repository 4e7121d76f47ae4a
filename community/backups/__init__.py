"""Backups: a copy of everything that one installation keeps, encrypted, and bringing it back on an empty one."""
