from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_what_is_open")]

    operations = [
        migrations.AlterField(
            model_name="move",
            name="deed",
            field=models.CharField(
                choices=[
                    ("send", "送った"),
                    ("discard", "下書きを捨てた"),
                    ("accept", "受け入れた"),
                    ("decline", "お断りした"),
                    ("give_back", "受け入れを取りやめた"),
                    ("ask_back", "問い合わせた"),
                    ("reply", "問い合わせに答えた"),
                    ("withdraw", "取り下げた"),
                    ("connect", "本人に会えた"),
                    ("close", "結果を伝えた"),
                    ("rise", "期日を過ぎて知らせた"),
                    ("shield", "支援措置を知らせた"),
                    ("withdraw_consent", "同意の取り下げを知らせた"),
                ],
                max_length=20,
            ),
        ),
    ]
