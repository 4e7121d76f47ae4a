"""Working groups: who is in, who asks to join, who coordinates, what is announced.

Words: a *membership* is one stay of a member in a group, from asking to leaving; its row stays as history. A *request*
is a membership that waits for a coordinator. A *coordinator* is a member of the group who runs it; a group that has
coordinators never loses its last one. An *invitation* is a link that admits whoever opens it, a limited number of
times.
"""
