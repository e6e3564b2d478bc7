from django.urls import path

from talent_pool import views

app_name = "talent_pool"
urlpatterns = [
    path("talent/", views.talent, name="talent"),
    path("talent/pools/<slug:slug>/", views.pool, name="pool"),
    path("talent/platforms/", views.platforms, name="platforms"),
    path("talent/platforms/<slug:slug>/", views.platform, name="platform"),
    path("talent/wishes/", views.wishes, name="wishes"),
    path("talent/pause/", views.pause, name="pause"),
    path("talent/who-looked/", views.who_looked, name="who_looked"),
    path("talent/applications/<uuid:uuid>/", views.application, name="application"),
    path("talent/applications/<uuid:uuid>/answer/", views.answer, name="answer"),
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:uuid>/", views.job, name="job"),
    path("jobs/<uuid:uuid>/apply/", views.apply, name="apply"),
    path("recruit/", views.search, name="recruit"),
    path("recruit/candidates/<uuid:uuid>/", views.candidate, name="candidate"),
    path("recruit/candidates/<uuid:uuid>/invite/", views.invite, name="invite"),
    path("recruit/openings/", views.openings, name="recruit_openings"),
    path("recruit/openings/new/", views.new_opening, name="new_opening"),
    path("recruit/openings/<uuid:uuid>/", views.opening, name="recruit_opening"),
    path("recruit/openings/<uuid:uuid>/edit/", views.edit_opening, name="edit_opening"),
    path("recruit/openings/<uuid:uuid>/send/", views.send_opening, name="send_opening"),
    path("recruit/openings/<uuid:uuid>/close/", views.close_opening, name="close_opening"),
    path("recruit/applications/<uuid:uuid>/", views.recruit_application, name="recruit_application"),
    path("recruit/applications/<uuid:uuid>/move/", views.move_application, name="move_application"),
    path("recruit/applications/<uuid:uuid>/reveal/", views.reveal, name="reveal"),
    path("recruit/review/", views.reviews, name="reviews"),
    path("recruit/review/<uuid:uuid>/", views.review, name="review"),
]
