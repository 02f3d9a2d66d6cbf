"""牵头单位：A、B；配合单位：C or A牵头，B配合 or A、B负责 → the names, who leads and who cooperates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.plan import Role
from seed.names import OUTSIDE_BRACKETS, is_collective, looks_like_unit, split_names

_PLAIN, _LEAD, _COOP, _OTHER = "plain", "lead", "coop", "other"
_LEVEL = r"(?:[省市区县州盟旗]|自治区|国家)?(?:[级直]|本级)?"
_BODY = r"(?:单位|部门|处室|科室|机构|主体)"
LABEL = re.compile(
    rf"(?P<lead>{_LEVEL}(?:(?:总|主)?牵头(?:考核|责任|负责|实施|落实|承办)?{_BODY}|主要责任{_BODY}|主要负责{_BODY}"
    rf"|主责{_BODY}|主办{_BODY}|第一责任{_BODY}|牵头(?=\s*[:：])|主办(?=\s*[:：])))"
    rf"|(?P<coop>{_LEVEL}(?:(?:协同|协助)?配合(?:责任|落实)?{_BODY}|(?:协办|协同|协作|协助|支持)(?:责任|配合)?{_BODY}"
    rf"|(?:参加|参与)(?:配合)?{_BODY}|(?:其他|其它|次要|相关)责任{_BODY}|(?:配合|协办)(?=\s*[:：])))"
    rf"|(?P<plain>{_LEVEL}(?:(?:责任|负责|落实|实施|承办|承担|完成|执行|指导|建设|组织)(?:（配合）)?{_BODY}|责任主体|(?:任务|责任|工作|部门|职责)?分工(?=\s*[:：])))"
    r"|(?P<other>(?:完成|整改|办结|推进|时间|时限)(?:时限|时间|期限|节点|要求|安排|日期)?(?:要求)?(?=\s*[:：])"
    r"|(?:[省市区县]?(?:牵头|责任|分管|包保|挂包|联系|挂联|督办|督导|主要)[省市区县州]?(?:领导|责任人|负责人|负责同志))"
    r"|(?:项目|主要|具体|直接|单位|部门|业务|第一|科室)*(?:责任人|负责人|联系人|经办人|联络员)"
    r"|(?:实际|目前|当前|工作)?(?:完成|进展|推进|落实)情况|联系(?:人|电话)|监督单位|督办单位|督导单位|督查单位|适用范围|考核分值|分值)"
)
COLON = re.compile(r"\s*[:：]\s*")
_DATED_LABEL = re.compile(r"^(?:完成|整改|办结|推进|时间|时限)")
_BY_DUTY = (
    r"(?:(?:根据|按照?|依|依据|依照)(?:各自|工作|部门)?职[责能](?:分工|要求)?|按(?:照)?分工|结合(?:实际|职责)|分工|分头|分别|分级"
    r"|各自|共同|具体|联合|统筹|组织)*"
)
_TAIL = r"(?:负责|组织|实施|落实|推进|推动|会同|抓好|开展|完成|做好|等?工作)*"
VERB = re.compile(
    rf"(?:等(?:单位|部门)?)?{_BY_DUTY}(?:(?P<lead>(?:总|负责)?牵头|主办|主责|为主)"
    r"|(?P<coop>予以配合|配合|参与|参加|协助|协同|协办|支持)"
    rf"|(?P<plain>负责|抓?落实|指导|组织实施|实施|组织|承办|推进|推动|抓好|完成|统筹(?:协调)?)){_TAIL}$"
)
_JOINTLY = re.compile(r"会同|会商|商(?=[国省市区县])|联合(?=[国省市区县])")
_FIRST_LEADS = re.compile(
    r"(?:(?:列|排|排名|排序|名列)?(?:在|第一|首)?(?:第一|首|最前)(?:位|个|名|家|的)*(?:者|的)?(?:责任)?(?:单位|部门)?(?:的)?"
    r"为牵头|(?:第一|首)[位个].{0,6}牵头)"
)
_STAR = r"[*＊★☆▲△●※]"
_STARRED_LEADS = re.compile(
    rf"(?:[带标加打有注].{{0,3}})?{_STAR}[”\"]?(?:号|标记|者|的)*.{{0,8}}牵头"
)
_DATED = re.compile(
    r"\d+\s*月|年[底内末]|\d\s*年|季度|半年|持续|长期|完成$|分$|下同$|^全年$|^20\d\d"
)
_CLAUSES = re.compile(rf"[，,；;。]{OUTSIDE_BRACKETS}")
_BRACKETED_RULE = re.compile(rf"[（(][^（）()]*(?:第一|首|{_STAR})[^（）()]*牵头[^（）()]*[)）]")
_CONTACT = re.compile(
    r"[（(][^（）()]*(?:[排名]+[序名]?不分先后|联系人|联系电话|电话|责任人|\d{5,})[^（）()]*[)）]"
)
# 市发展改革委（牵头）、市财政局: the mark stands behind the name itself.
_LEADS_HERE = re.compile(
    r"[（(](?:总?牵头(?:责任)?|第一责任|主要责任|主办|主责)(?:单位|部门)?[)）]$"
)
_AFTER_VERB = re.compile(r"(?:(?<=牵头)|(?<=配合)|(?<=负责))\s+(?=[国省市区县州旗各])")
_LONGEST_NAME = 45
_PREFIXED = re.compile(r"[省市区县州](?![场域级])[^，。；]{2,12}$")  # 市12345热线办牵头
_NOT_NAMES = re.compile(r"^谁|^由?(?:企业|个人|本人|项目法人)$|[“”：:]")
_NO_NAMES_LABELLED = re.compile(r"^谁|[：:]")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a document says once of all its lists of units."""

    first_leads: bool = False
    starred_leads: bool = False

    @classmethod
    def of(cls, text: str) -> Rules:
        return cls(_FIRST_LEADS.search(text) is not None, _STARRED_LEADS.search(text) is not None)


