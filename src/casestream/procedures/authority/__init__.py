"""职权 — who may ask for what (`table`), of which court (`courts`), and the gates that hold every step to both (`gates`)."""

from casestream.procedures.authority.gates import who_may
from casestream.procedures.authority.table import MAY, may

__all__ = ["MAY", "may", "who_may"]
