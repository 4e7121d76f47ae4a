"""What members are told of their groups, in the site and by mail, as often as they asked for.

A *notice* tells one member of one thing. A *preference* says for a group and a kind of thing how: each, only what
concerns oneself, a daily or weekly *digest*, or nothing.
"""
