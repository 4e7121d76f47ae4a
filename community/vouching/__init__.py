"""Vouching: members say whom they know, so that trust can be seen.

Words: a *vouch* says “I know this person”, one from one member for another, with a note that only moderators read; a
vouch *counts* while whoever gave it is active and past probation; a *tally* is what others are told of somebody's
vouches: a number, never a name; a *ring* is new accounts that vouch for nobody but each other.

What may be told of whom. A vouch is a tie between two people, and whose ties are known is in danger. So:

- Only the two know of it, and moderators. It is taken back, or declined by the other, by one press, without a reason;
  what is taken back leaves nothing behind, for moderators neither: whoever takes back wants it not to have been.
- Whoever vouches shows the other who they are. Who hides later is named no more, not even by the handle, which may be
  another by then: an old tie must not lead after somebody who hides.
- Members see a number and the months of the first and the latest; visitors see nothing, and neither does whoever
  cannot see the profile. Whoever is blocked sees what others see, and is refused as after a declined vouch: what they
  alone lack would tell them of the block.
- “Whom you know” counts those with whom one vouches *for each other*. If vouching alone made somebody known, whoever
  wants to learn for whom a person vouches would vouch for that person and watch which numbers grow; so it takes a vouch
  back, from people who trust the one who asks. And with one or two people known, a number is as good as a name: so it
  is told only to who knows at least three (`queries.FEWEST_KNOWN`), and accounts that are new, or for which nobody else
  vouches, are none of them: whoever asks could have made them.
- A declined vouch stays as a mark, so that it is not given again; the note is gone, and the other is not told.
"""
