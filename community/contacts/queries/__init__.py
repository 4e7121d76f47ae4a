"""Reading contacts. Requests and conversations are there for the two whose they are; no power opens them to others."""

from community.contacts.queries.conversations import (
    Talk,
    find_conversation,
    find_conversation_of,
    find_own_message,
    find_partner,
    find_reportable,
    get_partner,
    is_open,
    list_conversations,
    list_messages,
    list_received_messages,
)
from community.contacts.queries.copies import Written, list_all_messages, list_all_requests, list_blocked_handles
from community.contacts.queries.people import (
    find_block,
    find_met,
    find_to_ask,
    get_settings,
    known_handle,
    list_blocked,
    shown_for,
    takes_requests_from,
)
from community.contacts.queries.requests import find_between, find_received, find_sent, list_received, list_sent
from community.contacts.queries.waiting import something_waits, waits_for

__all__ = [
    "Talk",
    "Written",
    "find_between",
    "find_block",
    "find_conversation",
    "find_conversation_of",
    "find_met",
    "find_own_message",
    "find_partner",
    "find_received",
    "find_reportable",
    "find_sent",
    "find_to_ask",
    "get_partner",
    "get_settings",
    "is_open",
    "known_handle",
    "list_all_messages",
    "list_all_requests",
    "list_blocked",
    "list_blocked_handles",
    "list_conversations",
    "list_messages",
    "list_received",
    "list_received_messages",
    "list_sent",
    "shown_for",
    "something_waits",
    "takes_requests_from",
    "waits_for",
]
