"""The root of all errors: what is wrong and what would satisfy it, in two languages, under a code."""

from typing import ClassVar, Literal

Lang = Literal["zh", "en"]


class CasestreamError(Exception):
    """The root. Catch it to catch whatever casestream can say no with.

    `zh` and `en` say what is wrong and where; `cure_zh` and `cure_en` say what would satisfy it.
    """

    code: ClassVar[str] = "CS000"

    def __init__(self, zh: str, en: str, cure_zh: str = "", cure_en: str = "") -> None:
        super().__init__(zh, en)
        self.zh, self.en, self.cure_zh, self.cure_en = zh, en, cure_zh, cure_en

    def message(self, lang: Lang = "zh") -> str:
        """One line for a person: the code, what is wrong, and what would satisfy it."""
        text, cure = (self.zh, self.cure_zh) if lang == "zh" else (self.en, self.cure_en)
        return f"[{self.code}] {text}" + (f" → {cure}" if cure else "")

    def as_dict(self) -> dict[str, object]:
        """The same for a machine."""
        return {
            "code": self.code, "error": type(self).__name__, "zh": self.zh, "en": self.en, "cure_zh": self.cure_zh,
            "cure_en": self.cure_en,
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.message('zh')}\n{self.message('en')}"
