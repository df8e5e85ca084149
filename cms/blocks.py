"""The blocks of a programme's, concept's, pilot's or proposal's text. One block is one passage."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from codesign.enums import PassageKind

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

    summary = PassageBlock(icon="pilcrow", label=PassageKind.SUMMARY.label)
    who_it_concerns = PassageBlock(icon="group", label=PassageKind.WHO_IT_CONCERNS.label)
    what_changes = PassageBlock(icon="redirect", label=PassageKind.WHAT_CHANGES.label)
    rights_and_obligations = PassageBlock(icon="tick-inverse", label=PassageKind.RIGHTS_AND_OBLIGATIONS.label)
    evidence = EvidenceBlock(label=PassageKind.EVIDENCE.label)
