from programmes.views.desk import desk, desks, figures, institutions
from programmes.views.public import index, join, leave, programme

__all__ = ["desk", "desks", "figures", "index", "institutions", "join", "leave", "programme"]
