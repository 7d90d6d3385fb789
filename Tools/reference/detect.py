"""detect of ARITHMETIC.md on the numbers of ieee.py: everything listed, sorted and then cut, nothing skipped."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cmp_to_key

import ieee
from tail import ONE, exponential, number, unary

HALF, TWO = number(Fraction(1, 2)), number(2)


def at_least(a, b):
    return a != ieee.NAN and b != ieee.NAN and not ieee.less(a, b)


@dataclass
class Map:
    """`[H, W, channels]`: quanta with scale and zero point, or binary32 numbers (scale None)."""

    height: int
    width: int
    channels: int
    values: list
    scale: object = None
    zero: int = 0

    def at(self, pixel, channel):
        x = self.values[pixel * self.channels + channel]
        return x if self.scale is None else ieee.mul(ieee.of(x - self.zero), self.scale)

    def differences(self, pixel, first, count):
        """Of `count` numbers to their largest."""
        x = self.values[pixel * self.channels + first :][:count]
        if self.scale is not None:
            return [self.difference(a, max(x)) for a in x]
        largest = x[0]
        for a in x[1:]:
            largest = a if ieee.less(largest, a) else largest
        return [self.difference(a, largest) for a in x]

    def difference(self, a, b):
        return ieee.sub(a, b) if self.scale is None else ieee.mul(ieee.of(a - b), self.scale)


@dataclass
class Head:
    box_form: str
    score_form: str
    classes: int
    anchors: int
    bins: int
    best_only: bool
    detections: int
    candidates: int
    min_score: object
    iou: object
    variances: tuple
    geometry: list  # of levels: stride, offset, widths and heights
    priors: list = field(default_factory=list)  # of anchors: x, y, w, h
    levels: list = field(default_factory=list)  # of (boxes, scores, objects or None)


def softmax_terms(differences):
    e = [exponential(d) for d in differences]
    total = ieee.ZERO
    for x in e:
        total = ieee.add(total, x)
    return e, total


def least_logit(head):
    if head.score_form == "identity":
        return head.min_score
    low, high = -(2**23), 2**23
    for _ in range(24):
        middle = (low + high) // 2
        logit = ieee.mul(ieee.of(middle), number(Fraction(1, 2**16)))
        if at_least(unary("sigmoid", logit), head.min_score):
            high = middle
        else:
            low = middle
    return ieee.mul(ieee.of(high), number(Fraction(1, 2**16)))


def classes_of(head, least, scores, objects, pixel, k):
    """(key, class) of the candidates of one anchor."""
    first = k * head.classes
    if head.score_form == "softmax":
        e, total = softmax_terms(scores.differences(pixel, first, head.classes))
        raw = scores.values[pixel * scores.channels + first :]
        for c in range(1, head.classes):
            key = ieee.div(e[c], total)
            if at_least(scores.difference(raw[c], raw[0]), least) and at_least(key, head.min_score):
                yield key, c - 1
        return
    for c in range(head.classes):
        v = scores.at(pixel, first + c)
        if not at_least(v, least):
            continue
        if objects is None:
            yield v, c
            continue
        o = objects.at(pixel, k)
        if at_least(o, least):
            key = ieee.mul(probability(head, o), probability(head, v))
            if at_least(key, head.min_score):
                yield key, c


def probability(head, v):
    return unary("sigmoid", v) if head.score_form == "sigmoid" else v


def compare(a, b):
    if ieee.less(b[0], a[0]):
        return -1
    if ieee.less(a[0], b[0]):
        return 1
    return -1 if a[1:] < b[1:] else 1


def candidates(head):
    """(key, class, anchor), level, pixel, anchor of the pixel."""
    least = least_logit(head)
    found = []
    anchor = 0
    for level, (boxes, scores, objects) in enumerate(head.levels):
        for pixel in range(boxes.height * boxes.width):
            for k in range(head.anchors):
                of_anchor = [
                    (key, c, anchor) for key, c in classes_of(head, least, scores, objects, pixel, k)
                ]
                if head.best_only and of_anchor:
                    of_anchor = [min(of_anchor, key=cmp_to_key(compare))]
                found += [(c, level, pixel, k) for c in of_anchor]
                anchor += 1
    found.sort(key=cmp_to_key(lambda a, b: compare(a[0], b[0])))
    return found[: head.candidates]


def expectation(boxes, pixel, first, bins):
    e, total = softmax_terms(boxes.differences(pixel, first, bins))
    weighted = ieee.ZERO
    for i, x in enumerate(e):
        weighted = ieee.add(weighted, ieee.mul(ieee.of(i), x))
    return ieee.div(weighted, total)


def box(head, anchor, level, pixel, k):
    boxes = head.levels[level][0]
    stride, offset, *sizes = head.geometry[level]
    cell = [ieee.add(ieee.of(pixel % boxes.width), offset), ieee.add(ieee.of(pixel // boxes.width), offset)]
    if head.box_form == "distributions":
        b = [expectation(boxes, pixel, (k * 4 + side) * head.bins, head.bins) for side in range(4)]
    else:
        b = [boxes.at(pixel, k * 4 + side) for side in range(4)]
    low, high = [], []
    for axis in range(2):
        g = cell[axis]
        if head.box_form in ("distances", "distributions"):
            low.append(ieee.mul(ieee.sub(g, b[axis]), stride))
            high.append(ieee.mul(ieee.add(g, b[2 + axis]), stride))
            continue
        center, size = b[axis], b[2 + axis]
        if head.box_form == "centers":
            x = ieee.mul(ieee.add(center, g), stride)
            w = ieee.mul(unary("exponential", size), stride)
        elif head.box_form == "anchors":
            twice = ieee.mul(TWO, unary("sigmoid", center))
            x = ieee.mul(ieee.add(ieee.sub(twice, HALF), g), stride)
            t = ieee.mul(TWO, unary("sigmoid", size))
            w = ieee.mul(ieee.mul(t, t), sizes[2 * k + axis])
        elif head.box_form == "offsets":
            x = ieee.add(center, ieee.mul(g, stride))
            w = size
        elif head.box_form == "exponentialAnchors":
            x = ieee.mul(ieee.add(unary("sigmoid", center), g), stride)
            w = ieee.mul(unary("exponential", size), sizes[2 * k + axis])
        else:
            prior = head.priors[anchor]
            x = ieee.add(ieee.mul(ieee.mul(center, head.variances[0]), prior[2 + axis]), prior[axis])
            w = ieee.mul(unary("exponential", ieee.mul(size, head.variances[1])), prior[2 + axis])
        half = ieee.mul(w, HALF)
        low.append(ieee.sub(x, half))
        high.append(ieee.add(x, half))
    return [*low, *high]


def overlap(a, b):
    def extent(axis):
        near = b[axis] if ieee.less(a[axis], b[axis]) else a[axis]
        far = b[2 + axis] if ieee.less(b[2 + axis], a[2 + axis]) else a[2 + axis]
        d = ieee.sub(far, near)
        return d if ieee.less(ieee.ZERO, d) else ieee.ZERO

    def area(r):
        return ieee.mul(ieee.sub(r[2], r[0]), ieee.sub(r[3], r[1]))

    shared = ieee.mul(extent(0), extent(1))
    return ieee.div(shared, ieee.sub(ieee.add(area(a), area(b)), shared))


def is_finite(x):
    return x != ieee.NAN and x[1] != ieee.INFINITE


def detect(head):
    rows = []
    plain = head.score_form == "sigmoid" and head.levels[0][2] is None
    for (key, c, anchor), level, pixel, k in candidates(head):
        row = box(head, anchor, level, pixel, k)
        row += [unary("sigmoid", key) if plain else key, ieee.of(c)]
        if len(rows) == head.detections or not all(map(is_finite, row)):
            continue
        if ieee.less(head.iou, ONE) and any(
            r[5] == row[5] and ieee.less(head.iou, overlap(r, row)) for r in rows
        ):
            continue
        rows.append(row)
    empty = [ieee.ZERO] * 5 + [ieee.of(-1)]
    return rows + [empty] * (head.detections - len(rows))
