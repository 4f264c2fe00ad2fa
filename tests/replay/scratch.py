"""Events that no procedure declares: one of every kind of field, promoted and not, so that parity is on the vocabulary.

Of `Paid` the third label and the fifth number do not fit into the promoted slots, and `spare` and `text` never do.
"""

from datetime import date

from casestream.kernel import Event, Label, event, key


class Flavour(Label):
    """The label that is promoted."""

    SWEET = "sweet", "甜", "sweet"
    SOUR = "sour", "酸", "sour"
    SALT = "salt", "咸", "salt"


class Shade(Label):
    """The label that is not."""

    LIGHT = "light", "浅", "light"
    DARK = "dark", "深", "dark"


@event("scratch.opened", "开", "Opened", opens=True)
class Opened(Event):
    """Begins a round."""

    number: str
    court: str
    claimed: int


@event("scratch.named", "称", "Named")
class Named(Event):
    """Names a debtor."""

    debtor: str = key("debtor")
    flavour: Flavour


@event("scratch.held", "控", "Held")
class Held(Event):
    """Names an asset; what may be left unsaid of it is text and a label."""

    asset: str = key("asset")
    worth: int
    remark: str | None = None
    tone: Shade | None = None


@event("scratch.a", "甲", "Paid")
class Paid(Event):
    """Has more fields than there are slots."""

    debtor: str = key("debtor")
    flavour: Flavour
    shade: Shade
    amount: int
    flag: bool
    due: date
    maybe: date | None
    extra: int
    spare: int | None
    text: str


@event("scratch.b", "乙", "Decided")
class Decided(Event):
    """Has two keys, and is what the rules under test guard."""

    debtor: str = key("debtor")
    asset: str = key("asset")
    amount: int
    flag: bool
    until: date | None


@event("scratch.stopped", "停", "Stopped")
class Stopped(Event):
    """Begins a span, of one debtor."""

    debtor: str = key("debtor")


@event("scratch.went", "续", "Went")
class Went(Event):
    """Ends a span; tells when something was opened, and perhaps how many days were used."""

    debtor: str = key("debtor")
    opened_on: date = date(2024, 1, 20)
    used_days: int | None = None


@event("scratch.plain", "素", "Plain")
class Plain(Event):
    """Has nothing but its day."""
