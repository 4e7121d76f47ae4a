"""Exports: what is public about endorsements as one file, for administrators.

Words: an administrator *asks* for an export, with a reason; a *second person* approves or declines; the asker then
*downloads* it within a day. No file is kept: it is made while it is downloaded, of what is public at that moment, so
that whoever withdraws is in none. Each carries the *watermark* of its export.
"""
