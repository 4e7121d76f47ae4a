"""Settings: what they mean, and which make no start at all."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from community.config import ConfigurationError, load_config, make_instance

PRODUCTION = {
    "COMMUNITY_ENV": "production",
    "COMMUNITY_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "COMMUNITY_URL": "https://ripples.example",
    "COMMUNITY_DATABASE_URL": "postgresql://ripples@database/ripples",
    "COMMUNITY_MAIL_URL": "smtp+starttls://user:word@mail.example:587",
    "COMMUNITY_MAIL_FROM": "Ripples <hello@ripples.example>",
}


@pytest.fixture
def load(tmp_path):
    return lambda **more: load_config({"COMMUNITY_INSTANCE": str(tmp_path / "instance")} | more)


def test_with_nothing_set_everything_lies_in_the_instance_folder(load, tmp_path):
    config = load()
    assert config.database_url == f"sqlite:///{tmp_path}/instance/ripples.sqlite"
    assert config.static_folder == tmp_path / "instance" / "static"
    assert (config.public_url, config.production, config.secure) == ("http://127.0.0.1:8000", False, False)
    assert (config.mail_url, config.limits, config.demo) == (None, True, False)


def test_new_accounts_are_on_probation_for_a_fortnight(load):
    config = load()
    assert config.probation_days == 14
    assert (config.probation_contacts, config.probation_requests, config.probation_invitations) == (3, 3, 3)
    assert load(COMMUNITY_PROBATION_DAYS="0").probation_days == 0  # which is none


def test_an_empty_setting_is_no_setting(load):
    names = ("ENV", "URL", "PROXIES", "DATABASE_URL", "MAIL_URL", "LIMITS")
    assert load(**{f"COMMUNITY_{name}": " " for name in names}) == load()


def test_the_secret_before_is_known_beside_the_one_of_today(load):
    assert load().old_secret_key is None
    config = load(COMMUNITY_SECRET_KEY="the secret of today", COMMUNITY_OLD_SECRET_KEY="the secret before")
    assert (config.secret_key, config.old_secret_key) == ("the secret of today", "the secret before")
    assert config.flask_settings()["SECRET_KEY_FALLBACKS"] == ["the secret before"]


def test_the_port_moves_the_address(load):
    assert load(PORT="8123").public_url == "http://127.0.0.1:8123"


def test_one_machine_needs_nothing_beside_it(load):
    config = load()
    assert (config.replica_url, config.queue_url, config.cache_url) == (None, None, "memory://")
    assert (config.bind, config.processes, config.threads) == ("127.0.0.1:8000", 1, 8)
    assert (config.metrics_token, config.json_log, config.backup_recipient) == (None, False, None)


def test_several_machines_share_a_database_its_replica_and_a_redis(load):
    config = load(
        COMMUNITY_DATABASE_URL="postgres://ripples@primary/ripples",
        COMMUNITY_REPLICA_URL="postgres://ripples@replica/ripples",
        COMMUNITY_QUEUE_URL="redis://redis/1",
        COMMUNITY_CACHE_URL="redis://redis/2",
        COMMUNITY_BIND="unix:/run/ripples/web.sock",
    )
    assert config.database_url == "postgresql+psycopg://ripples@primary/ripples"
    assert config.replica_url == "postgresql+psycopg://ripples@replica/ripples"
    assert (config.queue_url, config.cache_url) == ("redis://redis/1", "redis://redis/2")
    assert config.bind == "unix:/run/ripples/web.sock"
    assert load(COMMUNITY_CACHE_URL="off").cache_url is None


def test_production_starts_with_everything_that_it_needs(load):
    config = load(**PRODUCTION)
    assert (config.production, config.secure, config.host) == (True, True, "ripples.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in PRODUCTION if name != "COMMUNITY_ENV"),
        *((name, "  ") for name in PRODUCTION if name != "COMMUNITY_ENV"),
        ("COMMUNITY_SECRET_KEY", "too short to be a secret"),
        ("COMMUNITY_URL", "http://ripples.example"),
        ("COMMUNITY_DEMO", "1"),
    ],
)
def test_production_refuses_what_is_unsafe(load, name, value):
    with pytest.raises(ConfigurationError, match=name):
        load(**PRODUCTION | {name: value})


@pytest.mark.parametrize(("memory", "time"), [(45, 1), (18, 2), (11, 3), (8, 4), (6, 5), (1, 1)])
def test_production_refuses_hashes_weaker_than_owasp_advises(load, memory, time):
    parameters = {"COMMUNITY_ARGON2_MEMORY": str(memory), "COMMUNITY_ARGON2_TIME": str(time)}
    with pytest.raises(ConfigurationError, match="COMMUNITY_ARGON2_MEMORY"):
        load(**PRODUCTION | parameters)
    assert load(**parameters).argon2_memory == memory  # tests need them


@pytest.mark.parametrize(("memory", "time"), [(46, 1), (19, 2), (12, 3), (9, 4), (7, 5), (128, 1), (46, 10)])
def test_production_takes_hashes_that_owasp_advises(load, memory, time):
    config = load(**PRODUCTION | {"COMMUNITY_ARGON2_MEMORY": str(memory), "COMMUNITY_ARGON2_TIME": str(time)})
    assert (config.argon2_memory, config.argon2_time) == (memory, time)


def test_production_does_not_make_up_a_secret(load, tmp_path):
    with pytest.raises(ConfigurationError):
        load(**PRODUCTION | {"COMMUNITY_SECRET_KEY": ""})
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "staging"),
        ("DATABASE_URL", "mysql://database/ripples"),
        ("REPLICA_URL", "sqlite:///replica.sqlite"),
        ("REPLICA_URL", "postgresql://replica/ripples"),  # of what? the database is SQLite's
        ("QUEUE_URL", "memory://"),
        ("QUEUE_URL", "redis://"),
        ("CACHE_URL", "memcached://cache"),
        ("BIND", "8000"),
        ("BIND", "unix:web.sock"),
        ("BIND", "127.0.0.1:http"),
        ("PROCESSES", "0"),
        ("THREADS", "many"),
        ("LOG", "yaml"),
        ("BACKUP_RECIPIENT", "AGE-SECRET-KEY-1QQ"),
        ("PROXIES", "some"),
        ("PROXIES", "-1"),
        ("PROXY_NETWORKS", "proxy.example"),
        ("PROXY_NETWORKS", "10.0.0.7/24"),
        ("ARGON2_MEMORY", "46M"),
        ("ARGON2_TIME", "0"),
        ("ARGON2_PARALLELISM", "0"),
        ("ARGON2_AT_ONCE", "0"),
        ("ARGON2_AT_ONCE", "-1"),
        ("PROBATION_DAYS", "some"),
        ("PROBATION_DAYS", "-1"),
        ("PROBATION_CONTACTS", "0"),
        ("PROBATION_REQUESTS", "many"),
        ("PROBATION_INVITATIONS", "0"),
        ("URL", "ripples.example"),
        ("URL", "https://"),
        ("URL", "https://ripples.example/community"),
        ("URL", "javascript://ripples.example"),
        ("MAIL_URL", "mail.example:25"),
        ("MAIL_URL", "https://mail.example"),
        ("MAIL_URL", "smtp://"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(load, name, value):
    with pytest.raises(ConfigurationError, match=f"COMMUNITY_{name} must"):
        load(**{f"COMMUNITY_{name}": value})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_address_of_postgresql_may_be_written_as_usual(load, scheme):
    config = load(COMMUNITY_DATABASE_URL=f"{scheme}://ripples:word@database:5433/ripples?sslmode=require")
    assert config.database_url == "postgresql+psycopg://ripples:word@database:5433/ripples?sslmode=require"


def test_the_embedded_secret_is_the_owners_alone_and_stays(load, tmp_path):
    first, again = load(), load()
    path = tmp_path / "instance" / "secret-key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(first.secret_key) >= 48
    assert first.secret_key == again.secret_key == path.read_text()
    assert list(path.parent.iterdir()) == [path]


def test_static_files_may_be_built_where_another_server_reads_them(load, tmp_path):
    assert load(COMMUNITY_STATIC_FOLDER=str(tmp_path / "open")).static_folder == tmp_path / "open"


def test_two_instances_have_two_secrets(load, tmp_path):
    assert load().secret_key != load(COMMUNITY_INSTANCE=str(tmp_path / "other")).secret_key


def test_processes_that_start_together_share_one_embedded_secret(load):
    with ThreadPoolExecutor(8) as starting:
        found = {config.secret_key for config in starting.map(lambda _: load(), range(32))}
    assert len(found) == 1
    assert len(found.pop()) >= 48


def test_a_given_secret_is_used_and_none_is_written(load, tmp_path):
    assert load(COMMUNITY_SECRET_KEY="given").secret_key == "given"
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("url", ["", PRODUCTION["COMMUNITY_DATABASE_URL"]])
def test_errors_of_either_database_do_not_say_with_what_values(load, url):
    assert load(COMMUNITY_DATABASE_URL=url).flask_settings()["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"] is True


def test_cookies_are_bound_to_https(load):
    secure, plain = load(**PRODUCTION).flask_settings(), load().flask_settings()
    assert (secure["SESSION_COOKIE_NAME"], secure["SESSION_COOKIE_SECURE"]) == ("__Host-session", True)
    assert (plain["SESSION_COOKIE_NAME"], plain["SESSION_COOKIE_SECURE"]) == ("session", False)
    assert {secure["SESSION_COOKIE_SAMESITE"], secure["REMEMBER_COOKIE_SAMESITE"]} == {"Lax"}
    assert secure["SESSION_COOKIE_HTTPONLY"] is secure["REMEMBER_COOKIE_HTTPONLY"] is True


def test_the_folder_of_an_instance_is_made_for_nobody_else_also_where_everything_else_is_elsewhere(tmp_path):
    folder = tmp_path / "new" / "instance"
    make_instance(folder)
    make_instance(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="COMMUNITY_INSTANCE"):
        make_instance(tmp_path / "file" / "instance")
