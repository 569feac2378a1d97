"""Where the items are between two commands."""

import json
import os

FILE = "inventory.json"


def load():
    """The items and their counts; none if there is no file."""
    try:
        with open(FILE, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def save(items):
    """Exchanges the file as a whole."""
    with open(FILE + ".new", "w", encoding="utf-8") as file:
        json.dump(items, file)
    os.replace(FILE + ".new", FILE)
