"""For whoever tests procedures: given/when/then, a seeded simulator, Hypothesis strategies.

```python
given(apply, file).when(IssueNotice(...)).then(NoticeIssued)
given(apply, file).when(TerminateRound(...)).then_refused("three_months_have_passed", "interview_was_held")
given(apply, file, assign).when(assign).then_nothing()
```
"""

from casestream.testing.scenario import CLERK, JUDGE, PANEL, PRESIDENT, evolve, given

__all__ = ["CLERK", "JUDGE", "PANEL", "PRESIDENT", "evolve", "given"]
