"""Averages of numbers."""


def average(numbers):
    """The average of a list of numbers; 0 for an empty list."""
    total = 0
    for number in numbers:
        total += number
    return total / len(numbers)


def median(numbers):
    """The middle of a list of numbers, which stays as it is; of two in the middle, their average."""
    numbers.sort()
    middle = len(numbers) // 2
    return numbers[middle]
