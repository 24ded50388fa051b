"""docs/operate.md and the files beside it: what they name is there, and they say what they promise."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.conftest import ROOT
from tests.test_constraints import PROMISED
from tracker.cli import cli
from tracker.source import catalogue

GUIDE = (ROOT / "docs" / "operate.md").read_text("utf-8")
FOLDER = ROOT / "docs" / "operate"
UNITS = ("organ-law-tracker-web.service", "organ-law-tracker-schedule.service")
STATE = "/var/lib/organ-law-tracker"
KEYS = {source.key for source in catalogue.sources().values() if source.key}
SETTINGS = set(re.findall(r"`(TRACKER_[A-Z_]+)`", (ROOT / "README.md").read_text("utf-8")))
TEXTS = {"operate.md": GUIDE, **{path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}}


def understood(arguments: list[str]) -> click.Context:
    """What the command line makes of arguments; fails where it would refuse them."""
    name, command, rest = cli.resolve_command(click.Context(cli), arguments)
    assert command is not None
    return command.make_context(name, rest)


# -- the guide ---------------------------------------------------------------------------------------


def test_the_guide_links_to_what_is_there_and_to_every_file() -> None:
    targets = [target.partition("#")[0] for target in re.findall(r"\]\((?!https?:)([^)]+)\)", GUIDE)]
    assert all((ROOT / "docs" / target).exists() for target in targets)
    named = {Path(target).name for target in targets if target.startswith("operate/")}
    assert {path.name for path in FOLDER.iterdir()} - named == {"Containerfile.dockerignore"}
    assert "(docs/operate.md)" in (ROOT / "README.md").read_text("utf-8")


def test_every_command_of_the_guide_is_one() -> None:
    code = "\n".join(re.findall(r"```\n(.*?)```", GUIDE, re.DOTALL))
    found = re.findall(r"(?:^|-m )tracker (.+)$", code, re.MULTILINE)
    found += re.findall(r"`tracker ([^`]+)`", GUIDE)
    assert {text.split()[0] for text in found} >= {
        "backup",
        "restore",
        "refresh",
        "check",
        "serve",
        "schedule",
    }
    for text in found:
        name, command, rest = cli.resolve_command(click.Context(cli), shlex.split(text))
        assert command is not None, text
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("-")} <= options, (name, text)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_setting_that_is_named_is_one(name: str) -> None:
    assert set(re.findall(r"TRACKER_[A-Z_]+", TEXTS[name])) <= SETTINGS


def test_what_the_guide_installs_is_in_the_folder_and_named_by_the_units() -> None:
    assert set(re.findall(r"docs/operate/([\w.-]+)", GUIDE)) <= set(TEXTS)
    for installed in re.findall(r"(/etc/organ-law-tracker/[\w.-]+)", GUIDE):
        assert any(installed in TEXTS[unit] for unit in UNITS), installed


def test_the_files_of_settings_hold_settings_and_no_key() -> None:
    lines = TEXTS["settings.env"].splitlines()
    names = {line.partition("=")[0] for line in lines if not line.startswith("#")}
    assert names == {"TRACKER_BASE_URL", "TRACKER_CONTACT"}
    keys = TEXTS["keys.env"].splitlines()
    assert {line.strip("#=") for line in keys if line.endswith("=")} <= KEYS
    assert all(line.startswith("#") for line in keys)
    assert not [line for line in keys if re.search(r"^#[A-Z_]+=.", line)]


# -- systemd -----------------------------------------------------------------------------------------


def unit(name: str) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    section = ""
    for line in TEXTS[name].splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            found[section][key].append(value)
    return found


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_a_command_of_ours_as_a_user_without_rights(name: str) -> None:
    service = unit(name)["Service"]
    (start,) = service["ExecStart"]
    program, dash, module, *arguments = shlex.split(start)
    assert (program, dash, module) == ("/srv/organ-law-tracker/.venv/bin/python", "-m", "tracker")
    understood(arguments)
    assert service["Environment"] == [f"TRACKER_DB={STATE}/tracker.db"]
    assert f"/var/lib/{service['StateDirectory'][0]}" == STATE
    assert service["User"] == service["Group"] == ["organ-law-tracker"]
    assert "useradd --system" in GUIDE
    hardened = {
        **{"NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes"},
        **{"PrivateDevices": "yes", "CapabilityBoundingSet": "", "RestrictNamespaces": "yes"},
    }
    assert {key: service[key] for key in hardened} == {key: [value] for key, value in hardened.items()}
    assert unit(name)["Install"]["WantedBy"] == ["multi-user.target"]


def test_keys_go_to_the_scheduler_alone_and_the_site_reaches_no_other_machine() -> None:
    web, schedule = (unit(name)["Service"] for name in UNITS)
    assert "-/etc/organ-law-tracker/keys.env" in schedule["EnvironmentFile"]
    assert not [file for file in web["EnvironmentFile"] if "keys" in file]
    assert (web["IPAddressDeny"], web["IPAddressAllow"]) == (["any"], ["localhost"])
    different = {"ExecStart", "EnvironmentFile", "IPAddressDeny", "IPAddressAllow"}
    assert {k: v for k, v in web.items() if k not in different} == {
        k: v for k, v in schedule.items() if k not in different
    }


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_a_unit_and_finds_it_closed(name: str, tmp_path: Path) -> None:
    text = TEXTS[name].replace("/srv/organ-law-tracker/.venv/bin/python", str(Path(sys.executable).resolve()))
    (tmp_path / name).write_text(text, "utf-8")
    for arguments in (["verify", "--man=no"], ["security", "--offline=true", "--threshold=20", "--no-pager"]):
        done = subprocess.run(
            ["systemd-analyze", *arguments, tmp_path / name],
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Unknown" not in done.stderr


# -- containers --------------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile with their arguments."""
    text = re.sub(r"\\\n\s*", "", TEXTS["Containerfile"])
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def value_of(name: str) -> str:
    return next(rest for found, rest in reversed(instructions()) if found == name)


