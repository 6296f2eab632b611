"""The ministries that answer for measures, under their official names, and whom measures are for.

English names as the ministries' own English pages have them.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

MINISTRIES = [
    ("内閣官房", "Cabinet Secretariat", "cabinet-secretariat"),
    ("内閣府", "Cabinet Office", "cabinet-office"),
    ("警察庁", "National Police Agency", "npa"),
    ("金融庁", "Financial Services Agency", "fsa"),
    ("消費者庁", "Consumer Affairs Agency", "caa"),
    ("こども家庭庁", "Children and Families Agency", "cfa"),
    ("デジタル庁", "Digital Agency", "digital"),
    ("復興庁", "Reconstruction Agency", "reconstruction"),
    ("総務省", "Ministry of Internal Affairs and Communications", "mic"),
    ("法務省", "Ministry of Justice", "moj"),
    ("外務省", "Ministry of Foreign Affairs", "mofa"),
    ("財務省", "Ministry of Finance", "mof"),
    ("文部科学省", "Ministry of Education, Culture, Sports, Science and Technology", "mext"),
    ("厚生労働省", "Ministry of Health, Labour and Welfare", "mhlw"),
    ("農林水産省", "Ministry of Agriculture, Forestry and Fisheries", "maff"),
    ("経済産業省", "Ministry of Economy, Trade and Industry", "meti"),
    ("国土交通省", "Ministry of Land, Infrastructure, Transport and Tourism", "mlit"),
    ("環境省", "Ministry of the Environment", "env"),
    ("防衛省", "Ministry of Defense", "mod"),
    ("人事院", "National Personnel Authority", "npa-personnel"),
    ("公正取引委員会", "Japan Fair Trade Commission", "jftc"),
    ("個人情報保護委員会", "Personal Information Protection Commission", "ppc"),
    ("スポーツ庁", "Japan Sports Agency", "sports"),
    ("文化庁", "Agency for Cultural Affairs", "culture"),
    ("出入国在留管理庁", "Immigration Services Agency", "isa"),
    ("消防庁", "Fire and Disaster Management Agency", "fdma"),
    ("国税庁", "National Tax Agency", "nta"),
    ("中小企業庁", "Small and Medium Enterprise Agency", "sme"),
    ("観光庁", "Japan Tourism Agency", "jta"),
    ("最高裁判所", "Supreme Court", "supreme-court"),
]

GROUPS = [
    ("children", "こども", "Children"),
    ("students", "児童・生徒・学生", "Students"),
    ("young_people", "若者", "Young people"),
    ("parents", "妊産婦・子育て中の人", "Parents"),
    ("single_parents", "ひとり親", "Single parents"),
    ("women", "女性", "Women"),
    ("older_people", "高齢者", "Older people"),
    ("disabled_people", "障害のある人・病気の人", "People with disabilities or illness"),
    ("carers", "介護・ケアをしている人", "Carers"),
    ("unemployed", "仕事をさがしている人", "People looking for work"),
    ("workers", "働いている人", "Workers"),
    ("people_in_poverty", "生活に困っている人", "People in hardship"),
    ("foreigners", "外国人・海外在住の人", "Foreign residents, and people abroad"),
    ("victims", "暴力や犯罪の被害を受けた人", "Victims of violence or crime"),
    ("bereaved", "大切な人を亡くした人", "Bereaved people"),
    ("released_people", "刑務所などを出た人", "People released from prison"),
    ("disaster_victims", "被災した人", "People hit by disaster"),
    ("supporters", "支援する人・団体", "Supporters"),
    ("bodies", "自治体・団体", "Local bodies and organisations"),
    ("everyone", "すべての人", "Everyone"),
]


def add(apps: Any, schema_editor: Any) -> None:
    """Put in ministries and groups."""
    organisation, group = apps.get_model("base", "Organisation"), apps.get_model("register", "TargetGroup")
    for name, name_en, slug in MINISTRIES:
        organisation.objects.create(kind="ministry", name=name, name_en=name_en, slug=slug)
    for order, (code, name, name_en) in enumerate(GROUPS):
        group.objects.create(code=code, name=name, name_en=name_en, order=order)


class Migration(migrations.Migration):
    """What every register begins with."""

    dependencies = [("register", "0002_published_editions_stay"), ("base", "0003_audit_rows_stay")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
