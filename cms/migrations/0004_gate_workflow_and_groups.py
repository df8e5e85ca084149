"""The workflow of the gate, and the groups that give roles with what each may do to pages."""

from django.db import migrations

GATE = "Gate"
GROUPS = {
    "Advocates": ([], False),
    "Facilitators": ([], False),
    "Editors": (["add_page", "change_page", "publish_page"], True),
    "Owners": (["add_page", "change_page", "publish_page"], True),
    "Moderators": ([], True),
    "Approvers": (["publish_page"], True),
}


def make_workflow(apps, schema_editor):
    content_type, _is_new = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="cms", model="gatetask"
    )
    task = apps.get_model("cms", "GateTask").objects.create(name=GATE, content_type=content_type, active=True)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=GATE, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task_id=task.pk, sort_order=0)


def make_groups(apps, schema_editor):
    """Publishing is offered to editors; what needs a release is refused to everybody, whatever their rights."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    root = Page.objects.filter(depth=1).first()
    page_type, _is_new = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    admin_type, _is_new = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    access, _is_new = Permission.objects.get_or_create(
        content_type=admin_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    for name, (codenames, has_admin) in GROUPS.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        if has_admin:
            group.permissions.add(access)
        for codename in codenames:
            permission, _is_new = Permission.objects.get_or_create(
                content_type=page_type, codename=codename, defaults={"name": f"Can {codename.replace('_', ' ')}"}
            )
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_gate_task"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(make_workflow, migrations.RunPython.noop),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
