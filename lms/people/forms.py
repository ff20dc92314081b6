"""Log in and change a password, in words a student understands."""

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class LoginForm(AuthenticationForm):
    """User name and password; says what to do when they do not fit."""

    error_messages = {
        "invalid_login": _(
            "The user name or password is not right. Check capital letters and try again; "
            "if you forgot the password, ask your teacher or your school to reset it."
        ),
        "inactive": _("This account is closed. Ask your school."),
    }


class NewPasswordForm(PasswordChangeForm):
    """A new password is another one: whoever handed out the first must not go on knowing it."""

    def __init__(self, user: Any, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        """Asked as at the log-in, so that guesses at an unlocked screen are counted as there."""
        old: str = self.cleaned_data["old_password"]
        if not authenticate(self.request, username=self.user.get_username(), password=old):
            raise ValidationError(self.error_messages["password_incorrect"], "password_incorrect")
        return old

    def clean(self) -> dict[str, Any]:
        """Only who knows the old password is told that the new one is the same: the answer would
        be a guess that nobody counts."""
        cleaned = super().clean() or {}
        old, new = cleaned.get("old_password"), cleaned.get("new_password1")
        if old and old == new:
            same = _("This is the password you have now. Choose another one.")
            self.add_error("new_password1", same)
        return cleaned
