"""Log in and out, change a password, and (for teachers) reset a student's."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.people import selectors, services
from lms.people.forms import LoginForm, NewPasswordForm
from lms.people.models import Person, SchoolClass
from lms.people.policies import class_policy, person_policy


class LoginView(auth_views.LoginView):
    """Anyone. Who is already in goes straight on."""

    template_name = "people/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True
    # Django puts the host name under this key; our pages show the name of the platform.
    extra_context = {"site_name": settings.WAGTAIL_SITE_NAME}


class PasswordChangeView(auth_views.PasswordChangeView):
    """Everyone signed in, for themselves."""

    template_name = "people/password_change.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("home:start")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request": self.request}

    def form_valid(self, form: Any) -> HttpResponse:
        form.user.must_change_password = False
        response = super().form_valid(form)
        messages.success(self.request, _("Your password is changed."))
        return response


@never_cache
@login_required
@require_safe
def class_list(request: HttpRequest) -> HttpResponse:
    """Teachers and school heads: the classes whose students they look after."""
    if not selectors.is_staff_member(request.user):
        raise Http404
    classes = class_policy.filter(
        request.user, "view", SchoolClass.objects.select_related("unit", "school_year")
    )
    return render(request, "people/classes.html", {"classes": classes})


@never_cache
@login_required
@require_safe
def class_detail(request: HttpRequest, class_uuid: str) -> HttpResponse:
    """Those whom `class_policy` lets see this class; the look is written down."""
    visible = class_policy.filter(request.user, "view", SchoolClass.objects.all())
    school_class = get_object_or_404(visible.select_related("unit"), uuid=class_uuid)
    students = selectors.students_of(school_class).select_related("user")
    services.log_record_access(viewer=request.user, people=students, what="class list")
    allowed = person_policy.filter(request.user, "reset_password", students.select_related(None))
    return render(
        request,
        "people/class.html",
        {
            "school_class": school_class,
            "students": students,
            "resettable": set(allowed.values_list("pk", flat=True)),
        },
    )


@login_required
@never_cache
@require_POST
def reset_password(request: HttpRequest, person_uuid: str) -> HttpResponse:
    """Those whom `person_policy` lets reset this password; shown once, to be handed over."""
    allowed = person_policy.filter(request.user, "reset_password", Person.objects.all())
    person = get_object_or_404(allowed, uuid=person_uuid)
    password = services.reset_password(acting_user=request.user, person=person)  # type: ignore[arg-type]
    return render(request, "people/new_password.html", {"person": person, "password": password})
