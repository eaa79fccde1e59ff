"""Models, queries and relations of ORMs: a log call asks no database, and shows what is loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Optional

import django
import mongoengine
import mongomock
import peewee
import pytest
import sqlalchemy
import sqlmodel
from django.conf import settings
from django.utils.functional import SimpleLazyObject, lazy
from sqlalchemy import event, orm
from sqlalchemy.ext.associationproxy import association_proxy
from ways import everywhere, forbidden, shown

import convlog
from convlog import Conversation, _core, testing


@pytest.fixture(scope="module", autouse=True)
def _django() -> None:
    if not settings.configured:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        settings.configure(DATABASES={"default": database}, INSTALLED_APPS=[], USE_TZ=True)
        django.setup()
    from django.db import connection

    with connection.schema_editor() as schema:
        schema.create_model(_django_models()[0])
        schema.create_model(_django_models()[1])


def _django_models(made: list[Any] = []) -> list[Any]:  # noqa: B006 - made once, after Django is configured
    if not made:
        from django.db import models

        class Owner(models.Model):
            name = models.CharField(max_length=9)

            class Meta:
                app_label = "tests"

        class Pet(models.Model):
            name = models.CharField(max_length=9)
            owner = models.ForeignKey(Owner, on_delete=models.CASCADE)

            class Meta:
                app_label = "tests"

            def __str__(self) -> str:
                return f"{self.name} of {self.owner.name}"

        made += [Owner, Pet]
    return made


class Base(orm.DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customers"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    name: orm.Mapped[str]
    orders: orm.Mapped[list[Order]] = orm.relationship(back_populates="customer")
    sums = association_proxy("orders", "total")

    def __repr__(self) -> str:
        return f"<{self.name} with {len(self.orders)}>"


class Order(Base):
    __tablename__ = "orders"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    total: orm.Mapped[int]
    customer_id: orm.Mapped[int] = orm.mapped_column(sqlalchemy.ForeignKey("customers.id"))
    customer: orm.Mapped[Customer] = orm.relationship(back_populates="orders")


class Hero(sqlmodel.SQLModel, table=True):
    id: Optional[int] = sqlmodel.Field(default=None, primary_key=True)  # noqa: UP045 - as SQLModel's own guide writes it
    name: str
    secret_name: str = sqlmodel.Field(repr=False)


class Session(orm.MappedAsDataclass, Base):
    __tablename__ = "sessions"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    token: orm.Mapped[str] = orm.mapped_column(repr=False)
    note: orm.Mapped[str] = orm.mapped_column(deferred=True)


@pytest.fixture
def session() -> Iterator[orm.Session]:
    engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.pool.StaticPool)
    Base.metadata.create_all(engine)
    sqlmodel.SQLModel.metadata.create_all(engine)
    with orm.Session(engine) as made:
        made.add(Customer(id=1, name="Ann", orders=[Order(id=1, total=5), Order(id=2, total=7)]))
        made.add_all([Hero(id=1, name="Deadpond", secret_name="Dive"), Session(id=1, token="t0ken", note="n")])
        made.commit()
        yield made
        made.rollback()


SQLALCHEMY: dict[str, Callable[[orm.Session], Any]] = {
    "expired model": lambda session: session.get_one(Customer, 1),
    "query": lambda session: session.query(Customer),
    "lazy relation": lambda session: session.get_one(Customer, 1).orders,
    "association proxy": lambda session: session.get_one(Customer, 1).sums,
    "expired SQLModel": lambda session: session.get_one(Hero, 1),
    "deferred column": lambda session: session.get_one(Session, 1),
    "unread result": lambda session: session.execute(sqlalchemy.select(Customer)),
}


@everywhere
@pytest.mark.parametrize("kind", SQLALCHEMY)
def nothing_of_sqlalchemy_asks_the_database(
    conv: Conversation, captured: testing.Captured, session: orm.Session, kind: str, use: Any
) -> None:
    value = SQLALCHEMY[kind](session)
    if kind.startswith("expired"):
        session.expire_all()
    event.listen(session.get_bind(), "before_cursor_execute", forbidden)
    before = convlog.stats()["internal_failures"]
    use(conv, value)
    assert convlog.stats()["internal_failures"] == before
    assert "Asked" not in "".join(record.json for record in captured.records)
    event.remove(session.get_bind(), "before_cursor_execute", forbidden)
    if kind == "unread result":
        assert value.scalar_one().name == "Ann", "it was not consumed"


def models_of_sqlalchemy_and_sqlmodel_show_what_is_loaded_without_internals(session: orm.Session) -> None:
    customer = session.get_one(Customer, 1)
    assert shown(customer) == {"id": 1, "name": "Ann"}
    assert len(customer.orders) == 2
    assert shown(customer)["orders"][0] == {"id": 1, "total": 5, "customer_id": 1}
    session.expire(customer)
    assert shown(customer) == f"<{__name__}.Customer>"
    session.refresh(customer, ["name"])
    session.expunge(customer)
    assert shown(customer) == {"name": "Ann"}
    hero = Hero(name="Spider-Boy", secret_name="Pedro")
    rendered = _core.Snapshot(hero)
    assert json.loads(rendered.json) == {"id": None, "name": "Spider-Boy", "secret_name": "Pedro"}
    assert rendered.pii == ["/secret_name"]
    held = _core.Snapshot(session.get_one(Session, 1))
    assert (json.loads(held.json), held.pii) == ({"id": 1, "token": "t0ken"}, ["/token"])
    row = session.execute(sqlalchemy.select(Order.id, Order.total)).first()
    assert shown(row) == {"id": 1, "total": 5}


DJANGO: dict[str, Callable[[], Any]] = {
    "query set": lambda: _django_models()[1].objects.filter(name="Rex"),
    "raw query": lambda: _django_models()[1].objects.raw("SELECT * FROM tests_pet"),
    "values": lambda: _django_models()[1].objects.values_list("name", flat=True),
    "related manager": lambda: _django_models()[0](id=1, name="Ann").pet_set,
    "model with a lazy owner": lambda: _django_models()[1](id=1, name="Rex", owner_id=1),
    "deferred model": lambda: _django_models()[1].from_db("default", ["id"], [1]),
    "lazy object": lambda: SimpleLazyObject(forbidden),
    "lazy text": lambda: lazy(forbidden, str)(),
    "lazy number": lambda: lazy(forbidden, int)(),
}


@everywhere
@pytest.mark.parametrize("kind", DJANGO)
def nothing_of_django_asks_the_database(conv: Conversation, captured: testing.Captured, kind: str, use: Any) -> None:
    from django.db import connection

    value = DJANGO[kind]()
    before = convlog.stats()["internal_failures"]
    with connection.execute_wrapper(forbidden):
        use(conv, value)
    assert convlog.stats()["internal_failures"] == before
    assert "Asked" not in "".join(record.json for record in captured.records)


def models_of_django_show_what_is_loaded() -> None:
    _, pet = _django_models()
    assert shown(pet(id=1, name="Rex", owner_id=1)) == {"id": 1, "name": "Rex", "owner_id": 1}
    assert shown(pet.from_db("default", ["id"], [1])) == {"id": 1}
    assert shown(pet.objects.all()) == "<django.db.models.query.QuerySet>"
    assert shown(SimpleLazyObject(forbidden)) == "<django.utils.functional.SimpleLazyObject>"


database = peewee.SqliteDatabase(":memory:")


class Person(peewee.Model):
    name = peewee.CharField()

    class Meta:
        database = database


class Note(peewee.Model):
    text = peewee.CharField()
    person = peewee.ForeignKeyField(Person, backref="notes")

    class Meta:
        database = database

    def __str__(self) -> str:
        return f"{self.person.name}: {self.text}"


class Account(mongoengine.Document):  # type: ignore[misc]
    name = mongoengine.StringField()


class Call(mongoengine.Document):  # type: ignore[misc]
    account = mongoengine.ReferenceField(Account)
    tags = mongoengine.ListField(mongoengine.StringField())


@pytest.fixture(scope="module")
def mongo() -> Iterator[Any]:
    client = mongoengine.connect("tests", uuidRepresentation="standard", mongo_client_class=mongomock.MongoClient)
    account = Account(name="acme").save()
    Call(account=account, tags=["vip"]).save()
    yield client
    mongoengine.disconnect()


PEEWEE: dict[str, Callable[[], Any]] = {
    "peewee select": lambda: Note.select(),
    "peewee model": lambda: Note(id=1, text="t", person=1),
    "peewee back reference": lambda: Person(id=1, name="Ann").notes,
}


@everywhere
@pytest.mark.parametrize("kind", PEEWEE)
def nothing_of_peewee_asks_the_database(
    conv: Conversation, captured: testing.Captured, monkeypatch: pytest.MonkeyPatch, kind: str, use: Any
) -> None:
    monkeypatch.setattr(peewee.Database, "execute_sql", forbidden)
    before = convlog.stats()["internal_failures"]
    use(conv, PEEWEE[kind]())
    assert convlog.stats()["internal_failures"] == before
    assert "Asked" not in "".join(record.json for record in captured.records)


@everywhere
def nothing_of_mongoengine_asks_the_database(
    conv: Conversation, captured: testing.Captured, mongo: Any, monkeypatch: pytest.MonkeyPatch, use: Any
) -> None:
    call = Call.objects.first()
    assert call is not None
    for name in ("find", "find_one", "aggregate", "count_documents"):
        monkeypatch.setattr(mongomock.collection.Collection, name, forbidden)
    for value in (Call.objects(tags="vip"), call, Call.objects):
        use(conv, value)
    assert "Asked" not in "".join(record.json for record in captured.records)
    assert shown(call)["tags"] == ["vip"]
    assert shown(Call.objects) == "<mongoengine.queryset.queryset.QuerySet>"
