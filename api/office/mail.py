"""Mails to owners and to those who asked for a reply, by the operator's own server.

Nothing is sent where none is set.
"""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import make_msgid

from api.settings import Settings
from geo.model.errors import WorkspaceError

log = logging.getLogger("tryghedskort")
PATIENCE_S = 20.0


def written(
    settings: Settings, to: str, subject: str, text: str, picture: bytes | None = None
) -> EmailMessage:
    """Answer a mail, with a picture of the place where one is given."""
    mail = EmailMessage()
    mail["From"] = settings.smtp_from
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())
    mail["Message-ID"] = make_msgid(domain="tryghedskort.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text)
    if picture is not None:
        mail.add_attachment(picture, "image", "png", filename="kort.png")
    return mail


def send(settings: Settings, mail: EmailMessage) -> None:
    """Send a mail, or say that it was not.

    Raises
    ------
    WorkspaceError
        ``mail.not_set_up`` or ``mail.not_sent``.
    """
    if not (settings.smtp_host and settings.smtp_from):
        raise WorkspaceError("mail.not_set_up")
    try:
        with _server(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as problem:
        # What the server says may name the receiver: the log holds the kind of problem only.
        log.error("mail not sent: %s", type(problem).__name__)  # noqa: TRY400 - a trace would name people
        raise WorkspaceError("mail.not_sent") from None


def _server(settings: Settings) -> smtplib.SMTP:
    where = (settings.smtp_host, settings.smtp_port)
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(*where, timeout=PATIENCE_S, context=context)
    server = smtplib.SMTP(*where, timeout=PATIENCE_S)
    if settings.smtp_security == "starttls":
        server.starttls(context=ssl.create_default_context())
    return server