NO_RULES = Rules()


def read_bare(inner: str, rules: Rules) -> tuple[list[tuple[str, Role]], str] | None:
    """（市教育局、市财政局）: nothing but names, each with the shape of a unit's."""
    inner, said = _apart(inner)
    names = split_names(inner)
    sure = [name for name in names if looks_like_unit(name, strictly=True)]
    if not sure or not all(looks_like_unit(name) or is_collective(name) for name in names):
        return None
    return _roles([(_PLAIN, inner)], rules), said


def _apart(inner: str) -> tuple[str, str]:
    """The clauses that name units, and those that only say when; a rule on who leads is neither."""
    inner = _without_rule(inner)
    clauses = [clause for clause in _CLAUSES.split(inner) if clause.strip()]
    dated = [clause.strip() for clause in clauses if _is_dated(clause)]
    return "，".join(clause for clause in clauses if clause.strip() not in dated), "，".join(dated)


def _without_rule(inner: str) -> str:
    cut = re.split(rf"[。；;，,](?=[^。；;，,]*(?:列|排|首位|第一|{_STAR}))", inner)[0]
    inner = cut if Rules.of(inner) != NO_RULES else inner
    inner = _BRACKETED_RULE.sub("", inner)
    return re.sub(r"[，,；;。]?\s*下同\s*。?\s*$", "", inner)


def read_names(inner: str, rules: Rules = NO_RULES) -> tuple[list[tuple[str, Role]], str] | None:
    """The names and roles that the words of a bracket or a cell give, and the days they give."""
    own = Rules.of(inner)
    if own.first_leads or own.starred_leads:
        rules = own
    inner = _AFTER_VERB.sub("，", _CONTACT.sub("", _without_rule(inner)))
    first, *more = re.split(rf"。{OUTSIDE_BRACKETS}", inner)
    # 具体任务均涉及相关市人民政府，不再列出: a sentence behind the names that gives none.
    inner = "。".join([first, *(each for each in more if _labelled(each) or _by_verbs(each))])
    labelled = _labelled(inner)
    read = labelled or _by_verbs(inner)
    if read is None:
        return None
    parts, rest = read
    found = _roles(parts, rules)
    if not found and not rest:
        return None
    # Behind a label 市“双招双引”专班 is a name; in running words a quotation is none.
    no_name = _NO_NAMES_LABELLED if labelled else _NOT_NAMES
    if any(len(name) > _LONGEST_NAME or no_name.search(name) for name, _ in found):
        return None
    return found, rest


def read_cell(cell: str, role: Role, rules: Rules = NO_RULES) -> list[tuple[str, Role]]:
    """The names in a table's cell, which has the role of its column unless it says more itself."""
    read = read_names(cell, rules)
    if read and read[0]:
        names = read[0]
        return names if role is Role.LEAD else [(name, Role.COOP) for name, _ in names]
    kind = _PLAIN if role is Role.LEAD else _COOP
    return _roles([(kind, cell)], rules)


