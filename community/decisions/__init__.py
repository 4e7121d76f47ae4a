"""How a group decides: a proposal, positions with reasons, a closing day, an outcome.

A *position* is agree, abstain, disagree or block; each member has one and may change it until the closing.
"""
