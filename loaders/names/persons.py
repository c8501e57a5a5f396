"""Names of persons, told apart from the names of units beside which they stand."""

from __future__ import annotations

import re
from typing import Final

from zeren.loaders.names import lexicon

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫"
    "孔向常汤傅俞温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅"
    "童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连"
)
"""The most frequent 200 surnames. Source: the counts of the census of 2010, as published."""
_PERSON = re.compile(rf"(?:[{_SURNAMES}]|欧阳|上官|司马|诸葛|慕容)[\u4e00-\u9fff某×]{{1,2}}")


def is_person(words: str) -> bool:
    """Say whether *words* have the form of a person's name, and not that of a unit's.

    Costs: a unit known only by a short name of such a form (文明办 is a unit, 文明 is not).

    >>> is_person("王某某"), is_person("林业局"), is_person("市教育局")
    (True, False, False)
    """
    return bool(_PERSON.fullmatch(words)) and not lexicon.is_unit(words)
