"""Windows, who sits at them, the contacts that they take, and what was written in them.

Every row of somebody who got in touch names the organisation that it belongs to, by which queries and the database
itself cut. Windows, entrances and rotas are no personal records of theirs.
"""

from tsunagi.consultations.models.channel import Channel, Receipt
from tsunagi.consultations.models.contact import Contact
from tsunagi.consultations.models.impression import Impression
from tsunagi.consultations.models.keeping import Moved, Retention
from tsunagi.consultations.models.letter import Letter
from tsunagi.consultations.models.message import Message
from tsunagi.consultations.models.window import Branch, Entrance, Presence, Shift, Window

__all__ = [
    "Branch",
    "Channel",
    "Contact",
    "Entrance",
    "Impression",
    "Letter",
    "Message",
    "Moved",
    "Presence",
    "Receipt",
    "Retention",
    "Shift",
    "Window",
]
