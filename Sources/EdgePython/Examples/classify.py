"""Tells what is on a photo: python classify.py efficientnet-lite0.edge coffee.png"""

import sys

import numpy as np
from PIL import Image

import edge

with edge.Model(sys.argv[1], threads=2) as model:
    picture = np.asarray(Image.open(sys.argv[2]).convert("RGB"))
    for found in model.recognize(picture)["classes"]:
        print(f"{found['score']:.3f}  {found['label']}")
