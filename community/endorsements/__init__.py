"""Endorsements: signing the declaration, confirming by mail, withdrawing, the public list, the counts.

Words: an *endorsement* is one person's yes to the declaration as a whole; *endorsed commitments* are those of the
seven that the person takes on, each with an optional *pledge* ("what I will do"). It is *pending* until the button
behind the mailed link is pressed, then *counted*; *withdrawn* by its owner; *refused* where the owner of the address
says that it was somebody else; *set aside* by a moderator. Only counted ones are counted, and of those only the ones
shown with a name are listed.
"""
