"""The n-grams of short texts against those of scikit-learn."""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.ngrams import NgramIndex

TEXTS = ["缝纫工", "缝纫缝纫机修理", "电焊工", "家政服务员", "养老护理员", "", "平车工"]
TITLES = ["缝纫", "车工工", "护理护理", "码农", ""]


def test_the_cosine_is_that_of_scikit_learn() -> None:
    for ends in (True, False):
        index = NgramIndex(TEXTS, longest=2, ends=ends)
        weighed = TfidfVectorizer(analyzer=index.grams, sublinear_tf=True).fit(TEXTS)
        expected = (weighed.transform(TITLES) @ weighed.transform(TEXTS).T).toarray()
        np.testing.assert_allclose(index.cosine(TITLES), expected, rtol=0, atol=1e-12)


def test_coverage_is_the_weighed_share_of_a_title_that_a_text_has() -> None:
    index = NgramIndex(["ab", "b"], longest=1, ends=False)
    rare, unknown = np.log(3 / 2), np.log(3 / 2)  # b is in both texts and weighs nothing
    shares = [[rare / (rare + unknown), 0], [1, 0]]
    np.testing.assert_allclose(index.coverage(["abz", "ab"]), shares, atol=1e-12)
