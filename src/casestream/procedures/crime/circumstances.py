"""情节 — the ten serious and the five especially serious circumstances of refusing to perform (法释〔2024〕13号第三、四条)."""

from casestream.kernel import Label


class Circumstance(Label):
    """What makes a refusal serious (第三条), or especially serious (第四条). The wording is shortened."""

    DISPOSAL = "3.1", "恶意处分财产权益或者延长到期债权", "giving property or claims away"
    DETRIMENT = "3.2", "不合理高价受让、为他人担保等恶意减损责任财产", "diminishing what the debtor answers with"
    FALSE_EVIDENCE = "3.3", "毁证、伪证妨碍查明财产", "false or destroyed evidence of property"
    DEFIANCE = (
        "3.4",
        "拒报、虚报财产或者违反限消，经罚款拘留仍拒不执行",
        "defying the duty to report, or a restriction, after a sanction",
    )
    RETENTION = "3.5", "经罚款拘留仍拒不交付财物或者迁出、退出", "keeping a thing or a place after a sanction"
    INACTION = "3.6", "经罚款拘留仍拒不履行作为义务", "refusing to act after a sanction"
    BREACH_OF_BAN = (
        "3.7",
        "经罚款拘留仍违反人身保护令、从业禁止",
        "breaking a protection order or a ban after a sanction",
    )
    OBSTRUCTION = "3.8", "恐吓哄闹、消极抗拒阻碍进入现场", "keeping officers from the place"
    DAMAGE = "3.9", "毁损、抢夺案卷、车辆、器械、证件", "destroying or seizing files, vehicles or badges"
    OTHER_SERIOUS = "3.10", "其他情节严重的情形", "otherwise serious"
    SHAM_SUIT = "4.1", "虚假诉讼、仲裁、公证妨害执行", "sham suits, arbitrations or deeds"
    RIOT = "4.2", "聚众冲击执行现场", "storming the place in a crowd"
    VIOLENCE = "4.3", "围攻、扣押、殴打执行人员", "violence against officers"
    GRAVE_CONSEQUENCE = "4.4", "致使申请执行人自杀、自残等严重后果", "suicide or self-harm of the applicant"
    OTHER_ESPECIALLY = "4.5", "其他情节特别严重的情形", "otherwise especially serious"


ESPECIALLY_SERIOUS = tuple(one for one in Circumstance if one.code.startswith("4"))
