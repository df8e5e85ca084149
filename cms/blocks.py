"""The blocks of a programme's, concept's, pilot's or proposal's text. One block is one passage."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PLAIN_FEATURES = ["bold", "italic", "ul", "ol", "link", "document-link"]


class PassageBlock(blocks.StructBlock):
    """A heading of its own choice over a few short paragraphs."""

    heading = blocks.CharBlock(
        required=False, max_length=120, help_text=_("Leave empty to use the usual heading of this block.")
    )
    text = blocks.RichTextBlock(features=PLAIN_FEATURES, help_text=_("Short sentences. Say “you”."))

    class Meta:
        template = "cms/blocks/passage.html"


class EvidenceBlock(PassageBlock):
    source = blocks.CharBlock(max_length=200, help_text=_("Where this comes from, with its date."))

    class Meta:
        template = "cms/blocks/evidence.html"
        icon = "doc-full"


class SubjectBody(blocks.StreamBlock):
    """What a participant needs to know, in the order in which they ask."""

    summary = PassageBlock(icon="pilcrow", label=_("In short"))
    who_it_concerns = PassageBlock(icon="group", label=_("Who it concerns"))
    what_changes = PassageBlock(icon="redirect", label=_("What changes for you"))
    rights_and_obligations = PassageBlock(icon="tick-inverse", label=_("Your rights and obligations"))
    evidence = EvidenceBlock(label=_("Evidence"))
