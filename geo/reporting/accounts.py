"""Accounts of staff: made and reset by an administrator, opened by a password, locked when guessed.

Nobody but its owner ever knows a password: an account begins with a one-time link. What is wrong
with an attempt is never told apart, and a name nobody has costs as long as one that exists.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.model.errors import AccountError, NotFoundError
from geo.model.reports import moment, stamp
from geo.model.staff import Account, Role
from geo.reporting.codes import mark
from geo.store.case_opening import CaseDatabase
from geo.store.cases import insert_audit
from geo.store.staff_tables import StaffTables

NAME = re.compile(r"[\w.@+-]{2,80}")
LEAST_LETTERS, MOST_LETTERS = 12, 200
FAILURES_MOST = 5
LOCKED = timedelta(minutes=15)
RESET_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Register:
    """The accounts of one database.

    Parameters
    ----------
    database
        The cases' database, where the audit lies too.
    tables
        Its tables of staff.
    secret
        Key of the workspace.
    """

    database: CaseDatabase
    tables: StaffTables
    secret: bytes

    def add(
        self, name: str, role: Role, department: str | None, by: str, now: datetime
    ) -> tuple[Account, str]:
        """Make an account and answer it with the token of the link that chooses its password.

        Raises
        ------
        AccountError
            ``account.bad_name``, ``account.taken``, ``account.department_missing``.
        """
        if not NAME.fullmatch(name):
            raise AccountError("account.bad_name")
        if role is Role.BOARD and not department:
            raise AccountError("account.department_missing")
        table = self.tables.accounts
        row = {
            "name": name,
            "role": role.value,
            "department": department if role is Role.BOARD else None,
            "created": stamp(now),
        }
        with self.database.writing() as connection:
            if self._row(connection, table.c.name == name) is not None:
                raise AccountError("account.taken", name=name)
            connection.execute(sa.insert(table).values(**row))
            account = self._account(connection, name)
            token = self._new_reset(connection, account, now)
            self._note(connection, by, "account:add", account, now)
        return account, token

    def all(self) -> list[Account]:
        """Answer every account by name."""
        table = self.tables.accounts
        with self.database.reading() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.name))
            return [_account(row) for row in rows]

    def reset(self, name: str, by: str, now: datetime) -> str:
        """Answer the token of a one-time link; whoever is signed in with the account is out."""
        with self.database.writing() as connection:
            account = self._account(connection, name)
            self._end_sessions(connection, account)
            token = self._new_reset(connection, account, now)
            self._note(connection, by, "account:reset", account, now)
        return token

    def disable(self, name: str, by: str, now: datetime) -> None:
        """Let an account sign in no longer, and end what it has open."""
        table = self.tables.accounts
        with self.database.writing() as connection:
            account = self._account(connection, name)
            change = sa.update(table).where(table.c.fid == account.id)
            connection.execute(change.values(disabled=1, password=None))
            self._end_sessions(connection, account)
            self._drop_resets(connection, account)
            self._note(connection, by, "account:disable", account, now)

    def reset_holds(self, token: str, now: datetime) -> bool:
        """Tell whether a one-time link can still be used."""
        with self.database.reading() as connection:
            return self._of_reset(connection, token, now) is not None

    def choose_password(self, token: str, password: str, now: datetime) -> Account:
        """Use a one-time link up and keep the hash of a new password.

        Raises
        ------
        NotFoundError
            Where the link was used, has run out or never was.
        AccountError
            ``account.short_password`` or ``account.long_password``.
        """
        if len(password) < LEAST_LETTERS:
            raise AccountError("account.short_password", least=LEAST_LETTERS)
        if len(password) > MOST_LETTERS:
            raise AccountError("account.long_password", most=MOST_LETTERS)
        hashed = _hasher().hash(password)
        table = self.tables.accounts
        with self.database.writing() as connection:
            account = self._of_reset(connection, token, now)
            if account is None:
                raise NotFoundError("account.no_such_link")
            change = sa.update(table).where(table.c.fid == account.id)
            connection.execute(change.values(password=hashed, failures=0, locked_until=None))
            self._drop_resets(connection, account)
            self._end_sessions(connection, account)
            self._note(connection, account.by, "account:password", account, now)
        return account

    def check(self, name: str, password: str, now: datetime) -> Account:
        """Answer the account that a name and a password open.

        Raises
        ------
        AccountError
            ``account.wrong``, whatever was wrong; the sixth attempt waits a quarter of an hour.
        """
        table = self.tables.accounts
        with self.database.reading() as connection:
            row = self._row(connection, table.c.name == name)
        hashed = row.password if row is not None and row.password else _nobodys()
        right = len(password) <= MOST_LETTERS and _verified(hashed, password)
        locked = row is not None and row.locked_until and moment(row.locked_until) > now
        if row is None or not row.password or row.disabled or locked:
            raise AccountError("account.wrong")
        if not right:
            self._failed(row.fid, now)
            raise AccountError("account.wrong")
        with self.database.writing() as connection:
            change = sa.update(table).where(table.c.fid == row.fid)
            connection.execute(change.values(failures=0, locked_until=None))
            self._note(connection, _account(row).by, "account:sign_in", _account(row), now)
        return _account(row)

    def vouched(self, subject: str, name: str, now: datetime) -> Account:
        """Answer the account of somebody another service has vouched for; none is made.

        The first time the account is found by its name, afterwards by the service's own id.
        """
        table = self.tables.accounts
        with self.database.writing() as connection:
            row = self._row(connection, table.c.subject == subject)
            if row is None:
                row = self._row(connection, (table.c.name == name) & table.c.subject.is_(None))
            if row is None or row.disabled:
                raise AccountError("account.not_invited")
            change = sa.update(table).where(table.c.fid == row.fid)
            connection.execute(change.values(subject=subject))
            self._note(connection, _account(row).by, "account:sign_in", _account(row), now)
            return _account(row)

    def _failed(self, number: int, now: datetime) -> None:
        table = self.tables.accounts
        with self.database.writing() as connection:
            change = sa.update(table).where(table.c.fid == number)
            connection.execute(change.values(failures=table.c.failures + 1))
            wanted = sa.select(table.c.failures).where(table.c.fid == number)
            if connection.execute(wanted).scalar_one() >= FAILURES_MOST:
                until = stamp(now + LOCKED)
                connection.execute(change.values(failures=0, locked_until=until))
                what = ("account:locked", f"account {number}")
                insert_audit(connection, self.database.tables, "nobody", *what, now)

    def _account(self, connection: sa.Connection, name: str) -> Account:
        row = self._row(connection, self.tables.accounts.c.name == name)
        if row is None:
            raise NotFoundError("account.unknown", name=name)
        return _account(row)

    def _row(self, connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> Any:
        return connection.execute(sa.select(self.tables.accounts).where(wanted)).first()

    def _new_reset(self, connection: sa.Connection, account: Account, now: datetime) -> str:
        self._drop_resets(connection, account)
        token = secrets.token_urlsafe(24)
        kept = mark(self.secret, "reset", token)
        row = {"token": kept, "account": account.id, "created": stamp(now)}
        connection.execute(sa.insert(self.tables.resets).values(**row))
        return token

    def _of_reset(self, connection: sa.Connection, token: str, now: datetime) -> Account | None:
        resets, accounts = self.tables.resets, self.tables.accounts
        wanted = (
            sa.select(accounts)
            .join(resets, resets.c.account == accounts.c.fid)
            .where(resets.c.token == mark(self.secret, "reset", token))
            .where(resets.c.created > stamp(now - RESET_LASTS))
            .where(accounts.c.disabled == 0)
        )
        row = connection.execute(wanted).first()
        return None if row is None else _account(row)

    def _drop_resets(self, connection: sa.Connection, account: Account) -> None:
        table = self.tables.resets
        connection.execute(sa.delete(table).where(table.c.account == account.id))

    def _end_sessions(self, connection: sa.Connection, account: Account) -> None:
        table = self.tables.sessions
        connection.execute(sa.delete(table).where(table.c.account == account.id))

    def _note(
        self, connection: sa.Connection, by: str, what: str, account: Account, now: datetime
    ) -> None:
        insert_audit(connection, self.database.tables, by, what, account.by, now)


def _account(row: Any) -> Account:
    return Account(
        id=row.fid,
        name=row.name,
        role=Role(row.role),
        department=row.department,
        disabled=bool(row.disabled),
        ready=row.password is not None or row.subject is not None,
    )


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    """Answer a hash that no password has, so that an unknown name costs as long as a known one."""
    return _hasher().hash(secrets.token_urlsafe(16))


def _verified(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