def test_the_image_is_made_in_two_stages_of_a_python_that_is_promised() -> None:
    bases = [rest.split() for name, rest in instructions() if name == "FROM"]
    assert [base[1:] for base in bases] == [["AS", "build"], []]
    assert bases[0][0] == bases[1][0]
    found = re.fullmatch(r"python:(3\.\d+)-slim", bases[0][0])
    assert found
    assert PROMISED.contains(found[1])
    last = instructions()[max(i for i, (name, _) in enumerate(instructions()) if name == "FROM") :]
    assert [rest for name, rest in last if name == "COPY"] == ["--from=build /opt/tracker /opt/tracker"]
    assert not [rest for name, rest in last if name == "RUN" and "pip" in rest]


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    copied = [
        word
        for name, rest in instructions()
        if name == "COPY" and "--from" not in rest
        for word in rest.split()[:-1]
    ]
    ignored = TEXTS["Containerfile.dockerignore"].splitlines()
    assert ignored[1] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == set(copied)
    assert all((ROOT / name).exists() for name in copied)
    assert "data/*.db*" in ignored
    # All that the wheel is made of (pyproject.toml).
    assert {"pyproject.toml", "README.md", "LICENSE", "metadata.yml", "tracker", "scrapers", "data"} <= set(
        copied
    )
    assert "--constraint constraints.txt ." in " ".join(
        rest for name, rest in instructions() if name == "RUN"
    )


