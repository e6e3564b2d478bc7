"""Being found and hired. Submodules import in this order and never back: scope, pools, candidates, openings, applications."""

from talent_pool.models.applications import Application, ContactReveal, ProfileView, Source, StageChange
from talent_pool.models.candidates import Appearance, Candidate, CandidateRole, WantedRegion, WantedRole, born_by
from talent_pool.models.openings import Opening, OpeningStatus, openings_near
from talent_pool.models.pools import Pool, PoolMember
from talent_pool.models.scope import path_of, path_within, platforms_of, recruiting_organisations
from talent_pool.stages import Side, Stage

__all__ = [
    "Appearance",
    "Application",
    "Candidate",
    "CandidateRole",
    "ContactReveal",
    "Opening",
    "OpeningStatus",
    "Pool",
    "PoolMember",
    "ProfileView",
    "Side",
    "Source",
    "Stage",
    "StageChange",
    "WantedRegion",
    "WantedRole",
    "born_by",
    "openings_near",
    "path_of",
    "path_within",
    "platforms_of",
    "recruiting_organisations",
]
