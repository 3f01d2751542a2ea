"""Users, their workspaces and keys in rows."""

import sqlite3

import pytest
from rows import WORKSPACE, Scratch


def test_a_key_opens_its_workspace_until_it_is_replaced(scratch: Scratch) -> None:
    """Rotating closes the door to the old key at once."""
    with scratch() as tx:
        tx.api_keys.put(WORKSPACE, b"1" * 32)
        assert tx.api_keys.find_workspace_of_any_owner(b"1" * 32) == WORKSPACE
        tx.api_keys.put(WORKSPACE, b"2" * 32)
        assert tx.api_keys.find_workspace_of_any_owner(b"1" * 32) is None
        assert tx.api_keys.find_workspace_of_any_owner(b"2" * 32) == WORKSPACE


def test_a_key_opens_nothing_while_its_founder_is_deactivated(scratch: Scratch) -> None:
    """Somebody who was put out has no way in, and gets it back when they are let in again."""
    with scratch() as tx:
        tx.api_keys.put(WORKSPACE, b"1" * 32)
        founder = tx.users.all()[0].id
        tx.users.set_active(founder, is_active=False)
        assert tx.api_keys.find_workspace_of_any_owner(b"1" * 32) is None
        assert tx.users.count_active_administrators() == 0
        tx.users.set_active(founder, is_active=True)
        assert tx.api_keys.find_workspace_of_any_owner(b"1" * 32) == WORKSPACE


def test_one_address_is_one_person(scratch: Scratch) -> None:
    """The database itself refuses a second account for an address."""
    with scratch() as tx, pytest.raises(sqlite3.IntegrityError):
        tx.users.insert(public_id="v", email="a@example.com", full_name="", password_digest="", is_admin=False, is_verified=True)


def test_the_only_workspace_is_found_while_it_is_the_only_one(scratch: Scratch) -> None:
    """With one workspace nobody has to say which."""
    with scratch() as tx:
        found = tx.workspaces.find_only()
        assert found is not None
        assert found.id == WORKSPACE
        tx.workspaces.insert(name="B", founder_id=found.founder_id)
        assert tx.workspaces.find_only() is None
        assert tx.workspaces.find_by_founder(found.founder_id) == found
