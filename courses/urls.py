from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("learn/", views.my_courses, name="my_courses"),
    path("learn/<uuid:course>/enrol/", views.enrol, name="enrol"),
    path("learn/<uuid:course>/state.json", views.state, name="state"),
    path("learn/<uuid:course>/kept.json", views.kept, name="kept"),
    path("learn/<int:enrolment>/events", views.events, name="events"),
    path("learn/<uuid:course>/<uuid:lesson>/done/", views.done, name="done"),
    path("drafts/<str:link>/", views.draft, name="draft"),
    path("classes/", views.classes, name="classes"),
    path("classes/people/<uuid:person>/", views.class_learner, name="class_learner"),
    path("classes/people/<uuid:person>/new-number/", views.new_number, name="new_number"),
    path("search/", views.search, name="search"),
]
