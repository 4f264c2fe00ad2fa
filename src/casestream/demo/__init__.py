"""`casestream demo`: the newspaper page's cases live from command to report, then a simulated court year.

Source: a newspaper page of 2025-09-17 on the court of Otog Banner (鄂托克旗人民法院). Parties are masked as printed. Days and
amounts that the page does not give are invented for the story and marked so; the court year is simulated.
"""

from casestream.demo.show import PERIOD, Story, play

__all__ = ["PERIOD", "Story", "play"]