def test_the_image_runs_as_nobody_and_says_how_it_is() -> None:
    assert re.fullmatch(r"([1-9]\d{3,}):\1", value_of("USER"))
    user = value_of("USER").partition(":")[0]
    assert f"--owner={user} --group={user}" in TEXTS["Containerfile"]
    assert value_of("VOLUME") == STATE
    assert value_of("ENV") == f"TRACKER_DB={STATE}/tracker.db"
    entry, command = (yaml.safe_load(value_of(name)) for name in ("ENTRYPOINT", "CMD"))
    assert entry == ["/opt/tracker/bin/python", "-m", "tracker"]
    context = understood(command)
    assert context.params["port"] == int(value_of("EXPOSE"))
    assert context.params["host"] == "0.0.0.0"  # noqa: S104 - inside its container
    check = value_of("HEALTHCHECK")
    (asked,) = re.findall(r"http://127\.0\.0\.1:(\d+)(\S+?)'", check)
    assert asked == (value_of("EXPOSE"), "/health.json?status=200")
    compile(yaml.safe_load(check.partition("CMD ")[2])[2], "the health check", "exec")


def test_the_containers_can_write_to_their_volume_alone() -> None:
    compose: dict[str, Any] = yaml.safe_load(TEXTS["compose.yaml"])
    assert set(compose["services"]) == {"web", "schedule"}
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["volumes"] == [f"data:{STATE}"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own
        assert service["image"] == "organ-law-tracker"
        assert "privileged" not in service
        understood(service["command"])
    assert list(compose["volumes"]) == ["data"]
    web, schedule = compose["services"]["web"], compose["services"]["schedule"]
    assert (
        FOLDER / web["build"]["context"] / web["build"]["dockerfile"]
    ).resolve() == FOLDER / "Containerfile"
    assert web["ports"] == ["127.0.0.1:8001:8001"]
    assert "env_file" not in web
    assert schedule["env_file"] == ["${TRACKER_KEYS_FILE:-keys.env}"]
    assert "ports" not in schedule
    # The site has a health check in its image, which the scheduler waits for and does not have itself.
    assert schedule["depends_on"] == {"web": {"condition": "service_healthy"}}
    assert schedule["healthcheck"] == {"disable": True}


# -- proxies -----------------------------------------------------------------------------------------


def test_proxies_lead_to_the_site_and_limit_what_is_sent_to_it() -> None:
    start = unit(UNITS[0])["Service"]["ExecStart"][0]
    served = understood(shlex.split(start)[3:]).params
    upstream = f"{served['host']}:{served['port']}"
    nginx, caddy = TEXTS["nginx.conf"], TEXTS["Caddyfile"]
    assert set(re.findall(r"proxy_pass (\S+);", nginx)) == {f"http://{upstream}"}
    assert re.findall(r"reverse_proxy (\S+)", caddy) == [upstream]
    for limit in (
        "client_max_body_size 16k",
        "large_client_header_buffers 4 8k",
        "client_header_timeout 10s",
    ):
        assert f"{limit};" in nginx
    for limit in ("max_size 16KB", "max_header_size 16KB", "read_header 10s"):
        assert limit in caddy
    public = re.findall(r"TRACKER_BASE_URL=https://([^/\n]+)/", TEXTS["settings.env"])
    assert (
        public == re.findall(r"server_name (\S+);", nginx) == re.findall(r"^(\S+) \{$", caddy, re.MULTILINE)
    )


def test_nginx_keeps_only_what_never_changes() -> None:
    """Where it keeps answers it does not let If-None-Match through, and every page would be sent whole."""
    kept = re.findall(r"location ([^{]+) \{([^}]*)\}", TEXTS["nginx.conf"])
    assert [(place, "proxy_cache " in inside) for place, inside in kept] == [
        ("/", False),
        ("~ ^/(capture|-/static)/", True),
    ]


@pytest.mark.skipif(shutil.which("nginx") is None or os.name == "nt", reason="no nginx here")
def test_nginx_understands_its_file(tmp_path: Path) -> None:
    site = TEXTS["nginx.conf"].replace("/var/cache/nginx", str(tmp_path))
    (tmp_path / "site.conf").write_text(site, "utf-8")
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    inside = f"access_log off; {temporary} include {tmp_path}/site.conf;"
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {inside} }}"
    (tmp_path / "nginx.conf").write_text(whole, "utf-8")
    command = ["nginx", "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no caddy here")
def test_caddy_understands_its_file() -> None:
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(FOLDER / "Caddyfile")]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr
