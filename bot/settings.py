"""The configuration: a TOML file, over it DUBAN_… environment variables. Errors in plain words."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from bot.config_errors import in_words
from bot.ladder_settings import CycleSettings, LadderSettings, preset_names, read_preset
from bot.time_settings import TimeSettings
from domain.cycles import Every
from domain.rules import Rules


class BadConfig(Exception):
    """The configuration cannot be used; the text says what to change."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TelegramSettings(_Section):
    token: SecretStr = SecretStr("")
    api_base: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    per_second: float = Field(default=25.0, gt=0, le=1000)


class WecomSettings(_Section):
    corp_id: str = ""
    agent_id: int = Field(default=0, ge=0)
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    encoding_aes_key: SecretStr = SecretStr("")
    api_base: str = "https://qyapi.weixin.qq.com"
    cards: bool = True
    menu: bool = True


class RobotSettings(_Section):
    """Names of groups, each with the address of its robot or the file that holds it."""

    webhooks: dict[str, SecretStr] = {}
    webhook_files: dict[str, Path] = {}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.webhooks, *self.webhook_files)))

    @model_validator(mode="after")
    def _short_names(self) -> RobotSettings:
        for name in self.names:
            if not 1 <= len(name.strip()) <= 20 or name != name.strip() or ":" in name:
                raise ValueError("每个群名要有 1 到 20 个字，不带冒号，前后不空格")
        return self


class WebSettings(_Section):
    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""


class AccessSettings(_Section):
    admins: list[str] = []
    invite_days: int = Field(default=7, ge=1, le=90)

    @field_validator("admins")
    @classmethod
    def _addresses(cls, admins: list[str]) -> list[str]:
        for admin in admins:
            channel, _, account = admin.partition(":")
            if not channel or not account:
                raise ValueError(f"「{admin}」要写成 渠道:账号，如 telegram:1001")
        # WeCom's accounts know no case.
        return [admin.lower() if admin.startswith("wecom:") else admin for admin in admins]


class StorageSettings(_Section):
    path: Path = Path("data/duban.sqlite3")
    keep_days: int = Field(default=400, ge=0)

    @field_validator("keep_days")
    @classmethod
    def _a_month(cls, days: int) -> int:
        if 0 < days < 62:
            raise ValueError("keep_days must be 0 (for ever) or at least 62")
        return days


class PlanSettings(_Section):
    file: Path | None = None


class StatusSettings(_Section):
    lights: Literal["银川", "致远", "到期"] = "银川"
    office: str = ""
    red_head: bool = True


class Settings(BaseSettings):
    """Every key is documented in config.example.toml."""

    model_config = SettingsConfigDict(
        env_prefix="DUBAN_", env_nested_delimiter="__", extra="forbid", hide_input_in_errors=True
    )

    telegram: TelegramSettings = TelegramSettings()
    wecom: WecomSettings = WecomSettings()
    robots: RobotSettings = RobotSettings()
    web: WebSettings = WebSettings()
    access: AccessSettings = AccessSettings()
    storage: StorageSettings = StorageSettings()
    plan: PlanSettings = PlanSettings()
    status: StatusSettings = StatusSettings()
    time: TimeSettings = TimeSettings()
    ladder: LadderSettings = LadderSettings()
    cycle: CycleSettings = CycleSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources = [init_settings, env_settings]
        if cls.model_config.get("toml_file"):
            sources.append(TomlConfigSettingsSource(settings_cls))
        return tuple(sources)

    def rules(self) -> Rules:
        chosen = self.time
        preset = read_preset(self.ladder.preset) if self.ladder.preset else None
        own = self.cycle.cycles(chosen.cycle_day)
        cycle = preset.cycle.cycles(chosen.cycle_day) if preset and preset.cycle else own
        others = {name: read_preset(name) for name in preset_names() if name != self.ladder.preset}
        return Rules(
            zone=ZoneInfo(chosen.zone),
            calendar=chosen.calendar(),
            digest_at=chosen.digest_at,
            spread=chosen.digest_spread,
            quiet=chosen.quiet_hours,
            lunch=chosen.lunch,
            daily_cap=chosen.daily_cap,
            request_days=chosen.request_days,
            ladder=(preset.ladder if preset else self.ladder).ladder(),
            cycles=cycle,
            presets={
                name: (
                    other.ladder.ladder(),
                    other.cycle.cycles(chosen.cycle_day) if other.cycle else own,
                )
                for name, other in others.items()
            },
            cycle_day=cycle.general.day if cycle.general.every is Every.MONTH else chosen.cycle_day,
            soon_days=chosen.soon_days,
            invite_days=self.access.invite_days,
            keep_days=self.storage.keep_days,
            admins=frozenset(self.access.admins),
            groups=tuple(f"robot:{name}" for name in self.robots.names),
            lights=self.status.lights,
            office=self.status.office,
            red_head=self.status.red_head,
        )


def load_settings(file: Path | None) -> Settings:
    """Read `file` (None: only the environment). Relative paths in it start at its own folder."""
    if file is not None and not file.is_file():
        raise BadConfig(f"没有找到配置文件 {file}，可从 config.example.toml 复制一份。")
    loader = type(
        "FileSettings",
        (Settings,),
        {"model_config": SettingsConfigDict(toml_file=file)} if file else {},
    )
    try:
        settings: Settings = loader()
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"配置文件 {file} 不是有效的 TOML：{error}") from None
    except UnicodeDecodeError:
        raise BadConfig(f"配置文件 {file} 不是 UTF-8 编码，请另存为 UTF-8。") from None
    except (ValidationError, ValueError) as error:
        raise BadConfig(in_words(error, file, Settings)) from None
    base = file.resolve().parent if file else Path.cwd()
    settings.storage.path = base / settings.storage.path
    if settings.plan.file is not None:
        settings.plan.file = base / settings.plan.file
    robots = settings.robots
    robots.webhook_files = {name: base / path for name, path in robots.webhook_files.items()}
    preset = settings.ladder.preset
    if preset and preset not in preset_names():
        settings.ladder.preset = str(base / preset)
    try:
        settings.rules()
    except (ValidationError, ValueError) as error:
        why = "" if isinstance(error, ValidationError) else f"（{error}）"
        raise BadConfig(f"配置 {file} 的 ladder.preset 用不了{why}") from None
    return settings


def scrubbed_environment() -> dict[str, str]:
    """The DUBAN_… variables that are set, without their values: what a report may show."""
    return {name: "已设置" for name in sorted(os.environ) if name.startswith("DUBAN_")}
