"""The forms of working groups, by what is done with them."""
