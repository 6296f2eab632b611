"""Who works here, for whom, with which rights; what was done, and read; and the long work."""

from tsunagi.base.models.audit import AuditHead, AuditRow
from tsunagi.base.models.carried import Carried
from tsunagi.base.models.job import Job
from tsunagi.base.models.organisation import Organisation
from tsunagi.base.models.reading import Reading
from tsunagi.base.models.role import Membership, Role
from tsunagi.base.models.shared import Shared
from tsunagi.base.models.spared import Spared
from tsunagi.base.models.user import User

__all__ = [
    "AuditHead",
    "AuditRow",
    "Carried",
    "Job",
    "Membership",
    "Organisation",
    "Reading",
    "Role",
    "Shared",
    "Spared",
    "User",
]
