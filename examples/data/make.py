"""Makes the tables beside it, the same at every run. `python3 make.py`"""
import csv
import datetime
import random
from pathlib import Path

HERE = Path(__file__).parent
draw = random.Random(7)


def write(name, header, rows):
    with open(HERE / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def customer():
    """Who calls the support often, on a small plan and for a short time, leaves."""
    age, plan, calls = draw.randint(18, 80), draw.choice(["basic", "plus", "family"]), draw.randint(0, 8)
    city = draw.choice(["Lyon", "Porto", "Gdansk", "Tartu", "Bari"])
    since = datetime.date(2019, 1, 1) + datetime.timedelta(days=draw.randint(0, 2000))
    minutes = draw.randint(20, 900)
    years = (datetime.date(2024, 12, 31) - since).days / 365
    score = 0.9 * calls - 0.8 * years - minutes / 400 + {"basic": 1.5, "plus": 0, "family": -1.5}[plan]
    known = minutes if draw.random() > 0.05 else ""
    return [age, plan, city, known, since, calls, "yes" if score + draw.gauss(0, 0.3) > 0.5 else "no"]


def house():
    area, rooms, built = draw.randint(35, 220), draw.randint(1, 7), draw.randint(1900, 2024)
    district = draw.choice(["harbour", "old town", "hills", "north"])
    garden = draw.choice(["true", "false"])
    per_metre = {"harbour": 4000, "old town": 5000, "hills": 3500, "north": 2500}[district]
    price = area * per_metre + 8000 * rooms + 600 * (built - 1900) + (40000 if garden == "true" else 0)
    return [area, rooms, district, built, garden, int(round(price * draw.gauss(1, 0.03), -3))]


THINGS = ["soup", "bread", "room", "service", "view", "breakfast", "waiter", "bed", "coffee", "garden", "music", "cake"]
GOOD = ["wonderful", "friendly", "fresh", "lovely", "delicious", "perfect", "charming", "warm and bright", "excellent"]
BAD = ["awful", "rude", "stale", "dirty", "cold", "terrible", "far too loud", "bland", "disappointing"]
ENDS = {
    "good": ["we will come back", "thank you", "I can only recommend it", "we loved it"],
    "bad": ["never again", "I want my money back", "we left early", "avoid it"],
}


def review():
    mood = draw.choice(["good", "bad"])
    words = GOOD if mood == "good" else BAD
    first, second = draw.sample(THINGS, 2)
    joined = draw.choice(["and", "while", "but even so"])
    text = f"The {first} was {draw.choice(words)} {joined} the {second} was {draw.choice(words)}, {draw.choice(ENDS[mood])}."
    return [text, mood]


write(
    "customers.csv",
    ["age", "plan", "city", "minutes", "since", "support_calls", "churned"],
    [customer() for _ in range(400)],
)
write("houses.csv", ["area", "rooms", "district", "built", "garden", "price"], [house() for _ in range(400)])
write("reviews.csv", ["text", "sentiment"], [review() for _ in range(300)])
