"""`casestream` and `python -m casestream`."""

import sys


def main() -> int:
    """Run the command line; without the extra `cli`, say how to get it. Ctrl-C ends even the start quietly."""
    try:
        from casestream.cli import run

        return run()
    except KeyboardInterrupt:
        return 130
    except ModuleNotFoundError as missing:
        if missing.name not in ("click", "rich"):
            raise
        print(  # noqa: T201  # There is no console yet.
            '命令行需要额外组件 / the command line needs an extra: pip install "casestream[cli]"', file=sys.stderr
        )
        return 2


if __name__ == "__main__":
    sys.exit(main())
