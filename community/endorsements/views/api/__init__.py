"""`/api/v1`: what is public, for programs. It is read only, and knows nobody.

Where they fit, words are those of the Open Supporter Data Interface (OSDI 1.2): the declaration is a *petition*, an
endorsement that shows its name a *signature*. What OSDI has and is not here: people with their addresses, which nobody
gets; the number of pages, for which everything would have to be counted; a signature by itself.
"""

import community.endorsements.views.api.document
import community.endorsements.views.api.resources  # noqa: F401  (both add their addresses)
from community.endorsements.views.api.blueprint import blueprint

__all__ = ["blueprint"]
