"""Search within the groups that one belongs to.

An *entry* holds keyed marks of the words of one thing in a group; without the key of the installation they say
nothing. What is found is loaded and decided anew for whoever asks.
"""
