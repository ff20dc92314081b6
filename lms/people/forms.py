"""Log in and change a password, in words a student understands."""

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
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

    def clean_new_password1(self) -> str:
        new: str = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise ValidationError(_("This is the password you have now. Choose another one."))
        return new
