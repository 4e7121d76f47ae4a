"""Links and files that a group shares.

Files are bounded, checked by name and content, stripped of what says who made them, and only ever downloaded.
"""
