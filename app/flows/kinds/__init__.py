"""One file for each kind of node; a new kind is a new file here and one line in this list."""

from app.flows.kinds.api_request import API_REQUEST
from app.flows.kinds.booking import BOOKING
from app.flows.kinds.conversation import CONVERSATION
from app.flows.kinds.end_call import END_CALL
from app.flows.kinds.extract import EXTRACT
from app.flows.kinds.if_else import IF_ELSE
from app.flows.kinds.start import START
from app.flows.kinds.transfer import TRANSFER

ALL = (START, CONVERSATION, EXTRACT, IF_ELSE, API_REQUEST, TRANSFER, BOOKING, END_CALL)

__all__ = ["ALL"]
