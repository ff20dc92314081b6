"""What a lecture is made of: an ordered list of steps, each a short stream of blocks.

Steps are the children of the top-level stream, so each carries an id that survives edits:
remarks, progress and the classroom screen name a step by it. Search names it by its number in
the version that readers are shown.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import (
    ImageBlock,
    ImageBlockAdapter,
    ImageBlockComparison,
    ImageChooserBlock,
)

from content.materials import formulas
from content.materials.widgets import VideoUploadInput

TEXT_FEATURES = ["bold", "italic", "superscript", "subscript", "ol", "ul", "link"]


class TextBlock(blocks.RichTextBlock):
    """Running text. Formulas are typed in it as LaTeX between \\( and \\) or \\[ and \\]."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value and value.source:
            formulas.check_html(value.source)
        return value

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "materials/blocks/text.html"
        description = _("Paragraphs and lists. Type formulas as \\( x^2 \\).")


class LineBlock(blocks.CharBlock):
    """A line without markup. Formulas may stand in it as in running text."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value:
            formulas.check_line(value)
        return value

    def deconstruct(self) -> tuple[str, Any, Any]:
        # As Wagtail does for its own: what is checked is no matter of the stored columns.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.blocks.CharBlock", args, kwargs


class FormulaBlock(blocks.TextBlock):
    """One formula on a line of its own, typed as LaTeX."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("rows", 2)
        kwargs.setdefault("max_length", formulas.MAX_LATEX)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if value:
            formulas.check(value, display=True)
        return value

    class Meta:
        icon = "superscript"
        label = _("Formula")
        template = "materials/blocks/formula.html"
        description = _("A formula on a line of its own, in LaTeX.")


class _PictureComparison(ImageBlockComparison):
    """As Wagtail's, which fails at a block in which no picture was chosen yet."""

    def htmlvalue(self, val: Any) -> Any:
        return super().htmlvalue(self.block._image_to_struct_value(None) if val is None else val)


class DescribedImageBlock(ImageBlock):
    """As Wagtail's, whose label of the file itself cannot be translated."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        chooser = ImageChooserBlock(required=required, label=_("File of the picture"))
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    def get_comparison_class(self) -> type[ImageBlockComparison]:
        return _PictureComparison


register(ImageBlockAdapter(), DescribedImageBlock)


class PictureBlock(blocks.StructBlock):
    """A picture with words for those who do not see it."""

    image = DescribedImageBlock(label=_("Picture"))
    caption = LineBlock(label=_("Caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "materials/blocks/picture.html"
        description = _("A photograph, drawing or chart.")


class KeyPointBlock(blocks.StructBlock):
    """What is to be remembered."""

    body = TextBlock(label=_("What to remember"))

    class Meta:
        icon = "thumbtack"
        label = _("Key point")
        template = "materials/blocks/key_point.html"
        description = _("A rule, definition or conclusion to remember.")


class ExampleBlock(blocks.StructBlock):
    """A worked example."""

    title = LineBlock(label=pgettext_lazy("example", "Title"), max_length=120, required=False)
    body = TextBlock(label=_("Example and solution"))

    class Meta:
        icon = "openquote"
        label = _("Worked example")
        template = "materials/blocks/example.html"
        description = _("A task and its solution, line by line.")


class ExerciseBlock(blocks.StructBlock):
    """A task with its answer, which opens on demand."""

    title = LineBlock(label=pgettext_lazy("exercise", "Title"), max_length=120, required=False)
    task = TextBlock(label=_("Task"))
    answer = TextBlock(label=pgettext_lazy("exercise", "Answer"))

    class Meta:
        icon = "help"
        label = _("Exercise")
        template = "materials/blocks/exercise.html"
        description = _("A task; students open the answer when they have tried.")


class AssetBlock(blocks.FieldBlock):
    """The UUID of an uploaded video; the widget uploads it while the teacher writes on."""

    def __init__(self, required: bool = True, help_text: str = "", **kwargs: Any) -> None:
        from django import forms

        self.field = forms.UUIDField(
            required=required, help_text=help_text, widget=VideoUploadInput()
        )
        super().__init__(**kwargs)

    def get_prep_value(self, value: Any) -> Any:
        return str(value) if value else None

    def to_python(self, value: Any) -> Any:
        from uuid import UUID

        return UUID(str(value)) if value else None

    class Meta:
        icon = "media"


class VideoBlock(blocks.StructBlock):
    """A lecture video with captions."""

    asset = AssetBlock(label=_("Video file"))
    title = blocks.CharBlock(label=pgettext_lazy("video", "Title"), max_length=200, required=False)

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{title}"  # by default the first part's value: the file's number
        template = "materials/blocks/video.html"
        description = _("A lecture video; it uploads while you write on.")


class DocumentBlock(blocks.StructBlock):
    """A PDF to read or print."""

    document = DocumentChooserBlock(label=_("PDF"))
    note = LineBlock(label=_("What it is for"), max_length=200, required=False)

    class Meta:
        icon = "doc-full"
        label = _("PDF document")
        template = "materials/blocks/document.html"
        description = _("A worksheet or reading as PDF.")


def _require_https(url: str) -> None:
    if not url.startswith("https://"):
        raise ValidationError(_("The address must begin with https://"))


class SimulationBlock(blocks.StructBlock):
    """A simulation on another site; it opens there, nothing of it runs in our pages."""

    title = LineBlock(label=_("Name"), max_length=200)
    url = blocks.URLBlock(label=_("Address"), validators=[_require_https])
    instructions = TextBlock(label=_("What to do"), required=False)

    class Meta:
        icon = "link-external"
        label = _("Simulation")
        template = "materials/blocks/simulation.html"
        description = _("A link to a virtual experiment, with what to do there.")


class MaterialTableBlock(TypedTableBlock):
    """A table whose cells hold short text and formulas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            [("text", LineBlock(label=_("Text"), required=False, max_length=500))], **kwargs
        )

    def clean(self, table: Any) -> Any:
        errors = []
        for line in [table.caption, *(column["heading"] for column in table.columns)]:
            try:
                formulas.check_line(line or "")
            except formulas.FormulaError as error:
                errors.extend(error.messages)
        if errors:
            raise TypedTableBlockValidationError(non_block_errors=errors)
        return super().clean(table)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "materials/blocks/table.html"
        description = _("Rows and columns; cells may hold formulas.")


class StepBodyBlock(blocks.StreamBlock):
    """The content of one step."""

    heading = LineBlock(
        label=_("Heading"), icon="title", max_length=200, template="materials/blocks/heading.html"
    )
    text = TextBlock()
    formula = FormulaBlock()
    picture = PictureBlock()
    table = MaterialTableBlock()
    key_point = KeyPointBlock()
    example = ExampleBlock()
    exercise = ExerciseBlock()
    video = VideoBlock()
    document = DocumentBlock()
    simulation = SimulationBlock()


class StepBlock(blocks.StructBlock):
    """One step: what fits on the wall screen at once."""

    title = blocks.CharBlock(label=_("Title of the step"), max_length=160)
    body = StepBodyBlock(label=_("Content"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        description = _("One step of the lecture: about a screenful.")


class StepsBlock(blocks.StreamBlock):
    """All steps of a material, in order."""

    step = StepBlock()

    class Meta:
        max_num = 60
