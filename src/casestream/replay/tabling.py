"""From tallies to a table: sums, differences and ratios are made of plain measures, group by group."""

from collections.abc import Iterator, Sequence

from casestream.kernel.projection import Measure, Projection, Ratio, Scope, Sumwise
from casestream.replay.table import Cell, Group, Rate, Row, Table, Tally


def plain_measures(projection: Projection) -> list[Measure]:
    """The measures that engines tally: those that sums and differences are made of, each as often as it occurs."""
    return [part for measure in projection.measures.values() for part in _plain(measure)]


def names_of_plain(projection: Projection) -> list[str]:
    """The names of the plain measures, in order: that of the measure itself, or of the sum with the number of the term."""
    names = []
    for name, measure in projection.measures.items():
        parts = len(list(_plain(measure)))
        names += [name] if parts == 1 else [f"{name}/{term}" for term in range(1, parts + 1)]
    return names


def _plain(measure: Measure) -> Iterator[Measure]:
    if isinstance(measure, Sumwise):
        for _, term in measure.terms:
            yield from _plain(term)
    elif not isinstance(measure, Ratio):
        yield measure


def tabled(projection: Projection, plain: list[Measure], tallies: list[Tally], scope: Scope) -> Table:
    """The table of a projection over a period, of the tally of each of its plain measures."""
    tally_of = {id(measure): tally for measure, tally in zip(plain, tallies, strict=True)}
    groups = {group for tally in tallies for group, value in tally.items() if value} or (
        {()} if not projection.by else set()
    )
    by_group: list[Group] = sorted(groups)

    def numbers(measure: Measure) -> list[int]:
        if isinstance(measure, Sumwise):
            terms = [(sign, numbers(term)) for sign, term in measure.terms]
            return [sum(sign * column[row] for sign, column in terms) for row in range(len(by_group))]
        tally = tally_of[id(measure)]
        return [tally.get(group, 0) for group in by_group]

    known = {name: numbers(each) for name, each in projection.measures.items() if not isinstance(each, Ratio)}

    def cells(measure: Measure, name: str) -> Sequence[Cell]:
        if not isinstance(measure, Ratio):
            return known[name]
        over, under = known[measure.numerator], known[measure.denominator]
        return [Rate(*both, measure.unit) for both in zip(over, under, strict=True)]

    columns = {name: cells(measure, name) for name, measure in projection.measures.items()}
    table_rows = [
        Row(group, {name: column[row] for name, column in columns.items()}) for row, group in enumerate(by_group)
    ]
    return Table(projection, tuple(table_rows), scope)
