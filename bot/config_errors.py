"""What is wrong with a configuration, in plain words. Values are never repeated: one may be a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError


def in_words(
    error: ValidationError | ValueError, file: Path | None, settings: type[BaseModel]
) -> str:
    """One line per wrong key; values are never repeated, since one may be a secret."""
    if not isinstance(error, ValidationError):
        return f"配置读不出来：{type(error).__name__}"
    lines = [f"配置 {file or '（环境变量）'} 有 {error.error_count()} 处要改："]
    for each in error.errors(include_input=False, include_url=False):
        key = ".".join(str(part) for part in each["loc"])
        known = _known_keys(each, settings)
        lines.append(f"  {key}：{_reason(each)}{known}")
    return "\n".join(lines)


def _reason(each: Any) -> str:
    """What is wrong with a value, in Chinese; pydantic's own word for what is not foreseen here."""
    reason = _REASONS.get(each["type"])
    if each["type"] == "value_error":
        return str(each["ctx"]["error"])
    if reason is None:
        kind = str(each["type"]).partition("_")[0]
        reason = _KINDS.get(kind, each["msg"])
    found = each.get("ctx", {})
    if "expected" in found:
        found = {
            **found,
            "expected": str(found["expected"]).replace(" or ", "、").replace(", ", "、"),
        }
    return str(reason).format_map(found)


_REASONS = {
    "extra_forbidden": "没有这一项，请核对拼写",
    "missing": "缺少这一项",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_long": "最多 {max_length} 个字",
    "too_short": "至少要 {min_length} 个",
    "too_long": "最多 {max_length} 个",
}
_KINDS = {
    "string": "要写成引号里的文字",
    "int": "要写成整数",
    "bool": "要写成 true 或 false",
    "time": '要写成引号里的时间，如 "08:30"',
    "date": "要写成日期，如 2025-10-01",
    "list": "要写成方括号里的列表",
    "tuple": "要写成方括号里的两个值",
    "dict": "要写成花括号里的一组",
    "model": "要写成一节，如 [web]",
    "path": "要写成引号里的路径",
}


def _known_keys(each: Any, settings: type[BaseModel]) -> str:
    if each["type"] != "extra_forbidden":
        return ""
    section = settings.model_fields.get(str(each["loc"][0]))
    fields = getattr(section.annotation, "model_fields", None) if section else settings.model_fields
    return f"（可用：{'、'.join(fields)}）" if fields else ""
