"""Questions about how a person does: whether the bot knows the name or not, no figure is told of one."""

from __future__ import annotations

import re

# 张伟报得怎么样, 老王最近表现咋样: of a person, whether the bot knows the name or not.
_SURNAMES = (
    "刘谭廖石白史龙武易赖肖阎叶曾赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严金魏陶姜戚谢邹苏潘葛范彭鲁韦马方任袁柳唐罗薛雷贺倪汤殷毕郝安常于傅卞齐康伍余顾孟黄"
    "穆萧尹姚邵汪毛狄米贝戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵季贾江童郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯卢莫房丁邓程邢裴陆荣翁崔龚段侯"
)
_NO_NAME = r"(?!任务|方案|常务|安排|安全|白天|史上|易地|石油|龙头|武装)"
_BEGIN = rf"(?:^|[,，。\s　]){_NO_NAME}"
OF_PERSON = re.compile(
    rf"{_BEGIN}(?P<who>[老小]?[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?)"
    r"(?:同志|主任|局长|科长|处长|县长)?(?:最近|这期|本期|本月|这个月|平时|工作)*"
    r"(?:报得|干得|做得|表现得?|报送得)(?:怎么样|咋样|怎样|如何|好不好|好吗|行不行|还行吗|呢|$)"
    rf"|{_BEGIN}(?P<charge>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?:同志)?"
    r"(?:负责|分管|名下|手里)的?(?:有|都)*(?:几|多少|哪些)"
)
