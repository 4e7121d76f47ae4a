"""What the ledger tells the features above it."""

from blinker import Signal

# Entries have got their places in the tree; sent in the same transaction. sender: the notes that their authors gave,
# in the order of the entries.
entries_sealed = Signal()
