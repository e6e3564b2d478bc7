"""My road: where a person stands on the five steps, the one thing to do next, and why it is worth it."""

from cms.road.reading import read_road
from cms.road.steps import Action, Facts, Road, State, Step, Worth, lay_road

__all__ = ["Action", "Facts", "Road", "State", "Step", "Worth", "lay_road", "read_road"]
