"""Draws boxes around what a detector finds: python detect.py blazeface.edge astronaut.jpg found.png"""

import sys

import numpy as np
from PIL import Image, ImageDraw

import edge

with edge.Model(sys.argv[1]) as model:
    model.set_min_score(0.5)
    picture = Image.open(sys.argv[2]).convert("RGB")
    drawing = ImageDraw.Draw(picture)
    for found in model.recognize(np.asarray(picture))["boxes"]:
        print(f"{found['score']:.3f}  {found['label']}  {found['box']}")
        drawing.rectangle(found["box"], outline="lime", width=3)
    picture.save(sys.argv[3])
