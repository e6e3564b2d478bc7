from tests.matrix import Row

ROWS = [
    Row("cms:road", (302, 200, 200, 200, 200)),
]
