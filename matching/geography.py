"""The numbers of division codes and distances."""

import numpy as np

from matching.weights import ONE

TOWNSHIP, COUNTY, CITY, PROVINCE = 10**3, 10**6, 10**8, 10**10
"""What the last three, six, eight and ten digits of a code count up to: what is left of them names that division."""
METRES_PER_MILLION = 111_195
"""Metres on one degree of a great circle of the mean Earth (radius 6 371 008.8 m, IUGG): 111.195 mm per microdegree."""
COSINES = np.round(np.cos(np.radians(np.arange(91))) * ONE).astype(np.int64)
"""Cosine of each whole degree of latitude, in millionths."""
