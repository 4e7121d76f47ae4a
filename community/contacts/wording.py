"""How the choices and states of contacts are called on pages."""

from community.contacts.models import RequestState, WhoMayAsk
from community.i18n import Words, lazy

WHO_MAY_ASK: dict[WhoMayAsk, Words] = {
    WhoMayAsk.MEMBERS: lazy("Members who may see my name"),
    WhoMayAsk.GROUPS: lazy("Only members of my working groups"),
    WhoMayAsk.NOBODY: lazy("Nobody"),
}

_WAITS = lazy("Waits for an answer")
# As the asker reads them: nothing tells them that they are ignored.
AS_SENT: dict[RequestState, Words] = {
    RequestState.WAITING: _WAITS,
    RequestState.IGNORED: _WAITS,
    RequestState.DECLINED: lazy("Declined"),
}
# As the one who was asked reads them.
AS_RECEIVED: dict[RequestState, Words] = {
    RequestState.WAITING: lazy("Waits for your answer"),
    RequestState.IGNORED: lazy("You ignore it"),
}
