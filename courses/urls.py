from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("learn/", views.my_courses, name="my_courses"),
    path("learn/notes/", views.my_notes, name="my_notes"),
    path("learn/questions/", views.my_inquiries, name="my_inquiries"),
    path("learn/questions/<uuid:inquiry>/", views.my_inquiry, name="my_inquiry"),
    path("learn/<uuid:course>/enrol/", views.enrol, name="enrol"),
    path("learn/<uuid:course>/state.json", views.state, name="state"),
    path("learn/<uuid:course>/kept.json", views.kept, name="kept"),
    path("learn/<int:enrolment>/events", views.events, name="events"),
    path("learn/<uuid:course>/<uuid:lesson>/done/", views.done, name="done"),
    path("drafts/<str:link>/", views.draft, name="draft"),
    path("learn/<uuid:course>/<uuid:lesson>/note/", views.note, name="note"),
    path("learn/<uuid:course>/<uuid:lesson>/note.json", views.note_json, name="note_json"),
    path("learn/<uuid:course>/<uuid:lesson>/ask/", views.ask, name="ask"),
    path("learn/<uuid:course>/<uuid:lesson>/questions/", views.lesson_questions, name="lesson_questions"),
    path("answers/", views.to_answer, name="inquiries"),
    path("answers/<uuid:inquiry>/", views.answer_one, name="inquiry"),
    path("classes/", views.classes, name="classes"),
    path("classes/people/<uuid:person>/", views.class_learner, name="class_learner"),
    path("classes/people/<uuid:person>/new-number/", views.new_number, name="new_number"),
    path("classes/all/", views.all_classes, name="all_classes"),
    path("classes/new/", views.new_class, name="new_class"),
    path("classes/<uuid:key>/", views.class_page, name="class_page"),
    path("classes/<uuid:key>/change/", views.change_class, name="change_class"),
    path("classes/<uuid:key>/sessions/", views.sessions, name="sessions"),
    path("classes/<uuid:key>/sessions/<int:session>/drop/", views.drop_session, name="drop_session"),
    path("classes/<uuid:key>/nudge/", views.nudge_all, name="nudge_all"),
    path("classes/<uuid:key>/people/<uuid:person>/nudge/", views.nudge, name="nudge"),
    path("classes/<uuid:key>/people/<uuid:person>/remove/", views.remove, name="remove"),
    path("learn/classes/<uuid:key>/", views.my_class, name="my_class"),
    path("learn/classes/<uuid:key>/leave/", views.leave_class, name="leave_class"),
    path("search/", views.search, name="search"),
]
