"""Cases of detect for make-vectors: every form of boxes with every form of scores, int8 and float32 maps."""

from fractions import Fraction

import ieee
from detect import Head, Map, detect, least_logit
from tail import number
from tail_cases import bits, value

BOXES = ["distances", "distributions", "centers", "anchors", "exponentialAnchors", "priors", "offsets"]
SCORES = ["sigmoid", "identity", "softmax"]


def fraction(r, low, high):
    return number(Fraction(r.int(low * 1000, high * 1000), 1000))


def scale(r, numerator):
    return number(Fraction(numerator * r.int(500, 1500), 1000 * 128))


def make_map(r, height, width, channels, spread, hostile, coarse):
    """int8 of numbers within about `spread`, or binary32."""
    count = height * width * channels
    if r.int(0, 1):
        few = [r.int(-128, 127) for _ in range(3)]
        values = [r.pick(few) if coarse else r.int(-128, 127) for _ in range(count)]
        return Map(height, width, channels, values, scale(r, spread), r.int(-128, 127))
    if hostile:
        return Map(height, width, channels, [value(r, spread) for _ in range(count)])
    steps = 2 if coarse else 10**5
    values = [number(Fraction(r.int(-spread * steps, spread * steps), steps)) for _ in range(count)]
    return Map(height, width, channels, values)


def head_of(r, i):
    box_form, score_form = BOXES[i % 7], SCORES[i // 7 % 3]
    hostile, coarse = i % 5 == 4, i % 3 == 0
    anchors = r.pick([1, 1, 2, 3])
    classes = r.pick([2, 3, 5]) if score_form == "softmax" else r.pick([1, 2, 4, 9])
    levels = r.int(1, 3)
    candidates = r.pick([1, 6, 20, 60])
    head = Head(
        box_form,
        score_form,
        classes,
        anchors,
        r.int(2, 6) if box_form == "distributions" else 0,
        r.int(0, 1) == 1,
        r.pick([candidates, r.int(1, candidates)]),
        candidates,
        number(r.pick([Fraction(1, 1000), Fraction(1, 4), Fraction(1, 2), Fraction(9, 10)])),
        number(r.pick([Fraction(0), Fraction(1, 10), Fraction(45, 100), Fraction(7, 10), Fraction(1)])),
        (number(Fraction(1, 10)), number(Fraction(1, 5))) if box_form == "priors" else (ieee.ZERO,) * 2,
        [],
    )
    has_objects = score_form != "softmax" and r.int(0, 1) == 1
    spread = 1 if score_form == "identity" else 6
    box_spread = 60 if hostile else 4
    for _ in range(levels):
        height, width = r.int(1, 4), r.int(1, 4)
        head.geometry.append(
            [ieee.of(r.pick([4, 8, 16])), number(r.pick([Fraction(0), Fraction(1, 2)]))]
            + [fraction(r, 1, 30) for _ in range(2 * anchors)]
        )
        per_anchor = 4 * head.bins if box_form == "distributions" else 4
        boxes = make_map(r, height, width, anchors * per_anchor, box_spread, hostile, False)
        scores = make_map(r, height, width, anchors * classes, spread, hostile, coarse)
        objects = make_map(r, height, width, anchors, spread, hostile, coarse) if has_objects else None
        head.levels.append((boxes, scores, objects))
        if box_form == "priors":
            head.priors += [
                [fraction(r, 0, 40), fraction(r, 0, 40), fraction(r, 2, 30), fraction(r, 2, 30)]
                for _ in range(height * width * anchors)
            ]
    return head


def put_at_threshold(r, head):
    """Scores and objectness in binary32, all of them within 2^-16 of what passes."""
    least = least_logit(head)

    def near(base):
        below = number(Fraction(r.int(-5, 5), 2 ** r.pick([17, 20, 24])))
        return ieee.add(ieee.add(base, least), below)

    for level, (boxes, scores, objects) in enumerate(head.levels):
        size = (boxes.height, boxes.width)
        pixels = boxes.height * boxes.width
        values = []
        for _ in range(pixels * head.anchors):
            if head.score_form == "softmax":
                background = fraction(r, -2, 2)
                others = [ieee.sub(background, ieee.of(20))] * (head.classes - 2)
                values += [background, near(background), *others]
            else:
                values += [near(ieee.of(r.pick([-6, 0, 20]))) for _ in range(head.classes)]
        objects = objects and Map(
            *size, head.anchors, [near(ieee.ZERO) for _ in range(pixels * head.anchors)]
        )
        head.levels[level] = (boxes, Map(*size, scores.channels, values), objects)


def map_fields(prefix, m):
    quanta = m.scale is not None
    return {
        f"{prefix}Shape": [m.height, m.width, m.channels],
        f"{prefix}Scale": [ieee.bits(m.scale), m.zero] if quanta else [0, 0],
        prefix: m.values if quanta else bits(m.values),
    }


def detect_cases(random):
    r = random(27)
    for i in range(180):
        head = head_of(r, i)
        if i >= 144:
            put_at_threshold(r, head)
        fields = {
            "forms": [BOXES.index(head.box_form), SCORES.index(head.score_form)],
            "sizes": [head.classes, head.anchors, head.bins, head.detections, head.candidates],
            "flags": [int(head.levels[0][2] is not None), int(head.best_only)],
            "thresholds": bits([head.min_score, head.iou]),
            "variances": bits(head.variances),
            "geometry": bits([x for level in head.geometry for x in level]),
            "priors": bits([x for prior in head.priors for x in prior]),
        }
        for level, (boxes, scores, objects) in enumerate(head.levels):
            fields |= map_fields(f"boxes{level}", boxes) | map_fields(f"scores{level}", scores)
            if objects is not None:
                fields |= map_fields(f"objects{level}", objects)
        fields["output"] = bits([x for row in detect(head) for x in row])
        yield f"{head.box_form} {head.score_form} {i}", fields
