"""Where pictures and recordings lie, and who may take from where."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from accounts.models import Organisation
from courses.models import Shelf


def open_shelves(group: Group, organisation: Organisation) -> None:
    """Who belongs to the group may fill and use the institution's shelf, and use what is shared. Repeating changes nothing."""
    allow(group, shelf_of(organisation), "add", "change", "choose")
    allow(group, shared_shelf(), "choose")


def shelf_of(organisation: Organisation) -> Collection:
    """Where the institution's pictures and recordings lie; the same place when asked again."""
    shelf = Shelf.objects.select_related("collection").filter(organisation=organisation).first()
    if shelf is None:
        shelf = Shelf.objects.create(organisation=organisation, collection=new_collection(organisation.name))
    return shelf.collection


def shared_shelf() -> Collection:
    """What every institution may use."""
    shelf = Shelf.objects.select_related("collection").filter(is_shared=True).first()
    if shelf is None:
        shelf = Shelf.objects.create(is_shared=True, collection=new_collection("公用素材"))
    return shelf.collection


def new_collection(name: str) -> Collection:
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    collection: Collection = root.add_child(name=name)
    return collection


def allow(group: Group, collection: Collection, *actions: str) -> None:
    wanted = [f"{action}_{thing}" for action in actions for thing in ("image", "document")]
    permissions = Permission.objects.filter(content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=wanted)
    GroupCollectionPermission.objects.bulk_create(
        [GroupCollectionPermission(group=group, collection=collection, permission=permission) for permission in permissions],
        ignore_conflicts=True,
    )
