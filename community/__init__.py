"""Ripples: the community network of the Washington Declaration. Start reading in `app.py`, then `features.py`."""
