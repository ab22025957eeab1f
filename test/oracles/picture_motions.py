"""Writes picture-motions.json: pictures flipped, turned, moved and zoomed by scipy, for test/models/augmentation.test.ts.

Needs numpy and scipy. The matrices are those of Keras 3's RandomRotation, RandomTranslation and RandomZoom, in pixels from
the upper left corner; one layer after the other is their product. scipy's `reflect` is Keras' default fill.
"""

import json

import numpy as np
from scipy.ndimage import map_coordinates

random = np.random.default_rng(11)
HEIGHT, WIDTH = 7, 5
MOTIONS = [
    {"flipX": -1, "flipY": 1, "angle": 0, "moveX": 0, "moveY": 0, "scale": 1},
    {"flipX": 1, "flipY": 1, "angle": 0.4, "moveX": 0, "moveY": 0, "scale": 1},
    {"flipX": 1, "flipY": 1, "angle": 0, "moveX": 1.25, "moveY": -2.5, "scale": 1},
    {"flipX": 1, "flipY": 1, "angle": 0, "moveX": 0, "moveY": 0, "scale": 1.3},
    {"flipX": -1, "flipY": -1, "angle": -1.1, "moveX": 0.7, "moveY": 1.9, "scale": 0.8},
    {"flipX": -1, "flipY": 1, "angle": 2.5, "moveX": -1.3, "moveY": 0.4, "scale": 1.2},
]


def matrices(flipX, flipY, angle, moveX, moveY, scale):
    right, bottom = WIDTH - 1, HEIGHT - 1
    cosine, sine = np.cos(angle), np.sin(angle)
    flip = [[flipX, 0, right if flipX < 0 else 0], [0, flipY, bottom if flipY < 0 else 0], [0, 0, 1]]
    turn = [
        [cosine, -sine, (right - (cosine * right - sine * bottom)) / 2],
        [sine, cosine, (bottom - (sine * right + cosine * bottom)) / 2],
        [0, 0, 1],
    ]
    move = [[1, 0, -moveX], [0, 1, -moveY], [0, 0, 1]]
    zoom = [[scale, 0, (1 - scale) * right / 2], [0, scale, (1 - scale) * bottom / 2], [0, 0, 1]]
    return np.array(flip) @ np.array(turn) @ np.array(move) @ np.array(zoom)


def case(motion):
    picture = random.random((HEIGHT, WIDTH)).round(4)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    places = matrices(**motion) @ np.stack([x.ravel(), y.ravel(), np.ones(x.size)])
    moved = map_coordinates(picture, [places[1], places[0]], order=1, mode="reflect")
    return {"motion": motion, "picture": picture.ravel().tolist(), "expected": moved.round(6).tolist()}


with open("picture-motions.json", "w", encoding="utf-8") as file:
    cases = [case(motion) for motion in MOTIONS]
    json.dump({"height": HEIGHT, "width": WIDTH, "cases": cases}, file, separators=(",", ":"))
    file.write("\n")
