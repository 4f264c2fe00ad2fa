"""`casestream` and `python -m casestream`."""

import sys


def main() -> int:
    """Run the command line; without the extra `cli`, say how to get it."""
    try:
        from casestream.cli import run
    except ModuleNotFoundError as missing:
        if missing.name not in ("click", "rich"):
            raise
        print(  # noqa: T201  # There is no console yet.
            '命令行需要额外组件 / the command line needs an extra: pip install "casestream[cli]"', file=sys.stderr
        )
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
