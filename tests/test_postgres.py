"""The PostgreSQL of the tests: whose it is, that its databases are apart, and that nothing of it is left."""

import os
import signal
import socket
from datetime import timedelta

import psutil
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from tests.postgres import PostgresServer


def make_table(url: str, name: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {name} (word text)"))
    engine.dispose()


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    found = inspect(engine).get_table_names()
    engine.dispose()
    return found


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def family(pid: int) -> list[psutil.Process]:
    """The server with the workers that it has at the moment; those of connections come and go."""
    server = psutil.Process(pid)
    return [server, *server.children(recursive=True)]


def owners(process: psutil.Process) -> set[int]:
    """The users and groups as which it runs; none where it has ended meanwhile."""
    try:
        return {*process.uids(), *process.gids()}
    except psutil.NoSuchProcess:
        return set()


def still_runs(process: psutil.Process) -> bool:
    """Whether it does; one that has ended may wait to be reaped, where the first process of a container doesn't."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_server_and_its_workers_run_as_another_user_than_root(postgres: PostgresServer) -> None:
    processes = family(postgres.pid)
    assert processes[0].name() == "postgres"
    assert owners(processes[0])
    assert len(processes) > 1
    assert all(0 not in owners(process) for process in processes)


def test_the_server_listens_on_loopback_only(postgres: PostgresServer) -> None:
    listening = {link.laddr for link in psutil.Process(postgres.pid).net_connections() if link.status == "LISTEN"}
    assert listening == {("127.0.0.1", postgres.port)}


def test_two_new_databases_are_apart(postgres: PostgresServer) -> None:
    first, second = postgres.new_database(), postgres.new_database()
    make_table(first, "wishes")
    assert (tables(first), tables(second)) == (["wishes"], [])
    postgres.drop(first)
    postgres.drop(second)


def test_a_new_database_keeps_every_script(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SELECT upper(:word) || '世界 مرحبا'"), {"word": "a"}) == "A世界 مرحبا"
    engine.dispose()
    postgres.drop(url)


def test_a_dropped_database_is_gone_though_somebody_is_connected(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        postgres.drop(url)
        connection.invalidate()
    with pytest.raises(OperationalError, match="does not exist"):
        engine.connect()
    engine.dispose()


@pytest.mark.parametrize("hangs", [False, True], ids=["which stops", "which hangs"])
def test_nothing_is_left_of_a_server(hangs: bool) -> None:
    with PostgresServer(stop_within=timedelta(seconds=1 if hangs else 10)) as server:
        processes = family(server.pid)
        assert is_open(server.port)
        assert server.folder.is_dir()
        if hangs:
            os.kill(server.pid, signal.SIGSTOP)
    assert not is_open(server.port)
    assert not server.folder.exists()
    assert [process for process in processes if still_runs(process)] == []
