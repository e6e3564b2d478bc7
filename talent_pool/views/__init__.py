from talent_pool.views.jobs import apply, job, jobs
from talent_pool.views.openings import close_opening, edit_opening, new_opening, opening, openings, send_opening
from talent_pool.views.pipeline import move_application, recruit_application, reveal
from talent_pool.views.recruit import candidate, invite, search
from talent_pool.views.review import review, reviews
from talent_pool.views.talent import answer, application, pause, platform, platforms, pool, talent, who_looked, wishes

__all__ = [
    "answer",
    "application",
    "apply",
    "candidate",
    "close_opening",
    "edit_opening",
    "invite",
    "job",
    "jobs",
    "move_application",
    "new_opening",
    "opening",
    "openings",
    "pause",
    "platform",
    "platforms",
    "pool",
    "recruit_application",
    "reveal",
    "review",
    "reviews",
    "search",
    "send_opening",
    "talent",
    "who_looked",
    "wishes",
]
