from django.urls import path, re_path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("accounts/", views.me, name="me"),
    path("accounts/about-me/", views.about_me, name="about_me"),
    re_path(r"^accounts/place/(?P<which>home|now)/$", views.place, name="place"),
    path("accounts/sign-in/who/", views.who, name="who"),
    path("accounts/sign-in/who/<uuid:person>/", views.second_proof, name="second_proof"),
    path("accounts/card/", views.card, name="card"),
    path("accounts/numbers/add/", views.add_number, name="add_number"),
    path("accounts/numbers/<int:number_id>/release/", views.release_number, name="release_number"),
    path("accounts/who-looked/", views.who_looked, name="who_looked"),
    path("accounts/files/<uuid:file_id>/", views.private_file, name="private_file"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:notice_id>/", views.open_notice, name="open_notice"),
]