def _roles(parts: list[tuple[str, str]], rules: Rules) -> list[tuple[str, Role]]:
    led = any(kind == _LEAD for kind, _ in parts)
    found: list[tuple[str, Role]] = []
    for kind, listed in parts:
        names = split_names(listed)
        named = any(_LEADS_HERE.search(name) for name in names)
        mark = _LEADS_HERE.pattern if named else _STAR
        starred = [re.search(mark, name) is not None for name in names]
        for name, star in zip(names, starred, strict=True):
            name = re.sub(_STAR, "", _LEADS_HERE.sub("", name))
            lead = kind == _LEAD or (kind == _PLAIN and not led)
            if lead and kind == _PLAIN:
                if named or (rules.starred_leads and any(starred)):
                    lead = star
                elif rules.first_leads and found:
                    lead = False
            if name:
                found.append((name, Role.LEAD if lead else Role.COOP))
    return found


def _labelled(inner: str) -> tuple[list[tuple[str, str]], str] | None:
    labels = [m for m in LABEL.finditer(inner) if COLON.match(inner, m.end())]
    if not labels:
        return None
    parts: list[tuple[str, str]] = []
    rest = [part for part in _CLAUSES.split(inner[: labels[0].start()]) if _DATED.search(part)]
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        colon = COLON.match(inner, label.end())
        start = colon.end() if colon else label.end()
        listed = inner[start : following.start() if following else None]
        if following:
            listed = _without_prefix(listed)
        listed = listed.strip(" 。；;，,\u3000")
        kind = label.lastgroup or _PLAIN
        if kind == _OTHER:
            if _DATED_LABEL.match(label.group()):
                rest.append(listed)
            continue
        clauses = [part for part in _CLAUSES.split(listed) if part.strip()]
        rest.extend(part for part in clauses if _is_dated(part))
        names = "，".join(part for part in clauses if not _is_dated(part))
        verbs = _by_verbs(names) if kind == _PLAIN else None
        if verbs:
            parts.extend(verbs[0])
        else:  # 甲局、乙局按职责分别负责；丙局: the words behind the names say nothing more
            bare = (_without_verb(part) for part in clauses if not _is_dated(part))
            parts.append((kind, "，".join(bare)))
    return parts, "，".join(part.strip("，,；; ") for part in rest if part.strip("，,；; "))


def _without_verb(part: str) -> str:
    verb = VERB.search(part)
    return part[: verb.start()] if verb and verb.lastgroup == _PLAIN else part


def _without_prefix(listed: str) -> str:
    """市发改委；监管责任单位：… – the word before the next label belongs to that."""
    *before, last = re.split(r"(?<=[，,；;。 ])", listed)
    is_prefix = before and 0 < len(last) <= 6 and not looks_like_unit(last)
    return "".join(before) if is_prefix else listed


def _is_dated(part: str) -> bool:
    """2023年底前完成, 持续推进: a clause that says when and names nobody."""
    return _DATED.search(part) is not None and not any(map(looks_like_unit, split_names(part)))


def _by_verbs(inner: str) -> tuple[list[tuple[str, str]], str] | None:
    parts: list[tuple[str, str]] = []
    waiting: list[str] = []
    rest: list[str] = []
    for clause in _CLAUSES.split(inner):
        words = re.sub(r"^[^、，]{0,8}?由(?=[国省市区县州各])|^由", "", clause.strip())
        if _is_dated(words) and not looks_like_unit(VERB.sub("", words)):
            rest.append(words)
            continue
        verb = VERB.search(words)
        if verb and verb.lastgroup == _COOP and waiting and not parts:  # 甲局，乙局配合
            parts.append((_PLAIN, "、".join(waiting)))
            waiting = []
        if verb and (names := "、".join([*waiting, words[: verb.start()]]).strip("、")):
            first, *others = _JOINTLY.split(names, maxsplit=1)
            kind = verb.lastgroup or _PLAIN
            first = re.sub(r"牵头[，,]?$", "", first)
            parts.append((_LEAD if others else kind, first))
            parts.extend((_COOP, each) for each in others)
            waiting = []
        elif words:
            waiting.append(words)
    if waiting or not parts:
        return None
    if not any(
        looks_like_unit(name) or is_collective(name) or (kind == _LEAD and _PREFIXED.match(name))
        for kind, listed in parts
        for name in split_names(listed)
    ):
        return None
    return parts, "，".join(rest)
