"""The declaration: its text in both languages, the versions of that text, the seven commitments.

Words: a *version* is the text in both languages at one time, named by its hash; a *commitment* is one of the seven
sentences, named by its number from 1 to 7. The Korean text is an original, not a translation.
"""
