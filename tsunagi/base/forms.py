"""How form fields are drawn: label, help, error and field tied together for screen readers."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws forms and fields by this app's templates."""

    form_template_name = "base/_form.html"
    field_template_name = "base/_field.html"
