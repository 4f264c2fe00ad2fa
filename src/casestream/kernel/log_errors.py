"""What the log, and what lies beside it, can say no with; `casestream.kernel.errors` has the whole list."""

from casestream.kernel.complaint import CasestreamError


class LogError(CasestreamError):
    """The docket cannot be opened, read or written as asked."""

    code = "CS200"


class NotADocket(LogError):
    """The file is not a casestream docket."""

    code = "CS201"


class NewerDocket(LogError):
    """The docket, or an event in it, was written by a newer casestream."""

    code = "CS202"


class NotWritable(LogError):
    """The docket cannot be created or written at this place."""

    code = "CS203"


class NotDurable(LogError):
    """The database does not keep what it acknowledges."""

    code = "CS204"


class ChangedMeanwhile(LogError):
    """Somebody else changed the case between the reading and the writing. Try again."""

    code = "CS205"


class NumberTaken(LogError):
    """Another round already bears this case number."""

    code = "CS206"


class UnknownEventType(LogError):
    """The log holds an event that this program does not know."""

    code = "CS207"


class NotReversible(LogError):
    """The event would not be read back as it was written, so it is not written."""

    code = "CS208"


class TooMuch(LogError):
    """A sum that 64 bits cannot hold exactly."""

    code = "CS209"


class StoreFailed(LogError):
    """The database failed; what it said is in the text."""

    code = "CS210"


class SegmentDamaged(LogError):
    """A file of a sealed segment is missing, cut short or altered. The docket itself is untouched."""

    code = "CS211"


class ForeignSegment(LogError):
    """A segment was sealed from another docket than the one beside which it lies."""

    code = "CS212"


class NotSealed(LogError):
    """A segment could not be written. What was half written is never used; the docket itself is untouched."""

    code = "CS213"


class KeysMissing(LogError):
    """The docket seals its names, and the keys that were given are none, or those of another docket."""

    code = "CS220"


class KeysFailed(LogError):
    """The key store cannot be opened, read or written."""

    code = "CS221"


class SealBroken(LogError):
    """A sealed value does not open: it was altered, moved from elsewhere, or sealed under another key."""

    code = "CS222"


class OlderDocket(LogError):
    """A docket of an older version that can only be read: it cannot be brought up to date."""

    code = "CS214"


class NotReached(LogError):
    """The log, or a live view of it, has not come to a position in the time that was given."""

    code = "CS215"


class NotSigned(LogError):
    """No key that is trusted has signed it, or the signature is wrong."""

    code = "CS231"


class LogRewritten(LogError):
    """The log is not what was proven of it: nothing more is signed over it, and no evidence handed out."""

    code = "CS232"

    @classmethod
    def found(cls, zh: str, en: str) -> "LogRewritten":
        """The error for what was found, wherever it was come across: the whole is for `verify` to tell."""
        return cls(zh, en, "用 casestream verify 检查案卷", "check the docket with casestream verify")


class CommitUnknown(LogError):
    """The session broke off at the commit: it may have been written, or not. A retry with the same command id tells."""

    code = "CS240"
