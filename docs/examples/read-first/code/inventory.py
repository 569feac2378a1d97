"""Keeps count of items in a file of JSON."""

import json
import sys

import store


class Refused(Exception):
    """What was asked for can't be done; the message says why."""


def add(items, name, count):
    """Puts so many of an item there."""
    if count < 1:
        raise Refused("count must be 1 or more")
    items[name] = items.get(name, 0) + count


def main(words):
    """Runs one command; returns its exit code."""
    items = store.load()
    try:
        match words:
            case ["add", name, count]:
                add(items, name, int(count))
            case ["list"]:
                print(json.dumps(items, sort_keys=True))
            case _:
                raise Refused("usage: inventory.py add NAME COUNT | list")
    except (Refused, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 1
    store.save(items)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
