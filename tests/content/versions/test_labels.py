"""What a card says is written into the version's own row, and follows the curriculum's names."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from content.curriculum.models import Concept
from content.materials import selectors
from content.versions import services
from content.versions.models import FrozenVersion
from lms.people.models import User
from tests.factories.materials import SubjectFactory, TopicFactory, copy_version, make_version
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    user = UserFactory()
    give_role(user, SchoolFactory(name="THCS Phố Hiến"), "teacher")
    return user


def test_a_card_names_subject_topic_and_unit_in_the_readers_language(author: User) -> None:
    subject = SubjectFactory(name="Toán", name_en="Mathematics", mark="TO", hue=200)
    topic = TopicFactory(subject=subject, name="Phương trình", name_en="Equations")
    labels = FrozenVersion.objects.get(pk=make_version(author=author, topic=topic).pk).labels
    shown = (labels.subject.code, labels.subject.mark, labels.subject.hue)
    assert shown == (subject.code, "TO", 200)
    assert labels.unit == "THCS Phố Hiến"
    assert labels.topic.uuid == str(topic.uuid)
    with translation.override("vi"):
        assert (labels.subject.label, labels.topic.label) == ("Toán", "Phương trình")
    with translation.override("en"):
        assert (labels.subject.label, labels.topic.label) == ("Mathematics", "Equations")


def test_a_renamed_topic_is_renamed_on_its_cards_and_on_no_others(author: User) -> None:
    version = make_version(author=author)
    other = make_version(author=author)
    Concept.objects.filter(pk=version.topic_id).update(name="Tên mới")

    count = services.refresh_labels(concept_ids=[version.topic_id])

    assert count == 1
    assert FrozenVersion.objects.get(pk=version.pk).labels.topic.label == "Tên mới"
    assert FrozenVersion.objects.get(pk=other.pk).labels.topic.label == other.topic.name


def test_a_subject_renames_the_cards_of_all_its_materials(author: User) -> None:
    subject = SubjectFactory(name="Toán")
    versions = [make_version(author=author, topic=TopicFactory(subject=subject)) for _ in range(3)]
    Concept.objects.filter(pk=subject.pk).update(name="Toán học", mark="TH")
    assert services.refresh_labels(concept_ids=[subject.pk]) == 3
    shown = FrozenVersion.objects.filter(pk__in=[one.pk for one in versions])
    assert {one.labels.subject.label for one in shown} == {"Toán học"}
    assert services.refresh_labels(concept_ids=[subject.pk]) == 0, "they are right already"


def test_a_version_whose_label_changed_is_still_the_one_that_was_judged(author: User) -> None:
    version = make_version(author=author)
    Concept.objects.filter(pk=version.topic_id).update(name="Tên mới")
    services.refresh_labels(concept_ids=[version.topic_id])
    fresh = type(version).objects.get(pk=version.pk)
    assert fresh.compute_hash() == fresh.content_hash


def test_a_list_of_cards_reads_one_table(author: User) -> None:
    version = make_version(author=author)
    for _number in range(4):
        copy_version(version, make_version(author=author, approved=False).material, number=9)
    with CaptureQueriesContext(connection) as captured:
        cards = list(selectors.readable_versions(author))
        said = [(one.labels.subject.label, one.labels.topic.label, one.slug) for one in cards]
    assert len(said) == 5
    assert all(all(parts) for parts in said)
    lists = [one["sql"] for one in captured if "versions_frozenversion" in one["sql"]]
    assert len(lists) == 1
    assert "JOIN" not in lists[0]
