"""A figure that keeps its numerator and its denominator."""

from decimal import ROUND_HALF_UP, Decimal

from attrs import frozen

from casestream.kernel.projection import Unit


@frozen
class Rate:
    """A numerator and its denominator. Rounded once, half up, when shown; without a positive denominator no figure."""

    numerator: int
    denominator: int
    unit: Unit = "%"

    def value(self) -> Decimal | None:
        """The figure with two decimals (a percentage for the unit "%"), or None."""
        if self.denominator <= 0:
            return None
        scale = 100 if self.unit == "%" else 1
        return (Decimal(self.numerator * scale) / Decimal(self.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def __str__(self) -> str:
        value = self.value()
        return "—" if value is None else f"{value}{'%' if self.unit == '%' else ''}"
