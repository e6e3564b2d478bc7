from programmes.views.desk import desk, desks, diagnosis, figures, institutions
from programmes.views.public import index, join, leave, programme

__all__ = ["desk", "desks", "diagnosis", "figures", "index", "institutions", "join", "leave", "programme"]
