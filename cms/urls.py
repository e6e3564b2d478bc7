"""Every address of the site. The tree is a contract: docs/architecture.md lists it."""

from allauth.account import views as allauth_views
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.urls import serve_pattern

from accounts.views import sign_in
from cms import views
from cms.admin_account import OwnAccountView
from courses.views import DeleteMediaFile, DeletePicture, DeleteUploadedFile, DeleteUploadedPicture, media, page

to_sign_in = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("sw.js", views.service_worker, name="service_worker"),
    # Wagtail's own sign-in and password pages would go round the second factor.
    path("admin/login/", to_sign_in),
    # Wagtail asks for this name before it reads WAGTAIL_FRONTEND_LOGIN_URL.
    path("admin/login/first/", to_sign_in, name="wagtailcore_login"),
    path("admin/password_reset/", to_sign_in),
    path("admin/password_reset/<path:rest>", login_not_required(RedirectView.as_view(url="/accounts/sign-in/"))),
    path("admin/account/", require_admin_access(OwnAccountView.as_view())),
    path("", include("cms.admin_reports")),
    # Wagtail would delete what lessons show.
    path("admin/images/<int:image_id>/delete/", require_admin_access(DeletePicture.as_view())),
    path("admin/documents/delete/<int:document_id>/", require_admin_access(DeleteMediaFile.as_view())),
    path("admin/images/multiple/<int:image_id>/delete/", require_admin_access(DeleteUploadedPicture.as_view())),
    path("admin/documents/multiple/<int:doc_id>/delete/", require_admin_access(DeleteUploadedFile.as_view())),
    path("admin/", include(wagtail_admin_urls)),
    path("media/<path:path>", media, name="media"),
]

urlpatterns += i18n_patterns(
    path("accounts/sign-in/", sign_in, name="account_login"),
    path("accounts/sign-out/", allauth_views.logout, name="account_logout"),
    path("accounts/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("accounts/second-factor/", include("allauth.mfa.urls")),
    path("", include("accounts.urls")),
    path("", include("certification.urls")),
    path("", include("cms.site_urls")),
    path("", include("courses.urls")),
    path("", include("exams.urls")),
    path("", include("stations.urls")),
    path("", include("talent_pool.urls")),
    path("", include("programmes.urls")),
    # Wagtail's published pages are open to everyone; its password-protected pages are not used.
    re_path(serve_pattern, page, name="wagtail_serve"),
    prefix_default_language=False,
)

handler400 = "cms.views.bad_request"
