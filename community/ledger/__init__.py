"""The ledger: an append-only Merkle tree (RFC 6962) that proves what was entered and in which order.

Words: an *entry* is one line of text; a *leaf* is its hash; *sealing* gives waiting entries their positions in the
tree; a *checkpoint* is the signed size and root of the tree at one moment. The ledger does not know what its entries
mean.
"""
